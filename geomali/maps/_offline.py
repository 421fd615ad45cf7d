"""Any folium map to one file: known assets inlined, a security policy, the same bytes each time."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import zlib
from html import escape
from pathlib import Path
from typing import Final

import folium

from geomali.errors import GeomaliError
from geomali.files import replacing
from geomali.maps._page import leaflet

__all__ = ["offline_html", "save_offline"]

_SCRIPT: Final = re.compile(
    r"<script(?P<attrs>[^>]*)>(?P<body>.*?)</script>", re.DOTALL | re.IGNORECASE
)
_SRC: Final = re.compile(r"""\bsrc\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_LINK: Final = re.compile(r"<link\b[^>]*>", re.IGNORECASE)
_HREF: Final = re.compile(r"""\bhref\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_LEAFLET: Final = re.compile(r"/leaflet@1\.9\.\d/dist/leaflet(?:-src)?\.(js|css)$")


def save_offline(m: folium.Map, path: str | os.PathLike[str]) -> Path:
    """Write a map as one HTML file that needs no other file and no network.

    Parameters
    ----------
    m
        A map of `conflict_map`, or any other ``folium.Map``.  Leaflet is
        inlined; a tile layer stays online, and only its hosts are allowed.
    path
        File to write; an existing one is replaced in one step.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    GeomaliError
        The map needs a script or style that is not known here; lists them all.
    """
    target = Path(path)
    text = offline_html(m)
    with replacing(target) as file:
        file.write(text)
    return target


def offline_html(m: folium.Map) -> str:
    """Return the page that `save_offline` writes."""
    root = m.get_root()
    _trim(m)
    text = _stable_ids(m, root.render())
    text = _inline(text)
    return _with_policy(text, _tile_hosts(m))


def _elements(element: object) -> list[object]:
    found = [element]
    for part in ("header", "html", "script"):
        child = getattr(element, part, None)
        if child is not None and hasattr(child, "_children"):
            found += _elements(child)
    for child in getattr(element, "_children", {}).values():
        found += _elements(child)
    return found


def _trim(m: folium.Map) -> None:
    """Drop the assets that a plain folium map names but only uses for popups and icon markers."""
    if type(m) is not folium.Map:
        return
    unused = {"bootstrap", "awesome_markers", "jquery"}
    names = {type(element).__name__ for element in _elements(m)}
    if names & {"Icon", "Popup", "GeoJsonPopup", "DivIcon", "Marker"} or m.objects_to_stay_in_front:
        return
    m.default_js = [pair for pair in m.default_js if pair[0] not in unused]
    m.default_css = [pair for pair in m.default_css if pair[0] == "leaflet_css"]


def _stable_ids(m: folium.Map, text: str) -> str:
    """Replace folium's random element ids by numbers in order of appearance."""
    ids = {getattr(element, "_id", "") for element in _elements(m.get_root())}
    ids = {found for found in ids if re.fullmatch(r"[0-9a-f]{32}", found)}
    order: dict[str, str] = {}

    def number(match: re.Match[str]) -> str:
        found = match.group(0)
        return order.setdefault(found, f"{len(order):032x}") if found in ids else found

    return re.sub(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", number, text)


def _inline(text: str) -> str:
    missing: list[str] = []
    code, style = leaflet()

    def put_script(match: re.Match[str]) -> str:
        source = _SRC.search(match.group("attrs"))
        if source is None:
            return match.group(0)
        if _LEAFLET.search(source.group(1)):
            return f"<script>{code}</script>"
        missing.append(source.group(1))
        return ""

    def put_link(match: re.Match[str]) -> str:
        source = _HREF.search(match.group(0))
        if source is None or "stylesheet" not in match.group(0):
            return match.group(0)
        if _LEAFLET.search(source.group(1)):
            return f"<style>{style}</style>"
        missing.append(source.group(1))
        return ""

    text = _LINK.sub(put_link, _SCRIPT.sub(put_script, text))
    if missing:
        message = "the map cannot be saved offline: no copy of " + ", ".join(sorted(set(missing)))
        raise GeomaliError(message + " (folium's popups and icon markers need them)")
    return text


def _tile_hosts(m: folium.Map) -> list[str]:
    hosts = set()
    for element in _elements(m):
        if isinstance(element, folium.TileLayer):
            found = re.match(r"(https?)://([^/]+)/", str(element.tiles))
            if found:
                host = re.sub(r"^\{s\}\.|^\{[^}]*\}\.", "*.", found.group(2))
                hosts.add(f"{found.group(1)}://{host}")
    return sorted(hosts)


def _with_policy(text: str, hosts: list[str]) -> str:
    """Allow exactly the scripts that are in the page, by hash, and no connection at all."""
    hashes = []
    for match in _SCRIPT.finditer(text):
        body = match.group("body")
        if 'id="gm-script"' in match.group("attrs"):
            body = zlib.decompress(base64.b64decode(body), -15).decode("utf-8")  # runs unpacked
        elif "octet-stream" in match.group("attrs"):
            continue
        # A browser hashes the text after turning line ends into LF.
        body = body.replace("\r\n", "\n").replace("\r", "\n")
        digest = base64.b64encode(hashlib.sha256(body.encode("utf-8")).digest()).decode("ascii")
        if digest not in hashes:
            hashes.append(digest)
    policy = "; ".join(
        (
            "default-src 'none'",
            "script-src " + " ".join(f"'sha256-{digest}'" for digest in hashes),
            "style-src 'unsafe-inline'",
            " ".join(("img-src", "data:", "blob:", *hosts)),
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    meta = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
    return re.sub(r"<head>", lambda _: f"<head>{meta}", text, count=1)
