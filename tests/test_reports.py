from __future__ import annotations

import hashlib
import json
import os
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
    unused_dates,
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


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("WORLD", ""), ("Mali", ""), ("December 2020", ""), ("Actualités", ""), ("Latest News", ""),
        ("Dimanche 3 mai", ""), ("Attack on Ber", "Attack on Ber"), ("Mali : attaque à Ber", "Mali : attaque à Ber"),
        ("هجوم", "هجوم"),
    ],
)  # fmt: skip
def test_a_section_or_a_month_is_no_title(line: str, title: str) -> None:
    assert make_report(f"{line}\n\n{ENGLISH}").title == title


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


def test_a_sentence_ends_where_a_quotation_does_without_a_space():
    assert len(sentences("The army spoke of “precise strikes”.Residents said otherwise.")) == 2


def test_a_date_for_a_name_that_no_report_has_is_found():
    day = date(2024, 1, 5)
    given = {"a.txt": day, "b": day, "x/c.md": day, "c.md": day, "id_1": day, "y/c.md": day}
    names = ["in/a.txt", "b.html", "in/x/c.md", "id_1"]
    assert unused_dates(given, names) == ("y/c.md",)


def test_halves_of_characters_beside_the_text_are_replaced(tmp_path):
    """They stand in JSON escapes, and in names of files that are not UTF-8."""
    line = {"text": "Ber."} | {key: f"a\ud800{key}" for key in ("title", "source", "url")}
    path = tmp_path / os.fsdecode(b"\xff.jsonl")
    path.write_text(json.dumps(line))
    (report,) = read_reports(path).reports
    told = (report.file, report.title, report.source, report.url)
    assert told == ("\ufffd.jsonl", "a\ufffdtitle", "a\ufffdsource", "a\ufffdurl")
