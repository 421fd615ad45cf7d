"""Build the gazetteer's places, names and outlines from the selection and its sources.

    python gazetteer/recipes/build_tables.py DATA_DIR [ROOT]

``DATA_DIR`` holds the source files (see ``gazetteer/SOURCES.md``); ``ROOT`` is
the checkout, by default the one this script stands in.  Read are
``selection.csv`` (one row per point place, with the id of its source record),
``ucdp.csv`` (places and spellings taken from UCDP GED) and ``areas.csv`` (one
row per area, with how its outline is made); written are
``gazetteer/places.csv``, ``gazetteer/names.csv`` and
``layers/admin/areas.parquet``.  The same inputs give the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import json
import math
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import shapely
from shapely.geometry import MultiPoint, Point, Polygon, box, shape
from shapely.ops import nearest_points, unary_union, voronoi_diagram

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

AREA = pyproj.Transformer.from_crs(
    "EPSG:4326", "+proj=laea +lat_0=17 +lon_0=-4 +datum=WGS84 +units=m", always_xy=True
).transform
GEOD = pyproj.Geod(ellps="WGS84")
GEONAMES_FILES = {
    "ML": "geonames_ML_2023-10-22.txt",
    "BF": "geonames_BF_2014-12.txt.gz",
    "NE": "geonames_NE_2014-12.txt.gz",
    "MR": "geonames_MR_2014-12.txt.gz",
}
KINDS = {"o": "official", "v": "variant", "f": "former", "e": "exonym", "m": "misspelling"}
PLACE_COLUMNS = [
    "place_id",
    "name",
    "feature_class",
    "feature_code",
    "lat",
    "lon",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "admin1_pcode",
    "admin2_pcode",
    "admin1_2023",
    "geo_precision",
    "radius_km",
    "population",
    "sources",
    "check",
]

# Old cercle (Who's On First spelling) -> name, region of the ten-region map,
# p-code of the 2021 list, region of the 2023 law.
CERCLES = {
    "Abeibara": ("Abeïbara", "Kidal", "ML0801", "Kidal"),
    "Ansongo": ("Ansongo", "Gao", "ML0701", "Gao"),
    "Bafoulabe": ("Bafoulabé", "Kayes", "ML0101", "Kayes"),
    "Bamako": ("Bamako", "Bamako", "ML0901", "Bamako"),
    "Banamba": ("Banamba", "Koulikoro", "ML0201", "Koulikoro"),
    "Bandiagara": ("Bandiagara", "Mopti", "ML0501", "Bandiagara"),
    "Bankass": ("Bankass", "Mopti", "ML0502", "Bandiagara"),
    "Baroueli": ("Barouéli", "Ségou", "ML0401", "Ségou"),
    "Bla": ("Bla", "Ségou", "ML0402", "Ségou"),
    "Bougouni": ("Bougouni", "Sikasso", "ML0301", "Bougouni"),
    "Bourem": ("Bourem", "Gao", "ML0702", "Gao"),
    "Diema": ("Diéma", "Kayes", "ML0102", "Nioro"),
    "Dioila": ("Dioïla", "Koulikoro", "ML0202", "Dioïla"),
    "Dire": ("Diré", "Tombouctou", "ML0601", "Tombouctou"),
    "Djenne": ("Djenné", "Mopti", "ML0503", "Mopti"),
    "Douentza": ("Douentza", "Mopti", "ML0504", "Douentza"),
    "Gao": ("Gao", "Gao", "ML0703", "Gao"),
    "Goundam": ("Goundam", "Tombouctou", "ML0602", "Tombouctou"),
    "Gourma-Rharous": ("Gourma-Rharous", "Tombouctou", "ML0603", "Tombouctou"),
    "Kadiolo": ("Kadiolo", "Sikasso", "ML0302", "Sikasso"),
    "Kangaba": ("Kangaba", "Koulikoro", "ML0203", "Koulikoro"),
    "Kati": ("Kati", "Koulikoro", "ML0204", "Koulikoro"),
    "Kayes": ("Kayes", "Kayes", "ML0103", "Kayes"),
    "Kenieba": ("Kéniéba", "Kayes", "ML0104", "Kayes"),
    "Kidal": ("Kidal", "Kidal", "ML0802", "Kidal"),
    "Kita": ("Kita", "Kayes", "ML0105", "Kita"),
    "Kolokani": ("Kolokani", "Koulikoro", "ML0205", "Koulikoro"),
    "Kolondieba": ("Kolondiéba", "Sikasso", "ML0303", "Bougouni"),
    "Koro": ("Koro", "Mopti", "ML0505", "Bandiagara"),
    "Koulikoro": ("Koulikoro", "Koulikoro", "ML0206", "Koulikoro"),
    "Koutiala": ("Koutiala", "Sikasso", "ML0304", "Koutiala"),
    "Macina": ("Macina", "Ségou", "ML0403", "Ségou"),
    "Menaka": ("Ménaka", "Ménaka", "ML1001", "Ménaka"),
    "Mopti": ("Mopti", "Mopti", "ML0506", "Mopti"),
    "Nara": ("Nara", "Koulikoro", "ML0207", "Nara"),
    "Niafunke": ("Niafunké", "Tombouctou", "ML0604", "Tombouctou"),
    "Niono": ("Niono", "Ségou", "ML0404", "Ségou"),
    "Nioro": ("Nioro", "Kayes", "ML0106", "Nioro"),
    "San": ("San", "Ségou", "ML0405", "San"),
    "Segou": ("Ségou", "Ségou", "ML0406", "Ségou"),
    "Sikasso": ("Sikasso", "Sikasso", "ML0305", "Sikasso"),
    "Tenenkou": ("Ténenkou", "Mopti", "ML0507", "Mopti"),
    "Tessalit": ("Tessalit", "Kidal", "ML0803", "Kidal"),
    "Tin-Essako": ("Tin-Essako", "Kidal", "ML0804", "Kidal"),
    "Tombouctou": ("Tombouctou", "Tombouctou", "ML0605", "Tombouctou"),
    "Tominian": ("Tominian", "Ségou", "ML0407", "San"),
    "Yanfolila": ("Yanfolila", "Sikasso", "ML0306", "Bougouni"),
    "Yelimane": ("Yélimané", "Kayes", "ML0107", "Kayes"),
    "Yorosso": ("Yorosso", "Sikasso", "ML0307", "Koutiala"),
    "Youwarou": ("Youwarou", "Mopti", "ML0508", "Mopti"),
}
# The region of Ménaka was one cercle; its four seats divide it, nearest seat
# first, because no open outline of the four exists.
MENAKA_SEATS = {
    "menaka_town": ("Ménaka", "ML1001"),
    "anderamboukane_town": ("Andéramboukane", "ML1002"),
    "inekar_town": ("Inékar", "ML1003"),
    "tidermene_town": ("Tidermène", "ML1004"),
}
# Cercles that the law of 2023 divided between two regions: south of these
# parallels the region is known only for the seats themselves.
SPLIT_IN_2023 = {"Kati": 12.25, "Bla": 90.0}
# North of this parallel the old cercle of Tombouctou counts as Taoudénit: a
# line drawn by us, since the law gives no open outline.
TAOUDENIT_SOUTH = 17.75


# Direction marks that some source names carry.
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\ufeff]")
NODE_CODES = {"PPLC", "PPLA", "PPLA2"}


def name_key(text: str) -> str:
    """Fold case, accents and punctuation away; scripts other than Latin stay."""
    text = unicodedata.normalize("NFKD", text)
    return "".join(c for c in text.casefold() if c.isalnum() and not unicodedata.combining(c))


def read_csv(path: Path) -> list[dict[str, str]]:
    """Rows of a comma-separated file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_csv(path: Path, columns: list[str], rows: list[dict[str, str]]) -> None:
    """Write rows with line feeds, whatever the platform."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def read_geonames(path: Path) -> Iterator[dict[str, str]]:
    """Records of a GeoNames country file."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        for line in file:
            f = line.rstrip("\n").split("\t")
            yield {
                "id": f[0], "name": f[1], "alternates": f[3], "lat": f[4], "lon": f[5],
                "class": f[6], "code": f[7], "admin1": f[10], "population": f[14], "country": f[8],
            }  # fmt: skip


def ucdp_records(facts: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    """The places of ``ucdp.csv`` as records like those of GeoNames, by source id.

    Their names are added with those of the place (a place that GeoNames has as
    well takes its spellings too), so the record itself has none.
    """
    regions = {name_key(region): code for region, code in GEONAMES_REGIONS_OLD.items()}
    return {
        f"ucdp:{fact['name']}": {
            "id": fact["name"], "name": "", "alternates": "", "lat": fact["latitude"],
            "lon": fact["longitude"], "population": "",
            "admin1": regions[name_key(fact["adm_1"].removesuffix(" region"))],
        }
        for fact in facts
    }  # fmt: skip


def features(path: Path) -> list[tuple[dict[str, object], BaseGeometry]]:
    """Properties and valid geometry of each feature of a GeoJSON file."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return [(f["properties"], shapely.make_valid(shape(f["geometry"]))) for f in data["features"]]


class Sources:
    """The source files, loaded once."""

    def __init__(self, data: Path) -> None:
        self.geonames: dict[str, dict[str, str]] = {}
        for country, name in GEONAMES_FILES.items():
            for record in read_geonames(data / "gazetteer" / name):
                self.geonames[f"geonames:{country}:{record['id']}"] = record
        self.cercles = {
            str(p["name"]): (str(p["wof_id"]), g)
            for p, g in features(data / "admin" / "wof_adm2.geojson")
        }
        self.wof_regions: dict[str, str] = {}
        for p, g in features(data / "admin" / "wof_adm1.geojson"):
            self.wof_regions[str(p["name"])] = str(p["wof_id"])
            if p["name"] == "Bamako":
                self.cercles["Bamako"] = (str(p["wof_id"]), g)
        self.ne_regions = features(data / "basemap" / "ne10m_adm1_MLI_and_neighbours.geojson")
        self.rivers = features(data / "basemap" / "ne10m_rivers_bbox.geojson")
        self.ne_places = [
            (str(p["name"]), str(p["adm0_a3"]), float(g.y), float(g.x))
            for p, g in features(data / "gazetteer" / "ne10m_populated_places_bbox.geojson")
        ]
        self.seats_2023: dict[str, tuple[float, float]] = {}
        self.flee: list[tuple[str, str, float, float]] = []
        for label, name in (
            ("fabflee2017", "fabflee_mali2017_locations.csv"),
            ("flee2012", "flee_mali2012_locations.csv"),
        ):
            with (data / "roads" / name).open(encoding="utf-8") as file:
                for row in csv.reader(line for line in file if not line.startswith("#")):
                    self.flee.append((label, row[0], float(row[3]), float(row[4])))

        nodes = set()
        for p, _ in features(data / "roads" / "flownet_africa_network_mali_bbox.geojson"):
            nodes |= {
                (str(p["from"]), float(str(p["FY"])), float(str(p["FX"]))),
                (str(p["to"]), float(str(p["TY"])), float(str(p["TX"]))),
            }
        self.road_nodes = sorted(nodes)

    def towns_at_nodes(self, points: dict[str, tuple[float, float]]) -> dict[str, str]:
        """The place nearest to each node of the road network, if within 3 km."""
        found = {}
        for node, lat, lon in self.road_nodes:
            near = [
                (GEOD.inv(lon, lat, x, y)[2], place_id)
                for place_id, (y, x) in sorted(points.items())
                if abs(y - lat) < 0.03 and abs(x - lon) < 0.03
            ]
            if near and min(near)[0] < 3000:
                found[min(near)[1]] = f"flownet:{node}"
        return found

    def cercle_of(self, lat: float, lon: float, known: str = "") -> tuple[str | None, float]:
        """The old cercle a point lies in, or the nearest within 15 km, and that distance.

        A cercle known from elsewhere goes before the outline, which is rough.
        """
        point = Point(lon, lat)
        best: tuple[str | None, float] = (None, 15.0)
        for name, (_, geometry) in sorted(self.cercles.items()):
            if known and name != known:
                continue
            if geometry.covers(point):
                return name, 0.0
            if geometry.distance(point) < 0.2:
                near = nearest_points(geometry, point)[0]
                km = GEOD.inv(lon, lat, near.x, near.y)[2] / 1000
                if km < best[1]:
                    best = (name, km)
        return best

    def second(self, names: set[str], lat: float, lon: float) -> list[str]:
        """Other sources that know a place of one of these names within 12 km."""
        found = []
        for name, _, y, x in self.ne_places:
            if name_key(name) in names and GEOD.inv(lon, lat, x, y)[2] < 12_000:
                found.append(f"naturalearth:{name}")
        for label, name, y, x in self.flee:
            if name_key(name) in names and GEOD.inv(lon, lat, x, y)[2] < 12_000:
                found.append(f"{label}:{name}")
        return sorted(set(found))


def parse_names(text: str) -> list[tuple[str, str, str]]:
    """``Tombouctou/fr/o;Timbuktu/en/e`` as (text, language, kind); exclusions are left out."""
    names = []
    for part in text.split(";"):
        if not part or part.startswith("-"):
            continue
        name, lang, kind = [*part.split("/"), "", ""][:3]
        names.append((name.strip(), lang.strip(), KINDS[kind.strip() or "v"]))
    return names


def usable_alternate(name: str) -> str | None:
    """Language of an alternate name worth keeping, or None for codes and foreign scripts."""
    if len(name) < 3 or re.fullmatch(r"[A-Z0-9]{3,4}", name) or re.search(r"\d", name):
        return None
    if re.fullmatch(r"[\u0600-\u06ff\s]+", name):
        return "ar"
    if not all(unicodedata.name(c, "").startswith("LATIN") for c in name if c.isalpha()):
        return None
    if name[0].islower() or " - " in name:  # romanisations of foreign scripts
        return None
    return "bm" if re.search("[ɛɔɲŋƐƆƝŊ]", name) else ""


def radius_km(geometry: BaseGeometry) -> float:
    """Radius of the circle of the same area (for lines: of their 5 km buffer)."""
    flat = shapely.transform(geometry, AREA, interleaved=False)
    if flat.area == 0:
        flat = flat.buffer(5000)
    return math.sqrt(flat.area / math.pi) / 1000


def outline(rule: str, src: Sources, points: dict[str, tuple[float, float]]) -> tuple[
    BaseGeometry | None, str, str
]:  # fmt: skip
    """Outline of an area by its rule, with its source and quality."""
    kind, _, value = rule.partition(":")
    if kind in {"wof", "wofu"}:
        parts, ids = [], []
        for item in value.split("+"):
            name = re.split("[<>]", item)[0]
            wof_id, geometry = src.cercles[name]
            if "<" in item:
                geometry = geometry.intersection(box(-20, 0, 20, float(item.split("<")[1])))
            elif ">" in item:
                geometry = geometry.intersection(box(-20, float(item.split(">")[1]), 20, 40))
            parts.append(geometry)
            ids.append(f"wof:{wof_id}")
        quality = "generalised" if kind == "wofu" or re.search("[<>]", value) else "simplified"
        # Cercle outlines leave hairline gaps between each other.
        merged = unary_union([p.buffer(0.002) for p in parts]).buffer(-0.002)
        return (parts[0] if len(parts) == 1 else merged), ";".join(ids), quality
    if kind == "wof1":
        wof_id, geometry = src.cercles[value]
        return geometry, f"wof:{wof_id}", "simplified"
    if kind == "near":
        seats = {s: Point(points[s][1], points[s][0]) for s in MENAKA_SEATS}
        wof_id, whole = src.cercles["Menaka"]
        cells = voronoi_diagram(MultiPoint(list(seats.values())), envelope=whole).geoms
        cell = next(c for c in cells if c.contains(seats[value]))
        return whole.intersection(cell), f"wof:{wof_id};own:nearest_seat", "generalised"
    if kind == "cell":
        # A cercle of 2023 is the part of the old cercle nearest to its seat
        # among the seats that lie in the same old cercle.
        old, _ = src.cercle_of(*src.seats_2023[value])
        wof_id, whole = src.cercles[str(old)]
        seats = {
            s: Point(lon, lat)
            for s, (lat, lon) in src.seats_2023.items()
            if src.cercle_of(lat, lon)[0] == old
        }
        cells = voronoi_diagram(MultiPoint(list(seats.values())), envelope=whole).geoms
        cell = next(c for c in cells if c.contains(seats[value]))
        return whole.intersection(cell), f"wof:{wof_id};own:nearest_seat", "generalised"
    if kind == "disc":
        # A commune has no open outline: a disc about its seat stands for it.
        centre, _, km = value.rpartition(":")
        if centre in points:
            lat, lon = points[centre]
            source = f"own:disc_about:{centre}"
        else:
            record = src.geonames[centre]
            lat, lon = float(record["lat"]), float(record["lon"])
            source = f"geonames:{record['id']};own:disc"
        ring = [GEOD.fwd(lon, lat, azimuth, float(km) * 1000)[:2] for azimuth in range(0, 360, 30)]
        return Polygon(ring), source, "generalised"
    if kind == "ne":
        parts = [g for p, g in src.ne_regions if p["adm0_a3"] == value]
        merged = unary_union([p.buffer(0.002) for p in parts]).buffer(-0.002)
        return merged, f"naturalearth:adm0:{value}", "simplified"
    if kind in {"ne1", "neu"}:
        codes = value.split("+")
        parts = [g for p, g in src.ne_regions if p["iso_3166_2"] in codes]
        return unary_union(parts), ";".join(f"naturalearth:{c}" for c in codes), "simplified"
    if kind == "river":
        parts = [g for p, g in src.rivers if p["name"] == value]
        name = value.replace("?", "é")
        return unary_union(parts), f"naturalearth:river:{name}", "simplified"
    if kind == "poly":
        ring = [tuple(map(float, pair.split())) for pair in value.split(",")]
        return Polygon(ring), "own:generalised", "generalised"
    return None, "own:name_only", ""


TOLERANCE = {"country": 0.015, "admin1": 0.004, "admin2": 0.003, "admin3": 0.0, "natural": 0.01}


def write_geoparquet(
    path: Path, columns: dict[str, pa.Array], geometries: list[BaseGeometry]
) -> None:
    """Write GeoParquet 1.1: WKB, PROJJSON, bounding box covering column."""
    bounds = [g.bounds for g in geometries]
    edges = ("xmin", "ymin", "xmax", "ymax")
    covering = pa.StructArray.from_arrays(
        [pa.array([b[i] for b in bounds], pa.float64()) for i in range(4)], names=list(edges)
    )
    table = pa.table(
        {
            **columns,
            "geometry": pa.array(
                [shapely.to_wkb(g, byte_order=1) for g in geometries], pa.binary()
            ),
            "bbox": covering,
        }
    )
    total = shapely.total_bounds(geometries)
    geo = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {
            "geometry": {
                "encoding": "WKB",
                "geometry_types": sorted({g.geom_type for g in geometries}),
                "crs": pyproj.CRS("EPSG:4326").to_json_dict(),
                "bbox": [float(v) for v in total],
                "covering": {"bbox": {e: ["bbox", e] for e in edges}},
            }
        },
    }
    table = table.replace_schema_metadata({"geo": json.dumps(geo, sort_keys=True)})
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, compression="zstd", compression_level=15)


def tidy(geometry: BaseGeometry, tolerance: float) -> BaseGeometry:
    """Simplify, round to about 11 m, and keep valid."""
    simple = shapely.set_precision(geometry.simplify(tolerance), 0.0001)
    return shapely.normalize(shapely.make_valid(simple))


ISO_REGIONS = {
    "Kayes": "ML-1", "Koulikoro": "ML-2", "Sikasso": "ML-3", "Ségou": "ML-4", "Mopti": "ML-5",
    "Tombouctou": "ML-6", "Gao": "ML-7", "Kidal": "ML-8", "Ménaka": "ML-9", "Taoudénit": "ML-10",
    "Bamako": "ML-BKO",
}  # fmt: skip
GEONAMES_REGIONS = {
    "Kayes": "03", "Koulikoro": "07", "Sikasso": "06", "Ségou": "05", "Mopti": "04",
    "Tombouctou": "08", "Gao": "09", "Kidal": "10", "Ménaka": "12070577",
    "Taoudénit": "12070575", "Bamako": "01",
}  # fmt: skip


# GeoNames still files the places of Ménaka and Taoudénit under the old regions.
GEONAMES_REGIONS_OLD = GEONAMES_REGIONS | {"Ménaka": "09", "Taoudénit": "08"}
REGIONS_2023 = {
    "Kayes": "01", "Koulikoro": "02", "Sikasso": "03", "Ségou": "04", "Mopti": "05",
    "Tombouctou": "06", "Gao": "07", "Kidal": "08", "Taoudénit": "09", "Ménaka": "10",
    "Nioro": "11", "Kita": "12", "Dioïla": "13", "Nara": "14", "Bougouni": "15",
    "Koutiala": "16", "San": "17", "Douentza": "18", "Bandiagara": "19", "Bamako": "00",
}  # fmt: skip
# The new regions and the region of the ten-region map they were cut from.
PARENT_OF_2023 = {
    "Nioro": "Kayes", "Kita": "Kayes", "Dioïla": "Koulikoro", "Nara": "Koulikoro",
    "Bougouni": "Sikasso", "Koutiala": "Sikasso", "San": "Ségou", "Douentza": "Mopti",
    "Bandiagara": "Mopti",
}  # fmt: skip


def unaccented(text: str) -> str:
    """The name as the p-code list writes it."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def admin_units(
    src: Sources, areas: list[dict[str, str]], cercles_2023: list[dict[str, str]]
) -> list[dict[str, str]]:
    """Codes of the units of Mali, one row per scheme, version and code."""
    ids = {
        (row["level"], short_name(row["name"])): row["place_id"]
        for row in areas
        if row["country"] == "ML"
    }
    rows: list[dict[str, str]] = []

    def add(scheme: str, version: str, level: int, code: str, name: str, parent: str,
            place_id: str, start: str, end: str, source: str) -> None:  # fmt: skip
        rows.append(dict(zip(UNIT_COLUMNS, (scheme, version, str(level), code, name, parent,
                                            place_id, start, end, source), strict=True)))  # fmt: skip

    for region, code in ISO_REGIONS.items():
        start = "2016-01-19" if region in {"Ménaka", "Taoudénit"} else ""
        add(
            "iso3166-2",
            "2020",
            1,
            code,
            region,
            "ML",
            ids["admin1", region],
            start,
            "",
            "iso3166-2",
        )
    for region, code in GEONAMES_REGIONS.items():
        add(
            "geonames_admin1",
            "2023-10-22",
            1,
            code,
            region,
            "ML",
            ids["admin1", region],
            "",
            "",
            "geonames",
        )
    pcodes = {pcode: (title, region) for title, region, pcode, _ in CERCLES.values()}
    pcodes |= {pcode: (title, "Ménaka") for title, pcode in MENAKA_SEATS.values()}
    for region, pcode in sorted({(r, p[:4]) for p, (_, r) in pcodes.items()}):
        add("hdx_pcode", "2021-12-20", 1, pcode, unaccented(region), "MLI", ids["admin1", region],
            "2021-12-20", "", "hdx_pcodes")  # fmt: skip
    for pcode, (title, _) in pcodes.items():
        place_id = ids["admin1", "Bamako"] if pcode == "ML0901" else ids["admin2", title]
        add("hdx_pcode", "2021-12-20", 2, pcode, unaccented(title), pcode[:4], place_id,
            "2021-12-20", "", "hdx_pcodes")  # fmt: skip
    for name, (wof_id, _) in src.cercles.items():
        if name == "Bamako":  # the district is a region there, without cercles
            continue
        title, region, _, _ = CERCLES[name]
        old = {"Ménaka": "Gao", "Tombouctou": "Timbuktu"}.get(region, region)
        # The old cercle of Ménaka is the region of today.
        place_id = ids["admin1" if name == "Menaka" else "admin2", title]
        add("wof", "eight_regions", 2, wof_id, name, src.wof_regions[old], place_id, "", "", "wof")
    for name, wof_id in src.wof_regions.items():
        region = {"Timbuktu": "Tombouctou"}.get(name, name)
        add("wof", "eight_regions", 1, wof_id, name, "ML", ids["admin1", region], "", "", "wof")
    for record in src.geonames.values():
        if record["code"] == "ADM2" and record["country"] == "ML":
            cercle = next(c for c in CERCLES if name_key(c) == cercle_key(record["name"]))
            title, region = CERCLES[cercle][:2]
            level = "admin1" if cercle == "Bamako" else "admin2"
            add("geonames_admin2", "2023-10-22", 2, record["id"], title, GEONAMES_REGIONS[region],
                ids[level, title], "", "", "geonames")  # fmt: skip
    for region, code in REGIONS_2023.items():
        add(
            "law_2023",
            "2023-03-13",
            1,
            code,
            region,
            "ML",
            ids["admin1", region],
            "2023-03-13",
            "",
            "law_2023",
        )
    for row in cercles_2023:
        # The four-digit codes of the cercles are not known to us; the name is the key.
        add("law_2023", "2023-03-13", 2, "", row["cercle"], REGIONS_2023[row["region"]],
            row["place_id"], "2023-03-13", "", "law_2023")  # fmt: skip
    return sorted(rows, key=lambda r: [r[c] for c in UNIT_COLUMNS])


UNIT_COLUMNS = [
    "scheme",
    "version",
    "level",
    "code",
    "name",
    "parent_code",
    "place_id",
    "valid_from",
    "valid_to",
    "source",
]


def main(data: Path, root: Path) -> None:
    """Build everything."""
    src = Sources(data)
    recipes = root / "gazetteer" / "recipes"
    selection = read_csv(recipes / "selection.csv")
    areas = read_csv(recipes / "areas.csv")
    facts = read_csv(recipes / "ucdp.csv")
    records = src.geonames | ucdp_records(facts)
    spellings: dict[str, list[tuple[str, str, str]]] = {}
    for fact in facts:
        spellings.setdefault(fact["place_id"], []).extend(parse_names(fact["names"]))

    places: list[dict[str, str]] = []
    names: list[dict[str, str]] = []
    points: dict[str, tuple[float, float]] = {}
    units: dict[str, dict[str, str]] = {}

    def add_names(place_id: str, given: list[tuple[str, str, str]]) -> None:
        seen: set[tuple[str, str]] = set()
        for raw, lang, kind in given:
            text = unicodedata.normalize("NFC", INVISIBLE.sub("", raw)).strip()
            if (text, lang) in seen or (not lang and any(t == text for t, _ in seen)):
                continue
            seen.add((text, lang))
            names.append({"place_id": place_id, "name": text, "lang": lang, "kind": kind})

    for row in selection:
        record = records.get(row["source"])
        if row["source"] and record is None and not row["lat"]:
            raise SystemExit(f"{row['place_id']}: no source record {row['source']}")
        lat = float(row["lat"] or record["lat"])
        lon = float(row["lon"] or record["lon"])
        points[row["place_id"]] = (lat, lon)

    # Only settlements of some size are nodes: an airport or camp beside one is not.
    at_nodes = src.towns_at_nodes(
        {r["place_id"]: points[r["place_id"]] for r in selection if r["feature_code"] in NODE_CODES}
    )
    cercles_2023 = read_csv(recipes / "cercles_2023.csv")
    seats_2023 = {row["seat"]: row["region"] for row in cercles_2023 if row["seat"]}
    src.seats_2023 = {s: points[s] for s in sorted(seats_2023)}
    menaka = {s: points[s] for s in MENAKA_SEATS}
    for row in selection:
        place_id = row["place_id"]
        record = records.get(row["source"])
        lat, lon = points[place_id]
        given = [(row["name"], "", "official"), *parse_names(row["names"])]
        if record:
            # A name of the record that belongs to another place is excluded by a minus.
            excluded = {name_key(n[1:]) for n in row["names"].split(";") if n.startswith("-")}
            for alternate in [record["name"], *record["alternates"].split(",")]:
                lang = usable_alternate(alternate)
                # Names of one to three letters are words of other languages more often.
                short = len(unicodedata.normalize("NFC", alternate)) < 4
                if name_key(alternate) in excluded or (
                    short and name_key(alternate) != name_key(row["name"])
                ):
                    continue
                if row["feature_code"] in {"AIRP", "INSM"} and not re.search(
                    "airport|roport", alternate, re.IGNORECASE
                ):
                    continue
                if lang is not None:
                    given.append((alternate, lang, "variant"))
        given += spellings.get(place_id, ())
        add_names(place_id, given)
        keys = {name_key(text) for text, _, _ in given}
        sources = []
        country = row["country"]
        if row["source"]:
            # A GeoNames record counts worldwide, whichever country's file it is in.
            sources.append(re.sub("^geonames:..:", "geonames:", row["source"]))
        sources += filter(None, row["sources"].split(";"))
        sources += [s for s in src.second(keys, lat, lon) if s not in sources]
        if place_id in at_nodes:
            sources.append(at_nodes[place_id])
        if row["lat"] and (record or not sources):
            sources.append("own:position")
        checks = []
        admin = dict.fromkeys(
            ("admin1", "admin2", "admin1_pcode", "admin2_pcode", "admin1_2023"), ""
        )
        if country == "ML":
            cercle, km = src.cercle_of(lat, lon, row["cercle"])
            if cercle is None:
                raise SystemExit(f"{place_id}: not in Mali by the outlines")
            title, region, pcode, region_2023 = CERCLES[cercle]
            if cercle == "Menaka":
                seat = min(menaka, key=lambda s: GEOD.inv(lon, lat, menaka[s][1], menaka[s][0])[2])
                title, pcode = MENAKA_SEATS[seat]
            if cercle == "Tombouctou" and lat > TAOUDENIT_SOUTH:
                region, region_2023, title = "Taoudénit", "", ""
            if cercle in SPLIT_IN_2023 and lat < SPLIT_IN_2023[cercle]:
                region_2023 = ""
            region_2023 = seats_2023.get(place_id, region_2023)
            admin = {
                "admin1": region, "admin2": title, "admin1_pcode": pcode[:4],
                "admin2_pcode": pcode, "admin1_2023": region_2023,
            }  # fmt: skip
            checks.append("in_unit" if km == 0 else "edge_of_unit")
            if record and GEONAMES_REGIONS_OLD.get(region) == record["admin1"]:
                checks.append("source_agrees_on_region")
        independent = {s.split(":")[0] for s in sources} - {"own"}
        checks.append("two_sources" if len(independent) > 1 else "single_source")
        if (row["lat"] and "own:position" in sources) or "own:estimate" in sources:
            checks.append("approximate" if row["radius_km"] else "position_corrected")
        elif row["radius_km"]:
            checks.append("approximate")
        units[place_id] = admin
        population = record["population"] if record and record["population"] != "0" else ""
        places.append(
            {
                "place_id": place_id, "name": row["name"], "feature_class": feature_class(row["feature_code"]),
                "feature_code": row["feature_code"], "lat": f"{lat:.5f}", "lon": f"{lon:.5f}",
                "country": country, "admin3": "", **admin, "geo_precision": "1", "radius_km": row["radius_km"],
                "population": population, "sources": ";".join(sources), "check": ";".join(checks),
            }
        )  # fmt: skip

    shapes: list[tuple[str, dict[str, str], BaseGeometry, str, str]] = []
    for row in areas:
        geometry, source, quality = outline(row["outline"], src, points)
        radius = ""
        if geometry is not None:
            geometry = tidy(geometry, TOLERANCE[row["level"]])
            radius = f"{radius_km(geometry):.0f}"
            shapes.append((row["place_id"], row, geometry, source, quality))
        admin = dict.fromkeys(
            ("admin1", "admin2", "admin1_pcode", "admin2_pcode", "admin1_2023"), ""
        )
        admin.update(area_units(row, {r["place_id"]: r["region"] for r in cercles_2023}))
        kind, _, centre = row["outline"].partition(":")
        if kind == "cell":
            admin.update({k: units[centre][k] for k in ("admin1", "admin1_pcode")})
        elif kind == "disc":
            admin.update(units.get(centre.rpartition(":")[0], units["bamako_town"]))
        places.append(
            {
                "place_id": row["place_id"], "name": row["name"], "feature_class": row["feature_class"],
                "feature_code": row["feature_code"], "lat": "", "lon": "", "country": row["country"],
                "admin3": "", **admin, "geo_precision": "2" if row["level"] == "admin3" else "3", "radius_km": radius, "population": "",
                "sources": source, "check": (quality and f"outline_{quality}") or "no_outline",
            }
        )  # fmt: skip
        given = [(row["name"], "", "official"), *parse_names(row["names"])]
        if row["level"] == "admin3":
            bare = re.sub(r"^Commune (de |d')", "", row["name"])
            given.append((f"commune of {bare}", "en", "variant"))
        add_names(row["place_id"], given)

    # A seat lies in its commune; of other places we do not know it.
    communes = {
        row["outline"].split(":")[1]: re.sub(r"^Commune (de |d')", "", row["name"])
        for row in areas
        if row["level"] == "admin3" and row["outline"].count(":") == 2
    }
    for place in places:
        place["admin3"] = communes.get(place["place_id"], place["admin3"])
    places.sort(key=lambda r: r["place_id"])
    ids = [p["place_id"] for p in places]
    if len(ids) != len(set(ids)):
        raise SystemExit(f"repeated place_id: {sorted({i for i in ids if ids.count(i) > 1})}")
    names.sort(key=lambda r: (r["place_id"], r["kind"], r["name"], r["lang"]))
    write_csv(root / "gazetteer" / "places.csv", PLACE_COLUMNS, places)
    write_csv(root / "gazetteer" / "names.csv", ["place_id", "name", "lang", "kind"], names)

    write_csv(
        root / "gazetteer" / "admin_units.csv", UNIT_COLUMNS, admin_units(src, areas, cercles_2023)
    )

    shapes.sort(key=lambda s: s[0])
    write_geoparquet(
        root / "layers" / "admin" / "areas.parquet",
        {
            "place_id": pa.array([s[0] for s in shapes], pa.string()),
            "name": pa.array([s[1]["name"] for s in shapes], pa.string()),
            "level": pa.array([s[1]["level"] for s in shapes], pa.string()),
            "scheme": pa.array([scheme_of(s[1]) for s in shapes], pa.string()),
            "source": pa.array([s[3] for s in shapes], pa.string()),
            "quality": pa.array([s[4] for s in shapes], pa.string()),
        },
        [s[2] for s in shapes],
    )


def feature_class(code: str) -> str:
    """GeoNames class of a feature code."""
    classes = {
        "PPL": "P", "CMP": "S", "AIR": "S", "MN": "S", "MNA": "S", "INS": "S", "PST": "S", "CST": "S",
        "BDG": "S", "DAM": "S", "RUI": "S", "WLL": "H", "LK": "H", "WTR": "H", "WAD": "H", "PND": "H",
        "VAL": "T", "RKS": "T", "MTS": "T", "MT": "T", "HLL": "T", "LCT": "L", "ARE": "L", "RES": "L", "PRK": "L",
        "FRS": "V", "BRD": "S", "PSB": "S", "OIL": "S", "CAM": "S", "QRY": "S", "ISL": "T", "MIL": "L", "DUN": "T", "DPR": "T",
    }  # fmt: skip
    for length in (3, 2):
        if code[:length] in classes:
            return classes[code[:length]]
    raise SystemExit(f"unknown feature code {code}")


def scheme_of(row: dict[str, str]) -> str:
    """Administrative map an outline belongs to."""
    if row["level"] == "natural":
        return ""
    if row["level"] == "admin3":
        return "communes_1996"
    if row["country"] == "ML" and row["level"] != "country":
        new = short_name(row["name"]) in PARENT_OF_2023 and row["level"] == "admin1"
        return "law_2023" if new or row["outline"].startswith("cell:") else "ten_regions"
    return "iso3166-1" if row["level"] == "country" else "iso3166-2"


def cercle_key(name: str) -> str:
    """Key of ``Cercle de Bourem``, ``Koro Cercle`` or ``Ti-n-Essako`` without the word."""
    return name_key(re.sub(r"^Cercle d(e |[’'] ?)| Cercle$", "", name))


def short_name(name: str) -> str:
    """``Cercle de Bourem`` as ``Bourem``."""
    return re.sub(r"^(Région|Cercle|District) (de |d')", "", name)


def area_units(row: dict[str, str], regions_2023: dict[str, str]) -> dict[str, str]:
    """Units of an area: a region is in itself, a cercle in its region."""
    if row["country"] != "ML" or row["level"] not in {"admin1", "admin2"}:
        return {}
    if row["level"] == "admin1":
        code = {region: pcode[:4] for _, region, pcode, _ in CERCLES.values()}
        code["Taoudénit"] = ""
        region = short_name(row["name"])
        parent = PARENT_OF_2023.get(region, region)
        return {"admin1": parent, "admin1_pcode": code[parent], "admin1_2023": region}
    if row["outline"].startswith("cell:") or not row["outline"]:
        return {"admin1_2023": regions_2023[row["place_id"]]}
    for title, region, pcode, region_2023 in CERCLES.values():
        if title == short_name(row["name"]):
            return {
                "admin1": region, "admin2": title, "admin1_pcode": pcode[:4],
                "admin2_pcode": pcode, "admin1_2023": region_2023,
            }  # fmt: skip
    title, pcode = next(v for v in MENAKA_SEATS.values() if v[0] == short_name(row["name"]))
    return {
        "admin1": "Ménaka", "admin2": title, "admin1_pcode": "ML10",
        "admin2_pcode": pcode, "admin1_2023": "Ménaka",
    }  # fmt: skip


if __name__ == "__main__":
    here = Path(__file__).resolve().parents[2]
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else here)
