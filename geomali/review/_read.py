"""Corrected sheets, or a draft as it is, to records and tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geomali.errors import GeomaliError, SourceFormatError
from geomali.events import Claim, Event, EventActor, content_id
from geomali.extract import Draft
from geomali.files import harmless_cell
from geomali.readers import BadRowError, Coder, claim_row, event_row, read_cells
from geomali.review._cells import (
    DRAFT_SHEET,
    EDITABLE_CLAIM,
    EDITABLE_EVENT,
    PLACE,
    actor_cell,
    cell_text,
    claim_cells,
    claims_of,
    event_cells,
    plain,
)
from geomali.review._places import corrected_place, new_place
from geomali.review._quotes import with_words
from geomali.review._tables import draft_tables, table_of
from geomali.schema import ROLES, arrow_schema

if TYPE_CHECKING:
    import pyarrow as pa

    from geomali.actors import ActorRegistry
    from geomali.gazetteer import Gazetteer

__all__ = ["Reviewed", "read_review", "read_reviewed"]

_ID: Final = {"events": "event_id", "claims": "claim_id"}
_YES: Final = frozenset(("", "yes", "y", "oui", "o", "true", "1", "x"))
_NO: Final = frozenset(("no", "n", "non", "false", "0"))


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a person made of drafts.

    ``events`` holds every event with a row in the sheets; one that was taken
    out has the status ``deleted``.  ``claims`` are those that stay.
    ``drafts`` are the reports behind them, as coded.  ``rejects`` has the keys
    of the table of that name; ``flags`` are sentences on rows that were kept.

    ``corrected_events`` and ``corrected_claims`` are the ids of the rows that
    are not as coded, ``confirmed`` of those that are and that a person said
    ``yes`` to, ``refused`` of those that were rejected, ``added`` of those
    that a person wrote, ``left_out`` of those taken out: events with ``no`` or
    without a row, and claims likewise or with their event.
    """

    events: tuple[Event, ...]
    claims: tuple[Claim, ...]
    drafts: tuple[Draft, ...]
    rejects: tuple[Mapping[str, Any], ...]
    flags: tuple[str, ...] = ()
    corrected_events: frozenset[str] = frozenset()
    corrected_claims: frozenset[str] = frozenset()
    confirmed: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    added: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()

    def counts(self) -> dict[str, dict[str, int]]:
        """How many events and claims were corrected, left out, added, and left as coded."""
        events = {event.event_id for event in self.events}
        claims = {claim.claim_id for claim in self.claims}
        out = {}
        for name, ids, taken in (
            ("events", events - self.left_out, self.left_out & events),
            ("claims", claims, self.left_out - events),
        ):
            added = ids & self.added
            corrected = (ids & (self.corrected_events | self.corrected_claims)) - added
            out[name] = {
                "corrected": len(corrected),
                "left_out": len(taken),
                "added": len(added),
                "unchanged": len(ids - added - corrected),
            }
        return out

    def tables(self) -> dict[str, pa.Table]:
        """Arrow tables for ``Store.commit``: events, claims, not_events, reports, sources."""
        return {
            "events": table_of("events", map(event_row, self.events)),
            "claims": table_of("claims", map(claim_row, self.claims)),
            **draft_tables(self.drafts),
        }


def read_review(
    path: str | Path,
    *,
    gazetteer: Gazetteer | None = None,
    actors: ActorRegistry | None = None,
) -> tuple[dict[str, pa.Table], pa.Table]:
    """Read what a person made of drafts, as tables for ``Store.commit``, and the rejects.

    See :func:`read_reviewed`; this is its answer in Arrow tables.
    """
    reviewed = read_reviewed(path, gazetteer=gazetteer, actors=actors)
    return reviewed.tables(), table_of("rejects", reviewed.rejects)


def read_reviewed(
    path: str | Path,
    *,
    gazetteer: Gazetteer | None = None,
    actors: ActorRegistry | None = None,
    texts: Mapping[str, str] | None = None,
    leave_out_reports: bool = False,
) -> Reviewed:
    """Read a draft, or the coding sheets written from one and corrected.

    The draft that travels with the sheets says which rows they offered.  One
    that is missing was deleted, and is left out.  A report of which no row is
    left is none of a copy of some reports only: nothing is said about it.

    Parameters
    ----------
    path
        ``draft.jsonl``, the workbook, or the folder of CSV.
    gazetteer, actors
        Where names are looked up; the shipped ones by default.
    texts
        Texts of reports by ``report_id``, in which the quotes of added claims are found.
    leave_out_reports
        Leave out the rows of reports of which no row is left too.

    Raises
    ------
    SourceFormatError
        The file cannot be read, or no draft travels with it.
    """
    path = Path(path)
    sheets: dict[str, _SheetRows]
    if path.is_dir():
        lines = list(_jsonl(path / "draft.jsonl"))
        sheets = {
            name: read_cells(path / f"{name}.csv").get("", ())
            for name in ("events", "claims")
            if (path / f"{name}.csv").is_file()
        }
        names = {name: f"{name}.csv" for name in sheets}
    elif path.suffix.lower() == ".jsonl":
        lines, sheets, names = list(_jsonl(path)), {}, {}
    else:
        cells = read_cells(path)
        lines = list(_hidden(path, cells.get(DRAFT_SHEET, ())))
        sheets = {name: cells[name] for name in ("events", "claims") if name in cells}
        names = {name: f"{path.name}#{name}" for name in sheets}
    reader = _Reader(path, gazetteer, actors, texts or {})
    drafts = [d for number, line in lines if (d := reader.draft(number, line)) is not None]
    for name in ("events", "claims"):
        if lines and sheets and name not in sheets:
            raise SourceFormatError(path, f"the sheet {name!r} is missing")
        if sheets.get(name) and _ID[name] not in sheets[name][0][1]:
            raise SourceFormatError(path, f"the column {_ID[name]!r} of {name!r} is missing")
    if not sheets:
        return reader.as_coded(drafts)
    rows = {
        name: [(n, {key: _unharmed(value) for key, value in raw.items()}) for n, raw in found]
        for name, found in sheets.items()
    }
    return reader.corrected(drafts, rows, names, leave_out_reports=leave_out_reports)


def _jsonl(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = error.strerror or str(error)
        raise SourceFormatError(path, f"cannot be read ({reason})") from error
    except UnicodeDecodeError as error:
        raise SourceFormatError(path, f"is not UTF-8 (byte {error.start})") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def _hidden(path: Path, rows: Sequence[tuple[int, Mapping[str, str]]]) -> Iterator[tuple[int, str]]:
    if not rows:
        raise SourceFormatError(
            path,
            "is no draft: the hidden sheet 'draft' is missing; give draft.jsonl, or a copy of "
            "the workbook or the folder that 'geomali review' wrote",
        )
    parts: list[str] = []
    number = 0
    for _, row in rows:
        if row.get("part") == "0" and parts:
            number += 1
            yield number, "".join(parts)
            parts = []
        parts.append(row.get("json", ""))
    yield number + 1, "".join(parts)


_SheetRows = Sequence[tuple[int, Mapping[str, str]]]
_KEYS: Final = ("report_id", "event_id", "claim_id")


class _Reader:
    """Reads the sheets of one review."""

    def __init__(
        self,
        path: Path,
        gazetteer: Gazetteer | None,
        actors: ActorRegistry | None,
        texts: Mapping[str, str],
    ) -> None:
        if gazetteer is None:
            from geomali.gazetteer import load_gazetteer

            gazetteer = load_gazetteer()
        if actors is None:
            from geomali.actors import load_actors

            actors = load_actors()
        self._path = path
        self._texts = texts
        self._gazetteer = gazetteer
        self._coder = Coder.of(gazetteer, actors)
        self._rejects: list[dict[str, Any]] = []
        self._refused: set[str] = set()
        self._corrected: dict[str, set[str]] = {"events": set(), "claims": set()}
        self._confirmed: set[str] = set()
        self._added: set[str] = set()
        self._left_out: set[str] = set()
        self._flags: list[str] = []

    def _reject(self, file: str, number: int, row: Any, reason: str) -> None:
        text = row if isinstance(row, str) else json.dumps(row, ensure_ascii=False, sort_keys=True)
        self._rejects.append(
            {
                "source_file": file,
                "row_number": number,
                "row": plain(text)[:4000],
                "reason": reason,
            }
        )

    def draft(self, number: int, line: str) -> Draft | None:
        """A draft of a line of JSON; None if it is none."""
        try:
            return Draft.from_json(json.loads(line))
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            detail = f"{type(error).__name__}: {error}".splitlines()[0][:120]
            self._reject(self._path.name, number, line, f"is no draft ({detail})")
            return None

    def as_coded(self, drafts: Sequence[Draft]) -> Reviewed:
        """Everything as it was coded, checked."""
        events: dict[str, Event] = {}
        claims: dict[str, Claim] = {}
        for number, draft in enumerate(drafts, start=1):
            for event in draft.events:
                self._take(self._path.name, number, event, events)
            for claim in claims_of(draft):
                self._take(self._path.name, number, claim, claims)
        return self._result(drafts, events, claims)

    def _take(self, file: str, number: int, record: Any, into: dict[str, Any]) -> None:
        key = record.event_id if isinstance(record, Event) else record.claim_id
        reason = _problem(record)
        if reason is None and key in into:
            reason = f"{key} is there already"
        if reason is None:
            into[key] = record
        else:
            self._reject(file, number, {"id": key}, reason)
            self._refused.add(key)

    def _result(
        self, drafts: Sequence[Draft], events: Mapping[str, Event], claims: Mapping[str, Claim]
    ) -> Reviewed:
        deleted = {e.event_id for e in events.values() if e.status == "deleted"}
        kept = {key: claim for key, claim in claims.items() if claim.event_id not in deleted}
        self._left_out |= claims.keys() - kept.keys()
        there = {*kept, *self._refused}
        for key, claim in kept.items():
            # What it contradicted or agreed with may be gone.
            kept[key] = replace(
                claim,
                # An event whose row was rejected is still in the store as it was.
                event_id=claim.event_id if claim.event_id in {*events, *self._refused} else None,
                conflicts_with=tuple(c for c in claim.conflicts_with if c in there),
                corroborates=tuple(c for c in claim.corroborates if c in there),
            )
        refused = self._refused - events.keys() - claims.keys() - {""}
        unique = {draft.report.report_id: draft for draft in drafts}
        return Reviewed(
            tuple(events.values()),
            tuple(kept.values()),
            tuple(unique.values()),
            tuple(self._rejects),
            tuple(self._flags),
            frozenset(self._corrected["events"] - refused),
            frozenset(self._corrected["claims"] - refused),
            frozenset(self._confirmed - refused),
            frozenset(refused),
            frozenset(self._added - refused),
            frozenset(self._left_out | deleted),
        )

    def corrected(
        self,
        drafts: Sequence[Draft],
        sheets: Mapping[str, _SheetRows],
        names: Mapping[str, str],
        *,
        leave_out_reports: bool,
    ) -> Reviewed:
        """What the sheets say, against what was coded."""
        if not leave_out_reports:
            drafts = self._of_sheets(drafts, sheets)
        coded_events = {event.event_id: event for draft in drafts for event in draft.events}
        coded_claims = {c.claim_id: c for draft in drafts for c in claims_of(draft)}
        reports = {draft.report.report_id: draft for draft in drafts}
        events: dict[str, Event] = {}
        claims: dict[str, Claim] = {}
        self._coder.learn_dates(
            value
            for rows in sheets.values()
            for _, row in rows
            for key, value in row.items()
            if "date" in key
        )
        self._read(
            sheets["events"],
            names["events"],
            lambda row: self._event(row, coded_events, reports),
            events,
        )
        for event_id in self._deleted("events", sheets, coded_events, drafts):
            event = coded_events[event_id]
            events[event_id] = replace(event, status="deleted", revision=event.revision + 1)
            self._corrected["events"].add(event_id)
        self._read(
            sheets["claims"],
            names["claims"],
            lambda row: self._claim(row, coded_claims, coded_events, events, reports),
            claims,
        )
        for claim_id in self._deleted("claims", sheets, coded_claims, drafts):
            self._left_out.add(claim_id)
            about = events.get(coded_claims[claim_id].event_id or "")
            # With its event it comes back, if that does.
            if about is None or about.status != "deleted":
                self._corrected["claims"].add(claim_id)
        return self._result(drafts, events, claims)

    def _read(
        self,
        rows: _SheetRows,
        file: str,
        make: Callable[[Mapping[str, str]], Event | Claim | None],
        into: dict[str, Any],
    ) -> None:
        key = "event_id" if file.endswith(("events", "events.csv")) else "claim_id"
        for number, row in rows:
            self._coder.flags = []
            try:
                record = make(row)
            except BadRowError as error:
                self._reject(file, number, dict(row), str(error))
                self._refused.add(row.get(key, ""))
                continue
            if record is not None:
                self._flags += [f"{file}, row {number}: {flag}" for flag in self._coder.flags]
                self._take(file, number, record, into)

    def _of_sheets(
        self, drafts: Sequence[Draft], sheets: Mapping[str, _SheetRows]
    ) -> Sequence[Draft]:
        """The drafts of which a row is left: sheets of some reports say nothing of the others."""
        left = {row.get(key, "") for rows in sheets.values() for _, row in rows for key in _KEYS}
        absent = []
        for draft in drafts:
            offered = {e.event_id for e in draft.events} | {c.claim_id for c in claims_of(draft)}
            if offered and not left & {draft.report.report_id, *offered}:
                absent.append(draft)
        if absent:
            names = ", ".join(draft.report.file for draft in absent[:5])
            self._flags.append(
                f"{self._path.name}: no row is left of {len(absent)} of {len(drafts)} reports "
                f"({names}{', …' if len(absent) > 5 else ''}); nothing was changed of "
                f"{'it' if len(absent) == 1 else 'them'}: accept with --leave-out-reports to "
                "take out what was coded there"
            )
        return [draft for draft in drafts if draft not in absent]

    def _deleted(
        self,
        name: str,
        sheets: Mapping[str, _SheetRows],
        coded: Mapping[str, Event | Claim],
        drafts: Sequence[Draft],
    ) -> list[str]:
        """Ids of which the row was deleted.

        An id that was overwritten leaves its row too: where one is unknown,
        what is missing of the report is kept as it is.
        """
        seen = {row.get(_ID[name], "") for _, row in sheets[name]}
        missing = [key for key in coded if key not in seen]
        strange = [
            row.get("report_id", "")
            for _, row in sheets[name]
            if row.get(_ID[name], "") not in {"", *coded}
        ]
        reports = {draft.report.report_id for draft in drafts}
        doubtful = reports if not reports.issuperset(strange) else set(strange)
        of_report: dict[str, str] = {}
        for draft in drafts:
            of_report |= {event.event_id: draft.report.report_id for event in draft.events}
            of_report |= {claim.claim_id: draft.report.report_id for claim in claims_of(draft)}
        spared = [key for key in missing if of_report[key] in doubtful]
        self._refused.update(spared)
        return [key for key in missing if key not in spared]

    # ---------------------------------------------------------------- one row

    def _event(
        self, row: Mapping[str, str], coded: Mapping[str, Event], reports: Mapping[str, Draft]
    ) -> Event | None:
        taken = _accepted(row)
        event_id = row.get("event_id", "")
        if not event_id:
            if not taken:
                return None
            return self._new_event(row, reports)
        if event_id not in coded:
            raise BadRowError(f"event_id: no event of the draft has it ({event_id[:80]!r})")
        event = coded[event_id]
        changed = _changes(event_cells(event), row, EDITABLE_EVENT)
        self._note("events", event_id, row, changed=bool(changed) or not taken)
        if not taken:
            return replace(event, status="deleted", revision=event.revision + 1)
        if not changed:
            return event
        return replace(self._edited_event(event, row, changed), revision=event.revision + 1)

    def _note(self, name: str, key: str, row: Mapping[str, str], *, changed: bool) -> None:
        """Remember what the person made of a row."""
        if changed:
            self._corrected[name].add(key)
        elif row.get("accept", "").strip():
            self._confirmed.add(key)

    def _new_event(self, row: Mapping[str, str], reports: Mapping[str, Draft]) -> Event:
        report_id = row.get("report_id", "")
        if report_id and report_id not in reports:
            raise BadRowError(f"report_id: no report of the draft has it ({report_id[:80]!r})")
        parts = [f"{k}={v}" for k, v in sorted(row.items()) if v and k != "accept"]
        event = self._coder.event(
            {key: value for key, value in row.items() if key not in PLACE},
            default_id=content_id("coded", *parts),
            source=report_id or "coded_by_hand",
        )
        if report_id:
            known = reports[report_id].known_on
            event = replace(
                event, source_ids=(report_id,), reported_date=event.reported_date or known
            )
        place = new_place(self._coder, self._gazetteer, row)
        event = replace(event, place=place)
        self._corrected["events"].add(event.event_id)
        self._added.add(event.event_id)
        return event

    def _edited_event(self, event: Event, row: Mapping[str, str], changed: frozenset[str]) -> Event:
        """The event with the changed cells; what was not changed stays as it was coded."""
        new = self._coder.event(
            _with_range(event, {k: v for k, v in row.items() if k not in PLACE}, changed),
            default_id=event.event_id,
            source="",
        )
        edits: dict[str, Any] = {}
        if changed & {"event_type", "sub_event_type"}:
            edits |= {"event_type": new.event_type, "sub_event_type": new.sub_event_type}
        if changed & {"date", "date_latest", "time_precision"}:
            edits |= {
                "date_earliest": new.date_earliest,
                "date_latest": new.date_latest,
                "time_precision": new.time_precision,
                "date_rule": "corrected by hand",
            }
        if changed & set(PLACE):
            edits["place"] = corrected_place(
                self._coder, self._gazetteer, event.place, row, changed
            )
        if changed & {*ROLES, "doubt"}:
            edits["actors"] = self._edited_actors(event, new, changed)
        for name in ("fatalities", "wounded", "abducted"):
            if changed & {name, f"{name}_low", f"{name}_high"}:
                edits[name] = getattr(new, name)
        for name in (
            "date_expression", "modality", "weapon", "target", "outcome", "contested", "notes",
        ):  # fmt: skip
            if name in changed:
                edits[name] = getattr(new, name)
        if "confidence" in changed and row.get("confidence"):
            edits["confidence"] = new.confidence
        return replace(event, **edits)

    def _edited_actors(
        self, event: Event, new: Event, changed: frozenset[str]
    ) -> tuple[EventActor, ...]:
        """Actors of the roles that were changed, resolved again; the others as they were."""
        old = {(actor.role, actor_cell(actor)): actor for actor in event.actors}
        out: list[EventActor] = []
        for role in ROLES:
            if role in changed:
                out += [
                    old.get((role, actor.name), replace(actor, doubt=None))
                    for actor in new.actors
                    if actor.role == role
                ]
            else:
                out += [actor for actor in event.actors if actor.role == role]
        if "doubt" in changed:
            doubt = next((actor.doubt for actor in new.actors if actor.doubt), None)
            out = [replace(actor, doubt=doubt) for actor in out]
        return tuple(out)

    def _claim(
        self,
        row: Mapping[str, str],
        coded: Mapping[str, Claim],
        coded_events: Mapping[str, Event],
        events: Mapping[str, Event],
        reports: Mapping[str, Draft],
    ) -> Claim | None:
        taken = _accepted(row)
        claim_id = row.get("claim_id", "")
        if not taken:
            if claim_id and claim_id not in coded:
                raise BadRowError(f"claim_id: no claim of the draft has it ({claim_id[:80]!r})")
            if claim_id:
                self._note("claims", claim_id, row, changed=True)
                self._left_out.add(claim_id)
            return None
        if not claim_id:
            return self._new_claim(row, events, reports)
        if claim_id not in coded:
            raise BadRowError(f"claim_id: no claim of the draft has it ({claim_id[:80]!r})")
        claim = coded[claim_id]
        changed = _changes(claim_cells(claim), row, EDITABLE_CLAIM)
        before = coded_events.get(claim.event_id or "")
        claim = _with_its_event(claim, changed, before, events.get(claim.event_id or ""))
        self._note("claims", claim_id, row, changed=bool(changed))
        if not changed:
            return claim
        new = self._coder.claim(row, default_id=claim_id)
        edits = {
            name: getattr(new, name)
            for name in changed
            if name in Claim.__dataclass_fields__ and name != "place"
        }
        if changed & {"claim_date", "claim_date_latest"}:
            edits |= {"claim_date": new.claim_date, "claim_date_latest": new.claim_date_latest}
        if changed & set(PLACE):
            edits["place"] = corrected_place(
                self._coder, self._gazetteer, claim.place, row, changed
            )
        return replace(claim, **edits)

    def _new_claim(
        self, row: Mapping[str, str], events: Mapping[str, Event], reports: Mapping[str, Draft]
    ) -> Claim:
        """A claim that a person wrote: reported when its report was, its words found in the text."""
        report_id, event_id = row.get("report_id", ""), row.get("event_id", "")
        if report_id and report_id not in reports:
            raise BadRowError(f"report_id: no report of the draft has it ({report_id[:80]!r})")
        event = events.get(event_id)
        if event_id and event is None:
            raise BadRowError(f"event_id: no event has it ({event_id[:80]!r})")
        if event is not None and event.status == "deleted":
            raise BadRowError(f"event_id: the event is left out ({event_id[:80]!r})")
        if not report_id and event is not None:
            report_id = next((source for source in event.source_ids if source in reports), "")
        parts = [f"{k}={v}" for k, v in sorted(row.items()) if v and k != "accept"]
        claim = self._coder.claim(
            {key: value for key, value in row.items() if key not in PLACE},
            default_id=content_id("claim", *parts),
        )
        claim = replace(claim, place=new_place(self._coder, self._gazetteer, row))
        if report_id:
            known = reports[report_id].known_on
            claim = replace(claim, report_id=report_id, reported_date=claim.reported_date or known)
        if claim.reported_date is None:
            self._coder.flags.append(
                "reported_date: is empty, and no report says it: no question about what was known "
                "on a day finds the claim; write the day, or the report_id"
            )
        claim = with_words(claim, row, self._texts.get(report_id), self._coder.flags)
        self._corrected["claims"].add(claim.claim_id)
        self._added.add(claim.claim_id)
        return claim


def _with_its_event(
    claim: Claim, changed: frozenset[str], before: Event | None, after: Event | None
) -> Claim:
    """The claim with the corrected day and place of its event, where it had those of the event.

    Control reads claims: a day that is corrected in one sheet only would leave it wrong.
    """
    if before is None or after is None:
        return claim
    days = (claim.claim_date, claim.claim_date_latest)
    if not changed & {"claim_date", "claim_date_latest"} and days == (
        before.date_earliest,
        before.date_latest,
    ):
        claim = replace(claim, claim_date=after.date_earliest, claim_date_latest=after.date_latest)
    if not changed & set(PLACE) and claim.place == before.place:
        claim = replace(claim, place=after.place)
    return claim


def _unharmed(value: str) -> str:
    value = value.strip()
    return value[1:] if harmless_cell(value[1:]) == value and value[:1] == "'" else value


def _accepted(row: Mapping[str, str]) -> bool:
    answer = row.get("accept", "").strip().lower()
    if answer in _YES:
        return True
    if answer in _NO:
        return False
    raise BadRowError(f"accept: is neither yes nor no ({answer[:80]!r})")


def _changes(
    before: Mapping[str, Any], row: Mapping[str, str], editable: frozenset[str]
) -> frozenset[str]:
    """Columns in which a row differs from what was written; a missing column changes nothing."""
    return frozenset(
        name
        for name in editable
        if name in row and not _same(_unharmed(cell_text(before[name])), row[name])
    )


def _same(before: str, after: str) -> bool:
    if before == after:
        return True
    # A spreadsheet writes 1.0 as 1, 18.441110 as 18.44111, and ends lines its own way.
    try:
        return abs(float(before) - float(after)) < 1e-9
    except ValueError:
        return " ".join(before.split()) == " ".join(after.split())


def _with_range(event: Event, row: dict[str, str], changed: frozenset[str]) -> dict[str, str]:
    """The row with lowest and highest figure moved along where only the best one was corrected."""
    count = event.fatalities
    if "fatalities" not in changed or changed & {"fatalities_low", "fatalities_high"}:
        return row
    best = row.get("fatalities", "")
    if count is None or not best or count.low == count.high:
        return row | {"fatalities_low": best, "fatalities_high": best}
    if best.isdecimal():
        row = row | {
            "fatalities_low": str(min(count.low, int(best))),
            "fatalities_high": str(max(count.high, int(best))),
        }
    return row


def _problem(record: Event | Claim) -> str | None:
    """What breaks the contract in a record of a draft that anybody may have edited."""
    import pyarrow as pa

    from geomali import schema

    name = "events" if isinstance(record, Event) else "claims"
    try:
        row = event_row(record) if isinstance(record, Event) else claim_row(record)
        table = pa.Table.from_pylist([row], schema=arrow_schema(name))
        schema.check(table, name)
    except GeomaliError as error:
        return str(error)
    except (pa.ArrowException, TypeError, ValueError, OverflowError, AttributeError) as error:
        return f"a value is of the wrong kind ({str(error).splitlines()[0][:120]})"
    place = record.place
    if (
        place is not None
        and place.lat is not None
        and place.lon is not None
        and not (-90 <= place.lat <= 90 and -180 <= place.lon <= 180)
    ):
        return f"the point {place.lat}, {place.lon} is not on the Earth"
    if place is not None and place.geo_precision not in (None, 1, 2, 3):
        return f"geo_precision: is not 1, 2 or 3 ({place.geo_precision})"
    if isinstance(record, Claim):
        return None
    if row["disorder_type"] is None:
        return f"{record.sub_event_type!r} is no sub-event type of {record.event_type!r}"
    if record.date_earliest and record.date_latest and record.date_latest < record.date_earliest:
        return f"date_latest: {record.date_latest} is before {record.date_earliest}"
    if any(actor.role not in ROLES for actor in record.actors):
        return "an actor has a role that is none of " + ", ".join(ROLES)
    for count in (record.fatalities, record.wounded, record.abducted):
        if count is not None and not 0 <= count.low <= count.best <= count.high:
            return f"the numbers {count.low}, {count.best}, {count.high} are not in this order"
    return None
