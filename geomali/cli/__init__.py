"""The command line: arguments, paths, progress and messages; no logic.

Every heavy library is imported inside the command that needs it, and a
command's own module only when it is called, so that ``--help`` and
``resolve`` answer at once.
"""

from __future__ import annotations

from geomali.cli._base import COMMANDS, main

__all__ = ["COMMANDS", "main"]
