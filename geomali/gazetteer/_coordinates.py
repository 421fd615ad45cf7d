"""Coordinates written as text: decimal degrees, degrees, minutes and seconds, or a military grid reference."""

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
    swapped: bool = False


_DECIMAL = r"[-+−]?\d{1,3}(?:[.,]\d+)?"
_PAIR = re.compile(
    rf"""^\s*\(?\s*(?:lat(?:itude)?\s*[:=]?\s*)?(?P<ba>[NSEWO]\s*)?(?P<a>{_DECIMAL})\s*°?\s*(?P<ha>[NSEWO])?
        \s*(?:[,;/]\s*|\s+)(?:lon(?:g(?:itude)?)?\s*[:=]?\s*)?(?P<bb>[NSEWO]\s*)?(?P<b>{_DECIMAL})\s*°?\s*(?P<hb>[NSEWO])?\s*\)?\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
_ANGLE = r"(?P<d{0}>\d{{1,3}})\s*[°ºd]\s*(?:(?P<m{0}>\d{{1,2}}(?:[.,]\d+)?)\s*['′’m]?\s*(?:(?P<s{0}>\d{{1,2}}(?:[.,]\d+)?)\s*(?:[\"″”s]|'')?)?)?\s*(?P<h{0}>[NSEWO])"
_DMS = re.compile(
    rf"^\s*\(?\s*{_ANGLE.format('a')}\s*[,;/]?\s*{_ANGLE.format('b')}\s*\)?\s*$", re.IGNORECASE
)


# "30Q YD 15710 00690": zone and band, square, then as many figures east as north.
_MGRS = re.compile(
    r"^\s*(?:MGRS\s*[:=]?\s*)?(?P<zone>\d{1,2}[C-HJ-NP-X])\s*(?P<square>[A-HJ-NP-Z][A-HJ-NP-V])\s*(?P<figures>\d{4,10}|\d{2,5}\s+\d{2,5})\s*$",
    re.IGNORECASE,
)


def _decimal(text: str) -> float:
    return float(text.replace("−", "-").replace(",", "."))


def parse_coordinates(
    text: str, *, inside: tuple[float, float, float, float] | None = None
) -> Coordinates | None:
    """A point from text such as ``16.27, -0.04``, ``16°16'18"N 0°2'41"W`` or ``30QYD1571000690``.

    Parameters
    ----------
    text
        The whole text; anything else beside the coordinates makes it a name.
    inside
        South, west, north and east of the region covered. A point outside it that
        would lie inside with latitude and longitude swapped is returned
        as written, with that suspicion in ``swapped`` and ``reason`` and a low score.

    Returns
    -------
    Coordinates or None
        None if the text is no pair of coordinates on Earth. Of a grid reference it is the
        middle of the square, which is 1 km wide at four figures and 1 m at ten.
    """
    grid = _MGRS.match(text)
    if grid is not None:
        return _of_grid(grid, inside)
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
        letters = [(match[f"b{g}"] or "").strip() + (match[f"h{g}"] or "") for g in "ab"]
        if max(map(len, letters)) > 1:
            # "N16.95 W0.35": each letter before its number, not one on either side.
            return None
        hemispheres = [letter.upper() for letter in letters]
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
                "coordinates far outside the region covered; latitude and longitude are probably "
                f"swapped: write {lon:g}, {lat:g} if that is meant",
                swapped=True,
            )  # fmt: skip
        return Coordinates(lat, lon, uncertainty, 0.5, "coordinates outside the region covered")
    return Coordinates(lat, lon, uncertainty, 0.95, "coordinates")


def _of_grid(
    match: re.Match[str], inside: tuple[float, float, float, float] | None
) -> Coordinates | None:
    figures = match["figures"].split()
    if len(figures) == 2 and len(figures[0]) != len(figures[1]):
        return None
    digits = "".join(figures)
    if len(digits) % 2:
        return None
    import warnings

    import mgrs

    width_m = 10 ** (5 - len(digits) // 2)
    # A reference names the corner of its square; a 5 more on either side names its middle.
    half = len(digits) // 2
    middle = "".join(f"{part}5" for part in (digits[:half], digits[half:])) if half < 5 else digits
    try:
        with warnings.catch_warnings():
            # A square on the edge of its band reaches a little over it, which is no fault.
            warnings.simplefilter("ignore", RuntimeWarning)
            lat, lon = mgrs.MGRS().toLatLon(f"{match['zone']}{match['square']}{middle}".upper())
    except mgrs.core.MGRSError:
        return None
    uncertainty = max(width_m / 1000 * 0.71, 0.05)
    if inside is not None and not _within(lat, lon, inside):
        return Coordinates(lat, lon, uncertainty, 0.5, "grid reference outside the region covered")
    return Coordinates(lat, lon, uncertainty, 0.95, "grid reference (MGRS)")


def _decimals(text: str) -> int:
    return len(re.split(r"[.,]", text)[1]) if re.search(r"[.,]", text) else 0


def _dms(match: re.Match[str], which: str) -> float:
    parts = [match[f"{unit}{which}"] for unit in "dms"]
    return sum(_decimal(part) / 60.0**power for power, part in enumerate(parts) if part)


def _within(lat: float, lon: float, box: tuple[float, float, float, float]) -> bool:
    south, west, north, east = box
    return south <= lat <= north and west <= lon <= east
