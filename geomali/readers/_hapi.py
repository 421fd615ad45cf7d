"""HDX HAPI conflict events: monthly counts per admin unit."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geomali.readers._columns import DateReader, days_array, ints_array, table_of
from geomali.readers._events import counts_of, finish, one_of_each
from geomali.readers._records import Context, Imported
from geomali.readers._rows import Coded, Ledger, Rows, combine, numbered
from geomali.readers._who import NO_DAY

__all__ = ["import_hapi", "is_hapi"]

_REQUIRED: Final = ("location_code", "event_type", "events", "fatalities", "reference_period_start")
_TYPES: Final = ("civilian_targeting", "demonstration", "political_violence")
_SCHEME: Final = "hdx_pcode"
_SOURCE: Final = {
    "source_id": "hdx_hapi_conflict_events",
    "kind": "dataset",
    "name": "HDX HAPI conflict events (monthly, per admin unit; from ACLED)",
    "publisher": "OCHA Centre for Humanitarian Data",
    "url": "https://hapi.humdata.org",
    "licence": "see the dataset's page on HDX",
}


def is_hapi(keys: frozenset[str]) -> bool:
    """Whether a header is that of HAPI's conflict events."""
    return {"event_type", "events", "reference_period_start"} <= keys


def import_hapi(rows: Rows, context: Context) -> Imported:
    """Rows of HAPI's monthly counts to the table ``admin_counts``."""
    rows = rows.cleaned({})
    missing = [key for key in _REQUIRED if key not in rows]
    if missing:
        raise rows.source.error(f"a HAPI file has the columns {', '.join(missing)} too")
    ledger = Ledger(rows)
    kind = rows.coded("event_type")
    ledger.reject(
        ~kind.map(lambda t: t in _TYPES, bool), "is no event type of HAPI's", "event_type"
    )
    starts, ends = rows.coded("reference_period_start"), rows.coded("reference_period_end")
    start, end = (DateReader(column).days(column) for column in (starts, ends))
    ledger.reject(start == NO_DAY, "no date, or an impossible one", "reference_period_start")
    unread = ends.map(bool, bool) & (end == NO_DAY)
    ledger.reject(unread, "an impossible date", "reference_period_end")
    ledger.reject((end != NO_DAY) & (end < start), "is before the start", "reference_period_end")
    ledger.reject(
        rows.coded("error").map(bool, bool), "the publisher marks it as an error", "error"
    )
    ledger.flag(rows.coded("warning").map(bool, bool), "the publisher warns of it", "warning")
    codes = [rows.coded(key) for key in ("admin1_code", "admin2_code")]
    names = [_either(rows, f"admin{level}_name", f"provider_admin{level}_name") for level in (1, 2)]
    for number in (1, 2):
        _reject_other_units(ledger, context, number, codes[number - 1], names[number - 1])
    level = _levels(rows)
    events, dead = (counts_of(rows, ledger, key) for key in ("events", "fatalities"))
    location = rows.coded("location_code")
    country = {code: _country(context, code) for code in location.values}
    lost = location.map(lambda t: country[t] is None, bool)
    ledger.flag(lost, "is no country of the gazetteer", "location_code")
    # The key of the table decides which rows are the same count: two codes may be one country.
    group, _ = combine(
        kind.codes,
        numbered(country.values())[location.codes],
        *(c.codes for c in codes),
        *(_codes(name) for name in names),
        start,
        level,
    )
    key = pa.array(group.astype(str))
    one_of_each(ledger, key, np.zeros(rows.count), "version")
    table = table_of(
        "admin_counts",
        {
            "source_id": pa.repeat(str(_SOURCE["source_id"]), rows.count),
            "country": pa.array(list(country.values()), pa.string()).take(pa.array(location.codes)),
            "admin_scheme": pa.repeat(_SCHEME, rows.count),
            "admin_level": pa.array(level, pa.int8()),
            "admin1": names[0],
            "admin1_code": codes[0].texts(),
            "admin2": names[1],
            "admin2_code": codes[1].texts(),
            "event_type": kind.texts(),
            "events": ints_array(events),
            "fatalities": ints_array(dead),
            "period_start": days_array(start),
            "period_end": days_array(end),
        },
        rows.count,
    ).filter(pa.array(ledger.kept))
    return finish("hapi", rows, ledger, {"admin_counts": table}, context, sources=[_SOURCE])


def _reject_other_units(
    ledger: Ledger, context: Context, number: int, code: Coded, name: pa.Array
) -> None:
    """Reject rows whose code is that of another unit than the one they name.

    Which of them is counted nobody can tell.  A code or a name that the table
    of units has not says nothing.
    """
    units, level = context.gazetteer.units, str(number)
    of_level = [row for row in units.rows if row["level"] == level]
    called = {row["code"]: row["name"] for row in of_level if row["scheme"] == _SCHEME}
    known = {unit for row in of_level for unit in units.units(level, row["name"])}
    found: dict[tuple[str, str], str] = {}
    pairs = [(code.at(row), text or "") for row, text in enumerate(name.to_pylist())]
    for given, text in dict.fromkeys(pairs):
        meant = units.units(level, text) & known if text else set()
        if meant and given in called and not meant & units.units(level, called[given]):
            found[given, text] = called[given]
    for pair, other in sorted(found.items()):
        mask = np.array([one == pair for one in pairs])
        ledger.reject(mask, f"is that of {other}, not of {pair[1][:80]}", f"admin{number}_code")


def _either(rows: Rows, key: str, other: str) -> pa.Array:
    return pc.coalesce(rows.texts(key), rows.texts(other))


def _codes(texts: pa.Array) -> np.ndarray:
    found: np.ndarray = pc.fill_null(texts.dictionary_encode().indices, -1).to_numpy(
        zero_copy_only=False
    )
    return found


def _levels(rows: Rows) -> np.ndarray:
    """Admin level: as stated, or the deepest unit that is named."""
    stated = rows.coded("admin_level").map(
        lambda text: int(text) if re.fullmatch(r"[0-2]", text) else -1, "int8"
    )
    named = [
        rows.coded(f"admin{level}_code").map(bool, bool)
        | rows.coded(f"admin{level}_name").map(bool, bool)
        | rows.coded(f"provider_admin{level}_name").map(bool, bool)
        for level in (1, 2)
    ]
    deepest = np.where(named[1], 2, np.where(named[0], 1, 0))
    return np.where(stated >= 0, stated, deepest).astype("int8")


def _country(context: Context, code: str) -> str | None:
    """ISO code of two letters of one of three: that of the country whose name resolves."""
    if not code:
        return None
    found = context.gazetteer.resolve(code)
    states = [c.place for c in found.candidates if c.place.feature_code.startswith("PCL")]
    return states[0].country if states else None
