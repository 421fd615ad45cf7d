"""Where and when an event was, and which sentences tell the same one."""

from __future__ import annotations

import pytest


def told(draft):
    """Sub-type, days and place of each event."""
    return [
        (
            e.sub_event_type,
            str(e.date_earliest) if e.date_earliest else None,
            str(e.date_latest) if e.date_latest else None,
            e.place.name if e.place else None,
        )
        for e in draft.events
    ]


# --- when ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lang", "low", "high"),
    [
        ("On 12 May and 14 May, gunmen attacked Bourem.", "en", "2024-05-12", "2024-05-14"),
        (
            "Douze civils ont été tués mardi, mercredi et jeudi à Bourem.",
            "fr",
            "2024-05-28",
            "2024-05-30",
        ),
        # A statement is of one day: a month dates what it tells.
        (
            "In early May, rebels claimed to have killed 12 soldiers at Bourem.",
            "en",
            "2024-05-01",
            "2024-05-10",
        ),
    ],
)
def test_the_days_of_an_event(code, text, lang, low, high):
    (event,) = code(text, lang=lang, published="2024-06-01").events
    assert (str(event.date_earliest), str(event.date_latest)) == (low, high)


def test_items_of_a_french_note_carry_their_days(code):
    text = (
        "Note du 03 au 09/06/2024\n\n"
        "• 04/06 – Bourem : attaque du camp de l'armée, deux soldats tués.\n"
        "• 07/06 – Ansongo : un véhicule saute sur une mine, trois blessés."
    )
    days = {
        (e.place.name, str(e.date_earliest)) for e in code(text, lang="fr", published=None).events
    }
    assert days == {("Bourem", "2024-06-04"), ("Ansongo", "2024-06-07")}


def test_without_a_known_year_an_event_has_no_day(code):
    text = (
        "The Wagner Group is in Mali. On Tuesday gunmen attacked Bourem and killed four civilians."
    )
    (event,) = code(text, published=None).events
    assert (event.date_earliest, event.date_latest) == (None, None)
    assert event.date_expression == "Tuesday"


# --- where --------------------------------------------------------------------------


def test_the_named_settlement_stands_before_the_town_it_is_measured_from(code):
    text = (
        "Convoy attacked at Gao\n\n"
        "A convoy was attacked on Monday between Gao and Ansongo, killing 12 civilians, officials said. "
        "The attack took place near the village of Zorokine, 40 km from Gao. "
        "The wounded were taken to the hospital of Gao."
    )
    (event,) = code(text, published="2024-06-01").events
    assert event.place.name == "Zorokine, 40 km from Gao"
    assert event.place.geo_precision == 2


def test_what_was_left_and_where_the_wounded_lie_is_not_where_it_happened(code):
    text = (
        "Gunmen ambushed a patrol near Ansongo on Monday, killing two soldiers. "
        "The patrol had left Gao at dawn. Five wounded soldiers were treated at Gao hospital."
    )
    (event,) = code(text, published="2024-06-01").events
    assert event.place.name == "near Ansongo"
    (struck,) = code("Rockets struck the hospital of Gao on Monday.", published="2024-06-01").events
    assert struck.place.name == "Gao"


def test_an_attack_that_recalls_another_takes_neither_its_place_nor_its_day(code):
    text = (
        "Gunmen attacked a bus near Ansongo on Monday, killing two civilians. "
        "This attack recalls that of 12 March between Léré and Goundam."
    )
    (event,) = code(text, published="2024-06-01").events
    assert told(code(text, published="2024-06-01")) == [
        (event.sub_event_type, "2024-05-27", "2024-05-27", "near Ansongo")
    ]


# --- one event told again -------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        # The road in the lead, the end of it later.
        "Gunmen attacked a convoy between Gao and Gossi on Monday.\n\nTwo soldiers died in the ambush near Gossi.",
        "Jihadists attacked the camp at Bourem on Monday.\n\nThe group said it had killed 40 soldiers and captured two in the attack.",
        # A headline with the region's capital, and the settlement below.
        "Ménaka: twelve dead in an attack\n\nGunmen attacked herders on Monday in Zorokine, a camp in the Inékar commune of the Ménaka region, killing twelve civilians, an elder said.",
    ],
)
def test_one_happening_is_one_event(code, text):
    assert len(code(text, published="2024-06-01").events) == 1


def test_a_headline_stands_alone_where_the_text_tells_no_event(code):
    text = (
        "Gunmen kidnap three traders near Bourem\n\n"
        "The authorities have not yet said who is thought to be behind it, and the firm did not answer our questions."
    )
    assert len(code(text, published="2024-06-01").events) == 1


def test_lines_at_the_head_are_headlines(code):
    text = (
        "Gao Daily\nDozens dead in the attack on a convoy between Gao and Ansongo\n\n"
        "A convoy was attacked on Monday by gunmen on the road from Gao to Ansongo, and 12 civilians were killed."
    )
    assert len(code(text, published="2024-06-01").events) == 1


# --- no event -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Colonel Diarra, who seized power in a 2020 coup, met elders in Bourem.", "en"),
        ("Since the junta took power, prices have risen in Gao.", "en"),
        ("Le colonel, qui a pris le pouvoir en 2021, a reçu les anciens.", "fr"),
        ("A Chadian withdrawal convoy was resupplied with water near Gao on Friday.", "en"),
        ("Men stood by during a prisoner handover near Timbuktu on Friday.", "en"),
        ("The envoy encouraged the government to lift arrest warrants in Gao.", "en"),
        ("Le juge a levé le mandat d'arrêt à Gao lundi.", "fr"),
        ("Il revendique régulièrement des attaques contre l'armée à Gao.", "fr"),
        ("The group has also targeted the French army in Gao in the past.", "en"),
        ("Une attaque contre Gao paraît peu probable.", "fr"),
        ("An attack on Gao seems unlikely.", "en"),
        ("L'armée a montré 76 fusils d'assaut à Gao lundi.", "fr"),
    ],
)
def test_names_habits_and_the_long_past_are_no_events(code, text, lang):
    assert told(code(text, lang=lang, published="2024-06-01")) == []


@pytest.mark.parametrize(
    "text",
    [
        "Soldiers seized power in Bamako on Monday.",
        "The army's withdrawal from Bourem ended on Monday.",
        "Daily life stopped when gunmen attacked Gao on Monday.",
    ],
)
def test_the_same_words_told_of_one_day_are_events(code, text):
    assert len(code(text, published="2024-06-01").events) == 1


def test_a_device_made_safe_did_not_go_off(code):
    (event,) = code(
        "On Monday a patrol defused two explosive devices near Bourem.", published="2024-06-01"
    ).events
    assert event.sub_event_type == "Disrupted weapons use"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        # A stretch and a day inside it.
        ("This week, on Tuesday 28 May, gunmen attacked Bourem.", ("2024-05-28", "2024-05-28")),
        # The day of a count is not that of the event.
        (
            "On 20 May, gunmen attacked Bourem. At least 25 soldiers were killed as of 29 May.",
            ("2024-05-20", "2024-05-20"),
        ),
        # What a group has done over a time is dated by the whole of it, where that is the news.
        (
            "Armed groups have killed at least 40 civilians around Bourem since April 2024.",
            ("2024-04-01", "2024-06-01"),
        ),
    ],
)
def test_which_of_several_days_is_the_events(code, text, days):
    (event,) = code(text, published="2024-06-01").events
    assert (str(event.date_earliest), str(event.date_latest)) == days


def test_a_sum_over_months_adds_nothing_to_the_event_told(code):
    text = (
        "Gunmen attacked the camp at Bourem on Monday and killed 12 soldiers. "
        "Over 300 soldiers have been killed by insurgents since January."
    )
    (event,) = code(text, published="2024-06-01").events
    assert event.fatalities.high == 12


def test_towns_taken_one_after_the_other_have_their_own_days(code):
    text = "The army captured Anefis on 4 October, and Tessalit on 8 November."
    days = {(e.place.name, str(e.date_earliest)) for e in code(text, published="2023-12-01").events}
    assert days == {("Anefis", "2023-10-04"), ("Tessalit", "2023-11-08")}


@pytest.mark.parametrize(
    "text",
    [
        # The vehicles are the convoy's; the weekday is the same one.
        "Gunmen attacked a convoy in northern Mali on Monday.\n\nThe convoy was attacked near Zorokine village, a driver said.",
        "Rebels and soldiers fought at Bourem on Saturday. The army said on Sunday it lost men.\n\nThe army suffered losses in battles with rebels in northern Mali on Saturday.",
        # Whoever "the soldiers" are thought to be, they are those of the event.
        "Two peacekeepers of MINUSMA were killed on Monday by an explosive device.\n\nThe soldiers died when their vehicle hit a mine near Tessalit.",
        "Gunmen abducted three tourists in Bourem on Monday and killed another.\n\nOne man was shot and killed while resisting.",
    ],
)
def test_a_later_telling_joins_its_event(code, text):
    assert len(code(text, published="2024-06-01").events) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Traders were abducted in Bourem on Monday by armed men. On Tuesday an attack on a convoy killed two peacekeepers.",
        "Drones struck Tinzaouaten and killed 12 civilians. In the same town rebels killed 40 soldiers in March.",
        "A bus hit a mine near Gossi on Monday, killing two. Gunmen killed a teacher in Bourem on Monday.",
    ],
)
def test_what_differs_in_day_or_place_stays_apart(code, text):
    assert len(code(text, published="2024-06-01").events) == 2


def test_the_place_of_what_took_place_there(code):
    text = "Gunmen attacked a convoy on Monday. It took place near Bourem, about noon."
    (event,) = code(text, published="2024-06-01").events
    assert event.place.name == "near Bourem"
    fr = "Un convoi a été attaqué entre Gao et Gossi lundi. Elle s'est déroulée à Zorokine, à 30 km de Gossi."
    (event,) = code(fr, lang="fr", published="2024-06-01").events
    assert event.place.name == "Zorokine, à 30 km de Gossi"


def test_where_a_speaker_is_and_when_one_spoke(code):
    text = (
        "Two soldiers were killed on Tuesday when their vehicle hit a roadside bomb near Léré, the army "
        "said in a statement on Wednesday. The attackers fled, said a nurse in Zorokine, 12 km from Gao."
    )
    (event,) = code(text, published="2024-06-01").events
    assert (event.place.name, str(event.date_latest)) == ("near Léré", "2024-05-28")


def test_who_dies_hours_later_died_of_the_same_event(code):
    text = "Gunmen attacked a bus near Léré on Tuesday. A few hours later, two women died of their wounds."
    (event,) = code(text, published="2024-06-01").events
    assert event.fatalities.best == 2


def test_a_blockade_is_laid_by_announcing_it(code):
    (event,) = code("On 3 May, JNIM announced a blockade of Léré.", published="2024-06-01").events
    assert (event.sub_event_type, str(event.date_earliest)) == ("Other", "2024-05-03")


@pytest.mark.parametrize(
    ("text", "lang", "modality", "words"),
    [
        (
            "Branches of the group have been active here for more than ten years.",
            "en",
            "background",
            "active",
        ),
        ("Since then, fighters have spread to the coast.", "en", "background", "spread"),
        ("Attacks are becoming more common in the west.", "en", "habitual", "common"),
        ("Les braquages sont presque courants dans la ville.", "fr", "habitual", "courants"),
        ("RAS à Ménaka.", "fr", "negated", "RAS"),
        # Beside an event, in a part of its own.
        (
            "After gunmen attacked the depot at Bourem on Monday, the town would run out of fuel if no convoy came.",
            "en",
            "conditional",
            "run out",
        ),
    ],
)
def test_passages_that_tell_no_event_are_kept_apart(code, text, lang, modality, words):
    apart = code(text, lang=lang, published="2024-06-01").not_events
    assert [n.modality for n in apart if words in n.quote] == [modality]


# --- another one, or none ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lang", "places"),
    [
        (
            "Gunmen attacked the camp in Bourem on Monday. In a separate incident the same day, the army repelled an attack in Gossi.",
            "en",
            ["Bourem", "Gossi"],
        ),
        (
            "Un poste de l'armée a été attaqué lundi à Bourem. Un convoi de renfort est à son tour tombé dans une embuscade à Gossi.",
            "fr",
            ["Bourem", "Gossi"],
        ),
        (
            "JNIM fighters 7-8 May killed 20 civilians near Bourem, 12 May killed another 20 people in Assaylal village.",
            "en",
            ["near Bourem", "Assaylal"],
        ),
        # One of the two days was told before as "a similar attack".
        (
            "Le JNIM a attaqué dimanche un convoi qui circulait en direction de Bamako. Une attaque similaire avait déjà eu lieu samedi.\n\nLes jihadistes ont attaqué dimanche le convoi près d'Ansongo. La veille, samedi, un autre convoi avait été attaqué à Gossi.",
            "fr",
            ["près d'Ansongo", "Gossi"],
        ),
    ],
)
def test_another_happening_is_another_event(code, text, lang, places):
    events = code(text, lang=lang, published="2024-05-27").events
    assert [e.place.name if e.place else None for e in events] == places


@pytest.mark.parametrize(
    ("sentence", "lang"),
    [
        ("They have continued to attack Malian and international forces.", "en"),
        ("Intensified fighting in the north over the past year has had severe consequences.", "en"),
        ("Groups linked to al-Qaeda have seized swathes of territory and killed thousands.", "en"),
        ("The movement calls for the departure of the army.", "en"),
        ("He complained of the unfair treatment of civilians arrested.", "en"),
        ("The suspects are detained at the gendarmerie school.", "en"),
        ("Les militants se sont propagés, s'emparant de territoires, tuant des milliers de personnes.", "fr"),
        ("Les mouvements commerciaux en provenance de Gao ont repris et alimentent la ville.", "fr"),
    ],
)  # fmt: skip
def test_the_course_of_a_war_is_no_event(code, sentence, lang):
    assert code(sentence, lang=lang, published="2024-06-01").events == ()


def test_what_an_attack_shows_is_no_other_attack(code):
    text = (
        "Gunmen attacked the army camp in Bourem on Monday. "
        "The assault demonstrated that they can strike beyond Gao and Timbuktu."
    )
    (event,) = code(text, published="2024-06-01").events
    assert event.place.name == "Bourem"


def test_the_same_dead_are_of_the_same_event(code):
    text = (
        "Jihadists killed 35 civilians in an attack in the north.\n\n"
        "35 civilians were killed on Tuesday in an attack in Gossi, the mayor said."
    )
    (event,) = code(text, published="2024-06-01").events
    assert event.place.name == "Gossi"
    assert (event.fatalities.low, event.fatalities.high) == (35, 35)


def test_a_possessive_weekday_is_a_day_and_no_deadline(code):
    text = "The mission is outraged by Friday's attack against the army camp in Bourem."
    (event,) = code(text, published="2024-06-03").events
    assert str(event.date_earliest) == "2024-05-31"


@pytest.mark.parametrize(
    ("text", "lang", "low", "high"),
    [
        # The day of the statement narrows no night.
        (
            "Un poste a été attaqué à Bourem dans la nuit de samedi à dimanche, a indiqué dimanche l'armée.",
            "fr",
            "2024-05-25",
            "2024-05-26",
        ),
        (
            "A village was attacked near Gossi this week, on the evening of Monday 27 May.",
            "en",
            "2024-05-27",
            "2024-05-27",
        ),
    ],
)
def test_the_day_is_that_of_the_event(code, text, lang, low, high):
    (event,) = code(text, lang=lang, published="2024-05-29").events
    assert (str(event.date_earliest), str(event.date_latest)) == (low, high)


def test_the_day_after_dates_what_follows(code):
    text = "Un poste a été attaqué mardi à Bourem. Le lendemain, un convoi est tombé dans une embuscade à Gossi."
    assert told(code(text, lang="fr", published="2024-06-01")) == [
        ("Armed clash", "2024-05-28", "2024-05-28", "Bourem"),
        ("Armed clash", "2024-05-29", "2024-05-29", "Gossi"),
    ]


@pytest.mark.parametrize(
    ("text", "lang", "place"),
    [
        # The convoy's way is where it was struck.
        (
            "Le FLA a attaqué lundi dans le nord du Mali un convoi circulant entre Anefis et Kidal.",
            "fr",
            "entre Anefis et Kidal",
        ),
        # The town whose mayor speaks is not the place.
        (
            "L'attaque a eu lieu jeudi dans un village du cercle de Bandiagara, a indiqué le maire de la ville voisine de Bankass. Des hommes armés ont tué douze civils dans le village.",
            "fr",
            "cercle de Bandiagara",
        ),
    ],
)
def test_where_it_was(code, text, lang, place):
    (event,) = code(text, lang=lang, published="2024-06-01").events
    assert event.place.name == place


def test_a_settlement_of_no_table_keeps_the_region_told_for_it(code):
    text = (
        "Treize civils ont été tués jeudi dans une frappe de drone dans la région de Tombouctou. "
        "La frappe a visé le village de Zorokine."
    )
    (event,) = code(text, lang="fr", published="2024-06-01").events
    assert event.place.name == "Zorokine"
    assert event.place.geo_precision == 3
    assert event.place.admin1 == "Tombouctou"


# --- no point that no source gave -----------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lang", "place"),
    [
        (
            "Gunmen attacked a convoy between Zorokine and Kolokani on Monday, killing four.",
            "en",
            "between Zorokine and Kolokani",
        ),
        (
            "Un convoi est tombé lundi dans une embuscade entre Kolokani et Zorokine.",
            "fr",
            "entre Kolokani et Zorokine",
        ),
        (
            "Gunmen killed six farmers near Zorokine on Monday. A funeral was held in Mopti.",
            "en",
            "Zorokine",
        ),
        (
            "Lundi, cinq personnes ont été tuées à Zorokine. Des jeunes ont défilé à Mopti.",
            "fr",
            "Zorokine",
        ),
        ("BAMAKO: Gunmen killed four soldiers on Monday, the army said.", "en", None),
        (
            "The BBC's Jane Doe reports from the Malian capital Bamako. Gunmen seized a town on Monday.",
            "en",
            None,
        ),
    ],
)
def test_a_place_that_the_gazetteer_lacks_is_not_replaced_by_another(code, text, lang, place):
    (event,) = code(text, lang=lang).events
    assert (event.place.name if event.place else None) == place
    assert event.place is None or (event.place.lat, event.place.place_id) == (None, None)


def test_a_sum_of_two_attacks_is_neither_of_them(code):
    text = (
        "BAMAKO: Nine people were killed in two attacks in northern Mali, officials said on Monday.\n\n"
        "“Six people were killed by armed men on Saturday at Zorokine, near Gossi,” an official said. "
        "Another official said three people were shot dead in the village of Bolkiba."
    )
    events = code(text, published="2024-05-27").events
    assert [(e.place.name, e.fatalities.best) for e in events] == [
        ("Zorokine, near Gossi", 6),
        ("Bolkiba", 3),
    ]


def test_overnight_gives_way_to_the_day_that_is_told(code):
    text = (
        "Men on motorbikes attacked the village of Gossi overnight, killing at least 12 people.\n\n"
        "“Several dozen men attacked the village of Gossi on Thursday,” a resident said."
    )
    (event,) = code(text, published="2024-06-01").events
    assert str(event.date_earliest) == "2024-05-30"


def test_the_dead_of_a_week_are_no_event(code):
    text = (
        "Gunmen killed 12 people in Gossi on Monday.\n\n"
        "This week, about 40 people died in various attacks."
    )
    (event,) = code(text, published="2024-06-01").events
    assert event.fatalities.best == 12


def test_sweeps_after_an_attack_carry_none_of_its_dead(code):
    text = (
        "Quinze soldats ont été tués lundi dans une attaque à Gossi. « Nous déplorons 15 morts et 19 "
        "blessés dans nos rangs », a affirmé l'armée, précisant que des opérations de ratissage ont "
        "été engagées dans la zone de Gao."
    )
    (event,) = code(text, lang="fr", published="2024-06-01").events
    assert (event.fatalities.best, event.wounded.best, event.place.name) == (15, 19, "Gossi")


def test_how_many_others_were_hurt_nobody_says(code):
    text = "Three soldiers were killed and others injured in an attack in Gossi on Monday."
    (event,) = code(text, published="2024-06-01").events
    assert (event.fatalities.best, event.wounded) == (3, None)


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        # The village, whose name no table has, told after the region.
        (
            ("Cinq villageois ont été tués dans la nuit de samedi à dimanche dans la région de Mopti, a affirmé dimanche le gouverneur. "
            "« Cinq villageois ont trouvé la mort samedi soir à Boni », a-t-il précisé. Leurs corps ont été retrouvés dimanche matin. "
            "Toujours dans la même région, un poste militaire a été attaqué à Hombori dans la nuit de vendredi à samedi."),
            "fr",
            ["Boni", "Hombori"],
        ),
        (
            ("Four priests who were kidnapped by gunmen in southern Mali last week have been freed, police said. "
            "The priests were kidnapped on 24 May near Sikasso."),
            "en",
            ["near Sikasso"],
        ),
        (
            "A U.N. convoy was ambushed near Kidal on Monday. The Secretary-General issued a statement late yesterday condemning the attack.",
            "en",
            ["near Kidal"],
        ),
        ("The U.N. mission took over peacekeeping duties from the African Union in Gao last month.", "en", []),
    ],
)  # fmt: skip
def test_what_is_told_again_is_told_of_one_event(code, text, lang, expected):
    events = code(text, lang=lang, published="2024-05-29").events
    assert [e.place.name for e in events] == expected


def test_a_day_in_a_dateline_dates_nothing(code):
    text = (
        "Peacekeepers killed\n\nUNITED NATIONS, May 10: Rebels ambushed a UN convoy near Kidal, killing four "
        "peacekeepers, the United Nations said. It said the attack took place on Monday night."
    )
    (event,) = code(text, published="2017-05-10").events
    assert str(event.date_earliest) == "2017-05-08"


def test_a_number_and_what_it_is_made_of_is_counted_once(code):
    text = "They attacked Gossi on Monday and killed eight people, two women and six men."
    (event,) = code(text, published="2024-06-01").events
    assert (event.fatalities.low, event.fatalities.high) == (8, 8)


@pytest.mark.parametrize(
    ("text", "lang", "best"),
    [
        (
            ("Le camp de Ber a été attaqué lundi. L'armée a publié son bilan : trois soldats tués. "
            "Elle assure que six corps d'assaillants ont été laissés sur place."),
            "fr", 9,
        ),
        (
            ("The camp in Ber was attacked on Monday; three soldiers were killed. "
            "Six bodies of attackers were left behind, the army said."),
            "en", 9,
        ),
    ],
)  # fmt: skip
def test_bodies_are_of_those_whose_they_are(code, text, lang, best):
    [event] = [e for e in code(text, lang=lang).events if e.fatalities]
    assert event.fatalities.best == best


def test_nobody_fights_on_both_sides(code):
    text = (
        "Infighting between JNIM and Islamic State in the Greater Sahara (ISGS) on 12 December 2020 left "
        "at least 15 ISGS and five JNIM combatants dead near Gossi."
    )
    (event,) = code(text, published="2020-12-20").events
    sides = {
        role: {a.actor_id for a in event.actors if a.role == role} for role in ("side_a", "side_b")
    }
    assert sides == {"side_a": {"jnim"}, "side_b": {"isgs"}}
