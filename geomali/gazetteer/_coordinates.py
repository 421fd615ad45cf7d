"""Coordinates written as text: decimal degrees, or degrees, minutes and seconds."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Coordinates", "parse_coordinates"]


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A point read from text, how exactly it was given, and what is odd about it."""

    lat: float
    lon: float
    uncertainty_km: float
    score: float
    reason: str


_DECIMAL = r"[-+−]?\d{1,3}(?:[.,]\d+)?"
_PAIR = re.compile(
    rf"""^\s*\(?\s*(?:lat(?:itude)?\s*[:=]?\s*)?(?P<a>{_DECIMAL})\s*°?\s*(?P<ha>[NSEWO])?
        \s*(?:[,;/]\s*|\s+)(?:lon(?:g(?:itude)?)?\s*[:=]?\s*)?(?P<b>{_DECIMAL})\s*°?\s*(?P<hb>[NSEWO])?\s*\)?\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
_ANGLE = r"(?P<d{0}>\d{{1,3}})\s*[°ºd]\s*(?:(?P<m{0}>\d{{1,2}}(?:[.,]\d+)?)\s*['′’m]?\s*(?:(?P<s{0}>\d{{1,2}}(?:[.,]\d+)?)\s*(?:[\"″”s]|'')?)?)?\s*(?P<h{0}>[NSEWO])"
_DMS = re.compile(
    rf"^\s*\(?\s*{_ANGLE.format('a')}\s*[,;/]?\s*{_ANGLE.format('b')}\s*\)?\s*$", re.IGNORECASE
)


def _decimal(text: str) -> float:
    return float(text.replace("−", "-").replace(",", "."))


def parse_coordinates(
    text: str, *, inside: tuple[float, float, float, float] | None = None
) -> Coordinates | None:
    """A point from text such as ``16.27, -0.04`` or ``16°16'18"N 0°2'41"W``.

    Parameters
    ----------
    text
        The whole text; anything else beside the coordinates makes it a name.
    inside
        South, west, north and east of the region covered. A point outside it that
        would lie inside with latitude and longitude swapped is returned
        as written, with that suspicion in ``reason`` and a low score.

    Returns
    -------
    Coordinates or None
        None if the text is no pair of coordinates on Earth.
    """
    match = _DMS.match(text)
    if match:
        values = [_dms(match, which) for which in "ab"]
        hemispheres = [match["ha"].upper(), match["hb"].upper()]
        step = 1 / 3600 if match["sa"] else 1 / 60 if match["ma"] else 1.0
    else:
        match = _PAIR.match(text)
        if not match:
            return None
        values = [_decimal(match["a"]), _decimal(match["b"])]
        hemispheres = [(match["ha"] or "").upper(), (match["hb"] or "").upper()]
        if not (any(hemispheres) or all(re.search(r"[.,]", match[g]) for g in "ab")):
            return None
        step = max(10.0 ** -_decimals(match[g]) for g in "ab")
    if bool(hemispheres[0]) != bool(hemispheres[1]):
        return None
    if hemispheres[0]:
        axes = ["lat" if h in "NS" else "lon" for h in hemispheres]
        if axes[0] == axes[1]:
            return None
        signed = [-abs(v) if h in "SWO" else v for v, h in zip(values, hemispheres, strict=True)]
        lat, lon = signed if axes[0] == "lat" else signed[::-1]
    else:
        lat, lon = values
    uncertainty = max(step * 111.0 / 2, 0.05)
    if abs(lat) > 90 and abs(lon) <= 90 and abs(lat) <= 180:
        return Coordinates(
            lon, lat, uncertainty, 0.6,
            "coordinates; taken as longitude, latitude, since the first cannot be a latitude",
        )  # fmt: skip
    if abs(lat) > 90 or abs(lon) > 180:
        return None
    if inside is not None and not _within(lat, lon, inside):
        if _within(lon, lat, inside):
            return Coordinates(
                lat, lon, uncertainty, 0.2,
                "coordinates; latitude and longitude are probably swapped",
            )  # fmt: skip
        return Coordinates(lat, lon, uncertainty, 0.5, "coordinates outside the region covered")
    return Coordinates(lat, lon, uncertainty, 0.95, "coordinates")


def _decimals(text: str) -> int:
    return len(re.split(r"[.,]", text)[1]) if re.search(r"[.,]", text) else 0


def _dms(match: re.Match[str], which: str) -> float:
    parts = [match[f"{unit}{which}"] for unit in "dms"]
    return sum(_decimal(part) / 60.0**power for power, part in enumerate(parts) if part)


def _within(lat: float, lon: float, box: tuple[float, float, float, float]) -> bool:
    south, west, north, east = box
    return south <= lat <= north and west <= lon <= east
