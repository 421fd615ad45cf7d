"""Build the basemap layers (borders, regions, rivers, lakes) from Natural Earth.

    python gazetteer/recipes/build_basemap.py DATA_DIR [ROOT]

Clipped to the box below and simplified; the same inputs give the same bytes.
Lakes are the generalised outlines of ``areas.csv``: Natural Earth's lake file
is not among the sources.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import shapely
from build_tables import features, outline, read_csv, tidy, write_geoparquet
from shapely.geometry import MultiLineString, box

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

BOX = box(-18.0, 4.0, 16.0, 38.0)
NEAR_A_LINE = 0.05
"""Degrees: an edge of a country closer than this to a border line is that border."""
COUNTRIES = {
    "BFA": "BF", "CIV": "CI", "DZA": "DZ", "GIN": "GN", "MLI": "ML",
    "MRT": "MR", "NER": "NE", "SEN": "SN",
}  # fmt: skip
# The source files lost the accents of these names.
RIVER_NAMES = {
    "Bafing": ("Bafing", "Bafing"), "Bago?": ("Bagoé", "Bagoé"), "Bakoy": ("Bakoye", "Bakoye"),
    "Bani": ("Bani", "Bani"), "Baoul?": ("Baoulé", "Baoulé"), "Gambia": ("Gambie", "Gambia"),
    "Komo?": ("Comoé", "Comoé"), "Mouhoun  (Black Volta)": ("Mouhoun", "Black Volta"),
    "Nakanb? (White Volta)": ("Nakambé", "White Volta"), "Niger": ("Niger", "Niger"),
    "Oti": ("Oti", "Oti"), "Ou?m?": ("Ouémé", "Ouémé"), "S?n?gal": ("Sénégal", "Senegal"),
    "Sokoto": ("Sokoto", "Sokoto"),
}  # fmt: skip


def write(path: Path, rows: list[tuple[BaseGeometry, dict[str, object]]]) -> None:
    """Write the rows whose clipped geometry is not empty, in the order of their columns."""
    rows = [(g, r) for g, r in rows if not g.is_empty]
    rows.sort(key=lambda row: ([str(v) for v in row[1].values()], shapely.to_wkb(row[0])))
    columns = {
        key: pa.array([r[key] for _, r in rows], pa.int32() if key == "rank" else pa.string())
        for key in rows[0][1]
    }
    write_geoparquet(path, columns, [g for g, _ in rows])


def lines_only(geometry: BaseGeometry) -> BaseGeometry:
    """Joined line work of a geometry, without the points that clipping may leave."""
    parts = [g for g in getattr(geometry, "geoms", [geometry]) if "Line" in g.geom_type]
    return shapely.line_merge(shapely.union_all(parts)) if parts else geometry


def main(data: Path, root: Path) -> None:
    """Build the four layers."""
    base, out = data / "basemap", root / "layers" / "basemap"
    borders = []
    for p, g in features(base / "ne10m_boundary_lines_bbox.geojson"):
        line = lines_only(tidy(g.intersection(BOX), 0.01))
        borders.append(
            (line, {"left": str(p["adm0_left"]), "right": str(p["adm0_right"]), "kind": kind_of(p)})
        )
    regions = []
    countries: dict[str, list[BaseGeometry]] = {}
    for p, g in features(base / "ne10m_adm1_MLI_and_neighbours.geojson"):
        code = str(p["iso_3166_2"])
        countries.setdefault(COUNTRIES[str(p["adm0_a3"])], []).append(g)
        regions.append(
            (
                tidy(g.intersection(BOX), 0.015),
                {
                    "country": COUNTRIES[str(p["adm0_a3"])], "iso_3166_2": code,
                    "name_fr": str(p["name_fr"] or p["name"]), "name_en": str(p["name_en"] or p["name"]),
                },
            )
        )  # fmt: skip
    write(out / "regions.parquet", regions)

    # The border lines of the source are those around Mali: elsewhere a neighbour ends where
    # its regions end, at the sea or at a country that no file here holds.
    known = shapely.union_all([line for line, _ in borders]).buffer(NEAR_A_LINE)
    for country, parts in sorted(countries.items()):
        edge = shapely.boundary(shapely.union_all([g.buffer(0.0005) for g in parts]))
        rest = lines_only(tidy(edge.intersection(BOX).difference(known), 0.02))
        pieces = [g for g in shapely.get_parts(rest) if g.length > 4 * NEAR_A_LINE]
        if pieces:
            line = MultiLineString([g.coords for g in pieces])
            borders.append((line, {"left": country, "right": "", "kind": "edge"}))
    write(out / "borders.parquet", borders)

    rivers = []
    for p, g in features(base / "ne10m_rivers_bbox.geojson"):
        french, english = RIVER_NAMES[str(p["name"])]
        rivers.append(
            (
                lines_only(tidy(g.intersection(BOX), 0.008)),
                {"name_fr": french, "name_en": english, "rank": int(float(str(p["scalerank"])))},
            )
        )
    write(out / "rivers.parquet", rivers)

    lakes = []
    for row in read_csv(root / "gazetteer" / "recipes" / "areas.csv"):
        if row["feature_code"] == "LK":
            geometry, _, _ = outline(row["outline"], None, {})
            lakes.append((tidy(geometry, 0.0), {"place_id": row["place_id"], "name": row["name"]}))
    write(out / "lakes.parquet", lakes)


def kind_of(properties: dict[str, object]) -> str:
    """International border, or a line that Natural Earth marks as disputed."""
    return "border" if "International" in str(properties["featurecla"]) else "disputed"


if __name__ == "__main__":
    here = Path(__file__).resolve().parents[2]
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else here)
