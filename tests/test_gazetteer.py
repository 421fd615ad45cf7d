"""Names to places on the shipped table."""

from __future__ import annotations

import pytest

from geomali.gazetteer import load_gazetteer


@pytest.fixture(scope="module")
def core():
    return load_gazetteer(core_only=True)


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("Bourem", "bourem_town"),
        ("BOUREM", "bourem_town"),
        ("Tombouctou", "tombouctou_town"),
        ("Timbuktu", "tombouctou_town"),
        ("Aguel'hoc", "aguelhok"),
        ("Tin-Zaouatène", "tinzaouaten"),
        ("Gao", "gao_town"),
        ("Gao region", "gao_region"),
        ("région de Gao", "gao_region"),
        ("cercle de Bourem", "bourem_cercle"),
    ],
)
def test_spellings_of_one_place(core, name, place_id):
    answer = core.resolve(name)
    assert answer.status == "resolved"
    assert answer.place_id == place_id


def test_a_region_is_an_area_and_has_no_point(core):
    answer = core.resolve("Gao region")
    assert (answer.lat, answer.lon, answer.geo_precision) == (None, None, 3)


def test_an_invented_name_is_unknown(core):
    answer = core.resolve("Zarganta Foulbou")
    assert answer.status == "unknown"
    assert answer.place is None
    assert answer.reason
