"""Where an event was and when, as far as a report says so and no farther."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("text", "lang", "place", "precision"),
    [
        # "The town" is the one that the sentence names, before any named further up.
        (
            "Men met in Gao. Raiders held Bourem on Monday, hours after jets had bombed the town.",
            "en",
            "Bourem",
            1,
        ),
        (
            "Le poste de Gossi est calme. La même position avait été attaquée lundi par le GSIM.",
            "fr",
            "Gossi",
            1,
        ),
        (
            "Le GSIM est actif dans la région de Ségou. Lundi, il a attaqué dans la région un convoi.",
            "fr",
            "région de Ségou",
            3,
        ),
        # What may happen at a place, where a town is measured from, where attackers went.
        (
            "Rebels attacked an army camp on Monday. If the army leaves Kidal, they could take it.",
            "en",
            None,
            None,
        ),
        (
            "Les rebelles ont attaqué un camp lundi. L'armée pourrait évacuer Kidal bientôt.",
            "fr",
            None,
            None,
        ),
        (
            (
                "The general staff said on Monday that pick-ups had been used in an attack on soldiers,"
                " who had fled north towards Almoustarat."
            ),
            "en",
            None,
            None,
        ),
        (
            (
                "Gunmen struck a post 400km (250 miles) from the capital, Bamako, on Monday,"
                " killing four soldiers."
            ),
            "en",
            "400km (250 miles) from the capital, Bamako",
            3,
        ),
        (
            "The UN's office in Bamako condemned Monday's attack, which killed six.",
            "en",
            None,
            None,
        ),
        ("Un bus reliant Gao à Bamako a été attaqué lundi, quatre morts.", "fr", None, None),
        (
            "Le convoi, attendu à Kidal, a sauté lundi sur une mine, faisant deux morts.",
            "fr",
            None,
            None,
        ),
        ("Le GSIM menace d'attaquer Ségou. Lundi, il a tué quatre soldats.", "fr", None, None),
        (
            "Lundi, six civils ont été tués à quelques kilomètres de Bandiagara.",
            "fr",
            "à quelques kilomètres de Bandiagara",
            2,
        ),
        (
            "Six people were killed on Monday in Koro cercle, in a village called Zorokine.",
            "en",
            "Koro cercle, in a village called Zorokine",
            3,
        ),
        (
            "Gunmen fired on Monday on a bus taking villagers to a market in Bandiagara, killing six.",
            "en",
            None,
            None,
        ),
        (
            (
                "Massacre de Gossi : le gouvernement dissout une milice\n\nLe gouvernement a annoncé"
                " dimanche la dissolution de la milice Dan Na Ambassagou."
            ),
            "fr",
            None,
            None,
        ),
        (
            (
                "Le village de Gossi a été attaqué lundi. La milice reste un interlocuteur de Bamako."
                " Mardi, le village a été à nouveau attaqué."
            ),
            "fr",
            "Gossi",
            1,
        ),
        (
            "The raid came after the 3 June attack in Tarkint (Bourem) that killed 29 soldiers.",
            "en",
            "Tarkint",
            1,
        ),
        (
            "A strike on Monday killed six JNIM fighters in Zorokine area, Timbuktu region.",
            "en",
            "Zorokine area, Timbuktu region",
            3,
        ),
        (
            (
                "Des élus étaient à Gao. Le maire de Ber dit que des vecteurs aériens, y compris des drones,"
                " ont tué lundi douze terroristes dans le désert."
            ),
            "fr",
            None,
            None,
        ),
        # A line that is no sentence is a byline.
        (
            (
                "Raiders shot dead four herders on Monday.\n\nJane Doe, Press News, Paris\n\n"
                "They had burned the town."
            ),
            "en",
            None,
            None,
        ),
    ],
)
def test_the_place_that_words_point_back_to(code, text, lang, place, precision):
    events = code(text, lang=lang).events
    assert events
    assert {e.place.name if e.place else None for e in events} == {place}
    assert {e.place.geo_precision if e.place else None for e in events} == {precision}


@pytest.mark.parametrize(
    ("text", "lang", "told_of"),
    [
        # The subject of what is said follows: the day is not that of the saying.
        ("The mission said it began Monday to leave its camp in Aguelhok.", "en", ["2022-06-13"]),
        ("The mission said on Monday that it was leaving its camp in Aguelhok.", "en", [None]),
        # The day of the paper is no day of the fight.
        (
            (
                "Le camp de Gossi a été attaqué dimanche. L'armée a publié son bilan dans la nuit de lundi"
                " à mardi : cinq soldats tués."
            ),
            "fr",
            ["2022-06-12"],
        ),
        (
            (
                "Gunmen attacked Gossi on Saturday. Six officials were killed there, and 32 clerks were"
                " taken hostage; they were freed on Monday."
            ),
            "en",
            ["2022-06-11"],
        ),
        (
            "The men killed on Sunday in an ambush were flown to Gao on Tuesday.",
            "en",
            ["2022-06-12"],
        ),
        ("Fighting took place from 3 to 5 June around Gossi.", "en", ["2022-06-03"]),
        ("JNIM has imposed a blockade on Gossi since 3 June.", "en", ["2022-06-03"]),
        ("Le GSIM impose un blocus à Gossi depuis le 3 juin.", "fr", ["2022-06-03"]),
        # What a merger says it does, it does by saying so.
        (
            (
                "On Saturday 11 June the movements of the CMA announced in Tinzaouaten that they had"
                " dissolved themselves."
            ),
            "en",
            ["2022-06-11"],
        ),
        (
            (
                "Gunmen attacked the camp in Gossi on Saturday. The army says that it killed 14 of them"
                " and arrested 31 suspects."
            ),
            "en",
            ["2022-06-11", "2022-06-11"],
        ),
    ],
)
def test_the_day_is_that_of_what_it_dates(code, text, lang, told_of):
    events = code(text, lang=lang).events
    assert [str(e.date_earliest) if e.date_earliest else None for e in events] == told_of


def test_a_merger_is_where_it_is_declared(code):
    (event,) = code(
        "On Saturday 11 June the movements of the CMA announced in Tinzaouaten that they had"
        " dissolved themselves."
    ).events
    assert (event.sub_event_type, event.place.name) == ("Change to group/activity", "Tinzaouaten")


def test_a_camp_left_and_taken_is_one_transfer_and_the_convoy_attacked_another_event(code):
    draft = code(
        "The UN mission left its camp in Ber on Sunday. Its convoy was attacked on the way to Gao the"
        " same day; three peacekeepers were wounded. On Sunday evening the army announced that it had"
        " taken possession of the camp."
    )
    transfer, attack = draft.events
    assert transfer.sub_event_type == "Non-violent transfer of territory"
    assert transfer.place.name == "Ber"
    assert [(a.role, a.actor_id) for a in transfer.actors] == [
        ("side_a", "fama"),
        ("side_b", "minusma"),
    ]
    assert (attack.sub_event_type, attack.place) == ("Armed clash", None)
    assert attack.wounded.best == 3


@pytest.mark.parametrize(
    ("text", "lang", "published", "day"),
    [
        # 14 September 2025 was a Sunday, 14 November a Friday: which of the two is meant is not told.
        (
            "Gunmen attacked the camp in Gossi on Friday 14 September, killing four soldiers.",
            "en",
            "2025-11-15",
            None,
        ),
        # No Friday the 14th is near: the day stands, with the doubt.
        (
            "Gunmen attacked the camp in Gossi on Friday 14 September, killing four soldiers.",
            "en",
            "2025-09-18",
            "2025-09-14",
        ),
        # The day after Thursday, a Friday: told twice.
        (
            (
                "Jeudi, un camp a été bombardé près de Gossi. Le lendemain, vendredi 14 septembre au soir,"
                " des hommes armés ont tué six civils à Ber."
            ),
            "fr",
            "2025-11-15",
            "2025-11-14",
        ),
    ],
)
def test_a_weekday_that_does_not_fit_raises_a_flag(code, text, lang, published, day):
    draft = code(text, lang=lang, published=published)
    event = draft.events[-1]
    assert (str(event.date_earliest) if event.date_earliest else None) == day
    assert len(event.flags) == 1
    assert "14 septem" in event.flags[0].lower()
    assert draft.document_date.flags == event.flags


def test_a_weekday_that_fits_raises_no_flag(code):
    draft = code("Gunmen attacked Gossi on Sunday 14 September.", published="2025-09-18")
    assert (draft.events[0].flags, draft.document_date.flags) == ((), ())


def test_what_may_happen_after_a_remark_is_no_event(code):
    draft = code("The pullout from a third camp, at Kidal itself, could be brought forward.")
    assert draft.events == ()


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("The army tried on Monday to regain the town of Kidal and failed.", "en"),
        ("Rebels attempted to seize the camp in Kidal on Monday.", "en"),
        ("Les rebelles ont tenté lundi de s'emparer du camp de Kidal.", "fr"),
        ("Les rebelles ont essayé lundi de prendre le camp de Kidal.", "fr"),
    ],
)
def test_trying_to_take_a_place_is_a_fight_there_and_takes_nothing(code, text, lang):
    (event,) = code(text, lang=lang).events
    assert (event.sub_event_type, event.outcome) == ("Armed clash", None)
    assert (event.place.name, str(event.date_earliest)) == ("Kidal", "2022-06-13")


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Six soldiers and 24 members of JNIM died in fighting near Gossi on Friday.", "en"),
        ("Clashes on Monday, in the early morning, between the army and JNIM shook Gossi.", "en"),
        (
            (
                "Des combats ont opposé ce lundi, à partir de midi, l'armée et des combattants du GSIM"
                " à Gossi."
            ),
            "fr",
        ),
    ],
)
def test_the_two_camps_of_a_clash_stand_against_each_other(code, text, lang):
    (event,) = code(text, lang=lang).events
    assert [(a.role, a.actor_id) for a in event.actors] == [("side_a", "fama"), ("side_b", "jnim")]


def test_who_also_entered_a_town_did_enter_it(code):
    events = code("JNIM said on Monday that it had also entered Gossi and Bourem.").events
    assert [(e.place.name, e.sub_event_type) for e in events] == [
        ("Gossi", "Non-violent transfer of territory"),
        ("Bourem", "Non-violent transfer of territory"),
    ]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Residents of Ménaka said that Islamic State fighters entered the town on Sunday.", "en"),
        (("Fighting was heard in Gao on Friday. Residents of Ménaka said that Islamic State fighters "
         "entered the town on Sunday."), "en"),
        (("Des habitants de Ménaka affirment que des combattants de l'État islamique sont entrés dans la "
         "ville dimanche."), "fr"),
    ],
)  # fmt: skip
def test_the_town_of_those_who_live_there(code, text, lang):
    events = code(text, lang=lang, published="2023-10-03").events
    [entered] = [e for e in events if any(a.actor_id == "issp" for a in e.actors)]
    assert entered.place.place_id == "menaka_town"
