"""What a corrected place of a coding sheet means.

A correction that cannot be understood is refused, so that what was coded
stays: a name that may be two places is no reason to lose the point.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geomali.events import EventPlace
from geomali.gazetteer import name_key
from geomali.readers import BadRowError, Coder
from geomali.review._cells import PLACE

if TYPE_CHECKING:
    from geomali.gazetteer import Gazetteer, Resolution

__all__ = ["corrected_place", "new_place"]

_UNITS: Final[tuple[str, ...]] = ("admin1", "admin2", "country")
_POINT: Final[tuple[str, ...]] = ("lat", "lon")
_CANDIDATES: Final = 4


def new_place(coder: Coder, gazetteer: Gazetteer, row: Mapping[str, str]) -> EventPlace | None:
    """The place of a row that a person added; what is odd about it is flagged.

    Raises
    ------
    BadRowError
        The point is none, or no place has the id.
    """
    cells = {key: row[key] for key in PLACE if row.get(key)}
    if any(cells.get(key) for key in _POINT):
        return _of_point(coder, cells)
    if "place" not in cells or "place_id" in cells:
        return coder.place(cells)
    hints = {key: cells[key] for key in _UNITS if key in cells}
    found = _resolved(gazetteer, cells["place"], hints, {})
    if found is None:
        answer = gazetteer.resolve(cells["place"], **hints)  # type: ignore[arg-type]
        coder.flags.append(f"{_unplaced(answer)}; it is kept as a name without a point")
        return _only_named(cells)
    return _of_name(coder, found, cells, hints, _precision(cells))


def corrected_place(
    coder: Coder,
    gazetteer: Gazetteer,
    place: EventPlace | None,
    row: Mapping[str, str],
    changed: frozenset[str],
) -> EventPlace | None:
    """The place that a corrected row states.

    Parameters
    ----------
    coder, gazetteer
        How cells are checked, and where names are looked up.
    place
        As it was coded.
    row, changed
        The cells, and the names of those that are not as they were written.

    Raises
    ------
    BadRowError
        The correction is not understood; the message says what may be meant.
    """
    cells = {key: row[key] for key in PLACE if row.get(key)}
    if changed & {*_POINT} and any(key in cells for key in _POINT):
        # New coordinates: the id of the old place no longer says where it is.
        if "place_id" not in changed:
            cells.pop("place_id", None)
        if "geo_precision" not in changed and (place is None or place.lat is None):
            cells.pop("geo_precision", None)
        return _of_point(coder, cells)
    if "place_id" in changed and "place_id" in cells:
        return coder.place({key: cells[key] for key in ("place", "place_id") if key in cells})
    if changed & {"place", *_UNITS}:
        return _renamed(coder, gazetteer, place, cells, changed)
    if "place_id" in changed:
        # Emptied: the place was resolved wrongly, and is only named.
        if "place" not in cells:
            return None
        return _only_named(cells, "resolution taken back by hand")
    if changed & {*_POINT}:
        # Both emptied: the place is right, its point is not.
        return place and replace(place, lat=None, lon=None, geo_precision=None)
    if place is None:
        return coder.place(cells)
    # Only the precision: an area has no point.
    new = coder.place({"place": place.name, **cells})
    precision = new.geo_precision if new else None
    far = precision not in (1, 2)
    return replace(
        place,
        geo_precision=precision,
        lat=None if far else place.lat,
        lon=None if far else place.lon,
    )


def _renamed(
    coder: Coder,
    gazetteer: Gazetteer,
    place: EventPlace | None,
    cells: Mapping[str, str],
    changed: frozenset[str],
) -> EventPlace | None:
    """A new name, or other units: what was derived from the old ones is derived again."""
    given = {key: cells[key] for key in _UNITS if key in cells and key in changed}
    if "place" not in cells:
        if "place_id" in cells:
            raise BadRowError(
                "place: is empty, but place_id is given; empty both if none is stated"
            )
        return None
    standing = {
        key: cells[key] for key in ("admin1", "admin2") if key in cells and key not in changed
    }
    found = _resolved(gazetteer, cells["place"], given, standing)
    if found is not None:
        stated = _precision(cells) if "geo_precision" in changed else 1
        return _of_name(coder, found, cells, given, stated)
    wide = given or {key: standing[key] for key in ("admin1",) if key in standing}
    answer = gazetteer.resolve(cells["place"], **wide)  # type: ignore[arg-type]
    if not answer.candidates:
        answer = gazetteer.resolve(cells["place"])
    said = _unplaced(answer)
    known = place is not None and (place.place_id is not None or place.lat is not None)
    # A cell that was emptied with the new name says that there is no point.
    if known and not changed & {"place_id", *_POINT}:
        raise BadRowError(
            f"{said}; write its place_id, its admin1, or lat and lon "
            "(or empty place_id to keep the name alone); nothing of the row was taken"
        )
    coder.flags.append(f"{said}; it is kept as a name without a point")
    return _only_named(cells)


def _resolved(
    gazetteer: Gazetteer, name: str, given: Mapping[str, str], standing: Mapping[str, str]
) -> Resolution | None:
    """The place of a name: in the units of the row if it is there, the name as written first."""
    narrow = [standing, {k: v for k, v in standing.items() if k == "admin1"}, {}]
    asked = [{**given, **hints} for hints in narrow]
    answers = [
        answer
        for number, hints in enumerate(asked)
        if hints not in asked[:number]
        and (answer := gazetteer.resolve(name, **hints)).status == "resolved"  # type: ignore[arg-type]
    ]
    exact = [a for a in answers if a.matched_name and name_key(a.matched_name) == name_key(name)]
    return next(iter((*exact, *answers)), None)


def _of_name(
    coder: Coder,
    found: Resolution,
    cells: Mapping[str, str],
    given: Mapping[str, str],
    stated: int,
) -> EventPlace:
    place = found.place
    precision = max(stated, found.geo_precision or 1)
    if found.matched_name and name_key(found.matched_name) != name_key(cells["place"]) and place:
        coder.flags.append(
            f"place: {cells['place'][:80]!r} is taken for {found.matched_name} "
            f"({place.place_id}): {found.reason}; if it is another, write its place_id or lat and lon"
        )
    return EventPlace(
        name=cells["place"],
        place_id=found.place_id,
        lat=found.lat if precision < 3 else None,
        lon=found.lon if precision < 3 else None,
        geo_precision=precision,
        uncertainty_km=found.uncertainty_km,
        admin1=given.get("admin1") or (place.admin1 if place else None),
        admin2=given.get("admin2") or (place.admin2 if place else None),
        country=place.country if place else None,
        score=found.score,
        reason=found.reason,
    )


def _of_point(coder: Coder, cells: Mapping[str, str]) -> EventPlace | None:
    """A place of which a person gives the point."""
    missing = [key for key in _POINT if key not in cells]
    if missing:
        other = next(key for key in _POINT if key not in missing)
        raise BadRowError(f"{missing[0]}: is empty, but {other} is given")
    found = coder.place(cells)
    taken = found is not None and found.reason == "coordinates given"
    if found is not None and taken and cells.get("geo_precision") != "3":
        given = sorted(float(cells[key].replace(",", ".")) for key in _POINT)
        # The one thing that is put right is a point given the wrong way round, which is flagged.
        if found.lat is None or found.lon is None or sorted((found.lat, found.lon)) != given:
            why = next(iter(coder.flags), "no point is known")
            point = ", ".join(cells[key][:40] for key in _POINT)
            raise BadRowError(f"lat, lon: {point}: {why}; nothing of the row was taken")
    return found


def _precision(cells: Mapping[str, str]) -> int:
    text = cells.get("geo_precision", "1")
    if text not in ("1", "2", "3"):
        raise BadRowError(f"geo_precision: is not 1, 2 or 3 ({text[:80]!r})")
    return int(text)


def _only_named(cells: Mapping[str, str], reason: str = "named by hand") -> EventPlace:
    return EventPlace(
        cells["place"], admin1=cells.get("admin1"), admin2=cells.get("admin2"), reason=reason
    )


def _unplaced(answer: Resolution) -> str:
    """Why a name has no place, and what may be meant."""
    likely = list(_options(answer))
    meant = f"; may be {', '.join(likely)}" if likely else ""
    return f"place: {answer.query[:80]!r}: {answer.reason}{meant}"


def _options(answer: Resolution) -> Iterator[str]:
    for candidate in answer.candidates[:_CANDIDATES]:
        place = candidate.place
        units = ", ".join(unit for unit in (place.admin2, place.admin1) if unit)
        yield f"{place.place_id} ({units or place.country})"
