"""Report text to coded events and claims, each with its quoted span.

Rules in English and French over word tables (``_english``, ``_french``):
sentence, words, who and what is named → who says so (``_attribution``, over
several sentences ``_speakers``) → trigger words (``_tellings``, their grammar ``_voice``), who did what
to whom (``_roles``), how surely (``_modality``), where and when (``_attach``) →
tellings of one happening joined into events (``_stories``), what other
sentences say of them (``_answers``), their type (``_classify``) and claims
(``_claims``).
"""

from __future__ import annotations

from geomali.extract._code import code_report
from geomali.extract._draft import Draft, Mention

__all__ = ["Draft", "Mention", "code_report"]
