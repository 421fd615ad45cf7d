"""Dataset files into a store, and events that several sources tell merged there."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geomali.errors import GeomaliError, SourceFormatError
from geomali.files import paths_of
from geomali.pipeline._coding import Failure, Progress, stays_in
from geomali.pipeline._merge import merge_coding, merge_duplicates

if TYPE_CHECKING:
    import geopandas as gpd

    from geomali.actors import ActorRegistry
    from geomali.events import Claim, Merge
    from geomali.gazetteer import Gazetteer
    from geomali.readers import Imported
    from geomali.store import Store

__all__ = ["DATA_SUFFIXES", "Acceptance", "Ingestion", "accept", "ingest", "read_displacement"]

logger = logging.getLogger(__name__)

DATA_SUFFIXES: Final = frozenset(
    {".csv", ".tsv", ".txt", ".xlsx", ".json", ".geojson", ".gz", ".zip"}
)


@dataclass(frozen=True, slots=True)
class Ingestion:
    """What came of files put into a store.

    ``imported`` has one entry per file that was read, ``failures`` one per
    file that was not; ``merges`` are the events found to be told twice.
    ``changed`` counts what was inserted, updated, unchanged, and archived: an
    older version of what the store has, which went to its history.
    """

    imported: tuple[Imported, ...]
    failures: tuple[Failure, ...]
    merges: tuple[Merge, ...]
    changed: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What a person made of a draft, and what that changed in a store.

    ``events`` and ``claims`` count those ``corrected``, ``left_out``,
    ``added``, ``unchanged``, and ``decided_before``: unchanged here, but
    corrected or left out by a person before, which stays.  ``changed`` counts
    rows by table that were inserted or updated.  ``rejects`` are the rows that
    were not taken, ``notes`` sentences on what was taken with a doubt.
    """

    events: Mapping[str, int]
    claims: Mapping[str, int]
    rejects: Sequence[Mapping[str, Any]]
    notes: Sequence[str]
    changed: Mapping[str, int]

    def __str__(self) -> str:
        parts = []
        for name, counts in (("event", self.events), ("claim", self.claims)):
            said = [
                f"{number} {_plural(name, number)} {what}"
                for what, number in (
                    ("corrected", counts["corrected"]),
                    ("left out", counts["left_out"]),
                    ("added", counts["added"]),
                )
                if number
            ]
            number = counts["unchanged"]
            before = counts["decided_before"]
            kept = f" ({before} of them as a person decided before)" if before else ""
            parts.append(", ".join([*said, f"{number} {_plural(name, number)} unchanged{kept}"]))
        parts.append(f"{len(self.rejects)} {_plural('row', len(self.rejects))} rejected")
        new = [f"{number} {name}" for name, number in self.changed.items() if number]
        parts.append(f"in the store: {', '.join(new)}" if new else "the store has it all already")
        return "; ".join(parts)


def _plural(name: str, number: int) -> str:
    return name if number == 1 else f"{name}s"


def ingest(
    paths: str | Path | Iterable[str | Path],
    store: Store,
    *,
    format: str = "auto",  # noqa: A002
    country: str | None = None,
    merge: bool = True,
    gazetteer: Gazetteer | None = None,
    actors: ActorRegistry | None = None,
    progress: Progress | None = None,
) -> Ingestion:
    """Put dataset files into a store: ACLED, UCDP, GDELT, HAPI, DTM, our own sheets, GeoJSON.

    Each file is one commit, in an archive each of its data files; a file that
    cannot be read is a failure, and the others go on.  The same file twice changes nothing.

    Parameters
    ----------
    paths
        Files and folders, which are read recursively.
    store
        Where to.
    format
        See :func:`geomali.readers.read_file`.
    country
        Leave out rows of other countries, see :func:`geomali.readers.read_files`.
    merge
        Also merge events that two sources tell, see :func:`merge_duplicates`.
    gazetteer, actors
        Reference data; loaded if not given.
    progress
        Called with (rows done, rows in all) of each file.
    """
    from geomali.actors import load_actors
    from geomali.gazetteer import load_gazetteer
    from geomali.readers import read_files

    gazetteer = gazetteer or load_gazetteer()
    actors = actors or load_actors()
    imported: list[Imported] = []
    failures: list[Failure] = []
    changed = {"inserted": 0, "updated": 0, "unchanged": 0, "archived": 0}
    for path in _data_files(paths):
        try:
            found = read_files(
                path,
                format=format,
                country=country,
                gazetteer=gazetteer,
                actors=actors,
                progress=progress,
            )
        except (GeomaliError, OSError) as error:
            failures.append(Failure(str(path), " ".join(str(error).split())))
            continue
        for read in found:
            summary = store.commit(**read.tables, rejects=read.rejects)
            for table, change in summary.tables.items():
                if table not in ("sources", "rejects"):
                    changed = {name: changed[name] + getattr(change, name) for name in changed}
        imported += found
    merges = merge_duplicates(store, actors=actors) if merge and imported else ()
    return Ingestion(tuple(imported), tuple(failures), tuple(merges), changed)


def accept(
    path: str | Path,
    store: Store,
    *,
    by: str,
    gazetteer: Gazetteer | None = None,
    actors: ActorRegistry | None = None,
    leave_out_reports: bool = False,
) -> Acceptance:
    """Put a draft, or the sheets that a person corrected, into a store.

    The store's audit log says who accepted what, when, and which rows the
    person corrected, took out or said yes to against an earlier correction:
    coding the report again does not undo that.  Where a row is rejected the
    store keeps what it has.

    Parameters
    ----------
    path
        ``draft.jsonl``, the workbook, or the folder of CSV of ``geomali review``.
    store
        Where to.
    by
        Who accepts, for the audit log.
    gazetteer, actors
        Where edited names are looked up; the shipped ones by default.
    leave_out_reports
        Leave out too what was coded from reports of which no row is left in the sheets.

    Returns
    -------
    Acceptance
        What was decided and what that changed; the store keeps the rejected rows too.

    Raises
    ------
    SourceFormatError
        The file is no draft and no coding sheet.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    from geomali.review import read_reviewed, table_of
    from geomali.store import Decisions

    stored_reports = store.reports()
    texts = dict(zip(stored_reports["report_id"], stored_reports["text"], strict=True))
    reviewed = read_reviewed(
        path,
        gazetteer=gazetteer,
        actors=actors,
        texts={report_id: text for report_id, text in texts.items() if isinstance(text, str)},
        leave_out_reports=leave_out_reports,
    )
    tables = reviewed.tables()
    rejects = table_of("rejects", reviewed.rejects)
    reports = tables.pop("reports")
    recoded = reports["report_id"].to_pylist()
    before = store.decisions()
    events_decided = reviewed.corrected_events | reviewed.confirmed & before.events.keys()
    decided = Decisions(
        dict.fromkeys(sorted(events_decided), frozenset()),
        reviewed.corrected_claims | reviewed.confirmed & before.claims,
    )
    # A draft carries no text: what the store has of a report stays.
    known = set(texts)
    about: dict[str | None, list[Claim]] = defaultdict(list)
    for claim in reviewed.claims:
        about[claim.event_id].append(claim)
    alone = about.pop(None, [])
    events = [replace(e, claims=tuple(about.pop(e.event_id, ()))) for e in reviewed.events]
    merged = merge_coding(
        store,
        events,
        recoded=recoded,
        decided=decided,
        standing={one: about.get(one, ()) for one in reviewed.refused},
        actors=actors,
    )
    claims = merged.claims_with(alone)
    stored = store.table("claims")
    left = pa.array(sorted(reviewed.refused), pa.string())
    left = left.filter(pc.invert(pc.is_in(left, claims["claim_id"].combine_chunks())))
    tables["claims"] = pa.concat_tables(
        [claims, stored.filter(pc.is_in(stored["claim_id"], left)).select(claims.column_names)]
    )
    tables["events"] = merged.to_commit
    new = pa.array([report_id not in known for report_id in recoded], type=pa.bool_())
    summary = store.commit(
        **tables,
        reports=reports.filter(new),
        rejects=rejects,
        recoded=recoded,
        linked=True,
        accepted_by=by,
        decided=decided,
        note=f"accepted from {Path(path).name}",
    )
    counts = reviewed.counts()
    mine = {event.event_id for event in reviewed.events if event.status == "current"}
    counts["events"]["decided_before"] = len(mine & before.events.keys() - events_decided)
    mine = {claim.claim_id for claim in reviewed.claims}
    counts["claims"]["decided_before"] = len(mine & before.claims - decided.claims)
    return Acceptance(
        counts["events"],
        counts["claims"],
        rejects.to_pylist(),
        reviewed.flags,
        {name: change.inserted + change.updated for name, change in summary.tables.items()},
    )


def _data_files(paths: str | Path | Iterable[str | Path]) -> list[Path]:
    found: dict[Path, None] = {}
    for path in paths_of(paths):
        if path.is_dir():
            inside = (p for p in sorted(path.rglob("*")) if p.suffix.lower() in DATA_SUFFIXES)
            found.update(
                (p, None)
                for p in inside
                if p.is_file() and not p.name.startswith((".", "~$")) and stays_in(p, path)
            )
        else:
            found[path] = None
    return list(found)


def read_displacement(path: str | Path) -> gpd.GeoDataFrame:
    """Read figures of displaced people, as the table ``displacement``, EPSG:4326.

    Raises
    ------
    SourceFormatError
        The file is of no known format, or holds no such figures.
    """
    from geomali.readers import read_file
    from geomali.store import to_frame

    table = read_file(path).tables.get("displacement")
    if table is None or not table.num_rows:
        raise SourceFormatError(path, "no figures of displaced people in it")
    frame: gpd.GeoDataFrame = to_frame("displacement", table)
    return frame
