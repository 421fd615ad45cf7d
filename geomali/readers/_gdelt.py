"""GDELT event files, 1.0 and 2.0: coded by machine, so of low confidence and never control evidence."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geomali.readers._columns import DateReader, days_array, table_of
from geomali.readers._events import (
    AHEAD_DAYS,
    date_columns,
    event_constants,
    finish,
    locate,
    one_of_each,
    type_columns,
)
from geomali.readers._records import Context, Imported
from geomali.readers._rows import Coded, Ledger, Rows
from geomali.readers._where import Where
from geomali.readers._who import NO_DAY, ActorMapper, participants

__all__ = ["GDELT_WIDTHS", "gdelt_names", "import_gdelt", "is_gdelt", "looks_like_gdelt"]

_ACTOR: Final = (
    "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code "
    "Type1Code Type2Code Type3Code"
)
_GEO: Final = "Type FullName CountryCode ADM1Code ADM2Code Lat Long FeatureID"
_NAMES: Final = (
    *"GLOBALEVENTID Day MonthYear Year FractionDate".split(),  # noqa: SIM905
    *(f"Actor{n}{field}" for n in (1, 2) for field in _ACTOR.split()),
    *"IsRootEvent EventCode EventBaseCode EventRootCode QuadClass GoldsteinScale".split(),  # noqa: SIM905
    *"NumMentions NumSources NumArticles AvgTone".split(),  # noqa: SIM905
    *(f"{who}Geo_{field}" for who in ("Actor1", "Actor2", "Action") for field in _GEO.split()),
    *"DATEADDED SOURCEURL".split(),  # noqa: SIM905
)
_OLD_NAMES: Final = tuple(name for name in _NAMES if not name.endswith("_ADM2Code"))
GDELT_WIDTHS: Final = {
    len(_NAMES): _NAMES,
    len(_OLD_NAMES): _OLD_NAMES,
    len(_OLD_NAMES) - 1: _OLD_NAMES[:-1],
}
"""Columns by their number: 61 in version 2.0, 58 in version 1.0, 57 before April 2013 (no source)."""
_CONFIDENCE: Final = 0.2
"""An audit of GDELT's conflict points found about a fifth of them right."""

# CAMEO code, or the beginning of one, to the codebook's pair; the longest that fits counts.
_TYPES: Final = {
    "14": ("Protests", "Peaceful protest"),
    "145": ("Riots", "Violent demonstration"),
    "171": ("Strategic developments", "Looting/property destruction"),
    "173": ("Strategic developments", "Arrests"),
    "175": ("Violence against civilians", "Attack"),
    "18": ("Violence against civilians", "Attack"),
    "181": ("Violence against civilians", "Abduction/forced disappearance"),
    "1821": ("Violence against civilians", "Sexual violence"),
    "183": ("Explosions/Remote violence", "Remote explosive/landmine/IED"),
    "1831": ("Explosions/Remote violence", "Suicide bomb"),
    "19": ("Battles", "Armed clash"),
    "191": ("Strategic developments", "Other"),
    "194": ("Explosions/Remote violence", "Shelling/artillery/missile attack"),
    "195": ("Explosions/Remote violence", "Air/drone strike"),
    "20": ("Violence against civilians", "Attack"),
    "2041": ("Explosions/Remote violence", "Chemical weapon"),
}
# GDELT's kinds of location: country, US state, US city, city, region.
_GEO_PRECISION: Final = {"2": 3, "3": 1, "4": 1, "5": 3}
_SOURCE: Final = {
    "source_id": "gdelt",
    "kind": "dataset",
    "name": "GDELT events",
    "publisher": "The GDELT Project",
    "url": "https://www.gdeltproject.org",
    "licence": "open, with citation",
}


def gdelt_names(width: int) -> tuple[str, ...]:
    """Names of the columns of a file that has none."""
    return GDELT_WIDTHS[width]


def looks_like_gdelt(line: str) -> bool:
    """Whether the first line of a file is a row of GDELT: there is no header."""
    cells = line.rstrip("\r\n").split("\t")
    return (
        len(cells) in GDELT_WIDTHS
        and re.fullmatch(r"\d{1,12}", cells[0], re.ASCII) is not None
        and re.fullmatch(r"\d{8}", cells[1], re.ASCII) is not None
    )


def is_gdelt(keys: frozenset[str]) -> bool:
    """Whether a header is GDELT's, as its query service writes it."""
    return {"globaleventid", "eventcode", "actiongeo_type"} <= keys


def import_gdelt(rows: Rows, context: Context) -> Imported:
    """Rows of GDELT to the table ``events``; no claims are derived from them."""
    missing = [
        key
        for key in ("globaleventid", "eventcode", "actiongeo_type", "actiongeo_fullname")
        if key not in rows
    ]
    if missing:
        raise rows.source.error(
            f"a GDELT file has {' or '.join(map(str, sorted(GDELT_WIDTHS)))} columns, "
            "separated by tabs and without a header"
        )
    ledger = Ledger(rows)
    ids = pc.binary_join_element_wise("gdelt", rows.texts("globaleventid"), ":")
    ledger.reject(ids.is_null().to_numpy(zero_copy_only=False), "the row has no id")
    column = rows.coded("day" if "day" in rows else "sqldate")
    days = DateReader(column).days(column)
    name = "day" if "day" in rows else "sqldate"
    ledger.reject(days == NO_DAY, "no date, or an impossible one", name)
    code = rows.coded("eventcode")
    ledger.reject(
        ~code.map(lambda t: re.fullmatch(r"\d{2,4}", t, re.ASCII) is not None, bool),
        "is no CAMEO code",
        "eventcode",
    )
    pairs = sorted(set(_TYPES.values()))
    types = code.map(lambda t: _position(pairs, t), "int64")
    ledger.reject(
        types < 0, "no event of the conflict layer: words, diplomacy, aid, threats", "eventcode"
    )
    added = rows.coded("dateadded")
    # Version 2.0 adds the time of day.
    stamps = Coded(added.codes, [text[:8] for text in added.values])
    reported = DateReader(stamps).days(stamps)
    dated = (days != NO_DAY) & (reported != NO_DAY)
    ledger.reject(
        dated & (days > reported + AHEAD_DAYS),
        "is later than dateadded: nobody knew of it yet",
        name,
    )
    ledger.flag(dated & (days > reported), "is later than dateadded", name)
    one_of_each(ledger, ids, reported.astype("float64"), "dateadded")

    mapper = ActorMapper(context.actors, "gdelt")
    sides = [_named(rows, number) for number in (1, 2)]
    actors = participants(
        [(side, np.full(rows.count, role)) for role, side in enumerate(sides)],
        days,
        mapper,
        ledger.kept,
    )
    where = Where(context.gazetteer)
    full = rows.coded("actiongeo_fullname")
    kind = rows.coded("actiongeo_type")
    region = kind.map(lambda t: t in ("2", "5"), bool)
    located = locate(
        ledger,
        where,
        name=_part(full, 0),
        precision=kind.map(lambda t: _GEO_PRECISION.get(t, 0), "int8"),
        admin1=_region(full, region),
        admin2=Coded(np.zeros(rows.count, dtype="int32"), [""]),
        country=_part(full, -1),
        lat=rows.coded("actiongeo_lat"),
        lon=rows.coded("actiongeo_long"),
    )
    count = rows.count
    events = table_of(
        "events",
        {
            "event_id": ids,
            **date_columns(days, days, np.ones(count)),
            "date_rule": pa.repeat("gdelt: day", count),
            "date_expression": column.texts(),
            **type_columns(pairs, np.maximum(types, 0)),
            # A machine read it in the press: nobody has said that it is so.
            **event_constants("gdelt", count, modality="alleged"),
            **actors,
            **located.columns,
            "confidence": pa.repeat(pa.scalar(_CONFIDENCE, pa.float64()), count),
            "notes": _notes(rows),
            "reported_date": days_array(reported),
        },
        count,
    ).filter(pa.array(ledger.kept))
    return finish(
        "gdelt",
        rows,
        ledger,
        {"events": events},
        context,
        ids=ids,
        mapper=mapper,
        where=where,
        sources=[_SOURCE],
        notes=["coded by machine: low confidence, and never evidence of control"],
    )


def _position(pairs: list[tuple[str, str]], code: str) -> int:
    for length in range(len(code), 1, -1):
        found = _TYPES.get(code[:length])
        if found is not None:
            return pairs.index(found)
    return -1


def _named(rows: Rows, number: int) -> Coded:
    """The code of an actor, or its name where it has no code."""
    codes, names = rows.coded(f"actor{number}code"), rows.coded(f"actor{number}name")
    values = [*codes.values, *names.values]
    blank = codes.map(lambda text: not text, bool)
    # Semicolons would cut a name in two.
    values = [value.replace(";", ",") for value in values]
    return Coded(np.where(blank, names.codes + len(codes.values), codes.codes), values)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")]


def _part(full: Coded, at: int) -> Coded:
    return Coded(full.codes, [_parts(text)[at] for text in full.values])


def _region(full: Coded, region: np.ndarray) -> Coded:
    """The region: the middle of "town, region, country", or what is named itself."""
    middles = [_parts(text)[1] if len(_parts(text)) > 2 else "" for text in full.values]
    firsts = [_parts(text)[0] for text in full.values]
    codes = np.where(region, full.codes + len(middles), full.codes)
    return Coded(codes, [*middles, *firsts])


def _notes(rows: Rows) -> pa.Array:
    fields = (("CAMEO ", "eventcode", ""), ("", "numarticles", " articles"), ("", "sourceurl", ""))
    empty = pa.scalar("", pa.string())
    parts = [
        pc.binary_join_element_wise(pa.scalar(a), rows.texts(key), pa.scalar(b), empty)
        for a, key, b in fields
    ]
    return pc.binary_join_element_wise(*parts, pa.scalar("; "), null_handling="skip")
