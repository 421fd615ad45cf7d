"""Write the folder, and leave alone what the user has made of an earlier one."""

from __future__ import annotations

import csv
import hashlib
import shutil
import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geomali import schema
from geomali.errors import GeomaliError
from geomali.exports import HXL_TAGS, export, write_dictionary
from geomali.files import writable_folder
from geomali.qgis._layers import BASEMAP, EXTRA, basemap_layers, project_layers
from geomali.qgis._project import ProjectLayer, is_ours, pack, project_xml, qml
from geomali.qgis._words import word

if TYPE_CHECKING:
    import pandas as pd

    from geomali.actors import ActorRegistry

__all__ = ["ExportSummary", "write_project"]

LANGUAGES: Final = ("en", "fr")
_PROJECT: Final = "geomali.qgz"
_NEW_PROJECT: Final = "geomali_new.qgz"
_DATA: Final = "geomali.gpkg"
_KEPT_DATA: Final = "geomali_previous.gpkg"
_PARQUET: Final = (
    "events", "event_areas", "event_lines", "events_by_actor", "control", "claims",
    "displacement", "routes", "reports", "sources",
)  # fmt: skip
_STYLE_MARK: Final = "geomali "
_BASE_LICENCE: Final = "Natural Earth: public domain; Who’s On First: CC0; GeoNames: CC BY 4.0"
_STYLES_TABLE: Final = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
  f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT CURRENT_TIMESTAMP)
"""
_STYLE_COLUMNS: Final = (
    "f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column", "styleName",
    "styleQML", "styleSLD", "useAsDefault", "description", "owner", "ui", "update_time",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExportSummary:
    """What was written, and what of the user's own was kept."""

    folder: Path
    project: Path
    """Our project: ``geomali.qgz``, or ``geomali_new.qgz`` beside one that the user edited."""
    rows: Mapping[str, int] = field(default_factory=dict)
    kept: tuple[str, ...] = ()


def write_project(
    frames: Mapping[str, pd.DataFrame],
    folder: str | Path,
    *,
    as_of: date | None = None,
    sensitivity: str = "partner",
    lang: str = "en",
    registry: ActorRegistry | None = None,
) -> ExportSummary:
    """Write a folder that QGIS opens, styled, with the time slider set.

    ``geomali.qgz`` is the project, ``geomali.gpkg`` its data with a default
    style per layer, ``parquet/`` the same conflict layers as GeoParquet,
    ``data_dictionary.csv`` and ``README.txt`` their description.  All paths are
    relative: the folder can be moved or zipped.

    Written again into the same folder, the data are replaced; a project that
    the user saved stays as it is, ours goes beside it as ``geomali_new.qgz``;
    styles that the user saved in the GeoPackage stay the default of their
    layers; layers that the user put there go to ``geomali_previous.gpkg``,
    without ours, which may tell more than this export may.  Each file is
    replaced whole, the project last.

    Parameters
    ----------
    frames
        Tables by name, EPSG:4326: ``events``, and any of ``claims``,
        ``control``, ``events_by_actor``, ``displacement``, ``routes``, ``reports``
        and ``sources``.  ``control`` is worked out from the claims if not given,
        ``events_by_actor`` from the events.
    folder
        Made if it is not there.
    as_of
        Last day that the project shows at first; the last one in the data if None.
    sensitivity
        Level that :mod:`geomali.privacy` applies: ``internal``, ``partner`` or ``public``.
    lang
        Language of names and legends, ``en`` or ``fr``.
    registry
        Actors; the shipped ones by default.

    Returns
    -------
    ExportSummary
        Rows by layer, and what was kept of the user's.

    Raises
    ------
    ValueError
        No such level or language.
    GeomaliError
        There are no events, or the data are open in another program.
    OSError
        The folder cannot be written.
    """
    from geomali.actors import load_actors

    if lang not in LANGUAGES:
        raise ValueError(f"language {lang!r} is unknown; use en or fr")
    if "events" not in frames:
        raise GeomaliError("the table events is missing")
    folder = Path(folder)
    registry = registry or load_actors()
    shown = _reduced(frames, sensitivity, registry)
    layers = project_layers(shown, registry, lang=lang)
    layers |= basemap_layers(layers)
    for frame in layers.values():
        frame.attrs["sensitivity"] = sensitivity
    with writable_folder(folder):
        _release(folder / _DATA)
        with tempfile.TemporaryDirectory(prefix=".geomali.", dir=folder) as name:
            staging = Path(name)
            kept = _write_all(
                layers, folder, staging, as_of=as_of, sensitivity=sensitivity, lang=lang
            )
            project = _swap(staging, folder)
    return ExportSummary(
        folder=folder,
        project=project,
        rows={name: len(frame) for name, frame in layers.items()},
        kept=tuple(kept) + ((_PROJECT,) if project.name == _NEW_PROJECT else ()),
    )


def _reduced(
    frames: Mapping[str, pd.DataFrame], sensitivity: str, registry: ActorRegistry
) -> dict[str, Any]:
    from geomali.control import control_spans
    from geomali.privacy import apply_sensitivity

    given = {name: frame for name, frame in frames.items() if frame is not None}
    if "control" not in given and "claims" in given:
        given["control"] = control_spans(given["claims"], actors=registry)
    return apply_sensitivity(given, sensitivity)


# -- what is written ----------------------------------------------------------------------------


def _write_all(
    layers: Mapping[str, Any],
    folder: Path,
    staging: Path,
    *,
    as_of: date | None,
    sensitivity: str,
    lang: str,
) -> list[str]:
    described = _described(layers, lang)
    words = {
        layer.table: f"{word('abstract.' + layer.name, lang)} Sources: {layer.sources}. "
        f"Licence: {'; '.join(layer.licences)}. {word('level.' + sensitivity, lang)}."
        for layer in reversed(described)
    }
    export(layers, staging / _DATA, "gpkg", descriptions=words)
    kept = _write_styles(staging / _DATA, folder / _DATA, described, lang)
    parquet = {name: layers[name] for name in _PARQUET if name in layers}
    for name, frame in parquet.items():
        export({name: frame}, staging / "parquet" / f"{name}.parquet", "parquet")
    _write_dictionary(layers, staging / "data_dictionary.csv")
    period = _period(layers, as_of)
    xml = project_xml(
        described,
        lang=lang,
        sensitivity=sensitivity,
        period=period,
        view=_view(layers),
        hidden=("actor", "claims", "lists", "displacement"),
    )
    (staging / _PROJECT).write_bytes(pack(xml))
    (staging / "README.txt").write_text(
        _readme(layers, described, sensitivity, lang), encoding="utf-8", newline="\n"
    )
    return kept


# Layer of the project -> table, group, where-clause, shown at first, expanded.
_PLAN: Final = (
    ("events", "events", "type", "", True, True),
    ("event_lines", "event_lines", "type", "", True, False),
    ("events_by_actor", "events_by_actor", "actor", "", True, True),
    ("claims", "claims", "claims", "", True, True),
    ("control", "control", "control", "", True, True),
    ("routes", "routes", "routes", "", True, False),
    ("displacement", "displacement", "displacement", "", True, False),
    ("displacement_areas", "displacement_areas", "displacement", "", True, False),
    ("events_near", "events", "type", '"geo_precision" = 2', True, False),
    ("event_areas", "event_areas", "type", "", True, False),
    ("not_on_map", "events", "lists", '"not_on_map" IS NOT NULL', True, False),
    ("reports", "reports", "lists", "", True, False),
    ("sources", "sources", "lists", "", True, False),
    ("places", "places", "basemap", "", True, False),
    ("borders", "borders", "basemap", "", True, False),
    ("roads", "roads", "basemap", "", True, False),
    ("rivers", "rivers", "basemap", "", True, False),
    ("lakes", "lakes", "basemap", "", True, False),
    ("regions", "regions", "basemap", "", True, False),
    ("cercles", "cercles", "basemap", "", True, False),
    ("countries", "countries", "basemap", "", True, False),
)
_GROUPS: Final = (
    "type",
    "actor",
    "claims",
    "control",
    "routes",
    "displacement",
    "lists",
    "basemap",
)


def _described(layers: Mapping[str, Any], lang: str) -> list[ProjectLayer]:
    """Layers of the project from top to bottom, each over its table."""
    sources, licences = _credits(layers, lang)
    found = []
    for name, table, group, subset, shown, expanded in _PLAN:
        frame = layers.get(table)
        if frame is None:
            continue
        base = name in BASEMAP
        found.append(
            ProjectLayer(
                name=name,
                table=table,
                group=group,
                fields=_fields(frame),
                geometry=_geometry(frame),
                crowd=_crowd(frame),
                extent=_bounds(frame),
                sources="Natural Earth; Who’s On First; GeoNames; geomali" if base else sources,
                licences=(_BASE_LICENCE,) if base else licences,
                subset=subset,
                shown=shown,
                expanded=expanded,
            )
        )
    return sorted(found, key=lambda layer: _GROUPS.index(layer.group))


def _fields(frame: Any) -> tuple[str, ...]:
    active = getattr(frame, "active_geometry_name", None)
    return tuple(str(name) for name in frame.columns if name != active)


def _geometry(frame: Any) -> str:
    if getattr(frame, "active_geometry_name", None) is None:
        return "None"
    kinds = set(frame.geometry.geom_type.dropna())
    for single in ("LineString", "Polygon"):
        if kinds and kinds <= {single, f"Multi{single}"}:
            return f"Multi{single}"
    return "Point" if kinds <= {"Point"} else "Unknown"


def _crowd(frame: Any) -> int:
    """How many rows share the point that has most."""
    if _geometry(frame) != "Point":
        return 0
    points = frame.geometry[frame.geometry.notna() & ~frame.geometry.is_empty]
    counts = points.get_coordinates().value_counts()
    return int(counts.iloc[0]) if len(counts) else 0


def _bounds(frame: Any) -> tuple[float, float, float, float] | None:
    if _geometry(frame) == "None":
        return None
    box = frame.total_bounds
    if not all(map(isfinite, box)):
        return None
    return float(box[0]), float(box[1]), float(box[2]), float(box[3])


def _credits(layers: Mapping[str, Any], lang: str) -> tuple[str, tuple[str, ...]]:
    sources = layers.get("sources")
    if sources is None or not len(sources):
        return "geomali", (word("licences", lang),)
    publishers = sorted(
        {
            str(publisher if isinstance(publisher, str) else name)
            for publisher, name in zip(sources["publisher"], sources["name"], strict=True)
            if isinstance(publisher, str) or isinstance(name, str)
        }
    )
    licences = sorted({str(value) for value in sources["licence"] if isinstance(value, str)})
    shown = publishers[:12] + ([f"… ({len(publishers)})"] if len(publishers) > 12 else [])
    return "; ".join(shown), tuple(licences) or (word("licences", lang),)


def _days(layers: Mapping[str, Any]) -> list[date]:
    import pandas as pd

    found: list[date] = []
    for table, columns in (
        ("events", ("event_date", "date_latest")),
        ("claims", ("claim_date",)),
        ("control", ("valid_from",)),
        ("displacement", ("date",)),
    ):
        for column in columns:
            if table in layers and column in layers[table]:
                days = pd.to_datetime(layers[table][column], errors="coerce").dropna()
                if len(days):
                    found += [days.min().date(), days.max().date()]
    return found


def _period(layers: Mapping[str, Any], as_of: date | None) -> tuple[date, date] | None:
    days = _days(layers)
    if as_of is not None:
        days = [day for day in days if day <= as_of] + [as_of]
    return (min(days), as_of or max(days)) if days else None


def _view(layers: Mapping[str, Any]) -> tuple[float, float, float, float]:
    """The country mapped, or what happened where no country is known."""
    countries = layers.get("countries")
    home = None if countries is None else _bounds(countries[countries["home"]])
    box = home or _bounds(layers["events"]) or (-12.3, 10.1, 4.3, 25.0)
    return box[0] - 0.5, box[1] - 0.5, box[2] + 0.5, box[3] + 0.5


# -- styles in the GeoPackage -------------------------------------------------------------------


def _digest(text: str) -> str:
    return _STYLE_MARK + hashlib.sha256(text.encode()).hexdigest()


def _write_styles(path: Path, before: Path, layers: Sequence[ProjectLayer], lang: str) -> list[str]:
    """Write our styles, and carry over those that the user saved; return the names of these."""
    users = _user_styles(before)
    default = {row["f_table_name"] for row in users if row["useAsDefault"]}
    names = {(row["f_table_name"], row["styleName"]) for row in users}
    rows = list(users)
    tables = set()
    for layer in layers:
        text = qml(layer.name, layer.fields, lang=lang, crowd=layer.crowd)
        name = word(layer.name, lang)
        while (layer.table, name) in names:
            name += " (geomali)"
        # The first layer over a table gives its default style.
        first = layer.name == layer.table
        rows.append(
            {
                "f_table_catalog": "",
                "f_table_schema": "",
                "f_table_name": layer.table,
                "f_geometry_column": "" if layer.geometry == "None" else "geom",
                "styleName": name,
                "styleQML": text,
                "styleSLD": "",
                "useAsDefault": int(first and layer.table not in default),
                "description": _digest(text),
                "owner": "",
                "ui": None,
                "update_time": "2000-01-01T00:00:00.000Z",
            }
        )
        tables.add(layer.table)
    marks = ", ".join("?" * len(_STYLE_COLUMNS))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(_STYLES_TABLE)
        connection.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change)"
            " VALUES ('layer_styles', 'attributes', 'layer_styles', '', '2000-01-01T00:00:00.000Z')"
        )
        connection.executemany(
            f"INSERT INTO layer_styles ({', '.join(_STYLE_COLUMNS)}) VALUES ({marks})",  # noqa: S608
            [[row[column] for column in _STYLE_COLUMNS] for row in rows],
        )
    return [f"{row['f_table_name']}: {row['styleName']}" for row in users]


def _user_styles(path: Path) -> list[dict[str, Any]]:
    """Styles in an earlier GeoPackage that are not as we wrote them."""
    if not path.exists():
        return []
    columns = ", ".join(_STYLE_COLUMNS)
    try:
        with closing(sqlite3.connect(path)) as connection:
            found = connection.execute(
                f"SELECT {columns} FROM layer_styles ORDER BY id"  # noqa: S608
            ).fetchall()
    except sqlite3.DatabaseError:
        return []
    rows = [dict(zip(_STYLE_COLUMNS, row, strict=True)) for row in found]
    return [row for row in rows if row["description"] != _digest(str(row["styleQML"]))]


def _own_tables(path: Path) -> set[str]:
    """Tables that an earlier GeoPackage holds."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            rows = connection.execute("SELECT table_name FROM gpkg_contents").fetchall()
    except sqlite3.DatabaseError:
        return set()
    return {str(row[0]) for row in rows}


def _release(path: Path) -> None:
    """See that no other program holds the earlier GeoPackage.

    A write-ahead log left beside a replaced database would be replayed into
    the new one and damage it.
    """
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path, timeout=1.0)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        raise GeomaliError(f"{path} is in use; close it in QGIS and try again") from error
    except sqlite3.DatabaseError:
        return
    if any(path.with_name(path.name + end).exists() for end in ("-wal", "-shm")):
        raise GeomaliError(f"{path} is in use; close it in QGIS and try again")


def _swap(staging: Path, folder: Path) -> Path:
    """Put the new files in place, the project last; return our project."""
    old = folder / _DATA
    if old.exists() and _own_tables(old) - _OURS:
        shutil.copyfile(old, staging / _KEPT_DATA)
        _drop_ours(staging / _KEPT_DATA)
        (staging / _KEPT_DATA).replace(_unused(folder / _KEPT_DATA))
    (staging / _DATA).replace(old)
    (folder / "parquet").mkdir(exist_ok=True)
    for name in _PARQUET:
        new, target = (
            staging / "parquet" / f"{name}.parquet",
            folder / "parquet" / f"{name}.parquet",
        )
        if new.exists():
            new.replace(target)
        else:
            target.unlink(missing_ok=True)
    for name in ("data_dictionary.csv", "README.txt"):
        (staging / name).replace(folder / name)
    project = folder / _PROJECT
    if project.exists() and not is_ours(project.read_bytes()):
        project = folder / _NEW_PROJECT
    else:
        (folder / _NEW_PROJECT).unlink(missing_ok=True)
    (staging / _PROJECT).replace(project)
    return project


def _unused(path: Path) -> Path:
    """The path, with a number if there is such a file."""
    number = 1
    found = path
    while found.exists():
        number += 1
        found = path.with_stem(f"{path.stem}_{number}")
    return found


def _drop_ours(path: Path) -> None:
    """Leave in a GeoPackage what the user put there; no page of the rest stays in the file."""
    with closing(sqlite3.connect(path)) as connection:
        with connection:
            rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            known = {str(row[0]) for row in rows}
            ours = sorted(_OURS & known)
            for table in ours:
                connection.execute(f'DROP TABLE IF EXISTS "rtree_{table}_geom"')
                connection.execute(f'DROP TABLE "{table}"')
            marks = ", ".join("?" * len(ours))
            for register in sorted(_REGISTERS & known):
                connection.execute(
                    f"DELETE FROM {register} WHERE table_name IN ({marks})",  # noqa: S608
                    ours,
                )
        connection.execute("VACUUM")


_REGISTERS: Final = frozenset(
    {"gpkg_contents", "gpkg_geometry_columns", "gpkg_extensions", "gpkg_ogr_contents"}
)
_OURS: Final = frozenset({*_PARQUET, *BASEMAP, "displacement_areas", "layer_styles"})


_SAME_COLUMNS: Final = {
    "event_areas": "events",
    "event_lines": "events",
    "displacement_areas": "displacement",
}


# -- description --------------------------------------------------------------------------------


def _write_dictionary(layers: Mapping[str, Any], path: Path) -> None:
    tables = [name for name in layers if name in schema.TABLES]
    write_dictionary(tables, path)
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for name in layers:
            known = set(schema.TABLES[name].names) if name in schema.TABLES else set()
            table = _SAME_COLUMNS.get(name, name)
            shared = {c.name: c for c in schema.TABLES[table].columns} if table != name else {}
            for column in _fields(layers[name]):
                if column in known:
                    continue
                spec = shared.get(column)
                meaning = spec.meaning if spec else EXTRA.get(table, {}).get(column, "")
                kind = spec.dtype if spec else str(layers[name][column].dtype)
                writer.writerow(
                    [name, column, kind, "no", meaning or "as in the source of the layer", "",
                     HXL_TAGS.get(column, "")]
                )  # fmt: skip


def _readme(
    layers: Mapping[str, Any], described: Sequence[ProjectLayer], sensitivity: str, lang: str
) -> str:
    from geomali.privacy import rules_in_words

    french = lang == "fr"
    lines = [
        word("title", lang),
        word("level." + sensitivity, lang),
        "",
        "Ouvrir geomali.qgz dans QGIS 3.22 ou plus récent."
        if french
        else "Open geomali.qgz in QGIS 3.22 or later.",
        "",
    ]
    for name, english, francais in (
        ("geomali.qgz", "project, all paths relative", "projet, chemins relatifs"),
        ("geomali.gpkg", "the data, styles inside", "les données, styles inclus"),
        ("parquet/", "the same layers as GeoParquet", "les mêmes couches en GeoParquet"),
        ("data_dictionary.csv", "what each column means", "sens de chaque colonne"),
    ):
        lines.append(f"{name:22}{francais if french else english}")
    lines += ["", "Couches :" if french else "Layers:"]
    for layer in described:
        if layer.name == layer.table:
            lines.append(f"  {layer.table} ({len(layers[layer.table])}): {word(layer.name, lang)}")
    credit = next(layer for layer in described if layer.name == "events")
    lines += [
        "",
        f"Sources: {credit.sources}",
        f"Licences: {'; '.join(credit.licences)}",
        f"{word('group.basemap', lang)}: {_BASE_LICENCE}",
        "",
        f"{'Sensibilité :' if french else 'Sensitivity:'} {sensitivity}",
    ]
    lines += [f"  {sentence}" for sentence in rules_in_words(sensitivity, lang=lang)]
    again = (
        "Une nouvelle exportation remplace les données, garde votre projet (le nôtre devient "
        "geomali_new.qgz) et les styles que vous avez enregistrés dans geomali.gpkg."
        if french
        else "Exporting again replaces the data, keeps your project (ours becomes "
        "geomali_new.qgz) and the styles that you saved in geomali.gpkg."
    )
    return "\n".join([*lines, "", again, ""])
