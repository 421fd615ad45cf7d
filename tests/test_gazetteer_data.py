"""The shipped gazetteer checks itself: every row against the outlines, the vocabularies and known facts."""

from __future__ import annotations

import csv
import importlib.util
import json
import math
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from types import ModuleType

import pyarrow.parquet as pq
import pyproj
import pytest
import shapely

from geomali.gazetteer._fold import name_key
from geomali.gazetteer._layers import key_lines
from geomali.resources import data_path
from geomali.schema import AREA_CRS

GEOD = pyproj.Geod(ellps="WGS84")
FLAT = pyproj.Transformer.from_crs("EPSG:4326", AREA_CRS, always_xy=True).transform
SHARED = Path(__file__).parents[2] / "shared" / "data"
REGIONS = {
    "Bamako", "Gao", "Kayes", "Kidal", "Koulikoro", "Mopti", "Ménaka", "Sikasso", "Ségou",
    "Taoudénit", "Tombouctou",
}  # fmt: skip


def read(relative: str) -> list[dict[str, str]]:
    with data_path(relative).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PLACES = read("gazetteer/places.csv")
BY_ID = {p["place_id"]: p for p in PLACES}
POINTS = [p for p in PLACES if p["lat"]]
NAMES = read("gazetteer/names.csv")
UNITS = read("gazetteer/admin_units.csv")


@pytest.fixture(scope="module")
def areas() -> dict[str, dict[str, object]]:
    table = pq.read_table(data_path("layers/admin/areas.parquet"))
    rows = table.to_pylist()
    for row in rows:
        row["shape"] = shapely.from_wkb(row["geometry"])
        row["flat"] = shapely.transform(row["shape"], FLAT, interleaved=False)
    return {row["place_id"]: row for row in rows}


def km_outside(place: dict[str, str], area: dict[str, object]) -> float:
    point = shapely.Point(*FLAT(float(place["lon"]), float(place["lat"])))
    return float(shapely.distance(point, area["flat"])) / 1000


def km_between(a: dict[str, str], b: dict[str, str]) -> float:
    return GEOD.inv(float(a["lon"]), float(a["lat"]), float(b["lon"]), float(b["lat"]))[2] / 1000


def key(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in text if c.isalnum() and not unicodedata.combining(c))


# --- form of the tables -------------------------------------------------------


@pytest.mark.parametrize("name", ["places", "names", "admin_units"])
def test_files_are_utf8_with_line_feeds_and_normal_form(name: str) -> None:
    raw = data_path(f"gazetteer/{name}.csv").read_bytes()
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    text = raw.decode("utf-8")
    assert text == unicodedata.normalize("NFC", text)
    assert not re.search(r"[\u200b-\u200f\u202a-\u202e\ufeff]", text)


def test_rows_are_sorted_so_that_a_diff_is_a_review() -> None:
    assert [p["place_id"] for p in PLACES] == sorted(p["place_id"] for p in PLACES)
    order = [(n["place_id"], n["kind"], n["name"]) for n in NAMES]
    assert order == sorted(order)


def test_ids_are_unique_ascii_slugs() -> None:
    assert len(BY_ID) == len(PLACES)
    assert all(re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", i) for i in BY_ID)
    assert len(PLACES) >= 1000


def test_values_are_in_their_vocabularies() -> None:
    classes = {"A", "H", "L", "P", "S", "T", "V"}
    checks = {
        "approximate", "edge_of_unit", "in_unit", "no_outline", "outline_generalised",
        "outline_simplified", "position_corrected", "single_source", "source_agrees_on_region",
        "two_sources",
    }  # fmt: skip
    for p in PLACES:
        assert p["feature_class"] in classes, p
        assert re.fullmatch(r"[A-Z][A-Z0-9]*", p["feature_code"]), p
        assert re.fullmatch(r"[A-Z]{2}|", p["country"]), p
        assert set(p["check"].split(";")) <= checks, p
        assert p["sources"], p
        assert p["admin1"] in REGIONS | {""}, p
        assert p["geo_precision"] in {"1", "2", "3"}, p
        assert not p["population"] or int(p["population"]) > 0, p
    assert {n["kind"] for n in NAMES} == {"official", "variant", "former", "exonym", "misspelling"}
    assert all(re.fullmatch(r"[a-z]{2,3}|", n["lang"]) for n in NAMES)


def test_points_and_areas_are_told_apart() -> None:
    for p in PLACES:
        is_point = p["geo_precision"] == "1"
        assert is_point == bool(p["lat"]) == bool(p["lon"]), p
        if is_point:
            assert -90 < float(p["lat"]) < 90, p
            assert (float(p["lat"]), float(p["lon"])) != (0.0, 0.0), p


def test_two_sources_means_two_independent_ones() -> None:
    for p in POINTS:
        independent = {s.split(":")[0] for s in p["sources"].split(";")} - {"own"}
        assert ("two_sources" in p["check"]) == (len(independent) > 1), p


# --- names --------------------------------------------------------------------


def test_every_name_belongs_to_a_place_and_is_given_once() -> None:
    assert {n["place_id"] for n in NAMES} == set(BY_ID)
    seen = Counter((n["place_id"], n["name"], n["lang"]) for n in NAMES)
    assert [k for k, count in seen.items() if count > 1] == []
    assert all(n["name"] == n["name"].strip() != "" for n in NAMES)
    own = {(n["place_id"], n["name"]) for n in NAMES if n["kind"] == "official"}
    assert [p["place_id"] for p in PLACES if (p["place_id"], p["name"]) not in own] == []


@pytest.mark.parametrize(
    ("place_id", "spellings"),
    [
        ("aguelhok", ["Aguelhok", "Aguelhoc", "Aguel'hoc"]),
        ("tinzaouaten", ["Tinzaouaten", "Tin Zaouatine", "Tinzawaten", "Tinzaouatène"]),
        ("anefis", ["Anéfis", "Anefif"]),
        ("in_khalil", ["In-Khalil", "I-n-Khalil"]),
        ("tombouctou_town", ["Tombouctou", "Timbuktu", "Timbuctu"]),
        ("taoudenni", ["Taoudenni", "Taoudénit"]),
        ("mbera_camp", ["Mbera", "M'Bera", "M'Berra"]),
        ("labbezanga", ["Labbézanga", "Labbezanga", "Labezanga"]),
        ("liptako_gourma", ["Liptako-Gourma", "Three-border area", "zone des trois frontières"]),
        ("northern_mali", ["northern Mali", "nord du Mali"]),
        ("burkina_faso", ["Burkina Faso", "Burkino Faso"]),
        ("cote_divoire", ["Côte d'Ivoire", "Ivory Coast"]),
    ],
)
def test_spellings_met_in_the_press_are_there(place_id: str, spellings: list[str]) -> None:
    known = {n["name"] for n in NAMES if n["place_id"] == place_id}
    assert set(spellings) <= known


def test_seats_share_their_name_with_no_other_settlement_of_mali() -> None:
    # "Gao" may mean the town, the cercle or the region, but never a hamlet of that name.
    bearers = defaultdict(set)
    for n in NAMES:
        p = BY_ID[n["place_id"]]
        if p["lat"] and p["country"] == "ML":
            bearers[key(n["name"])].add(p["place_id"])
    for p in POINTS:
        if p["place_id"].endswith("_town") and p["country"] == "ML":
            assert bearers[key(p["name"])] == {p["place_id"]}


def test_homonyms_are_reported_and_can_be_told_apart() -> None:
    bearers = defaultdict(list)
    for p in POINTS:
        bearers[key(p["name"])].append(p)
    homonyms = {k: v for k, v in bearers.items() if len(v) > 1}
    assert {"bamba", "koutougou", "douna"} - set(homonyms) <= {"douna"}
    for same in homonyms.values():
        for i, a in enumerate(same):
            for b in same[i + 1 :]:
                # Two rows of one name close together would be one place given twice.
                twins = a["country"] != b["country"]
                assert twins or km_between(a, b) > 10, (a["place_id"], b["place_id"])
                assert (a["country"], a["admin1"], a["admin2"]) != (
                    b["country"],
                    b["admin1"],
                    b["admin2"],
                ), (a["place_id"], b["place_id"])


# --- positions ----------------------------------------------------------------


def test_no_two_places_share_a_position() -> None:
    positions = Counter((p["lat"], p["lon"]) for p in POINTS)
    assert [k for k, count in positions.items() if count > 1] == []


def test_every_point_of_mali_lies_in_its_units(areas: dict[str, dict[str, object]]) -> None:
    cercles = {
        (p["admin1"], p["admin2"]): areas[p["place_id"]]
        for p in PLACES
        if p["feature_code"] == "ADM2" and p["admin2_pcode"]
    }
    regions = {
        p["admin1"]: areas[p["place_id"]]
        for p in PLACES
        if p["feature_code"] == "ADM1"
        and p["place_id"] in areas
        and areas[p["place_id"]]["scheme"] == "ten_regions"
    }
    assert len(cercles) == 52
    assert set(regions) == REGIONS
    outside = []
    for p in POINTS:
        if p["country"] != "ML":
            assert p["admin1"] == p["admin1_pcode"] == "", p
            continue
        allowed_km = 15 if "edge_of_unit" in p["check"] else 1
        units = [regions[p["admin1"]]]
        if p["admin2"] and p["admin1"] != "Bamako":
            units.append(cercles[p["admin1"], p["admin2"]])
        outside += [(p["place_id"], u["name"]) for u in units if km_outside(p, u) > allowed_km]
    assert outside == []


def test_no_point_of_mali_lies_deep_in_another_region(areas: dict[str, dict[str, object]]) -> None:
    # Twin of the test above, from the other side: it fails if a unit is mislabelled.
    tree = [(a["place_id"], a["flat"]) for a in areas.values() if a["scheme"] == "ten_regions" and a["level"] == "admin1"]  # fmt: skip
    for p in POINTS:
        if p["country"] == "ML":
            point = shapely.Point(*FLAT(float(p["lon"]), float(p["lat"])))
            inside = {
                BY_ID[i]["admin1"] for i, g in tree if shapely.contains(g.buffer(-3000), point)
            }
            assert inside <= {p["admin1"]}, p["place_id"]


def test_points_abroad_lie_in_their_country(areas: dict[str, dict[str, object]]) -> None:
    outlines = {BY_ID[i]["country"]: a for i, a in areas.items() if a["level"] == "country" and a["quality"] == "simplified"}  # fmt: skip
    assert {"BF", "CI", "DZ", "GN", "ML", "MR", "NE", "SN"} <= set(outlines)
    far = [
        p["place_id"]
        for p in POINTS
        if p["country"] in outlines and km_outside(p, outlines[p["country"]]) > 3
    ]
    assert far == []


@pytest.mark.parametrize(
    ("place_id", "lat", "lon", "km"),
    [
        # Known faults of GeoNames; positions stated with the project's facts.
        ("bamba_gao", 17.03358, -1.40381, 1),
        ("tessit", 15.224, 0.293, 2),
        ("ber", 16.835, -2.532, 2),
        ("almoustarat", 17.367, 0.087, 2),
        ("tarkint", 17.453, 0.057, 2),
        # By hand, from Wikipedia's coordinates.
        ("gao_town", 16.2667, -0.0500, 2),
        ("kidal_town", 18.4411, 1.4078, 2),
        ("dioura", 14.8253, -5.2514, 2),
        ("tidermene_town", 16.6000, 2.4167, 4),
        ("anderamboukane_town", 15.4225, 3.0233, 2),
        ("bordj_badji_mokhtar", 21.3289, 0.9542, 2),
        ("toguere_coumbe", 14.9181, -4.5933, 3),
        # By hand, from rows of UCDP GED.
        ("acharane", 16.6314, -3.32532, 0.1),
        ("heremakono_sikasso", 11.120625, -5.361924, 0.1),
        ("tagaribatte", 15.663249, 3.388185, 0.1),
        ("in_alata", 16.408914, -1.766287, 0.1),
        ("ahina", 16.499166, 0.653055, 0.1),
        ("bamguel", 15.10717, -2.58241, 0.1),
        ("bangassi_djenne", 13.8623, -4.3646, 0.1),
    ],
)
def test_known_positions(place_id: str, lat: float, lon: float, km: float) -> None:
    p = BY_ID[place_id]
    assert GEOD.inv(lon, lat, float(p["lon"]), float(p["lat"]))[2] / 1000 < km


def test_bamba_on_the_niger_is_not_its_namesakes() -> None:
    river, dogon = BY_ID["bamba_gao"], BY_ID["bamba_koro"]
    assert (river["admin1"], river["admin2"]) == ("Gao", "Bourem")
    assert (dogon["admin1"], dogon["admin2"]) == ("Mopti", "Koro")
    assert km_between(river, dogon) > 250
    assert "geonames:2460584" not in {s for p in PLACES for s in p["sources"].split(";")}


def test_border_twins_are_two_places() -> None:
    for a, b in [("tinzaouaten", "tinzaouaten_dz"), ("labbezanga", "yassane"), ("lere", "fassala")]:
        assert BY_ID[a]["country"] == "ML" != BY_ID[b]["country"]
        assert 0.3 < km_between(BY_ID[a], BY_ID[b]) < 70


# --- places and spellings of conflict data -------------------------------------


def test_facts_of_ucdp_are_in_the_tables() -> None:
    facts = read("gazetteer/recipes/ucdp.csv")
    order = [(f["place_id"], f["name"]) for f in facts]
    assert order == sorted(set(order))
    borne = {(n["place_id"], n["name"]) for n in NAMES}
    for f in facts:
        p = BY_ID[f["place_id"]]
        # Only points of a place (1) or of its surroundings (2), none of an admin unit.
        assert f["where_prec"] in {"1", "2"}, f
        assert p["lat"], f
        there = {"lat": f["latitude"], "lon": f["longitude"]}
        is_source = f"ucdp:{f['name']}" in p["sources"].split(";")
        assert is_source or f["names"], f
        assert km_between(p, there) < (0.01 if is_source else 5), f
        for name in filter(None, f["names"].split(";")):
            assert (f["place_id"], name) in borne, f


def test_places_known_from_ucdp_alone_say_how_sure_they_are() -> None:
    least = {
        f"ucdp:{f['name']}": {"1": 5, "2": 10}[f["where_prec"]]
        for f in read("gazetteer/recipes/ucdp.csv")
    }
    known = [p for p in PLACES if "ucdp:" in p["sources"]]
    assert len(known) > 30
    for p in known:
        assert {"single_source", "approximate"} <= set(p["check"].split(";")), p
        assert float(p["radius_km"]) >= least[p["sources"]], p


@pytest.mark.parametrize(
    ("place_id", "spelling"),
    [
        ("tabonkort", "Tabankort"),
        ("labbezanga", "Labzenga"),
        ("thy", "Thy"),
        ("agare_mbaou", "Agarangabo"),
        ("niangassagou", "Niangassadiou"),
    ],
)
def test_spellings_of_conflict_data_are_there(place_id: str, spelling: str) -> None:
    assert spelling in {n["name"] for n in NAMES if n["place_id"] == place_id}


# --- areas --------------------------------------------------------------------


def test_outlines_are_sorted_valid_and_listed(areas: dict[str, dict[str, object]]) -> None:
    path = data_path("layers/admin/areas.parquet")
    assert path.stat().st_size < 400_000
    assert list(areas) == sorted(areas)
    assert set(areas) <= set(BY_ID)
    for place_id, a in areas.items():
        assert a["shape"].is_valid, place_id
        assert not a["shape"].is_empty, place_id
        assert a["quality"] in {"surveyed", "simplified", "generalised"}
        assert a["name"] == BY_ID[place_id]["name"]
        assert BY_ID[place_id]["geo_precision"] == ("2" if a["level"] == "admin3" else "3")
        assert f"outline_{a['quality']}" in BY_ID[place_id]["check"]
        box = a["bbox"]
        assert (box["xmin"], box["ymin"], box["xmax"], box["ymax"]) == a["shape"].bounds
    without = {p["place_id"] for p in PLACES if not p["lat"]} - set(areas)
    assert all(BY_ID[i]["check"] == "no_outline" for i in without)


def test_radius_is_that_of_a_circle_of_the_same_area(areas: dict[str, dict[str, object]]) -> None:
    for place_id, a in areas.items():
        if a["flat"].area:
            expected = math.sqrt(a["flat"].area / math.pi) / 1000
            assert abs(float(BY_ID[place_id]["radius_km"]) - expected) <= 1, place_id


def test_units_of_the_ten_region_map_tile_the_country(areas: dict[str, dict[str, object]]) -> None:
    def total(level: str) -> float:
        return sum(
            a["flat"].area / 1e6
            for a in areas.values()
            if a["scheme"] == "ten_regions" and a["level"] == level
        )

    # 1,240,192 km2 by the CIA World Factbook and the World Bank; Natural Earth's own outline.
    assert total("admin1") == pytest.approx(1_240_192, rel=0.02)
    country = areas["mali"]["flat"].area / 1e6
    assert total("admin1") == pytest.approx(country, rel=0.02)
    bamako = areas["bamako_district"]["flat"].area / 1e6
    assert total("admin2") + bamako == pytest.approx(total("admin1"), rel=0.01)


@pytest.mark.parametrize(
    "place_id",
    [
        "adrar_des_ifoghas", "azawad", "central_mali", "gourma", "haoussa_tombouctou",
        "inner_niger_delta", "liptako", "liptako_gourma", "menaka_region", "northern_mali",
        "sahel", "southern_mali", "taoudenit_region", "wagadou_forest", "lake_faguibine",
        "lake_debo", "niger_river", "bani_river", "mali", "libya", "france", "bandiagara_region",
    ],
)  # fmt: skip
def test_regions_that_reports_name_have_an_outline(
    place_id: str, areas: dict[str, dict[str, object]]
) -> None:
    assert place_id in areas


@pytest.mark.parametrize(
    ("town", "area"),
    [
        ("gossi", "gourma"), ("tessalit_town", "adrar_des_ifoghas"), ("dori", "liptako"),
        ("youwarou_town", "inner_niger_delta"), ("kidal_town", "northern_mali"),
        ("djenne_town", "central_mali"), ("sikasso_town", "southern_mali"),
        ("menaka_town", "liptako_gourma"), ("sangha", "dogon_country"), ("gao_town", "azawad"),
        ("hombori", "douentza_region"), ("koro_town", "bandiagara_region"),
    ],
)  # fmt: skip
def test_vague_regions_hold_the_towns_they_are_known_for(
    town: str, area: str, areas: dict[str, dict[str, object]]
) -> None:
    assert km_outside(BY_ID[town], areas[area]) < 5


def test_rivers_and_lakes_are_water() -> None:
    assert {BY_ID[i]["feature_class"] for i in ("niger_river", "bani_river", "lake_debo")} == {"H"}


def test_basemap_layers_fit_and_are_clipped() -> None:
    total = 0
    for name in ("borders", "regions", "rivers", "lakes"):
        path = data_path(f"layers/basemap/{name}.parquet")
        total += path.stat().st_size
        shapes = shapely.from_wkb(pq.read_table(path, columns=["geometry"]).column(0).to_pylist())
        assert shapely.is_valid(shapes).all()
        west, south, east, north = shapely.total_bounds(shapes)
        assert west >= -18.001
        assert south >= 3.999
        assert east <= 16.001
        assert north <= 38.001
    assert total < 250_000


@pytest.mark.parametrize("layer", ["admin/areas", "basemap/borders", "basemap/regions", "basemap/rivers", "basemap/lakes"])  # fmt: skip
def test_layers_declare_themselves_as_geoparquet(layer: str) -> None:
    metadata = pq.read_metadata(data_path(f"layers/{layer}.parquet")).metadata
    geo = json.loads(metadata[b"geo"])
    column = geo["columns"]["geometry"]
    assert geo["version"] == "1.1.0"
    assert column["encoding"] == "WKB"
    assert column["crs"]["id"] == {"authority": "EPSG", "code": 4326}
    assert column["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]


@pytest.mark.parametrize(
    ("commune", "seat"),
    [
        # By hand: the article of the commune names its principal village.
        ("pondori_commune", "gomitogo"),
        ("togoro_kotia_commune", "sossobe"),
        ("derary_commune", "gagna"),
        ("diouradougou_kafo_commune", "tiere"),
        # By hand: the point of the commune's record is that of the village.
        ("lowol_gueou_commune", "kargue"),
        ("nema_badenyakafo_commune", "mougna_djenne"),
        # By hand: commune and village of one name, once in the cercle.
        ("folomana_commune", "folomana"),
        ("koumankou_commune", "koumankou"),
        ("mena_kolondieba_commune", "mena_kolondieba"),
    ],
)
def test_communes_lie_about_their_seat(
    commune: str, seat: str, areas: dict[str, dict[str, object]]
) -> None:
    assert km_outside(BY_ID[seat], areas[commune]) == 0
    assert BY_ID[commune]["admin2"] == BY_ID[seat]["admin2"] != ""
    assert BY_ID[seat]["admin3"] in BY_ID[commune]["name"]


def test_most_communes_of_1996_have_a_seat() -> None:
    communes = [p for p in PLACES if p["feature_code"] == "ADM3"]
    seats = {p["place_id"] for p in PLACES if p["admin3"]}
    assert len(communes) > 500
    assert len(seats) > 490
    # A commune is listed once, under the name the law gives it; its seat's name is a variant.
    assert {"fana_commune", "oussoubidiagna_commune", "niafunke_commune", "mourdiah_commune"} & {
        p["place_id"] for p in PLACES
    } == set()
    # Of Ména there is one; the town of Dioïla's Ména is the seat of N'Dlondougou.
    assert [p["admin2"] for p in communes if p["name"] == "Commune de Ména"] == ["Kolondiéba"]


# --- admin units --------------------------------------------------------------


def test_units_point_to_places_and_are_unique() -> None:
    assert {u["place_id"] for u in UNITS} <= set(BY_ID)
    keys = Counter((u["scheme"], u["version"], u["level"], u["code"], u["name"]) for u in UNITS)
    assert [k for k, count in keys.items() if count > 1] == []
    coded = Counter((u["scheme"], u["version"], u["code"]) for u in UNITS if u["code"])
    assert [k for k, count in coded.items() if count > 1] == []


def test_every_unit_has_its_parent() -> None:
    codes = {
        (u["scheme"].replace("admin2", "admin1"), u["code"]) for u in UNITS if u["level"] == "1"
    }
    for u in UNITS:
        if u["level"] == "2":
            assert (u["scheme"].replace("admin2", "admin1"), u["parent_code"]) in codes, u


def test_a_number_alone_is_no_region() -> None:
    found = {(u["scheme"], u["code"]): u["place_id"] for u in UNITS}
    # The trap: the same digits, two regions.
    assert found["iso3166-2", "ML-9"] == "menaka_region"
    assert found["hdx_pcode", "ML09"] == "bamako_district"
    assert found["iso3166-2", "ML-10"] == "taoudenit_region"
    assert found["hdx_pcode", "ML10"] == "menaka_region"
    assert found["geonames_admin1", "09"] == "gao_region"
    assert found["law_2023", "09"] == "taoudenit_region"


def test_vintages_have_their_number_of_units() -> None:
    count = Counter((u["scheme"], u["level"]) for u in UNITS)
    assert count["hdx_pcode", "1"] == 10
    assert count["hdx_pcode", "2"] == 53
    assert count["iso3166-2", "1"] == 11
    assert count["wof", "1"] == 9
    assert count["wof", "2"] == 49
    assert count["geonames_admin2", "2"] == 50  # 49 cercles and Bamako
    assert count["law_2023", "1"] == 20  # nineteen regions and the district
    assert count["law_2023", "2"] == 159  # as the ministry counted in 2024; other sources say 156


def test_places_carry_the_codes_of_their_units() -> None:
    names = {u["code"]: u["name"] for u in UNITS if u["scheme"] == "hdx_pcode"}

    def plain(text: str) -> str:
        return "".join(c for c in unicodedata.normalize("NFD", text) if c.isascii())

    for p in PLACES:
        if p["admin1_pcode"] and p["admin1"] != "Taoudénit":
            assert names[p["admin1_pcode"]] == plain(p["admin1"]), p
        if p["admin2_pcode"] and p["admin2"]:
            assert names[p["admin2_pcode"]] == plain(p["admin2"]), p
            assert p["admin2_pcode"].startswith(p["admin1_pcode"]), p


def test_region_of_2023_follows_from_the_law() -> None:
    regions = {u["name"] for u in UNITS if u["scheme"] == "law_2023" and u["level"] == "1"}
    assert {p["admin1_2023"] for p in PLACES} - {""} <= regions
    assert BY_ID["hombori"]["admin1_2023"] == "Douentza"
    assert BY_ID["ogossagou"]["admin1_2023"] == "Bandiagara"
    assert BY_ID["moura"]["admin1_2023"] == "Mopti"
    assert BY_ID["yangasso"]["admin1_2023"] == "San"
    assert BY_ID["ouelessebougou"]["admin1_2023"] == "Bougouni"
    assert BY_ID["menaka_town"]["admin1_2023"] == "Ménaka"


# --- namesakes and keys -------------------------------------------------------


def test_namesakes_bear_a_shipped_name_elsewhere() -> None:
    places, more = read("gazetteer/namesakes.csv"), read("gazetteer/namesake_names.csv")
    assert [p["place_id"] for p in places] == sorted({p["place_id"] for p in places})
    assert all(p["place_id"] == p["sources"].replace("geonames:", "gn_") for p in places)
    shipped = defaultdict(list)
    for n in NAMES:
        shipped[name_key(n["name"])].append(BY_ID[n["place_id"]])
    names = defaultdict(set)
    for row in [*places, *more]:
        names[row["place_id"]].add(name_key(row["name"]))
    for p in places:
        same = [q for key in names[p["place_id"]] for q in shipped.get(key, ())]
        assert same, p
        far = [q for q in same if not q["lat"] or km_between(p, q) > 9.9]
        assert far, p


@pytest.mark.parametrize("name", ["places names places", "namesakes namesake_names namesakes"])
def test_keys_are_those_of_the_tables(name: str) -> None:
    places, names, keys = name.split()
    folder = data_path("gazetteer/places.csv").parent
    made = key_lines(folder / f"{places}.csv", folder / f"{names}.csv")
    assert (folder / f"{keys}.keys").read_text(encoding="ascii") == made, (
        "run gazetteer/recipes/build_namesakes.py"
    )


# --- the recipe ---------------------------------------------------------------


def load_recipe(name: str) -> ModuleType:
    folder = data_path("gazetteer/recipes")
    sys.path.insert(0, str(folder))
    try:
        spec = importlib.util.spec_from_file_location(name, folder / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(folder))
    return module


@pytest.mark.skipif(not SHARED.is_dir(), reason="the source files are not here")
def test_recipe_makes_the_shipped_files_again(tmp_path: Path) -> None:
    recipes = tmp_path / "gazetteer" / "recipes"
    recipes.mkdir(parents=True)
    for path in data_path("gazetteer/recipes").glob("*.csv"):
        (recipes / path.name).write_bytes(path.read_bytes())
    load_recipe("build_tables").main(SHARED, tmp_path)
    dump = SHARED / "gazetteer" / "geonames_ML_2023-10-22.txt"
    load_recipe("build_namesakes").main(dump, tmp_path / "gazetteer")
    load_recipe("build_basemap").main(SHARED, tmp_path)
    made = [p for p in tmp_path.rglob("*") if p.is_file() and p.parent != recipes]
    assert len(made) == 12
    for path in made:
        assert path.read_bytes() == data_path(str(path.relative_to(tmp_path))).read_bytes(), (
            path.name
        )
