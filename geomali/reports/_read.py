"""Files to reports: plain text, Markdown, HTML, ReliefWeb JSON and JSONL."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any, Final

from geomali.errors import SourceFormatError
from geomali.reports._blocks import Hint, find_blocks
from geomali.reports._days import MONTHS, WEEKDAYS, find_full_dates, iso_day
from geomali.reports._decode import decode, read_limited
from geomali.reports._html import Extracted, extract_html, extract_markdown
from geomali.reports._language import SUPPORTED, detect_language, language_code
from geomali.reports._records import Block, DateEvidence, ReadResult, Reject, Report

__all__ = [
    "MAX_BYTES",
    "SUFFIXES",
    "make_report",
    "portable_name",
    "read_published",
    "read_reports",
    "unused_dates",
]

MAX_BYTES: Final = 5_000_000
"""Default limit for the bytes of one report; a newspaper page has a few thousand."""
SUFFIXES: Final = (".txt", ".md", ".markdown", ".html", ".htm", ".json", ".jsonl", ".ndjson")
"""File name endings that are read, lower case."""

_UNSUPPORTED: Final = "language not supported: only names are looked up"
_URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([/-]?)([01]\d)\2([0-3]\d)(?!\d)")
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{2,30})", re.IGNORECASE)

_LONE: Final = re.compile(r"[\ud800-\udfff]")

Published = date | Mapping[str, date] | None


def _tails(name: str) -> list[str]:
    """Tails of a path, longest first, without drive and dots: ``a/b.txt``, ``b.txt``."""
    parts = [part for part in re.split(r"[/\\]+", name) if part not in {"", ".", ".."}]
    return ["/".join(parts[i:]) for i in range(len(parts))]


def _without_suffix(name: str) -> str:
    suffix = PurePosixPath(name).suffix
    return name[: -len(suffix)] if suffix.lower() in SUFFIXES else name


def _published_for(names: Iterable[str], published: Published) -> date | None:
    """Date given for a report: the longest path that matches wins over a bare file name."""
    if published is None or isinstance(published, date):
        return published
    for name in names:
        for tail in _tails(name):
            for key in (tail, _without_suffix(tail)):
                if key in published:
                    return published[key]
    return None


def unused_dates(published: Mapping[str, date], names: Iterable[str]) -> tuple[str, ...]:
    """Names that dates are given for, and that no report has.

    Parameters
    ----------
    published
        Dates by name, as from :func:`read_published`.
    names
        Paths and ids of all reports.
    """
    used = {key for name in names for tail in _tails(name) for key in (tail, _without_suffix(tail))}
    return tuple(sorted(published.keys() - used))


def read_published(path: str | Path) -> Mapping[str, date]:
    """Read the publication dates of a folder of reports.

    Parameters
    ----------
    path
        A CSV file with the columns ``file`` and ``published`` (YYYY-MM-DD),
        separated by commas, semicolons or tabs.  ``file`` is a file name, with
        or without suffix, or a relative path where names repeat in several
        folders, or a ``report_id``.

    Returns
    -------
    Mapping
        File as written, ``/`` between folders, to date.

    Raises
    ------
    SourceFormatError
        A column is missing, a date is not YYYY-MM-DD, or a file has two dates.
    """
    path = Path(path)
    text = decode(path, read_limited(path, 50_000_000)).text
    header = text.splitlines()[0] if text else ""
    delimiter = max(",;\t", key=header.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found: dict[str, date] = {}
    file_at = published_at = -1
    number = 0
    try:
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            cells = [cell.strip() for cell in row]
            if file_at < 0:
                lower = [cell.lower() for cell in cells]
                if "file" not in lower or "published" not in lower:
                    raise SourceFormatError(path, "the first line must be: file,published")
                file_at, published_at = lower.index("file"), lower.index("published")
                continue
            number += 1
            name = cells[file_at] if file_at < len(cells) else ""
            value = cells[published_at] if published_at < len(cells) else ""
            day = iso_day(value) if len(value) == 10 else None
            if not name:
                raise SourceFormatError(path, "the file name is empty", row=number)
            if day is None:
                raise SourceFormatError(
                    path,
                    f"published must be a date written YYYY-MM-DD, not {value[:40]!r}",
                    row=number,
                )
            tails = _tails(name)
            if not tails:
                raise SourceFormatError(path, f"{name[:40]!r} is no file name", row=number)
            if found.setdefault(tails[0], day) != day:
                raise SourceFormatError(path, f"{name!r} has two dates", row=number)
    except csv.Error as error:
        raise SourceFormatError(
            path, f"not a readable CSV file: {error}", row=number + 1
        ) from error
    if file_at < 0:
        raise SourceFormatError(path, "the first line must be: file,published")
    return found


def _evidence(
    text: str,
    blocks: Sequence[Block],
    lang: str,
    url: str | None,
    metadata: Iterable[tuple[str, str]],
) -> tuple[DateEvidence, ...]:
    """Dates that speak of the document: its metadata, date lines, captions, notes, footers, URL."""
    found: list[DateEvidence] = []
    for kind, value in metadata:
        day = iso_day(value)
        if day is None:
            first = next(find_full_dates(value, lang=lang), None)
            day = first.day if first and first.other is None else None
        if day is not None:
            found.append(DateEvidence(None, None, kind, day, value))
    if url:
        match = _URL_DAY.search(url)
        day = iso_day(f"{match[1]}-{match[3]}-{match[4]}") if match else None
        if match and day is not None:
            found.append(DateEvidence(None, None, "url", day, match.group()))
    kinds = {
        "dateline": "printed",
        "byline": "printed",
        "caption": "caption",
        "footnote": "footnote",
        "furniture": "footer",
    }
    for block in blocks:
        if block.kind not in kinds:
            continue
        for item in find_full_dates(text[block.start : block.end], lang=lang):
            if item.other is None:
                start, end = block.start + item.start, block.start + item.end
                found.append(DateEvidence(start, end, kinds[block.kind], item.day, text[start:end]))
    return tuple(dict.fromkeys(found))


def portable_name(report_id: str) -> str:
    """File name that any system takes, made from a report id.

    An id may be any text, ``../x`` included; what is not a plain name becomes
    a hash of it, so that two ids never share a name.

    Parameters
    ----------
    report_id
        The id.

    Returns
    -------
    str
        Lower-case letters, digits, ``_`` and ``-`` only, without suffix.
    """
    if re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,99}", report_id) and not re.fullmatch(
        r"con|prn|aux|nul|com\d|lpt\d", report_id
    ):
        return report_id
    return "report_" + hashlib.sha256(report_id.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def make_report(
    text: str,
    *,
    file: str = "",
    report_id: str | None = None,
    lang: str | None = None,
    title: str = "",
    source: str = "",
    url: str | None = None,
    published: date | None = None,
    metadata: Iterable[tuple[str, str]] = (),
    hints: Sequence[Hint] = (),
    flags: Iterable[str] = (),
) -> Report:
    """Build a report from a text: language, blocks and date evidence.

    Parameters
    ----------
    text
        The text, kept as it is.
    file, report_id, title, source, url, published
        What is known of it; ``report_id`` defaults to a hash of the text.
    lang
        Language if given with the text, as a code or a name.
    metadata
        Dates that the file states of itself: (kind, value) pairs.
    hints
        What mark-up said of the text's paragraphs.
    flags
        What a reader should know of how it was read.

    Returns
    -------
    Report
        The report.

    Raises
    ------
    ValueError
        The text holds only white space, or half of a surrogate pair.
    """
    if not text.strip():
        raise ValueError("the text is empty")
    try:
        digest = hashlib.sha256(text.encode()).hexdigest()
    except UnicodeEncodeError:
        raise ValueError("the text holds half of a surrogate pair") from None
    said = list(flags)
    detected = detect_language(text)
    given = language_code(lang)
    if given and detected in {"en", "fr", "ar"} and given != detected and len(text) > 200:
        said.append(f"the language is given as {given}, but the text reads as {detected}")
    chosen = given or detected
    if chosen not in SUPPORTED:
        said.append(_UNSUPPORTED)
    if "\x00" in text and not any("NUL" in flag for flag in said):
        said.append("the text holds NUL characters")
    blocks = find_blocks(text, title=title, hints=hints)
    if not title:
        title = _title_in(text, blocks)
    return Report(
        report_id=report_id or f"report_{digest[:16]}",
        file=_whole(file),
        text=text,
        text_sha256=digest,
        lang=chosen,
        title=_whole(title),
        source=_whole(source),
        url=url and _whole(url),
        published=published,
        blocks=blocks,
        date_evidence=_evidence(text, blocks, chosen, url, metadata),
        flags=tuple(dict.fromkeys(said)),
    )


_SECTIONS: Final = frozenset(
    {
        "news", "latest", "breaking", "update", "updates", "world", "africa", "politics", "opinion",
        "analysis", "report", "reports", "home", "actualité", "actualités", "actu", "monde", "afrique",
        "politique", "dernière", "dernières", "infos", "info", "rapport", "rapports", "accueil",
        "the", "of", "in", "and", "la", "le", "les", "de", "du", "des", "en", "et", "à",
    }
)  # fmt: skip
"""Words of the sections of a newspaper, which name no report."""


def _title_in(text: str, blocks: Sequence[Block]) -> str:
    """Title as it stands in the text; empty where the line names a section or a month only.

    A title tells one report from another: two words or more that are neither a day, a month
    nor a section.  Without one the reader is shown the file's name.
    """
    for block in blocks:
        if block.kind != "title":
            continue
        line = " ".join(text[block.start : block.end].strip("#*_ ").split())
        words = [word.lower() for word in re.findall(r"[^\W\d_]+", line)]
        telling = [w for w in words if w not in MONTHS and w not in WEEKDAYS and w not in _SECTIONS]
        # Arabic and Chinese write in one word what is a sentence elsewhere.
        if len(telling) > 1 or (words and not re.search(r"[a-zà-ÿ]", line.lower())):
            return line
    return ""


def _whole(text: str) -> str:
    """Text without halves of surrogate pairs, which no file of ours can hold.

    They come from JSON escapes, and from file names whose bytes are not UTF-8.
    """
    return _LONE.sub("\ufffd", text)


def _text_of(value: Any) -> str:
    """Text of a JSON value that may be a string, an object with a name, or a list of them."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, Mapping):
        return next(
            (_text_of(value[k]) for k in ("name", "shortname", "title", "code") if value.get(k)), ""
        )
    if isinstance(value, list):
        return "; ".join(filter(None, map(_text_of, value)))
    return ""


def _string(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _own_date(record: Mapping[str, Any]) -> date | None:
    value = record.get("published")
    if value is None or value == "":
        return None
    day = iso_day(value)
    if day is None:
        raise ValueError(f"published must be a date written YYYY-MM-DD, not {str(value)[:40]!r}")
    return day


def _from_record(record: Any, file: str, published: Published) -> Report:
    """Report from one JSON object of our own form."""
    if not isinstance(record, Mapping):
        raise ValueError("not a JSON object")
    text = record.get("text")
    if not isinstance(text, str):
        raise ValueError("the field 'text' is missing or not a string")
    report_id = record.get("report_id")
    if report_id is not None and not isinstance(report_id, str | int):
        raise ValueError("the field 'report_id' must be a string")
    name = str(report_id) if report_id is not None else None
    if name is not None and (not name.strip() or len(name) > 500 or not name.isprintable()):
        raise ValueError("the field 'report_id' is empty, too long or not printable")
    own = _own_date(record)
    flags = []
    # A date listed for this very report is a correction by the user; one date for all is not.
    listed = (
        _published_for(filter(None, (name, file)), published)
        if isinstance(published, Mapping)
        else None
    )
    if own and listed and own != listed:
        flags.append(
            f"published is {own} in the file and {listed} in the list of dates; the list counts"
        )
    chosen = listed or own or (published if isinstance(published, date) else None)
    return make_report(
        text,
        file=file,
        report_id=name,
        lang=_string(record.get("lang")),
        title=_text_of(record.get("title")),
        source=_text_of(record.get("source")),
        url=_string(record.get("url")),
        published=chosen,
        flags=flags,
    )


def _from_reliefweb(
    fields: Mapping[str, Any], item_id: Any, file: str, published: Published
) -> Report:
    """Report from the ``fields`` of one ReliefWeb item."""
    flags: list[str] = []
    body = fields.get("body-html")
    plain = fields.get("body")
    title = _text_of(fields.get("title")) or _text_of(fields.get("headline"))
    if isinstance(body, str) and body.strip():
        found = extract_html(body)
    elif isinstance(plain, str) and plain.strip():
        found = extract_markdown(plain)
    else:
        raise ValueError("no body and no body-html")
    dates = fields.get("date")
    dates = dates if isinstance(dates, Mapping) else {"original": dates}
    own = iso_day(dates.get("original")) or iso_day(dates.get("created"))
    listed = _published_for((file,), published) if isinstance(published, Mapping) else None
    if own and listed and own != listed:
        flags.append(
            f"published is {own} in the file and {listed} in the list of dates; the list counts"
        )
    language = fields.get("language")
    codes = language if isinstance(language, list) else [language]
    codes = [
        item.get("code") or item.get("name") if isinstance(item, Mapping) else item
        for item in codes
    ]
    text, hints = found.text, found.hints
    if title and not text.lstrip().startswith(title):
        shift = len(title) + 2
        text = f"{title}\n\n{text}"
        hints = [Hint(h.start + shift, h.end + shift, h.kind, h.level) for h in hints]
    url = (
        _string(fields.get("url_alias"))
        or _string(fields.get("url"))
        or _string(fields.get("origin"))
    )
    created = dates.get("created")
    return make_report(
        text,
        file=file,
        report_id=f"reliefweb_{item_id}"
        if isinstance(item_id, str | int) and str(item_id)
        else None,
        lang=codes[0] if codes and isinstance(codes[0], str) else None,
        title=title,
        source=_text_of(fields.get("source")),
        url=url,
        published=listed or own or (published if isinstance(published, date) else None),
        metadata=[("metadata", created)] if isinstance(created, str) and not own else [],
        hints=hints,
        flags=flags,
    )


def _is_reliefweb(item: Any) -> bool:
    return isinstance(item, Mapping) and (
        isinstance(item.get("fields"), Mapping) or any(k in item for k in ("body", "body-html"))
    )


def _json_items(value: Any) -> list[Any]:
    if isinstance(value, Mapping) and isinstance(value.get("data"), list | Mapping):
        value = value["data"]
    return value if isinstance(value, list) else [value]


def _read_json(path: Path, text: str, file: str, published: Published) -> ReadResult:
    try:
        value = json.loads(text)
    except RecursionError:
        raise SourceFormatError(path, "not readable JSON: nested too deeply") from None
    except ValueError as error:
        # JSON lines in a file called .json are common enough.
        if len(text.splitlines()) > 1 and text.lstrip().startswith("{"):
            result = _read_lines(path, text, file, published)
            if result.reports:
                return result
        raise SourceFormatError(path, f"not valid JSON: {error}") from error
    items = _json_items(value)
    if not items:
        raise SourceFormatError(path, "the file holds no report")
    collected = _Collected(file)
    for number, item in enumerate(items, start=1):
        row = json.dumps(item, ensure_ascii=False)[:2000]
        collected.add(number, row, item, published)
    if not collected.reports and len(items) == 1:
        raise SourceFormatError(path, f"no report: {collected.rejects[0].reason}")
    return collected.result()


class _Collected:
    """Reports and rejects of one file; an id stands for one report."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.reports: list[Report] = []
        self.rejects: list[Reject] = []
        self.seen: dict[str, int] = {}

    def add(self, number: int, row: str, item: Any, published: Published) -> None:
        try:
            if isinstance(item, Mapping) and "text" not in item and _is_reliefweb(item):
                fields = item.get("fields")
                report = _from_reliefweb(
                    fields if isinstance(fields, Mapping) else item,
                    item.get("id", ""),
                    self.file,
                    published,
                )
            else:
                report = _from_record(item, self.file, published)
            first = self.seen.setdefault(report.report_id, number)
            if first != number:
                raise ValueError(f"report_id {report.report_id!r} is already that of row {first}")
        except (ValueError, RecursionError) as error:
            self.rejects.append(Reject(self.file, number, row, str(error) or "nested too deeply"))
        else:
            self.reports.append(report)

    def result(self) -> ReadResult:
        return ReadResult(tuple(self.reports), tuple(self.rejects))


def _read_lines(
    path: Path, text: str, file: str, published: Published, max_bytes: int = MAX_BYTES
) -> ReadResult:
    collected = _Collected(file)
    # Not splitlines(): U+2028 and its like may stand inside a JSON string.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        if len(line) > max_bytes:
            collected.rejects.append(
                Reject(file, number, line[:200], f"the line is longer than {max_bytes:,} bytes")
            )
            continue
        try:
            item = json.loads(line)
        except RecursionError:
            collected.rejects.append(Reject(file, number, line[:2000], "nested too deeply"))
            continue
        except ValueError as error:
            collected.rejects.append(Reject(file, number, line[:2000], f"not valid JSON: {error}"))
            continue
        collected.add(number, line[:2000], item, published)
    if not collected.reports and not collected.rejects:
        raise SourceFormatError(path, "the file holds no report")
    return collected.result()


def read_reports(
    path: str | Path,
    *,
    published: Published = None,
    root: str | Path | None = None,
    max_bytes: int = MAX_BYTES,
) -> ReadResult:
    """Read the reports of one file.

    Parameters
    ----------
    path
        A ``.txt``, ``.md`` or ``.html`` file, a ReliefWeb ``.json`` file, or a
        ``.jsonl`` file with one report a line.
    published
        Publication date: one for all, or a mapping from :func:`read_published`,
        in which a path that matches longer wins over a bare file name.  A
        report's own date wins over one date for all, and the mapping over both.
    root
        Folder that the report was looked for in; ``Report.file`` is relative to it.
    max_bytes
        Largest report that is read, in bytes (of one line for JSONL).

    Returns
    -------
    ReadResult
        ``reports`` and ``rejects``, the rows of the file that are no reports.

    Raises
    ------
    SourceFormatError
        The file is empty, too large, no text, or of an unknown format.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise SourceFormatError(
            path,
            f"{suffix or 'a name without suffix'!s} is not a report format; known: {', '.join(SUFFIXES)}",
        )
    file = path.name
    if root is not None:
        try:
            file = path.resolve().relative_to(Path(root).resolve()).as_posix()
        except ValueError:
            file = path.name
    file = _whole(file)
    many = suffix in {".jsonl", ".ndjson", ".json"}
    data = read_limited(path, max(max_bytes, 2_000_000_000 if many else 0))
    declared = None
    if suffix in {".html", ".htm"}:
        match = _META_CHARSET.search(data[:4096])
        declared = match[1].decode("ascii", "replace") if match else None
    text, flags = decode(path, data, declared=declared)
    if suffix in {".jsonl", ".ndjson"}:
        return _flagged(_read_lines(path, text, file, published, max_bytes), flags)
    if suffix == ".json":
        return _flagged(_read_json(path, text, file, published), flags)
    if suffix == ".txt":
        found = Extracted(text=text)
    elif suffix in {".md", ".markdown"}:
        found = extract_markdown(text)
    else:
        found = extract_html(text)
    names = (file, path.as_posix())
    try:
        report = make_report(
            found.text,
            file=file,
            lang=found.lang if language_code(found.lang) == detect_language(found.text) else None,
            title=found.title,
            source=found.source,
            url=found.url,
            published=_published_for(names, published),
            metadata=found.dates,
            hints=found.hints,
            flags=flags,
        )
    except ValueError as error:
        raise SourceFormatError(path, str(error)) from error
    return ReadResult((report,))


def _flagged(result: ReadResult, flags: tuple[str, ...]) -> ReadResult:
    if not flags:
        return result
    from dataclasses import replace

    return ReadResult(
        tuple(replace(r, flags=tuple(dict.fromkeys((*flags, *r.flags)))) for r in result.reports),
        result.rejects,
    )
