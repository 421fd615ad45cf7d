"""UCDP: the Georeferenced Event Dataset and its monthly candidates."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geomali.readers._columns import DateReader, days_array, ints_array, table_of
from geomali.readers._events import (
    counts_of,
    date_columns,
    event_constants,
    finish,
    locate,
    one_of_each,
    type_columns,
)
from geomali.readers._records import Context, Imported
from geomali.readers._rows import Coded, Ledger, Rows, combine
from geomali.readers._where import Where
from geomali.readers._who import NO_DAY, ActorMapper, civilian_labels, participants

__all__ = ["import_ucdp", "is_ucdp"]

_REQUIRED: Final = ("id", "type_of_violence", "side_a", "side_b", "date_start", "date_end", "best")
_OLD_COLUMNS: Final = {"best_est": "best", "low_est": "low", "high_est": "high"}
_WHERE: Final = {1: 1, 2: 2, 3: 3, 4: 3, 5: 3}
_DATE: Final = {1: 1, 2: 2, 3: 2, 4: 3}
_LIMITED_AREA_KM: Final = 25.0
"""UCDP's own words for precision 2: within about 25 km of a place."""
_TYPES: Final = {
    1: ("Battles", "Armed clash"),
    2: ("Battles", "Armed clash"),
    3: ("Violence against civilians", "Attack"),
}
_SOURCE: Final = {
    "source_id": "ucdp_ged",
    "kind": "dataset",
    "name": "UCDP Georeferenced Event Dataset",
    "publisher": "Uppsala Conflict Data Program",
    "url": "https://ucdp.uu.se",
    "licence": "CC BY 4.0",
}


def is_ucdp(keys: frozenset[str]) -> bool:
    """Whether a header is that of UCDP GED or its candidates."""
    named = {"type_of_violence", "side_a", "side_b", "date_start"} <= keys
    return named and bool({"best", "best_est"} & keys)


def import_ucdp(rows: Rows, context: Context) -> Imported:
    """Rows of UCDP GED or Candidate to the table ``events``."""
    rows = rows.cleaned(_OLD_COLUMNS)
    missing = [key for key in _REQUIRED if key not in rows]
    if missing:
        raise rows.source.error(f"a UCDP file has the columns {', '.join(missing)} too")
    ledger = Ledger(rows)
    ids = pc.binary_join_element_wise("ucdp", rows.texts("id"), ":")
    ledger.reject(ids.is_null().to_numpy(zero_copy_only=False), "the row has no id")
    starts, ends = (rows.coded(key) for key in ("date_start", "date_end"))
    earliest, latest = (DateReader(column).days(column) for column in (starts, ends))
    ledger.reject(earliest == NO_DAY, "no date, or an impossible one", "date_start")
    ledger.reject(latest == NO_DAY, "no date, or an impossible one", "date_end")
    ledger.reject(latest < earliest, "is before date_start", "date_end")
    one_of_each(ledger, ids, np.zeros(rows.count), "version")

    violence = _code(rows, "type_of_violence", 3)
    ledger.reject(violence == 0, "is not 1, 2 or 3", "type_of_violence")
    where_prec, date_prec = _code(rows, "where_prec", 7), _code(rows, "date_prec", 5)
    for key, values in (("where_prec", where_prec), ("date_prec", date_prec)):
        stated = rows.coded(key).map(bool, bool)
        ledger.flag(stated & (values == 0), "is no code of UCDP's, taken as not stated", key)
    precision = np.array([_WHERE.get(i, 0) for i in range(8)])[where_prec]
    time_precision = np.array([_DATE.get(i, 0) for i in range(6)])[date_prec]
    low, best, high = (counts_of(rows, ledger, key) for key in ("low", "best", "high"))
    disordered = (low > best) | (best > high) | (low > high)
    ledger.flag(disordered, "low, best and high are not in this order; best alone is kept")
    low, high = (np.where(disordered, np.nan, values) for values in (low, high))
    reported = _reported(rows)

    mapper = ActorMapper(context.actors, "ucdp")
    one_sided = violence == 3
    side_a, side_b = rows.coded("side_a"), rows.coded("side_b")
    harmed = one_sided | civilian_labels(side_b, mapper)
    actors = participants(
        [(side_a, np.zeros(rows.count, dtype="int64")), (side_b, np.where(harmed, 2, 1))],
        earliest,
        mapper,
        ledger.kept,
    )
    where = Where(context.gazetteer)
    located = locate(
        ledger,
        where,
        name=rows.coded("where_coordinates"),
        precision=precision,
        # UCDP gives the cercle in adm_2; only its codes 4 and up stand for the region.
        admin1=_unless(rows.coded("adm_1"), np.isin(where_prec, (3, 6, 7))),
        admin2=rows.coded("adm_2"),
        country=rows.coded("country"),
        lat=rows.coded("latitude"),
        lon=rows.coded("longitude"),
        uncertainty_km=np.where(where_prec == 2, _LIMITED_AREA_KM, np.nan),
    )
    pairs = sorted(set(_TYPES.values()))
    at = np.array([0, *(pairs.index(_TYPES[i]) for i in (1, 2, 3))])[violence]
    rules, rule_at = _date_rules(date_prec)
    count = rows.count
    columns = {
        **located.columns,
        "admin1": rows.coded("adm_1").texts(),
    }
    events = table_of(
        "events",
        {
            "event_id": ids,
            **date_columns(earliest, latest, time_precision),
            "date_rule": rules.take(rule_at),
            "date_expression": pc.binary_join_element_wise(starts.texts(), ends.texts(), " / "),
            **type_columns(pairs, at),
            **event_constants("ucdp_ged", count),
            **actors,
            **columns,
            "fatalities_low": ints_array(low),
            "fatalities_best": ints_array(best),
            "fatalities_high": ints_array(high),
            "notes": _notes(rows),
            "reported_date": days_array(reported),
        },
        count,
    ).filter(pa.array(ledger.kept))
    return finish(
        "ucdp",
        rows,
        ledger,
        {"events": events},
        context,
        ids=ids,
        mapper=mapper,
        where=where,
        sources=[_SOURCE],
    )


def _code(rows: Rows, key: str, highest: int) -> np.ndarray:
    """A code from 1 to the highest, 0 for anything else."""
    known = {str(i): i for i in range(1, highest + 1)} | {
        f"{i}.0": i for i in range(1, highest + 1)
    }
    return rows.coded(key).map(lambda text: known.get(text, 0), "int8")


def _unless(column: Coded, blank: np.ndarray) -> Coded:
    """The column with some of its rows empty."""
    if not blank.any():
        return column
    values = [*column.values, ""]
    return Coded(np.where(blank, len(values) - 1, column.codes).astype("int32"), values)


def _reported(rows: Rows) -> np.ndarray:
    """Last date of the news reports behind each row: by then it was known."""
    column = rows.coded("source_date")
    dates = DateReader(column)

    def last(text: str) -> int:
        found = [
            dates.days(Coded(np.zeros(1, dtype="int32"), [p.strip()]))[0] for p in text.split(";")
        ]
        return int(max((day for day in found if day != NO_DAY), default=NO_DAY))

    return column.map(last, "int64")


def _date_rules(date_prec: np.ndarray) -> tuple[pa.Array, pa.Array]:
    rules = pa.array(
        ["ucdp: precision not stated", *(f"ucdp: date_prec {i}" for i in range(1, 6))], pa.string()
    )
    return rules, pa.array(date_prec)


def _notes(rows: Rows) -> pa.Array:
    """Headline and description of the place, as published, with both of UCDP's precision codes."""
    group, first = combine(rows.coded("where_prec").codes, rows.coded("date_prec").codes)
    codes = pa.array(
        [
            f"UCDP where_prec {rows.coded('where_prec').at(i) or 'not stated'}, "
            f"date_prec {rows.coded('date_prec').at(i) or 'not stated'}"
            for i in first.tolist()
        ],
        pa.string(),
    ).take(pa.array(group))
    return pc.binary_join_element_wise(
        rows.texts("source_headline"),
        rows.texts("where_description"),
        codes,
        ". ",
        null_handling="skip",
    )
