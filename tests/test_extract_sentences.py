"""One sentence at a time: what the coder takes from it, worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest
from extract_sample import side
from hypothesis import given
from hypothesis import strategies as st

from geomali.extract._counts import read_number
from geomali.extract._lexicon import load_lexicon, tokenize

# --- sentences worked out by hand -----------------------------------------------
# published Wednesday 15 June 2022

SENTENCES = [
    # text, language, sub-type, modality, earliest, latest, place name, side_a, side_b, dead (low, high)
    (
        "Gunmen on motorbikes stormed the village of Songho in Mopti region on Sunday, killing at least six people.",
        "en",
        "Attack",
        "occurred",
        "2022-06-12",
        "2022-06-12",
        "Songho",
        {"unresolved_armed_group"},
        set(),
        (6, 6),
    ),
    (
        "Two UN peacekeepers were killed on Tuesday when their convoy hit a roadside bomb near Tessalit.",
        "en",
        "Remote explosive/landmine/IED",
        "occurred",
        "2022-06-14",
        "2022-06-14",
        "Tessalit",
        set(),
        {"minusma"},
        (2, 2),
    ),
    (
        "Mali's army said on Sunday it had killed 30 “terrorists” in air raids near Mondoro.",
        "en",
        "Air/drone strike",
        "claimed",
        None,
        None,
        "Mondoro",
        {"fama"},
        {"unresolved_armed_group"},
        (30, 30),
    ),
    (
        "Islamic State fighters seized Anderamboukane on 8 June 2022 after heavy fighting with MSA fighters, local sources said.",
        "en",
        "Non-state actor overtakes territory",
        "occurred",
        "2022-06-08",
        "2022-06-08",
        "Anderamboukane",
        {"issp"},
        {"msa_d"},
        None,
    ),
    (
        "French forces completed their withdrawal from the base at Gossi on Tuesday and handed it over to the Malian army.",
        "en",
        "Non-violent transfer of territory",
        "occurred",
        "2022-06-14",
        "2022-06-14",
        "Gossi",
        {"barkhane"},
        {"fama"},
        None,
    ),
    (
        "Thousands of people took to the streets of Bamako on Friday to protest against sanctions.",
        "en",
        "Peaceful protest",
        "occurred",
        "2022-06-10",
        "2022-06-10",
        "Bamako",
        None,
        set(),
        None,
    ),
    (
        (
            "Quatre soldats maliens ont été tués et une quinzaine blessés mardi dans une embuscade tendue par des jihadistes "
            "présumés entre Macina et Diafarabé, a-t-on appris de source militaire."
        ),
        "fr",
        "Armed clash",
        "occurred",
        "2022-06-14",
        "2022-06-14",
        "Macina",
        {"unresolved_jihadist"},
        {"fama"},
        (4, 4),
    ),
    (
        "Un véhicule des FAMa a sauté sur une mine lundi près de Hombori, faisant trois morts et cinq blessés.",
        "fr",
        "Remote explosive/landmine/IED",
        "occurred",
        "2022-06-13",
        "2022-06-13",
        "Hombori",
        set(),
        {"fama"},
        (3, 3),
    ),
    (
        "La CMA accuse l'armée d'avoir tué deux de ses combattants vendredi près d'Almoustarat.",
        "fr",
        "Armed clash",
        "alleged",
        "2022-06-10",
        "2022-06-10",
        "Almoustarat",
        {"fama"},
        {"cma"},
        (2, 2),
    ),
    (
        "Les combattants de l'État islamique se sont emparés jeudi du village d'Andéramboukane.",
        "fr",
        "Non-state actor overtakes territory",
        "occurred",
        "2022-06-09",
        "2022-06-09",
        "Andéramboukane",
        {"issp"},
        set(),
        None,
    ),
    (
        "Des hommes armés non identifiés ont enlevé trois commerçants le 12 juin 2022 à Dourou.",
        "fr",
        "Abduction/forced disappearance",
        "occurred",
        "2022-06-12",
        "2022-06-12",
        "Dourou",
        {"unresolved_armed_group"},
        set(),
        None,
    ),
]


@pytest.mark.parametrize("case", SENTENCES, ids=[c[0][:40] for c in SENTENCES])
def test_a_sentence_is_coded(code, case):
    text, lang, sub_type, modality, earliest, latest, place, side_a, side_b, dead = case
    draft = code(text, lang=lang)
    assert len(draft.events) == 1
    (event,) = draft.events
    assert event.sub_event_type == sub_type
    assert event.modality == modality
    assert event.date_earliest == (date.fromisoformat(earliest) if earliest else None)
    assert event.date_latest == (date.fromisoformat(latest) if latest else None)
    assert event.place is not None
    assert place in event.place.name
    if side_a is not None:
        assert side(event, "side_a") == side_a
    assert side(event, "side_b") == side_b
    counted = event.fatalities and (event.fatalities.low, event.fatalities.high)
    assert counted == dead


NO_EVENTS = [
    # text, language, modality
    ("No attack was reported in the Bourem area this week.", "en", "negated"),
    ("If the rebels attack Gao, the army would struggle to respond.", "en", "conditional"),
    ("The Wagner Group will very likely clash with the CSP near Kidal.", "en", "predicted"),
    (
        "The government should disarm the militias that attack villages in Mopti.",
        "en",
        "recommended",
    ),
    ("The mission is scheduled to withdraw from Kidal by December 31.", "en", "scheduled"),
    ("The army plans to attack rebel positions near Anefis.", "en", "announced"),
    ("Tuareg rebels captured Kidal, Gao and Timbuktu in 2012.", "en", "background"),
    ("The group regularly attacks convoys between Gao and Ansongo.", "en", "habitual"),
    ("Let us hope that the fighting will give way to peace.", "en", None),
    ("Aucune attaque n'a été signalée cette semaine dans le cercle de Bourem.", "fr", "negated"),
    ("Les groupes armés pourraient attaquer la ville de Gao.", "fr", "predicted"),
    ("En 2012, les rebelles du MNLA s'étaient emparés de Kidal.", "fr", "background"),
    ("Il faut renforcer la présence de l'armée pour éviter de nouvelles attaques.", "fr", None),
    ("La mission est prévue le 29 septembre à Kidal.", "fr", "scheduled"),
    (
        "L'attaque reste le chantier principal de l'équipe, après trois matchs sans victoire.",
        "fr",
        None,
    ),
    ("The European Union condemned the attack and called for an investigation.", "en", None),
]


@pytest.mark.parametrize(
    ("text", "lang", "modality"), NO_EVENTS, ids=[c[0][:40] for c in NO_EVENTS]
)
def test_what_is_no_event_never_becomes_one(code, text, lang, modality):
    draft = code(text, lang=lang)
    assert draft.events == ()
    if modality is not None:
        assert [n.modality for n in draft.not_events] == [modality]


def test_the_probability_word_is_kept_as_written(code):
    (passage,) = code("CSP groups will almost certainly use Bourem as a base.").not_events
    assert (passage.modality, passage.probability_word) == ("predicted", "almost certainly")


def test_a_region_is_an_area_and_an_accusation_is_alleged(code):
    draft = code(
        "The CMA alleged on Monday that military aircraft had targeted their positions in the Kidal region, "
        "although no damage was reported."
    )
    (event,) = draft.events
    assert (event.sub_event_type, event.modality) == ("Air/drone strike", "alleged")
    assert event.place.geo_precision == 3
    assert event.place.lat is None
    assert side(event, "side_b") == {"cma"}
    assert event.contested
    (claim,) = event.claims
    assert (claim.claimant, claim.stance) == ("cma", "accuses")
    assert [n.modality for n in draft.not_events] == ["negated"]


def test_no_place_and_no_date_stay_empty(code):
    (event,) = code("The army said it had killed 12 terrorists.", published=None).events
    assert event.place is None
    assert event.date_earliest is None
    assert event.date_latest is None
    assert event.time_precision is None


def test_the_date_of_a_statement_is_not_the_date_of_the_event(code):
    (event,) = code("The army said on Monday that gunmen had attacked its camp in Bourem.").events
    assert event.date_earliest is None


def test_the_capital_where_one_speaks_is_not_where_it_happened(code):
    draft = code(
        "In Bamako, a government spokesman said gunmen had killed five soldiers in Tessit on 5 June."
    )
    (event,) = draft.events
    assert event.place.name == "Tessit"


def test_several_towns_are_several_events(code):
    draft = code("Armed men attacked army camps in Léré, Dioura and Bourem on 5 June.")
    assert sorted(e.place.name for e in draft.events) == ["Bourem", "Dioura", "Léré"]


def test_none_is_zero_only_where_the_text_says_so(code):
    (event,) = code("Shells fell on Timbuktu on 5 June without causing casualties.").events
    assert event.fatalities.best == 0
    (event,) = code("Shells fell on Timbuktu on 5 June, wounding dozens of people.").events
    assert event.fatalities is None
    assert event.wounded is None, "dozens is no number"


@pytest.mark.parametrize(
    ("words", "lang", "value"),
    [
        ("twelve", "en", 12),
        ("forty-two", "en", 42),
        ("one hundred and thirty", "en", 130),
        ("two thousand five hundred", "en", 2500),
        ("a dozen", "en", 12),
        ("two dozen", "en", 24),
        ("1,200", "en", 1200),
        ("vingt et un", "fr", 21),
        ("soixante-dix-sept", "fr", 77),
        ("quatre-vingt-treize", "fr", 93),
        ("cent soixante", "fr", 160),
        ("une quinzaine", "fr", 15),
        ("deux cents", "fr", 200),
        ("1 200", "fr", 1200),
    ],
)
def test_numbers_in_words(words, lang, value):
    lows = [w.low for w in tokenize(words, lang)]
    found = read_number(lows, 0, load_lexicon(lang))
    assert found == (value, len(lows))


@given(st.integers(min_value=0, max_value=99_999))
def test_digits_are_read_as_they_stand(number):
    for lang in ("en", "fr"):
        lows = [w.low for w in tokenize(str(number), lang)]
        assert read_number(lows, 0, load_lexicon(lang)) == (number, 1)


# --- where it happened, and where people came from, went or spoke ---------------------


@pytest.mark.parametrize(
    ("text", "lang", "wanted"),
    [
        ("Gunmen attacked an army convoy heading for Gao on Monday.", "en", {None}),
        ("Two peacekeepers were hurt during the retreat towards Timbuktu.", "en", {None}),
        ("The army said in Bamako on Monday that ten soldiers had been killed.", "en", {None}),
        (
            "The mayor of Ber, reached in Timbuktu, said gunmen killed ten people on Monday.",
            "en",
            {None, "ber"},
        ),
        (
            "The attack, the deadliest since Dioura, killed twelve soldiers on Friday in Ber.",
            "en",
            {"ber"},
        ),
        ("Des hommes armés ont attaqué un convoi sur la route de Gao lundi.", "fr", {None}),
        ("Gunmen attacked the camp in Ber on Monday.", "en", {"ber"}),
        ("On Monday gunmen set fire to Ber.", "en", {"ber"}),
    ],
)
def test_motion_routes_and_speakers_give_no_place(code, text, lang, wanted):
    draft = code(text, lang=lang)
    assert draft.events
    assert {e.place.place_id if e.place else None for e in draft.events} <= wanted


@pytest.mark.parametrize(
    "text",
    [
        "The merchant fled with his family towards Niafunké.",
        "The wounded were taken to Gao.",
        "Les assaillants se sont repliés vers Léré.",
    ],
)
def test_where_people_went_is_no_event_there(code, text):
    lang = "fr" if text.startswith("Les") else "en"
    assert not [e for e in code(text, lang=lang).events if e.place is not None]


# --- what is no event of a conflict ---------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Torrential rain killed six people in Gao on Monday.", "en"),
        ("A road accident near Gao killed four soldiers on Monday.", "en"),
        ("Un accident de la route a tué six soldats lundi à Gao.", "fr"),
        ("Cholera killed eight people in Ber on Monday.", "en"),
        ("Les inondations ont détruit 90 maisons à Gao lundi.", "fr"),
        ("The trial of the men who attacked a hotel opened in Bamako on Monday.", "en"),
        ("A ceremony in Gao on Monday paid tribute to soldiers killed in Bamba.", "en"),
        ("An exercise simulated an attack on the camp in Gao on Monday.", "en"),
        ("A delegation of the CMA left Algiers on Monday.", "en"),
        ("Le ministre de la défense a quitté Kidal lundi.", "fr"),
        ("MINUSMA evacuated the wounded from Ber on Monday.", "en"),
        ("The move follows the capture of Kidal in June.", "en"),
    ],
)
def test_mishaps_memory_and_civil_travel_are_no_events(code, text, lang):
    assert code(text, lang=lang).events == ()


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Gunmen killed six people in Gao on Monday during heavy rain.", "en"),
        ("An inquiry was opened after gunmen killed six people in Ber on Monday.", "en"),
        ("CMA fighters left Kidal on Monday.", "en"),
    ],
)
def test_violence_beside_a_mishap_or_an_inquiry_is_an_event(code, text, lang):
    assert len(code(text, lang=lang).events) == 1


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("The army captured three terrorists in Ber on Monday.", "en"),
        ("L'armée a capturé trois terroristes à Ber lundi.", "fr"),
        ("Five terrorists were killed and two captured in Ber on Monday.", "en"),
    ],
)
def test_people_captured_are_no_territory_taken(code, text, lang):
    draft = code(text, lang=lang)
    assert len(draft.events) == 1
    assert "territory" not in draft.events[0].sub_event_type
    assert draft.events[0].outcome != "captured"
    assert all(c.proposition != "captured" for c in draft.events[0].claims)


def test_a_town_captured_is_territory(code):
    draft = code("The rebels captured the camp in Ber on Monday and killed two soldiers.")
    assert draft.events[0].sub_event_type == "Non-state actor overtakes territory"


@pytest.mark.parametrize(
    "statement",
    [
        "JNIM claimed the attack.",
        "JNIM claimed responsibility.",
        "JNIM said it was behind the attack.",
        "JNIM said it was responsible for the assault.",
    ],
)
def test_who_owns_up_is_subject_of_the_claim(code, statement):
    draft = code("Gunmen attacked soldiers in Ber on Sunday. " + statement)
    assert len(draft.events) == 1
    event = draft.events[0]
    assert [a.actor_id for a in event.actors if a.role == "side_a"] == ["jnim"]
    mine = [c for c in event.claims if c.claimant == "jnim"]
    assert [(c.stance, c.proposition, c.subject) for c in mine] == [("asserts", "attacked", "jnim")]


def test_what_nobody_said_is_no_claim(code):
    draft = code("The FLA has not said whether there were wounded in Ber.")
    assert not draft.events
    assert not draft.claims


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("JNIM fighters have burned dozens of lorries since May.", "en"),
        ("Des manifestations sont annoncées pour samedi à Sikasso.", "fr"),
        ("Captain Sanogo, who led a coup on March 22, met the mediators.", "en"),
        ("C'est la troisième attaque depuis 2019, année où 26 soldats y ont été tués.", "fr"),
    ],
)
def test_courses_plans_and_what_somebody_is_known_for_are_no_events(code, text, lang):
    assert code(text, lang=lang).events == ()


# --- what a statement tells, and of whom ------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lang", "proposition", "subject"),
    [
        (
            "The CSP said in a statement that it had withdrawn from Kidal on Monday.",
            "en",
            "withdrew",
            "csp_psd",
        ),
        ("JNIM said it had taken two barracks in Kayes on Monday.", "en", "captured", "jnim"),
        (
            "The army announced on Monday that it had taken possession of the camp in Ber.",
            "en",
            "captured",
            "fama",
        ),
        ("Le MNLA annonce la prise de Léré.", "fr", "captured", "mnla"),
        ("Le MNLA dit avoir pris Ber.", "fr", "captured", "mnla"),
        (
            "The army announced the death of 14 terrorists near Gao on Monday.",
            "en",
            "killed",
            "fama",
        ),
        ("The CMA said on Monday that it had left Kidal.", "en", "withdrew", "cma"),
    ],
)
def test_reported_acts_are_claims_and_no_history(code, text, lang, proposition, subject):
    draft = code(text, lang=lang)
    assert len(draft.events) == 1
    claims = [(c.stance, c.proposition, c.subject) for c in draft.events[0].claims]
    assert ("asserts", proposition, subject) in claims


@pytest.mark.parametrize(
    ("text", "lang", "side_a", "side_b"),
    [
        (
            (
                "Fighting between the Malian army and the Wagner group on one side and the CMA on the "
                "other broke out in Ber on Monday."
            ),
            "en",
            {"fama", "wagner"},
            {"cma"},
        ),
        (
            "Des combats ont opposé l'armée, appuyée par Wagner, à la CMA à Ber lundi.",
            "fr",
            {"fama", "wagner"},
            {"cma"},
        ),
        (
            "The Malian army, backed by Wagner, clashed with the CMA in Ber on Monday.",
            "en",
            {"fama", "wagner"},
            {"cma"},
        ),
        (
            "Unidentified men killed ten soldiers in Ber on Monday.",
            "en",
            {"unresolved_armed_group"},
            {"fama"},
        ),
    ],
)
def test_every_party_of_a_fight_stands_on_its_side(code, text, lang, side_a, side_b):
    draft = code(text, lang=lang)
    assert len(draft.events) == 1
    actors = draft.events[0].actors
    assert {a.actor_id for a in actors if a.role == "side_a"} == side_a
    assert {a.actor_id for a in actors if a.role == "side_b"} == side_b


def test_those_whom_attackers_dress_up_as_attack_nobody(code):
    draft = code("Jihadists disguised as peacekeepers attacked the UN camp in Ber on Monday.")
    assert "minusma" not in {a.actor_id for a in draft.events[0].actors if a.role == "side_a"}


def test_the_day_of_a_speech_and_a_day_inside_a_phrase(code):
    spoken = code("Speaking in Gao on Monday, the minister said ten soldiers were killed in Ber.")
    assert [e.date_expression for e in spoken.events] == [None]
    fallen = code("Léré est tombée lundi aux mains du MNLA.", lang="fr")
    assert [e.sub_event_type for e in fallen.events] == ["Non-state actor overtakes territory"]
    assert [a.actor_id for a in fallen.events[0].actors] == ["mnla"]
    assert fallen.events[0].date_earliest == date(2022, 6, 13)


def test_where_somebody_speaks_is_not_where_it_happened(code):
    draft = code(
        "A government official told reporters in Dakar that gunmen had attacked an army convoy."
    )
    assert [event.place for event in draft.events] == [None]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Malian soldiers took up positions in Kidal on Tuesday, 14 November 2023."),
        ("fr", "Des soldats maliens ont pris position à Kidal mardi 14 novembre 2023."),
    ],
)
def test_taking_up_positions_in_a_town_is_entering_it(code, lang, text):
    [event] = code(text, lang=lang, published="2023-11-15").events
    assert event.place.place_id == "kidal_town"
    assert str(event.date_earliest) == "2023-11-14"
    assert [claim.proposition for claim in event.claims] == ["entered"]
