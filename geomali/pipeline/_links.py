"""Claims about events that several sources tell: whose each one is, and what they are to each other.

In a store a claim names the event that it is about as the events stand, and
the claims of other sources that it contradicts or agrees with.  Both follow
from which events are merged, and are found again from what each source told:
a claim is of the telling among whose sources its report is, and links between
two tellings are made by :func:`geomali.events.link_claims`, never told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from geomali.events import Claim

if TYPE_CHECKING:
    import pyarrow as pa

    from geomali.events import Event
    from geomali.store import Store

__all__ = ["ToldClaims", "told_claims"]

_LINKS = ("conflicts_with", "corroborates")
_DERIVED = ("event_id", *_LINKS)


@dataclass(frozen=True, slots=True)
class ToldClaims:
    """Claims about some events: as they stand in a store, and as each telling makes them."""

    rows: pa.Table
    stored: Mapping[str, Claim]
    own: Mapping[str, tuple[Claim, ...]]

    def of(self, event: Event) -> Event:
        """An event with the claims of its own telling."""
        return replace(event, claims=self.own.get(event.event_id, ()))

    def to_commit(
        self, events: Iterable[Event], *, fresh: Iterable[Claim] = (), again: Collection[str] = ()
    ) -> pa.Table:
        """Rows of the claims about events that a store has not, or has otherwise.

        Parameters
        ----------
        events
            As they are merged; claims of those that went into another are that one's.
        fresh
            Claims that were coded or corrected just now.
        again
            Reports coded again: a store drops what is not given again.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        from geomali.store import claims_table

        new = {claim.claim_id: claim for claim in fresh}
        wanted = {
            claim.claim_id: claim
            for event in events
            if event.status == "current"
            for claim in event.claims
            if claim.claim_id in new
            or claim.report_id in again
            or _derived(claim) != _derived(self.stored[claim.claim_id])
        }
        told = claims_table(claim for claim_id, claim in new.items() if claim_id in wanted)
        rest = pa.array([i for i in wanted if i not in new], pa.string())
        stored = self.rows.filter(pc.is_in(self.rows.column("claim_id"), rest))
        stored = stored.select(told.column_names).cast(told.schema)
        table = pa.concat_tables([told, stored]).combine_chunks()
        claims = [wanted[claim_id] for claim_id in table.column("claim_id").to_pylist()]
        return _with_links(table, claims)


def _derived(claim: Claim) -> tuple[object, ...]:
    return claim.event_id, claim.conflicts_with, claim.corroborates


def _with_links(table: pa.Table, claims: Iterable[Claim]) -> pa.Table:
    import pyarrow as pa

    claims = list(claims)
    for name in _DERIVED:
        index = table.schema.get_field_index(name)
        values: list[Any] = [getattr(claim, name) for claim in claims]
        if name in _LINKS:
            values = [list(value) for value in values]
        field = table.schema.field(index)
        table = table.set_column(index, field, pa.array(values, field.type))
    return table


def _statements(table: pa.Table) -> list[Claim]:
    """What is said in each row, and by whom; its place and its quote stay in the row."""
    names = [name for name in table.column_names if name in Claim.__dataclass_fields__]
    return [
        Claim(**row | {name: tuple(row[name] or ()) for name in _LINKS})
        for row in table.select(names).to_pylist()
    ]


def told_claims(store: Store, tellings: Mapping[str, Event], into: Mapping[str, str]) -> ToldClaims:
    """Find the claims that a store has of events, and what each source told of them.

    Parameters
    ----------
    store
        Where they are.
    tellings
        Each source's own telling, by event.
    into
        What the store has merged into what.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    ids = {*tellings, *(into[one] for one in tellings if one in into)}
    rows = store.table("claims")
    rows = rows.filter(pc.is_in(rows.column("event_id"), pa.array(sorted(ids), pa.string())))
    stored = {claim.claim_id: claim for claim in _statements(rows)}
    owner_of = _owners(stored.values(), tellings.values(), into)
    about: dict[str | None, list[str]] = defaultdict(list)
    for claim in stored.values():
        about[claim.event_id].append(claim.claim_id)
    own: dict[str, list[Claim]] = defaultdict(list)
    for claim_id, claim in stored.items():
        owner = owner_of[claim_id]
        # Between the tellings of one event no source has made a link.
        made = {other for other in about[claim.event_id] if owner_of[other] != owner}
        own[owner].append(
            replace(
                claim,
                event_id=owner,
                conflicts_with=tuple(i for i in claim.conflicts_with if i not in made),
                corroborates=tuple(i for i in claim.corroborates if i not in made),
            )
        )
    return ToldClaims(rows, stored, {event_id: tuple(found) for event_id, found in own.items()})


def _owners(
    claims: Iterable[Claim], tellings: Iterable[Event], into: Mapping[str, str]
) -> dict[str, str]:
    """Of each claim, the event of the telling that it is of."""
    by_source = {
        (into.get(event.event_id, event.event_id), source): event.event_id
        for event in tellings
        for source in event.source_ids
    }
    return {
        claim.claim_id: by_source.get((claim.event_id or "", claim.report_id or ""))
        or claim.event_id
        or ""
        for claim in claims
    }
