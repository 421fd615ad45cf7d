"""Actor ids, aliases and coalitions, resolved as of a date."""

from __future__ import annotations

from geomali.actors._records import Actor, ActorMention, ActorResolution, Membership

__all__ = ["Actor", "ActorMention", "ActorResolution", "Membership"]
