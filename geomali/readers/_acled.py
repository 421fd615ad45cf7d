"""ACLED exports: all of their layouts and ages."""

from __future__ import annotations

import re
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geomali.events import content_id
from geomali.readers._columns import (
    DateReader,
    day_number,
    days_array,
    ints_array,
    month_span,
    table_of,
)
from geomali.readers._events import (
    AHEAD_DAYS,
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
from geomali.schema import ACLED_TYPES, arrow_schema

__all__ = ["import_acled", "is_acled"]

_REQUIRED: Final = ("event_date", "event_type", "actor1", "latitude", "longitude")
_OLD_COLUMNS: Final = {
    "ally_actor_1": "assoc_actor_1",
    "ally_actor_2": "assoc_actor_2",
    "geo_precis": "geo_precision",
}
_SIDE_A, _SIDE_B, _AFFECTED = 0, 1, 2
_INTER: Final = {
    "state forces": 1,
    "rebel group": 2,
    "rebel groups": 2,
    "rebel forces": 2,
    "political militia": 3,
    "political militias": 3,
    "identity militia": 4,
    "identity militias": 4,
    "communal militias": 4,
    "rioters": 5,
    "protesters": 6,
    "civilians": 7,
    "external/other forces": 8,
    "external forces": 8,
    "other forces": 8,
}
_TYPE_OF: Final = {sub: kind for kind, subs in ACLED_TYPES.items() for sub in subs}
_FOLDED: Final = {name.casefold(): name for name in (*ACLED_TYPES, *_TYPE_OF)}
# Names of before 2019 that say the sub-event type by themselves.
_OLD_NAMES: Final = {
    "battle-no change of territory": "Armed clash",
    "battle-government regains territory": "Government regains territory",
    "battle-non-state actor overtakes territory": "Non-state actor overtakes territory",
    "headquarters or base established": "Headquarters or base established",
    "non-violent transfer of territory": "Non-violent transfer of territory",
}
_OLD_KINDS: Final = {
    "remote violence": "Explosions/Remote violence",
    "strategic development": "Strategic developments",
    "non-violent activity by a conflict actor": "Strategic developments",
    "riots/protests": "Riots/Protests",
    "violence against civilians": "Violence against civilians",
}
_MEANS: Final = (
    (re.compile(r"\bsuicide\b|\bvbied\b", re.IGNORECASE), "Suicide bomb"),
    (re.compile(r"\bair ?strikes?\b|\bdrones?\b|\bhelicopter|\bbomb(?:ed|ing) by air|\baircraft\b|\baerial", re.IGNORECASE), "Air/drone strike"),
    (re.compile(r"\bmortars?\b|\brockets?\b|\bshell(?:s|ed|ing)?\b|\bartillery\b|\bmissiles?\b", re.IGNORECASE), "Shelling/artillery/missile attack"),
    (re.compile(r"\bgrenades?\b", re.IGNORECASE), "Grenade"),
    (re.compile(r"\bieds?\b|\b(?:land)?mines?\b|\bexplosive|\broadside bomb|\bbooby", re.IGNORECASE), "Remote explosive/landmine/IED"),
)  # fmt: skip
_TAKEN: Final = re.compile(r"\b(?:abduct|kidnap|taken hostage|forcibly disappear)", re.IGNORECASE)
_RAPED: Final = re.compile(r"\b(?:rape|raped|sexual)", re.IGNORECASE)
_TERRITORY: Final = {
    "Government regains territory": "captured",
    "Non-state actor overtakes territory": "captured",
    "Non-violent transfer of territory": "handed_over",
}
_CLAIMING: Final = (*_TERRITORY, "Headquarters or base established")
_DATE_RULES: Final = (
    "acled: precision not stated, the day given",
    "acled: the day given",
    "acled: the week around the day given",
    "acled: the month of the day given",
)
_SOURCE: Final = {
    "source_id": "acled",
    "kind": "dataset",
    "name": "ACLED",
    "publisher": "Armed Conflict Location & Event Data",
    "url": "https://acleddata.com",
    "licence": "ACLED terms of use; rows may not be passed on",
}


def is_acled(keys: frozenset[str]) -> bool:
    """Whether a header is that of an ACLED export."""
    return {"event_date", "event_type", "actor1"} <= keys and (
        "event_id_cnty" in keys or "data_id" in keys or "event_id_no_cnty" in keys
    )


def import_acled(rows: Rows, context: Context) -> Imported:
    """Rows of an ACLED export to the tables ``events`` and ``claims``."""
    rows = rows.cleaned(_OLD_COLUMNS)
    missing = [key for key in _REQUIRED if key not in rows]
    if missing:
        raise rows.source.error(f"an ACLED export has the columns {', '.join(missing)} too")
    lead = _put_together(rows)
    notes: list[str] = []
    ledger = Ledger(rows)
    ids = _ids(rows)
    ledger.reject(ids.is_null().to_numpy(zero_copy_only=False), "the row has no event id")

    column = rows.coded("event_date")
    days = DateReader(column).days(column)
    ledger.reject(days == NO_DAY, "no date, or an impossible one", "event_date")
    time_precision = _precision(rows, ledger, "time_precision")
    geo_precision = _precision(rows, ledger, "geo_precision")
    stamps = _stamps(rows, ledger)
    reported = np.full(rows.count, NO_DAY, dtype="int64")
    there = ~np.isnan(stamps)
    reported[there] = (stamps[there] // 86_400).astype("int64")
    _check_dates(rows, ledger, days, reported)

    inter1, inter2 = _inters(rows, ledger)
    fatalities = counts_of(rows, ledger, "fatalities")
    types, pairs = _types(rows, ledger, inter1, inter2, fatalities)
    own = lead == np.arange(rows.count)
    one_of_each(ledger, ids, np.nan_to_num(stamps, nan=-1.0), "timestamp", among=own)
    ledger.reject(~ledger.kept[lead], "the row of the same event that comes first was rejected")

    mapper = ActorMapper(context.actors, "acled")
    actors = _actors(rows, days, inter1, inter2, mapper, ledger.kept & own)
    where = Where(context.gazetteer)
    located = locate(
        ledger,
        where,
        name=rows.coded("location"),
        precision=geo_precision,
        admin1=rows.coded("admin1"),
        admin2=rows.coded("admin2"),
        country=rows.coded("country"),
        lat=rows.coded("latitude"),
        lon=rows.coded("longitude"),
    )
    count = rows.count
    earliest, latest = _intervals(days, time_precision)
    deaths = ints_array(fatalities)
    events = table_of(
        "events",
        {
            "event_id": ids,
            **date_columns(earliest, latest, time_precision),
            "date_rule": pa.array(_DATE_RULES).take(pa.array(time_precision)),
            "date_expression": column.texts(),
            **type_columns(pairs, types),
            **event_constants("acled", count),
            "outcome": pa.array([_TERRITORY.get(sub) for _, sub in pairs], pa.string()).take(
                pa.array(types)
            ),
            **actors,
            **located.columns,
            "fatalities_low": deaths,
            "fatalities_best": deaths,
            "fatalities_high": deaths,
            "notes": rows.long_texts("notes"),
            "reported_date": days_array(reported),
        },
        count,
    )
    kept = ledger.kept & own
    claims, unsaid = _claims(rows, events, kept, inter1, inter2, days, mapper)
    if unsaid:
        notes.append(
            f"{unsaid:,} rows on territory give no claim: who gained it cannot be told, "
            "or maps to no actor"
        )
    seen = reported[kept & (reported != NO_DAY)]
    retrieved = days_array(np.array([seen.max() if len(seen) else NO_DAY])).to_pylist()[0]
    return finish(
        "acled",
        rows,
        ledger,
        {"events": events if kept.all() else events.filter(pa.array(kept)), "claims": claims},
        context,
        ids=ids,
        mapper=mapper,
        where=where,
        joined=int((ledger.kept & ~own).sum()),
        sources=[{**_SOURCE, "retrieved": retrieved}],
        notes=notes,
    )


def _put_together(rows: Rows) -> np.ndarray:
    """Join the rows of a monadic export, one per actor, into events.

    Returns
    -------
    ndarray
        For each row the position of the row that stands for its event: its
        own, but for the second and later actors of an event, whose names go
        to the other side of the first.
    """
    own = np.arange(rows.count)
    second = rows.coded("actor2")
    if not rows.count or second.values != [""]:
        return own
    group, _ = combine(
        _codes(_ids(rows)), rows.coded("timestamp").codes, rows.coded("event_date").codes
    )
    order = np.lexsort((own, group))
    starts = np.ones(len(order), dtype=bool)
    starts[1:] = group[order[1:]] != group[order[:-1]]
    begin = np.maximum.accumulate(np.where(starts, np.arange(len(order)), 0))
    lead = np.empty(len(order), dtype="int64")
    lead[order] = order[begin]
    place = np.empty(len(order), dtype="int64")
    place[order] = np.arange(len(order)) - begin
    unnamed = _ids(rows).is_null().to_numpy(zero_copy_only=False)
    lead[unnamed], place[unnamed] = own[unnamed], 0
    if (lead == own).all():
        return own
    for first, other in (
        ("actor1", "actor2"),
        ("assoc_actor_1", "assoc_actor_2"),
        ("inter1", "inter2"),
    ):
        given = rows.coded(first)
        values = list(given.values)
        blank = values.index("") if "" in values else len(values)
        codes = np.full(rows.count, blank, dtype="int32")
        codes[lead[place == 1]] = given.codes[place == 1]
        rows.coded_columns[other] = Coded(codes, values if blank < len(values) else [*values, ""])
    _add_allies(rows, lead, place)
    return lead


def _add_allies(rows: Rows, lead: np.ndarray, place: np.ndarray) -> None:
    """Third and later actors of an event stand with the second."""
    allies = rows.coded("assoc_actor_2")
    names = rows.coded("actor1")
    values, codes = list(allies.values), allies.codes.copy()
    numbers = {value: number for number, value in enumerate(values)}
    for row in np.flatnonzero(place > 1).tolist():
        leader = lead[row]
        text = "; ".join(t for t in (values[codes[leader]], names.at(row)) if t)
        if text not in numbers:
            numbers[text] = len(values)
            values.append(text)
        codes[leader] = numbers[text]
    rows.coded_columns["assoc_actor_2"] = Coded(codes, values)


def _codes(texts: pa.Array) -> np.ndarray:
    codes: np.ndarray = pc.fill_null(texts.dictionary_encode().indices, -1).to_numpy(
        zero_copy_only=False
    )
    return codes


def _ids(rows: Rows) -> pa.Array:
    key = next((k for k in ("event_id_cnty", "event_id_no_cnty", "data_id") if k in rows), "")
    return pc.binary_join_element_wise("acled", rows.texts(key), ":")


def _precision(rows: Rows, ledger: Ledger, key: str) -> np.ndarray:
    """Precision code of a column, 0 where none is stated."""
    coded = rows.coded(key)
    codes = {"1": 1, "2": 2, "3": 3, "1.0": 1, "2.0": 2, "3.0": 3}
    values = coded.map(lambda text: codes.get(text, 0), "int8")
    stated = coded.map(bool, bool)
    ledger.flag(stated & (values == 0), "is not 1, 2 or 3, taken as not stated", key)
    return values


def _stamps(rows: Rows, ledger: Ledger) -> np.ndarray:
    """Seconds since 1970 of the last change of each row, NaN where unknown."""
    texts = rows.texts("timestamp")
    try:
        values = pc.cast(texts, pa.float64()).to_numpy(zero_copy_only=False).astype("float64")
    except pa.ArrowInvalid:
        coded = rows.coded("timestamp")
        dates = DateReader(coded)

        def seconds(text: str) -> float:
            day = dates.read(text) if text else None
            if day is not None:
                return day_number(day) * 86_400.0
            return float(text) if re.fullmatch(r"\d{1,15}(\.\d*)?", text, re.ASCII) else np.nan

        values = coded.map(seconds, "float64")
    # Some exports count milliseconds.
    values = np.where(values > 1e11, values / 1000, values)
    odd = ~np.isnan(values) & ~((values > 0) & (values < 4.0e9))
    unread = texts.is_valid().to_numpy(zero_copy_only=False) & np.isnan(values)
    ledger.flag(odd | unread, "is no time, left out", "timestamp")
    return np.where(odd, np.nan, values)


def _check_dates(rows: Rows, ledger: Ledger, days: np.ndarray, reported: np.ndarray) -> None:
    dated = days != NO_DAY
    years = days.astype("datetime64[D]").astype("datetime64[Y]").astype("int64") + 1970
    stated = rows.coded("year").map(
        lambda text: int(text) if re.fullmatch(r"\d{4}", text, re.ASCII) else 0, "int64"
    )
    ledger.flag(dated & (stated > 0) & (stated != years), "is not the year of event_date", "year")
    dated &= reported != NO_DAY
    ledger.reject(
        dated & (days > reported + AHEAD_DAYS),
        "is later than the row's timestamp: nobody knew of it yet",
        "event_date",
    )
    ledger.flag(dated & (days > reported), "is later than the row's timestamp", "event_date")


def _intervals(days: np.ndarray, precision: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First and last day that each row's day and precision stand for."""
    earliest, latest = days.copy(), days.copy()
    dated = days != NO_DAY
    week = dated & (precision == 2)
    # ACLED gives the middle of the week.
    earliest[week] -= 3
    latest[week] += 3
    month = np.flatnonzero(dated & (precision == 3))
    if len(month):
        found, inverse = np.unique(days[month], return_inverse=True)
        spans = np.array([month_span(int(day)) for day in found])
        earliest[month], latest[month] = spans[inverse, 0], spans[inverse, 1]
    return earliest, latest


def _inters(rows: Rows, ledger: Ledger) -> tuple[np.ndarray, np.ndarray]:
    """Inter codes of both actors, 0 for none or unknown, from numbers, words or the interaction."""

    def code(text: str) -> int:
        if re.fullmatch(r"[0-8](\.0)?", text):
            return int(text[0])
        return _INTER.get(text.casefold(), 0)

    found = []
    for key in ("inter1", "inter2"):
        coded = rows.coded(key)
        found.append(coded.map(code, "int8"))
        known = coded.map(lambda text: text in ("", "0", "0.0") or code(text) > 0, bool)
        ledger.flag(~known, "is no actor type of the codebook", key)
    if "inter1" in rows or "inter2" in rows.coded_columns:
        return found[0], found[1]

    def pair(text: str) -> int:
        if re.fullmatch(r"[1-8][0-8](\.0)?", text):
            return int(text[:2])
        if text.casefold().startswith("sole "):
            return code(text[5:]) * 10
        first, _, second = text.partition("-")
        return code(first.strip()) * 10 + code(second.strip())

    # The interaction has no order: it tells the sides only where both are alike, or one is absent.
    pairs = rows.coded("interaction").map(pair, "int64")
    one, two = pairs // 10, pairs % 10
    sure = (one == two) | (two == 0)
    return np.where(sure, one, 0).astype("int8"), np.where(sure, two, 0).astype("int8")


def _types(
    rows: Rows, ledger: Ledger, inter1: np.ndarray, inter2: np.ndarray, fatalities: np.ndarray
) -> tuple[np.ndarray, list[tuple[str, str]]]:
    """Event and sub-event type of each row, as a position in a list of pairs."""
    kind, sub = rows.coded("event_type"), rows.coded("sub_event_type")
    group, first = combine(kind.codes, sub.codes)
    pairs: dict[tuple[str, str], int] = {("Battles", "Armed clash"): 0}
    answers = np.zeros(len(first), dtype="int64")
    bad, old = np.zeros(len(first), dtype=bool), np.zeros(len(first), dtype=bool)
    for number, row in enumerate(first.tolist()):
        found = _pair(kind.at(row), sub.at(row))
        if isinstance(found, tuple):
            answers[number] = pairs.setdefault(found, len(pairs))
        elif found:
            old[number] = True
        else:
            bad[number] = True
    ledger.reject(
        bad[group], "no event type of the codebook, or not with this sub-event type", "event_type"
    )
    types = answers[group]
    notes = rows.table.column("notes") if "notes" in rows else None
    unknown = np.zeros(rows.count, dtype=bool)
    for row in np.flatnonzero(old[group] & ledger.kept).tolist():
        note = "" if notes is None else notes[row].as_py() or ""
        derived = _derive(
            kind.at(row), note, int(inter1[row]), int(inter2[row]), fatalities[row] > 0
        )
        if derived is None:
            unknown[row] = True
        else:
            types[row] = pairs.setdefault(derived, len(pairs))
    ledger.reject(
        unknown, "an event type of before 2019 whose sub-event type nothing tells", "event_type"
    )
    ledger.flag(old[group] & ~unknown, "sub-event type derived: the row gives none", "event_type")
    return types, list(pairs)


def _pair(kind: str, sub: str) -> tuple[str, str] | str | None:
    """Pair of the codebook; the older kind if only a sub-event type is missing; None if unknown."""
    kind, sub = kind.casefold(), sub.casefold()
    old = _OLD_NAMES.get(kind)
    name = _FOLDED.get(sub, "") if sub else old or ""
    if name in _TYPE_OF:
        of = _TYPE_OF[name]
        said = (_TYPE_OF[old] if old else None) or _FOLDED.get(kind) or _OLD_KINDS.get(kind)
        fits = (
            said in (of, None)
            if not kind
            else said == of or (said == "Riots/Protests" and of in ("Riots", "Protests"))
        )
        return (of, name) if fits else None
    if sub:
        return None
    found = _OLD_KINDS.get(kind) or _FOLDED.get(kind, "")
    return found if found in ACLED_TYPES or found == "Riots/Protests" else None


def _derive(
    kind: str, notes: str, inter1: int, inter2: int, deadly: bool
) -> tuple[str, str] | None:
    """Pair of an event type that comes without a sub-event type; None if nothing tells."""
    found = _OLD_KINDS.get(kind.casefold()) or _FOLDED[kind.casefold()]
    sides = {inter1, inter2}
    if found == "Riots/Protests":
        found = "Protests" if 6 in sides else "Riots" if 5 in sides else ""
    if found == "Protests":
        others = sides - {0, 6, 7}
        if not others:
            return found, "Peaceful protest"
        return (
            found,
            "Excessive force against protesters" if deadly else "Protest with intervention",
        )
    if found == "Riots":
        against = (sides - {5}) or ({5} if inter1 == inter2 else {0})
        return found, "Mob violence" if against & {2, 3, 4, 5, 6, 7, 8} else "Violent demonstration"
    if found == "Explosions/Remote violence":
        return next(((found, sub) for words, sub in _MEANS if words.search(notes)), None)
    if found == "Violence against civilians":
        if _TAKEN.search(notes):
            return found, "Abduction/forced disappearance"
        return found, "Sexual violence" if _RAPED.search(notes) else "Attack"
    if found == "Battles":
        return found, "Armed clash"
    return (found, "Other") if found == "Strategic developments" else None


def _actors(
    rows: Rows,
    days: np.ndarray,
    inter1: np.ndarray,
    inter2: np.ndarray,
    mapper: ActorMapper,
    kept: np.ndarray,
) -> dict[str, pa.Array]:
    columns = []
    for number, inter in ((1, inter1), (2, inter2)):
        main, allied = rows.coded(f"actor{number}"), rows.coded(f"assoc_actor_{number}")
        civilians = inter == 7
        if (inter == 0).any():
            civilians = civilians | ((inter == 0) & civilian_labels(main, mapper))
        roles = np.where(civilians, _AFFECTED, _SIDE_A if number == 1 else _SIDE_B)
        columns += [(main, roles), (allied, roles)]
    return dict(participants(columns, days, mapper, kept))


def _claims(
    rows: Rows,
    events: pa.Table,
    kept: np.ndarray,
    inter1: np.ndarray,
    inter2: np.ndarray,
    days: np.ndarray,
    mapper: ActorMapper,
) -> tuple[pa.Table, int]:
    """Claims on who holds a place, of the sub-event types that say so, and how many say too little."""
    telling = pc.is_in(events.column("sub_event_type"), pa.array(_CLAIMING)).to_numpy()
    at = np.flatnonzero(telling & kept)
    some = events.select(
        ["event_id", "sub_event_type", "place_id", "place_name", "geo_precision", "geometry",
         "date_earliest", "date_latest", "reported_date"]
    ).take(pa.array(at))  # fmt: skip
    actor1, actor2 = rows.coded("actor1"), rows.coded("actor2")
    out: list[dict[str, Any]] = []
    unsaid = 0
    for row, event in zip(at.tolist(), some.to_pylist(), strict=True):
        day = int(days[row])
        sub = event["sub_event_type"]
        names = (actor1.at(row), actor2.at(row))
        inters = (int(inter1[row]), int(inter2[row]))
        gainer = _gainer(sub, names, inters)
        subject = mapper.resolve(names[gainer], day) if gainer is not None else None
        if gainer is None or subject is None or event["geo_precision"] not in (1, 2):
            unsaid += 1
            continue
        other = names[1 - gainer]
        loser = mapper.resolve(other, day) if other and inters[1 - gainer] != 7 else None
        proposition, object_ = "captured", loser
        if sub == "Headquarters or base established":
            proposition, object_ = "holds", None
        elif sub == "Non-violent transfer of territory" and loser is not None:
            proposition, subject, object_ = "handed_over", loser, subject
        # Near a town is not in it: precision 2 says nothing about the town itself.
        exact = event["geo_precision"] == 1
        out.append(
            {
                "claim_id": content_id("claim", event["event_id"], proposition),
                "event_id": event["event_id"],
                "stance": "reports",
                "proposition": proposition,
                "subject": subject,
                "object": object_,
                "place_id": event["place_id"] if exact else None,
                "place_text": event["place_name"],
                "geo_precision": event["geo_precision"],
                "geometry": event["geometry"],
                "claim_date": event["date_earliest"],
                "claim_date_latest": event["date_latest"],
                "reported_date": event["reported_date"],
                "basis": "dataset",
                "reliability": "B",
                "credibility": 2,
                "conflicts_with": [],
                "corroborates": [],
                "report_id": _SOURCE["source_id"],
            }
        )
    return pa.Table.from_pylist(out, schema=arrow_schema("claims")), unsaid


def _gainer(sub: str, names: tuple[str, str], inters: tuple[int, int]) -> int | None:
    """Which of the two actors has the place afterwards; None if the row does not tell.

    Actor 1 and 2 have no order in a battle, so there the kind of actor must
    tell; in the other sub-event types the codebook puts the one that
    establishes itself first.
    """
    if sub in ("Non-violent transfer of territory", "Headquarters or base established"):
        return 0 if names[0] else None
    states = [inter == 1 for inter in inters]
    if sub == "Government regains territory":
        if not any(states):
            states = [inter == 8 for inter in inters]
        return states.index(True) if states.count(True) == 1 else None
    if states.count(True) == 1:
        return states.index(False) if names[states.index(False)] else None
    return None
