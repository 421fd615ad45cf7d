"""IOM DTM: the API's CSV, and the baseline rounds whose headers differ from round to round."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa

from geomali.events import content_id
from geomali.gazetteer import Gazetteer
from geomali.points import point_wkb
from geomali.readers._columns import (
    DateReader,
    days_array,
    ints_array,
    table_of,
    whole_number,
)
from geomali.readers._events import finish
from geomali.readers._records import Context, Imported
from geomali.readers._rows import Coded, Ledger, Rows
from geomali.readers._where import Where, number_of
from geomali.readers._who import NO_DAY

__all__ = ["dtm_columns", "import_dtm", "is_dtm"]

_SOURCE: Final = {
    "source_id": "iom_dtm",
    "kind": "dataset",
    "name": "Displacement Tracking Matrix",
    "publisher": "International Organization for Migration",
    "url": "https://dtm.iom.int",
    "licence": "see the terms of IOM DTM",
}
# What a column is, by its name without accents, blanks and signs; the first that fits.
_COLUMNS: Final = (
    ("operation", r"operation"),
    ("assessment", r"assessmenttype"),
    ("returnees", r".*(?:returnees?|retournes?).*(?:ind|pers).*"),
    ("returnee_households", r".*(?:returnees?|retournes?).*(?:hh|household|menage).*"),
    ("origin_admin1", r"idporiginadmin1name|admin1areaoforiginofidps?|(?:idp)?originadmin1|regiondorigine"),
    ("origin_admin2", r"idporiginadmin2name|admin2areaoforiginofidps?|(?:idp)?originadmin2|cercledorigine"),
    ("persons", r"numpresentidpind|(?:total|number|numberof|no|totalnoof|nombrede|nb)*(?:de)?(?:idps?|pdis?)(?:ind|individuals?|individus?|persons?|personnes)"),
    ("households", r"(?:total|number|numberof|no|totalnoof|nombrede|nb)*(?:de)?(?:idps?|pdis?)(?:hh|hhs|households?|menages?)|numpresentidphh"),
    ("date", r"reportingdate|snapshotdate|dateofassessment|datedecollecte|date"),
    ("survey_date", r"surveydate"),
    ("round", r"round(?:no|number)?"),
    ("reason", r"displacementreason|typeofdisplacement|typededeplacement|reason(?:ofdisplacement)?"),
    ("country", r"admin0(?:name)?|country|pays"),
    ("country_code", r"admin0p?code"),
    ("admin1", r"admin1(?:name)?|adm1(?:name|fr|en)?|region"),
    ("admin1_code", r"(?:admin1|adm1|region)p?code"),
    ("admin2", r"admin2(?:name)?|adm2(?:name|fr|en)?|cercle"),
    ("admin2_code", r"(?:admin2|adm2|cercle)p?code"),
    ("admin3", r"admin3(?:name)?|adm3(?:name|fr|en)?|commune"),
    ("admin3_code", r"(?:admin3|adm3|commune)p?code"),
    ("site", r"sitename|nomdusite|site|village|localite|admin4(?:name)?"),
    ("lat", r"lat|latitude|sitelatitude"),
    ("lon", r"lon|long|longitude|sitelongitude"),
)  # fmt: skip
_PATTERNS: Final = tuple((name, re.compile(pattern)) for name, pattern in _COLUMNS)
COUNTS: Final = {
    "persons": "displaced persons",
    "households": "households of displaced persons",
    "returnees": "returnees",
    "returnee_households": "households of returnees",
}
"""What a row may count: each its own column, so that no sum holds somebody twice."""
_HDX: Final = re.compile(r"[A-Z]{2}\d{2}(?:\d{2}){0,2}")
_IOM: Final = re.compile(r"[A-Z]{3}\d{2,12}")
_ROUND: Final = re.compile(r"round[_ -]?(\d{1,3})(?!\d)", re.IGNORECASE)
_TOTAL: Final = re.compile(r"(?:grand |sous-|sub)?total(?: general| général)?", re.IGNORECASE)
_COMMUNE: Final = re.compile(r"\s+commune$|^commune\s+(?:de\s+|d['’])", re.IGNORECASE)
_GROUPED: Final = re.compile(r"[\s\u00a0\u202f'’]")


def _bare(header: str) -> str:
    plain = unicodedata.normalize("NFKD", header)
    return re.sub(r"[^a-z0-9]", "", plain.lower())


def dtm_columns(rows: Rows) -> dict[str, str]:
    """Key in the file of each thing a round tells, as far as its header has it."""
    found: dict[str, str] = {}
    for header, key in zip(rows.header, rows.table.column_names, strict=True):
        bare = _bare(header)
        name = next((name for name, pattern in _PATTERNS if pattern.fullmatch(bare)), None)
        if name is not None:
            found.setdefault(name, key)
    return found


def is_dtm(rows: Rows) -> bool:
    """Whether a header counts displaced people or returnees by admin unit."""
    found = dtm_columns(rows)
    return bool(COUNTS.keys() & found.keys()) and "admin1" in found


def import_dtm(rows: Rows, context: Context) -> Imported:
    """Rows of a DTM file to the table ``displacement``, totals kept to the person."""
    rows = rows.cleaned({})
    at = dtm_columns(rows)
    if "admin1" not in at or not COUNTS.keys() & at.keys():
        raise rows.source.error(
            "a DTM file names admin units and counts displaced people, returnees or households"
        )
    ledger = Ledger(rows)
    cells = {name: rows.coded(key) for name, key in at.items()}
    empty = Coded(np.zeros(rows.count, dtype="int32"), [""])

    def cell(name: str) -> Coded:
        return cells.get(name, empty)

    total = cell("admin1").map(lambda t: _TOTAL.fullmatch(t) is not None, bool)
    for name in ("country", "admin2"):
        total |= cell(name).map(lambda t: _TOTAL.fullmatch(t) is not None, bool)
    counts = {name: _people(ledger, cell(name), at.get(name)) for name in COUNTS}
    silent = np.all([np.isnan(values) for values in counts.values()], axis=0)
    unnamed = cell("admin1").map(lambda t: not t, bool) & cell("country").map(lambda t: not t, bool)
    ledger.reject(total, "a row of totals")
    ledger.reject(unnamed, "the row names no admin unit")
    ledger.reject(silent, "the row counts nobody")
    dates = cell("date") if "date" in at else cell("survey_date")
    days = DateReader(dates).days(dates)
    ledger.reject(
        dates.map(bool, bool) & (days == NO_DAY),
        "an impossible date",
        at.get("date") or at.get("survey_date"),
    )
    round_ = _round(rows, cell("round"))

    where = Where(context.gazetteer)
    finder = _Units(context.gazetteer, where)
    records: list[dict[str, Any]] = []
    seen: Counter[str] = Counter()
    again = np.zeros(rows.count, dtype=bool)
    doubtful = np.zeros(rows.count, dtype=bool)
    for row in range(rows.count):
        value = {name: column.at(row) for name, column in cells.items()}
        record, doubt = finder.record(value, counted=bool(ledger.kept[row]))
        doubtful[row] = doubt
        record["round"] = round_.at(row) or None
        # Not the row's own id: the API numbers the rows of each answer anew.
        key = content_id(
            "dtm",
            record["round"],
            days[row],
            *(record.get(k) for k in _KEY),
            *(value.get(k) for k in ("operation", "assessment")),
        )
        again[row] = seen[key] > 0
        # Two rows alike are two groups of people, or one counted twice: never silently one.
        record["record_id"] = content_id("dtm", key, seen[key]) if seen[key] else key
        seen[key] += 1
        records.append(record)
    ledger.flag(again, "another row has the same unit, date, origin and reason; both are kept")
    ledger.flag(doubtful, "its p-code is that of another unit", at.get("admin2_code"))
    kept = ledger.kept

    def column(name: str) -> list[Any]:
        return [record.get(name) for record in records]

    numbers = {
        **{name: ints_array(values) for name, values in counts.items()},
        "date": days_array(days),
        "geometry": point_wkb(
            np.array([_nan(x) for x in column("lon")], dtype="float64"),
            np.array([_nan(x) for x in column("lat")], dtype="float64"),
        ),
        "source_id": pa.repeat("iom_dtm", rows.count),
    }
    given = ("record_id", "round", "place_id", "geo_precision", *_KEY, "admin_scheme")
    table = table_of(
        "displacement",
        {**numbers, **{name: column(name) for name in dict.fromkeys(given)}},
        rows.count,
    ).filter(pa.array(kept))
    return finish(
        "dtm",
        rows,
        ledger,
        {"displacement": table},
        context,
        ids=pa.array(column("record_id"), pa.string()),
        where=where,
        sources=[_SOURCE],
        notes=_sums(ledger, counts, total, _levels(cells, rows.count)),
    )


_KEY: Final = (
    "country", "admin1", "admin1_code", "admin2", "admin2_code", "admin3", "admin3_code", "site",
    "origin_admin1", "origin_admin2", "reason",
)  # fmt: skip


def _nan(value: float | None) -> float:
    return np.nan if value is None else value


def _people(ledger: Ledger, coded: Coded, key: str | None) -> np.ndarray:
    """Numbers of people or households, NaN where none is stated; ``1 234`` is read too."""
    values = coded.map(lambda t: _nan(whole_number(_GROUPED.sub("", t))), "float64")
    stated = coded.map(lambda t: t not in ("", "-"), bool)
    if key is not None:
        ledger.reject(stated & np.isnan(values), "is no whole number of people", key)
        ledger.reject(values < 0, "is negative", key)
    return values


def _round(rows: Rows, given: Coded) -> Coded:
    """The round as stated; else the one that the file's name gives."""
    if any(given.values):
        return given
    match = _ROUND.search(rows.source.name)
    if match is None:
        return given
    rows.notes.append(f"round {match[1]}, by the file's name: no column gives it")
    return Coded(np.zeros(rows.count, dtype="int32"), [match[1]])


def _levels(cells: Mapping[str, Coded], count: int) -> np.ndarray:
    """Admin level of each row: 0 country to 3 commune, 4 site; the finest that it names."""
    level = np.zeros(count, dtype="int8")
    for number, name in enumerate(("admin1", "admin2", "admin3", "site"), start=1):
        if name in cells:
            level[cells[name].map(bool, bool)] = number
    return level


def _sums(
    ledger: Ledger, counts: Mapping[str, np.ndarray], total: np.ndarray, level: np.ndarray
) -> list[str]:
    """How many people the file counts, kept and rejected, beside the totals that it gives itself.

    Rows of several admin levels may count the same people: each level has its sum too.
    """
    kept = ledger.kept
    lost = ~kept & ~total
    out = []
    for name, what in COUNTS.items():
        values = counts[name]
        if np.isnan(values).all():
            continue
        text = f"{int(np.nansum(values[kept])):,} {what}"
        levels = np.unique(level[kept & ~np.isnan(values)]).tolist()
        if len(levels) > 1:
            sums = [f"{int(np.nansum(values[kept & (level == n)])):,} at level {n}" for n in levels]
            text += f" ({', '.join(sums)}: rows of two levels may count the same people)"
        if np.nansum(values[lost]):
            text += f", and {int(np.nansum(values[lost])):,} in rejected rows"
        stated = values[total & ~np.isnan(values)]
        if len(stated):
            text += f"; the file's own totals: {', '.join(f'{int(v):,}' for v in stated)}"
        out.append(text)
    return out


class _Units:
    """Admin units and communes of a file, each looked up once."""

    def __init__(self, gazetteer: Gazetteer, where: Where) -> None:
        self._gazetteer = gazetteer
        self._where = where
        self._known: dict[tuple[str, ...], dict[str, Any]] = {}
        self._spelling = {}
        self._codes: dict[str, str] = {}
        for row in gazetteer.units.rows:
            self._spelling[row["name"].casefold()] = row["name"]
            if _HDX.fullmatch(row["code"]):
                self._codes[row["code"]] = row["name"]

    def _spelled(self, name: str) -> str | None:
        """A name in the letter case of our tables, otherwise as it stands."""
        return self._spelling.get(name.casefold(), name) or None

    def record(self, value: Mapping[str, str], *, counted: bool) -> tuple[dict[str, Any], bool]:
        """The columns that say where, and whether name and code of the cercle disagree."""
        codes = [value.get(f"admin{n}_code", "") for n in (1, 2, 3)]
        country = self._where.country(value.get("country", ""))
        names = [value.get(f"admin{n}", "") for n in (1, 2, 3)]
        lat, lon = (number_of(value.get(k, "")) for k in ("lat", "lon"))
        question = (country or "", *names, value.get("site", ""), str(lat), str(lon))
        if question not in self._known:
            self._known[question] = self._find(country, names, value.get("site", ""), lat, lon)
        found = self._known[question]
        if counted and found["place_id"] is None:
            self._where.unmatched[value.get("site") or names[2] or names[1] or names[0]] += 1
        record = {
            "country": country,
            "admin_scheme": self._scheme(codes),
            **{f"admin{n}": self._spelled(names[n - 1]) for n in (1, 2)},
            "admin3": names[2] or None,
            **{f"admin{n}_code": codes[n - 1] or None for n in (1, 2, 3)},
            "site": value.get("site") or None,
            **{
                key: self._spelled(value.get(key, "")) for key in ("origin_admin1", "origin_admin2")
            },
            "reason": value.get("reason") or None,
            **found,
        }
        return record, self._disagree(names[1], codes[1])

    def _disagree(self, name: str, code: str) -> bool:
        unit = self._codes.get(code)
        if not unit or not name:
            return False
        units = self._gazetteer.units
        return not units.units("2", unit) & units.units("2", name)

    def _scheme(self, codes: list[str]) -> str | None:
        given = next((code for code in reversed(codes) if code), "")
        if _HDX.fullmatch(given):
            return "hdx_pcode"
        return "iom_dtm" if _IOM.fullmatch(given) else None

    def _find(
        self,
        country: str | None,
        names: list[str],
        site: str,
        lat: float | None,
        lon: float | None,
    ) -> dict[str, Any]:
        none: dict[str, Any] = {"place_id": None, "geo_precision": None, "lat": None, "lon": None}
        admin1, admin2, admin3 = names
        if site and lat is not None and lon is not None:
            spot = self._where.spot(
                site, lat=lat, lon=lon, precision=1, admin1=admin1, admin2=admin2,
                country=country or "", rows=0,
            )  # fmt: skip
            return none | {
                "place_id": spot.place_id,
                "geo_precision": 1 if spot.lat is not None else None,
                "lat": spot.lat,
                "lon": spot.lon,
            }
        if admin3:
            return none | self._commune(admin3, admin1, admin2, country)
        for level, name in (("admin2", admin2), ("admin1", admin1)):
            if name:
                place_id = self._where.area(level, name, country)
                return none | {"place_id": place_id, "geo_precision": 3 if place_id else None}
        return none

    def _commune(self, name: str, admin1: str, admin2: str, country: str | None) -> dict[str, Any]:
        """The commune's own area if there is one; else its seat, as a place nearby."""
        bare = _COMMUNE.sub("", name)
        hints = [{"admin1": admin1 or None, "admin2": admin2 or None}, {"admin1": admin1 or None}]
        seat = None
        for hint in hints:
            of = "d'" if bare[:1].lower() in "aeiouéèyh" else "de "
            for form in (name, f"commune {of}{bare}"):
                answer = self._gazetteer.resolve(
                    form, country=country, admin1=hint["admin1"], admin2=hint.get("admin2")
                )
                places = [c.place for c in answer.candidates if c.score > 0.2]
                area = next((p for p in places if p.feature_code in ("ADM3", "ADM4")), None)
                if area is not None:
                    return {"place_id": area.place_id, "geo_precision": 2}
                if seat is None and answer.status == "resolved" and answer.lat is not None:
                    seat = answer
        if seat is None:
            return {}
        return {
            "place_id": seat.place_id,
            "geo_precision": 2,
            "lat": seat.lat,
            "lon": seat.lon,
        }
