"""The public names: all there, all documented, and cheap until used."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import geomali


@pytest.mark.parametrize("name", geomali.__all__)
def test_a_public_name_is_there_and_documented(name):
    value = getattr(geomali, name)
    assert inspect.getdoc(value)
    assert name in dir(geomali)
    assert name in geomali.__doc__ or issubclass(value, geomali.GeomaliError)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no_such_name"):
        geomali.no_such_name  # noqa: B018


@pytest.mark.parametrize(
    "statement",
    [
        "import geomali",
        "import geomali.cli",
        "import geomali.gazetteer as g; g.load_gazetteer().resolve('Bourem')",
        "import geomali.pipeline as p; p.resolve_names(['Bourem'])",
        "from geomali import code_report, load_actors, find_dates",
    ],
)
def test_light_work_loads_no_heavy_library(statement):
    heavy = "{'numpy', 'pandas', 'geopandas', 'pyarrow', 'shapely', 'folium', 'geopy', 'scipy'}"
    code = f"{statement}; import sys; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
