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
