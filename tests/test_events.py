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
    """CMA belongs to CSP, Wagner fights beside the army; nobody else is tied."""

    @staticmethod
    def related(one, two, on=None):
        return one == two or {one, two} == {"cma", "csp"}

    @staticmethod
    def allied(one, two, on=None):
        return {one, two} == {"fama", "wagner"}


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


def test_a_mine_and_an_air_strike_are_two_events():
    """Though of the same parties, at one place on one day; shelling may be told as either."""
    blast = {"event_type": "Explosions/Remote violence"}
    mine = event(1, "a", sub_event_type="Remote explosive/landmine/IED", **blast)
    strike = event(2, "b", sub_event_type="Air/drone strike", **blast)
    assert not merge(mine, strike).merges
    shelling = event(3, "c", sub_event_type="Shelling/artillery/missile attack", **blast)
    assert len(merge(shelling, strike).merges) == len(merge(shelling, mine).merges) == 1


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


def sides(event):
    """Who stands where, in the order of the ids."""
    roles = ("side_a", "side_b", "affected")
    return tuple(
        sorted(a.actor_id or a.name for a in event.actors if a.role == role) for role in roles
    )


def fought(number, source, side_a, side_b=(), affected=(), **values):
    named = {"side_a": side_a, "side_b": side_b, "affected": affected}
    return event(
        number,
        source,
        actors=tuple(EventActor(i, role, i) for role, ids in named.items() for i in ids),
        **values,
    )


def merged(*tellings):
    """The one event that they make, with the actors of the real lists."""
    [kept] = [e for e in merge_events(tellings).events if e.status == "current"]
    return kept


def test_the_army_stands_on_the_government_s_side_whichever_side_is_named_first():
    """ACLED names the rebels first, UCDP the government."""
    told = [
        fought(1, "acled", ["csp_psd"], ["fama"]),
        fought(2, "ucdp_ged", ["mali_government"], ["csp_psd"]),
    ]
    assert sides(merged(*told)) == (["csp_psd"], ["fama", "mali_government"], [])
    # Nobody in common by name: by kinship alone.
    told[0] = fought(1, "acled", ["hcua"], ["fama"])
    assert sides(merged(*told)) == (["csp_psd", "hcua"], ["fama", "mali_government"], [])


def test_an_ally_fights_beside_its_ally():
    """Wagner is no part of the army, and JNIM is named by both."""
    day = date(2023, 9, 12)
    told = (
        fought(1, "acled", ["wagner"], ["jnim"], date_earliest=day, date_latest=day),
        fought(2, "ucdp_ged", ["jnim"], ["mali_government"]),
    )
    assert sides(merged(*told)) == (["mali_government", "wagner"], ["jnim"], [])


def test_who_fights_beside_the_army_may_be_told_as_the_government():
    """UCDP has the government where ACLED has Wagner; but another kind of event is another event."""
    attack = {"event_type": "Violence against civilians", "sub_event_type": "Attack"}
    wagner = fought(1, "acled", ["wagner"], affected=["civilians"], **attack)
    army = fought(2, "ucdp_ged", ["mali_government"], affected=["civilians"], **attack)
    assert sides(merged(wagner, army)) == (["mali_government", "wagner"], [], ["civilians"])
    assert not merge_events([wagner, fought(2, "ucdp_ged", ["mali_government"], ["jnim"])]).merges
    before = {"date_earliest": date(2021, 6, 1), "date_latest": date(2021, 6, 1)}
    assert not merge_events([replace(wagner, **before), replace(army, **before)]).merges


def test_of_two_fights_alike_the_one_on_the_same_days_with_as_many_dead_is_the_same():
    """The order of the ids says nothing."""
    told = (
        fought(1, "ucdp_ged", ["fama"], ["jnim"], date_earliest=DAY - timedelta(1)),
        fought(2, "ucdp_ged", ["fama"], ["jnim"]),
        fought(3, "acled", ["fama"], ["jnim"]),
    )
    assert [(m.kept, m.merged) for m in merge_events(told).merges] == [("ev_2", "ev_3")]
    dead = [replace(e, fatalities=Count(n, n, n)) for e, n in zip(told[1:], (9, 3), strict=True)]
    alike = replace(told[1], event_id="ev_4", fatalities=Count(3, 3, 3))
    assert [(m.kept, m.merged) for m in merge_events([*dead, alike]).merges] == [("ev_3", "ev_4")]


def test_a_third_telling_finds_its_side_through_the_second():
    told = [
        fought(1, "acled", ["csp_psd"], ["unresolved_armed_group"]),
        fought(2, "r1", ["fama"], ["csp_psd"]),
        fought(3, "ucdp_ged", ["mali_government"], ["cma"]),
    ]
    assert sides(merged(*told)) == (["cma", "csp_psd"], ["fama", "mali_government"], [])


def test_one_who_fought_on_either_side_is_put_on_none():
    """GATIA had two wings by then, one with the army and one with the CSP."""
    told = (
        fought(1, "acled", ["gatia"], ["gatia"], reported_date=DAY),
        fought(2, "ucdp_ged", ["gatia", "msa_d"], ["issp"], reported_date=DAY),
    )
    kept = merged(*told)
    assert sides(kept) == (["gatia"], ["gatia"], [])
    assert kept.notes == "ucdp_ged: names issp, msa_d, side not decided"


def test_tellings_that_contradict_each_other_leave_the_sides_to_the_better_one():
    told = (
        fought(1, "acled", ["csp_psd"], ["fama"]),
        fought(2, "r1", ["csp_psd", "fama"], ["jnim"], ["civilians"]),
    )
    kept = merged(*told)
    assert sides(kept) == (["csp_psd"], ["fama"], ["civilians"])
    assert kept.notes == "r1: names jnim, side not decided"


def test_two_fights_of_one_party_against_others_stay_two():
    """The army fought JNIM and, at the same place on the same day, the Islamic State."""
    told = (fought(1, "acled", ["fama"], ["jnim"]), fought(2, "ucdp_ged", ["issp"], ["fama"]))
    assert not merge_events(told).merges
    # An unidentified opponent may be either.
    told = (told[0], fought(2, "ucdp_ged", ["unresolved_armed_group"], ["mali_government"]))
    assert sides(merged(*told)) == (["fama", "mali_government"], ["jnim"], [])


def test_who_attacked_civilians_is_the_one_side_there_is():
    attack = {"event_type": "Violence against civilians", "sub_event_type": "Attack"}
    told = (
        fought(1, "acled", ["unresolved_armed_group"], affected=["civilians"], **attack),
        fought(2, "ucdp_ged", ["jnim"], affected=["civilians"], **attack),
    )
    assert sides(merged(*told)) == (["jnim"], [], ["civilians"])
    # A source that has them as a side: they are harmed all the same.
    told = (told[1], fought(3, "r1", ["dogon_civilians"], ["jnim"], **attack))
    assert sides(merged(*told)) == (["jnim"], [], ["civilians", "dogon_civilians"])


FAMILIES = (
    ("fama", "mali_government", "wagner", "fama_air"),
    ("csp_psd", "hcua", "cma", "mnla"),
    ("jnim", "katiba_macina", "katiba_serma"),
    ("issp",),
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_nobody_ends_on_both_sides_or_beside_the_enemy(data):
    """Whoever tells it, in whatever order, by whatever names."""
    one, two = data.draw(
        st.lists(st.sampled_from(FAMILIES), min_size=2, max_size=2, unique=True), "families"
    )
    sources = data.draw(st.permutations(["acled", "ucdp_ged", "gdelt", "r1", "r2"]), "sources")
    tellings = []
    for number, source in enumerate(sources[: data.draw(st.integers(2, 4))]):
        both = [
            data.draw(st.lists(st.sampled_from(f), min_size=least, max_size=2, unique=True))
            for f, least in ((one, 1), (two, 0))
        ]
        if data.draw(st.booleans()):
            both.reverse()
        if data.draw(st.integers(0, 4)) == 0:
            both[data.draw(st.integers(0, 1))] = ["unresolved_armed_group"]
        tellings.append(
            fought(
                number, source, *both, reported_date=DAY + timedelta(data.draw(st.integers(0, 3)))
            )
        )
    told = {e.event_id: e for e in tellings}
    for kept in merge_events(tellings).events:
        side_a, side_b, _ = sides(kept)
        assert not set(side_a) & set(side_b)
        for side in (side_a, side_b):
            assert not (set(side) & set(one) and set(side) & set(two))
        if kept.status == "current":
            # The better telling's own sides are as it has them.
            assert set(sides(told[kept.event_id])[0]) - {"unresolved_armed_group"} <= set(side_a)
            assert set(sides(told[kept.event_id])[1]) - {"unresolved_armed_group"} <= set(side_b)


def test_the_better_source_gives_id_place_type_days_and_confidence():
    """GDELT reported it first, a report next, ACLED months later."""
    near = EventPlace("near Bourem", "bourem_town", 16.99, -0.34861, 2, 10.0)
    told = (
        event(1, "gdelt", reported_date=DAY, confidence=0.2, weapon="ied",
              place=replace(BOUREM, lat=16.9), actors=(EventActor("army", "side_a", "fama"),
                                                       EventActor("civ", "side_b", "civilians"))),
        event(2, "r1", reported_date=DAY + timedelta(1), confidence=0.6, weapon="drone",
              date_latest=DAY, sub_event_type="Armed clash"),
        event(3, "acled", reported_date=DAY + timedelta(90), place=near, time_precision=2,
              date_latest=DAY + timedelta(2), sub_event_type="Government regains territory"),
    )  # fmt: skip
    for order in (told, told[::-1]):
        found = merge(*order)
        assert {(m.merged, m.kept) for m in found.merges} == {("ev_1", "ev_3"), ("ev_2", "ev_3")}
        kept = next(e for e in found.events if e.status == "current")
        assert (kept.place, kept.sub_event_type) == (near, "Government regains territory")
        assert (kept.date_earliest, kept.date_latest) == (DAY, DAY + timedelta(2))
        assert (kept.confidence, kept.weapon) == (0.6, "drone")
        assert sides(kept) == (["csp"], ["fama"], [])
        assert kept.source_ids == ("acled", "gdelt", "r1")
    # What GDELT alone states is not stated: its fifth of right points is no word about ACLED's.
    kept = next(e for e in merge(told[0], told[2]).events if e.status == "current")
    assert (kept.event_id, kept.confidence, kept.weapon) == ("ev_3", None, None)


def test_what_a_person_coded_or_corrected_is_better_than_any_dataset():
    coded = replace(event(1, "radio", reported_date=DAY + timedelta(9)), event_id="coded_1")
    assert [m.kept for m in merge(coded, event(2, "acled", reported_date=DAY)).merges] == [
        "coded_1"
    ]
    told = (event(1, "r1", reported_date=DAY + timedelta(9)), event(2, "acled", reported_date=DAY))
    assert [m.kept for m in merge(*told).merges] == ["ev_2"]
    corrected = merge_events(told, actors=Registry(), by_hand={"ev_1"})
    assert [m.kept for m in corrected.merges] == ["ev_1"]


def test_gdelt_comes_between_no_two_others():
    """It is as near as can be to each, and would fit only one of them."""
    bare = {"place_id": None, "geo_precision": 2, "uncertainty_km": None}
    told = (
        event(1, "gdelt", place=replace(BOUREM, lat=16.99, **bare)),
        event(2, "acled", place=replace(BOUREM, lat=16.955, **bare)),
        event(3, "ucdp_ged", place=replace(BOUREM, lat=16.88, **bare)),
    )
    assert [(m.merged, m.kept) for m in merge(*told).merges] == [("ev_3", "ev_2")]


def test_a_merged_event_tells_what_each_source_counted_and_said():
    told = (
        event(1, "acled", fatalities=Count(10, 10, 10), notes="an ambush"),
        event(2, "ucdp_ged", fatalities=Count(2, 4, 6), notes="a headline"),
        event(3, "r1"),
    )
    kept = next(e for e in merge(*told).events if e.status == "current")
    assert kept.fatalities == Count(2, 10, 10)
    assert (
        kept.notes == "acled: an ambush; fatalities 10 | ucdp_ged: a headline; fatalities 4 (2–6)"
    )


def test_until_the_better_telling_was_reported_the_other_stood_alone():
    told = (
        event(1, "r1", reported_date=DAY),
        event(2, "acled", reported_date=DAY + timedelta(90)),
    )
    away = next(e for e in merge(*told).events if e.event_id == "ev_1")
    assert away.status == "merged_into:ev_2"
    assert away.reported_date == DAY + timedelta(90)
