"""The one-way rule: a module imports lower ranks only, never a sibling."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "geomali"
RANKS = [
    {"errors"},
    {"schema", "resources", "files", "palette", "points"},
    {"gazetteer", "actors", "reports"},
    {"geoparse", "dates", "events"},
    {"readers", "extract"},
    {"store", "review", "control", "roads"},
    {"routes", "privacy"},
    {"maps", "exports"},
    {"qgis", "briefing"},
    {"pipeline"},
    {"cli"},
    {"__main__"},
]
RANK = {name: rank for rank, names in enumerate(RANKS) for name in names}
SOLE_IMPORTERS = {"folium": "maps", "branca": "maps", "geopy": "gazetteer"}


@cache
def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
            if node.module == "geomali":
                found |= {f"geomali.{alias.name}" for alias in node.names}
    return found


def modules() -> list[tuple[str, Path]]:
    paths = sorted(PACKAGE.rglob("*.py"))
    return [(p.relative_to(PACKAGE).parts[0].removesuffix(".py"), p) for p in paths]


def test_every_module_has_a_rank():
    assert {name for name, _ in modules()} - {"__init__"} <= RANK.keys()


def test_imports_go_down_only():
    wrong = []
    for name, path in modules():
        if name == "__init__":
            continue
        for target in imports(path):
            parts = target.split(".")
            if parts[0] != "geomali" or len(parts) < 2 or parts[1] == name:
                continue
            if parts[1] in RANK and RANK[parts[1]] >= RANK[name]:
                wrong.append(f"{path.relative_to(PACKAGE)} imports {target}")
    assert not wrong


def test_a_library_has_one_importer():
    wrong = [
        f"{path.relative_to(PACKAGE)} imports {target}"
        for name, path in modules()
        for target in imports(path)
        if SOLE_IMPORTERS.get(target.split(".")[0], name) != name
    ]
    assert not wrong
