"""The page as a ``folium.Map``: frame by folium, data layer and interface by our own script."""

from __future__ import annotations

import functools
import importlib.resources
import json
import math
import re
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import folium
from branca.element import Element, Figure
from folium.template import Template

from geomali.control import OLD_EVIDENCE_DAYS
from geomali.errors import GeomaliError
from geomali.maps._basemap import packed_basemap
from geomali.maps._build import encodable, pack_frames
from geomali.maps._fallback import fallback_html
from geomali.maps._known import with_known_versions
from geomali.maps._minify import minify_css, minify_js
from geomali.maps._pack import Packer, deflate64
from geomali.palette import EXPOSURE, FAMILIES
from geomali.schema import SENSITIVITIES

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["LANGUAGES", "ConflictMap", "conflict_map", "leaflet"]

LANGUAGES: Final = ("en", "fr")
_MAX_ZOOM: Final = 13

# folium's own frame has no language, no title and forbids zooming with two
# fingers; the same blocks (header, html, script) with those put right.
_FIGURE: Final = (
    '<!DOCTYPE html>\n<html lang="LANG">\n<head>\n'
    "{{ this.header.render(**kwargs) }}\n</head>\n<body>\n{{ this.html.render(**kwargs) }}\n"
    "<script>\n{{ this.script.render(**kwargs) }}\n</script>\n</body>\n</html>\n"
)


def asset(name: str) -> str:
    """Text of one of the page's own files."""
    folder = importlib.resources.files("geomali.maps") / "assets"
    return (folder / name).read_text(encoding="utf-8")


@functools.lru_cache(maxsize=2)
def leaflet(*, pictures: bool = True) -> tuple[str, str]:
    """Leaflet's script and style, from its PyPI package, with pictures as data.

    The pictures of the layer switch and the marker are used by users' own
    layers only; our page goes without.
    """
    from base64 import b64encode

    from xstatic.pkg import leaflet as package

    folder = Path(package.BASE_DIR)
    script = (folder / "leaflet.js").read_text(encoding="utf-8")
    script = re.sub(r"\n//# sourceMappingURL=.*", "", script)
    style = (folder / "leaflet.css").read_text(encoding="utf-8")

    def inline(match: re.Match[str]) -> str:
        if not pictures:
            return "none"
        data = b64encode((folder / match.group(1)).read_bytes()).decode("ascii")
        return f"url(data:image/png;base64,{data})"

    return script, minify_css(re.sub(r"url\((images/[a-z0-9-]+\.png)\)", inline, style))


@functools.lru_cache(maxsize=1)
def script() -> str:
    """Our script: the files in order, in one scope, without comments and indents.

    The page holds it deflated (a third of its size); ``start.js`` unpacks it.
    """
    folder = importlib.resources.files("geomali.maps") / "assets" / "js"
    files = sorted(item.name for item in folder.iterdir() if item.name.endswith(".js"))
    text = "\n".join(asset(f"js/{name}") for name in files)
    return f'(function(){{"use strict";{minify_js(text)}\nwindow.geomali.start=start;}})();'


class _Raw(Element):
    """Text put into the page as it is.

    branca reads the text of an ``Element`` as a Jinja template, so a title
    such as ``{{ 7 * 7 }}`` would be run; ours never goes that way.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Raw"
        self._text = text

    def render(self, **kwargs: Any) -> str:  # noqa: ARG002 - branca's signature
        """Return the text."""
        return self._text


class ConflictMap(folium.Map):
    """A ``folium.Map`` with our data, our interface and no outside file.

    Layers added to it (``folium.GeoJson`` without popups, ``folium.PolyLine`` …)
    appear in it as in any other map.
    """

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - folium's own declaration
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    def __init__(
        self, *, title: str, lang: str, core: str, blocks: list[str], base: str, fallback: str
    ) -> None:
        super().__init__(
            location=[17.0, -1.0],
            zoom_start=6,
            tiles=None,
            zoom_control=False,
        )
        self.title, self.lang = title, lang
        self.core, self.blocks, self.base, self.fallback = core, blocks, base, fallback
        root = self.get_root()
        assert isinstance(root, Figure)
        root.title = title
        root._template = Template(_FIGURE.replace("LANG", lang))

    def render(self, **kwargs: Any) -> str:
        """Put the page into the figure, and the layers that a user added after it."""
        figure = self.get_root()
        assert isinstance(figure, Figure)
        name = self.get_name()
        figure.header.add_child(_Raw(self.page_header()), name=name)
        figure.html.add_child(_Raw(self.page_html()), name=name)
        figure.script.add_child(_Raw(self.page_script()), name=name)
        for child in list(self._children.values()):
            child.render(**kwargs)
        return ""

    def page_script(self) -> str:
        """The script that makes the Leaflet map, under the name that folium's layers use."""
        name = self.get_name()
        options = {
            "center": self.location,
            "zoom": self.options.get("zoom", 6),
            "minZoom": 3,
            "maxZoom": _MAX_ZOOM,
            "zoomControl": False,
            "zoomSnap": 0.5,
        }
        return f'var {name} = L.map("{name}", {json.dumps(options)});\ngeomali.boot({name});'

    def page_header(self) -> str:
        """Everything for ``<head>``."""
        code, style = leaflet(pictures=bool(self._children))
        return (
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            f"<title>{escape(self.title)}</title>"
            '<meta name="generator" content="geomali"><meta name="referrer" content="no-referrer">'
            f"<style>{style}</style><style>{minify_css(asset('page.css'))}</style>"
            f"<script>{code}</script>"
        )

    def page_html(self) -> str:
        """Everything for ``<body>`` but the last script: interface, data, fallback, our script."""
        box = f'<div class="folium-map" id="{self.get_name()}" tabindex="0"></div>'
        body = re.sub(r">\s+<", "><", asset("page.html"))
        body = body.replace("@TITLE@", escape(self.title)).replace("@MAP@", box)
        blobs = [("gm-script", deflate64(script().encode("utf-8"), 9))]
        blobs += [("gm-basemap", self.base), ("gm-core", self.core)]
        blobs += [(f"gm-text-{index}", block) for index, block in enumerate(self.blocks)]
        data = "".join(
            f'<script type="application/octet-stream" id="{name}">{blob}</script>'
            for name, blob in blobs
        )
        return (
            f"{body}<noscript><style>#gm{{display:none!important}}</style>"
            f'<div id="gm-fallback">{self.fallback}</div></noscript>{data}'
            f"<script>{minify_js(asset('start.js'))}</script>"
        )


def _day(value: date | str | None, name: str) -> int | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        value = value.date()
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError as error:
        message = f"{name} {value!r} is no date: write it as YYYY-MM-DD"
        raise GeomaliError(message) from error
    return (day - date(1970, 1, 1)).days


def conflict_map(
    events: gpd.GeoDataFrame,
    claims: gpd.GeoDataFrame,
    *,
    control: gpd.GeoDataFrame | None = None,
    reports: pd.DataFrame | None = None,
    not_events: pd.DataFrame | None = None,
    routes: gpd.GeoDataFrame | None = None,
    displacement: gpd.GeoDataFrame | None = None,
    flows: gpd.GeoDataFrame | None = None,
    actors: Any = None,
    title: str | None = None,
    as_of: date | str | None = None,
    from_date: date | str | None = None,
    to_date: date | str | None = None,
    lang: str = "en",
    sensitivity: str = "partner",
    tiles: str | None = None,
) -> folium.Map:
    """Draw events, claims and control as one page that works offline.

    Parameters
    ----------
    events, claims
        Tables of those names, EPSG:4326.  A row without a point is drawn as the
        area of its ``place_id`` if that has an outline, and is listed beside
        the map otherwise.
    control
        Spans (``valid_from`` to ``valid_to``) in the columns of the table
        ``control``; several values of ``known_on`` may be mixed: the page shows
        the newest that its "known on" setting allows.
    reports, not_events, displacement
        Tables of those names.
    routes
        Lines with any plain columns.  ``score`` or ``event_count`` decide their colour,
        ``start_km`` and ``end_km`` are marked along them.
    flows
        Movements of people: ``origin_place``, ``destination_place`` (ids), ``persons``,
        ``date``, optionally ``origin_name``, ``destination_name``, ``reason``,
        ``source_id`` and the ends' ``origin_precision``, ``destination_precision`` (3: an
        area), and a line from origin to destination.  One without a line is listed.
    actors
        What `geomali.actors.load_actors` gives; loaded if None.
    title
        Shown above the map; a general one in the language chosen if None.
    as_of
        Day that control is shown for at first; ``to_date``, else the last day of the data, if None.
    from_date, to_date
        First and last day shown at first; those of the data if None.
    lang
        Language that the page opens in, ``en`` or ``fr``; it holds both.
    sensitivity
        Level that the caller has already applied to the frames; the page states it.
    tiles
        Address template or folium name of an online tile layer, put under the
        data; none by default, and then the page asks the network for nothing.

    Returns
    -------
    folium.Map
        To be given to `save_offline`, or added to first.

    Raises
    ------
    SchemaError
        A frame lacks a column that the map reads, or has another CRS.
    GeomaliError
        A date, language or level is not one the page knows.
    """
    if lang not in LANGUAGES:
        message = f"lang {lang!r} is not one of {', '.join(LANGUAGES)}"
        raise GeomaliError(message)
    if sensitivity not in SENSITIVITIES:
        message = f"sensitivity {sensitivity!r} is not one of {', '.join(SENSITIVITIES)}"
        raise GeomaliError(message)
    if actors is None:
        from geomali.actors import load_actors

        actors = load_actors()
    words = json.loads(asset("strings.json"))
    base, home = packed_basemap(
        json.dumps(words, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    )
    packer = Packer()
    first, last = _day(from_date, "from_date"), _day(to_date, "to_date")
    if first is not None and last is not None and last < first:
        message = f"to_date {to_date} is before from_date {from_date}"
        raise GeomaliError(message)
    packer.meta.update(
        title=None if title is None else _plain(title),
        lang=lang,
        sensitivity=sensitivity,
        as_of=_day(as_of, "as_of"),
        span=[first, last],
        home=list(home),
        families=[[key, f.colour, f.letter, f.en, f.fr] for key, f in FAMILIES.items()],
        old_days=OLD_EVIDENCE_DAYS,
        exposure=[[None if math.isinf(limit) else limit, colour] for limit, colour in EXPOSURE],
    )
    events, claims, control, reports, not_events, routes, displacement, flows = (
        encodable(frame)
        for frame in (events, claims, control, reports, not_events, routes, displacement, flows)
    )
    held = control
    if control is not None and "place_id" in control.columns:
        control = with_known_versions(control, claims, actors)
    ordered = pack_frames(
        packer,
        events,
        claims,
        control=control,
        reports=reports,
        not_events=not_events,
        routes=routes,
        displacement=displacement,
        flows=flows,
        registry=actors,
    )
    shown = _plain(title) if title is not None else words[lang]["title"]
    page = ConflictMap(
        title=shown,
        lang=lang,
        core=packer.packed(),
        blocks=packer.blocks,
        base=base,
        fallback=fallback_html(
            ordered,
            claims,
            control=held,
            as_of=_shown_day(as_of if as_of is not None else to_date),
            title=shown,
            words=words[lang],
            lang=lang,
            level=sensitivity,
        ),
    )
    if tiles is not None:
        folium.TileLayer(tiles, attr=None if "{" not in tiles else tiles).add_to(page)
    return page


def _shown_day(value: date | str | None) -> pd.Timestamp | None:
    import pandas as pd

    return None if value is None else pd.Timestamp(value)


def _plain(text: str) -> str:
    """Text that survives UTF-8 and HTML: NUL out, lone surrogates replaced."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
