"""HTML and Markdown to text, with what the mark-up says of each paragraph."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from geomali.reports._blocks import Hint

__all__ = ["Extracted", "extract_html", "extract_markdown"]


@dataclass(slots=True)
class Extracted:
    """A text taken out of mark-up, and what else the file says of itself.

    ``dates`` are (kind, value as printed) pairs: ``metadata`` or ``printed``.
    """

    text: str = ""
    title: str = ""
    source: str = ""
    url: str | None = None
    lang: str | None = None
    dates: list[tuple[str, str]] = field(default_factory=list)
    hints: list[Hint] = field(default_factory=list)


_DROPPED: Final = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "svg",
        "math",
        "iframe",
        "object",
        "canvas",
        "video",
        "audio",
        "button",
        "select",
        "textarea",
        "nav",
        "datalist",
        "dialog",
        "map",
    ]
)
_FURNITURE: Final = frozenset(("aside", "footer"))
_BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
        "aside",
        "footer",
        "br",
    ]
)
_VOID: Final = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
# Elements whose end tag may be left out; a new block closes them.
_OPTIONAL_END: Final = frozenset(
    ["p", "li", "dt", "dd", "tr", "td", "th", "option", "thead", "tbody", "tfoot"]
)
_FURNITURE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|sidebar|share|sharing|sharedaddy|social|related|breadcrumbs?|newsletter|subscribe|cookies?|advert\w*|promo"
    r"|comments?|comment-?respond|respond|jp-relatedposts|post-?tags|tags|pagination|widget|paywall)(?:$|[\s_-])",
    re.IGNORECASE,
)
_DATE_META: Final = frozenset(
    [
        "article:published_time",
        "og:article:published_time",
        "datepublished",
        "date",
        "dc.date",
        "dc.date.issued",
        "dcterms.date",
        "dcterms.created",
        "dcterms.issued",
        "pubdate",
        "publishdate",
        "publish_date",
        "publication_date",
        "publicationdate",
        "sailthru.date",
        "parsely-pub-date",
        "article.published",
        "article_date_original",
        "cxenseparse:recs:publishtime",
        "citation_publication_date",
        "citation_date",
        "last_published",
    ]
)


# Marks "<" that begin no tag: a few stand in prose, thousands are an attack.
_MAX_OPEN: Final = 500


@dataclass(frozen=True, slots=True)
class _Open:
    """An open element, with what it and those around it say of the text inside."""

    name: str
    furniture: bool
    kind: str
    level: int


@dataclass(slots=True)
class _Piece:
    kind: str
    level: int
    in_article: int
    furniture: bool
    parts: list[str] = field(default_factory=list)


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = Extracted()
        self.pieces: list[_Piece] = [_Piece("", 0, 0, False)]
        self.open: list[_Open] = []
        self.counts: Counter[str] = Counter()  # of open elements: pages may be nested very deep
        self.dropped = 0
        self.articles = 0
        self.article_now = 0
        self.pre = 0
        self.in_title = False
        self.in_json = False
        self.json_parts: list[str] = []

    def _new_piece(self) -> None:
        if not self.pieces[-1].parts and len(self.pieces) > 1:
            self.pieces.pop()
        top = self.open[-1] if self.open else _Open("", furniture=False, kind="", level=0)
        self.pieces.append(_Piece(top.kind, top.level, self.article_now, top.furniture))

    def _enter(self, tag: str, *, marked: bool = False) -> None:
        top = self.open[-1] if self.open else _Open("", furniture=False, kind="", level=0)
        kind, level = top.kind, top.level
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            kind, level = "heading", int(tag[1])
        elif tag in {"figcaption", "caption"}:
            kind, level = "caption", 0
        # A caption inside a footer is still furniture; the footer of an article too.
        furniture = top.furniture or marked or tag in _FURNITURE
        self.open.append(_Open(tag, furniture, kind, level))
        self.counts[tag] += 1

    def _leave(self) -> str:
        name = self.open.pop().name
        self.counts[name] -= 1
        if name in _DROPPED:
            self.dropped -= 1
        elif name in {"article", "main"}:
            self.article_now = 0
        elif name == "pre":
            self.pre -= 1
        return name

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "html" and values.get("lang"):
            self.found.lang = values["lang"]
        if tag == "meta":
            self._meta(values)
        elif tag == "link" and values.get("rel") == "canonical" and values.get("href"):
            self.found.url = values["href"]
        elif (
            tag == "time"
            and values.get("datetime")
            and not self.dropped
            and not (self.open and self.open[-1].furniture)
        ):
            kind = "printed" if "updated" not in values.get("class", "") else "metadata"
            self.found.dates.append((kind, values["datetime"]))
        elif tag == "title" and not self.found.title:
            self.in_title = True
        if tag == "script" and values.get("type", "").strip().lower() == "application/ld+json":
            self.in_json = True
        if tag in _VOID:
            if tag in {"br", "hr"} and not self.dropped:
                self._new_piece() if tag == "hr" else self.pieces[-1].parts.append("\n")
            return
        if tag in _DROPPED:
            self.dropped += 1
            self._enter(tag)
            return
        if tag in _BLOCKS:
            if tag in _OPTIONAL_END:
                self._close_optional(tag)
            marked = (
                tag in {"div", "section", "ul", "ol", "form", "p"}
                and _FURNITURE_CLASS.search(f"{values.get('class', '')} {values.get('id', '')}")
                is not None
            )
            if tag in {"article", "main"}:
                self.articles += 1
                self.article_now = self.articles
            self.pre += tag == "pre"
            self._enter(tag, marked=marked)
            self._new_piece()
        # Inline elements need no bookkeeping: they neither break a paragraph nor say what it is.

    def _close_optional(self, tag: str) -> None:
        if self.open and self.open[-1].name == tag:
            self._leave()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self.in_title = False
        if tag == "script" and self.in_json:
            self.in_json = False
        if tag not in _BLOCKS and tag not in _DROPPED:
            return
        if not self.counts[tag]:
            return
        # An end tag closes what is still open inside its element.
        while self._leave() != tag:
            pass
        self._new_piece()

    def handle_data(self, data: str) -> None:
        if self.in_json:
            self.json_parts.append(data)
            return
        if self.in_title:
            self.found.title += data
            return
        if not self.dropped:
            # Line breaks of the source are no line breaks of the text, but in <pre>.
            self.pieces[-1].parts.append(data if self.pre else re.sub(r"[ \t\r\n\f]+", " ", data))

    def _meta(self, values: dict[str, str]) -> None:
        name = (
            values.get("property") or values.get("name") or values.get("itemprop") or ""
        ).lower()
        content = values.get("content", "").strip()
        if not content:
            return
        if name in _DATE_META:
            self.found.dates.append(("metadata", content))
        elif name in {"og:site_name", "application-name", "publisher", "dc.publisher"}:
            if not self.found.source or name == "og:site_name":
                self.found.source = content
        elif name == "og:url" and not self.found.url:
            self.found.url = content
        elif name in {"og:locale", "language", "content-language"} and not self.found.lang:
            self.found.lang = content


def _json_dates(raw: str) -> list[tuple[str, str]]:
    """``datePublished`` of schema.org blocks, wherever it is nested."""
    try:
        stack = [json.loads(raw)]
    except (ValueError, RecursionError):
        return []
    found = []
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            value = item.get("datePublished")
            if isinstance(value, str):
                found.append(("metadata", value))
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
    return sorted(set(found))


def _clean(parts: list[str], *, keep_lines: bool = True) -> str:
    lines = "".join(parts).split("\n") if keep_lines else ["".join(parts)]
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def _tamed(markup: str) -> str:
    """Leave out comments, and what would make the parser look through the page again and again."""
    parts: list[str] = []
    at = 0
    while (start := markup.find("<!--", at)) >= 0:
        end = markup.find("-->", start + 4)
        if end < 0:
            # Never closed: the words after it are kept, and none of the marks.
            parts.append(markup[at:].replace("<!--", " "))
            at = len(markup)
            break
        parts.append(markup[at:start])
        at = end + 3
    markup = "".join(parts) + markup[at:]
    pieces = markup.split("<")
    if sum(">" not in piece for piece in pieces) > _MAX_OPEN:
        markup = pieces[0] + "".join(
            ("<" if ">" in piece else "&lt;") + piece for piece in pieces[1:]
        )
    return markup


def extract_html(markup: str) -> Extracted:
    """Take the text out of an HTML page: block elements become paragraphs.

    Scripts, styles, navigation and form controls are left out; asides and
    footers are kept as furniture, because a date in a footer is evidence too.

    Parameters
    ----------
    markup
        The page, or a fragment of one.

    Returns
    -------
    Extracted
        Text, hints and metadata.
    """
    parser = _Parser()
    parser.feed(_tamed(markup))
    parser.close()
    found = parser.found
    found.title = " ".join(found.title.split())
    if parser.json_parts:
        found.dates += _json_dates("".join(parser.json_parts))
    texts = [(piece, _clean(piece.parts)) for piece in parser.pieces]
    texts = [(piece, text) for piece, text in texts if text]
    total = sum(len(text) for piece, text in texts if not piece.furniture)
    if total == 0:
        # A page whose whole content sits in something called "widget": better all than nothing.
        for piece, _ in texts:
            piece.furniture = False
    sizes: dict[int, int] = {}
    for piece, text in texts:
        if piece.in_article and not piece.furniture:
            sizes[piece.in_article] = sizes.get(piece.in_article, 0) + len(text)
    best = max(sizes, key=lambda key: (sizes[key], -key), default=0)
    # The main article, if it plainly is one, makes the rest of the page furniture.
    if best and sizes[best] >= 200 and sizes[best] >= 0.4 * total:
        for piece, _ in texts:
            if piece.in_article != best and piece.kind != "heading":
                piece.furniture = True
    chunks: list[str] = []
    at = 0
    title_seen = False
    for piece, text in texts:
        kind = "furniture" if piece.furniture else piece.kind
        if kind == "heading" and piece.level == 1 and not title_seen:
            # A page's <title> adds the site's name; its first heading is the report's own.
            kind, title_seen = "title", True
            found.title = " ".join(text.split())
        if kind:
            line_at = at
            for line in text.split("\n"):
                found.hints.append(Hint(line_at, line_at + len(line), kind, piece.level))
                line_at += len(line) + 1
        chunks.append(text)
        at += len(text) + 2
    found.text = "\n\n".join(chunks)
    return found


_FRONT_MATTER = re.compile(r"\A---\s*\n(?P<body>.*?)\n(?:---|\.\.\.)\s*(?:\n|\Z)", re.DOTALL)
_FRONT_LINE = re.compile(r"(?m)^(?P<key>[A-Za-z_-]{2,20})\s*:\s*(?P<value>.{1,300})$")
_MD_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_MD_IMAGE = re.compile(r"!\[([^\[\]]{0,500})\]\([^()\s]{0,2000}(?:\s+\"[^\"]{0,300}\")?\)")
_MD_LINK = re.compile(r"\[([^\[\]]{1,500})\]\([^()\s]{0,2000}(?:\s+\"[^\"]{0,300}\")?\)")
_MD_STRONG = re.compile(r"(\*\*|__)(?=\S)([^*_\n]{1,500}?\S)\1|(\*\*|__)(\S)\3")
_MD_EM = re.compile(
    r"(?<![\w*])\*(?=\S)([^*\n]{1,500}?)(?<=\S)\*(?![\w*])|(?<![\w_])_(?=\S)([^_\n]{1,500}?)(?<=\S)_(?![\w_])"
)


def extract_markdown(markup: str) -> Extracted:
    """Take the text out of Markdown: marks of headings, emphasis and links go, words stay.

    Parameters
    ----------
    markup
        The file, perhaps with a front matter that gives a title and a date.

    Returns
    -------
    Extracted
        Text, hints and metadata.
    """
    found = Extracted()
    front = _FRONT_MATTER.match(markup)
    if front:
        for pair in _FRONT_LINE.finditer(front["body"]):
            key, value = pair["key"].lower(), pair["value"].strip().strip("\"'")
            if key in {"date", "published", "publish_date", "pubdate"}:
                found.dates.append(("metadata", value))
            elif key == "title":
                found.title = value
            elif key in {"source", "publisher", "site"}:
                found.source = value
            elif key in {"lang", "language"}:
                found.lang = value
            elif key in {"url", "link", "canonical"}:
                found.url = value
        markup = markup[front.end() :]
    out: list[str] = []
    at = 0
    for raw in markup.splitlines():
        line, kind, level = raw.rstrip(), "", 0
        heading = _MD_HEADING.match(line)
        if heading:
            level, line = len(heading[1]), heading[2]
            kind = "heading"
        while line.startswith(">"):
            line = line[1:].lstrip()
        image = _MD_IMAGE.fullmatch(line.strip())
        if image:
            line, kind = image[1], "caption"
        line = _MD_IMAGE.sub(r"\1", line)
        line = _MD_LINK.sub(r"\1", line)
        line = _MD_STRONG.sub(lambda m: m[2] or m[4], line)
        line = _MD_EM.sub(lambda m: m[1] or m[2], line)
        lead = len(line) - len(line.lstrip())
        if kind == "heading" and level == 1 and not any(h.kind == "title" for h in found.hints):
            kind = "title"
            found.title = found.title or line.strip()
        if kind and line.strip():
            found.hints.append(Hint(at + lead, at + len(line), kind, level))
        out.append(line)
        at += len(line) + 1
    found.text = "\n".join(out)
    return found
