from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomali.errors import SourceFormatError
from geomali.reports import (
    Report,
    detect_language,
    find_blocks,
    find_full_dates,
    make_report,
    portable_name,
    read_published,
    read_reports,
    split_sentences,
)

SHARED = Path(__file__).parents[2] / "shared" / "reports"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared reports are not here")

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


def sections(text: str) -> dict[str, str | None]:
    return {text[b.start : b.end]: b.section for b in find_blocks(text) if b.kind == "body"}


def sentences(text: str, lang: str = "en") -> list[str]:
    return [text[s.start : s.end] for s in split_sentences(text, lang)]


def write(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def read_one(path: Path, **options: object) -> Report:
    result = read_reports(path, **options)  # type: ignore[arg-type]
    assert not result.rejects
    (report,) = result.reports
    return report


# -- laws

LINES = st.lists(
    st.sampled_from(
        [
            ENGLISH,
            FRENCH,
            "",
            " \t",
            "Leave a Reply",
            "Photo: AFP",
            "By Jane Roe",
            "12 September 2023",
            "Recommendations:",
            "Background: The war began in 2012.",
            "BAMAKO, Sept 12 (Reuters) - Men attacked Ber.",
            "[1] Ibid",
            "Sources",
            "Heading of a part",
            "- a point",
            "\u200b",
            "***",
        ]
    ),
    max_size=12,
)
ENDS = st.sampled_from(["\n", "\r\n", "\n\n", "\r", "\u2028", "\x0b"])


@given(LINES, ENDS, st.text(max_size=40))
def test_blocks_cover_every_character_once(lines: list[str], end: str, tail: str) -> None:
    text = end.join([*lines, tail])
    blocks = find_blocks(text)
    at = 0
    for block in blocks:
        assert at <= block.start < block.end
        assert not text[at : block.start].strip()
        assert not text[block.start].isspace()
        assert not text[block.end - 1].isspace()
        at = block.end
    assert not text[at:].strip()


@given(LINES, ENDS, st.text(max_size=60), st.sampled_from(["en", "fr", "other"]))
def test_sentences_cover_the_text_and_stay_in_their_block(
    lines: list[str], end: str, tail: str, lang: str
) -> None:
    text = end.join([*lines, tail])
    blocks = find_blocks(text)
    found = split_sentences(text, lang, blocks)
    at = 0
    for sentence in found:
        assert not text[at : sentence.start].strip()
        at = sentence.end
        (home,) = [b for b in blocks if b.start <= sentence.start < b.end]
        assert sentence.end <= home.end
        assert (sentence.block_kind, sentence.section) == (home.kind, home.section)
    assert not text[at:].strip()


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1))
def test_plain_text_is_kept_as_it_stands(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    if not text.strip() or text.startswith("\ufeff"):
        return
    controls = sum(c < " " and c not in "\t\n\r\f\v\x1c\x1d\x1e" for c in text)
    if controls > 2 or text.encode()[:4] in {b"%PDF", b"PAR1", b"Rar!", b"GIF8"}:
        return
    path = write(tmp_path_factory.mktemp("law"), "a.txt", text)
    report = read_one(path)
    assert report.text == text
    assert report.text_sha256 == hashlib.sha256(text.encode()).hexdigest()


@given(st.text(max_size=300))
def test_a_portable_name_is_safe_and_its_own(report_id: str) -> None:
    name = portable_name(report_id)
    assert re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,99}", name)
    assert portable_name(report_id + "/../x") != name
    assert portable_name(name) == name


MONTHS_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
MONTHS_FR = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
DAYS = st.dates(date(1990, 1, 1), date(2039, 12, 31))


def printed(day: date) -> list[tuple[str, str]]:
    en, fr = MONTHS_EN[day.month - 1], MONTHS_FR[day.month - 1]
    ordinal = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(day.day, "th")
    first = "er" if day.day == 1 else ""
    return [
        ("en", f"{day.day} {en} {day.year}"),
        ("en", f"{en} {day.day}, {day.year}"),
        ("en", f"{en} {day.day}{ordinal}, {day.year}"),
        ("en", f"{en.upper()} {day.day}, {day.year}"),
        ("en", f"the {day.day}{ordinal} of {en} {day.year}"),
        ("en", f"{en[:3]}. {day.day}, {day.year}"),
        ("en", f"{day.day} {en[:3]} {day.year}"),
        ("en", f"{day.day}-{en[:3]}-{day.year}"),
        ("en", f"{day:%A}, {en} {day.day}, {day.year}"),
        ("en", day.isoformat()),
        ("fr", day.isoformat()),
        ("fr", f"le {day.day}{first} {fr} {day.year}"),
        ("fr", f"{day.day} {fr.upper()} {day.year}"),
        ("fr", f"{day.day:02}/{day.month:02}/{day.year}"),
        ("fr", f"{day.day}.{day.month}.{day.year}"),
        ("fr", f"{day.day}\u00a0{fr}\u00a0{day.year}"),
    ]


@given(DAYS)
def test_full_dates_round_trip_in_every_form(day: date) -> None:
    for lang, words in printed(day):
        found = list(find_full_dates(f"On {words} men came.", lang=lang))
        assert [item.day for item in found] == [day], words


def test_numbers_that_are_no_dates() -> None:
    text = (
        "31 February 2023, 45 May 2020, 12/2023, 1999-2003, 99/99/2020, article 12 2023, 2023-13-01"
    )
    assert not list(find_full_dates(text))


def test_an_english_numeric_date_keeps_both_readings() -> None:
    (found,) = find_full_dates("on 03/04/2023", lang="en")
    assert {found.day, found.other} == {date(2023, 3, 4), date(2023, 4, 3)}
    (clear,) = find_full_dates("on 13/04/2023", lang="en")
    assert (clear.day, clear.other) == (date(2023, 4, 13), None)


# -- files


def test_offsets_hold_on_crlf_and_without_the_byte_order_mark(tmp_path: Path) -> None:
    text = "Title of it\r\n\r\n" + ENGLISH + "\r\n"
    report = read_one(write(tmp_path, "a.txt", b"\xef\xbb\xbf" + text.encode()))
    assert report.text == text
    assert report.title == "Title of it"
    assert report.flags == ()


@pytest.mark.parametrize(
    ("codec", "says"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-32", ""),
        ("cp1252", "Windows-1252"),
        ("mac_roman", "Mac Roman"),
    ],
)
def test_encodings_are_recognised_and_guesses_said(tmp_path: Path, codec: str, says: str) -> None:
    text = FRENCH + " « Ménaka », Ségou, Téra, déjà, à Gao, où l'été s'achève."
    report = read_one(write(tmp_path, "a.txt", text.encode(codec)))
    assert report.text == text
    assert report.lang == "fr"
    assert (says in " ".join(report.flags)) if says else report.flags == ()


def test_arabic_is_read_and_said_to_be_unsupported(tmp_path: Path) -> None:
    text = "قتل خمسة جنود في هجوم قرب مدينة غاو يوم الاثنين، وقالت مصادر أمنية إن المهاجمين فروا."
    for name, codec in (("a.txt", "utf-8"), ("b.txt", "cp1256"), ("c.txt", "utf-16-le")):
        report = read_one(write(tmp_path, name, text.encode(codec)))
        assert report.text == text
        assert report.lang == "ar"
        assert "language not supported: only names are looked up" in report.flags


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "white space"),
        (b"\xef\xbb\xbf", "white space"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"PK\x03\x04\x14\x00", "docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "doc"),
        (b"{\\rtf1\\ansi hello}", "rich text"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (bytes(range(256)) * 40, "save it as UTF-8|not a text"),
        (b"\x00\x01\x02\x03\x04" * 400, "not a text"),
        ("é à è ".encode() * 50 + b"\xff\xfe", "not valid UTF-8"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(tmp_path: Path, data: bytes, says: str) -> None:
    path = write(tmp_path, "a.txt", data)
    with pytest.raises(SourceFormatError, match=says) as caught:
        read_reports(path)
    assert "\n" not in str(caught.value)
    assert caught.value.path == str(path)


def test_a_file_over_the_limit_is_refused_unless_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", (ENGLISH + "\n") * 50)
    with pytest.raises(SourceFormatError, match="max_bytes"):
        read_reports(path, max_bytes=1000)
    assert read_one(path, max_bytes=100_000).text.count(ENGLISH) == 50


def test_a_few_nuls_are_kept_and_said(tmp_path: Path) -> None:
    report = read_one(write(tmp_path, "a.txt", ENGLISH + "\x00 end."))
    assert "\x00" in report.text
    assert "NUL" in " ".join(report.flags)


def test_other_suffixes_and_missing_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceFormatError, match="not a report format"):
        read_reports(write(tmp_path, "a.pdf", b"x"))
    with pytest.raises(SourceFormatError, match="cannot be read"):
        read_reports(tmp_path / "none.txt")


def test_jsonl_reads_good_lines_and_returns_bad_ones(tmp_path: Path) -> None:
    lines = [
        json.dumps({"report_id": "a", "text": ENGLISH + "\r\nx\u2028y", "published": "2023-09-12"}),
        "{broken",
        json.dumps({"report_id": "b", "text": FRENCH, "lang": "French", "source": {"name": "RFI"}}),
        json.dumps({"report_id": "c"}),
        json.dumps({"report_id": "d", "text": "  "}),
        json.dumps({"report_id": "e", "text": "x", "published": "12/09/2023"}),
        json.dumps({"report_id": "a", "text": "again"}),
        "[1, 2]",
        "",
        json.dumps({"text": ENGLISH, "title": "T", "url": "https://example.org/2023/09/12/x"}),
        '{"report_id": "f", "text": "half \\ud800"}',
        "[" * 100_000,
        json.dumps({"report_id": "../../x", "text": ENGLISH}),
    ]
    reports, rejects = read_reports(write(tmp_path, "a.jsonl", "\n".join(lines)))
    assert [r.report_id for r in reports if not r.report_id.startswith("report_")] == [
        "a",
        "b",
        "../../x",
    ]
    assert len(reports) + len(rejects) == 12
    assert [r.row for r in rejects] == [2, 4, 5, 6, 7, 8, 11, 12]
    assert "YYYY-MM-DD" in rejects[3].reason
    assert "row 1" in rejects[4].reason
    assert reports[0].text == ENGLISH + "\r\nx\u2028y"
    assert reports[0].published == date(2023, 9, 12)
    assert (reports[1].lang, reports[1].source) == ("fr", "RFI")
    assert [(e.kind, e.day) for e in reports[2].date_evidence] == [("url", date(2023, 9, 12))]
    assert "/" not in portable_name("../../x")


RELIEFWEB = {
    "id": "4012345",
    "fields": {
        "title": "Mali: Flash update",
        "body": "**Bourem** was attacked on 12 September.\n\nTwo [soldiers](http://x.org) died.",
        "date": {"created": "2023-09-14T00:00:00+00:00", "original": "2023-09-13T00:00:00+00:00"},
        "source": [{"name": "OCHA"}, {"shortname": "WFP"}],
        "language": [{"code": "en", "name": "English"}],
        "primary_country": {"iso3": "mli"},
        "url": "https://reliefweb.int/node/4012345",
    },
}


@pytest.mark.parametrize("shape", ["list", "object", "fields", "bare"])
def test_reliefweb_is_read_tolerantly(tmp_path: Path, shape: str) -> None:
    value: object = {
        "list": {"data": [RELIEFWEB]},
        "object": {"data": RELIEFWEB},
        "fields": RELIEFWEB,
        "bare": RELIEFWEB["fields"],
    }[shape]
    report = read_one(write(tmp_path, "a.json", json.dumps(value)))
    assert report.title == "Mali: Flash update"
    assert report.text == (
        "Mali: Flash update\n\nBourem was attacked on 12 September.\n\nTwo soldiers died."
    )
    assert report.source == "OCHA; WFP"
    assert report.published == date(2023, 9, 13)
    assert report.lang == "en"
    assert report.url == "https://reliefweb.int/node/4012345"


def test_reliefweb_html_is_preferred_and_bad_items_are_rejects(tmp_path: Path) -> None:
    good = {"id": 1, "fields": {"title": "T", "body": "no", "body-html": "<p>One.</p><p>Two.</p>"}}
    bad = {"id": 2, "fields": {"title": "T"}}
    reports, rejects = read_reports(write(tmp_path, "a.json", json.dumps({"data": [good, bad, 3]})))
    assert [r.text for r in reports] == ["T\n\nOne.\n\nTwo."]
    assert [r.row for r in rejects] == [2, 3]
    with pytest.raises(SourceFormatError, match="JSON"):
        read_reports(write(tmp_path, "b.json", "{"))
    with pytest.raises(SourceFormatError, match="no report"):
        read_reports(write(tmp_path, "c.json", '{"data": []}'))


HTML = """<!DOCTYPE html><html lang="fr"><head><title>Attaque à Bamba - Journal</title>
<meta property="og:site_name" content="Le Journal">
<meta property="article:published_time" content="2023-10-02T08:00:00+00:00">
<style>p { color: red }</style><script>var a = "<p>never</p>";</script></head>
<body><nav><a>Accueil interdit</a></nav><form><main><article>
<h1>Attaque à Bamba</h1><p class="date">Publié le 2 octobre 2023</p>
<figure><img alt=""><figcaption>Des soldats à Gao, le 3 mars 2020</figcaption></figure>
<p>Une attaque a visé <b>dim</b>anche le camp&nbsp;de Bamba.
<p>Selon l'armée, douze   soldats
ont été tués &amp; deux blessés.
<h2>Contexte</h2><div>Le nord a été occupé en 2012 par des groupes armés, puis repris l'année suivante.</div>
</article></main></form><aside><p>Dix morts à Ségou</p></aside>
<footer>© 2024 Le Journal, le 5 mai 2024</footer></body></html>"""


def test_html_becomes_paragraphs_with_metadata(tmp_path: Path) -> None:
    report = read_one(write(tmp_path, "a.html", HTML))
    assert "never" not in report.text
    assert "interdit" not in report.text
    assert "color" not in report.text
    assert "Une attaque a visé dimanche le camp de Bamba." in report.text.split("\n\n")
    assert "Selon l'armée, douze soldats ont été tués & deux blessés." in report.text.split("\n\n")
    assert (report.title, report.source, report.lang) == ("Attaque à Bamba", "Le Journal", "fr")
    found = {(e.kind, e.day) for e in report.date_evidence}
    assert found == {
        ("metadata", date(2023, 10, 2)),
        ("printed", date(2023, 10, 2)),
        ("caption", date(2020, 3, 3)),
        ("footer", date(2024, 5, 5)),
    }
    by_kind = {b.kind: report.text[b.start : b.end] for b in report.blocks}
    assert by_kind["caption"].startswith("Des soldats")
    assert "Ségou" not in "".join(
        report.text[b.start : b.end] for b in report.blocks if b.kind == "body"
    )
    assert [b.section for b in report.blocks if "occupé" in report.text[b.start : b.end]] == [
        "background"
    ]


@given(st.text(alphabet="<>/abp \n!-=\"'&;#", max_size=200))
def test_broken_html_never_fails(tmp_path_factory: pytest.TempPathFactory, markup: str) -> None:
    path = write(tmp_path_factory.mktemp("html"), "a.html", f"<p>Bourem.</p>{markup}")
    report = read_one(path)
    assert "Bourem." in report.text


def test_a_declared_legacy_charset_is_used(tmp_path: Path) -> None:
    markup = f'<meta charset="iso-8859-15"><p>{FRENCH}</p>'
    report = read_one(write(tmp_path, "a.html", markup.encode("iso-8859-15")))
    assert report.text == FRENCH
    assert "iso-8859-15" in report.flags[0]


def test_markdown_marks_go_and_words_stay(tmp_path: Path) -> None:
    source = (
        "---\ntitle: Attack on Ber\ndate: 2023-08-13\n---\n# Attack on Ber\n\n"
        "The **army** took _Ber_ on [Sunday](http://x.org/a_b).\n\n"
        "![Soldiers in Ber](a.png)\n\n## Recommendations\n\nOpen the *roads* to the town of Ber now, and keep them open.\n"
    )
    report = read_one(write(tmp_path, "a.md", source))
    assert "The army took Ber on Sunday." in report.text
    assert "*" not in report.text
    assert [(e.kind, e.day) for e in report.date_evidence] == [("metadata", date(2023, 8, 13))]
    assert kind_in(report, "Soldiers in Ber") == "caption"
    assert kind_in(report, "Attack on Ber") == "title"
    assert [b.section for b in report.blocks][-1] == "recommendations"


def kind_in(report: Report, words: str) -> str:
    (found,) = {b.kind for b in report.blocks if words in report.text[b.start : b.end]}
    return found


# -- publication dates


def test_published_dates_are_matched_by_name_stem_and_path(tmp_path: Path) -> None:
    table = read_published(
        write(
            tmp_path,
            "published.csv",
            b"\xef\xbb\xbffile;published\r\na;2023-01-01\r\nnorth/a.txt;2023-02-02\r\n../x/b.html;2023-03-03\r\n",
        )
    )
    plain = write(tmp_path, "south/a.txt", ENGLISH)
    north = write(tmp_path, "north/a.txt", ENGLISH)
    html = write(tmp_path, "x/b.html", "<p>x</p>")
    other = write(tmp_path, "c.txt", ENGLISH)
    assert read_one(plain, published=table).published == date(2023, 1, 1)
    assert read_one(north, published=table, root=tmp_path).published == date(2023, 2, 2)
    assert read_one(north, published=table, root=tmp_path).file == "north/a.txt"
    assert read_one(html, published=table).published == date(2023, 3, 3)
    assert read_one(other, published=table).published is None
    assert read_one(other, published=date(2024, 1, 5)).published == date(2024, 1, 5)


def test_a_reports_own_date_wins_over_one_for_all_and_the_list_over_both(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "a.jsonl",
        json.dumps({"report_id": "r", "text": ENGLISH, "published": "2023-09-12"}),
    )
    assert read_one(path, published=date(2024, 1, 1)).published == date(2023, 9, 12)
    corrected = read_one(path, published={"r": date(2023, 9, 13)})
    assert corrected.published == date(2023, 9, 13)
    assert "2023-09-12" in corrected.flags[0]


@pytest.mark.parametrize(
    ("body", "row", "says"),
    [
        ("file,published\na,2023-01-01\nb,12/09/2023\n", 2, "YYYY-MM-DD"),
        ("file,published\na,2023-02-30\n", 1, "YYYY-MM-DD"),
        ("file,published\na,\n", 1, "YYYY-MM-DD"),
        ("file,published\n,2023-02-03\n", 1, "empty"),
        ("file,published\na,2023-02-03\na,2023-02-04\n", 2, "two dates"),
        ("name,date\na,2023-01-01\n", None, "file,published"),
    ],
)
def test_a_wrong_list_of_dates_names_its_row(
    tmp_path: Path, body: str, row: int | None, says: str
) -> None:
    with pytest.raises(SourceFormatError, match=says) as caught:
        read_published(write(tmp_path, "p.csv", body))
    assert caught.value.row == row


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
    assert len(sentences(WRAPPED)) == 1 + 2 + 2


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


# -- sentences


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The U.N. Security Council met on Sept. 12. Col. Diallo left.", 2),
        ("He spoke for the U.N. The mission left.", 2),
        ("Mr. Keita and Lt. J. Smith won No. 5. They left.", 2),
        ("The CSP left Mali.[2] The army came.[3]", 2),
        ("It was after the coup.The army came.", 2),
        ("“It was too much,” he said. “We left.” They went.", 3),
        ("(The army failed to regain the city.) Fighting went on.", 2),
        ('"Why now?" he asked. Nobody knew.', 2),
        ("The price was 3.5 dollars. See www.france24.com for more.", 2),
        ("He waited... and left. Then he came back…", 2),
        ("At 5 p.m. the army left. It was 6 p.m. The camp burned.", 3),
        ("Ibrahim B. Keita won in the U.S. Army camp.", 1),
        ("Was it true? Yes! It was.", 3),
        ("1. The army left.\n2. The rebels came.", 2),
        ("The attackers sat. Soldiers fled.", 2),
        ("They attacked me. The army came.", 2),
    ],
)
def test_english_sentences(text: str, count: int) -> None:
    assert len(sentences(text)) == count, sentences(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Le col. Diallo et M. Keïta ont fui. Ils sont à Gao.", 2),
        ("Le Gén. Gamou est parti. Mme. Ba reste.", 2),
        ("« Nous avons gagné. » Le général est parti.", 2),
        ("Il a dit : « Non ! » Les soldats sont partis.", 2),
        ("Selon l'O.N.U. Les forces sont là.", 2),
        ("Le No. 5 de la rue, à 12 h. 30, a fui. Il est mort.", 2),
        ("Les combats ont repris à Kidal.[4] La CSP avance.", 2),
        ("L'armée a repris Ber.Les rebelles ont fui.", 2),
    ],
)
def test_french_sentences(text: str, count: int) -> None:
    assert len(sentences(text, "fr")) == count, sentences(text, "fr")


# -- language


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        (ENGLISH, "en"),
        (FRENCH, "fr"),
        ("قتل خمسة جنود في هجوم قرب مدينة غاو", "ar"),
        (
            "El ejército dijo que los soldados fueron atacados por la noche en una base del norte.",
            "other",
        ),
        (
            "Die Armee sagte, dass die Soldaten in der Nacht von den Rebellen und mit Waffen angegriffen wurden.",
            "other",
        ),
        ("12345 67890", "other"),
        ("Bourem", "other"),
        ("Attaque à Ber, des morts et des blessés", "fr"),
        ("Clash in Ber, two of the soldiers killed", "en"),
    ],
)
def test_language(text: str, lang: str) -> None:
    assert detect_language(text) == lang


def test_a_language_given_wins_but_a_contradiction_is_said() -> None:
    report = make_report(FRENCH * 2, lang="en-GB")
    assert report.lang == "en"
    assert any("reads as fr" in flag for flag in report.flags)
    assert (
        "language not supported: only names are looked up"
        in make_report("Keledenw bɛ Gao", lang="bm").flags
    )


# -- the reports that the project starts from


@needs_shared
def test_the_five_reports() -> None:
    reports = [read_one(path) for path in sorted(SHARED.glob("*.txt"))]
    assert [r.lang for r in reports] == ["en"] * 5
    assert [bool(r.title) for r in reports] == [False, False, True, True, True]
    by_kind = [{b.kind for b in r.blocks} for r in reports]
    assert by_kind[0] == by_kind[1] == {"body"}
    assert by_kind[2] == {"byline", "title", "caption", "body"}
    assert by_kind[3] == {"title", "body", "furniture"}
    assert {b.section for b in reports[4].blocks if b.kind == "body"} == {
        "region",
        "event",
        "significance",
        "recommendations",
    }


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


def test_a_sentence_ends_where_a_quotation_does_without_a_space():
    assert len(sentences("The army spoke of “precise strikes”.Residents said otherwise.")) == 2
