"""How each layer looks and is read: renderer, labels, time, field names, tip."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from geomali.palette import EVENT_SHAPES, FAMILIES
from geomali.qgis import _symbols as sym
from geomali.qgis._symbols import INK, PAPER, Category, Label
from geomali.qgis._words import VALUES, alias, word

__all__ = ["BACKGROUND", "QGIS_VERSION", "style_elements"]

QGIS_VERSION: Final = "3.22.16-Białowieża"
"""Version whose XML this is; later ones read it."""
_EVENT_MM: Final = 4.4
_CONTROL_MM: Final = 7.6
# So that the symbols of one place stand around its disc of control.
_RING_MM: Final = 1.9
# Muted, as on the HTML map.
_ABROAD, _HOME, _REGION, _BORDER = "#eee8dd", "#fbf8f1", "#cfc3b0", "#a39179"
_EDGE, _LAKE, _RIVER, _ROAD, _WATER = "#8b7355", "#d3e4ea", "#9fc3d2", "#dccdb0", "#4f7f92"
_LABEL, _FAINT = "#5b5348", "#857a69"
BACKGROUND: Final = _ABROAD
"""Where no outline is known."""
_PEOPLE, _ROUTE = "#14597c", "#0a5563"
# More than these at one point are one symbol with their number; fewer stand in a ring.
_RING_ROWS: Final = 12
_CROWD_MM: Final = 5.4


@dataclass(frozen=True, slots=True)
class Style:
    """Elements of one layer's style, in the order QGIS writes them."""

    renderer: Element
    labels: Sequence[Label] | None = None
    time: tuple[str, str] | None = None
    """First and last day, as expressions of date and time."""
    tip: str = ""
    display: str = ""
    scale_below: int = 0


def _families(lang: str) -> list[tuple[str, str, str]]:
    return [
        (name, family.fr if lang == "fr" else family.en, family.colour)
        for name, family in FAMILIES.items()
    ]


def _types(lang: str) -> list[Category]:
    return [
        Category(
            name,
            VALUES["event_type"][name][lang == "fr"],
            sym.event_symbol(name, size=_EVENT_MM),
        )
        for name in EVENT_SHAPES
    ]


def _from_to(first: str, last: str | None = None) -> tuple[str, str]:
    """Time of a row that lasts from one day to another; it has none if the first is missing.

    As dates and times: QGIS hands a comparison of plain dates to SQLite, which
    compares them as text and loses the first day of a period.
    """
    ends = f'coalesce("{last}", "{first}")' if last else f'"{first}"'
    return f'to_datetime("{first}")', f"to_datetime({ends})"


_DAYS: Final = _from_to("date_earliest", "date_latest")


def _spread(renderer: Element, crowd: int, newest: Sequence[Element], day: str) -> Element:
    if crowd > _RING_ROWS:
        return sym.clustered(renderer, newest, latest=day)
    return sym.displaced(renderer, distance=_RING_MM)


def _events(lang: str, crowd: int) -> Style:
    renderer = sym.categorized("event_type", _types(lang), order_by="event_date")
    renderer = _spread(renderer, crowd, sym.any_event(size=_CROWD_MM), "event_date")
    return Style(renderer, labels=(), time=_DAYS, tip=_event_tip(lang), display=_EVENT_NAME)


def _events_near(lang: str, _crowd: int) -> Style:
    # Diameter in metres on the ground; without a stated radius there is no circle.
    disc = sym.marker(
        "circle",
        10,
        fill=sym.rgba("#5b5348", 0.12),
        stroke=sym.rgba("#5b5348", 0.5),
        width=0.25,
        style="dash",
        unit="RenderMetersInMapUnits",
        expressions={
            "enabled": '"uncertainty_km" IS NOT NULL',
            "size": '"uncertainty_km" * 2000',
            "fillColor": f"set_color_part({sym.family_expression()}, 'alpha', 34)",
            "outlineColor": f"set_color_part({sym.family_expression()}, 'alpha', 140)",
        },
    )
    renderer = sym.single(sym.symbol("marker", [disc]))
    return Style(renderer, time=_DAYS, tip=_event_tip(lang), display=_EVENT_NAME)


def _area_symbol(colour: str) -> Element:
    return sym.fill_symbol(
        sym.hatch(colour, distance=2.2, width=0.22),
        sym.line(colour, 0.35, dash=(1.6, 1.1)),
        opacity=0.6,
    )


_AREA_NAME: Final = 'coalesce("area_name", "place_name")'


def _event_areas(lang: str, _crowd: int) -> Style:
    classes = [Category(name, label, _area_symbol(c)) for name, label, c in _families(lang)]
    label = Label(_AREA_NAME, 8, INK, bold=True, placement="over", priority=9, boxed="#7d7468")
    return Style(sym.categorized("family", classes), (label,), _DAYS, _event_tip(lang), _EVENT_NAME)


def _event_lines(lang: str, _crowd: int) -> Style:
    classes = [
        Category(name, label, sym.line_symbol(sym.line(colour, 0.9, dash=(1.6, 1.1), opacity=0.6)))
        for name, label, colour in _families(lang)
    ]
    label = Label(_AREA_NAME, 8, INK, bold=True, placement="line", priority=8)
    return Style(sym.categorized("family", classes), (label,), _DAYS, _event_tip(lang), _EVENT_NAME)


def _events_by_actor(lang: str, crowd: int) -> Style:
    classes = [
        Category(name, label, sym.actor_symbol(colour, FAMILIES[name].letter, size=_EVENT_MM))
        for name, label, colour in _families(lang)
    ]
    renderer = sym.categorized("family", classes, order_by="event_date")
    renderer = _spread(renderer, crowd, sym.any_event(size=_CROWD_MM), "event_date")
    day = _from_to("event_date")
    name = 'coalesce("actor_name", "actor") || \', \' || coalesce("sub_event_type", "event_type")'
    return Style(renderer, labels=(), time=day, display=name)


_HALO: Final = f'<circle r="1.24" fill="{PAPER}"/>'


def _control_body(state: str) -> str:
    """The disc of a state: solid held, hatched claimed, halves crossed contested, dotted entered."""
    hatching = 'fill="none" stroke-width="0.2"'
    ring = '<circle r="1" fill="none" stroke="param(fill)" stroke-width="0.26"'
    if state == "held":
        return f'{_HALO}<circle r="1.1" fill="param(fill)"/>'
    if state == "claimed":
        lines = f'<path d="{_hatching(0.5)}" stroke="param(fill)" {hatching}/>'
        return f"{_HALO}{lines}{ring}/>"
    if state == "contested":
        left, right = (_hatching(0.5, cross=True, half=half) for half in (-1, 1))
        arcs = (
            f'<path d="{left}" stroke="param(fill)" {hatching}/>'
            f'<path d="{right}" stroke="param(outline)" {hatching}/>'
            '<path d="M0 -1A1 1 0 0 0 0 1" fill="none" stroke="param(fill)" stroke-width="0.26"/>'
            '<path d="M0 -1A1 1 0 0 1 0 1" fill="none" stroke="param(outline)" stroke-width="0.26"/>'
        )
        return f"{_HALO}{arcs}"
    if state == "temporarily_entered":
        dots = "".join(
            f'<circle cx="{x:g}" cy="{y:g}" r="0.15" fill="param(fill)"/>'
            for x in (-0.5, 0.0, 0.5)
            for y in (-0.5, 0.0, 0.5)
        )
        return f'{_HALO}{dots}{ring} stroke-dasharray="0.4 0.28"/>'
    mark = (
        '<path d="M-.3 -.28A.32 .3 0 1 1 .1 .02Q0 .1 0 .3M0 .5V.62" fill="none" '
        f'stroke="{_LABEL}" stroke-width="0.22"/>'
    )
    grey = (
        '<circle r="1" fill="none" stroke="#6b6b6b" stroke-width="0.2" stroke-dasharray="0.2 0.3"/>'
    )
    return f"{_HALO}{grey}{mark}"


def _hatching(step: float, *, cross: bool = False, half: int = 0) -> str:
    """Chords of the unit disc at 45 degrees, cut exactly: Qt's SVG reader knows no clipping.

    ``half`` keeps those parts left (-1) or right (1) of the middle.
    """
    parts = []
    for slope in (-1, 1) if cross else (-1,):
        offset = -step * int(1.4 / step)
        while offset <= 1.41:
            # Points (x, slope * x + offset) inside the disc.
            root = 2 - offset * offset
            if root > 0:
                x0 = (-slope * offset - root**0.5) / 2
                x1 = (-slope * offset + root**0.5) / 2
                if half < 0:
                    x1 = min(x1, 0.0)
                if half > 0:
                    x0 = max(x0, 0.0)
                if x1 - x0 > 0.05:
                    parts.append(
                        f"M{x0:.3f} {slope * x0 + offset:.3f}L{x1:.3f} {slope * x1 + offset:.3f}"
                    )
            offset += step
    return "".join(parts)


def _control(lang: str, _crowd: int) -> Style:
    classes = [
        Category(
            state,
            label[lang == "fr"],
            sym.symbol(
                "marker",
                [
                    sym.svg(
                        _control_body(state),
                        _CONTROL_MM,
                        fill=FAMILIES["csp"].colour,
                        stroke=FAMILIES["state"].colour,
                        expressions={
                            "fillColor": sym.family_expression(),
                            "outlineColor": sym.family_expression("family_2"),
                        },
                    )
                ],
            ),
        )
        for state, label in VALUES["state"].items()
    ]
    # Of several states in the period shown, the last one has the label.
    now = (
        '"valid_to" IS NULL OR (@map_end_time IS NOT NULL AND '
        "\"valid_to\" >= to_date(@map_end_time - to_interval('1 second')))"
    )
    label = Label(
        '"who"', 7.5, INK, filter=now, bold=True, placement="around", priority=8, boxed="#7d7468"
    )
    states = _case("state", lang)
    since = f"'{word('since', lang)} ' || {_day('valid_from')}"
    tip = _tip(
        '"place_name"',
        f"{states} || coalesce(' (' || \"who\" || ')', '')",
        since,
        f"'{word('evidence', lang)}: ' || {_day('last_evidence_date')}",
        '"rule"',
    )
    return Style(
        sym.categorized("state", classes, order_by="valid_from"),
        (label,),
        # A missing last day means that the state goes on.
        (
            'to_datetime("valid_from")',
            'coalesce(to_datetime("valid_to"), make_datetime(9999, 12, 31, 0, 0, 0))',
        ),
        tip,
        f'coalesce("place_name", "place_id") || \': \' || {states}',
    )


def _claims(lang: str, crowd: int) -> Style:
    bubble = "M-1.1 -.9H1.1V.5H.1L-.5 1.2V.5H-1.1Z"
    marks = {
        "asserts": "",
        "denies": '<path d="M-.5 -.65L.5 .25M.5 -.65L-.5 .25" stroke="#fff" stroke-width="0.26"/>',
        "accuses": '<path d="M0 -.7V-.1M0 .12V.34" stroke="#fff" stroke-width="0.3"/>',
        "reports": '<path d="M-.7 -.45H.7M-.7 -.02H.3" stroke="#fff" stroke-width="0.22"/>',
    }
    halo = f'<path d="{bubble}" fill="none" stroke="{PAPER}" stroke-width="0.42"/>'
    classes = []
    for stance, label in VALUES["stance"].items():
        body = f'{halo}<path d="{bubble}" fill="param(fill)"/>{marks[stance]}'
        drawn = sym.svg(body, 4.2, fill=_LABEL, expressions={"fillColor": sym.family_expression()})
        classes.append(Category(stance, label[lang == "fr"], sym.symbol("marker", [drawn])))
    renderer = sym.categorized("stance", classes, order_by="claim_date")
    body = f'{halo}<path d="{bubble}" fill="param(fill)"/>'
    newest = sym.svg(body, 5.0, fill=_LABEL, expressions={"fillColor": sym.family_expression()})
    renderer = _spread(renderer, crowd, [newest], "claim_date")
    says = (
        f"coalesce(\"claimant_name\", \"claimant_text\", '') || ' ' || {_case('stance', lang)} "
        f"|| ': ' || coalesce(\"subject_name\", '') || ' ' || {_case('proposition', lang)}"
    )
    tip = _tip(says, f"{_day('claim_date')} || ', ' || \"place_text\"", '"quote"')
    days = _from_to("claim_date", "claim_date_latest")
    return Style(renderer, labels=(), time=days, tip=tip, display=says)


# Millimetres; the map's squares, whose area goes with the number.
_SIZE_OF_PEOPLE: Final = '0.53 * max(5, min(26, sqrt(coalesce("persons", 0)) / 9))'


def _people_number(lang: str, *, words: bool = False) -> str:
    """Displaced persons and returnees, never their sum; none of those who are nobody."""

    def number(column: str, word_: str) -> str:
        return f'if("{column}" > 0, format_number("{column}", 0, \'{lang}\'){word_}, NULL)'

    both = (
        number("persons", f" || ' {word('persons', lang)}'" if words else ""),
        number("returnees", f" || ' {word('returnees', lang)}'"),
    )
    stated = f"array_filter(array({', '.join(both)}), @element IS NOT NULL)"
    return f"nullif(array_to_string({stated}, ' · '), '')"


def _displacement(lang: str, _crowd: int) -> Style:
    disc = sym.marker(
        "square",
        4,
        fill=sym.rgba(_PEOPLE, 0.35),
        stroke=sym.rgba(_PEOPLE),
        width=0.4,
        expressions={
            "size": _SIZE_OF_PEOPLE,
            # Hollow where nobody displaced is counted: only returnees, or no number.
            "fillColor": f"if(\"persons\" > 0, '{_rgba_text(_PEOPLE, 0.35)}', '#00ffffff')",
        },
    )
    label = Label(_people_number(lang), 8, _PEOPLE, bold=True, placement="over", priority=6)
    return Style(
        sym.single(sym.symbol("marker", [disc])),
        (label,),
        _from_to("date"),
        _people_tip(lang),
        _UNIT,
    )


_UNIT: Final = 'coalesce("site", "admin3", "admin2", "admin1")'


def _people_tip(lang: str) -> str:
    number = f"coalesce({_people_number(lang, words=True)}, '{word('not_stated', lang)}')"
    return _tip(_UNIT, number, _day("date"), '"source_id"')


def _displacement_areas(lang: str, _crowd: int) -> Style:
    area = sym.fill_symbol(
        sym.hatch(_PEOPLE, distance=1.6, width=0.18, angle=90), sym.line(_PEOPLE, 0.3), opacity=0.6
    )
    label = Label(
        f"{_UNIT} || coalesce('\\n' || {_people_number(lang)}, '')",
        8,
        _PEOPLE,
        bold=True,
        placement="over",
        priority=6,
    )
    days = _from_to("date")
    return Style(sym.single(area), (label,), days, _people_tip(lang), _UNIT)


def _rgba_text(colour: str, opacity: float) -> str:
    return f"#{round(255 * opacity):02x}{colour[1:]}"


_EXPOSURE: Final = {
    "high": ("#8f1d00", 1.85),
    "middle": ("#a85a00", 1.4),
    "low": ("#5f6b00", 1.1),
    "none": (_ROUTE, 0.9),
    "": (_ROUTE, 0.9),
}


def _routes(lang: str, fields: Sequence[str]) -> Style:
    def stretch(colour: str, width: float) -> Element:
        return sym.line_symbol(
            sym.line(PAPER, width + 0.9), sym.line(colour, width, dash=(2.6, 1.1))
        )

    if "exposure" not in fields:
        return Style(sym.single(stretch(*_EXPOSURE["none"])))
    classes = [
        Category(name, word(f"exposure.{name}", lang), stretch(colour, width))
        for name, (colour, width) in _EXPOSURE.items()
    ]
    labels = None
    if "event_count" in fields:
        count = Label(
            'to_string("event_count")',
            8,
            INK,
            filter='"event_count" > 0',
            bold=True,
            placement="inside",
            priority=9,
            boxed="#7d7468",
        )
        labels = (count,)
    return Style(sym.categorized("exposure", classes), labels)


# -- basemap ------------------------------------------------------------------------------------


def _countries(lang: str, _crowd: int) -> Style:
    classes = [
        Category(
            "1", word("home", lang), sym.fill_symbol(sym.fill(_HOME, stroke=_EDGE, width=0.4))
        ),
        # Neighbours come in two degrees of detail: the layer of borders draws their lines once.
        Category("0", word("abroad", lang), sym.fill_symbol(sym.fill(_ABROAD, stroke=_ABROAD))),
    ]
    label = Label(
        f'upper("name_{lang}")',
        9,
        _FAINT,
        filter='NOT "home"',
        spacing=2,
        placement="over",
        priority=2,
    )
    return Style(sym.categorized('to_int("home")', classes), (label,), display=f'"name_{lang}"')


def _regions(lang: str, _crowd: int) -> Style:
    label = Label(
        f'"name_{lang}"',
        8.5,
        _FAINT,
        spacing=1.2,
        placement="over",
        priority=2,
        scale_below=9_000_000,
    )
    area = sym.fill_symbol(sym.line(_REGION, 0.3))
    return Style(sym.single(area), (label,), display=f'"name_{lang}"')


def _cercles(lang: str, _crowd: int) -> Style:
    area = sym.fill_symbol(sym.line("#e6ddcd", 0.25))
    return Style(sym.single(area), display=f'"name_{lang}"', scale_below=4_000_000)


def _borders(lang: str, _crowd: int) -> Style:
    classes = [
        Category("border", word("border", lang), sym.line_symbol(sym.line(_BORDER, 0.3))),
        Category("edge", word("outer_edge", lang), sym.line_symbol(sym.line(_BORDER, 0.3))),
        Category(
            "disputed",
            word("disputed", lang),
            sym.line_symbol(sym.line(_BORDER, 0.3, dash=(1.2, 0.9))),
        ),
    ]
    return Style(sym.categorized("kind", classes))


def _rivers(lang: str, _crowd: int) -> Style:
    label = Label(
        f'"name_{lang}"',
        8,
        _WATER,
        filter='"rank" <= 5',
        italic=True,
        spacing=0.6,
        placement="line",
        priority=3,
        scale_below=8_000_000,
    )
    river = sym.line_symbol(sym.line(_RIVER, 0.55))
    return Style(sym.single(river), (label,), display=f'"name_{lang}"')


def _lakes(lang: str, _crowd: int) -> Style:
    name = f'"name_{lang}"'
    label = Label(name, 8, _WATER, italic=True, placement="over", scale_below=4_000_000)
    return Style(sym.single(sym.fill_symbol(sym.fill(_LAKE))), (label,), display=name)


def _roads(lang: str, _crowd: int) -> Style:
    classes = [
        Category("road", word("mode.road", lang), sym.line_symbol(sym.line(_ROAD, 0.5))),
        Category(
            "track",
            word("mode.track", lang),
            sym.line_symbol(sym.line(_ROAD, 0.35, dash=(1.4, 0.8))),
        ),
        Category(
            "river",
            word("mode.river", lang),
            sym.line_symbol(sym.line(_RIVER, 0.4, dash=(0.6, 0.8))),
        ),
    ]
    return Style(sym.categorized("mode", classes), display='"name"', scale_below=12_000_000)


def _places(lang: str, _crowd: int) -> Style:
    dot = sym.marker("circle", 1.1, fill=sym.rgba("#8a8074"), stroke=sym.rgba(PAPER), width=0.15)
    used = sym.marker("circle", 1.3, fill=sym.rgba(INK), stroke=sym.rgba(PAPER), width=0.15)
    classes = [
        Category("in_use", word("in_use", lang), sym.symbol("marker", [used])),
        Category("other", word("other_places", lang), sym.symbol("marker", [dot])),
    ]
    # What is too small for a scale is not drawn there either.
    used_here = (
        '"use_rank" <= 60 OR ("use_rank" <= 200 AND @map_scale < 5000000) OR @map_scale < 2000000'
    )
    kind = (
        f"CASE WHEN \"in_use\" AND ({used_here}) THEN 'in_use' "
        'WHEN "rank" <= 2 OR ("rank" = 3 AND @map_scale < 3500000) '
        'OR ("rank" = 4 AND @map_scale < 1500000) OR @map_scale < 600000 '
        "THEN 'other' END"
    )
    name = f'"name_{lang}"'
    free = 'NOT "in_use" AND "rank"'
    labels = (
        Label(
            name,
            9,
            INK,
            filter=f'"in_use" AND ({used_here})',
            bold=True,
            priority=10,
            halo=0.9,
            expressions={
                "LabelDistance": 'if("has_control", 4.3, 2.6)',
                # Seats are what a reader knows; then what most rows refer to.
                "Priority": 'CASE WHEN "rank" <= 3 THEN 10 WHEN "use_rank" <= 60 THEN 8 ELSE 6 END',
            },
        ),
        Label(name, 8.5, _LABEL, filter=f"{free} <= 2", priority=5),
        Label(name, 8, _LABEL, filter=f"{free} = 3", priority=4, scale_below=3_500_000),
        Label(name, 8, _LABEL, filter=f"{free} = 4", priority=3, scale_below=1_500_000),
        Label(name, 7.5, _FAINT, filter=f"{free} = 5", priority=2, scale_below=600_000),
    )
    return Style(sym.categorized(kind, classes, order_by="in_use"), labels, display=name)


def _plain(_lang: str, _crowd: int) -> Style:
    return Style(sym.nothing())


def _not_on_map(lang: str, _crowd: int) -> Style:
    return Style(sym.nothing(), tip=_event_tip(lang), display=_EVENT_NAME)


_STYLES: Final[Mapping[str, Callable[[str, int], Style]]] = {
    "events": _events,
    "events_near": _events_near,
    "event_areas": _event_areas,
    "event_lines": _event_lines,
    "events_by_actor": _events_by_actor,
    "control": _control,
    "claims": _claims,
    "displacement": _displacement,
    "displacement_areas": _displacement_areas,
    "not_on_map": _not_on_map,
    "countries": _countries,
    "regions": _regions,
    "cercles": _cercles,
    "borders": _borders,
    "rivers": _rivers,
    "lakes": _lakes,
    "roads": _roads,
    "places": _places,
}


# -- words in expressions -----------------------------------------------------------------------


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def _case(column: str, lang: str) -> str:
    """Readable value of a coded column."""
    pairs = ", ".join(
        f"{_quoted(value)}, {_quoted(words[lang == 'fr'])}"
        for value, words in VALUES[column].items()
    )
    return f'coalesce(map_get(map({pairs}), "{column}"), "{column}", \'\')'


def _day(column: str) -> str:
    return f"format_date(\"{column}\", 'yyyy-MM-dd')"


_EVENT_NAME: Final = (
    "coalesce(format_date(\"event_date\", 'yyyy-MM-dd') || ' ', '') || "
    "\"sub_event_type\" || coalesce(', ' || \"place_name\", '')"
)


def _event_tip(lang: str) -> str:
    day = f"coalesce({_day('event_date')}, {_quoted(word('date_unknown', lang))})"
    days = (
        f'if("date_latest" > "date_earliest", {_day("date_earliest")} || \' – \' || '
        f"{_day('date_latest')}, {day})"
    )
    return _tip(
        "\"sub_event_type\" || coalesce(', ' || \"place_name\", '')",
        days,
        '"actors"',
        f"\"fatalities_best\" || ' {word('deaths', lang)}'",
        f'if("contested", {_quoted(word("accounts_differ", lang))}, NULL)',
        '"notes"',
    )


def _tip(*expressions: str) -> str:
    """Map tip of one line per expression; every value is escaped, since tips are HTML."""
    lines = []
    for number, expression in enumerate(expressions):
        safe = f"to_string({expression})"
        for raw, escaped in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
            safe = f"replace({safe}, '{raw}', '{escaped}')"
        opening, closing = ("<b>", "</b>") if number == 0 else ("<br>", "")
        lines.append(f"[% coalesce('{opening}' || {safe} || '{closing}', '') %]")
    return "".join(lines)


# -- the elements -------------------------------------------------------------------------------


def style_elements(
    name: str, fields: Sequence[str], *, lang: str, crowd: int
) -> tuple[dict[str, str], list[Element]]:
    """Attributes and elements that a layer of a project and a QML style share.

    Parameters
    ----------
    name
        Layer.
    fields
        Its columns, as in the file.
    lang
        ``en`` or ``fr``.
    crowd
        Number of features at the point that has most.
    """
    style = _routes(lang, fields) if name == "routes" else _STYLES.get(name, _plain)(lang, crowd)
    attributes = {
        "version": QGIS_VERSION,
        "styleCategories": "AllStyleCategories",
        "readOnly": "0",
        "labelsEnabled": "0" if style.labels is None else "1",
        "hasScaleBasedVisibilityFlag": "1" if style.scale_below else "0",
        "minScale": str(style.scale_below or 100_000_000),
        "maxScale": "0",
        "simplifyAlgorithm": "0",
        "simplifyDrawingHints": "1",
        "simplifyDrawingTol": "1",
        "simplifyLocal": "1",
        "simplifyMaxScale": "1",
        "symbologyReferenceScale": "-1",
    }
    elements = [_flags(), _temporal(style.time), style.renderer]
    if style.labels is not None:
        elements.append(sym.labeling(style.labels))
    custom = Element("customproperties")
    SubElement(custom, "Option")
    elements.append(custom)
    for tag, text in (("blendMode", "0"), ("featureBlendMode", "0"), ("layerOpacity", "1")):
        one = Element(tag)
        one.text = text
        elements.append(one)
    elements += _field_elements(fields, lang)
    display = Element("previewExpression")
    display.text = style.display
    tip = Element("mapTip")
    tip.text = style.tip
    return attributes, [*elements, display, tip]


def _flags() -> Element:
    flags = Element("flags")
    for tag, text in (
        ("Identifiable", "1"),
        ("Removable", "1"),
        ("Searchable", "1"),
        ("Private", "0"),
    ):
        SubElement(flags, tag).text = text
    return flags


def _temporal(time: tuple[str, str] | None) -> Element:
    """Time of a layer, from expressions.

    From fields, QGIS would take a missing first day as unbounded, and show an
    event without a date in every period.
    """
    start, end = time or ("", "")
    element = Element(
        "temporal",
        {
            "enabled": "1" if time else "0",
            "mode": "4",
            # The last day counts.
            "limitMode": "1",
            "startField": _first_field(start),
            "endField": _first_field(end),
            "startExpression": start,
            "endExpression": end,
            "durationField": "",
            "durationUnit": "min",
            "fixedDuration": "0",
            "accumulate": "0",
        },
    )
    fixed = SubElement(element, "fixedRange")
    SubElement(fixed, "start")
    SubElement(fixed, "end")
    return element


def _first_field(expression: str) -> str:
    return expression.split('"')[1] if expression else ""


def _field_elements(fields: Sequence[str], lang: str) -> list[Element]:
    configuration, aliases = Element("fieldConfiguration"), Element("aliases")
    for number, name in enumerate(["fid", *fields]):
        one = SubElement(configuration, "field", name=name, configurationFlags="None")
        values = VALUES.get(name) or (_family_values() if name.startswith("family") else {})
        widget = SubElement(one, "editWidget", type="ValueMap" if values else "")
        config = SubElement(widget, "config")
        if values:
            options = SubElement(
                SubElement(config, "Option", type="Map"), "Option", type="List", name="map"
            )
            for value, words in values.items():
                pair = SubElement(options, "Option", type="Map")
                SubElement(pair, "Option", type="QString", name=words[lang == "fr"], value=value)
        else:
            SubElement(config, "Option")
        SubElement(aliases, "alias", index=str(number), field=name, name=alias(name, lang))
    table = Element(
        "attributetableconfig", actionWidgetStyle="dropDown", sortExpression="", sortOrder="0"
    )
    columns = SubElement(table, "columns")
    for name in fields:
        SubElement(columns, "column", type="field", name=name, width="-1", hidden="0")
    SubElement(columns, "column", type="field", name="fid", width="-1", hidden="1")
    return [configuration, aliases, table]


def _family_values() -> Mapping[str, tuple[str, str]]:
    return {name: (family.en, family.fr) for name, family in FAMILIES.items()}
