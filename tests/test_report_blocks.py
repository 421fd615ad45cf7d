"""What of a page is report, and what is title, caption, byline, note or furniture."""

from __future__ import annotations

import re
from datetime import date

import pytest

from geomali.reports import (
    Report,
    find_blocks,
    make_report,
    other_language_blocks,
    split_sentences,
)

ENGLISH = (
    "The army said on Monday that it had repelled an attack on the camp in Bourem. "
    "Two soldiers were killed and five were wounded, according to the statement."
)
FRENCH = (
    "L'armée a annoncé lundi avoir repoussé une attaque contre le camp de Bourem. "
    "Deux soldats ont été tués et cinq autres blessés, selon le communiqué."
)


def kinds(text: str, **options: str) -> list[tuple[str, str]]:
    return [(b.kind, text[b.start : b.end]) for b in find_blocks(text, **options)]


def kind_of(text: str, words: str) -> str:
    (found,) = {kind for kind, part in kinds(text) if words in part}
    return found


def kind_in(report: Report, words: str) -> str:
    (found,) = {b.kind for b in report.blocks if words in report.text[b.start : b.end]}
    return found


def sections(text: str) -> dict[str, str | None]:
    return {text[b.start : b.end]: b.section for b in find_blocks(text) if b.kind == "body"}


# -- blocks: texts of the usual layouts, written for these tests

WIRE = """Gunmen kill 12 in central Mali

BAMAKO, Sept 12 (Reuters) - Gunmen killed 12 villagers in the Bandiagara region on Monday, two sources said.

The attackers came on motorbikes. "They burned everything," a resident said.

Reporting by Ali Diallo; Writing by Jane Roe; Editing by John Doe
"""
FRENCH_PAGE = """Mali : une attaque fait quinze morts près de Gao

Bamako, le 12 septembre 2023 – Quinze soldats ont été tués lundi près de Gao, a annoncé l'armée.

Crédit photo : AFP / Paul Martin

L'attaque n'a pas été revendiquée.

À lire aussi : Un convoi de l'ONU attaqué à Kidal

Les assaillants ont fui vers le nord, selon des sources locales.

Par Aliou Diallo, à Gao

Partager cet article

Laisser un commentaire

Votre adresse e-mail ne sera pas publiée. Les champs obligatoires sont indiqués avec *

Moussa dit :
L'armée a bombardé Kidal hier, je vous le dis !
"""
BLOG = """Home

Menu

Mali army says it retook Ber

Posted on 13 August 2023 by admin

Share this:
Facebook
Twitter

The Malian army said on Sunday it had taken the town of Ber. Six soldiers were killed.

Related articles

Mali junta expels envoy
Six dead in Ségou ambush

The CMA accused the army of breaking the ceasefire. It said its positions were attacked on Friday.

© 2023 Sahel News. All rights reserved.
"""
WRAPPED = """TIMBUKTU, Mali (AP) — Jihadists attacked a passenger boat on the Niger
River on Thursday, killing at least 49 civilians, the transitional
government said. The boat was attacked between the towns of Rharous
and Bourem.

Fifteen soldiers died in a separate attack on an army base in Bamba, in
the Gao region. The attacks were claimed by JNIM, the government said in
a statement read on state television.
"""
THINK_TANK = """MALI: RENEWED WAR IN THE NORTH

Region of Concern: Mali

Written By Ann Author; Edited by Bob Editor

Date: September 14, 2023

Map of Mali[1]

Event: On September 12, fighting broke out in Bourem.[2] The rebels claimed the camp.

Significance: Civilians will likely flee toward Algeria.

Recommendations: The army should open the road to Gao.

[1] Map by a map maker

[2] Fighting in Bourem, A Newspaper, September 2023, http://example.org/20230912-fighting

[3] Ibid
"""
SITUATION = """RAPPORT DE SITUATION No 12

Faits saillants :
Le 3 août, des hommes armés ont pillé un entrepôt à Ménaka.

Contexte :
Le conflit a commencé en 2012.

Perspectives
Les attaques vont probablement augmenter.

Recommandations
Au gouvernement
Protéger les civils.
L'armée devrait ouvrir les routes.

Sources
RFI, 5 août 2024
Studio Tamani, 8 août 2024
"""


NEWS_SITE = """News|Armed Groups
Army and rebels fight for a northern base

Fighters in Kidal [File: Jane Roe/AFP]
By News Agencies
Published On 2 Oct 2023

Save articles to read later and create your own reading list.

Rebels in northern Mali said on Sunday that they had taken another military base from the army.

Lire aussiMali: l'armée annonce avoir tué un chef

The CMA said it had taken control of the base in Bamba, in the Gao region, and left with vehicles.

Newsletter
Recevez toute l'actualité directement dans votre boite mail

Partager :
Mali
Terrorisme
"""
ASSESSMENT = """Militants likely responsible for attack in northern Mali
Key Takeaway: JNIM will likely increase its attacks.
Assessment
JNIM likely conducted the attack on September 7 to isolate Timbuktu.
The group attacked a ferry near Rharous and killed 49 civilians.[1]
Forecast:
JNIM will attack Gao next week.

[1] "Mali boat attack", A Newspaper, September 8, 2023, https://example.org/66742834
"""
UPDATE = """MALI
Humanitarian Update
As of 15 August 2024

HIGHLIGHTS
• 3,000 people were displaced from Ber after 12 August.

OVERVIEW
Armed clashes were reported on 9 August near Tinzaouaten between the army and the CSP.

For more information, contact: Jane Roe, jane@example.org
"""


def test_news_site() -> None:
    found = {words: kind for kind, words in kinds(NEWS_SITE)}
    assert [words for words, kind in found.items() if kind == "title"] == [
        "Army and rebels fight for a northern base"
    ]
    assert [words[:12] for words, kind in found.items() if kind == "body"] == [
        "Rebels in no",
        "The CMA said",
    ]
    assert found["Terrorisme"] == found["News|Armed Groups"] == "furniture"


def test_short_lines_under_headings_are_not_taken_for_wrapped_prose() -> None:
    found = sections(ASSESSMENT)
    assert found["JNIM will attack Gao next week."] == "outlook"
    assert (
        found["The group attacked a ferry near Rharous and killed 49 civilians.[1]"]
        == "significance"
    )


def test_humanitarian_update() -> None:
    assert [kind for kind, _ in kinds(UPDATE)] == [
        "title",
        "heading",
        "dateline",
        "heading",
        "body",
        "heading",
        "body",
        "furniture",
    ]


def test_wire_report() -> None:
    assert [kind for kind, _ in kinds(WIRE)] == ["title", "dateline", "body", "body", "byline"]
    assert ("dateline", "BAMAKO, Sept 12 (Reuters) -") in kinds(WIRE)


def test_french_page() -> None:
    assert kind_of(FRENCH_PAGE, "une attaque fait") == "title"
    assert ("dateline", "Bamako, le 12 septembre 2023 –") in kinds(FRENCH_PAGE)
    assert kind_of(FRENCH_PAGE, "Crédit photo") == "caption"
    assert kind_of(FRENCH_PAGE, "À lire aussi") == "furniture"
    assert kind_of(FRENCH_PAGE, "Les assaillants") == "body"
    assert kind_of(FRENCH_PAGE, "Par Aliou") == "byline"
    assert kind_of(FRENCH_PAGE, "bombardé Kidal") == "furniture"


def test_blog_page_with_links_to_other_articles_in_its_middle() -> None:
    assert kind_of(BLOG, "retook Ber") == "title"
    assert kind_of(BLOG, "Posted on") == "dateline"
    assert kind_of(BLOG, "Twitter") == "furniture"
    assert kind_of(BLOG, "Ségou ambush") == "furniture"
    assert kind_of(BLOG, "The CMA accused") == "body"
    assert kind_of(BLOG, "©") == "furniture"


def test_lines_wrapped_at_a_width_are_one_paragraph() -> None:
    assert [kind for kind, _ in kinds(WRAPPED)] == ["dateline", "body", "body"]
    assert len(split_sentences(WRAPPED)) == 1 + 2 + 2


def test_think_tank_layout_carries_its_sections() -> None:
    found = sections(THINK_TANK)
    by_section = {section: words for words, section in found.items()}
    assert by_section["event"].startswith("On September 12")
    assert by_section["significance"].startswith("Civilians")
    assert by_section["recommendations"].startswith("The army should")
    assert kind_of(THINK_TANK, "Written By") == "byline"
    assert kind_of(THINK_TANK, "Date: September 14") == "dateline"
    assert kind_of(THINK_TANK, "Map of Mali") == "caption"
    assert {kind for kind, words in kinds(THINK_TANK) if re.match(r"\[\d", words)} == {"footnote"}


def test_sections_run_until_the_next_heading() -> None:
    found = sections(SITUATION)
    assert found["Le 3 août, des hommes armés ont pillé un entrepôt à Ménaka."] == "event"
    assert found["Le conflit a commencé en 2012."] == "background"
    assert found["Les attaques vont probablement augmenter."] == "outlook"
    assert found["L'armée devrait ouvrir les routes."] == "recommendations"
    assert kind_of(SITUATION, "Studio Tamani") == "footnote"


def test_an_unknown_heading_ends_a_section() -> None:
    text = (
        f"Title of the paper\n\nRecommendations\n\n{ENGLISH}\n\nFighting in the north\n\n{ENGLISH} "
        "The rebels left the town on Tuesday, witnesses said, and have not come back."
    )
    assert list(sections(text).values()) == ["recommendations", None]


@pytest.mark.parametrize(
    "line",
    [
        "Leave a Reply",
        "Laisser un commentaire",
        "top of page",
        "Share this:",
        "Partager sur Facebook",
        "Your email address will not be published. Required fields are marked *",
        "Votre adresse e-mail ne sera pas publiée.",
        "Read also: Five dead in Gao",
        "À lire aussi : cinq morts à Gao",
        "Lire aussi Mali : la junte suspend les partis",
        "Subscribe to our newsletter",
        "Abonnez-vous à notre newsletter",
        "We use cookies to improve your experience.",
        "Ce site utilise des cookies.",
        "All rights reserved.",
        "Tous droits réservés",
        "Copyright © 2023 The Paper",
        "Tags: Mali, Gao, JNIM",
        "Mots-clés : Mali, Gao",
        "3 Comments",
        "Related Articles",
        "Articles similaires",
        "Follow us on Twitter",
        "Facebook | Twitter | WhatsApp",
        "* * *",
    ],
)
def test_furniture(line: str) -> None:
    assert kind_of(f"{ENGLISH}\n\n{FRENCH}\n\n{line}\n", line) == "furniture"


@pytest.mark.parametrize(
    "line",
    [
        "Photo: Malian soldiers in Gao",
        "Photo d'archives : des soldats à Gao",
        "Crédit photo : Studio Tamani",
        "A man holds a flag in Kidal. REUTERS/Joe Doe",
        "Soldiers patrol in Gao on March 3, 2020. (AP Photo/Jane Roe)",
        "French troops near Gossi. AFP PHOTO/JANE ROE",
        "Des soldats patrouillent à Ménaka, le 4 mai 2021. © Jane Roe / AFP",
        "A Tuareg man stands beside a burnt vehicle in Aguelhok.",
        "Map of northern Mali",
        "FILE - Soldiers drive through Gao, Feb. 2, 2020.",
    ],
)
def test_captions(line: str) -> None:
    text = f"Fighting in the north of Mali\n\n{line}\n\n{ENGLISH}\n\n{ENGLISH} They left."
    assert kind_of(text, line) == "caption"


@pytest.mark.parametrize(
    "line",
    [
        "By Monday, the army had reached Anefis and met no resistance.",
        "By 2015 the war was over.",
        "Par ailleurs, des combats ont eu lieu à Ber.",
        "Share prices fell after the coup, and the market closed.",
        "Search teams found the bodies of six soldiers near Bourem.",
        "Comments by the minister angered the rebels, who left the talks.",
        "Sources said that the rebels had left the camp.",
        "Photographers were attacked in Gao on Monday.",
        "The army shared a photo of the camp. Witnesses told AFP/Reuters it was empty.",
        "Home to 30,000 people, Kidal was attacked on Tuesday.",
        "Le camp de Bourem a été attaqué mardi, selon l'armée.",
        "Two soldiers hold the bridge, the army said on Monday.",
        "Event organisers said that the march was cancelled.",
        "Date palms were burned in the attack on the oasis.",
        "Trending videos showed the burning camp, and the army denied it.",
        "Menaka was attacked on Friday.",
        "Support for the junta fell after the attack on the base.",
    ],
)
def test_body_that_looks_like_something_else(line: str) -> None:
    text = f"Fighting in the north of Mali\n\n{ENGLISH}\n\n{line}\n\n{FRENCH}\n"
    assert kind_of(text, line) == "body"


@pytest.mark.parametrize(
    "line",
    [
        "By Jane Roe",
        "By Jane Roe and Ali Diallo, in Bamako",
        "By the News Politics staff",
        "By JANE ROE, Associated Press",
        "Par Aliou Diallo",
        "Written by Jane Roe; Edited by John Doe",
        "Propos recueillis par Jane Roe",
        "(AFP)",
        "La rédaction",
        "By Jane Roe, 12 September 2023",
    ],
)
def test_bylines(line: str) -> None:
    assert kind_of(f"A title of it\n\n{line}\n\n{ENGLISH}\n", line) == "byline"


@pytest.mark.parametrize(
    "line",
    [
        "Date: September 12, 2023",
        "Published on 12 September 2023 at 14:05",
        "Publié le 12/09/2023 à 08h30",
        "12 septembre 2023",
        "Tuesday, September 12, 2023",
        "Bamako, le 12 septembre 2023",
        "Updated: 2023-09-12 10:00 GMT",
    ],
)
def test_datelines(line: str) -> None:
    report = make_report(f"A title of it\n\n{line}\n\n{FRENCH}\n")
    assert kind_in(report, line) == "dateline"
    assert [(e.kind, e.day) for e in report.date_evidence] == [("printed", date(2023, 9, 12))]


def test_a_single_line_is_body_not_title() -> None:
    assert kinds("Gunmen attacked Bourem on Monday") == [
        ("body", "Gunmen attacked Bourem on Monday")
    ]


def test_a_given_title_is_found_in_the_text() -> None:
    text = f"Five dead, says the army.\n{ENGLISH}"
    assert kinds(text, title="Five dead, says the army")[0][0] == "title"


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        (
            "Bourem, 12 September 2023. The army said that it repelled an attack.",
            "Bourem, 12 September 2023.",
        ),
        ("Gao, le 3 mai 2022. Des hommes armés ont attaqué un village.", "Gao, le 3 mai 2022."),
        ("Sept. The army said that it repelled an attack.", None),
        ("Gao. The army said that it repelled an attack.", None),
    ],
)
def test_a_dateline_may_end_with_a_full_stop_if_it_has_a_year(text, dateline):
    report = make_report(text)
    found = [report.text[b.start : b.end] for b in report.blocks if b.kind == "dateline"]
    assert found == ([dateline] if dateline else [])


@pytest.mark.parametrize(
    ("paragraph", "kind"),
    [
        ("Le même jour, près de Tessit, des bergers ont pris la fuite (photo transmise par un témoin).", "body"),
        ("Le même jour, à Tessit, des hommes armés tiennent un barrage et ont brûlé deux camions.", "body"),
        ("Des hommes en armes ont assisté dimanche au marché de Ber puis marchent vers Tessit.", "body"),
        ("Les soldats patrouillent dans une rue de Gao, en 2020. AFP/J. Doe", "caption"),
        ("Soldiers patrol a street in Gao.", "caption"),
    ],
)  # fmt: skip
def test_what_tells_of_a_day_is_no_caption(paragraph, kind):
    story = (
        "Lundi, des inconnus ont pillé le village de Ber et tué dix personnes, selon des habitants."
        " La garnison la plus proche n'a pas bougé."
    )
    text = f"Nuit agitée dans le Gourma\n\n{paragraph}\n\n{story}\n"
    assert [block.kind for block in find_blocks(text)] == ["title", kind, "body"]


@pytest.mark.parametrize(
    ("paragraph", "kind"),
    [
        ("The attack came a week after rebels ambushed a patrol near Ber, wounding three.", "body"),
        (
            "Masked fighters stand guard at a well in the desert north of the town. Photo: AP",
            "caption",
        ),
        ("Masked fighters patrol the desert road", "caption"),
        ("Agence France-Presse in Bamako", "byline"),
        ("2 October 2023 – 20 December 2023", "heading"),
    ],
)
def test_pictures_bylines_and_spans_of_time(paragraph, kind):
    body = "The army said on Monday that it had repelled an attack on the camp in Bourem, and that two soldiers were killed in the fight."
    assert kind_of(f"War in the north of the country\n\n{paragraph}\n\n{body}", paragraph) == kind


def test_a_sentence_that_ends_with_its_day_is_no_dateline() -> None:
    line = "Le maire a quitté Gossi mardi 11 février 2025."
    report = make_report(f"Titre\n\n{line}\n\n{FRENCH}\n")
    assert kind_in(report, line) == "body"


def test_paragraphs_of_the_other_language_are_told_apart() -> None:
    report = make_report(f"{ENGLISH}\n\n{FRENCH}\n\n{ENGLISH}", lang="en")
    found = other_language_blocks(report.text, "en", report.blocks)
    assert found
    assert all(code == "fr" for _, _, code in found)
    assert all(report.text[low:high] in FRENCH for low, high, _ in found)
    # Names in French make no French paragraph.
    names = make_report(
        "The Front de libération de l'Azawad and the Cadre stratégique said that the army had left Ber.",
        lang="en",
    )
    assert other_language_blocks(names.text, "en", names.blocks) == []
