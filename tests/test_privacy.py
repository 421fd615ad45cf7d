"""The sensitivity policy: what each level may show."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import Point

from geomali import schema
from geomali.privacy import GRID_UNCERTAINTY_KM, RULES, WITHHELD_BELOW, apply_sensitivity

LEVELS = schema.SENSITIVITIES


def events(points):
    return gpd.GeoDataFrame(
        {
            "event_id": [f"ev_{i}" for i in range(len(points))],
            "geo_precision": pd.array([1] * len(points), dtype="Int8"),
            "uncertainty_km": [None] * len(points),
            "source_lat": [p.centroid.y if p else None for p in points],
            "source_lon": [p.centroid.x if p else None for p in points],
            "notes": ["note"] * len(points),
        },
        geometry=gpd.GeoSeries(points, crs=schema.CRS),
    )


def displacement(rows):
    frame = pd.DataFrame(
        rows, columns=["admin1", "admin2", "admin3", "site", "persons", "households"]
    )
    frame.insert(0, "record_id", [f"r{i}" for i in range(len(frame))])
    frame["source_id"] = "dtm"
    for name in ("persons", "households"):
        frame[name] = pd.array(frame[name], dtype="Int32")
    return gpd.GeoDataFrame(
        frame, geometry=gpd.GeoSeries([Point(-3, 16)] * len(frame), crs=schema.CRS)
    )


mali = st.builds(Point, st.floats(-12, 4), st.floats(10, 25))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(st.none(), mali), min_size=1, max_size=8))
def test_public_points_are_generalised_and_their_circle_holds_the_true_one(points):
    before = events(points)
    after = apply_sensitivity({"events": before}, "public")["events"]
    geod = Geod(ellps="WGS84")
    for old, new, radius in zip(points, after.geometry, after["uncertainty_km"], strict=True):
        assert (old is None) == (new is None)
        if old is None:
            continue
        *_, metres = geod.inv(old.x, old.y, new.x, new.y)
        assert metres / 1000 <= radius == GRID_UNCERTAINTY_KM
        assert np.allclose([new.x * 10 % 1, new.y * 10 % 1], 0.5)
    assert after["geo_precision"].tolist() == [1 if p is None else 2 for p in points]
    assert before["geo_precision"].tolist() == [1] * len(points)


@pytest.mark.parametrize("level", LEVELS)
def test_exact_publisher_coordinates_and_notes(level):
    after = apply_sensitivity({"events": events([Point(-0.361, 16.948)])}, level)["events"]
    assert after["source_lat"].notna().all() == (level == "internal")
    assert after["notes"].notna().all() == (level != "public")
    assert (after.geometry.iloc[0].equals(Point(-0.361, 16.948))) == (level != "public")
    assert after.attrs["sensitivity"] == level


@pytest.mark.parametrize("level", LEVELS)
def test_full_texts_stay_inside_and_quotes_are_cut_in_public(level):
    reports = pd.DataFrame({"report_id": ["r"], "text": ["whole text"]})
    claims = events([None]).assign(quote="x" * 500)
    after = apply_sensitivity({"reports": reports, "claims": claims}, level)
    assert after["reports"]["text"].notna().all() == (level == "internal")
    assert len(after["claims"]["quote"].iloc[0]) == (240 if level == "public" else 500)


def test_sites_are_added_up_and_small_counts_withheld_not_zeroed():
    frame = displacement(
        [
            ("Gao", "Bourem", "Bamba", "site A", 40, 8),
            ("Gao", "Bourem", "Bamba", "site B", 23, None),
            ("Gao", "Bourem", "Tarkint", "site C", 3, 1),
            ("Gao", "Gao", None, "site D", None, None),
        ]
    )
    partner = apply_sensitivity({"displacement": frame}, "partner")["displacement"]
    assert partner["site"].isna().all()
    assert partner.geometry.isna().all()
    by_commune = dict(zip(partner["admin3"], partner["persons"], strict=True))
    assert by_commune["Bamba"] == 63
    assert by_commune["Tarkint"] is pd.NA
    assert partner["households"].tolist()[0] == 8
    public = apply_sensitivity({"displacement": frame}, "public")["displacement"]
    assert public["admin3"].isna().all()
    assert dict(zip(public["admin2"], public["persons"], strict=True)) == {
        "Bourem": 70,
        "Gao": pd.NA,
    }
    internal = apply_sensitivity({"displacement": frame}, "internal")["displacement"]
    pd.testing.assert_frame_equal(internal, frame)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.integers(0, 50)), min_size=1
    )
)
def test_no_count_below_the_threshold_leaves(rows):
    frame = displacement([("Gao", cercle, commune, "s", n, n) for cercle, commune, n in rows])
    for level in ("partner", "public"):
        after = apply_sensitivity({"displacement": frame}, level)["displacement"]
        stated = after["persons"].dropna()
        assert (stated >= WITHHELD_BELOW[level]).all()
        assert len(after) <= len(frame)
        assert after["record_id"].is_unique


@pytest.mark.parametrize("level", ["partner", "public"])
def test_a_unit_keeps_its_id_and_a_site_never_does(level):
    frame = displacement(
        [
            ("Kidal", "Abeïbara", "Abeïbara", None, 50, 9),
            ("Kidal", "Abeïbara", "Boghassa", "camp", 50, 9),
            ("Gao", "Gao", "Anchawadi", "camp", 40, 9),
        ]
    )
    frame["place_id"] = ["abeibara_commune", "abeibara_town", "abala_camp"]
    frame["geo_precision"] = pd.array([2, 1, 1], dtype="Int8")
    after = apply_sensitivity({"displacement": frame}, level)["displacement"]
    found = {row["admin3"] or row["admin2"]: row["place_id"] for row in after.to_dict("records")}
    if level == "partner":
        assert found["Abeïbara"] == "abeibara_commune"
        assert pd.isna(found["Boghassa"])
    else:
        assert found["Abeïbara"] == "abeibara_cercle"
    assert not set(after["place_id"].dropna()) & {"abeibara_town", "abala_camp"}
    assert after.geometry.isna().all()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.one_of(st.none(), mali), min_size=1, max_size=8))
def test_reducing_twice_is_reducing_once(points):
    rows = [("Gao", "Bourem", c, "s", n, n) for c in "ab" for n in (4, 7, 33)]
    frames = {"events": events(points), "displacement": displacement(rows)}
    for level in LEVELS:
        once = apply_sensitivity(frames, level)
        twice = apply_sensitivity(once, level)
        for name, frame in once.items():
            pd.testing.assert_frame_equal(
                pd.DataFrame(frame), pd.DataFrame(twice[name]), check_dtype=False
            )


@pytest.mark.parametrize(
    "name", ["changes", "event_areas", "history", "stretch_events", "anything"]
)
def test_a_table_that_nobody_thought_of_is_reduced_too(name):
    outline = Point(1, 17).buffer(1)
    frame = events([Point(-0.361, 16.948), outline]).assign(text="t", row="r", quote="x" * 500)
    partner = apply_sensitivity({name: frame}, "partner")[name]
    assert partner[["source_lat", "source_lon", "text", "row"]].isna().all().all()
    assert partner.geometry.iloc[0].equals(Point(-0.361, 16.948))
    public = apply_sensitivity({name: frame}, "public")[name]
    assert public["notes"].isna().all()
    assert (public["quote"].str.len() == 240).all()
    assert public.geometry.iloc[0].equals(Point(-0.35, 16.95))
    assert public.geometry.iloc[1].equals(outline), "an area is general as it is"
    assert public["geo_precision"].tolist() == [2, 1]


def test_an_unknown_level_is_refused():
    with pytest.raises(ValueError, match="internal, partner or public"):
        apply_sensitivity({}, "secret")


def test_the_policy_names_every_level():
    assert all(all((r.internal, r.partner, r.public)) for r in RULES)
