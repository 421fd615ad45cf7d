"""Journeys through a store: ingest, merge, export, query."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from geomali.cli import main
from geomali.errors import GeomaliError
from geomali.events import Claim, Count, Event, EventActor, EventPlace, Evidence, merge_events
from geomali.pipeline import (
    EXPORTED,
    export_store,
    find_merges,
    ingest,
    merge_duplicates,
    query_control,
    routes_from_store,
    separate_events,
    store_frames,
)
from geomali.pipeline._merge import merge_coding
from geomali.store import event_records, open_store

DAY = date(2023, 9, 12)
BOUREM = EventPlace("Bourem", "bourem_town", 16.955, -0.34861, 1, admin1="Gao", country="ML")


def event(number, source, **values):
    return Event(
        f"ev_{number}",
        **(
            {
                "event_type": "Battles",
                "sub_event_type": "Armed clash",
                "date_earliest": DAY,
                "date_latest": DAY,
                "time_precision": 1,
                "place": BOUREM,
                "actors": (
                    EventActor("CSP", "side_a", "csp_psd"),
                    EventActor("FAMa", "side_b", "fama"),
                ),
                "source_ids": (source,),
                "reported_date": DAY + timedelta(days=number),
            }
            | values
        ),
    )


def claim(number, **values):
    return Claim(
        f"cl_{number}",
        **(
            {
                "stance": "asserts",
                "proposition": "captured",
                "claimant": "csp_psd",
                "subject": "csp_psd",
                "place": BOUREM,
                "claim_date": DAY,
                "claim_date_latest": DAY,
                "reported_date": DAY,
                "report_id": "r1",
                "evidence": (Evidence(0, 4, "took"),),
            }
            | values
        ),
    )


@pytest.fixture
def store(tmp_path):
    return open_store(tmp_path / "store", create=True)


def run(*args):
    return CliRunner().invoke(main, [str(arg) for arg in args])


def sources(store):
    """Sources of each current event."""
    events = store.events()
    return dict(zip(events["event_id"], map(sorted, events["source_ids"]), strict=True))


def test_events_of_two_sources_are_merged_and_each_telling_is_kept(store):
    later = DAY + timedelta(3)
    store.commit(
        events=[
            event(1, "r1", date_latest=DAY + timedelta(1), time_precision=2),
            event(3, "r1", date_earliest=later, date_latest=later),
        ]
    )
    store.commit(events=[event(2, "acled", fatalities=Count(3, 4, 5))])
    [merge] = merge_duplicates(store)
    assert (merge.kept, merge.merged) == ("ev_2", "ev_1")
    assert find_merges(store) == (merge,)
    assert sources(store) == {"ev_2": ["acled", "r1"], "ev_3": ["r1"]}
    now = store.events().set_index("event_id").loc["ev_2"]
    # The dataset's date and number of dead, although the report was first.
    assert (now.time_precision, now.date_latest.date(), now.fatalities_best) == (1, DAY, 4)
    assert store.history("ev_1")["status"].tolist()[-1] == "merged_into:ev_2"
    # Only when the second was reported did anybody know what it says.
    before = store.events(known_on=DAY + timedelta(1)).set_index("event_id")
    assert before.loc["ev_1", "source_ids"] == ["r1"]
    for again in ([event(2, "acled", fatalities=Count(3, 4, 5))], []):
        assert not store.commit(events=again).changed
        assert merge_duplicates(store) == ()
    assert store.check() == []


def grouped(store):
    """What is told of each event, by whom; which of its ids it bears does not matter."""
    events = store.events()
    events["source_ids"] = [",".join(sorted(ids)) for ids in events["source_ids"]]
    shown = ["event_date", "source_ids", "fatalities_low", "fatalities_high"]
    return sorted(map(str, events[shown].itertuples(index=False, name=None)))


TELLINGS = st.lists(
    st.builds(
        lambda number, source, late, day, dead: event(
            number,
            source,
            reported_date=DAY + timedelta(days=late),
            date_earliest=DAY + timedelta(days=day),
            date_latest=DAY + timedelta(days=day),
            fatalities=None if dead is None else Count(dead, dead, dead),
        ),
        st.integers(1, 4),
        st.sampled_from(["a", "b", "c"]),
        st.integers(0, 9),
        st.integers(0, 1),
        st.sampled_from([None, 0, 7]),
    ),
    min_size=1,
    max_size=5,
    unique_by=(lambda e: (e.event_id, e.reported_date)),
)


@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(TELLINGS)
def test_merging_after_each_file_is_merging_once_at_the_end(tmp_path_factory, tellings):
    """Of each event the newest telling counts, whatever was merged with the older ones."""
    # An event keeps its source from version to version, as in a dataset.
    of = {f"ev_{number}": "abca"[number - 1] for number in range(1, 5)}
    tellings = [replace(e, source_ids=(of[e.event_id],)) for e in tellings]
    each = open_store(tmp_path_factory.mktemp("each"), create=True)
    for telling in tellings:
        each.commit(events=[telling])
        merge_duplicates(each)
    once = open_store(tmp_path_factory.mktemp("once"), create=True)
    once.commit(events=tellings)
    merge_duplicates(once)
    assert grouped(each) == grouped(once)
    told = {e.event_id for e in tellings}
    assert {source for s in sources(each).values() for source in s} == {of[i] for i in told}
    assert {*sources(each), *(merge.merged for merge in find_merges(each))} == told
    assert each.check() == []


def test_a_person_separates_events_for_good(store):
    store.commit(events=[event(1, "r1"), event(2, "r2"), event(3, "r3")])
    assert len(merge_duplicates(store)) == 2
    [undone] = separate_events(store, ["ev_2"], by="Aïssata")
    assert (undone.kept, undone.merged) == ("ev_1", "ev_2")
    assert sources(store) == {"ev_1": ["r1", "r3"], "ev_2": ["r2"]}
    assert merge_duplicates(store) == ()
    # Not even a newer version of it is merged again.
    newer = event(2, "r2", notes="new", reported_date=DAY + timedelta(days=90))
    store.commit(events=[newer])
    assert merge_duplicates(store) == ()
    assert sources(store) == {"ev_1": ["r1", "r3"], "ev_2": ["r2"]}
    log = (Path(store.path) / "history" / "audit.jsonl").read_text(encoding="utf-8")
    assert json.loads(log)["note"] == "ev_2 is not ev_1"
    with pytest.raises(GeomaliError, match="not merged"):
        separate_events(store, ["ev_2"], by="Aïssata")
    assert store.check() == []


ROWS = st.lists(
    st.builds(
        lambda source, spot, day, late, side: event(
            0,
            source,
            place=replace(
                BOUREM, name=f"spot {spot}", place_id=None, geo_precision=2, lat=16.9 + spot * 0.06
            ),
            date_earliest=DAY + timedelta(days=day),
            date_latest=DAY + timedelta(days=day),
            reported_date=DAY + timedelta(days=late),
            actors=(
                EventActor("x", "side_a", side[0]),
                EventActor("y", "side_b", side[1]),
            ),
        ),
        st.sampled_from(["gdelt", "acled", "ucdp_ged", "r1"]),
        st.integers(0, 3),
        st.sampled_from([0, 0, 0, 1]),
        st.integers(0, 4),
        st.sampled_from([("csp_psd", "fama"), ("mali_government", "csp_psd"), ("jnim", "fama")]),
    ),
    min_size=3,
    max_size=8,
)


def groups(store):
    """Events that are one in a store."""
    found = {event_id: {event_id} for event_id in store.events()["event_id"]}
    for one in find_merges(store):
        found[one.kept].add(one.merged)
    return list(found.values())


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(ROWS, st.lists(st.sampled_from(["ingest", "ingest", "separate"]), max_size=6), st.data())
def test_files_again_change_nothing_and_what_is_separated_stays_so(
    tmp_path_factory, rows, steps, data
):
    """In whatever order files come, are separated and come again."""
    files = {}
    for number, row in enumerate(rows):
        files.setdefault(row.source_ids[0], []).append(replace(row, event_id=f"ev_{number}"))
    store = open_store(tmp_path_factory.mktemp("store"), create=True)
    apart, told = set(), {}

    def ingest(name):
        summary = store.commit(events=files[name])
        found = merge_duplicates(store)
        told.update({one.merged: one for one in found})
        return summary.changed or bool(found)

    come = []
    for step in [*steps, "ingest"]:
        merges = find_merges(store)
        if step == "separate" and merges:
            one = data.draw(st.sampled_from(merges))
            together = next(g for g in groups(store) if one.merged in g)
            apart |= {frozenset((one.merged, other)) for other in together - {one.merged}}
            told_then = separate_events(store, [one.merged], by="me")
            assert told_then == (one,)
            assert {one.merged} in groups(store)  # an event of its own
            told.update({other.merged: other for other in find_merges(store)})
        elif step == "ingest":
            name = data.draw(st.sampled_from(sorted(files)))
            come.append(name)
            ingest(name)
            # What was told is what can be reviewed, with the same words.
            now = {one.merged: one for one in find_merges(store)}
            assert {i: one for i, one in told.items() if i in now} == now
        before = groups(store)
        for name in dict.fromkeys(come):
            assert not ingest(name)
        assert groups(store) == before
        assert not any(pair <= group for pair in apart for group in groups(store))
    assert store.check() == []


def test_an_event_taken_out_of_a_chain_is_merged_with_none_of_it(store, caplog):
    """Nor with another row of the source that it was taken out of; what takes its place is told."""
    store.commit(
        events=[event(1, "gdelt"), event(2, "acled"), event(3, "ucdp_ged"), event(4, "gdelt")]
    )
    merge_duplicates(store)
    assert sources(store) == {"ev_2": ["acled", "gdelt", "ucdp_ged"], "ev_4": ["gdelt"]}
    separate_events(store, ["ev_3"], by="me")
    apart = {"ev_2": ["acled", "gdelt"], "ev_3": ["ucdp_ged"], "ev_4": ["gdelt"]}
    assert sources(store) == apart
    assert not caplog.records
    assert merge_duplicates(store) == ()
    separate_events(store, ["ev_1"], by="me")
    assert [record.message for record in caplog.records] == [
        "ev_4 is merged into ev_2 now: 2023-09-12, Bourem (0 km), csp_psd, fama: Battles"
    ]
    apart = {"ev_1": ["gdelt"], "ev_2": ["acled", "gdelt"], "ev_3": ["ucdp_ged"]}
    assert sources(store) == apart
    assert merge_duplicates(store) == ()
    assert sources(store) == apart
    assert store.check() == []


def test_a_store_merged_by_an_older_version_is_put_right_when_files_come_again(store):
    """There the army stood on the rebels' side, and GDELT's event had taken ACLED's."""
    told = [
        event(1, "gdelt", confidence=0.2, reported_date=DAY),
        event(2, "acled", reported_date=DAY + timedelta(90)),
        event(3, "ucdp_ged", reported_date=DAY + timedelta(30), actors=(
            EventActor("gov", "side_a", "mali_government"), EventActor("CSP", "side_b", "csp_psd"),
        )),
    ]  # fmt: skip
    store.commit(events=told)
    mixed = (*told[0].actors, EventActor("gov", "side_a", "mali_government"))
    whole = {"source_ids": ("acled", "gdelt", "ucdp_ged"), "revision": 1}
    store.commit(
        events=[
            replace(told[0], actors=mixed, reported_date=told[1].reported_date, **whole),
            *(replace(e, status="merged_into:ev_1", revision=1) for e in told[1:]),
        ]
    )
    assert not store.commit(events=told).changed
    assert {merge.kept for merge in merge_duplicates(store)} == {"ev_3"}
    now = store.events().iloc[0]
    assert (now.event_id, sorted(now.source_ids)) == ("ev_3", ["acled", "gdelt", "ucdp_ged"])
    assert (list(now.side_a), list(now.side_b)) == (["mali_government", "fama"], ["csp_psd"])
    assert now.isna()["confidence"]
    assert merge_duplicates(store) == ()
    assert store.check() == []


def test_merges_are_reviewed_and_undone_on_the_command_line(store):
    store.commit(events=[event(1, "r1"), event(2, "r2")])
    merge_duplicates(store)
    listed = json.loads(run("store", "merges", store.path, "--json").stdout)
    assert [(row["merged"], row["kept"]) for row in listed] == [("ev_2", "ev_1")]
    assert "Bourem" in listed[0]["reason"]
    assert run("store", "separate", store.path, "ev_2", "--by", "me").exit_code == 0
    assert run("store", "merges", store.path).stdout.strip() == "nothing was merged"
    assert run("store", "separate", store.path, "ev_2", "--by", "me").exit_code == 1


def test_a_correction_of_merged_events_stays_when_a_source_corrects_itself(store):
    store.commit(events=[event(1, "r1"), event(2, "r2")])
    merge_duplicates(store)
    [joined] = event_records(store.events_arrow())
    store.commit(events=[replace(joined, notes="by hand")], accepted_by="Aïssata")
    store.commit(events=[event(2, "r2", reported_date=DAY + timedelta(days=90))])
    merge_duplicates(store)
    assert store.events()["notes"].tolist() == ["by hand"]
    assert sources(store) == {"ev_1": ["r1", "r2"]}
    separate_events(store, ["ev_2"], by="Aïssata")
    assert sources(store) == {"ev_1": ["r1"], "ev_2": ["r2"]}
    assert store.events().set_index("event_id").loc["ev_1", "notes"] == "by hand"
    assert store.check() == []


def test_coding_a_report_again_keeps_what_other_sources_told_of_its_events(store):
    told, other = event(1, "r1"), event(2, "acled")
    for first, second in ((told, other), (other, told)):
        again = open_store(store.path + first.event_id, create=True)
        again.commit(events=[first])
        again.commit(events=merge_coding(again, [second]).to_commit)
        assert [sorted(ids) for ids in again.events()["source_ids"]] == [["acled", "r1"]]
        for _ in range(2):
            summary = again.commit(
                events=merge_coding(again, [told], recoded=["r1"]).to_commit, recoded=["r1"]
            )
            assert not summary.changed
        assert [sorted(ids) for ids in again.events()["source_ids"]] == [["acled", "r1"]]
        # The report does not tell it any more; the dataset still does.
        again.commit(events=merge_coding(again, [], recoded=["r1"]).to_commit, recoded=["r1"])
        assert [list(ids) for ids in again.events()["source_ids"]] == [["acled"]]
        assert again.check() == []
        # Told again, it is the same event as before.
        again.commit(events=merge_coding(again, [told], recoded=["r1"]).to_commit, recoded=["r1"])
        assert [sorted(ids) for ids in again.events()["source_ids"]] == [["acled", "r1"]]
        assert again.check() == []


STATEMENTS = st.builds(
    lambda stance, proposition, who: {
        "stance": stance,
        "proposition": proposition,
        "claimant": who[0],
        "subject": who[1],
        "basis": "party" if who[0] else "journalist",
    },
    st.sampled_from(["asserts", "asserts", "denies"]),
    st.sampled_from(["captured", "repelled", "holds"]),
    st.tuples(st.sampled_from(["csp_psd", "fama", None]), st.sampled_from(["csp_psd", "fama"])),
)
TOLD = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 1), st.lists(STATEMENTS, max_size=2)),
    min_size=2,
    max_size=4,
)


def told_by_each(told):
    """One event of each source, with its claims."""
    return [
        event(
            number,
            f"r{number}",
            reported_date=DAY + timedelta(days=late),
            date_latest=DAY + timedelta(days=wide),
            claims=tuple(
                claim(f"{number}_{i}", report_id=f"r{number}", event_id=f"ev_{number}", **said)
                for i, said in enumerate(statements)
            ),
        )
        for number, (late, wide, statements) in enumerate(told)
    ]


def linked(claims):
    """Of each claim its event, and what it contradicts and agrees with."""
    return {
        c.claim_id: (c.event_id, *map(sorted, (c.conflicts_with, c.corroborates))) for c in claims
    }


def as_stored(store):
    claims = linked(store.claims().itertuples())
    events = store.events()
    return claims, dict(zip(events["event_id"], events["contested"], strict=True))


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(TOLD, st.randoms(use_true_random=False))
def test_claims_are_linked_as_if_all_sources_had_been_coded_in_one_run(
    tmp_path_factory, told, chance
):
    """Whatever comes first, as a report or as a dataset; and each is its own when separated."""
    tellings = told_by_each(told)
    together = [e for e in merge_events(tellings).events if e.status == "current"]
    expected = (
        linked(c for e in together for c in e.claims),
        {e.event_id: e.contested for e in together},
    )
    store = open_store(tmp_path_factory.mktemp("store"), create=True)
    reported = {e.event_id for e in tellings if chance.random() < 0.5}

    def put(telling):
        if telling.event_id in reported:
            merged = merge_coding(store, [telling], recoded=telling.source_ids)
            return store.commit(
                events=merged.to_commit,
                claims=merged.claims,
                recoded=telling.source_ids,
                linked=True,
            )
        summary = store.commit(events=[telling])
        merge_duplicates(store)
        return summary

    for telling in chance.sample(tellings, len(tellings)):
        put(telling)
    assert as_stored(store) == expected
    for telling in chance.sample(tellings, len(tellings)):
        assert not put(telling).changed
    assert as_stored(store) == expected
    while merges := find_merges(store):
        separate_events(store, [merge.merged for merge in merges], by="Aïssata")
    assert as_stored(store) == (
        linked(c for e in tellings for c in e.claims),
        {e.event_id: False for e in tellings},
    )
    assert store.check() == []


def test_two_reports_that_contradict_each_other_are_linked_whichever_is_built_first(tmp_path):
    texts = (
        "Gao, 12 September 2023. The CSP said that it captured the camp in Bourem on Tuesday.\n",
        "Bamako, 13 September 2023. The army said it repelled an attack by the CSP in Bourem on Tuesday.\n",
    )
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    found = []
    for order in (("0.txt", "1.txt"), ("1.txt", "0.txt"), ("0.txt 1.txt",)):
        target = tmp_path / f"store{order[0]}"
        for names in order:
            paths = [tmp_path / name for name in names.split()]
            result = run("build", *paths, "-o", tmp_path / "out", "--store", target)
            assert result.exit_code == 0, result.exception
        found.append(as_stored(open_store(target)))
    assert found[0] == found[1] == found[2]
    claims, contested = found[0]
    took, repelled = (
        next(c.claim_id for c in open_store(target).claims().itertuples() if c.proposition == said)
        for said in ("captured", "repelled")
    )
    assert list(contested.values()) == [True]
    assert (claims[took][1], claims[repelled][1]) == ([repelled], [took])
    # Both are about one event, so that the map shows them side by side.
    assert claims[took][0] == claims[repelled][0] == next(iter(contested))


def test_a_draft_is_accepted_once_and_twice_is_the_same(tmp_path):
    report = (
        "{day} September 2023. The CSP said that it captured the army camp in Bourem on Tuesday. "
        "The army said it had repelled the attack.\n"
    )
    for number, day in enumerate(("Gao, 12", "Bamako, 13")):
        (tmp_path / f"{number}.txt").write_text(report.format(day=day), encoding="utf-8")
    built = run("build", tmp_path / "0.txt", tmp_path / "1.txt", "-o", tmp_path / "out")
    assert built.exit_code == 0, built.exception
    draft, target = tmp_path / "out" / "draft.jsonl", tmp_path / "out" / "store"
    assert run("review", draft, "-o", tmp_path / "d.xlsx").exit_code == 0
    first = run("accept", tmp_path / "d.xlsx", "--store", target, "--by", "me", "--json")
    assert first.exit_code == 0, first.stderr
    again = json.loads(run("accept", draft, "--store", target, "--by", "me", "--json").stdout)
    assert not any(again[str(draft)]["store"].values())
    assert again[str(draft)]["events"]["unchanged"] == 2
    events = open_store(target).events()
    assert [len(ids) for ids in events["source_ids"]] == [2]
    assert open_store(target).reports()["text"].notna().all()


def test_near_in_space_but_across_a_cell_is_still_found(store):
    edge = replace(BOUREM, place_id=None, name="near Bourem", geo_precision=2, uncertainty_km=5.0)
    store.commit(events=[event(1, "a", place=replace(edge, lat=16.999, lon=-0.001))])
    store.commit(events=[event(2, "b", place=replace(edge, lat=17.001, lon=0.001))])
    assert len(merge_duplicates(store)) == 1


def test_a_store_of_one_source_is_not_searched(store):
    store.commit(events=[event(1, "acled"), event(2, "acled")])
    assert merge_duplicates(store) == ()


def test_a_dataset_file_goes_in_once_and_every_row_is_accounted_for(shared, tmp_path):
    files = sorted((shared / "data" / "displacement").glob("*.xlsx"))
    first = json.loads(run("ingest", *files, "--store", tmp_path / "s", "--json").stdout)
    assert all(f["accepted"] + f["rejected"] == f["rows"] > 0 for f in first["files"])
    again = json.loads(run("ingest", *files, "--store", tmp_path / "s", "--json").stdout)
    assert first["inserted"] == again["unchanged"] > 0
    assert again["inserted"] == again["updated"] == 0


def test_a_file_of_no_known_format_is_one_line_and_status_1(tmp_path):
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    result = run("ingest", tmp_path / "notes.csv", "--store", tmp_path / "s")
    assert result.exit_code == 1
    assert "notes.csv" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_link_out_of_the_folder_is_not_followed(tmp_path, caplog):
    secret, folder = tmp_path / "secret.csv", tmp_path / "folder"
    secret.write_text("password,of\nsomebody,else\n", encoding="utf-8")
    folder.mkdir()
    (folder / "link.csv").symlink_to(secret)
    store = open_store(tmp_path / "s", create=True)
    done = ingest([folder], store)
    assert done.imported == done.failures == ()
    assert "leads out" in caplog.text


@pytest.mark.parametrize("kind", ["gpkg", "geojson", "kml", "csv", "parquet"])
def test_a_store_is_exported_in_every_format(store, tmp_path, kind):
    store.commit(events=[event(1, "r1", claims=(claim(1),))], claims=[claim(1, event_id="ev_1")])
    path = export_store(store, tmp_path / ("x." + kind if kind in ("gpkg", "kml") else "x"), kind)
    if kind == "gpkg":
        names = {name for name, _ in pyogrio.list_layers(path)}
        assert {"events", "claims", "control"} <= names
        assert (
            str(pyogrio.read_dataframe(path, layer="control")["valid_from"].iloc[0])[:10]
            == "2023-09-12"
        )
    elif kind == "csv":
        with (path / "events.csv").open(encoding="utf-8", newline="") as file:
            assert [row["event_id"] for row in csv.DictReader(file)] == ["#event+id", "ev_1"]
    elif kind == "parquet":
        assert gpd.read_parquet(path / "events.parquet")["event_id"].tolist() == ["ev_1"]
    elif kind == "geojson":
        features = json.loads((path / "claims.geojson").read_text(encoding="utf-8"))["features"]
        assert features[0]["properties"]["claimant"] == "csp_psd"


def test_layers_are_reduced_to_the_level_asked_for(store):
    store.commit(events=[event(1, "r1", source_lat=16.9551, source_lon=-0.3488)])
    internal = store_frames(store, layers=["events"], sensitivity="internal")["events"]
    public = store_frames(store, layers=["events"], sensitivity="public")["events"]
    assert internal["source_lat"].tolist() == [16.9551]
    assert public["source_lat"].isna().all()
    assert public["geo_precision"].tolist() == [2]


def test_an_unknown_layer_is_refused_with_the_right_ones(store):
    with pytest.raises(GeomaliError, match="events_by_actor"):
        store_frames(store, layers=["everything"])
    assert set(EXPORTED) >= {"events", "claims", "control"}


def test_who_said_so_names_claimant_quote_and_dates(store):
    store.commit(events=[event(1, "r1")], claims=[claim(1, event_id="ev_1")])
    answer = query_control(store.path, as_of=date(2023, 9, 20), place_id="bourem_town")
    assert answer.records[0]["state"] == "claimed"
    assert answer.records[0]["claims"][0]["quote"] == "took"
    assert "CSP-PSD asserts" in answer.text
    changes = query_control(store.path, as_of=date(2023, 9, 20), since=date(2023, 9, 1))
    assert changes.records[0]["state_before"] == "unknown"
    nothing = query_control(store.path, as_of=date(2023, 9, 20), place_id="gao_town")
    assert nothing.text.startswith("unknown")


def test_control_on_old_evidence_is_told_as_last_reported(store):
    store.commit(claims=[claim(1)])
    for as_of, old in ((date(2024, 6, 1), False), (date(2032, 12, 1), True)):
        answer = query_control(store.path, as_of=as_of)
        assert answer.records[0]["state"] == "claimed"
        assert ("Bourem: last reported 9 years ago: claimed (CSP-PSD)" in answer.text) == old
        assert ("Bourem: claimed (CSP-PSD)" in answer.text) != old


def test_routes_are_told_without_noise_in_their_figures(store, tmp_path):
    store.commit(events=[event(1, "r1")])
    found = routes_from_store(["Gao", "Bourem", "Kidal"], store, tmp_path, as_of=date(2023, 9, 20))
    for route in found.routes:
        for name, digits in (("length_km", 1), ("hours", 2), ("score", 4)):
            assert len(repr(route[name]).partition(".")[2]) <= digits, route


def test_claims_without_a_date_are_told_and_decide_nothing(store):
    undated = {"claim_date": None, "claim_date_latest": None}
    kidal = EventPlace("Kidal", "kidal_town", 18.44, 1.41, 1)
    store.commit(
        events=[event(1, "r1", reported_date=DAY)],
        claims=[
            claim(1, proposition="repelled", subject="fama", claimant="fama"),
            claim(2, **undated),
            claim(3, place=kidal, **undated),
            claim(4, place=kidal, **undated),
        ],
    )
    answer = query_control(store.path, as_of=date(2023, 9, 20))
    states = {r["place_id"]: r["state"] for r in answer.records}
    assert states == {"bourem_town": "claimed", "kidal_town": "unknown"}
    told = {r["place_id"]: [c["claim_id"] for c in r["undated_claims"]] for r in answer.records}
    assert told == {"bourem_town": ["cl_2"], "kidal_town": ["cl_3", "cl_4"]}
    assert answer.undated["n_claims"].tolist() == [1, 2]
    assert answer.claims["claim_id"].tolist() == ["cl_1"]
    assert "Kidal: 2 claims have no date and decide nothing" in answer.text
    one = query_control(store.path, as_of=date(2023, 9, 20), place_id="kidal_town")
    assert one.text.startswith("unknown: no dated evidence for kidal_town")
    assert one.table.empty
    before = query_control(store.path, as_of=date(2023, 9, 20), known_on=date(2023, 1, 1))
    assert before.records == []
    assert "decide" not in before.text


def test_a_route_gives_briefing_tables_layers_and_map(store, tmp_path):
    store.commit(events=[event(1, "r1", fatalities=Count(10, 10, 10))], claims=[claim(1)])
    args = ("--store", store.path, "--as-of", "2023-10-05", "-o", tmp_path / "convoy", "--json")
    result = run("routes", "Gao,Bourem,Kidal", *args)
    assert result.exit_code == 0, result.exception
    first = json.loads(result.stdout)["routes"][0]
    assert first["event_count"] == 1
    assert first["fatalities"] == 10
    # Gao to Kidal is 285 km in a straight line; the way by Bourem is longer.
    assert 285 < first["length_km"] < 600
    names = {path.name for path in (tmp_path / "convoy").iterdir()}
    assert {"map.html", "route.html", "route.gpkg", "route.xlsx"} <= names
    page = (tmp_path / "convoy" / "route.html").read_text(encoding="utf-8")
    assert 'lang="fr"' in page
    assert "Bourem" in page


def test_a_place_that_is_not_known_stops_the_route_in_one_line(store, tmp_path):
    store.commit(events=[event(1, "r1")])
    args = ("--store", store.path, "--as-of", "2023-10-05", "-o", tmp_path / "convoy")
    result = run("routes", "Gao,Nowhere Atall", *args)
    assert result.exit_code == 1
    assert "Nowhere Atall" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "convoy").exists()


def test_the_map_takes_routes_and_figures_of_displaced_people(store, tmp_path, shared):
    store.commit(events=[event(1, "r1")], claims=[claim(1)])
    where = ("--store", store.path)
    run("routes", "Gao,Bourem", *where, "--as-of", "2023-10-05", "-o", tmp_path / "convoy")
    figures = min((shared / "data" / "displacement").glob("*.xlsx"))
    lines = tmp_path / "convoy" / "route_stretches.parquet"
    plain = run("map", *where, "-o", tmp_path / "plain.html")
    full = run(
        "map", *where, "-o", tmp_path / "full.html", "--routes", lines, "--displacement", figures
    )
    assert plain.exit_code == full.exit_code == 0, full.exception
    assert (tmp_path / "full.html").stat().st_size > (tmp_path / "plain.html").stat().st_size + 1000
    assert run("export", "qgis", *where, "-o", tmp_path / "q", "--routes", lines).exit_code == 0
    names = {name for name, _ in pyogrio.list_layers(tmp_path / "q" / "geomali.gpkg")}
    assert {"events", "routes", "control"} <= names


def test_claims_can_be_corrected_again_after_their_event_was(tmp_path):
    (tmp_path / "a.txt").write_text(
        "The CSP said it had captured Ber on 4 January 2024, killing two soldiers.",
        encoding="utf-8",
    )
    draft, sheets, target = (tmp_path / name for name in ("d.jsonl", "sheets", "s"))
    run("code", tmp_path / "a.txt", "-o", draft, "--published", "2024-01-05")
    run("review", draft, "-o", sheets)

    def correct(name, **cells):
        path = sheets / f"{name}.csv"
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, first, *rest = csv.reader(file)
        first = [cells.get(key, old) for key, old in zip(header, first, strict=True)]
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([header, first, *rest])
        assert run("accept", sheets, "--store", target, "--by", "me").exit_code == 0
        return open_store(target).claims().set_index("claim_id")["proposition"]

    first = correct("events", notes="seen")
    with (sheets / "claims.csv").open(encoding="utf-8-sig", newline="") as file:
        claim_id = next(csv.DictReader(file))["claim_id"]
    assert correct("claims", proposition="entered")[claim_id] == "entered"
    # The same draft as it was coded does not undo what a person decided.
    run("accept", draft, "--store", target, "--by", "me")
    assert open_store(target).claims().set_index("claim_id")["proposition"][claim_id] == "entered"
    assert claim_id not in correct("claims", accept="no")
    assert claim_id in first


def test_a_file_that_is_no_draft_is_one_line_and_the_others_are_accepted(tmp_path):
    (tmp_path / "a.txt").write_text("The army attacked Ber, killing two.", encoding="utf-8")
    (tmp_path / "a.csv").write_text("event_id\n1\n", encoding="utf-8")
    draft = tmp_path / "d.jsonl"
    run("code", tmp_path / "a.txt", "-o", draft, "--published", "2024-01-05")
    done = run("accept", tmp_path / "a.csv", draft, "--store", tmp_path / "s", "--by", "me")
    assert done.exit_code == 1
    [line] = done.stderr.splitlines()
    assert "a.csv: is no draft" in line
    assert "1 event unchanged" in done.stdout
    assert len(open_store(tmp_path / "s").events()) == 1


def test_a_table_where_lines_are_wanted_is_said_with_the_option_that_takes_it(store, tmp_path):
    path = tmp_path / "flows.csv"
    path.write_text("origin,destination,persons\nBer,Gao,5\n", encoding="utf-8")
    for command in (("map", "-o", tmp_path / "a.html"), ("export", "qgis", "-o", tmp_path / "q")):
        done = run(*command, "--store", store.path, "--routes", path)
        assert done.exit_code == 1
        assert "--flows" in done.stderr


def coded_sheets(tmp_path, text):
    """Coding sheets of one report, and what changes their cells and accepts them."""
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    draft, sheets = tmp_path / "d.jsonl", tmp_path / "sheets"
    run("code", tmp_path / "a.txt", "-o", draft, "--published", "2024-01-05")
    run("review", draft, "-o", sheets)

    def accept(name=None, row=0, **cells):
        if name:
            path = sheets / f"{name}.csv"
            with path.open(encoding="utf-8-sig", newline="") as file:
                header, *rows = csv.reader(file)
            rows[row] = [cells.get(key, old) for key, old in zip(header, rows[row], strict=True)]
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows([header, *rows])
        done = run("accept", sheets, "--store", tmp_path / "s", "--by", "me")
        assert done.exit_code == 0, done.stderr
        return open_store(tmp_path / "s")

    return draft, accept


CAPTURE = "The CSP said it had captured Ber on 4 January 2024, killing two soldiers.\n"


def test_an_event_is_corrected_as_often_as_a_person_likes(tmp_path):
    _, accept = coded_sheets(tmp_path, CAPTURE)
    for words in ("b", "a", "c", "a"):
        store = accept("events", notes=words)
        assert store.events()["notes"].tolist() == [words]
    before = store.claims()["claim_id"].tolist()
    # What is decided of its claims counts, whatever the revision of the event is by then.
    assert len(accept("claims", accept="no").claims()) == len(before) - 1
    assert accept("claims", accept="yes").claims()["claim_id"].tolist() == before
    # The cell as it was coded needs a word: it may be that nobody has looked at it.
    assert accept("events", notes="").events()["notes"].tolist() == ["a"]
    assert accept("events", accept="yes").events()["notes"].isna().all()


def contents(folder):
    """Every file of a store but the log, which has the time of day."""
    files = (path for path in Path(folder).rglob("*") if path.is_file())
    return {p.relative_to(folder): p.read_bytes() for p in files if p.name != "audit.jsonl"}


REPEL = "The army said that it had repelled an attack on Ansongo on 3 January 2024.\n"


@pytest.mark.parametrize("out", ["d.xlsx", "sheets"])
def test_a_row_that_was_deleted_stays_out_until_a_person_says_yes(tmp_path, out):
    import openpyxl

    (tmp_path / "a.txt").write_text(CAPTURE + REPEL, encoding="utf-8")
    build = ("build", tmp_path / "a.txt", "-o", tmp_path / "out", "--published", "2024-01-05")
    run(*build)
    target, sheets = tmp_path / "out" / "store", tmp_path / out
    store = open_store(target)
    events, claims = store.events(), store.claims()
    assert len(events) == 2
    gone = events.loc[events["place_name"] == "Ber", "event_id"].item()
    assert (claims["event_id"] == gone).any()

    def change(edit):
        """Write the sheets, change the row of the event in them, and accept them."""
        run("review", tmp_path / "out" / "draft.jsonl", "-o", sheets)
        if sheets.is_dir():
            path = sheets / "events.csv"
            with path.open(encoding="utf-8-sig", newline="") as file:
                header, *rows = csv.reader(file)
            rows = [edit(row, header) if gone in row else row for row in rows]
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows([header, *filter(None, rows)])
        else:
            book = openpyxl.load_workbook(sheets)
            header, *rows = book["events"].values
            for number, row in enumerate(rows, start=2):
                if gone in row:
                    new = edit(list(row), list(header))
                    book["events"].delete_rows(number)
                    for at, value in enumerate(new or (), start=1):
                        book["events"].cell(len(rows) + 3, at, value)
            book.save(sheets)
        return run("accept", sheets, "--store", target, "--by", "Aïssata")

    said = change(lambda row, header: None)
    assert (said.exit_code, said.stderr) == (0, "")
    assert "1 event left out, 1 event unchanged" in said.stdout
    left = contents(target)
    for again in (build, ("accept", sheets, "--store", target)):
        run(*again)
        assert contents(target) == left
        assert gone not in set(store.events()["event_id"])
        assert gone not in set(store.claims()["event_id"])
    assert gone in set(store.history()["event_id"])
    [decision] = [
        one
        for one in json.loads(run("store", "decisions", target, "--json").stdout)
        if one["table"] == "events"
    ]
    assert (decision["id"], decision["state"], decision["by"]) == (gone, "left out", "Aïssata")

    def yes(row, header):
        return ["yes" if name == "accept" else cell for name, cell in zip(header, row, strict=True)]

    said = change(yes)
    assert "2 events unchanged" in said.stdout
    assert set(store.events()["event_id"]) == set(events["event_id"])
    assert set(store.claims()["claim_id"]) == set(claims["claim_id"])
    assert store.check() == []


def test_sheets_that_nobody_changed_change_nothing(tmp_path):
    (tmp_path / "a.txt").write_text("Gao, 6 January 2024. " + CAPTURE + REPEL, encoding="utf-8")
    run("build", tmp_path / "a.txt", "-o", tmp_path / "out")
    target, draft = tmp_path / "out" / "store", tmp_path / "out" / "draft.jsonl"
    before = contents(target)
    for sheets in (tmp_path / "d.xlsx", tmp_path / "sheets", draft):
        if sheets != draft:
            run("review", draft, "-o", sheets)
        said = run("accept", sheets, "--store", target, "--by", "me")
        assert said.stdout.endswith("0 rows rejected; the store has it all already\n")
        assert contents(target) == before
    assert open_store(target).audit() == []


def test_what_accepting_changed_is_told_in_words_and_numbers(tmp_path):
    _, accept = coded_sheets(tmp_path, CAPTURE + REPEL)
    accept("events", notes="seen")
    sheets = tmp_path / "sheets"
    done = run("accept", sheets, "--store", tmp_path / "s", "--by", "me")
    assert done.stdout.startswith(f"accepted {sheets}: 1 event corrected, 1 event unchanged; ")
    told = json.loads(
        run("accept", sheets, "--store", tmp_path / "s", "--by", "me", "--json").stdout
    )[str(sheets)]
    assert told["events"] == {
        "corrected": 1, "left_out": 0, "added": 0, "unchanged": 1, "decided_before": 0,
    }  # fmt: skip
    # The draft as it was coded does not undo that, and says so.
    draft = tmp_path / "d.jsonl"
    done = run("accept", draft, "--store", tmp_path / "s", "--by", "me")
    assert "2 events unchanged (1 of them as a person decided before)" in done.stdout


def test_rows_that_were_not_taken_are_counted_by_reason_and_listed(tmp_path):
    path = tmp_path / "a.csv"
    head = "event_id,date,event_type,sub_event_type,place,fatalities"
    path.write_text(
        f"{head}\n1,2024-01-05,Battles,Armed clash,Gao,2\n2,soon,Battles,Armed clash,Gao,2\n"
        "3,later,Battles,Armed clash,Gao,2\n4,2024-01-05,Battles,Hug,Gao,2\n",
        encoding="utf-8",
    )
    done = run("ingest", path, "--store", tmp_path / "s")
    assert "rejected 2: date: no date, or an impossible one" in done.stdout
    assert "rejected 1: sub_event_type: is not in the codebook" in done.stdout
    assert f"geomali store rejects {tmp_path / 's'}" in done.stdout
    lines = run("store", "rejects", tmp_path / "s").stdout.splitlines()
    # The row as a spreadsheet shows it.
    assert lines[0] == "a.csv, row 3: date: no date, or an impossible one ('soon')"
    listed = json.loads(run("store", "rejects", tmp_path / "s", "--json").stdout)
    assert [row["row_number"] for row in listed] == [3, 4, 5]


def test_what_a_person_decided_of_claims_alone_survives_coding_again(tmp_path):
    _, accept = coded_sheets(tmp_path, CAPTURE)
    before = accept().claims()["claim_id"].tolist()
    claim_id = accept("claims", accept="no").claims()["claim_id"].tolist()
    assert len(claim_id) == len(before) - 1
    run("build", tmp_path / "a.txt", "-o", tmp_path / "out", "--published", "2024-01-05",
        "--store", tmp_path / "s")  # fmt: skip
    assert open_store(tmp_path / "s").claims()["claim_id"].tolist() == claim_id


def test_an_event_that_a_person_took_out_stays_out_with_its_claims(store):
    told = event(1, "r1", claims=(claim(1, event_id="ev_1"),))
    store.commit(events=[told])
    store.commit(
        events=[replace(told, claims=(), status="deleted")], recoded=["r1"], accepted_by="Aïssata"
    )
    other = event(2, "acled")
    store.commit(events=[other])
    for _ in range(2):
        merged = merge_coding(store, [told], recoded=["r1"])
        store.commit(events=merged.to_commit, claims=merged.claims, recoded=["r1"])
        # Nor does it swallow what another source tells.
        assert sources(store) == {"ev_2": ["acled"]}
        assert store.claims().empty
        assert merge_duplicates(store) == ()
    assert store.check() == []


def code_again(store, *events, reports=("r1",)):
    merged = merge_coding(store, events, recoded=reports)
    return store.commit(events=merged.to_commit, claims=merged.claims, recoded=reports, linked=True)


def test_a_revision_that_merging_raised_is_no_correction(store):
    store.commit(events=[event(1, "r1"), event(1.5, "r2")])
    merge_duplicates(store)
    # As old as the first, so that only a revision tells which merge is the newer.
    store.commit(events=[event(1.5, "r2", weapon="drone")])
    merge_duplicates(store)
    assert store.events()["revision"].tolist() == [1]
    code_again(store, event(1, "r1", notes="better"))
    assert store.events()["notes"].tolist() == ["better"]
    assert sources(store) == {"ev_1": ["r1", "r2"]}
    # The report does not tell it any more.
    code_again(store)
    assert sources(store) == {"ev_1.5": ["r2"]}


def test_an_event_that_was_separated_is_still_coded_again(store):
    store.commit(events=[event(1, "r1"), event(2, "r2")])
    merge_duplicates(store)
    separate_events(store, ["ev_2"], by="Aïssata")
    code_again(store, event(1, "r1", notes="better"))
    assert store.events().set_index("event_id").loc["ev_1", "notes"] == "better"
    assert sources(store) == {"ev_1": ["r1"], "ev_2": ["r2"]}
    assert not code_again(store, event(1, "r1", notes="better")).changed
    assert merge_duplicates(store) == ()
    # Nor is it forgotten that the other was once merged into it.
    for _ in range(2):
        before = store.history("ev_2")["version_status"].tolist()
        code_again(store, event(2, "r2"), reports=["r2"])
        assert store.history("ev_2")["version_status"].tolist() == before
        assert "merged_into:ev_1" in before
    assert store.check() == []


def known(store):
    """What was known on each day: of each event its sources and how many died."""
    return {
        day: store.events(known_on=DAY + timedelta(day))[
            ["event_id", "source_ids", "fatalities_best"]
        ].to_json()
        for day in range(12)
    }


def test_coding_again_changes_nothing_of_what_was_known_on_a_day(store):
    """Whichever of the tellings the event is named after."""
    days = [1, 4, 7]
    for order in ((0, 1, 2), (1, 0, 2), (2, 1, 0), (1, 2, 0)):
        of_order = open_store(store.path + "".join(map(str, order)), create=True)
        tellings = [
            event(number, f"r{number}", reported_date=DAY + timedelta(days[place]),
                  fatalities=Count(number, number, number))
            for number, place in enumerate(order)
        ]  # fmt: skip
        for telling in sorted(tellings, key=lambda e: e.reported_date):
            code_again(of_order, telling, reports=telling.source_ids)
        before = known(of_order)
        past = of_order.history()
        for telling in tellings:
            assert not code_again(of_order, telling, reports=telling.source_ids).changed
        assert known(of_order) == before
        assert len(of_order.history()) == len(past)
        # Another coding of one of them replaces that coding, and loses nothing of the others.
        better = replace(tellings[0], weapon="drone")
        code_again(of_order, better, reports=better.source_ids)
        assert of_order.events()["weapon"].tolist() == ["drone"]
        assert known(of_order) == before
        assert of_order.check() == []


def test_a_corrected_event_keeps_every_source_that_still_tells_it(store):
    told = event(1, "r1")
    store.commit(events=[told, event(2, "r2")])
    merge_duplicates(store)
    [joined] = event_records(store.events_arrow())
    store.commit(events=[replace(joined, notes="by hand")], accepted_by="Aïssata")
    code_again(store, replace(told, notes="coded"))
    assert store.events()["notes"].tolist() == ["by hand"]
    assert sources(store) == {"ev_1": ["r1", "r2"]}
    # The report does not tell it any more.
    code_again(store)
    assert sources(store) == {"ev_1": ["r2"]}
    assert store.events()["notes"].tolist() == ["by hand"]


def test_merging_again_after_a_tie_in_the_day_of_report_changes_nothing(store):
    store.commit(events=[event(1, "a"), event(2, "b", reported_date=DAY + timedelta(1))])
    merge_duplicates(store)
    told = event(2, "b", reported_date=DAY + timedelta(1), weapon="ied")
    store.commit(events=[told])
    merge_duplicates(store)
    assert store.events()["weapon"].tolist() == ["ied"]
    raised = store.events()["revision"].tolist()
    assert raised == [1]
    code_again(store, told, reports=["b"])  # forgets what was coded from it before
    for _ in range(2):
        assert not code_again(store, told, reports=["b"]).changed
        assert merge_duplicates(store) == ()
    assert store.events()["revision"].tolist() == raised
    assert store.check() == []


def test_claims_that_come_again_alone_keep_the_event_and_the_links_of_the_merge(store):
    told = [
        event(1, "r1", claims=(claim(1, report_id="r1", event_id="ev_1"),)),
        event(2, "r2", claims=(
            claim(2, report_id="r2", event_id="ev_2", claimant="fama", proposition="repelled",
                  subject="fama"),
        )),
    ]  # fmt: skip
    store.commit(events=told)
    merge_duplicates(store)
    linked_then = as_stored(store)[0]
    assert linked_then["cl_1"] == ("ev_1", ["cl_2"], [])
    assert not store.commit(claims=[c for e in told for c in e.claims]).changed
    assert as_stored(store)[0] == linked_then
    separate_events(store, ["ev_2"], by="me")
    apart = as_stored(store)[0]
    assert apart["cl_2"] == ("ev_2", [], [])
    assert not store.commit(claims=[c for e in told for c in e.claims]).changed


def test_a_claim_of_no_report_stays_with_the_event_it_was_told_of(store):
    store.commit(events=[event(1, "r1"), event(2, "r2")])
    merge_duplicates(store)
    alone = claim(7, report_id=None, event_id="ev_2")
    for _ in range(2):
        store.commit(claims=[alone])
        merge_duplicates(store)
        assert as_stored(store)[0]["cl_7"][0] == "ev_1"
    separate_events(store, ["ev_2"], by="me")
    store.commit(claims=[alone])
    assert as_stored(store)[0]["cl_7"][0] == "ev_2"


def test_an_accepted_draft_says_when_it_was_known_as_the_coding_did(tmp_path):
    (tmp_path / "a.txt").write_text("Gao, 6 January 2024. " + CAPTURE, encoding="utf-8")
    run("build", tmp_path / "a.txt", "-o", tmp_path / "out")
    built = open_store(tmp_path / "out" / "store")
    assert built.events()["reported_date"].dt.date.tolist() == [date(2024, 1, 6)]
    draft = tmp_path / "out" / "draft.jsonl"
    run("accept", draft, "--store", tmp_path / "s", "--by", "me")
    accepted = open_store(tmp_path / "s")
    for day, number in ((date(2024, 1, 5), 0), (date(2024, 1, 6), 1)):
        assert len(accepted.events(known_on=day)) == len(built.events(known_on=day)) == number
    run("accept", draft, "--store", built.path, "--by", "me")
    assert built.history().empty


def test_a_row_that_is_rejected_leaves_the_store_as_it_was(tmp_path):
    _, accept = coded_sheets(tmp_path, CAPTURE)
    before = accept()
    events, claims = before.events(), before.claims()
    after = accept("events", date="yesterday")
    assert after.events()["event_id"].tolist() == events["event_id"].tolist()
    assert after.claims()["claim_id"].tolist() == claims["claim_id"].tolist()
    after = accept("claims", credibility="many")
    assert after.claims()["claim_id"].tolist() == claims["claim_id"].tolist()
