"""ACLED's monthly workbooks on HDX: counts per country or admin unit, one kind of event a file."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

import numpy as np
import pyarrow as pa

from geomali.readers._columns import (
    day_number,
    days_array,
    ints_array,
    month_number,
    month_span,
    table_of,
    whole_number,
)
from geomali.readers._events import counts_of, finish, one_of_each
from geomali.readers._records import Context, Imported
from geomali.readers._rows import Ledger, Rows, combine, numbered
from geomali.readers._where import Where
from geomali.readers._who import NO_DAY

__all__ = ["import_monthly", "is_monthly"]

_SOURCE: Final = {
    "source_id": "acled_hdx_monthly",
    "kind": "dataset",
    "name": "ACLED on HDX (monthly, per country or admin unit)",
    "publisher": "Armed Conflict Location & Event Data",
    "url": "https://data.humdata.org/organization/acled",
    "licence": "see the dataset's page on HDX; ACLED's terms of use",
}
_YEARS: Final = range(1990, 2100)
# What the workbook counts stands in no column: only in its name, its readme and its sheets' names.
_KINDS: Final = {
    "civilian_targeting": re.compile(r"civilian[ _-]targeting|targeting[ _-]civilians"),
    "demonstration": re.compile(r"demonstration"),
    "political_violence": re.compile(r"political[ _-]violence"),
}


def is_monthly(keys: frozenset[str]) -> bool:
    """Whether a header is that of ACLED's monthly counts on HDX."""
    return {"country", "month", "year", "events"} <= keys and not {"event_type", "week"} & keys


def import_monthly(rows: Rows, context: Context) -> Imported:
    """Rows of monthly counts to the table ``admin_counts``, beside those of HAPI.

    The files have the columns Country, Month, Year and Events, Fatalities but
    for demonstrations, and below the country Admin1, Admin2, ISO3, Admin1
    Pcode and Admin2 Pcode.
    """
    rows = rows.cleaned({"admin1_pcode": "admin1_code", "admin2_pcode": "admin2_code"})
    kind = _kind_of(rows)
    ledger = Ledger(rows)
    year, month = rows.coded("year"), rows.coded("month")
    group, first = combine(year.codes, month.codes)
    spans = np.array([_span(year.at(i), month.at(i)) for i in first.tolist()] or [(NO_DAY, NO_DAY)])
    start, end = (spans[group, side] for side in (0, 1))
    ledger.reject(start == NO_DAY, "no month, or an impossible one", "month")
    events, dead = (counts_of(rows, ledger, key) for key in ("events", "fatalities"))
    country, iso3 = rows.coded("country"), rows.coded("iso3")
    where = Where(context.gazetteer)
    both, named = combine(country.codes, iso3.codes)
    found = [where.country(country.at(i)) or where.country(iso3.at(i)) for i in named.tolist()]
    lost = np.array([code is None for code in found] or [True])[both]
    ledger.flag(lost, "is no country of the gazetteer", "country")
    units = {key: rows.coded(key) for key in ("admin1", "admin1_code", "admin2", "admin2_code")}
    has = {key: unit.map(bool, bool) for key, unit in units.items()}
    level = np.where(
        has["admin2"] | has["admin2_code"], 2, np.where(has["admin1"] | has["admin1_code"], 1, 0)
    )
    key, _ = combine(numbered(found)[both], *(unit.codes for unit in units.values()), start)
    one_of_each(ledger, pa.array(key.astype(str)), np.zeros(rows.count), "version")
    table = table_of(
        "admin_counts",
        {
            "source_id": pa.repeat(str(_SOURCE["source_id"]), rows.count),
            "country": pa.array(found, pa.string()).take(pa.array(both)),
            "admin_scheme": pa.repeat("hdx_pcode", rows.count),
            "admin_level": pa.array(level, pa.int8()),
            **{key: unit.texts() for key, unit in units.items()},
            "event_type": pa.repeat(kind, rows.count),
            "events": ints_array(events),
            "fatalities": ints_array(dead),
            "period_start": days_array(start),
            "period_end": days_array(end),
        },
        rows.count,
    ).filter(pa.array(ledger.kept))
    return finish(
        "acled_monthly",
        rows,
        ledger,
        {"admin_counts": table},
        context,
        sources=[_SOURCE],
        notes=[
            f"monthly counts of {kind.replace('_', ' ')}, no events: in the table admin_counts",
            "HAPI gives these counts too: add up those of one source_id only",
        ],
    )


def _kind_of(rows: Rows) -> str:
    """What the file counts: by its name, else by what stands beside its table.

    Raises
    ------
    SourceFormatError
        Neither says it, or says only one thing.
    """
    if "fatalities" not in rows:
        return "demonstration"
    for text in (rows.source.name.rpartition("/")[2], rows.beside):
        said = [kind for kind, words in _KINDS.items() if words.search(text.lower())]
        if len(said) == 1:
            return said[0]
    raise rows.source.error(
        "does not say what it counts; give it its name on HDX, which has "
        f"{', '.join(sorted(_KINDS))} in it"
    )


def _span(year: str, month: str) -> tuple[int, int]:
    """First and last day of a month."""
    in_year, in_month = whole_number(year), month_number(month)
    if in_year is None or in_year not in _YEARS or in_month is None:
        return NO_DAY, NO_DAY
    return month_span(day_number(date(in_year, in_month, 1)))
