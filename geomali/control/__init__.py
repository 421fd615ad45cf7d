"""Claims to control: who holds, or says they hold, a named place as of a date.

A claim is data; control is derived, and never stored without the rule that
decided and the claims behind it.  Only a named place has a state: nothing is
inferred for a region, nor between places.

Evidence is a claim about a named place (``geo_precision`` 1 or 2) with a
subject and one of the propositions of :data:`EFFECTS`.  It counts from the
last day of its date interval, when it is sure to have begun; an undated
"holds" counts from the day it was reported, any other undated claim not at
all (:func:`undated_claims` counts those).  Predictions, plans and event counts are not claims and never evidence.

:data:`VOICES` says whose word counts for what: a party's own, its ally's, or
that of somebody else.  :data:`RULES` is the whole decision table: for each
place the evidence is read day by day, and after each day the first rule that
fits names the state until the next evidence.  A state outlives its evidence; past
:data:`OLD_EVIDENCE_DAYS` it is told as last reported, with its age, not as present.
"""

from __future__ import annotations

from geomali.control._rules import EFFECTS, OLD_EVIDENCE_DAYS, RULES, VOICES, Rule, Voice
from geomali.control._tables import (
    control_as_of,
    control_changes,
    control_spans,
    undated_claims,
)

__all__ = [
    "EFFECTS",
    "OLD_EVIDENCE_DAYS",
    "RULES",
    "VOICES",
    "Rule",
    "Voice",
    "control_as_of",
    "control_changes",
    "control_spans",
    "undated_claims",
]
