"""French sentences: what newswire French says in its own ways, worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest
from extract_sample import side

# published Wednesday 15 June 2022
TUESDAY = date(2022, 6, 14)


def only(code, text):
    (event,) = code(text, lang="fr").events
    return event


@pytest.mark.parametrize(
    ("text", "sub_type"),
    [
        # What is said to have had to be done, to have begun or to have just been done, was done.
        ("L'armée a dû évacuer mardi le camp de Ber.", "Non-violent transfer of territory"),
        (
            "Les soldats venaient de reprendre la ville de Ber mardi.",
            "Government regains territory",
        ),
        ("Les FAMa ont fini par repousser mardi les assaillants à Ber.", "Armed clash"),
        ("Il a fallu évacuer mardi le camp de Ber.", "Non-violent transfer of territory"),
        # Things seized are loot, a place seized is territory.
        (
            "Les assaillants se sont emparés mardi à Ber de deux blindés et de munitions.",
            "Looting/property destruction",
        ),
        (
            "Les assaillants se sont emparés mardi de la ville de Ber.",
            "Non-state actor overtakes territory",
        ),
        ("La ville de Léré est tombée mardi.", "Non-state actor overtakes territory"),
        ("Des obus sont tombés mardi à Ber.", "Shelling/artillery/missile attack"),
        ("Un camion a roulé mardi sur une mine près de Ber.", "Remote explosive/landmine/IED"),
        (
            "Le départ des troupes françaises de Ber a eu lieu mardi.",
            "Non-violent transfer of territory",
        ),
        ("Les rebelles du MNLA et l'armée se sont battus mardi à Ber.", "Armed clash"),
    ],
)
def test_what_a_verb_tells(code, text, sub_type):
    event = only(code, text)
    assert event.sub_event_type == sub_type
    assert (event.date_earliest, event.date_latest) == (TUESDAY, TUESDAY)
    assert event.place is not None


def test_at_least_is_a_bound_and_no_preposition(code):
    event = only(code, "Au moins 16 militaires ont péri dimanche à Dioura.")
    assert (event.fatalities.low, event.place.name) == (16, "Dioura")
    assert side(event, "side_b") == {"fama"}


def test_two_verbs_of_the_present_tense_share_their_subject(code):
    text = "Des militaires français patrouillent mardi près de Ber et arrêtent six personnes."
    event = only(code, text)
    assert event.sub_event_type == "Arrests"
    assert side(event, "side_a") == {"barkhane"}


@pytest.mark.parametrize(
    "text",
    [
        "Le centre de Mopti est durement frappé par les violences.",
        "La CMA a violé le cessez-le-feu près de Ber, dit un communiqué.",
        "La lutte contre les engins explosifs reste une priorité à Gao.",
        "Une séance de sensibilisation aux engins explosifs a eu lieu mardi à Gao.",
        "Le colonel occupe le poste de gouverneur à Gao depuis mardi.",
        "Une offensive diplomatique a commencé mardi à Bamako.",
        "Le projet vise à frapper les esprits à Gao.",
        "La nuit est tombée mardi sur Gao.",
    ],
)
def test_a_word_of_war_that_tells_of_none(code, text):
    assert code(text, lang="fr").events == ()


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Plusieurs frappes ont été menées mardi, annonce l'armée malienne.", "claimed"),
        ("L'armée malienne a procédé mardi à des frappes aériennes.", "occurred"),
    ],
)
def test_a_noun_that_is_done_tells_an_event(code, text, modality):
    event = only(code, text)
    assert (event.sub_event_type, event.modality) == ("Air/drone strike", modality)


def test_nationals_are_people_and_an_armed_group_is_no_number(code):
    event = only(code, "Trois Indiens et un Chinois ont été enlevés mardi à Ber.")
    assert event.abducted.best == 4
    event = only(code, "Un groupe armé terroriste a été neutralisé mardi à Ber.")
    assert event.fatalities is None


def test_a_march_against_attacks_is_no_attack(code):
    text = "Les habitants ont manifesté mardi à Ber contre la répétition des attaques."
    assert only(code, text).event_type == "Protests"


def test_the_entries_of_a_chronology_are_events_however_old(code):
    text = (
        "L'accord a été signé le 15 juin 2022.\n\n"
        "12 mai 2014 : attaque de la garnison de Ber par des hommes armés.\n\n"
        "13/05/2014 : affrontements entre le MNLA et l'armée à Ménaka."
    )
    days = {e.date_earliest for e in code(text, lang="fr").events}
    assert {date(2014, 5, 12), date(2014, 5, 13)} <= days


def test_the_scene_gives_place_and_night(code):
    text = (
        "Des hommes armés ont attaqué un convoi de l'armée.\n\n"
        "Les faits se sont produits dans la nuit de lundi à mardi à Ber, selon le maire de Gao."
    )
    event = only(code, text)
    assert (event.date_earliest, event.date_latest) == (date(2022, 6, 13), TUESDAY)
    assert event.place.name == "Ber"


def test_the_events_of_one_sentence_share_their_sides(code):
    text = (
        "Des attaques ont visé mardi les positions des FAMa à Ber, Léré et Ménaka.\n\n"
        "Le JNIM a revendiqué ces attaques."
    )
    events = code(text, lang="fr").events
    assert len(events) == 3
    assert all(side(e, "side_b") == {"fama"} for e in events)
    assert len({frozenset(side(e, "side_a")) for e in events}) == 1


def test_a_verb_in_the_singular_after_a_patrol_is_a_verb(code):
    event = only(code, "Mardi, une patrouille des FAMa neutralise trois terroristes près de Ber.")
    assert (event.fatalities.best, side(event, "side_a")) == (3, {"fama"})


def test_each_dated_entry_of_a_list_tells_its_own(code):
    text = (
        "- 14 juin 2022, près de Ber : deux terroristes neutralisés par les FAMa.\n\n"
        "- 14 juin 2022, près de Ber : les FAMa ont tué trois terroristes."
    )
    assert [e.fatalities.best for e in code(text, lang="fr").events] == [2, 3]


def test_the_article_after_the_toll_is_no_number(code):
    text = "L'armée a publié le bilan d'un affrontement qui a eu lieu mardi à Ber."
    assert all(e.fatalities is None for e in code(text, lang="fr").events)


def test_the_day_of_a_communique_is_not_the_day_of_the_event(code):
    text = (
        "Des assaillants ont attaqué lundi un camp de l'armée à Ber.\n\n"
        "Dans un communiqué diffusé mardi, l'armée parle de deux terroristes neutralisés."
    )
    assert {e.date_earliest for e in code(text, lang="fr").events} == {date(2022, 6, 13)}


def test_a_bracket_stands_between_a_name_and_its_relative_clause(code):
    text = (
        "Les combattants du Mouvement national de libération de l'Azawad (MNLA), "
        "qui ont attaqué Ménaka mardi, se sont repliés."
    )
    assert "mnla" in side(code(text, lang="fr").events[0], "side_a")


def test_a_pronoun_before_the_verb_is_who_was_hit(code):
    text = "Un convoi de la MINUSMA a quitté Ber mardi. Deux mines l'ont frappé en chemin."
    events = code(text, lang="fr").events
    assert "Remote explosive/landmine/IED" in {e.sub_event_type for e in events}


def test_a_pluperfect_day_does_not_add_to_the_toll(code):
    text = (
        "Une mine a tué dimanche un Casque bleu près d'Aguelhok.\n\n"
        "Le 2 septembre, quatre Casques bleus avaient trouvé la mort dans la région."
    )
    first = code(text, lang="fr", published=None).events[0]
    assert first.fatalities.best == 1


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("Une attaque a causé mardi la mort de cinq soldats près de Ber.", 5),
        ("Trois terroristes ont péri mardi lors d'une offensive menée près de Ber.", 3),
        ("Quinze membres au moins des forces armées maliennes sont morts mardi à Ber.", 15),
        ("Une patrouille des FAMa a neutralisé mardi 15 autres terroristes près de Ber.", 15),
    ],
)
def test_how_many_died(code, text, dead):
    assert only(code, text).fatalities.best == dead


def test_what_is_recalled_is_background(code):
    text = (
        "Des assaillants ont tué deux soldats mardi à Ber.\n\n"
        "L'armée rappelle en outre que ses opérations ont permis de neutraliser 29 terroristes."
    )
    assert only(code, text).fatalities.best == 2


def test_threats_beside_attacks_do_not_make_them_threatened(code):
    text = (
        "Des ménages ont fui mardi des menaces et des vols de bétail commis par des bandits à Ber."
    )
    assert only(code, text).modality == "occurred"


def test_who_suffers_an_incursion_did_not_make_it(code):
    event = only(code, "Le village de Ber a subi mardi une incursion d'hommes armés.")
    assert (side(event, "side_a"), side(event, "side_b")) == ({"unresolved_armed_group"}, set())
