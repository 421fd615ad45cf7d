"""Identity and duplicates of events: laws, then cases worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geomali.events import (
    Claim,
    Count,
    Event,
    EventActor,
    EventPlace,
    content_id,
    link_claims,
    merge_events,
)

DAY = date(2023, 9, 12)
BOUREM = EventPlace("Bourem", "bourem_town", 16.955, -0.34861, 1)
GAO = EventPlace("Gao", "gao_town", 16.27167, -0.04472, 1)


class Registry:
    """CMA belongs to CSP; nobody else is related."""

    @staticmethod
    def related(one, two, on=None):
        return one == two or {one, two} == {"cma", "csp"}


def event(number, source, **values):
    values = {
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "date_earliest": DAY,
        "date_latest": DAY,
        "time_precision": 1,
        "place": BOUREM,
        "actors": (
            EventActor("the CSP", "side_a", "csp"),
            EventActor("the army", "side_b", "fama"),
        ),
        "source_ids": (source,),
    } | values
    return Event(f"ev_{number}", **values)


def merge(*events):
    return merge_events(events, actors=Registry())


events = st.lists(
    st.builds(
        lambda number, source, day, span, place, actor, sub: event(
            number,
            f"r{source}",
            date_earliest=DAY + timedelta(days=day),
            date_latest=DAY + timedelta(days=day + span),
            place=place,
            actors=(EventActor(actor, "side_a", actor),) if actor else (),
            event_type="Battles" if sub == "Armed clash" else "Explosions/Remote violence",
            sub_event_type=sub,
            reported_date=DAY + timedelta(days=source),
        ),
        st.integers(0, 10**6),
        st.integers(0, 4),
        st.integers(0, 2),
        st.integers(0, 8),
        st.sampled_from(
            [BOUREM, GAO, None, EventPlace("Gao region", "gao_region", geo_precision=3)]
        ),
        st.sampled_from(["csp", "cma", "fama", "unresolved_armed_group", None]),
        st.sampled_from(["Armed clash", "Air/drone strike"]),
    ),
    max_size=10,
    unique_by=lambda e: e.event_id,
)


@settings(max_examples=150, deadline=None)
@given(events, st.randoms(use_true_random=False))
def test_merging_ignores_order_and_loses_nothing(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    merged = merge(*rows)
    assert merged == merge(*shuffled)
    assert [e.event_id for e in merged.events] == sorted(e.event_id for e in rows)
    kept = {e.event_id: e for e in merged.events if e.status == "current"}
    assert sorted(s for e in kept.values() for s in e.source_ids) == sorted(
        s for e in rows for s in e.source_ids
    )
    for one in merged.merges:
        assert one.kept in kept
        assert one.reason
    away = {e.event_id: e.status for e in merged.events if e.status != "current"}
    assert away == {m.merged: f"merged_into:{m.kept}" for m in merged.merges}


@settings(max_examples=100, deadline=None)
@given(events)
def test_one_source_never_merges_with_itself_and_vague_events_stay(rows):
    by_id = {e.event_id: e for e in rows}
    for one in merge(*rows).merges:
        kept, gone = by_id[one.kept], by_id[one.merged]
        assert not set(kept.source_ids) & set(gone.source_ids)
        assert kept.place is not None
        assert kept.place.geo_precision == 1
        assert max(kept.date_earliest, gone.date_earliest) <= min(
            kept.date_latest, gone.date_latest
        )


def test_two_reports_of_one_fight_are_one_event_with_two_sources():
    late = event(2, "b", reported_date=DAY + timedelta(1), fatalities=Count(10, 10, 10))
    first = event(1, "a", reported_date=DAY, fatalities=Count(4, 6, 8))
    merged = merge(late, first)
    kept = next(e for e in merged.events if e.status == "current")
    assert kept.event_id == "ev_1"
    assert kept.source_ids == ("a", "b")
    assert kept.fatalities == Count(4, 6, 10)
    assert "Bourem" in merged.merges[0].reason


@pytest.mark.parametrize(
    ("stated", "joined"), [((None, None), None), ((0.6, None), 0.6), ((0.6, 0.5), 0.8)]
)
def test_confidence_comes_from_those_who_state_one(stated, joined):
    """Most datasets state none."""
    one, two = (event(n, s, confidence=c) for n, s, c in zip((1, 2), "ab", stated, strict=True))
    assert merge(one, two).events[0].confidence == joined


def test_dead_not_stated_stay_not_stated():
    kept = merge(event(1, "a"), event(2, "b")).events[0]
    assert kept.fatalities is None


def test_a_member_and_its_coalition_fight_the_same_fight():
    cma = event(2, "b", actors=(EventActor("the CMA", "side_a", "cma"),))
    assert len(merge(event(1, "a"), cma).merges) == 1


def test_what_differs_in_day_place_actor_or_type_stays_two():
    base = event(1, "a")
    others = [
        event(2, "b", date_earliest=DAY + timedelta(1), date_latest=DAY + timedelta(1)),
        event(2, "b", place=GAO),
        event(2, "b", place=replace(BOUREM, place_id="bourem_camp")),
        event(2, "b", actors=(EventActor("JNIM", "side_a", "jnim"),)),
        event(2, "b", event_type="Protests", sub_event_type="Peaceful protest"),
        event(2, "b", date_earliest=None, date_latest=None),
        event(2, "b", place=None),
        event(2, "a"),
    ]
    for other in others:
        assert not merge(base, other).merges


def test_near_a_place_matches_it_within_its_uncertainty():
    near = EventPlace("near Bourem", "bourem_town", 17.05, -0.34861, 2, 12.0)
    kept = merge(event(1, "a"), event(2, "b", place=near)).events[0]
    assert kept.place == BOUREM
    far = replace(near, place_id=None, lat=18.0)
    assert not merge(event(1, "a"), event(2, "b", place=far)).merges


def test_a_label_gives_way_to_a_name():
    vague = event(
        1, "a", actors=(EventActor("gunmen", "side_a", "unresolved_armed_group"),
                        EventActor("the army", "side_b", "fama")),
    )  # fmt: skip
    kept = merge(vague, event(2, "b")).events[0]
    assert [(a.actor_id, a.role) for a in kept.actors] == [("fama", "side_b"), ("csp", "side_a")]


def claim(number, **values):
    return Claim(f"cl_{number}", **({"stance": "asserts"} | values))


def test_claims_against_each_other_across_reports_are_linked_and_contest_the_event():
    took = claim(1, proposition="captured", subject="csp", claimant="csp", report_id="a")
    held = claim(2, proposition="repelled", subject="fama", claimant="fama", report_id="b")
    merged = merge(event(1, "a", claims=(took,)), event(2, "b", claims=(held,)))
    kept = merged.events[0]
    assert kept.contested
    assert [c.conflicts_with for c in kept.claims] == [("cl_2",), ("cl_1",)]
    assert {c.event_id for c in kept.claims} == {"ev_1"}


def test_what_agrees_corroborates_and_a_denial_contradicts():
    took = claim(1, proposition="captured", subject="csp", claimant="csp", report_id="a")
    seen = claim(2, proposition="captured", subject="csp", basis="witness", report_id="b")
    denied = claim(3, proposition="captured", subject="csp", claimant="fama", stance="denies")
    linked = link_claims([[took], [seen], [denied]])
    assert linked[0].corroborates == ("cl_2",)
    assert linked[0].conflicts_with == linked[1].conflicts_with == ("cl_3",)
    assert linked[2].conflicts_with == ("cl_1", "cl_2")


def test_ids_depend_on_content_and_on_where_it_is_cut():
    assert content_id("ev", "ab", "c") != content_id("ev", "a", "bc")
    assert content_id("ev", "a", None) == content_id("ev", "a", "")
    assert content_id("ev", 1, 2) == content_id("ev", "1", "2")
