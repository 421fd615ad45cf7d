"""Report files to drafts, and the list of what has no place or no date."""

from __future__ import annotations

import csv
import functools
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomali.errors import GeomaliError, SourceFormatError
from geomali.files import harmless_cell, paths_of, replacing, safe_name
from geomali.reports import MAX_BYTES, SUFFIXES, read_reports, unused_dates

if TYPE_CHECKING:
    from geomali.actors import ActorRegistry
    from geomali.events import Event
    from geomali.extract import Draft
    from geomali.gazetteer import Gazetteer

__all__ = [
    "REPORT_SUFFIXES",
    "Coding",
    "Failure",
    "Progress",
    "code_reports",
    "event_problems",
    "find_report_files",
    "read_drafts",
    "stays_in",
    "write_drafts",
    "write_texts",
    "write_unplaced",
]

logger = logging.getLogger(__name__)

REPORT_SUFFIXES = frozenset(SUFFIXES)
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that could not be read, and why, in one line."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Coding:
    """What came of coding a set of reports.

    ``rejects`` are rows of the table of that name (a bad line of a JSONL
    file); ``failures`` are whole files.
    """

    drafts: tuple[Draft, ...]
    failures: tuple[Failure, ...] = ()
    rejects: tuple[Mapping[str, Any], ...] = ()


def find_report_files(paths: str | Path | Iterable[str | Path]) -> list[Path]:
    """Report files among files and folders; folders are read recursively, in name order.

    A file that is named is taken whatever its suffix; in a folder only
    :data:`REPORT_SUFFIXES` count, and hidden files and ``README`` do not.
    A file that is met twice is taken once.
    """
    return [path for path, _ in _with_roots(paths)]


def _with_roots(paths: str | Path | Iterable[str | Path]) -> list[tuple[Path, Path]]:
    """Each report file with the folder that its name in the draft is relative to."""
    found: dict[Path, Path] = {}
    for path in paths_of(paths):
        if path.is_dir():
            for inside in sorted(path.rglob("*")):
                if (
                    inside.suffix.lower() in REPORT_SUFFIXES
                    and inside.is_file()
                    and inside.stem.lower() != "readme"
                    and not any(part.startswith(".") for part in inside.relative_to(path).parts)
                    and stays_in(inside, path)
                ):
                    found.setdefault(inside, path)
        else:
            found.setdefault(path, path.parent)
    return list(found.items())


def stays_in(path: Path, folder: Path) -> bool:
    """Whether a file in a folder is really there, and no link to a file elsewhere."""
    inside = path.resolve().is_relative_to(folder.resolve())
    if not inside:
        logger.warning("%s leads out of %s and is not read", path, folder)
    return inside


def code_reports(
    paths: str | Path | Iterable[str | Path],
    *,
    published: date | Mapping[str, date] | None = None,
    gazetteer: Gazetteer | None = None,
    actors: ActorRegistry | None = None,
    max_bytes: int = MAX_BYTES,
    progress: Progress | None = None,
) -> Coding:
    """Code reports: each file to events and claims with their quoted spans.

    A file that cannot be read is a :class:`Failure`; the others are still
    coded.  A text met twice is coded once.

    Parameters
    ----------
    paths
        Files and folders, see :func:`find_report_files`.
    published
        Publication date of all reports, or of each by file name, with or
        without its suffix.
    gazetteer, actors
        Reference data; loaded if not given.
    max_bytes
        A longer report is a failure: it is a book, or no report at all.
    progress
        Called with (files done, files in all).

    Raises
    ------
    GeomaliError
        There is no report file in the folders given.
    TypeError
        ``published`` is neither a date nor dates by file name.
    """
    if published is not None and not isinstance(published, date | Mapping):
        raise TypeError(
            f"published is a date or dates by file name (geomali.read_published), not {published!r}"
        )
    from geomali.actors import load_actors
    from geomali.extract import code_report
    from geomali.gazetteer import load_gazetteer

    paths = paths_of(paths)
    files = _with_roots(paths)
    if not files:
        looked = ", ".join(sorted(REPORT_SUFFIXES))
        raise GeomaliError(f"no report in {', '.join(map(str, paths))}; looked for {looked}")
    gazetteer = gazetteer or load_gazetteer()
    actors = actors or load_actors()
    drafts: dict[str, Draft] = {}
    failures: list[Failure] = []
    rejects: list[Mapping[str, Any]] = []
    for done, (path, root) in enumerate(files, 1):
        try:
            if not path.exists():
                raise SourceFormatError(path, "no such file or folder")
            read = read_reports(path, published=published, root=root, max_bytes=max_bytes)
        except (GeomaliError, OSError) as error:
            failures.append(Failure(str(path), _one_line(error, path)))
        else:
            rejects += [_reject(r.file, r.row, r.content, r.reason) for r in read.rejects]
            for report in read.reports:
                first = drafts.get(report.report_id)
                if first is not None and first.report.text_sha256 == report.text_sha256:
                    logger.info("%s: same text as %s", path, first.report.file)
                    continue
                if first is not None:
                    reason = f"report_id {report.report_id!r} is taken by {first.report.file}"
                    rejects.append(_reject(report.file, None, report.text[:200], reason))
                    continue
                drafts[report.report_id] = code_report(report, gazetteer=gazetteer, actors=actors)
        if progress:
            progress(done, len(files))
    if isinstance(published, Mapping):
        _say_unused(published, [path for path, _ in files], drafts.values())
    return Coding(tuple(drafts.values()), tuple(failures), tuple(rejects))


def _say_unused(
    published: Mapping[str, date], paths: Iterable[Path], drafts: Iterable[Draft]
) -> None:
    """Say which dates found no report while a report found no date: a name is misspelt."""
    reports = [draft.report for draft in drafts]
    undated = [report.file for report in reports if report.published is None]
    names = [str(path) for path in paths]
    names += [name for report in reports for name in (report.file, report.report_id)]
    unused = unused_dates(published, names)
    if unused and undated:
        logger.warning(
            "dates are given for %s, which no report is called; %d reports have none, such as %s",
            ", ".join(unused[:3]) + (" …" if len(unused) > 3 else ""),
            len(undated),
            undated[0],
        )


def _reject(file: str, row: int | None, content: str, reason: str) -> dict[str, Any]:
    return {"source_file": file, "row_number": row, "row": content, "reason": reason}


def _one_line(error: Exception, path: Path) -> str:
    if isinstance(error, OSError) and error.strerror and not isinstance(error, GeomaliError):
        text = f"{error.strerror.lower()}: {path}"
    else:
        text = str(error)
    return " ".join(text.split())


def write_drafts(drafts: Iterable[Draft], path: str | Path) -> None:
    """Write ``draft.jsonl``: one line per report, whole or not at all."""
    with replacing(path) as file:
        for draft in drafts:
            file.write(json.dumps(draft.to_json(), ensure_ascii=False, allow_nan=False))
            file.write("\n")


def read_drafts(path: str | Path) -> list[Draft]:
    """Read ``draft.jsonl``.

    Raises
    ------
    SourceFormatError
        The file is no text, or a line is not JSON or not a draft.
    """
    from geomali.extract import Draft

    try:
        lines = Path(path).read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise SourceFormatError(
            path, "is no draft; give the draft.jsonl that 'geomali code' or 'geomali build' wrote"
        ) from error
    drafts = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            drafts.append(Draft.from_json(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            detail = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
            raise SourceFormatError(path, f"is no draft ({detail})", row=number) from error
    return drafts


UNPLACED_COLUMNS = (
    "event_id",
    "report_id",
    "file",
    "event_type",
    "sub_event_type",
    "problem",
    "place_text",
    "place_reason",
    "place_candidates",
    "date_expression",
    "date_rule",
    "quote",
)


def unplaced_rows(drafts: Iterable[Draft]) -> Iterator[dict[str, str]]:
    """Yield one row per event that has no place, no date or neither.

    A name that leads to several places comes with them, so that a person can choose.
    """
    may_be = _candidates()
    for draft in drafts:
        for event in draft.events:
            problems = list(event_problems(event))
            if not problems:
                continue
            place = event.place
            yield {
                "event_id": event.event_id,
                "report_id": draft.report.report_id,
                "file": draft.report.file,
                "event_type": event.event_type,
                "sub_event_type": event.sub_event_type,
                "problem": "; ".join(problems),
                "place_text": place.name if place else "",
                "place_reason": place.reason if place else "",
                "place_candidates": may_be(place.name)
                if place and "place not" in problems[0]
                else "",
                "date_expression": event.date_expression or "",
                "date_rule": event.date_rule,
                "quote": event.evidence[0].quote if event.evidence else "",
            }


def _candidates() -> Callable[[str], str]:
    """What a name may mean, in words; the gazetteer is loaded when the first one is asked for."""

    @functools.cache
    def told(name: str) -> str:
        from geomali.gazetteer import load_gazetteer

        places = [c.place for c in load_gazetteer().resolve(name).candidates[:5]]
        return "; ".join(f"{p.place_id} ({p.admin1 or p.country})" for p in places)

    return told


def event_problems(event: Event) -> Iterator[str]:
    """Yield what an event lacks to be drawn: a place, a date."""
    place = event.place
    if place is None:
        yield "no place stated"
    elif place.place_id is None and place.lat is None:
        yield "place not resolved"
    elif place.geo_precision == 3 and place.lat is not None:
        # "On the Ansongo-Ménaka axis": no point of it is stated, and no outline is there to hatch.
        yield "place known to a wide area only"
    if event.date_earliest is None or event.date_latest is None:
        yield "no date" if not event.date_expression else "date not resolved"


def write_unplaced(drafts: Iterable[Draft], path: str | Path) -> int:
    """Write the list of events that could not be placed or dated; return its length."""
    rows = list(unplaced_rows(drafts))
    with replacing(path) as file:
        writer = csv.DictWriter(file, UNPLACED_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({key: harmless_cell(value) for key, value in row.items()} for row in rows)
    return len(rows)


def write_texts(drafts: Iterable[Draft], folder: str | Path) -> list[Path]:
    """Write the text that each draft's offsets refer to, as ``<report_id>.txt``.

    A report id is the user's, so it is folded to a harmless file name.
    """
    written: list[Path] = []
    taken: set[str] = set()
    for draft in drafts:
        name = safe_name(draft.report.report_id)
        if name.lower() in taken:  # two ids that a disk without upper case takes for one
            name = safe_name(f"{name} {draft.report.report_id}")
        taken.add(name.lower())
        path = Path(folder) / f"{name}.txt"
        with replacing(path) as file:
            file.write(draft.report.text)
        written.append(path)
    return written
