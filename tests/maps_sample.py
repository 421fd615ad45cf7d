"""Frames for the tests of the map: invented events with real place names, and hostile ones."""

from __future__ import annotations

from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import LineString, Point

from geomali.schema import TABLES

PLACES = {
    "kidal_town": ("Kidal", 18.4411, 1.4078, "Kidal"),
    "gao_town": ("Gao", 16.2717, -0.0447, "Gao"),
    "bourem_town": ("Bourem", 16.9549, -0.3488, "Gao"),
    "bamba_gao": ("Bamba", 17.0336, -1.4038, "Gao"),
    "ber_tombouctou": ("Ber", 16.835, -2.532, "Tombouctou"),
    "tombouctou_town": ("Tombouctou", 16.7735, -3.0074, "Tombouctou"),
    "tessalit_town": ("Tessalit", 20.2011, 1.0106, "Kidal"),
    "aguelhok_town": ("Aguelhok", 19.4619, 0.8589, "Kidal"),
    "anefis_town": ("Anéfis", 18.05, 0.6, "Kidal"),
    "menaka_town": ("Ménaka", 15.9182, 2.4022, "Ménaka"),
    "ansongo_town": ("Ansongo", 15.6597, 0.5022, "Gao"),
    "tinzaouaten_mali": ("Tinzaouaten", 19.95, 2.97, "Kidal"),
}
ACTORS = ["fama", "wagner", "csp_psd", "jnim", "issp", "civilians", "minusma", "gatia"]


def column(values: list) -> pd.Series:
    """A column as pandas makes it; lone surrogates fit into no string type, only into objects."""
    try:
        return pd.Series(values)
    except UnicodeEncodeError:
        return pd.Series(values, dtype=object)


def frame(table: str, rows: list[dict], geo: bool = True):
    """Rows as the store hands them over, every column of the table present."""
    names = [c for c in TABLES[table].names if c != "geometry"]
    out = pd.DataFrame({name: column([row.get(name) for row in rows]) for name in names})
    for spec in TABLES[table].columns:
        if spec.dtype == "date":
            out[spec.name] = pd.to_datetime(out[spec.name]).astype("datetime64[ms]")
        elif spec.dtype.startswith("int"):
            out[spec.name] = out[spec.name].astype("Int32")
        elif spec.dtype == "float":
            out[spec.name] = out[spec.name].astype("float64")
    if not geo:
        return out
    return gpd.GeoDataFrame(out, geometry=[row.get("geometry") for row in rows], crs="EPSG:4326")


def event(
    number: int, day: date | None, sub: str = "Armed clash", kind: str = "Battles", **more
) -> dict:
    row = {
        "event_id": f"ev_{number:016x}",
        "event_date": day,
        "date_earliest": day,
        "date_latest": day,
        "time_precision": None if day is None else 1,
        "date_rule": "weekday before publication",
        "date_expression": "on Monday",
        "disorder_type": "Political violence",
        "event_type": kind,
        "sub_event_type": sub,
        "modality": "occurred",
        "side_a": [],
        "side_b": [],
        "affected": [],
        "actor_labels": [],
        "source_ids": ["r1"],
        "n_sources": 1,
        "contested": False,
        "confidence": 0.75,
        "revision": 0,
        "status": "current",
        "reported_date": None if day is None else day + timedelta(days=1),
    }
    row.update(more)
    row["actors_text"] = "; ".join([*row["side_a"], *row["side_b"], *row["affected"]]) or None
    return row


def at(place: str, precision: int = 1, km: float | None = None) -> dict:
    name, lat, lon, admin1 = PLACES[place]
    return {
        "place_id": place,
        "place_name": name,
        "admin1": admin1,
        "country": "ML",
        "geo_precision": precision,
        "uncertainty_km": km,
        "geometry": Point(lon, lat),
    }


KINDS = [
    ("Battles", "Armed clash"),
    ("Explosions/Remote violence", "Air/drone strike"),
    ("Explosions/Remote violence", "Remote explosive/landmine/IED"),
    ("Violence against civilians", "Attack"),
    ("Violence against civilians", "Abduction/forced disappearance"),
    ("Strategic developments", "Headquarters or base established"),
    ("Protests", "Peaceful protest"),
    ("Riots", "Mob violence"),
]


def events(n: int = 60) -> gpd.GeoDataFrame:
    """Events around Kidal and Gao in the last months of 2023, with every kind of gap."""
    rng = np.random.default_rng(11)
    places, rows = sorted(PLACES), []
    for i in range(n):
        kind, sub = KINDS[int(rng.integers(len(KINDS)))]
        day = date(2023, 8, 1) + timedelta(days=int(rng.integers(150)))
        a, b = rng.choice(ACTORS, 2, replace=False)
        modality = ["occurred", "occurred", "alleged", "claimed"][int(rng.integers(4))]
        best = [None, None, 0, 2, 7, 14][int(rng.integers(6))]
        where = at(places[int(rng.choice(len(places), p=_weights(len(places))))])
        if i % 9 == 4:
            where["geo_precision"], where["uncertainty_km"] = 2, 15.0
        elif i % 9 == 7:
            where = {
                "place_id": "kidal_region",
                "place_name": "Kidal region",
                "admin1": "Kidal",
                "country": "ML",
                "geo_precision": 3,
            }
        elif i % 17 == 3:
            where = {"country": "ML"}
        rows.append(
            event(
                i, None if i % 13 == 12 else day, sub, kind, modality=modality, contested=bool(i % 4 == 0),
                side_a=[str(a)], side_b=[str(b)] if kind == "Battles" else [],
                affected=["civilians"] if kind.startswith("Violence") else [],
                fatalities_low=best, fatalities_best=best, fatalities_high=None if best is None else best + 3,
                notes=f"{str(a).upper()} and {str(b).upper()}: account number {i} of what happened near the town.",
                weapon="drone" if "drone" in sub else None, target="convoy" if i % 5 == 0 else None,
                source_ids=["r1", "r2"] if i % 3 == 0 else ["r1"], **where,
            )
        )  # fmt: skip
    return frame("events", rows)


def _weights(n: int) -> np.ndarray:
    weights = 1 / np.arange(1, n + 1)
    return weights / weights.sum()


def claims() -> gpd.GeoDataFrame:
    """Two parties that contradict each other about Bamba, Kidal and Ber."""
    rows = []
    said = [
        ("kidal_town", "csp_psd", "holds", "csp_psd", date(2023, 9, 1), "social media", "asserts"),
        ("kidal_town", "fama", "captured", "fama", date(2023, 11, 14), "press release", "asserts"),
        (
            "kidal_town",
            "csp_psd",
            "withdrew",
            "csp_psd",
            date(2023, 11, 15),
            "interview",
            "asserts",
        ),
        (
            "bamba_gao",
            "csp_psd",
            "captured",
            "csp_psd",
            date(2023, 10, 1),
            "social media",
            "asserts",
        ),
        ("bamba_gao", "fama", "repelled", "fama", date(2023, 10, 1), "press release", "denies"),
        (
            "ber_tombouctou",
            "fama",
            "entered",
            "fama",
            date(2023, 8, 13),
            "press release",
            "asserts",
        ),
        (
            "bourem_town",
            "csp_psd",
            "entered",
            "csp_psd",
            date(2023, 9, 12),
            "social media",
            "asserts",
        ),
        ("bourem_town", "fama", "holds", "fama", date(2023, 9, 12), "press release", "asserts"),
        ("menaka_town", None, "attacked", "issp", date(2023, 10, 20), None, "reports"),
    ]
    for i, (place, claimant, what, subject, day, channel, stance) in enumerate(said):
        name, lat, lon, _ = PLACES[place]
        rows.append(
            {
                "claim_id": f"cl_{i:016x}",
                "event_id": f"ev_{i:016x}" if i < 3 else None,
                "claimant": claimant,
                "claimant_text": {"fama": "the army", "csp_psd": "a rebel spokesman"}.get(
                    claimant or ""
                ),
                "channel": channel,
                "stance": stance,
                "proposition": what,
                "subject": subject,
                "place_id": place,
                "place_text": name,
                "geo_precision": 1,
                "geometry": Point(lon, lat),
                "claim_date": day,
                "claim_date_latest": day,
                "reported_date": day + timedelta(days=2),
                "basis": "party" if claimant else "journalist",
                "reliability": "C" if claimant else "B",
                "credibility": 3,
                "conflicts_with": {3: ["cl_" + "0" * 15 + "4"], 4: ["cl_" + "0" * 15 + "3"]}.get(
                    i, []
                ),
                "corroborates": [],
                "report_id": "r1" if i % 2 else "r2",
                "start": 100 + i,
                "end": 160 + i,
                "quote": f"We have {what} {name}, said a spokesman on that day.",
            }
        )
    rows.append(
        {
            **rows[0],
            "claim_id": "cl_" + "f" * 16,
            "event_id": None,
            "place_id": None,
            "place_text": None,
            "geometry": None,
            "geo_precision": None,
            "claim_date": None,
        }
    )
    return frame("claims", rows)


def control() -> gpd.GeoDataFrame:
    spans = [
        (
            "kidal_town",
            "claimed",
            "csp_psd",
            ["csp_psd"],
            date(2023, 9, 1),
            date(2023, 11, 13),
            [0],
        ),
        ("kidal_town", "held", "fama", ["fama"], date(2023, 11, 14), None, [1, 2]),
        ("bamba_gao", "contested", None, ["csp_psd", "fama"], date(2023, 10, 1), None, [3, 4]),
        ("ber_tombouctou", "claimed", "fama", ["fama"], date(2023, 8, 13), None, [5]),
        (
            "bourem_town",
            "temporarily_entered",
            "fama",
            ["csp_psd"],
            date(2023, 9, 12),
            None,
            [6, 7],
        ),
        ("menaka_town", "unknown", None, [], date(2023, 10, 20), None, [8]),
    ]
    rows = []
    for place, state, holder, claimants, start, end, ids in spans:
        name, lat, lon, _ = PLACES[place]
        rows.append(
            {
                "place_id": place, "place_name": name, "geometry": Point(lon, lat), "state": state, "holder": holder,
                "claimants": claimants, "basis": "claimed_by", "valid_from": start, "valid_to": end,
                "last_evidence_date": start, "rule": "latest uncontradicted claim", "claim_ids": [f"cl_{i:016x}" for i in ids],
            }
        )  # fmt: skip
    return frame("control", rows)


def reports() -> pd.DataFrame:
    rows = [
        {"report_id": "r1", "file": "one.txt", "title": "Clashes in the north", "source": "Example News", "url": "https://example.org/a", "lang": "en", "published": date(2023, 11, 16), "text_sha256": "0" * 64},
        {"report_id": "r2", "file": "two.txt", "title": "Combats dans le nord", "source": "Exemple Info", "url": "javascript:alert(1)", "lang": "fr", "published": date(2023, 10, 3), "text_sha256": "1" * 64},
    ]  # fmt: skip
    return frame("reports", rows, geo=False)


def not_events() -> pd.DataFrame:
    rows = [
        {
            "report_id": "r1",
            "start": 5,
            "end": 40,
            "quote": "no damage was reported",
            "modality": "negated",
        }
    ]
    return frame("not_events", rows, geo=False)


def flows() -> gpd.GeoDataFrame:
    """People who left Kidal and came back, from an area, and a number that nobody stated."""
    said = [
        ("kidal_town", "gao_town", 5000, date(2023, 11, 20), "fighting", 1),
        ("kidal_town", "gao_town", 1000, date(2023, 11, 25), "fighting", 1),
        ("gao_town", "kidal_town", 800, date(2023, 12, 5), "return", 1),
        ("bamba_gao", "tombouctou_town", 300, None, None, 3),
        ("menaka_town", "gao_town", None, date(2023, 10, 2), "fighting", 1),
    ]
    rows = []
    for i, (origin, destination, persons, day, reason, precision) in enumerate(said):
        (a, lat_a, lon_a, _), (b, lat_b, lon_b, _) = PLACES[origin], PLACES[destination]
        rows.append(
            {
                "flow_id": f"flow_{i}", "name": f"{a} - {b}", "origin_place": origin, "origin_name": a,
                "origin_precision": precision, "destination_place": destination, "destination_name": b,
                "destination_precision": 1, "persons": persons, "date": day, "reason": reason,
                "source_id": "flows.csv", "geometry": LineString([(lon_a, lat_a), (lon_b, lat_b)]),
            }
        )  # fmt: skip
    out = pd.DataFrame(rows)
    out["persons"] = out["persons"].astype("Int32")
    out["date"] = pd.to_datetime(out["date"]).astype("datetime64[ms]")
    return gpd.GeoDataFrame(out, geometry="geometry", crs="EPSG:4326")


def routes() -> gpd.GeoDataFrame:
    """Three stretches from Gao to Kidal, the middle one with events near it."""
    stops = [(-0.0447, 16.2717), (-0.3488, 16.9549), (0.6, 18.05), (1.4078, 18.4411)]
    rows = [
        {
            "route_id": "r1", "order": i + 1, "from_name": a, "to_name": b, "start_km": start,
            "end_km": end, "length_km": end - start, "surface": "paved_worn", "mode": "road",
            "score": score, "event_count": count, "battles": count, "geometry_quality": "schematic",
            "geometry": LineString(stops[i : i + 2]),
        }
        for i, (a, b, start, end, score, count) in enumerate(
            [("Gao", "Bourem", 0.0, 95.0, 0.0, 0), ("Bourem", "Anéfis", 95.0, 240.0, 1.7, 3), ("Anéfis", "Kidal", 240.0, 350.0, 0.4, 1)]
        )
    ]  # fmt: skip
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry", crs="EPSG:4326")


def displacement() -> gpd.GeoDataFrame:
    """A figure for a place, one for an area, one for neither."""
    _, lat, lon, _ = PLACES["gao_town"]
    day = date(2023, 9, 1)
    rows = [
        {"record_id": "1", "date": day, "persons": 1500, "place_id": "gao_town", "site": "Gao", "geometry": Point(lon, lat)},
        {"record_id": "2", "date": day, "persons": 70, "place_id": "kidal_region", "admin1": "Kidal"},
        {"record_id": "3", "date": day, "persons": 8, "admin1": "Nowhere"},
    ]  # fmt: skip
    return frame("displacement", rows)
