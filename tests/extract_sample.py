"""What the tests of the text coder share."""

from __future__ import annotations

from geomali.events import Event


def side(event: Event, role: str) -> set[str | None]:
    """Ids of the actors of an event in one role."""
    return {actor.actor_id for actor in event.actors if actor.role == role}
