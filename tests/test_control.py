"""Laws of control, then what the rules say about hand-made cases."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import geopandas as gpd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from geomali import schema
from geomali.control import (
    EFFECTS,
    RULES,
    VOICES,
    control_as_of,
    control_changes,
    control_spans,
    undated_claims,
)
from geomali.errors import SchemaError

DAY = date(2023, 9, 12)


class Registry:
    """Whoever starts with the same letter is one side; nobody is allied, and none is a label."""

    @staticmethod
    def allied(a: str, b: str, on: date | None = None) -> bool:
        return False

    @staticmethod
    def actor(actor_id: str):
        raise KeyError(actor_id)

    @staticmethod
    def related(a: str, b: str, on: date | None = None) -> bool:
        return a[0] == b[0]


class Allies(Registry):
    """The army and Wagner are allies to the end of 2023; nobody can tell who "rebels" are."""

    @staticmethod
    def allied(a: str, b: str, on: date | None = None) -> bool:
        return {a, b} == {"army", "wagner"} and on is not None and on.year < 2024

    @staticmethod
    def actor(actor_id: str):
        return SimpleNamespace(
            kind="label" if actor_id == "rebels" else "armed_group", family="other"
        )


def claim(number=0, **values):
    row = dict.fromkeys(schema.TABLES["claims"].names)
    row |= {
        "claim_id": f"cl_{number}",
        "place_id": "bourem_town",
        "place_text": "Bourem",
        "geo_precision": 1,
        "geometry": Point(-0.35, 16.95),
        "stance": "asserts",
        "basis": "party",
        "claim_date": DAY,
        "claim_date_latest": DAY,
        "reported_date": DAY,
    }
    row |= values
    if "claim_date" in values and "claim_date_latest" not in values:
        row["claim_date_latest"] = row["claim_date"]
    return row


def frame(*rows):
    return gpd.GeoDataFrame(
        list(rows), columns=list(schema.TABLES["claims"].names), geometry="geometry", crs=schema.CRS
    )


def only(*rows, as_of=date(2023, 9, 20), known_on=None, actors=None):
    result = control_as_of(
        frame(*rows), as_of=as_of, known_on=known_on, actors=actors or Registry()
    )
    assert len(result) == 1
    return result.iloc[0]


claim_rows = st.lists(
    st.builds(
        lambda number, place, subject, claimant, proposition, stance, basis, day, delay: claim(
            number,
            place_id=place,
            subject=subject,
            object="army" if subject != "army" else "csp",
            claimant=claimant,
            proposition=proposition,
            stance=stance,
            basis=basis,
            claim_date=DAY + timedelta(days=day),
            reported_date=DAY + timedelta(days=day + delay),
        ),
        st.integers(0, 10**6),
        st.sampled_from(["bourem_town", "bamba_gao"]),
        st.sampled_from(["army", "csp", "jnim"]),
        st.sampled_from(["army", "csp", "jnim", None]),
        st.sampled_from([*EFFECTS, "attacked"]),
        st.sampled_from(schema.STANCES),
        st.sampled_from(schema.BASES),
        st.integers(0, 12),
        st.integers(0, 5),
    ),
    max_size=8,
    unique_by=lambda row: row["claim_id"],
)


def answer(rows, **when):
    result = control_as_of(frame(*rows), actors=Registry(), **when)
    return result.drop(columns="geometry").to_dict("records")


@settings(max_examples=25, deadline=None)
@given(claim_rows, st.integers(0, 12))
def test_later_claims_never_change_the_past(rows, days):
    as_of = DAY + timedelta(days=days)
    assert answer(rows, as_of=as_of) == answer(
        [row for row in rows if row["claim_date"] <= as_of], as_of=as_of
    )


@settings(max_examples=25, deadline=None)
@given(claim_rows, st.integers(0, 17))
def test_what_was_not_yet_reported_does_not_count(rows, days):
    known_on = DAY + timedelta(days=days)
    as_of = DAY + timedelta(days=30)
    late = answer(rows, as_of=as_of, known_on=known_on)
    for row in late:
        row["known_on"] = None
    assert late == answer([r for r in rows if r["reported_date"] <= known_on], as_of=as_of)


@settings(max_examples=25, deadline=None)
@given(claim_rows, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    as_of = DAY + timedelta(days=30)
    assert answer(rows, as_of=as_of) == answer(shuffled, as_of=as_of)


@settings(max_examples=25, deadline=None)
@given(claim_rows)
def test_spans_of_a_place_follow_each_other_and_match_every_day(rows):
    spans = control_spans(frame(*rows), actors=Registry())
    told = ["state", "rule", "holder", "claimants", "basis", "valid_from", "last_evidence_date"]
    for place_id, place in spans.groupby("place_id"):
        ends = place["valid_to"].tolist()
        assert ends[-1] is None
        assert [e + timedelta(days=1) for e in ends[:-1]] == place["valid_from"].tolist()[1:]
        for day in (DAY + timedelta(days=n) for n in range(-1, 14)):
            there = [
                f <= day and (t is None or day <= t)
                for f, t in zip(place["valid_from"], ends, strict=True)
            ]
            now = [r for r in answer(rows, as_of=day) if r["place_id"] == place_id]
            span = place[there].to_dict("records")
            assert [[r[name] for name in (*told, "claim_ids")] for r in now] == [
                [r[name] for name in (*told, "claim_ids")] for r in span
            ]


@settings(max_examples=25, deadline=None)
@given(claim_rows)
def test_a_state_follows_from_its_rule_and_names_its_claims(rows):
    states = {rule.name: rule.state for rule in RULES}
    ids = {row["claim_id"] for row in rows}
    for row in answer(rows, as_of=DAY + timedelta(days=30)):
        assert row["state"] == states[row["rule"]]
        assert set(row["claim_ids"]) <= ids
        assert row["claim_ids"]
        assert row["holder"] is None or row["state"] in ("held", "temporarily_entered")
        assert row["evidence_age_days"] >= 0


def test_one_side_s_own_word_is_a_claim_and_holds_nothing():
    row = only(claim(proposition="captured", subject="csp", claimant="csp"))
    assert (row.state, row.holder, row.claimants, row.basis) == (
        "claimed",
        None,
        ["csp"],
        "claimed_by",
    )
    assert row.evidence_age_days == 8


def test_capture_against_repulse_is_contested_whoever_speaks_last():
    rows = [
        claim(1, proposition="captured", subject="csp", claimant="csp"),
        claim(2, proposition="repelled", subject="army", object="csp", claimant="army"),
    ]
    row = only(*rows)
    assert (row.state, row.rule, row.claimants) == ("contested", "rival_claims", ["army", "csp"])
    assert row.claim_ids == ["cl_1", "cl_2"]
    rows[1] |= {"claim_date": DAY + timedelta(1), "claim_date_latest": DAY + timedelta(1)}
    assert only(*rows).state == "contested"


def test_a_denial_contests_a_claim():
    row = only(
        claim(1, proposition="captured", subject="csp", claimant="csp"),
        claim(2, proposition="captured", stance="denies", subject="csp", claimant="army"),
    )
    assert (row.state, row.rule, row.claimants) == ("contested", "disputed", ["army", "csp"])


def test_a_third_party_s_word_holds():
    for claimant, basis in ((None, "journalist"), ("minusma", "party"), ("army", "party")):
        row = only(claim(proposition="captured", subject="csp", claimant=claimant, basis=basis))
        assert (row.state, row.holder) == ("held", "csp")


def test_seen_inside_and_gone_the_same_day_is_an_entry():
    row = only(
        claim(1, proposition="captured", subject="csp", claimant="csp"),
        claim(2, proposition="repelled", subject="army", object="csp", claimant="army"),
        claim(3, proposition="entered", subject="csp", basis="witness"),
        claim(4, proposition="withdrew", subject="csp", basis="witness"),
    )
    assert (row.state, row.rule, row.holder) == ("temporarily_entered", "entered_and_left", "army")
    assert row.basis == "reported_by_witness"


HELD_BY_ARMY = claim(
    90, proposition="holds", subject="army", basis="journalist", claim_date=date(2023, 9, 1)
)


@pytest.mark.parametrize("basis", ["party", "witness"])
def test_captured_and_left_on_the_same_day_is_an_entry_and_the_holder_stays(basis):
    """Control for less than a day is an armed clash, no change of territory (ACLED)."""
    row = only(
        HELD_BY_ARMY,
        claim(1, proposition="captured", subject="csp", claimant="csp"),
        claim(2, proposition="withdrew", subject="csp", claimant="csp", basis=basis),
    )
    assert (row.state, row.rule, row.holder) == ("temporarily_entered", "entered_and_left", "army")
    assert row.claimants == ["army", "csp"]
    assert row.claim_ids == ["cl_1", "cl_2", "cl_90"]


def test_an_opponent_saying_that_the_captors_left_at_once_only_disputes_it():
    row = only(
        HELD_BY_ARMY,
        claim(1, proposition="captured", subject="csp", claimant="csp"),
        claim(2, proposition="withdrew", subject="csp", claimant="army"),
    )
    assert (row.state, row.holder) == ("contested", None)


def test_two_captures_on_two_days_are_two_turns_not_a_contest():
    first = claim(1, proposition="captured", subject="army", claimant="army")
    second = claim(
        2, proposition="captured", subject="csp", claimant="csp", claim_date=DAY + timedelta(1)
    )
    spans = control_spans(frame(first, second), actors=Registry())
    assert spans[["state", "claimants"]].to_numpy().tolist() == [
        ["claimed", ["army"]],
        ["claimed", ["csp"]],
    ]
    second |= {"claim_date": DAY, "claim_date_latest": DAY}
    assert only(first, second).state == "contested"


def test_an_attack_that_was_repelled_changes_no_holder():
    told = {"proposition": "repelled", "subject": "army", "object": "csp"}
    row = only(HELD_BY_ARMY, claim(1, claimant="army", **told))
    assert (row.state, row.holder, row.last_evidence_date) == ("held", "army", DAY)
    alone = only(claim(1, claimant="army", **told))
    assert (alone.state, alone.holder, alone.claimants) == ("claimed", None, ["army"])


def test_an_old_claim_that_comes_late_does_not_undo_what_happened_since():
    old = claim(
        1, proposition="holds", subject="csp", basis="journalist",
        claim_date=date(2023, 8, 1), reported_date=date(2023, 9, 19),
    )  # fmt: skip
    new = claim(2, proposition="captured", subject="army", basis="journalist")
    assert only(old, new).holder == "army"
    assert only(new, old, known_on=date(2023, 9, 18)).claim_ids == ["cl_2"]


def test_an_outsider_who_sees_the_captors_there_later_ends_the_dispute():
    rows = [
        claim(1, proposition="captured", subject="csp", claimant="csp"),
        claim(2, proposition="captured", stance="denies", subject="csp", claimant="army"),
    ]
    later = {"proposition": "holds", "subject": "csp", "claim_date": DAY + timedelta(5)}
    assert only(*rows, claim(3, claimant="csp", **later)).state == "contested"
    row = only(*rows, claim(3, basis="witness", **later))
    assert (row.state, row.holder, row.rule) == ("held", "csp", "independent_evidence")
    # Denied again after that: contested again.
    again = claim(
        4, proposition="holds", stance="denies", subject="csp", claimant="army",
        claim_date=DAY + timedelta(6),
    )  # fmt: skip
    assert only(*rows, claim(3, basis="witness", **later), again).state == "contested"


@pytest.mark.parametrize(
    "said",
    [
        {"proposition": "captured", "stance": "denies", "subject": "csp", "claimant": "army"},
        {"proposition": "withdrew", "subject": "csp", "basis": "witness"},
        {"proposition": "withdrew", "subject": "csp", "claimant": "army"},
    ],
)
def test_what_leaves_nobody_there_is_unknown_and_names_who_said_so(said):
    row = only(claim(1, **said))
    assert (row.state, row.rule, row.holder) == ("unknown", "left", None)
    assert row.claim_ids == ["cl_1"]


def test_who_was_given_a_place_by_their_own_word_alone_only_claims_it():
    told = {"proposition": "handed_over", "subject": "minusma", "object": "army"}
    assert only(claim(1, claimant="army", **told)).state == "claimed"
    assert only(claim(1, claimant="minusma", **told)).holder == "army"


def test_a_place_bears_the_name_of_claims_about_it_not_from_near_it():
    near = claim(0, proposition="entered", subject="csp", place_text="near Bourem", geo_precision=2)
    assert only(near, claim(1, proposition="captured", subject="csp")).place_name == "Bourem"


def test_an_actor_of_the_user_s_own_needs_no_registry():
    rows = frame(claim(1, proposition="captured", subject="my_group", claimant="their_group"))
    assert control_as_of(rows, as_of=date(2023, 9, 20))["holder"].tolist() == ["my_group"]


def test_who_entered_and_captured_on_one_day_stayed():
    row = only(
        claim(1, proposition="entered", subject="army", basis="journalist"),
        claim(2, proposition="captured", subject="army", basis="journalist"),
        claim(3, proposition="withdrew", subject="csp", claimant="csp"),
    )
    assert (row.state, row.holder, row.rule) == ("held", "army", "independent_evidence")


def test_a_later_capture_ends_older_evidence():
    row = only(
        claim(
            1, proposition="holds", subject="csp", basis="journalist", claim_date=date(2023, 1, 1)
        ),
        claim(2, proposition="captured", subject="army", basis="journalist"),
    )
    assert (row.state, row.holder, row.claim_ids) == ("held", "army", ["cl_2"])


def test_an_opponent_saying_you_left_is_a_dispute_your_own_word_an_end():
    stay = claim(1, proposition="captured", subject="csp", basis="journalist")
    gone = {"proposition": "withdrew", "subject": "csp", "claim_date": DAY + timedelta(days=3)}
    assert only(stay, claim(2, claimant="army", **gone)).state == "contested"
    left = only(stay, claim(2, claimant="csp", **gone))
    assert (left.state, left.rule, left.holder) == ("unknown", "left", None)
    assert left.claim_ids == ["cl_1", "cl_2"]


def test_a_handover_moves_a_place():
    row = only(
        claim(
            1,
            proposition="holds",
            subject="minusma",
            basis="journalist",
            claim_date=date(2023, 9, 1),
        ),
        claim(2, proposition="handed_over", subject="minusma", object="army", basis="journalist"),
    )
    assert (row.state, row.holder) == ("held", "army")


def test_a_member_and_its_coalition_are_one_side():
    row = only(
        claim(1, proposition="captured", subject="csp", claimant="csp"),
        claim(2, proposition="captured", subject="cma", claimant="cma"),
    )
    assert (row.state, row.claimants) == ("claimed", ["cma", "csp"])


@pytest.mark.parametrize(
    "change",
    [
        {"geo_precision": 3, "geometry": None},
        {"place_id": None},
        {"subject": None},
        {"claim_date": None, "claim_date_latest": None},
        {"proposition": "attacked"},
    ],
)
def test_what_is_no_evidence_gives_no_row(change):
    rows = frame(
        claim(**({"proposition": "captured", "subject": "csp", "claimant": "csp"} | change))
    )
    assert control_as_of(rows, as_of=date(2024, 1, 1), actors=Registry()).empty


def test_an_undated_statement_of_holding_counts_from_its_report():
    rows = frame(
        claim(
            proposition="holds",
            subject="csp",
            basis="journalist",
            claim_date=None,
            claim_date_latest=None,
        )
    )
    result = control_spans(rows, actors=Registry())
    assert result["valid_from"].tolist() == [DAY]


def test_an_interval_counts_from_its_last_day():
    rows = frame(
        claim(
            proposition="captured", subject="csp", basis="journalist",
            claim_date=date(2023, 9, 1), claim_date_latest=date(2023, 9, 30),
        )
    )  # fmt: skip
    assert control_as_of(rows, as_of=date(2023, 9, 20), actors=Registry()).empty
    assert len(control_as_of(rows, as_of=date(2023, 9, 30), actors=Registry())) == 1


def test_changes_name_the_claims_that_caused_them():
    rows = frame(
        claim(
            1, proposition="holds", subject="csp", basis="journalist", claim_date=date(2023, 1, 1)
        ),
        claim(
            2,
            proposition="captured",
            subject="army",
            basis="journalist",
            claim_date=date(2023, 11, 14),
        ),
    )
    changes = control_changes(
        rows, since=date(2023, 9, 1), as_of=date(2023, 12, 1), actors=Registry()
    )
    row = changes.iloc[0]
    assert len(changes) == 1
    assert (row.holder_before, row.holder, row.date) == ("csp", "army", date(2023, 11, 14))
    assert row.claim_ids == ["cl_2"]
    with pytest.raises(ValueError, match="swap"):
        control_changes(rows, since=date(2024, 1, 1), as_of=date(2023, 1, 1), actors=Registry())


# ------------------------------------------------------------------- allies


def test_an_ally_s_word_is_no_independent_word_while_it_is_an_ally():
    taken = {"proposition": "captured", "subject": "army", "claimant": "wagner"}
    row = only(claim(1, **taken), actors=Allies())
    assert (row.state, row.rule, row.holder) == ("claimed", "own_word_only", None)
    assert row.claimants == ["army"]
    later = claim(1, claim_date=date(2024, 1, 1), **taken)
    assert only(later, as_of=date(2024, 1, 2), actors=Allies()).holder == "army"
    # Of the other side it says what it would rather not.
    lost = claim(1, proposition="captured", subject="csp", claimant="wagner")
    assert only(lost, actors=Allies()).holder == "csp"


def test_an_ally_s_word_that_its_partner_left_ends_the_stay():
    stay = claim(1, proposition="captured", subject="army", basis="journalist")
    gone = {"proposition": "withdrew", "subject": "army", "claim_date": DAY + timedelta(4)}
    assert only(stay, claim(2, claimant="wagner", **gone), actors=Allies()).rule == "left"
    assert only(stay, claim(2, claimant="csp", **gone), actors=Allies()).rule == "disputed"


def test_what_is_given_to_an_ally_is_its_own_word():
    given = {"proposition": "handed_over", "subject": "wagner", "object": "army"}
    assert only(claim(1, claimant="wagner", **given), actors=Allies()).state == "claimed"
    assert only(claim(1, claimant="minusma", **given), actors=Allies()).holder == "army"


def test_allies_in_one_place_are_no_rivals_and_leave_one_by_one():
    army = claim(1, proposition="captured", subject="army", basis="journalist")
    wagner = claim(
        2, proposition="holds", subject="wagner", basis="witness", claim_date=DAY + timedelta(2)
    )
    row = only(army, wagner, actors=Allies())
    assert (row.state, row.holder, row.claimants) == ("held", "wagner", ["army", "wagner"])
    gone = claim(
        3, proposition="withdrew", subject="wagner", claimant="wagner",
        claim_date=DAY + timedelta(4),
    )  # fmt: skip
    row = only(army, wagner, gone, actors=Allies())
    assert (row.state, row.holder, row.claimants) == ("held", "army", ["army"])
    # A third party there is a rival of both, a denial of one disputes the place.
    rival = claim(
        4, proposition="holds", subject="csp", claimant="csp", claim_date=DAY + timedelta(3)
    )
    assert only(army, wagner, rival, actors=Allies()).rule == "rival_claims"
    denied = claim(
        4, proposition="holds", stance="denies", subject="army", claimant="csp",
        claim_date=DAY + timedelta(3),
    )  # fmt: skip
    assert only(army, wagner, denied, actors=Allies()).rule == "disputed"


def test_an_ally_that_passes_through_changes_no_holder():
    held = claim(1, proposition="holds", subject="army", basis="journalist")
    passed = [
        claim(2, proposition="entered", subject="wagner", basis="witness"),
        claim(3, proposition="withdrew", subject="wagner", basis="witness"),
    ]
    for rows in ([held, *passed[:1]], [held, *passed]):
        row = only(*rows, actors=Allies())
        assert (row.state, row.holder) == ("held", "army")


def test_a_label_s_word_is_nobody_s_independent_word():
    """Whoever "the rebels" are, they may be who took the place."""
    row = only(claim(1, proposition="captured", subject="csp", claimant="rebels"), actors=Allies())
    assert (row.state, row.holder) == ("claimed", None)


def test_the_shipped_registry_knows_the_army_s_allies():
    taken = {"proposition": "captured", "subject": "fama"}
    for claimant, state in (
        ("wagner", "claimed"),
        ("burkina_government", "held"),
        ("mali_gendarmerie", "claimed"),
        ("minusma", "held"),
    ):
        rows = frame(claim(1, claimant=claimant, **taken))
        assert control_as_of(rows, as_of=date(2023, 9, 20))["state"].tolist() == [state], claimant
    after = frame(claim(1, claimant="burkina_government", claim_date=date(2023, 9, 16), **taken))
    assert control_as_of(after, as_of=date(2023, 9, 20))["state"].tolist() == ["claimed"]


@pytest.mark.parametrize(
    ("claimant", "rule"),
    [("minusma", "left"), ("hrw", "left"), ("fama", "disputed"), ("g5s_force", "disputed")],
)
def test_an_observer_is_believed_when_it_says_that_a_party_left(claimant, rule):
    """A mission of the United Nations is no opponent; a common force of allied states is one."""
    day = date(2018, 6, 1)
    rows = frame(
        claim(1, proposition="captured", subject="isgs", basis="journalist", claim_date=day),
        claim(
            2, proposition="withdrew", subject="isgs", claimant=claimant,
            claim_date=day + timedelta(9),
        ),
    )  # fmt: skip
    assert control_as_of(rows, as_of=date(2018, 7, 1))["rule"].tolist() == [rule]


def test_an_observer_that_denies_a_capture_disputes_it_and_claims_nothing():
    day = date(2023, 9, 12)
    rows = frame(
        claim(1, proposition="captured", subject="csp_psd", claimant="csp_psd", claim_date=day),
        claim(2, proposition="captured", stance="denies", subject="csp_psd", claimant="minusma"),
    )
    row = control_as_of(rows, as_of=day).iloc[0]
    assert (row.state, row.claimants) == ("contested", ["csp_psd"])


# --------------------------------------------------------------- hard cases


@pytest.mark.parametrize("first", ["claim", "denial"])
@pytest.mark.parametrize("said", ["captured", "holds"])
def test_a_denial_of_the_same_day_counts_whatever_the_claims_are_called(first, said):
    names = ("cl_a", "cl_b") if first == "claim" else ("cl_b", "cl_a")
    row = only(
        claim(proposition=said, subject="csp", claimant="csp", claim_id=names[0]),
        claim(
            proposition="captured", stance="denies", subject="csp", claimant="army",
            claim_id=names[1],
        ),
    )  # fmt: skip
    assert (row.state, row.rule, row.claimants) == ("contested", "disputed", ["army", "csp"])


def test_a_denial_within_the_days_of_a_claim_is_about_it():
    taken = claim(
        1, proposition="captured", subject="csp", claimant="csp",
        claim_date=DAY, claim_date_latest=DAY + timedelta(2),
    )  # fmt: skip
    denial = {"proposition": "captured", "stance": "denies", "subject": "csp", "claimant": "army"}
    within = only(taken, claim(2, claim_date=DAY + timedelta(1), **denial))
    assert (within.state, within.claim_ids) == ("contested", ["cl_1", "cl_2"])
    before = only(taken, claim(2, claim_date=DAY - timedelta(1), **denial))
    assert before.state == "claimed"


def test_an_entry_by_one_s_own_word_that_is_denied_is_contested():
    told = claim(1, proposition="entered", subject="csp", claimant="csp")
    denied = claim(2, proposition="entered", stance="denies", subject="csp", claimant="army")
    row = only(HELD_BY_ARMY, told, denied)
    assert (row.state, row.rule, row.holder) == ("contested", "disputed", None)
    assert row.claimants == ["army", "csp"]
    assert only(told, denied).state == "contested"
    seen = claim(3, proposition="entered", subject="csp", basis="witness")
    row = only(HELD_BY_ARMY, told, denied, seen)
    assert (row.state, row.holder) == ("temporarily_entered", "army")
    # Not to hold a place is not to have been outside of it.
    not_held = claim(2, proposition="holds", stance="denies", subject="csp", claimant="army")
    assert only(HELD_BY_ARMY, told, not_held).state == "temporarily_entered"


def test_an_entry_beside_a_side_s_own_word_makes_it_no_holder():
    row = only(
        claim(1, proposition="captured", subject="army", claimant="army"),
        claim(2, proposition="entered", subject="csp", basis="witness", claim_date=DAY + timedelta(1)),
    )  # fmt: skip
    assert (row.state, row.holder, row.claimants) == ("temporarily_entered", None, ["army", "csp"])


def test_three_claimants_of_one_day_are_all_named():
    row = only(
        *(
            claim(n, proposition="captured", subject=who, claimant=who)
            for n, who in enumerate(["army", "csp", "jnim"])
        )
    )
    assert (row.state, row.claimants) == ("contested", ["army", "csp", "jnim"])


def test_captured_and_left_the_next_day_by_its_own_word_was_an_entry_of_unknown_holder():
    row = only(
        HELD_BY_ARMY,
        claim(1, proposition="captured", subject="csp", claimant="csp"),
        claim(2, proposition="withdrew", subject="csp", claimant="csp", claim_date=DAY + timedelta(1)),
    )  # fmt: skip
    assert (row.state, row.holder) == ("temporarily_entered", None)


def test_still_there_by_its_own_word_renews_the_claim_and_ends_no_dispute():
    taken = claim(1, proposition="captured", subject="csp", claimant="csp")
    still = claim(
        3, proposition="holds", subject="csp", claimant="csp", claim_date=DAY + timedelta(5)
    )
    row = only(taken, still)
    assert (row.state, row.last_evidence_date) == ("claimed", DAY + timedelta(5))
    denied = claim(
        2, proposition="captured", stance="denies", subject="csp", claimant="army",
        claim_date=DAY + timedelta(1),
    )  # fmt: skip
    assert only(taken, denied, still).state == "contested"


def test_an_area_says_nothing_of_a_town_in_it():
    town = claim(1, proposition="holds", subject="army", basis="journalist")
    area = claim(
        2, proposition="holds", subject="csp", basis="journalist", place_id="bourem_cercle",
        geo_precision=3, geometry=None, claim_date=DAY + timedelta(3),
    )  # fmt: skip
    result = control_as_of(frame(town, area), as_of=date(2023, 9, 20), actors=Registry())
    assert result[["place_id", "holder"]].to_numpy().tolist() == [["bourem_town", "army"]]


def test_a_coalition_that_had_ended_is_who_came_after_it():
    day = date(2025, 3, 1)
    rows = frame(
        claim(1, proposition="captured", subject="cma", claimant="fla", claim_date=day),
        claim(2, proposition="holds", subject="mnla", claimant="fla", claim_date=day),
    )
    row = control_as_of(rows, as_of=day).iloc[0]
    assert (row.state, row.claimants) == ("claimed", ["cma", "mnla"])
    # Before, one word for the CMA and one of the Plateforme: two sides.
    rows = frame(
        claim(1, proposition="captured", subject="cma", claimant="cma", claim_date=date(2016, 3, 1)),
        claim(2, proposition="holds", subject="plateforme", claimant="plateforme", claim_date=date(2016, 3, 1)),
    )  # fmt: skip
    assert control_as_of(rows, as_of=day)["state"].tolist() == ["contested"]


# ------------------------------------------------------------------ undated


def test_undated_claims_are_counted_and_decide_nothing():
    undated = {"claim_date": None, "claim_date_latest": None}
    rows = frame(
        claim(1, proposition="captured", subject="csp", **undated),
        claim(2, proposition="captured", subject="csp", reported_date=None, **undated),
        claim(3, proposition="holds", subject="csp", **undated),  # counts from its report
        claim(4, proposition="attacked", subject="csp", **undated),
        claim(5, proposition="captured", subject="csp", geo_precision=3, **undated),
        claim(6, proposition="holds", subject="csp", reported_date=None, place_id="bamba_gao", **undated),
    )  # fmt: skip
    counts = undated_claims(rows)
    assert counts[["place_id", "n_claims", "claim_ids"]].to_numpy().tolist() == [
        ["bamba_gao", 1, ["cl_6"]],
        ["bourem_town", 2, ["cl_1", "cl_2"]],
    ]
    known = undated_claims(rows, known_on=DAY)
    assert known[["place_id", "claim_ids"]].to_numpy().tolist() == [["bourem_town", ["cl_1"]]]
    assert control_spans(rows, actors=Registry())["claim_ids"].tolist() == [["cl_3"]]
    assert undated_claims(frame()).empty


@pytest.mark.parametrize("table", [RULES, VOICES], ids=["rules", "voices"])
def test_the_tables_are_readable(table):
    assert len({row.name for row in table}) == len(table)
    assert all(len(row.when.split()) > 4 for row in table)


def test_a_missing_column_is_said():
    with pytest.raises(SchemaError, match="subject"):
        control_as_of(frame().drop(columns="subject"), as_of=DAY, actors=Registry())


def test_a_day_in_words_is_refused_with_what_to_give():
    with pytest.raises(TypeError, match=r"as_of is a datetime\.date"):
        only(claim(), as_of="2023-09-20")
    with pytest.raises(TypeError, match=r"known_on is a datetime\.date"):
        only(claim(), known_on="2023-09-20")
    with pytest.raises(TypeError, match=r"since is a datetime\.date"):
        control_changes(frame(claim()), since="2023-09-01", as_of=date(2023, 9, 20))
