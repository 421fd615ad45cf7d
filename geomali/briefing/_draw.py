"""The map and the profile as SVG, made here: nothing is loaded from anywhere."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from pyproj import Transformer

from geomali.briefing._speech import is_old
from geomali.briefing._words import Words, clean
from geomali.palette import EVENT_SHAPES, exposure_class
from geomali.resources import data_path
from geomali.schema import AREA_CRS, CRS

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["draw_map", "draw_profile"]

_NAMED_SHARE: Final = 0.04
"""Part of the map that a region must fill to be named on it."""


@dataclass(frozen=True, slots=True)
class _View:
    """Degrees to the drawing, north up, true to scale."""

    forward: Transformer
    west: float
    north: float
    scale: float
    width: float
    height: float
    box: tuple[float, float, float, float]

    def xy(self, lonlat: Any) -> Any:
        """Drawing coordinates of degrees."""
        lonlat = np.atleast_2d(lonlat)
        x, y = self.forward.transform(lonlat[:, 0], lonlat[:, 1])
        return np.column_stack([(x - self.west) * self.scale, (self.north - y) * self.scale])


def _view(shapes: Sequence[Any], width: float, height: float) -> _View:
    forward = Transformer.from_crs(CRS, AREA_CRS, always_xy=True)
    lonlat = np.vstack([shapely.get_coordinates(shape) for shape in shapes])
    x, y = forward.transform(lonlat[:, 0], lonlat[:, 1])
    span_x = max(float(np.ptp(x)), 40_000.0) * 1.22
    span_y = max(float(np.ptp(y)), 40_000.0) * 1.22
    scale = min(width / span_x, height / span_y)
    middle_x, middle_y = (x.min() + x.max()) / 2, (y.min() + y.max()) / 2
    west, north = middle_x - width / scale / 2, middle_y + height / scale / 2
    back = Transformer.from_crs(AREA_CRS, CRS, always_xy=True)
    frame_x = np.array([west, west + width / scale])
    frame_y = np.array([north - height / scale, north])
    corners = back.transform(np.repeat(frame_x, 2), np.tile(frame_y, 2))
    box = (min(corners[0]), min(corners[1]), max(corners[0]), max(corners[1]))
    return _View(forward, west, north, scale, width, height, box)


def _path(view: _View, shape: Any) -> str:
    parts = []
    for line in shapely.get_parts(shape):
        if line.geom_type == "Polygon":
            line = line.exterior  # noqa: PLW2901
        xy = view.xy(shapely.get_coordinates(line))
        parts.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in xy))
    return "".join(parts)


def _layer(view: _View, name: str) -> list[dict[Any, Any]]:
    """Rows of a basemap layer inside the view, cut to it; none if the layer is not there."""
    import geopandas as gpd

    try:
        frame = gpd.read_parquet(data_path(f"layers/basemap/{name}.parquet"))
    except FileNotFoundError:
        return []
    near = frame.iloc[np.sort(frame.sindex.query(shapely.box(*view.box)))]
    west, south, east, north = view.box
    margin = 0.2
    clipped = shapely.clip_by_rect(
        near.geometry.to_numpy(), west - margin, south - margin, east + margin, north + margin
    )
    rows = near.assign(geometry=clipped).to_dict("records")
    return [row for row in rows if not row["geometry"].is_empty]


def _region_names(
    view: _View, regions: Sequence[Mapping[Any, Any]], words: Words, taken: list[tuple[float, ...]]
) -> list[str]:
    """Names of the regions that fill a good part of the map, where there is room for them."""
    frame = shapely.box(*view.box)
    filled: dict[str, float] = {}
    for row in regions:
        seen = row["geometry"].intersection(frame).area
        filled[row["country"]] = filled.get(row["country"], 0.0) + seen
    home = max(sorted(filled), key=lambda country: filled[country], default=None)
    placed = []
    for row in sorted(regions, key=lambda row: (-row["geometry"].area, row["iso_3166_2"])):
        seen = row["geometry"].intersection(frame)
        if seen.area < frame.area * _NAMED_SHARE:
            break
        name = clean(row[f"name_{words.lang}"])
        if row["country"] != home:
            name = f"{name} ({row['country']})"
        for spot in (seen.representative_point(), seen.centroid):
            [[x, y]] = view.xy([[spot.x, spot.y]])
            half = len(name) * 3.4 + 4
            box = (x - half, y - 9, x + half, y + 4)
            inside = box[0] > 2 and box[2] < view.width - 2 and box[1] > 2 and box[3] < view.height
            if inside and not _overlaps(box, taken):
                taken.append(box)
                placed.append(
                    f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" class="area-name">'
                    f"{html.escape(name)}</text>"
                )
                break
    return placed


def _overlaps(box: tuple[float, ...], taken: Sequence[tuple[float, ...]]) -> bool:
    return any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken)


def _way_numbers(
    view: _View, stretches: gpd.GeoDataFrame, shown: str, taken: list[tuple[float, ...]]
) -> list[str]:
    """The number of each other way on a part of it that no way before it runs on."""
    marks = []
    seen: list[Any] = list(stretches[stretches["route_id"] == shown].geometry)
    for number, (route_id, part) in enumerate(stretches.groupby("route_id", sort=False), 1):
        if route_id == shown:
            continue
        before = shapely.union_all(seen).buffer(0.05)
        own = [shape for shape in part.geometry if shape.difference(before).length > 0]
        seen += list(part.geometry)
        for shape in sorted(own, key=lambda shape: -shape.length):
            for share in (0.5, 0.35, 0.65, 0.2, 0.8):
                point = shape.interpolate(share, normalized=True)
                [[x, y]] = view.xy([[point.x, point.y]])
                box = (x - 8, y - 8, x + 8, y + 8)
                if not before.contains(point) and not _overlaps(box, taken):
                    taken.append(box)
                    marks.append(_numbered(number, x, y))
                    break
            else:
                continue
            break
    return marks


def _numbered(number: int, x: float, y: float) -> str:
    return (
        f'<g class="nr"><circle cx="{x:.1f}" cy="{y:.1f}" r="7"/><text x="{x:.1f}" y="{y + 3.4:.1f}" '
        f'text-anchor="middle" font-size="10">{number}</text></g>'
    )


_SHAPES: Final[Mapping[str, str]] = {
    "circle": "M{r} 0A{r} {r} 0 1 1 -{r} 0A{r} {r} 0 1 1 {r} 0Z",
    "square": "M-{s} -{s}H{s}V{s}H-{s}Z",
    "diamond": "M0 -{r}L{r} 0L0 {r}L-{r} 0Z",
    "triangle_up": "M0 -{r}L{r} {s}L-{r} {s}Z",
    "triangle_down": "M0 {r}L{r} -{s}L-{r} -{s}Z",
}


def symbol(event_type: Any, x: float, y: float, size: float = 4.2) -> str:
    """Symbol of an event's type, as on the interactive map."""
    shape = EVENT_SHAPES.get(clean(event_type), "circle")
    if shape == "star":
        turns = np.arange(10) * np.pi / 5 - np.pi / 2
        radius = np.where(np.arange(10) % 2 == 0, size * 1.25, size * 0.55)
        points = zip(radius * np.cos(turns), radius * np.sin(turns), strict=True)
        drawn = "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in points) + "Z"
    else:
        drawn = _SHAPES.get(shape, _SHAPES["circle"]).format(r=f"{size:.1f}", s=f"{size * 0.8:.1f}")
    return f'<path class="ev" transform="translate({x:.1f} {y:.1f})" d="{drawn}"/>'


def _town(town: Mapping[Any, Any], x: float, y: float) -> str:
    """Sign of who claims a town; pale where nobody vouches for it any more."""
    sign = _sign(clean(town["state"]), x, y)
    return f'<g class="past">{sign}</g>' if is_old(town) else sign


def _sign(state: str, x: float, y: float) -> str:
    base = f'cx="{x:.1f}" cy="{y:.1f}"'
    if state == "held":
        return f'<circle {base} r="4" class="held"/>'
    if state in ("claimed", "temporarily_entered"):
        return f'<circle {base} r="4" class="claimed"/><circle {base} r="1.4" class="held"/>'
    if state == "contested":
        return f'<circle {base} r="5" class="contested"/><circle {base} r="2" class="contested2"/>'
    return f'<circle {base} r="2.6" class="unknown"/>'


def _labels(
    marks: Sequence[tuple[float, float, str, bool]], view: _View, taken: list[tuple[float, ...]]
) -> list[str]:
    """Names beside their points, none on another; names that must be read come first."""
    placed = []
    for x, y, name, strong in sorted(marks, key=lambda mark: not mark[3]):
        size = 12.5 if strong else 10.5
        wide = len(name) * size * 0.56 + 4
        for dx, dy, anchor in (
            (7, 4, "start"), (-7, 4, "end"), (0, -8, "middle"), (0, 16, "middle"),
            (7, -7, "start"), (-7, -7, "end"), (7, 15, "start"), (-7, 15, "end"),
        ):  # fmt: skip
            left = x + dx - {"start": 0, "end": wide, "middle": wide / 2}[anchor]
            box = (left, y + dy - size, left + wide, y + dy + 3)
            if box[0] < 2 or box[2] > view.width - 2 or box[1] < 2 or box[3] > view.height - 2:
                continue
            if _overlaps(box, taken):
                continue
            taken.append(box)
            weight = ' class="strong"' if strong else ""
            placed.append(
                f'<text x="{x + dx:.1f}" y="{y + dy:.1f}" text-anchor="{anchor}" '
                f'font-size="{size}"{weight}>{html.escape(name)}</text>'
            )
            break
    return placed


def _scale_bar(view: _View, words: Words) -> str:
    for km in (500, 200, 100, 50, 20, 10, 5):
        wide = km * 1000 * view.scale
        if wide < view.width * 0.3:
            break
    y = view.height - 12
    return (
        f'<path class="bar" d="M12 {y - 5:.1f}V{y}H{12 + wide:.1f}V{y - 5:.1f}"/>'
        f'<text x="{18 + wide:.1f}" y="{y:.1f}" font-size="11">{words.number(km)} km</text>'
    )


def draw_map(
    words: Words,
    routes: gpd.GeoDataFrame,
    stretches: gpd.GeoDataFrame,
    events: pd.DataFrame,
    towns: pd.DataFrame,
    shown: str,
    stops: Sequence[str],
    *,
    width: float = 700.0,
    height: float = 520.0,
) -> str:
    """Map of the ways: the one described by exposure, the others thin."""
    view = _view(list(routes.geometry), width, height)
    out = [
        f'<svg viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{words("map")}">',
        f'<rect width="{width:g}" height="{height:g}" class="paper"/>',
    ]
    regions = _layer(view, "regions")
    for kind, rows in (
        ("lake", _layer(view, "lakes")),
        ("river", _layer(view, "rivers")),
        ("region", regions),
        ("border", _layer(view, "borders")),
    ):
        out += [f'<path class="{kind}" d="{_path(view, row["geometry"])}"/>' for row in rows]
    others = stretches[stretches["route_id"] != shown]
    out += [f'<path class="other" d="{_path(view, shape)}"/>' for shape in others.geometry]
    mine = stretches[stretches["route_id"] == shown]
    out += [f'<path class="casing" d="{_path(view, shape)}"/>' for shape in mine.geometry]
    for row in mine.to_dict("records"):
        rate = row["score"] / row["length_km"] if row["length_km"] else 0.0
        dash = " schematic" if row.get("geometry_quality") == "schematic" else ""
        out.append(
            f'<path class="way c{exposure_class(rate, row["event_count"])}{dash}" d="{_path(view, row["geometry"])}"/>'
        )
    mine_events = events[events["route_id"] == shown].drop_duplicates("event_id")
    taken: list[tuple[float, ...]] = []
    for row in mine_events.to_dict("records"):
        if row.get("lon") is None or np.isnan(row["lon"]):
            continue
        [[x, y]] = view.xy([[row["lon"], row["lat"]]])
        out.append(symbol(row.get("event_type"), x, y))
        taken.append((x - 4, y - 4, x + 4, y + 4))
    marks = []
    for row in towns[towns["route_id"] == shown].to_dict("records"):
        if row.get("lon") is None or np.isnan(row["lon"]):
            continue
        [[x, y]] = view.xy([[row["lon"], row["lat"]]])
        out.append(_town(row, x, y))
        marks.append((float(x), float(y), clean(row["name"]), row["place_id"] in stops))
    out += _labels(marks, view, taken)
    out += _way_numbers(view, stretches, shown, taken)
    for row in _kilometres(mine):
        [[x, y]] = view.xy([row[:2]])
        box = (x - 9, y - 9, x + 9, y + 9)
        if not _overlaps(box, taken):
            taken.append(box)
            out.append(
                f'<g class="km"><rect x="{x - 9:.1f}" y="{y - 6:.1f}" width="18" height="12" rx="3"/>'
                f'<text x="{x:.1f}" y="{y + 3.2:.1f}" text-anchor="middle" font-size="9">{row[2]}</text></g>'
            )
    out += _region_names(view, regions, words, taken)
    out.append(_scale_bar(view, words))
    out.append("</svg>")
    return "".join(out)


def _kilometres(stretches: gpd.GeoDataFrame) -> list[tuple[float, float, int]]:
    """Marks every so many kilometres along the way."""
    total = float(stretches["end_km"].max()) if len(stretches) else 0.0
    step = next(s for s in (5, 10, 20, 50, 100, 200, 500, 1000, 10**6) if total / s <= 10)
    marks = []
    for row in stretches.to_dict("records"):
        first = int(np.ceil((row["start_km"] + 1e-6) / step)) * step
        for km in range(first, int(row["end_km"]) + 1, step):
            share = (km - row["start_km"]) / max(row["length_km"], 1e-9)
            point = row["geometry"].interpolate(min(share, 1.0), normalized=True)
            marks.append((point.x, point.y, km))
    return marks


def _strip(row: Mapping[Any, Any], at: Callable[[float], float], y: float) -> str:
    """A stretch on the axis of the profile, in the colour of its class."""
    rate = row["score"] / row["length_km"] if row["length_km"] else 0.0
    x0, x1 = at(row["start_km"]), at(row["end_km"])
    wide = max(x1 - x0 - 1, 0.5)
    box = f'x="{x0:.1f}" y="{y:.1f}" width="{wide:.1f}" height="5"'
    return f'<rect class="c{exposure_class(rate, row["event_count"])} area" {box}/>'


def draw_profile(
    words: Words,
    profile: pd.DataFrame,
    stretches: gpd.GeoDataFrame,
    events: pd.DataFrame,
    towns: pd.DataFrame,
    stops: Sequence[str],
    *,
    width: float = 1000.0,
    height: float = 250.0,
) -> str:
    """Exposure (score per km) against kilometres, with towns below and events above."""
    left, right, top, bottom = 46.0, 60.0, 26.0, 108.0
    total = max(float(stretches["end_km"].max()), 1e-6)
    most = max(float(profile["score_per_km"].max()), 0.05)
    top_value = next(
        v for v in (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 1e3, 1e9) if v >= most
    )

    def at(km: float) -> float:
        return left + (width - left - right) * km / total

    def up(value: float) -> float:
        return height - bottom - (height - top - bottom) * value / top_value

    out = [f'<svg viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{words("profile")}">']
    for share in (0.0, 0.5, 1.0):
        y = up(top_value * share)
        label = words.number(top_value * share, 2 if top_value < 1 else 1)
        out.append(f'<path class="grid" d="M{left:g} {y:.1f}H{width - right:g}"/>')
        out.append(
            f'<text x="{left - 5:g}" y="{y + 3.5:.1f}" text-anchor="end" font-size="10">{label}</text>'
        )
    out.append(f'<text x="{left:g}" y="11" font-size="10">{words("profile_axis")}</text>')
    for row in profile.to_dict("records"):
        x0, x1 = at(row["start_km"]), at(row["end_km"])
        y = up(row["score_per_km"])
        if row["score_per_km"] > 0:
            out.append(
                f'<rect class="c{exposure_class(row["score_per_km"])} area" x="{x0:.1f}" y="{y:.1f}" '
                f'width="{max(x1 - x0, 0.4) + 0.2:.1f}" height="{up(0) - y:.1f}"/>'
            )
    out += [_strip(row, at, up(0)) for row in stretches.to_dict("records")]
    for row in events.drop_duplicates("event_id").to_dict("records"):
        out.append(symbol(row.get("event_type"), at(row["at_km"]), top - 9))
    last = -1e9
    marks = towns.to_dict("records")
    ranked = sorted(marks, key=lambda row: (row["place_id"] not in stops, row["at_km"]))
    chosen: list[tuple[float, dict[Any, Any]]] = []
    for row in ranked:
        x = at(row["at_km"])
        if all(abs(x - other) >= 13 for other, _ in chosen):
            chosen.append((x, row))
    for x, row in sorted(chosen, key=lambda item: item[0]):
        base = up(0) + 5
        strong = ' class="strong"' if row["place_id"] in stops else ""
        out.append(f'<path class="tick" d="M{x:.1f} {base:.1f}v5"/>')
        out.append(_town(row, x, base + 10))
        out.append(
            f'<text transform="translate({x + 2:.1f} {base + 22:.1f}) rotate(32)" font-size="10"{strong}>'
            f"{html.escape(clean(row['name'])[:22])}</text>"
        )
    step = next(s for s in (5, 10, 20, 50, 100, 200, 500, 1000, 10**6) if total / s <= 12)
    for km in range(0, int(total) + 1, step):
        x = at(km)
        if x - last > 30:
            out.append(
                f'<text x="{x:.1f}" y="{height - 3:g}" text-anchor="middle" font-size="10" class="kmt">'
                f"{words.number(km)} km</text>"
            )
            last = x
    out.append("</svg>")
    return "".join(out)
