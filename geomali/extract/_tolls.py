"""How many were harmed in all: the figures of a report for one event, as one count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from geomali.events import Count
from geomali.extract._counts import add
from geomali.extract._records import Toll

__all__ = ["total"]


def total(tolls: Iterable[Toll], what: str) -> Count | None:
    """Dead, wounded or taken in all, or None if the text gives no number.

    Groups are summed.  Several figures for one group give bounds that hold
    them all; what a party says of its enemy's losses does not raise the lower
    bound where another group's figure stands beside it.  A general figure
    ("30 people") is another account of the whole.
    """
    groups: dict[str, list[Toll]] = {}
    for toll in tolls:
        if toll.what == what:
            groups.setdefault(toll.group, []).append(toll)
    if not groups:
        return None
    if any(t.count.best for ts in groups.values() for t in ts):
        groups = {g: [t for t in ts if t.count.best] for g, ts in groups.items()}
        groups = {g: ts for g, ts in groups.items() if ts}
    zero = all(t.count.best == 0 for ts in groups.values() for t in ts)
    if zero:
        return Count(0, 0, 0)
    accounts = {g: _account(ts, alone=len(groups) == 1) for g, ts in groups.items()}
    if _rival(groups):
        # Each side counts other dead: one figure may be the other's answer, so they are not summed.
        counts = list(accounts.values())
        stated = [t.count for ts in groups.values() for t in ts]
        return Count(
            min(c.low for c in stated), max(c.best for c in counts), sum(c.high for c in counts)
        )
    general = accounts.pop("people", None)
    parts: Count | None = None
    for group in sorted(accounts):
        parts = add(parts, accounts[group])
    if general is None or parts is None:
        return general or parts
    if parts.high < 0.6 * general.best:
        return general
    return Count(
        min(general.low, parts.low) if parts.low else general.low,
        max(general.best, parts.best),
        max(general.high, parts.high),
    )


def _rival(groups: dict[str, list[Toll]]) -> bool:
    """Whether the figures for different groups come from opposite camps, and from nobody else."""
    named = {g: ts for g, ts in groups.items() if g != "people"}
    if len(named) < 2 or any(t.by is None for ts in groups.values() for t in ts):
        return False
    camps = [{t.by for t in ts} for ts in named.values()]
    return any(not a & b for i, a in enumerate(camps) for b in camps[i + 1 :])


def _account(tolls: Sequence[Toll], *, alone: bool) -> Count:
    """One group's figures as one count."""
    stated = [t for t in tolls if t.count.best > 0] or list(tolls)
    own = [t.count for t in stated if not t.hostile]
    enemy = [t.count for t in stated if t.hostile]
    high = max(c.high for c in own + enemy)
    if own:
        return Count(min(c.low for c in own), max(c.best for c in own), high)
    return Count(min(c.low for c in enemy) if alone else 0, max(c.best for c in enemy), high)
