"""Names, merging and counts: by partition on a cluster as in memory."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from geomali.events import Event, EventActor, EventPlace, merge_events
from geomali.pipeline import MERGE_COLUMNS, merge_candidates, resolve_places
from geomali.store import open_store

NAMES = ("Gao", "Bourem", "Kidal", "Tessalit", "Nowhere Atall")


def tellings(count, sources):
    """Events of several sources around the turn of a year, many of them told twice."""
    rng = np.random.default_rng(7)
    found = []
    for number in range(count):
        day = date(2022, 12, 28) + timedelta(days=int(rng.integers(0, 9)))
        lat, lon = rng.integers(29, 36, 2) / 2 + rng.uniform(-0.05, 0.05, 2)
        found.append(
            Event(
                f"ev_{number:03}",
                "Battles",
                "Armed clash",
                date_earliest=day if number % 11 else None,
                date_latest=day + timedelta(days=int(rng.integers(0, 2))) if number % 11 else None,
                place=EventPlace(
                    NAMES[number % len(NAMES)], lat=lat, lon=lon - 18, geo_precision=2
                ),
                actors=(EventActor("FAMa", "side_a", "fama"),),
                source_ids=(sources[number % len(sources)],),
                reported_date=date(2023, 1, 10),
            )
        )
    return found


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    opened = open_store(tmp_path_factory.mktemp("store"), create=True)
    opened.commit(events=tellings(300, ("r1", "acled", "ged")))
    return opened


def test_what_is_merged_is_a_candidate_and_one_source_has_none(store):
    candidates = merge_candidates(store.events(columns=MERGE_COLUMNS))
    merges = merge_events(tellings(300, ("r1", "acled", "ged"))).merges
    assert len(merges) > 10
    assert {i for merge in merges for i in (merge.kept, merge.merged)} <= candidates
    assert len(candidates) < 300
    alone = store.events(columns=MERGE_COLUMNS)
    assert merge_candidates(alone[[ids == ["acled"] for ids in alone["source_ids"]]]) == set()


def test_names_are_resolved_in_order_and_a_missing_one_is_not_looked_up():
    frame = pd.DataFrame({"place_name": ["Gao", None, "Kidal", "Gao"], "n": range(4)})
    found = resolve_places(frame)
    assert found["place_id"].isna().tolist() == [False, True, False, False]
    assert found["place_id"][0] == found["place_id"][3] != found["place_id"][2]
    assert found["status"].isna().tolist() == [False, True, False, False]
    # Gao lies at 16.27 N, 0.04 W.
    assert (round(found["lat"][0], 1), round(found["lon"][0], 1)) == (16.3, -0.0)


@pytest.mark.slow
def test_a_cluster_gives_what_memory_gives(store):
    """Two workers; years are partitions, and what was told around New Year lies in two."""
    distributed = pytest.importorskip("distributed")
    local, frame = store.events(), store.dask_events()
    with distributed.Client(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ):
        assert frame.npartitions == 3
        assert len(frame) == len(local) == 300
        places = resolve_places(frame).compute()
        candidates = merge_candidates(store.dask_events(columns=MERGE_COLUMNS))
        counts = frame.groupby("place_name").event_id.count().compute()
    pd.testing.assert_frame_equal(
        places.reset_index(drop=True), resolve_places(local), check_dtype=False
    )
    assert set(places["status"]) >= {"resolved", "unknown"}
    assert candidates == merge_candidates(local)
    assert counts.to_dict() == local.groupby("place_name").event_id.count().to_dict()
