"""How each layer of a store looks: renderer, labels, time, tip."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final
from xml.etree.ElementTree import Element

from geomali.palette import EVENT_SHAPES, FAMILIES
from geomali.qgis import _renderers as ren
from geomali.qgis import _symbols as sym
from geomali.qgis._basemap_styles import BASEMAP_STYLES, LABEL
from geomali.qgis._renderers import Category, Label, Style
from geomali.qgis._symbols import INK, PAPER
from geomali.qgis._tips import EVENT_NAME, day_text, event_tip, readable, tip_of
from geomali.qgis._words import VALUES, word

__all__ = ["style_of"]

_EVENT_MM: Final = 4.4
_CONTROL_MM: Final = 7.6
# So that the symbols of one place stand around its disc of control.
_RING_MM: Final = 1.9
_PEOPLE, _ROUTE = "#14597c", "#0a5563"
# More than these at one point are one symbol with their number; fewer stand in a ring.
_RING_ROWS: Final = 12
_CROWD_MM: Final = 5.4


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
        return ren.clustered(renderer, newest, latest=day)
    return ren.displaced(renderer, distance=_RING_MM)


def _events(lang: str, crowd: int) -> Style:
    renderer = ren.categorized("event_type", _types(lang), order_by="event_date")
    renderer = _spread(renderer, crowd, sym.any_event(size=_CROWD_MM), "event_date")
    return Style(renderer, labels=(), time=_DAYS, tip=event_tip(lang), display=EVENT_NAME)


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
    renderer = ren.single(sym.symbol("marker", [disc]))
    return Style(renderer, time=_DAYS, tip=event_tip(lang), display=EVENT_NAME)


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
    return Style(ren.categorized("family", classes), (label,), _DAYS, event_tip(lang), EVENT_NAME)


def _event_lines(lang: str, _crowd: int) -> Style:
    classes = [
        Category(name, label, sym.line_symbol(sym.line(colour, 0.9, dash=(1.6, 1.1), opacity=0.6)))
        for name, label, colour in _families(lang)
    ]
    label = Label(_AREA_NAME, 8, INK, bold=True, placement="line", priority=8)
    return Style(ren.categorized("family", classes), (label,), _DAYS, event_tip(lang), EVENT_NAME)


def _events_by_actor(lang: str, crowd: int) -> Style:
    classes = [
        Category(name, label, sym.actor_symbol(colour, FAMILIES[name].letter, size=_EVENT_MM))
        for name, label, colour in _families(lang)
    ]
    renderer = ren.categorized("family", classes, order_by="event_date")
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
        f'stroke="{LABEL}" stroke-width="0.22"/>'
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
    states = readable("state", lang)
    since = f"'{word('since', lang)} ' || {day_text('valid_from')}"
    tip = tip_of(
        '"place_name"',
        f"{states} || coalesce(' (' || \"who\" || ')', '')",
        since,
        f"'{word('evidence', lang)}: ' || {day_text('last_evidence_date')}",
        '"rule"',
    )
    return Style(
        ren.categorized("state", classes, order_by="valid_from"),
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
        drawn = sym.svg(body, 4.2, fill=LABEL, expressions={"fillColor": sym.family_expression()})
        classes.append(Category(stance, label[lang == "fr"], sym.symbol("marker", [drawn])))
    renderer = ren.categorized("stance", classes, order_by="claim_date")
    body = f'{halo}<path d="{bubble}" fill="param(fill)"/>'
    newest = sym.svg(body, 5.0, fill=LABEL, expressions={"fillColor": sym.family_expression()})
    renderer = _spread(renderer, crowd, [newest], "claim_date")
    says = (
        f"coalesce(\"claimant_name\", \"claimant_text\", '') || ' ' || {readable('stance', lang)} "
        f"|| ': ' || coalesce(\"subject_name\", '') || ' ' || {readable('proposition', lang)}"
    )
    tip = tip_of(says, f"{day_text('claim_date')} || ', ' || \"place_text\"", '"quote"')
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
        ren.single(sym.symbol("marker", [disc])),
        (label,),
        _from_to("date"),
        _people_tip(lang),
        _UNIT,
    )


_UNIT: Final = 'coalesce("site", "admin3", "admin2", "admin1")'


def _people_tip(lang: str) -> str:
    number = f"coalesce({_people_number(lang, words=True)}, '{word('not_stated', lang)}')"
    return tip_of(_UNIT, number, day_text("date"), '"source_id"')


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
    return Style(ren.single(area), (label,), days, _people_tip(lang), _UNIT)


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
        return Style(ren.single(stretch(*_EXPOSURE["none"])))
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
    return Style(ren.categorized("exposure", classes), labels)


def _plain(_lang: str, _crowd: int) -> Style:
    return Style(ren.nothing())


def _not_on_map(lang: str, _crowd: int) -> Style:
    return Style(ren.nothing(), tip=event_tip(lang), display=EVENT_NAME)


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
    **BASEMAP_STYLES,
}


def style_of(name: str, fields: Sequence[str], *, lang: str, crowd: int) -> Style:
    """How a layer looks; one that nobody has designed is drawn as a list.

    Parameters
    ----------
    name, fields
        Layer and its columns.
    lang
        ``en`` or ``fr``.
    crowd
        Number of features at the point that has most.
    """
    return _routes(lang, fields) if name == "routes" else _STYLES.get(name, _plain)(lang, crowd)
