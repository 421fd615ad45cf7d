"""Dataset files into a store, and events that several sources tell merged there."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geomali.errors import GeomaliError
from geomali.pipeline._coding import Failure, Progress

if TYPE_CHECKING:
    import pandas as pd

    from geomali.actors import ActorRegistry
    from geomali.events import Merge
    from geomali.gazetteer import Gazetteer
    from geomali.readers import Imported
    from geomali.store import Store

__all__ = ["DATA_SUFFIXES", "Ingestion", "accept", "ingest", "merge_duplicates"]

logger = logging.getLogger(__name__)

DATA_SUFFIXES: Final = frozenset(
    {".csv", ".tsv", ".txt", ".xlsx", ".json", ".geojson", ".gz", ".zip"}
)
_WIDEST_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Ingestion:
    """What came of files put into a store.

    ``imported`` has one entry per file that was read, ``failures`` one per
    file that was not; ``merges`` are the events found to be told twice.
    """

    imported: tuple[Imported, ...]
    failures: tuple[Failure, ...]
    merges: tuple[Merge, ...]
    changed: Mapping[str, int]


def ingest(
    paths: Iterable[str | Path],
    store: Store,
    *,
    format: str = "auto",  # noqa: A002
    merge: bool = True,
    gazetteer: Gazetteer | None = None,
    actors: ActorRegistry | None = None,
    progress: Progress | None = None,
) -> Ingestion:
    """Put dataset files into a store: ACLED, UCDP, GDELT, HAPI, DTM, our own sheets, GeoJSON.

    Each file is one commit; a file that cannot be read is a failure, and the
    others go on.  The same file twice changes nothing.

    Parameters
    ----------
    paths
        Files and folders, which are read recursively.
    store
        Where to.
    format
        See :func:`geomali.readers.read_file`.
    merge
        Also merge events that two sources tell, see :func:`merge_duplicates`.
    gazetteer, actors
        Reference data; loaded if not given.
    progress
        Called with (rows done, rows in all) of each file.
    """
    from geomali.actors import load_actors
    from geomali.gazetteer import load_gazetteer
    from geomali.readers import read_file

    gazetteer = gazetteer or load_gazetteer()
    actors = actors or load_actors()
    imported: list[Imported] = []
    failures: list[Failure] = []
    changed = {"inserted": 0, "updated": 0, "unchanged": 0}
    for path in _data_files(paths):
        try:
            read = read_file(
                path, format=format, gazetteer=gazetteer, actors=actors, progress=progress
            )
        except (GeomaliError, OSError) as error:
            failures.append(Failure(str(path), " ".join(str(error).split())))
            continue
        summary = store.commit(**read.tables, rejects=read.rejects)
        for table, change in summary.tables.items():
            if table not in ("sources", "rejects"):
                changed = {name: changed[name] + getattr(change, name) for name in changed}
        imported.append(read)
    merges = merge_duplicates(store, actors=actors) if merge and imported else ()
    return Ingestion(tuple(imported), tuple(failures), tuple(merges), changed)


def accept(
    path: str | Path,
    store: Store,
    *,
    by: str,
    gazetteer: Gazetteer | None = None,
    actors: ActorRegistry | None = None,
) -> tuple[Mapping[str, int], Sequence[Mapping[str, Any]]]:
    """Put a draft, or the sheets that a person corrected, into a store.

    Corrected rows carry a higher revision, so that coding the report again
    does not undo them; the store's audit log says who accepted what, and when.

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

    Returns
    -------
    dict, sequence
        Rows by table that were inserted, updated or unchanged; rejected rows
        with their reason, which the store keeps too.

    Raises
    ------
    SourceFormatError
        The file is no draft and no coding sheet.
    """
    from geomali.review import read_review

    tables, rejects = read_review(path, gazetteer=gazetteer, actors=actors)
    summary = store.commit(
        **tables, rejects=rejects, accepted_by=by, note=f"accepted from {Path(path).name}"
    )
    merge_duplicates(store, actors=actors)
    counts = {name: change.inserted + change.updated for name, change in summary.tables.items()}
    return counts, rejects.to_pylist()


def _data_files(paths: Iterable[str | Path]) -> list[Path]:
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        if path.is_dir():
            inside = (p for p in sorted(path.rglob("*")) if p.suffix.lower() in DATA_SUFFIXES)
            found.update(
                (p, None) for p in inside if p.is_file() and not p.name.startswith((".", "~$"))
            )
        else:
            found[path] = None
    return list(found)


def merge_duplicates(store: Store, *, actors: ActorRegistry | None = None) -> Sequence[Merge]:
    """Merge the events of a store that two sources tell, keeping every source.

    The event reported first stays and takes the sources of the other, which
    goes to the history with the status ``merged_into:<event_id>`` and can be
    brought back from there.  Only events that share a day and a neighbourhood
    with an event of another source are looked at, so that a large dataset
    costs little.

    Returns
    -------
    sequence of Merge
        What was merged into what, and why.
    """
    from geomali.events import merge_events
    from geomali.store import event_records

    candidates = _candidates(store.events(columns=_NEEDED))
    if not candidates:
        return ()
    table = store.table("events")
    import pyarrow as pa
    import pyarrow.compute as pc

    rows = table.filter(pc.is_in(table["event_id"], pa.array(sorted(candidates))))
    merged = merge_events(event_records(rows), actors=actors)
    if merged.merges:
        touched = {event_id for merge in merged.merges for event_id in (merge.kept, merge.merged)}
        store.commit(events=[event for event in merged.events if event.event_id in touched])
    return merged.merges


_NEEDED = ("event_id", "date_earliest", "date_latest", "source_ids", "geometry")


def _candidates(events: pd.DataFrame) -> set[str]:
    """Ids of events that share a day and a cell with an event of another source.

    Cells of one degree are laid out four times, shifted by half, so that two
    points less than half a degree apart are together in one of them.
    """
    import numpy as np
    import pandas as pd

    frame: Any = events[events.geometry.notna() & events["date_earliest"].notna()].copy()
    start = pd.to_datetime(frame["date_earliest"])
    span = (pd.to_datetime(frame["date_latest"]) - start).dt.days
    frame = frame.assign(start=start, span=span)[(span >= 0) & (span < _WIDEST_DAYS)]
    if frame.empty:
        return set()
    source = frame["source_ids"].map(lambda ids: "\x1f".join(sorted(ids)))
    if source.nunique() < 2:
        return set()
    plain = pd.DataFrame(
        {
            "event_id": frame["event_id"].to_numpy(),
            "source": source.to_numpy(),
            "x": frame.geometry.x.to_numpy(),
            "y": frame.geometry.y.to_numpy(),
            "day": frame["start"].to_numpy("datetime64[D]").astype(np.int64),
            "days": frame["span"].to_numpy(np.int64) + 1,
        }
    )
    plain = plain.loc[plain.index.repeat(plain["days"])]
    plain["day"] += plain.groupby(level=0).cumcount()
    found: set[str] = set()
    for dx in (0.0, 0.5):
        for dy in (0.0, 0.5):
            cell = [plain["day"], np.floor(plain["x"] + dx), np.floor(plain["y"] + dy)]
            several = plain.groupby(cell)["source"].transform("nunique") > 1
            found.update(plain.loc[several, "event_id"])
    return found
