"""Reports to a store and a map: the main job."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from geomali.files import writable_folder
from geomali.pipeline._coding import (
    Coding,
    Failure,
    Progress,
    code_reports,
    event_problems,
    write_drafts,
    write_unplaced,
)
from geomali.pipeline._merge import merge_coding
from geomali.pipeline._routes import flows_told
from geomali.reports import MAX_BYTES

if TYPE_CHECKING:
    import geopandas as gpd

    from geomali.events import Event
    from geomali.store import Store

__all__ = ["BuildSummary", "build", "commit_coding", "write_map"]


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """Counts of a build, and where its outputs are: nowhere if no report could be read.

    ``neither`` of the events have no place and no date: they are counted in ``unplaced``
    and in ``undated``.  ``unpublished`` reports came without a date of publication.
    """

    out: Path
    reports: int
    events: int
    claims: int
    contested: int
    unplaced: int
    undated: int
    failures: tuple[Failure, ...]
    rejected: int
    outputs: Mapping[str, str | Path] = field(default_factory=dict)
    neither: int = 0
    unpublished: int = 0

    @property
    def off_map(self) -> int:
        """Events that the map can only list: without a place, without a date, or without either."""
        return self.unplaced + self.undated - self.neither


def build(
    paths: str | Path | Iterable[str | Path],
    out: str | Path,
    *,
    published: date | Mapping[str, date] | None = None,
    store: str | Path | None = None,
    lang: str = "en",
    sensitivity: str = "partner",
    max_bytes: int = MAX_BYTES,
    progress: Progress | None = None,
) -> BuildSummary:
    """Turn reports into a draft, a store, a map and a list of what has no place or date.

    Each output replaces the one of an earlier build only when it is complete.

    Parameters
    ----------
    paths
        Report files and folders.
    out
        Folder for ``draft.jsonl``, ``store/``, ``map.html`` and ``unplaced.csv``.
    published
        See :func:`code_reports`.
    store
        A store elsewhere that takes the events and claims; the map then shows
        all of it.
    lang, sensitivity
        Language the map opens in, and how much detail it shows.
    max_bytes
        See :func:`code_reports`.
    progress
        Called with (files done, files in all) while reports are coded.

    Raises
    ------
    StoreError
        The store cannot be written.
    OSError
        ``out`` cannot be written.
    """
    from geomali.review import claims_of
    from geomali.store import open_store

    out = Path(out)
    with writable_folder(out):
        coding = code_reports(paths, published=published, max_bytes=max_bytes, progress=progress)
        outputs: dict[str, str | Path] = {
            "draft": out / "draft.jsonl",
            "store": out / "store" if store is None else store,
            "map": out / "map.html",
            "unplaced": out / "unplaced.csv",
        }
        if not coding.drafts and coding.failures:
            return BuildSummary(out, 0, 0, 0, 0, 0, 0, coding.failures, len(coding.rejects))
        write_drafts(coding.drafts, outputs["draft"])
        opened = open_store(outputs["store"], create=True)
        events = commit_coding(opened, coding)
        write_map(opened, outputs["map"], lang=lang, sensitivity=sensitivity)
        write_unplaced(coding.drafts, outputs["unplaced"])
        problems = [" ".join(event_problems(event)) for event in events]
        return BuildSummary(
            out=out,
            reports=len(coding.drafts),
            events=len(events),
            claims=sum(1 for draft in coding.drafts for _ in claims_of(draft)),
            contested=sum(event.contested for event in events),
            unplaced=sum("place" in problem for problem in problems),
            undated=sum("date" in problem for problem in problems),
            neither=sum("place" in problem and "date" in problem for problem in problems),
            unpublished=sum(draft.report.published is None for draft in coding.drafts),
            failures=coding.failures,
            rejected=len(coding.rejects),
            outputs=outputs,
        )


def commit_coding(store: Store, coding: Coding) -> tuple[Event, ...]:
    """Put coded reports into a store; return the events that are current.

    Events that several reports tell are merged, every source kept.  What was
    coded from these reports before and is not any more goes to the store's
    history; what a person corrected stays.
    """
    from geomali.review import draft_tables, table_of

    drafts = coding.drafts
    reports = [draft.report.report_id for draft in drafts]
    coded = [event for draft in drafts for event in draft.events]
    merged = merge_coding(store, coded, recoded=reports)
    store.commit(
        events=merged.to_commit,
        claims=merged.claims_with(claim for draft in drafts for claim in draft.claims),
        **draft_tables(drafts),
        rejects=table_of("rejects", coding.rejects),
        recoded=reports,
        linked=True,
    )
    return merged.current


def write_map(
    store: Store,
    path: str | Path,
    *,
    lang: str = "en",
    sensitivity: str = "partner",
    from_date: date | None = None,
    to_date: date | None = None,
    as_of: date | None = None,
    title: str | None = None,
    tiles: str | None = None,
    routes: gpd.GeoDataFrame | None = None,
    displacement: gpd.GeoDataFrame | None = None,
    flows: gpd.GeoDataFrame | None = None,
) -> Path:
    """Write the interactive map of a store: one HTML file that names no other.

    Parameters
    ----------
    store, path
        What to show, and the file to write.
    lang, sensitivity
        Language the page opens in; level that the policy in
        :mod:`geomali.privacy` applies.
    from_date, to_date, as_of
        First and last day of the events shown at first, and the day control is shown for.
    title, tiles
        Title of the page; address template of online tiles, none by default.
    routes, displacement, flows
        Further layers.  ``displacement`` is the store's own if not given, and ``flows``
        those that the displacement figures tell.
    """
    from geomali.control import control_spans
    from geomali.maps import conflict_map, save_offline
    from geomali.privacy import apply_sensitivity
    from geomali.store import finest_figures

    claims = store.claims()
    figures = store.displacement() if displacement is None else displacement
    frames = {
        "events": store.events(),
        "claims": claims,
        "control": control_spans(claims),
        "reports": store.reports(),
        "not_events": store.frame("not_events"),
        "displacement": finest_figures(figures),
    }
    if flows is not None:
        frames["flows"] = flows
    shown = apply_sensitivity(frames, sensitivity)
    if flows is None:
        told, _ = flows_told(figures, sensitivity)
        shown["flows"] = told if len(told) else None
    page = conflict_map(
        shown["events"],
        shown["claims"],
        control=shown["control"],
        reports=shown["reports"],
        not_events=shown["not_events"],
        displacement=shown["displacement"],
        routes=routes,
        flows=shown["flows"],
        title=title,
        as_of=as_of,
        from_date=from_date,
        to_date=to_date,
        lang=lang,
        sensitivity=sensitivity,
        tiles=tiles,
    )
    return Path(save_offline(page, path))
