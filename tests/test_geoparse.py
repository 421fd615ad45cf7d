"""Places in text: towns, areas, governments and parts of other names told apart."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geomali.gazetteer import install, load_gazetteer
from geomali.geoparse import find_places

SHARED = Path(__file__).parents[2] / "shared" / "data" / "gazetteer"
FULL = SHARED / "geonames_ML_2023-10-22.txt"


@pytest.fixture(scope="module")
def core():
    return load_gazetteer(core_only=True)


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    if not FULL.is_file():
        pytest.skip("the GeoNames dump of Mali is not here")
    home = tmp_path_factory.mktemp("home")
    install(["ML"], file=FULL, data_dir=home)
    return load_gazetteer(data_dir=home)


def found(text, gazetteer, **options):
    mentions = find_places(text, gazetteer, **options)
    assert all(text[m.start : m.end] == m.text for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))
    assert all((m.resolution is None) == (m.kind in ("metonym", "name_part")) for m in mentions)
    assert all(m.reason for m in mentions if m.resolution is None)
    return mentions


def meant(text, gazetteer, **options):
    """Text, kind and place id of each mention that is a place."""
    return [
        (m.text, m.kind, m.resolution.place_id)
        for m in found(text, gazetteer, **options)
        if m.resolution is not None
    ]


def kinds(text, gazetteer, **options):
    return [(m.text, m.kind) for m in found(text, gazetteer, **options)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Clashes in the Kidal region on Monday.", ("Kidal region", "area", "kidal_region")),
        ("the Tuareg stronghold of Kidal where", ("Kidal", "place", "kidal_town")),
        ("flights over Kidal, a region known for its", ("Kidal", "area", "kidal_region")),
        ("dans la région de Gao", ("région de Gao", "area", "gao_region")),
        ("le cercle de Bourem", ("cercle de Bourem", "area", "bourem_cercle")),
        ("à Tombouctou, mardi", ("Tombouctou", "place", "tombouctou_town")),
        ("uprisings in northern Mali", ("northern Mali", "area", "northern_mali")),
        ("neighbouring Algeria said", ("Algeria", "area", "algeria")),
    ],
)
def test_a_region_and_the_town_of_its_name(core, text, expected):
    assert meant(text, core) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "in the Gao, Kidal and Ménaka regions",
        "les régions de Gao, de Kidal et de Ménaka",
        "the regions of Gao, Kidal and Ménaka",
    ],
)
def test_lists_of_regions(core, text):
    assert [place_id for _, _, place_id in meant(text, core)] == [
        "gao_region",
        "kidal_region",
        "menaka_region",
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("the Algiers agreement is dead", "Algiers"),
        ("the Algiers Peace Agreement", "Algiers"),
        ("brokered the “Algiers Declaration” that", "Algiers"),
        ("l'Accord d'Alger de 2015", "Alger"),
        ("the accord de Ouagadougou", "Ouagadougou"),
        ("the Coordination of Azawad Movements (CMA)", "Azawad"),
        ("the National Movement for the Liberation of Azawad", "Azawad"),
        ("le Mouvement national de libération de l'Azawad", "Azawad"),
        ("the United Nations Mission in Mali", "Mali"),
        ("said Moussa Mara, but Ibrahim Ag Gao", "Gao"),
        ("Mr Oumar Sikasso left", "Sikasso"),
    ],
)
def test_names_inside_names_are_no_places(core, text, name):
    parts = [m for m in found(text, core) if m.text == name]
    assert [m.kind for m in parts] == ["name_part"]


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("But Bamako’s strategy remains unclear.", "Bamako", "metonym"),
        ("Bamako announced a new plan.", "Bamako", "metonym"),
        ("Bamako a annoncé un plan.", "Bamako", "metonym"),
        ("Selon Bamako, tout va bien.", "Bamako", "metonym"),
        ("la stratégie de Bamako", "Bamako", "metonym"),
        ("Paris said it would leave.", "Paris", "metonym"),
        ("Moscow’s mercenaries", "Moscow", "metonym"),
        ("Bamako is facing an uphill battle", "Bamako", "metonym"),
        ("the CMA mission in Bamako told AFP", "Bamako", "place"),
        ("Un attentat à Bamako a fait trois morts", "Bamako", "place"),
        ("The attack on Bamako’s airport", "Bamako", "place"),
        ("Gao’s mayor said", "Gao", "place"),
    ],
)
def test_a_capital_and_its_government(core, text, name, kind):
    assert (name, kind) in kinds(text, core)


@pytest.mark.parametrize(
    "text",
    [
        "BAMAKO, Mali (AP) — Fighters entered Kidal on Monday.",
        "BAMAKO (AFP) - Fighters entered Kidal on Monday.",
        "Bamako, 12 septembre 2023 – Des combattants sont entrés à Kidal.",
        "Bamako, le 3 mars 2020 - Des combattants sont entrés à Kidal.",
        "BAMAKO: The army said on Monday that fighters had entered the town of Kidal.",
        "Kidal entered\n\nBAMAKO :The army said on Monday that fighters had entered the town.",
    ],
)
def test_a_dateline_is_where_it_was_filed(core, text):
    mentions = found(text, core)
    filed = [m for m in mentions if m.reason == "dateline"]
    assert filed[0].text.lower() == "bamako"
    assert {m.kind for m in filed} == {"name_part"}
    assert [m.text for m in mentions if m.kind == "place"] == ["Kidal"]


@pytest.mark.parametrize(
    "text",
    [
        (
            "GAO: Two soldiers were wounded on Monday when their vehicle hit a mine.\n"
            "KIDAL: Men on motorcycles fired on the camp on Tuesday and rode away."
        ),
        "GAO : une attaque contre le camp",
    ],
)
def test_the_town_over_an_item_or_in_a_headline_is_no_dateline(core, text):
    assert [m.reason for m in found(text, core) if m.text == "GAO"] == [""]


def test_names_taken_by_actors(core):
    text = "Katiba Gao attacked Gao."
    mentions = found(text, core, taken=[(0, 10)])
    assert [(m.start, m.kind) for m in mentions] == [(7, "name_part"), (20, "place")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("killed 45 km northeast of Gao on Monday", "45 km northeast of Gao"),
        ("situé à 30 km à l'ouest de Gao, mardi", "à 30 km à l'ouest de Gao"),
        ("clashed between Timbuktu and Goundam.", "between Timbuktu and Goundam"),
        ("on the Ansongo-Ménaka road, a mine", "on the Ansongo-Ménaka road"),
        ("sur l'axe Ansongo-Ménaka", "sur l'axe Ansongo-Ménaka"),
        ("fled north of Bourem.", "north of Bourem"),
        ("on the outskirts of Kidal", "on the outskirts of Kidal"),
        ("militants near the Niger border.", "near the Niger border"),
    ],
)
def test_a_description_is_one_mention(core, text, words):
    (mention,) = [m for m in found(text, core) if m.kind == "relative"]
    assert mention.text == words or words.startswith(mention.text) or mention.text in words
    assert "Gao" not in [m.text for m in found(text, core)]
    assert mention.resolution.geo_precision in (2, 3)


def test_the_region_beside_a_homonym_decides(core):
    text = "A position in the locality of Bamba, in the Gao region. Bamba was quiet."
    assert [place_id for name, _, place_id in meant(text, core) if name == "Bamba"] == [
        "bamba_gao"
    ] * 2
    other = "Des hommes armés à Bamba, dans le cercle de Koro."
    assert meant(other, core)[0][2] not in ("bamba_gao", None)


def test_nothing_decides_so_nothing_is_guessed(core):
    (mention,) = found("They fled to Bamba.", core)
    assert mention.resolution.status == "ambiguous"
    assert mention.reason
    assert mention.resolution.lat is None


def test_common_words_and_people_are_no_villages_of_the_full_install(full):
    text = (
        "On Monday, Colonel Diallo and Mr Tin met Sona Keita. March was calm. Le Monde said Ban Ki-moon "
        "and Ousmane Sonko had left. The Army and the State agreed; Ag Gamou did not."
    )
    assert meant(text, full) == []
    french = "Lundi, le colonel Touré a rencontré Sona Coulibaly. Son frère Madou est parti. Mars fut calme."
    assert meant(french, full, lang="fr") == []


def test_a_village_with_a_cue_is_found_in_the_full_install(full):
    text = "Gunmen raided the village of Zangou-Sokala, in the Ségou region."
    assert meant(text, full)[0][:2] == ("Zangou-Sokala", "place")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_hostile_text_only_gives_well_formed_mentions(core, text):
    found(f"{text} à 30 km de Gao {text} Kidal", core)


def test_long_hostile_text_takes_no_unseemly_time(core):
    import time

    text = "à 30 km au nord de " * 3000 + "Gao" + " entre Gao et" * 500 + "(" * 5000
    text += "\nA road between Zorokine and Gao. " * 6000
    began = time.process_time()
    found(text, core)
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    ("text", "name", "place_id"),
    [
        ("Ber a été pillée vendredi.", "Ber", "ber"),
        ("Le poste à Ber a tenu.", "Ber", "ber"),
        ("Raiders burned Ber a month ago.", "Ber", "ber"),
        ("LE POSTE DE BER A TENU", "BER", "ber"),
        ("Kidal is empty.", "Kidal", "kidal_town"),
        ("A mine blew up in Akabar.", "Akabar", "akabar"),
        ("calm returned to northern Mali", "northern Mali", "northern_mali"),
        ("la zone des trois frontières", "zone des trois frontières", "liptako_gourma"),
    ],
)
def test_a_name_takes_in_small_words_only_if_they_are_its_own(core, text, name, place_id):
    assert [(m.text, m.resolution.place_id) for m in found(text, core)] == [(name, place_id)]


def test_two_hundred_kilobytes_of_one_paragraph_take_seconds(core):
    import time

    text = (
        "Soldiers near Gao said that nothing had happened to those who had been living there. "
        * 2000
    )
    taken = [(i * 85, i * 85 + 8) for i in range(2000)]
    began = time.process_time()
    assert len(find_places(text, core, taken=taken)) == 2000
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    "text",
    [
        "Gunmen entered Tim\u00adbuk\u00adtu at dawn.",
        "Gunmen entered \ufeffTim\u200bbuktu at dawn.",
        "Gunmen entered Tim-\nbuktu at dawn.",
        "Gunmen\u00a0entered\u00a0Timbuktu\u00a0at dawn.\r\n",
        "\u2022 Gunmen entered \u201cTimbuktu\u201d at dawn.",
    ],
)
def test_a_name_is_found_through_what_no_reader_sees(core, text):
    (mention,) = found(text, core)
    assert mention.resolution.place_id == "tombouctou_town"
    assert mention.text.startswith("Tim")
    assert mention.text.endswith("tu")


def test_marks_of_no_width_move_no_other_span(core):
    text = "Raid\u00aders left\u200b Gao.\u00ad The Gao Coun\u00adcil met, and Ber was calm."
    low = text.index("Gao Coun")
    mentions = found(text, core, taken=[(low, low + len("Gao Coun\u00adcil"))])
    assert [(m.text, m.kind) for m in mentions] == [
        ("Gao", "place"),
        ("Gao", "name_part"),
        ("Ber", "place"),
    ]


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("The army said in Bamako on Monday that raiders had come to Ber.", ["Bamako"]),
        ("He told reporters in Dakar that all was calm in Gao.", ["Dakar"]),
        ("Le ministre a déclaré mardi à Ségou que le poste de Ber avait tenu.", ["Ségou"]),
        ("He said raiders had come to Ber. In Gao all was calm.", []),
        ("Our correspondent in Dakar says that raiders had come to Ber.", ["Dakar"]),
        ("Jane Doe reports from the Senegalese capital Dakar on a raid on Ber.", ["Dakar"]),
        ("Selon notre envoyé spécial à Ségou, le poste de Ber avait tenu.", ["Ségou"]),
        ("Raids were reported from Gao and Ber.", []),
    ],
)
def test_where_somebody_speaks_is_marked(core, text, spoken):
    mentions = found(text, core)
    assert [m.text for m in mentions if m.reason == "speech_place"] == spoken
    assert all(m.kind == "place" and m.resolution.status == "resolved" for m in mentions)


def test_a_verb_that_opens_a_sentence_is_no_town(core):
    assert found("Dire que tout va bien est faux.", core, lang="fr") == []
    assert meant("Raiders came to Dire on Friday.", core)[0][2] == "dire_town"


@pytest.mark.parametrize(
    ("text", "words", "place_id", "precision"),
    [
        (
            "They burned the village of Zorokine, 18 km from Bourem, at dawn.",
            "Zorokine, 18 km from Bourem",
            "bourem_town",
            2,
        ),
        (
            "Une patrouille a sauté à Zorokine, à une vingtaine de kilomètres de Léré.",
            "Zorokine, à une vingtaine de kilomètres de Léré",
            "lere",
            2,
        ),
        (
            "Les tirs ont eu lieu à 12 km de Bourem, près du village de Zorokine.",
            "à 12 km de Bourem, près du village de Zorokine",
            "bourem_town",
            2,
        ),
        (
            "Six herders died in Zorokine (Bourem cercle).",
            "Zorokine (Bourem cercle)",
            "bourem_cercle",
            3,
        ),
        ("Men came to the hamlet of Zorokine Monday.", "Zorokine", None, None),
        ("Le drame a eu lieu à Zorokine, un campement isolé.", "Zorokine", None, None),
        ("They had met some herders at Zorokine on Monday.", "Zorokine", None, None),
        ("Six éleveurs sont morts près de Zorokine, selon le maire.", "Zorokine", None, None),
        # One end unknown: nobody can say where between the two it was.
        (
            "A bus was burned between Zorokine and Bourem on Monday.",
            "between Zorokine and Bourem",
            None,
            None,
        ),
        (
            "Le convoi est attaqué entre Bourem et le village de Zorokine lundi.",
            "entre Bourem et le village de Zorokine",
            None,
            None,
        ),
        (
            "Six died on the road between Zorokine and Tarafeni on Monday.",
            "between Zorokine and Tarafeni",
            None,
            None,
        ),
    ],
)
def test_a_settlement_that_the_gazetteer_lacks_keeps_its_name(
    core, text, words, place_id, precision
):
    (mention,) = (m for m in found(text, core) if "Zorokine" in m.text)
    assert mention.text == words
    assert mention.resolution.place_id == place_id
    assert mention.resolution.geo_precision == precision
    assert (mention.kind == "relative") == (place_id is not None)
    # Where only a unit or nothing is said there is no point.
    assert (mention.resolution.lat is None) == (precision != 2)


@pytest.mark.parametrize(
    "text",
    [
        "The village of Zorok hunters met elders.",
        "There was a feud between Zorokine and Tarafeni herders for years.",
        "Ten more of them spoke in Zorokine dialects of it.",
        "Le maire a confié lundi à Zorokine que la ville était calme.",
        "In November, in the Gao region, men came.",
        "Près de Noël, la région de Gao était calme.",
        "The village of the Zorok was quiet.",
        "À Zorokine, le maire a parlé.",
    ],
)
def test_a_capital_letter_alone_makes_no_settlement(core, text):
    assert not [m for m in found(text, core) if "Zorok" in m.text or "No" in m.text]


def test_a_people_is_no_place(core):
    mentions = found("They met some ethnic Bambara hunters, and others, at dawn.", core)
    assert [(m.text, m.kind) for m in mentions] == [("Bambara", "name_part")]
