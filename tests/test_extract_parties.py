"""Who stood on which side, what it was, and how many died: sentences and short reports."""

from __future__ import annotations

import pytest
from extract_sample import side

WHEN = "2023-10-05"


def only(code, text, lang="en"):
    (event,) = code(text, lang=lang, published=WHEN).events
    return event


@pytest.mark.parametrize(
    ("text", "lang", "side_b"),
    [
        (
            "Gunmen attacked a convoy of trucks escorted by soldiers and Wagner near Gao.",
            "en",
            {"fama", "wagner"},
        ),
        ("Gunmen ambushed a convoy under military escort near Gao.", "en", {"fama"}),
        (
            "Des hommes armés ont attaqué un convoi civil escorté par des militaires près de Gao.",
            "fr",
            {"fama"},
        ),
        ("Gunmen attacked a convoy of the departing UN mission near Gao.", "en", {"minusma"}),
        (
            "Gunmen attacked a convoy near Gao. It was escorted by soldiers and Wagner.",
            "en",
            {"fama", "wagner"},
        ),
        # Nobody's, and guarded at another time.
        ("Gunmen attacked a convoy of traders near Gao.", "en", set()),
        (
            "Gunmen attacked a convoy near Gao. Such convoys are often escorted by soldiers.",
            "en",
            set(),
        ),
    ],
)
def test_whose_a_convoy_is_and_who_guards_it(code, text, lang, side_b):
    event = code(text, lang=lang, published=WHEN).events[0]
    assert side(event, "side_b") == side_b
    assert side(event, "side_a") == {"unresolved_armed_group"}


@pytest.mark.parametrize(
    ("text", "lang", "side_a"),
    [
        ("French and Malian troops attacked a camp of JNIM near Ber.", "en", {"fama", "FR"}),
        ("Malian, Burkinabe and Nigerien troops attacked JNIM near Ber.", "en", {"fama", "BF", "NE"}),
        ("Les forces maliennes et françaises ont attaqué le JNIM près de Ber.", "fr", {"fama", "FR"}),
    ],
)  # fmt: skip
def test_nations_that_share_a_noun_are_all_named(code, actors, text, lang, side_a):
    found = side(only(code, text, lang), "side_a")
    nations = {"FR": "french", "BF": "burkina", "NE": "niger"}
    assert len(found) == len(side_a)
    assert "fama" in found
    for code_of in side_a - {"fama"}:
        name = nations[code_of]
        assert any(name in actors.actor(a).name.lower() or name in a for a in found) or any(
            a.startswith(("france", "barkhane")) for a in found
        )


def test_an_adjective_of_another_noun_names_no_force(actors):
    found = actors.find("French and Malian leaders met; rich and Malian troops left.")
    assert [m.text for m in found if m.actor_id == "fama"] == ["Malian troops"]
    assert all(m.text != "French" for m in found)


def test_a_news_agency_is_told_and_takes_no_part(code):
    event = only(code, "A trader told Reuters that gunmen attacked a bus near Gao on Monday.")
    assert not any((a or "").startswith("media") for a in side(event, "side_b"))


@pytest.mark.parametrize(
    ("text", "lang", "side_a"),
    [
        (("Ten people were killed in a raid on Songho on Monday. The attackers were members of JNIM, "
         "a resident said."), "en", {"jnim"}),
        (("Dix personnes ont été tuées lundi à Songho. Selon le maire, les assaillants étaient des "
         "éléments du JNIM."), "fr", {"jnim"}),
        ("A village near Songho was attacked on Monday. The army pointed the finger at JNIM.", "en",
         {"jnim"}),
        ("Songho was attacked on Monday, ten people died. The attackers fled on motorbikes.", "en",
         {"unresolved_armed_group"}),
        ("Armed men suspected of belonging to JNIM attacked Songho on Monday.", "en", {"jnim"}),
        # Not those who were killed, nor who is not meant.
        (("Ten people were killed in a raid on Songho on Monday. The attackers were not members of "
         "JNIM, a resident said."), "en", {"unresolved_armed_group"}),
    ],
)  # fmt: skip
def test_who_did_it_may_stand_in_another_sentence(code, text, lang, side_a):
    assert side(code(text, lang=lang, published=WHEN).events[0], "side_a") == side_a


def test_a_suspected_actor_keeps_its_doubt(code):
    event = only(code, "Armed men suspected of belonging to JNIM attacked Songho on Monday.")
    assert [a.doubt for a in event.actors if a.role == "side_a"] == ["suspected"]


@pytest.mark.parametrize(
    ("text", "lang", "sub_type"),
    [
        ("Bandits robbed two buses near Gossi on Monday and took phones.", "en",
         "Looting/property destruction"),
        ("Deux bus ont été braqués lundi près de Gossi.", "fr", "Looting/property destruction"),
        ("Gunmen robbed a bus near Gossi on Monday, killing two passengers.", "en", "Attack"),
        (("JNIM fighters attacked the army camp at Ber on Monday, killed six soldiers and abducted "
         "two herders."), "en", "Armed clash"),
        ("Gunmen attacked Songho on Monday and abducted two herders.", "en",
         "Abduction/forced disappearance"),
        ("MNLA fighters took control of Ber on Monday after Ansar Dine fighters abandoned the town.", "en",
         "Non-violent transfer of territory"),
        ("MNLA fighters took control of Ber on Monday after heavy fighting with Ansar Dine.", "en",
         "Non-state actor overtakes territory"),
        # A trigger word inside another thing's name.
        ("Gunmen with assault rifles abducted a trader at a gold mine near Kayes on Monday.", "en",
         "Abduction/forced disappearance"),
        (("Des hommes armés de fusils d'assaut ont enlevé lundi un commerçant près d'une mine d'or à "
         "Kayes."), "fr", "Abduction/forced disappearance"),
    ],
)  # fmt: skip
def test_what_names_a_complex_happening(code, text, lang, sub_type):
    assert only(code, text, lang).sub_event_type == sub_type


def test_weapons_taken_are_no_shelling(code):
    draft = code(
        "JNIM attacked the camp at Ber on Monday. It said it had seized five pickups, two mortars "
        "and several rockets.",
        published=WHEN,
    )
    (event,) = draft.events
    assert event.sub_event_type == "Armed clash"
    assert ("jnim", "looted") in {(c.claimant, c.proposition) for c in event.claims}


@pytest.mark.parametrize(
    ("text", "lang", "dead"),
    [
        # The verb's, the speaker's, the side's.
        ("An attack on Ber on Monday caused the death of 12 soldiers.", "en", (12, 12)),
        ("L'attaque de Ber, lundi, a causé la mort de 12 militaires.", "fr", (12, 12)),
        ("JNIM attacked the army at Ber on Monday. The toll given by the army is 12 dead.", "en",
         (12, 12)),
        # Two sides are no toll.
        ("JNIM attacked the army at Ber on Monday. The toll differs between the two sides.", "en",
         None),
    ],
)  # fmt: skip
def test_tolls_without_a_verb_of_killing(code, text, lang, dead):
    event = code(text, lang=lang, published=WHEN).events[0]
    found = event.fatalities
    assert (found and (found.low, found.high)) == dead


def test_a_sum_over_months_is_nobodys_toll(code):
    event = only(
        code,
        "Gunmen attacked Songho on Monday, killing nine people. Since May, more than 400 people "
        "have been killed by jihadists in Mali and Niger.",
    )
    assert event.fatalities.high == 9


def test_who_gives_a_toll_makes_a_claim(code):
    draft = code(
        "JNIM attacked the army at Ber on Monday. The toll given by the CSP is 12 dead.",
        published=WHEN,
    )
    claims = [c for e in draft.events for c in e.claims]
    assert ("csp_psd", "killed") in {(c.claimant, c.proposition) for c in claims}


def test_sides_that_count_differently_contest_it(code):
    event = only(
        code,
        "JNIM attacked the army camp at Ber on Monday. JNIM said 85 soldiers were killed. The army "
        "said it lost 38 soldiers.",
    )
    assert event.contested


def test_the_two_sides_may_stand_far_from_the_fighting(code):
    event = only(
        code,
        "Fighting took place from 2 to 4 October around Ber, in the Timbuktu region not far from "
        "the lake, between a column of the army and Wagner on one side and the CSP on the other.",
    )
    assert side(event, "side_a") == {"fama", "wagner"}
    assert side(event, "side_b") == {"csp_psd"}


def test_the_dead_of_both_sides_stay_on_theirs(code):
    event = only(
        code,
        "The army attacked jihadists near Ber on Monday. At least 20 militants and one French "
        "soldier died.",
    )
    assert event.fatalities.best == 21
    assert side(event, "side_b") == {"unresolved_jihadist"}
    assert "fama" in side(event, "side_a")


def test_a_vague_label_gives_way_to_a_more_exact_one(code):
    event = only(
        code,
        "Gunmen attacked the army post at Soumpi on Monday. The jihadists killed four soldiers.",
    )
    assert side(event, "side_a") == {"unresolved_jihadist"}


def test_a_report_may_open_with_what_happened_long_ago(code):
    text = "At least 300 people were killed in Songho between 3 and 6 March 2022, the UN said."
    (event,) = code(text, published=WHEN).events
    assert event.fatalities.low == 300
    aside = "Gunmen attacked Ber on Monday, killing two people. " + text
    events = code(aside, published=WHEN).events
    assert [e.fatalities.best for e in events] == [2]


def test_a_massacre_after_a_capture_is_a_massacre(code):
    event = only(
        code,
        "Soldiers executed twelve villagers in Songho on Monday after they had taken the town.",
    )
    assert (event.event_type, event.sub_event_type) == ("Violence against civilians", "Attack")


@pytest.mark.parametrize("figures", [(85, 38), (38, 85)])
def test_what_a_side_admits_is_the_least_and_the_highest_figure_the_most(code, figures):
    enemy, own = figures
    event = only(
        code,
        f"JNIM attacked the army camp at Ber on Monday. JNIM said it killed {enemy} soldiers. The "
        f"army said it lost {own} soldiers.",
    )
    found = event.fatalities
    assert (found.low, found.high) == (own, max(figures))
    assert event.contested


def test_what_a_group_fights_for_is_no_fight(code):
    event = only(
        code,
        "Drones struck a camp of a group fighting for independence near Ber on Monday, killing two "
        "herders.",
    )
    assert event.sub_event_type == "Air/drone strike"
    other = only(code, "Heavy fighting for control of Ber killed two herders on Monday.")
    assert other.event_type == "Battles"


@pytest.mark.parametrize(
    ("text", "lang", "first", "second"),
    [
        (
            "The FLA attacked an army convoy and its Russian allies from Africa Corps near Bourem on Monday.",
            "en",
            {"fla"},
            {"fama", "africa_corps"},
        ),
        (
            "Le FLA a attaqué lundi un convoi de l'armée malienne et de ses alliés russes d'Africa Corps près de Bourem.",
            "fr",
            {"fla"},
            {"fama", "africa_corps"},
        ),
        (
            "Le FLA a mené lundi une attaque près de Bourem, contre des soldats maliens accompagnés de combattants russes de l'Africa Corps et de membres du Gatia.",
            "fr",
            {"fla"},
            {"fama", "africa_corps", "gatia"},
        ),
        (
            "Islamic State in the Sahel Province (ISSP) militants attacked an army post in Bourem on Monday.",
            "en",
            {"issp"},
            {"fama"},
        ),
        # Who began is told further down.
        (
            "Clashes on Monday between the army and the FLA killed ten people in Bourem. The army said the FLA had attacked its camp.",
            "en",
            {"fla"},
            {"fama"},
        ),
        # They are the only ones named so far.
        ("A note on JNIM and its men. On Monday they attacked an army post in Bourem.", "en", {"jnim"}, {"fama"}),
        ("French officials said on Monday that the town of Bourem was taken.", "en", set(), set()),
    ],
)  # fmt: skip
def test_allies_kin_and_those_who_began(code, text, lang, first, second):
    (event,) = code(text, lang=lang, published="2025-02-15").events
    assert (side(event, "side_a"), side(event, "side_b")) == (first, second)


def test_a_group_that_seizes_weapons_takes_booty(code):
    text = (
        "JNIM attacked the camp in Bourem on Monday. The group seized 15 vehicles and 50 weapons."
    )
    (event,) = code(text, published="2024-06-01").events
    assert event.event_type == "Battles"


def test_others_captured_are_people(code):
    text = (
        "JNIM said it killed 21 soldiers and captured two others in an attack on Bourem on Monday."
    )
    (event,) = code(text, published="2024-06-01").events
    assert event.sub_event_type == "Armed clash"
    assert {c.proposition for c in event.claims} == {"killed", "abducted"}


@pytest.mark.parametrize(
    ("text", "lang", "first", "second"),
    [
        (
            "Leaders of the Coordination of Azawad Movements (CMA) armed group and the GATIA armed group signed a truce in Kidal on Wednesday.",
            "en",
            {"cma"},
            {"gatia"},
        ),
        (
            "Un accord de cessez-le-feu a été signé vendredi à Kidal entre la CMA et le Gatia.",
            "fr",
            {"cma"},
            {"gatia"},
        ),
        (
            "The army reported clashes on Tuesday with JNIM fighters, who said they seized a military camp in Bourem.",
            "en",
            {"jnim"},
            {"fama"},
        ),
    ],
)
def test_both_sides_of_what_two_did(code, text, lang, first, second):
    (event,) = code(text, lang=lang, published="2017-10-01").events
    assert (side(event, "side_a"), side(event, "side_b")) == (first, second)


def test_losses_on_its_side_are_the_speakers(code):
    text = (
        "The army said 10 combatants on its side were killed on Monday repelling an attack near "
        "Bourem and said 46 enemy fighters had been killed."
    )
    (event,) = code(text, published="2024-06-01").events
    assert event.fatalities.high == 56


def test_vehicles_seized_are_no_territory(code):
    text = (
        "JNIM attacked a base in Gossi on Monday. It said three soldiers were killed, and two "
        "vehicles, weapons and ammunition were seized."
    )
    (event,) = code(text, published="2024-06-01").events
    assert (event.sub_event_type, event.outcome) == ("Armed clash", None)


def test_who_speaks_behind_a_quotation_is_not_among_the_dead(code):
    text = "“They raided our base in Gossi on Monday, where we lost three soldiers,” a military officer said."
    (event,) = code(text, published="2024-06-01").events
    assert (event.fatalities.low, event.fatalities.high) == (3, 3)


@pytest.mark.parametrize(
    ("text", "lang", "kind", "first", "second"),
    [
        (
            "On Thursday, JNIM lost the town of Bourem to French and Malian forces.",
            "en",
            "Government regains territory",
            {"barkhane", "fama"},
            {"jnim"},
        ),
        (
            "The Malian army on Monday has regained full control of Tessit.",
            "en",
            "Government regains territory",
            {"fama"},
            set(),
        ),
        (
            "JNIM used a suicide car bomb against a military base in Tessit on Sunday.",
            "en",
            "Suicide bomb",
            {"jnim"},
            {"fama"},
        ),
        (
            "“We killed more than 10 militants in fighting in Tessit on Saturday,” the army said.",
            "en",
            "Armed clash",
            {"fama"},
            {"unresolved_armed_group"},
        ),
        (
            "Un véhicule de l'armée a sauté lundi sur une mine à Gossi. Quatre militaires sont morts dans cette embuscade.",
            "fr",
            "Remote explosive/landmine/IED",
            set(),
            {"fama"},
        ),
    ],
)
def test_who_took_used_or_lost_what(code, text, lang, kind, first, second):
    (event,) = code(text, lang=lang, published="2018-05-02").events
    assert event.sub_event_type == kind
    assert (side(event, "side_a"), side(event, "side_b")) == (first, second)


def test_an_age_counts_nobody(code):
    text = "Deux adolescents de 15 ans sont morts mardi à Gossi lorsque leur moto a roulé sur une mine."
    (event,) = code(text, lang="fr", published="2024-06-01").events
    assert event.fatalities.best == 2


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("An attack on Kidal on Monday was repelled by the peacekeepers.", set(), {"minusma"}),
        ("An attack on a convoy near Kidal on Monday was condemned by the army.", set(), set()),
    ],
)
def test_who_repelled_or_condemned_it_did_not_attack(code, text, first, second):
    (event,) = code(text, published="2021-01-18").events
    assert side(event, "side_a") == first
    assert side(event, "side_b") == second
