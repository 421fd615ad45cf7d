"""Build the table of namesakes, and the files of keys that make a first answer quick.

    python gazetteer/recipes/build_namesakes.py GEONAMES_FILE [ROOT]

``GEONAMES_FILE`` is the dump of Mali (see ``gazetteer/SOURCES.md``). A
namesake is a place that bears a name of a shipped place and lies elsewhere:
without the full dump installed, it is what keeps a name that many places bear
from being taken for the one that is shipped. Each record passed the checks of
an installation. Without the argument only the files of keys are written, which
is needed whenever a table has changed.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from pathlib import Path

from geomali.gazetteer import Place, install, load_gazetteer
from geomali.gazetteer._geodesy import distance_km
from geomali.gazetteer._layers import key_lines

PLACES, NAMES = "namesakes.csv", "namesake_names.csv"
PLACE_COLUMNS = [
    "place_id", "name", "feature_class", "feature_code", "lat", "lon", "country", "admin1", "admin2",
    "near_admin1", "sources",
]  # fmt: skip
NAME_COLUMNS = ["place_id", "name", "lang", "kind"]
# Within this distance two records of one name are one place.
SAME_PLACE_KM = 10.0


def namesakes(dump: Path) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Places of a dump that bear a shipped place's name elsewhere, and under which further names."""
    with tempfile.TemporaryDirectory() as folder:
        install(file=dump, data_dir=folder)
        index = load_gazetteer(data_dir=folder).index
        found: dict[str, set[str]] = {}
        for hits in index.load().values():
            placed = [(place, hit) for hit in hits if (place := index.place(hit.place_id))]
            shipped = [place for place, _ in placed if place.layer == "core"]
            for place, hit in placed:
                if (
                    shipped
                    and place.layer != "core"
                    and not place.is_area
                    and not any(_near(place, s) for s in shipped)
                ):
                    found.setdefault(place.place_id, set()).add(hit.name)
        places = {place_id: index.place(place_id) for place_id in sorted(found)}
    rows = [
        {
            "place_id": place_id, "name": p.name, "feature_class": p.feature_class,
            "feature_code": p.feature_code, "lat": f"{p.lat:.5f}", "lon": f"{p.lon:.5f}",
            "country": p.country, "admin1": p.admin1 or "", "admin2": p.admin2 or "",
            "near_admin1": "|".join(p.near_admin1), "sources": p.source,
        }
        for place_id, p in places.items()
        if p is not None
    ]  # fmt: skip
    names = [
        {"place_id": row["place_id"], "name": name, "lang": "", "kind": "variant"}
        for row in rows
        for name in sorted(found[row["place_id"]] - {row["name"]})
    ]
    return rows, names


def _near(a: Place, b: Place) -> bool:
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return False
    return distance_km(a.lat, a.lon, b.lat, b.lon) <= SAME_PLACE_KM


def _write(path: Path, columns: list[str], rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main(dump: Path | None, folder: Path) -> None:
    """Write the tables and their keys into a folder."""
    if dump is not None:
        rows, names = namesakes(dump)
        _write(folder / PLACES, PLACE_COLUMNS, rows)
        _write(folder / NAMES, NAME_COLUMNS, names)
    for places, more, keys in (
        ("places.csv", "names.csv", "places.keys"),
        (PLACES, NAMES, "namesakes.keys"),
    ):
        (folder / keys).write_text(
            key_lines(folder / places, folder / more), encoding="ascii", newline="\n"
        )


if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[1:]]
    here = Path(__file__).resolve().parents[1]
    main(given[0] if given else None, given[1] / "gazetteer" if len(given) > 1 else here)
