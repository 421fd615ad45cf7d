"""What the readers of event datasets share: places of rows, claims of datasets, the result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geomali.points import point_wkb
from geomali.readers._columns import (
    days_array,
    floats_array,
    ints_array,
    same_list,
    source_table,
    whole_number,
)
from geomali.readers._records import Context, Imported
from geomali.readers._rows import Coded, Ledger, Rows, combine
from geomali.readers._where import Where, number_of
from geomali.readers._who import ActorMapper
from geomali.schema import ACLED_TYPES

__all__ = [
    "AHEAD_DAYS",
    "Located",
    "counts_of",
    "date_columns",
    "event_constants",
    "finish",
    "locate",
    "most",
    "one_of_each",
    "type_columns",
]

_SHOWN: Final = 8
_MANY: Final = 10_000
"""Above this a count of one event, or of a unit's month, has a zero too many, mostly."""
AHEAD_DAYS: Final = 366
"""An event this far ahead of its own record has a wrong year; nearer, the record may be old."""


@dataclass(frozen=True, slots=True)
class Located:
    """Columns of the places of all rows."""

    columns: Mapping[str, pa.Array]
    place_ids: pa.Array


def locate(
    ledger: Ledger,
    where: Where,
    *,
    name: Coded,
    precision: np.ndarray,
    admin1: Coded,
    admin2: Coded,
    country: Coded,
    lat: Coded,
    lon: Coded,
    uncertainty_km: np.ndarray | None = None,
) -> Located:
    """Resolve the place of every row, each distinct question once.

    ``precision`` is 1, 2, 3 or 0 for not stated.  Flags what is wrong with
    coordinates in the ledger; the published ones are kept as they are.
    """
    inverse, first = combine(
        name.codes, admin1.codes, admin2.codes, country.codes, lat.codes, lon.codes, precision
    )
    kept = ledger.kept
    sizes = np.bincount(inverse[kept], minlength=len(first))
    spots = []
    for question, row in enumerate(first.tolist()):
        spots.append(
            where.spot(
                name.at(row),
                lat=number_of(lat.at(row)),
                lon=number_of(lon.at(row)),
                precision=int(precision[row]) or None,
                admin1=admin1.at(row),
                admin2=admin2.at(row),
                country=country.at(row),
                rows=int(sizes[question]),
            )
        )
    said: dict[str, np.ndarray] = {}
    for number, spot in enumerate(spots):
        for flag in spot.flags:
            said.setdefault(flag, np.zeros(len(spots), dtype=bool))[number] = True
    for flag in sorted(said):
        ledger.flag(said[flag][inverse], flag)

    def numbers(attribute: str) -> np.ndarray:
        values = [getattr(spot, attribute) for spot in spots]
        out: np.ndarray = np.array([np.nan if v is None else v for v in values], dtype="float64")
        return out[inverse] if len(spots) else np.zeros(0)

    def texts(attribute: str) -> pa.Array:
        values = pa.array([getattr(spot, attribute) for spot in spots], pa.string())
        return values.take(pa.array(inverse))

    radius = numbers("uncertainty_km")
    if uncertainty_km is not None:
        radius = np.where(np.isnan(radius), uncertainty_km, radius)
    place_ids = texts("place_id")
    columns = {
        "place_id": place_ids,
        "place_name": name.texts(),
        "admin1": admin1.texts(),
        "admin2": admin2.texts(),
        "country": texts("country"),
        "geo_precision": ints_array(numbers("geo_precision"), pa.int8()),
        "uncertainty_km": floats_array(radius),
        "geometry": point_wkb(numbers("lon"), numbers("lat")),
        "source_lat": floats_array(lat.map(lambda t: _nan(number_of(t)), "float64")),
        "source_lon": floats_array(lon.map(lambda t: _nan(number_of(t)), "float64")),
    }
    return Located(columns, place_ids)


def event_constants(
    source_id: str, count: int, *, modality: str = "occurred"
) -> dict[str, pa.Array]:
    """Columns of ``events`` that are alike in every row of a dataset."""
    return {
        "modality": pa.repeat(modality, count),
        "contested": pa.repeat(False, count),
        "source_ids": same_list(source_id, count),
        "n_sources": pa.repeat(pa.scalar(1, pa.int32()), count),
        "revision": pa.repeat(pa.scalar(0, pa.int32()), count),
        "status": pa.repeat("current", count),
    }


def date_columns(
    earliest: np.ndarray, latest: np.ndarray, precision: np.ndarray
) -> dict[str, pa.Array]:
    """Columns of the days of all rows, from days since 1970; precision 0 is not stated."""
    return {
        "event_date": days_array(earliest),
        "date_earliest": days_array(earliest),
        "date_latest": days_array(latest),
        "time_precision": ints_array(np.where(precision == 0, np.nan, precision), pa.int8()),
    }


def type_columns(pairs: Sequence[tuple[str, str]], at: np.ndarray) -> dict[str, pa.Array]:
    """Columns of the types of all rows, from positions in a list of the codebook's pairs."""
    rows = pa.array(at)
    columns = {
        "disorder_type": [ACLED_TYPES[kind][sub] for kind, sub in pairs],
        "event_type": [kind for kind, _ in pairs],
        "sub_event_type": [sub for _, sub in pairs],
    }
    return {name: pa.array(values, pa.string()).take(rows) for name, values in columns.items()}


def _nan(value: float | None) -> float:
    return np.nan if value is None else value


def counts_of(rows: Rows, ledger: Ledger, key: str) -> np.ndarray:
    """Numbers of people in a column, NaN where none is stated; what is no count is flagged."""
    coded = rows.coded(key)
    values = coded.map(lambda text: _nan(whole_number(text)), "float64")
    stated = coded.map(lambda text: text.upper() not in ("", "NA", "NULL", "NAN"), bool)
    ledger.flag(stated & np.isnan(values), "is no whole number, left out", key)
    negative = values < 0
    ledger.flag(negative, "is negative, left out", key)
    ledger.flag(values > _MANY, f"is more than {_MANY:,}; is it right?", key)
    return np.where(negative, np.nan, values)


def most(names: Mapping[str, int]) -> dict[str, int]:
    """Names and counts, the most frequent first, without those that no kept row has."""
    return dict(sorted(((n, c) for n, c in names.items() if c), key=lambda x: (-x[1], x[0])))


def _listed(names: Mapping[str, int]) -> str:
    shown = [f"{name} ({count:,})" for name, count in list(names.items())[:_SHOWN]]
    more = len(names) - len(shown)
    return "; ".join(shown) + (f"; and {more:,} more" if more > 0 else "")


def one_of_each(
    ledger: Ledger,
    ids: pa.Array,
    newest: np.ndarray,
    stamp_name: str,
    *,
    among: np.ndarray | None = None,
) -> None:
    """Keep the newest row of each id and reject the others, the last in the file if as new.

    Parameters
    ----------
    ledger
        Where the older ones are rejected.
    ids
        Id of each row.
    newest
        A number that grows with the version of a row.
    stamp_name
        What that number is, in words.
    among
        Only these rows; the others follow one of them.
    """
    codes = ids.dictionary_encode().indices
    codes = pc.fill_null(codes, -1).to_numpy(zero_copy_only=False).astype("int64")
    kept = ledger.kept & (codes >= 0)
    if among is not None:
        kept &= among
    concerned = np.flatnonzero(kept)
    if len(np.unique(codes[concerned])) == len(concerned):
        return
    order = concerned[np.lexsort((concerned, newest[concerned], codes[concerned]))]
    last = np.ones(len(order), dtype=bool)
    last[:-1] = codes[order[1:]] != codes[order[:-1]]
    older = np.zeros(len(codes), dtype=bool)
    older[order[~last]] = True
    best = np.full(int(codes.max()) + 1, np.nan)
    best[codes[order[last]]] = newest[order[last]]
    as_new = older & (newest == best[codes])
    ledger.reject(as_new, "the same event again, in a later row of this file")
    ledger.reject(older, f"an older version: another row of this file has a later {stamp_name}")


def finish(
    format_name: str,
    rows: Rows,
    ledger: Ledger,
    tables: Mapping[str, pa.Table],
    context: Context,
    *,
    ids: pa.Array | None = None,
    mapper: ActorMapper | None = None,
    where: Where | None = None,
    joined: int = 0,
    sources: Sequence[Mapping[str, Any]] = (),
    notes: Iterable[str] = (),
    all_rows: int | None = None,
) -> Imported:
    """Put the result together and say in sentences what was odd."""
    unmapped = most(mapper.unmapped) if mapper else {}
    unmatched = most(where.unmatched) if where else {}
    flags, counted = ledger.flags(ids)
    said = [*rows.source.notes, *rows.notes, *notes, *counted]
    if mapper:
        said += mapper.notes()
    if unmapped:
        what = "name maps" if len(unmapped) == 1 else "names map"
        said.append(f"{len(unmapped):,} {what} to no actor: {_listed(unmapped)}")
    if unmatched:
        what = "name matches" if len(unmatched) == 1 else "names match"
        said.append(f"{len(unmatched):,} {what} no place: {_listed(unmatched)}")
    # Rows that were rejected ask too, and are not counted.
    if where and (unknown := most(where.unknown_countries)):
        said.append(f"countries not in the gazetteer: {_listed(unknown)}")
    rejects = ledger.rejects()
    total = rows.count + len(rows.broken) if all_rows is None else all_rows
    if context.progress:
        context.progress(total, total)
    given = dict(tables)
    if sources and any(table.num_rows for table in tables.values()):
        given["sources"] = source_table(sources)
    return Imported(
        format_name,
        rows.source.name,
        given,
        rejects,
        total,
        flags,
        joined,
        unmapped,
        unmatched,
        tuple(said),
    )
