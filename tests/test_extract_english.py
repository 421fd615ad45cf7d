"""Ways of English newswire: set phrases, who did it, what is told by the way."""

from __future__ import annotations

import pytest
from extract_sample import side


def only(code, text):
    (event,) = code(text, lang="en", published="2024-05-16").events
    return event


@pytest.mark.parametrize(
    ("text", "sub_type"),
    [
        (
            "Three foreign engineers were taken captive by armed men in Ansongo on Sunday.",
            "Abduction/forced disappearance",
        ),
        ("Twelve soldiers deserted in Kidal on Monday.", "Change to group/activity"),
        ("Soldiers mutinied at the camp of Gao on Tuesday.", "Other"),
        ("A grenade was thrown at a bar in Gao on Saturday.", "Grenade"),
        ("Rockets slammed into the camp of Gao on Monday.", "Shelling/artillery/missile attack"),
        (
            "A bomber drove a truck packed with explosives into a camp in Gao on Tuesday.",
            "Suicide bomb",
        ),
        ("A school in Bourem was hit by a Bayraktar on Sunday, killing six.", "Air/drone strike"),
        ("Ber was struck from the air on Sunday and four herders died.", "Air/drone strike"),
        ("Bourem is now held by the Malian army, residents said.", "Government regains territory"),
        (
            "Ber is back in the hands of the rebels, residents said.",
            "Non-state actor overtakes territory",
        ),
    ],
)
def test_set_phrases_of_newswire(code, text, sub_type):
    assert only(code, text).sub_event_type == sub_type


@pytest.mark.parametrize(
    ("text", "dead", "hurt"),
    [
        ("Five soldiers lost their lives in an ambush near Menaka on Tuesday.", 5, None),
        ("Gunmen killed no fewer than 14 farmers in Bourem on Monday.", 14, None),
        ("Not less than 14 farmers were killed by gunmen in Bourem on Monday.", 14, None),
        (
            "Gunmen attacked a patrol near Gao on Monday. The dead number six and the injured at least five.",
            6,
            5,
        ),
    ],
)
def test_numbers_in_set_phrases(code, text, dead, hurt):
    event = only(code, text)
    assert event.fatalities.best == dead
    assert (event.wounded.best if event.wounded else None) == hurt


def test_the_wounded_who_are_flown_out_are_no_event(code):
    assert not code("The injured went to hospitals at Gao and Bourem.", lang="en").events


@pytest.mark.parametrize(
    ("text", "role", "actor"),
    [
        # What somebody set up beside it does not do what they did.
        (
            "JNIM fighters set up a checkpoint and abducted 12 passengers near Gao on Friday.",
            "side_a",
            "jnim",
        ),
        # What a bomb hit is the other side, and nobody's agent.
        (
            "A roadside bomb hit a convoy of the Malian army near Gao on Tuesday, wounding three soldiers.",
            "side_b",
            "fama",
        ),
        (
            "Two traders whom JNIM fighters kidnapped in Bourem on Sunday are missing.",
            "side_a",
            "jnim",
        ),
        (
            "JNIM is believed to be behind the attack on Bankass on Monday in which nine people died.",
            "side_a",
            "jnim",
        ),
    ],
)
def test_who_did_it(code, text, role, actor):
    assert side(only(code, text), role) == {actor}


def test_who_is_only_believed_to_be_behind_it_is_in_doubt(code):
    text = (
        "JNIM is believed to be behind the attack on Bankass on Monday in which nine people died."
    )
    assert [a.doubt is not None for a in only(code, text).actors if a.actor_id == "jnim"] == [True]


def test_full_control_is_a_claim_and_no_event(code):
    draft = code("The FLA said it had full control of Tessalit.", lang="en", published="2025-05-16")
    assert not draft.events
    assert [(c.claimant, c.proposition, c.place.name) for c in draft.claims] == [
        ("fla", "holds", "Tessalit")
    ]


def test_weeks_before_is_background(code):
    text = "Gunmen killed five traders in Gao on Monday. Weeks before, rebels had killed eight soldiers in Ber."
    assert only(code, text).place.name == "Gao"


def test_what_a_person_was_behind_says_who_he_is(code):
    text = "Police arrested a man in Gao on Monday. He was behind the raid on a hotel in Bamako, where 20 people died."
    draft = code(text, lang="en", published="2024-05-16")
    assert all(e.fatalities is None for e in draft.events)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("An incursion by gunmen into Bourem on Monday left four dead.", "Bourem"),
        ("The base of Ber, just beyond Timbuktu, was attacked on Monday.", "Ber"),
        ("A shell landed on a school in Timbuktu on Monday, killing two children.", "Timbuktu"),
        ("The Russia-backed Wagner Group killed six herders on Tuesday, witnesses said.", None),
    ],
)
def test_where_it_was(code, text, place):
    found = only(code, text).place
    assert (found.name if found else None) == place


def test_a_stated_period_gives_days_their_year(code):
    text = (
        "Prepared with partners. Period: 3 to 9 June 2024.\n\n"
        "A civilian was abducted on 7 June in Bourem by unidentified armed men."
    )
    (event,) = code(text, lang="en", published=None).events
    assert str(event.date_earliest) == str(event.date_latest) == "2024-06-07"


@pytest.mark.parametrize(
    "text",
    [
        "On Monday the base of Ber was attacked. The jihadist coalition JNIM claimed it.",
        "The jihadist coalition Group for the Support of Things (JNIM) attacked Ber on Monday.",
    ],
)
def test_a_label_says_of_what_kind_a_named_group_is(code, text):
    assert side(only(code, text), "side_a") == {"jnim"}


def test_an_accusation_by_residents_is_alleged(code):
    text = "Residents accused the army of executing 11 villagers in Hombori on May 10."
    assert only(code, text).modality == "alleged"


def test_what_was_weeks_before_the_story_is_background(code):
    text = "A month after rebels seized the camp of Ber, the army retook it on Sunday."
    event = only(code, text)
    assert (event.sub_event_type, event.place.name) == ("Government regains territory", "Ber")


@pytest.mark.parametrize(
    ("text", "sub_type"),
    [
        (
            "JNIM fighters blew up a telecommunications mast in Ansongo on Monday.",
            "Looting/property destruction",
        ),
        ("Islamist militants have besieged Bourem since November.", "Other"),
        (
            "Police opened fire on protesters in Kayes on Monday, killing one.",
            "Excessive force against protesters",
        ),
        ("Gunmen attacked a gold mine near Gao on Sunday.", "Attack"),
    ],
)
def test_what_was_hit_decides_the_type(code, text, sub_type):
    assert only(code, text).sub_event_type == sub_type


def test_a_toll_of_months_is_the_story_where_nothing_else_is(code):
    text = "Since January 2024 the Malian army and Wagner have executed at least 12 herders, the NGO said."
    assert only(code, text).fatalities.best == 12


def test_international_bodies_are_nobodys_dead(code):
    text = "JNIM attacked Bourem on Monday. Accounts came from 15 witnesses and seven staff of international bodies."
    assert only(code, text).fatalities is None


def test_who_signed_an_agreement_is_who_they_are(code):
    assert not code("Those who signed the agreement met in Gao on Monday.", lang="en").events


def test_those_accused_by_witnesses_are_the_suspects(code):
    text = (
        "Wagner fighters have been accused by witnesses of killing 20 herders in Gouni on May 10."
    )
    event = only(code, text)
    assert side(event, "side_a") == {"wagner"}
    assert (event.modality, event.fatalities.best) == ("alleged", 20)


def test_who_withdraws_its_troops_has_no_other_side(code):
    event = only(code, "The Malian army has withdrawn its troops from the base in Boulkessi.")
    assert side(event, "side_b") == set()
