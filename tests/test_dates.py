from __future__ import annotations

import calendar
from datetime import date

import pytest

from geomali.dates import DocumentDate, TimeMention, find_dates
from geomali.reports import find_blocks

FRIDAY = date(2023, 9, 15)  # a Friday, by the calendar below
UNKNOWN = DocumentDate(None, None, "none")


def on(day: date | str | None) -> DocumentDate:
    if isinstance(day, str):
        day = date.fromisoformat(day)
    return DocumentDate(day, day, "given")


def found(text: str, lang: str = "en", day: date | str | None = FRIDAY) -> list[TimeMention]:
    return find_dates(text, lang=lang, document_date=on(day))


def only(text: str, lang: str = "en", day: date | str | None = FRIDAY) -> TimeMention:
    (mention,) = found(text, lang, day)
    return mention


def test_the_anchor_of_these_tests_is_a_friday() -> None:
    assert calendar.weekday(2023, 9, 15) == calendar.FRIDAY


# Worked out by hand from a calendar of 2023: document date Friday 15 September 2023.
PAST_EN = [
    # text, expression, earliest, latest, precision
    ("Men came on Monday.", "Monday", "2023-09-11", "2023-09-11", 1),
    ("Men came on Friday.", "Friday", "2023-09-15", "2023-09-15", 1),
    ("Men came last Friday.", "last Friday", "2023-09-08", "2023-09-08", 1),
    ("Men came this Sunday.", "this Sunday", "2023-09-10", "2023-09-10", 1),
    ("Men came Sunday night.", "Sunday night", "2023-09-10", "2023-09-10", 1),
    ("Men came early Thursday.", "early Thursday", "2023-09-14", "2023-09-14", 1),
    ("Men came on Monday last week.", "Monday last week", "2023-09-04", "2023-09-04", 1),
    ("Men came yesterday.", "yesterday", "2023-09-14", "2023-09-14", 1),
    (
        "Men came the day before yesterday.",
        "the day before yesterday",
        "2023-09-13",
        "2023-09-13",
        1,
    ),
    ("Men came today.", "today", "2023-09-15", "2023-09-15", 1),
    ("Men came this morning.", "this morning", "2023-09-15", "2023-09-15", 1),
    ("Men came last night.", "last night", "2023-09-14", "2023-09-15", 2),
    (
        "Men came overnight from Tuesday to Wednesday.",
        "overnight from Tuesday to Wednesday",
        "2023-09-12",
        "2023-09-13",
        2,
    ),
    ("Men fought on Saturday and Sunday.", "on Saturday and Sunday", "2023-09-09", "2023-09-10", 2),
    ("Men came last week.", "last week", "2023-09-04", "2023-09-10", 2),
    ("Men came earlier this week.", "earlier this week", "2023-09-11", "2023-09-15", 2),
    ("Men came over the weekend.", "over the weekend", "2023-09-09", "2023-09-10", 2),
    ("Men came last month.", "last month", "2023-08-01", "2023-08-31", 3),
    ("Men came earlier this month.", "earlier this month", "2023-09-01", "2023-09-15", 3),
    ("Men came last year.", "last year", "2022-01-01", "2022-12-31", None),
    ("Men came earlier this year.", "earlier this year", "2023-01-01", "2023-09-15", None),
    ("Men came on July 28.", "July 28", "2023-07-28", "2023-07-28", 1),
    ("Men came on 28 July.", "28 July", "2023-07-28", "2023-07-28", 1),
    ("Men came on the 28th of July.", "28th of July", "2023-07-28", "2023-07-28", 1),
    ("Men came on December 3.", "December 3", "2022-12-03", "2022-12-03", 1),
    ("A bombing in June 11 that killed four.", "June 11", "2023-06-11", "2023-06-11", 1),
    ("A June 9 interview.", "June 9", "2023-06-09", "2023-06-09", 1),
    ("Men came on Sunday, June 11.", "Sunday, June 11", "2023-06-11", "2023-06-11", 1),
    ("Men came on Sept. 12.", "Sept. 12", "2023-09-12", "2023-09-12", 1),
    ("Men came on September 12, 2021.", "September 12, 2021", "2021-09-12", "2021-09-12", 1),
    ("Men came in June.", "June", "2023-06-01", "2023-06-30", 3),
    ("Men came in September.", "September", "2023-09-01", "2023-09-15", 3),
    ("Men came in November.", "November", "2022-11-01", "2022-11-30", 3),
    ("Men came in May.", "May", "2023-05-01", "2023-05-31", 3),
    ("Men came last May.", "last May", "2023-05-01", "2023-05-31", 3),
    ("Men came in late May.", "late May", "2023-05-21", "2023-05-31", 3),
    ("Men came in mid-July.", "mid-July", "2023-07-11", "2023-07-20", 3),
    ("Men came in early August.", "early August", "2023-08-01", "2023-08-10", 3),
    ("Men came at the end of June.", "the end of June", "2023-06-21", "2023-06-30", 3),
    ("Men came in August 2020.", "August 2020", "2020-08-01", "2020-08-31", 3),
    ("Men came in early March 2012.", "early March 2012", "2012-03-01", "2012-03-10", 3),
    ("Men came in 2012.", "2012", "2012-01-01", "2012-12-31", None),
    ("Men came in early 2022.", "early 2022", "2022-01-01", "2022-04-30", None),
    ("Men came in 2023.", "2023", "2023-01-01", "2023-09-15", None),
    ("Men came in the summer of 2022.", "summer of 2022", "2022-06-01", "2022-08-31", None),
    ("Keita took office last fall.", "last fall", "2022-09-01", "2022-11-30", None),
    ("Men came in the 1990s.", "the 1990s", "1990-01-01", "1999-12-31", None),
    ("Men came three days ago.", "three days ago", "2023-09-12", "2023-09-12", 1),
    ("Men came three weeks ago.", "three weeks ago", "2023-08-22", "2023-08-28", 2),
    ("Men came two years ago.", "two years ago", "2021-01-01", "2021-12-31", None),
    ("In recent days men came.", "In recent days", "2023-09-09", "2023-09-15", 2),
    ("The past few weeks have seen a surge.", "The past few weeks", "2023-08-16", "2023-09-15", 3),
    (
        "Over the past three days men came.",
        "Over the past three days",
        "2023-09-12",
        "2023-09-15",
        2,
    ),
    (
        "Men came between 12 and 15 September.",
        "between 12 and 15 September",
        "2023-09-12",
        "2023-09-15",
        2,
    ),
    ("Men came from September 2 to 5.", "from September 2 to 5", "2023-09-02", "2023-09-05", 2),
    ("Men came from 25 to 27 July 2022.", "from 25 to 27 July 2022", "2022-07-25", "2022-07-27", 2),
    ("Men came from 30 June to 2 July.", "from 30 June to 2 July", "2023-06-30", "2023-07-02", 2),
    ("Men came on 12 and 13 September.", "12 and 13 September", "2023-09-12", "2023-09-13", 2),
    ("Men came on September 12-13, 2022.", "September 12-13, 2022", "2022-09-12", "2022-09-13", 2),
    (
        "Men came between June and August.",
        "between June and August",
        "2023-06-01",
        "2023-08-31",
        None,
    ),
    ("Men came between 2013 and 2015.", "between 2013 and 2015", "2013-01-01", "2015-12-31", None),
]
PAST_FR = [
    ("Des hommes sont venus lundi.", "lundi", "2023-09-11", "2023-09-11", 1),
    ("Des hommes sont venus lundi matin.", "lundi matin", "2023-09-11", "2023-09-11", 1),
    ("Des hommes sont venus ce vendredi.", "ce vendredi", "2023-09-15", "2023-09-15", 1),
    ("Des hommes sont venus vendredi dernier.", "vendredi dernier", "2023-09-08", "2023-09-08", 1),
    ("Des hommes sont venus jeudi dernier.", "jeudi dernier", "2023-09-14", "2023-09-14", 1),
    (
        "L'attaque a eu lieu dans la nuit de mardi à mercredi.",
        "dans la nuit de mardi à mercredi",
        "2023-09-12",
        "2023-09-13",
        2,
    ),
    (
        "L'attaque a eu lieu dans la nuit du 12 au 13 septembre.",
        "dans la nuit du 12 au 13 septembre",
        "2023-09-12",
        "2023-09-13",
        2,
    ),
    ("Des hommes sont venus hier.", "hier", "2023-09-14", "2023-09-14", 1),
    ("Des hommes sont venus avant-hier.", "avant-hier", "2023-09-13", "2023-09-13", 1),
    ("Des hommes sont venus aujourd'hui.", "aujourd'hui", "2023-09-15", "2023-09-15", 1),
    (
        "Des hommes sont venus la semaine dernière.",
        "la semaine dernière",
        "2023-09-04",
        "2023-09-10",
        2,
    ),
    ("Des hommes sont venus cette semaine.", "cette semaine", "2023-09-11", "2023-09-15", 2),
    (
        "Des hommes sont venus le week-end dernier.",
        "le week-end dernier",
        "2023-09-09",
        "2023-09-10",
        2,
    ),
    ("Des hommes sont venus le mois dernier.", "le mois dernier", "2023-08-01", "2023-08-31", 3),
    ("Des hommes sont venus l'an dernier.", "l'an dernier", "2022-01-01", "2022-12-31", None),
    ("Des hommes sont venus cette année.", "cette année", "2023-01-01", "2023-09-15", None),
    ("Des hommes sont venus le 25 juillet.", "25 juillet", "2023-07-25", "2023-07-25", 1),
    (
        "Des hommes sont venus le 25 juillet dernier.",
        "25 juillet dernier",
        "2023-07-25",
        "2023-07-25",
        1,
    ),
    (
        "Des hommes sont venus le mardi 12 septembre.",
        "mardi 12 septembre",
        "2023-09-12",
        "2023-09-12",
        1,
    ),
    ("Des hommes sont venus le 1er octobre.", "1er octobre", "2022-10-01", "2022-10-01", 1),
    (
        "Des hommes sont venus le 1er octobre 2021.",
        "1er octobre 2021",
        "2021-10-01",
        "2021-10-01",
        1,
    ),
    ("Des hommes sont venus le 12/09/2023.", "12/09/2023", "2023-09-12", "2023-09-12", 1),
    ("Des hommes sont venus en juin.", "juin", "2023-06-01", "2023-06-30", 3),
    ("Des hommes sont venus en août 2020.", "août 2020", "2020-08-01", "2020-08-31", 3),
    ("Des hommes sont venus fin mai.", "fin mai", "2023-05-21", "2023-05-31", 3),
    ("Des hommes sont venus à la mi-juillet.", "à la mi-juillet", "2023-07-11", "2023-07-20", 3),
    ("Des hommes sont venus début août.", "début août", "2023-08-01", "2023-08-10", 3),
    ("Des hommes sont venus début 2022.", "début 2022", "2022-01-01", "2022-04-30", None),
    ("Des hommes sont venus en 2012.", "2012", "2012-01-01", "2012-12-31", None),
    ("Des hommes sont venus à l'été 2022.", "à l'été 2022", "2022-06-01", "2022-08-31", None),
    (
        "Des hommes sont venus il y a trois jours.",
        "il y a trois jours",
        "2023-09-12",
        "2023-09-12",
        1,
    ),
    (
        "Des hommes sont venus il y a deux semaines.",
        "il y a deux semaines",
        "2023-08-29",
        "2023-09-04",
        2,
    ),
    (
        "Ces derniers jours, des hommes sont venus.",
        "Ces derniers jours",
        "2023-09-09",
        "2023-09-15",
        2,
    ),
    (
        "Ces dernières semaines, des hommes sont venus.",
        "Ces dernières semaines",
        "2023-08-16",
        "2023-09-15",
        3,
    ),
    (
        "Des hommes sont venus du 25 au 27 juillet 2022.",
        "du 25 au 27 juillet 2022",
        "2022-07-25",
        "2022-07-27",
        2,
    ),
    (
        "Des hommes sont venus entre le 12 et le 15 septembre.",
        "entre le 12 et le 15 septembre",
        "2023-09-12",
        "2023-09-15",
        2,
    ),
    (
        "Des hommes sont venus du 30 juin au 2 juillet.",
        "du 30 juin au 2 juillet",
        "2023-06-30",
        "2023-07-02",
        2,
    ),
    (
        "Des hommes sont venus entre 2013 et 2015.",
        "entre 2013 et 2015",
        "2013-01-01",
        "2015-12-31",
        None,
    ),
    (
        "Des hommes sont venus dans les années 1990.",
        "les années 1990",
        "1990-01-01",
        "1999-12-31",
        None,
    ),
]


def as_row(mention: TimeMention) -> tuple[str, str, str, int | None]:
    return mention.text, str(mention.earliest), str(mention.latest), mention.time_precision


@pytest.mark.parametrize(("text", "words", "low", "high", "precision"), PAST_EN)
def test_english(text: str, words: str, low: str, high: str, precision: int | None) -> None:
    mention = only(text)
    assert as_row(mention) == (words, low, high, precision)
    assert mention.kind == "point"
    assert mention.tense != "future"


@pytest.mark.parametrize(("text", "words", "low", "high", "precision"), PAST_FR)
def test_french(text: str, words: str, low: str, high: str, precision: int | None) -> None:
    mention = only(text, "fr")
    assert as_row(mention) == (words, low, high, precision)
    assert mention.kind == "point"
    assert mention.tense != "future"


@pytest.mark.parametrize(
    ("lang", "text", "words", "low", "high", "kind"),
    [
        (
            "en",
            "The mission will leave by December 31.",
            "by December 31",
            "2023-12-31",
            "2023-12-31",
            "deadline",
        ),
        (
            "en",
            "It is scheduled to depart Mali by December 31.",
            "by December 31",
            "2023-12-31",
            "2023-12-31",
            "deadline",
        ),
        (
            "en",
            "They review it by the end of June.",
            "by the end of June",
            "2024-06-30",
            "2024-06-30",
            "deadline",
        ),
        (
            "en",
            "It must leave by the end of the year.",
            "by the end of the year",
            "2023-12-31",
            "2023-12-31",
            "deadline",
        ),
        ("en", "Talks will begin on Monday.", "Monday", "2023-09-18", "2023-09-18", "point"),
        ("en", "Talks will begin next Friday.", "next Friday", "2023-09-22", "2023-09-22", "point"),
        ("en", "Talks will begin tomorrow.", "tomorrow", "2023-09-16", "2023-09-16", "point"),
        ("en", "Talks will begin next week.", "next week", "2023-09-18", "2023-09-24", "point"),
        (
            "en",
            "The vote is due to be held on 4 February.",
            "4 February",
            "2024-02-04",
            "2024-02-04",
            "point",
        ),
        (
            "en",
            "The vote is scheduled for 4 February 2024.",
            "4 February 2024",
            "2024-02-04",
            "2024-02-04",
            "point",
        ),
        (
            "fr",
            "La mission doit partir d'ici le 31 décembre.",
            "d'ici le 31 décembre",
            "2023-12-31",
            "2023-12-31",
            "deadline",
        ),
        (
            "fr",
            "Elle partira avant la fin de l'année.",
            "avant la fin de l'année",
            "2023-12-31",
            "2023-12-31",
            "deadline",
        ),
        (
            "fr",
            "Le scrutin aura lieu le 4 février.",
            "4 février",
            "2024-02-04",
            "2024-02-04",
            "point",
        ),
        (
            "fr",
            "Les pourparlers reprendront lundi prochain.",
            "lundi prochain",
            "2023-09-18",
            "2023-09-18",
            "point",
        ),
        (
            "fr",
            "Le scrutin se tiendra la semaine prochaine.",
            "la semaine prochaine",
            "2023-09-18",
            "2023-09-24",
            "point",
        ),
        (
            "en",
            "Talks will begin in three days.",
            "in three days",
            "2023-09-18",
            "2023-09-18",
            "point",
        ),
        (
            "fr",
            "Les pourparlers débuteront dans trois jours.",
            "dans trois jours",
            "2023-09-18",
            "2023-09-18",
            "point",
        ),
        ("fr", "Ils partiront demain.", "demain", "2023-09-16", "2023-09-16", "point"),
    ],
)
def test_what_lies_ahead(lang: str, text: str, words: str, low: str, high: str, kind: str) -> None:
    mention = only(text, lang)
    assert as_row(mention)[:3] == (words, low, high)
    assert (mention.kind, mention.tense) == (kind, "future")


@pytest.mark.parametrize(
    ("lang", "text", "words", "kind"),
    [
        ("en", "They fought for nine years.", "for nine years", "duration"),
        ("en", "A nine-year-long mission.", "nine-year-long", "duration"),
        ("en", "Tensions rose for several months.", "for several months", "duration"),
        ("en", "They took it in three days.", "in three days", "duration"),
        ("en", "They march every Friday.", "every Friday", "recurring"),
        ("en", "The market is held on Mondays.", "on Mondays", "recurring"),
        ("fr", "Ils ont combattu pendant neuf ans.", "pendant neuf ans", "duration"),
        ("fr", "Ils y sont depuis dix ans.", "depuis dix ans", "duration"),
        ("fr", "Le marché se tient chaque vendredi.", "chaque vendredi", "recurring"),
        ("fr", "Le marché se tient tous les lundis.", "tous les lundis", "recurring"),
    ],
)
def test_durations_and_habits_name_no_day(lang: str, text: str, words: str, kind: str) -> None:
    mention = only(text, lang)
    assert (mention.text, mention.kind) == (words, kind)
    assert mention.earliest is None
    assert mention.latest is None
    assert mention.time_precision is None


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Mara may leave; they march on the second floor and sat in the sun."),
        ("en", "The 12-year-old and her aunt, aged 46, fled with 2,012 others."),
        ("en", "Some 2000 soldiers and 1,999 people fled; 2015 families stayed."),
        ("en", "He paid $2020 and drove 2010 km with 12 others."),
        ("en", "The fall of the base was a spring of hope; decent men saw it."),
        ("en", "Theresa May and Augustus Marching met General April."),
        ("en", "See https://example.org/2023/09/12/story-20230912 for more."),
        ("en", "Articles 3 and 12 of resolution 2690 apply; No. 5 won 3-2."),
        ("fr", "Mars est une planète ; la fille âgée de 12 ans a fui avec 2012 personnes."),
        ("fr", "Il faut 2000 soldats, le mardi gras n'y change rien, un point c'est tout."[:19]),
        ("fr", "Les hommes sans arme, l'article 5 et la résolution 2690."),
    ],
)
def test_no_dates(lang: str, text: str) -> None:
    assert found(text, lang) == []


def test_a_number_of_people_after_a_month_is_no_day() -> None:
    assert [m.text for m in found("In June 11 people were killed.")] == ["June"]
    assert [m.text for m in found("In June 11 soldiers died, in May 23 civilians.")] == [
        "June",
        "May",
    ]


def test_the_year_in_a_name_dates_no_event() -> None:
    for text in ("The 2015 peace accord holds.", "After 2012’s regional uprising they left."):
        assert only(text).kind == "attribute"
    assert only("L'accord de 2015 tient.", "fr").kind == "attribute"
    assert only("They signed a deal in 2015.").kind == "point"


def test_since_runs_up_to_the_document() -> None:
    mention = only("Men have blocked the road since Monday.")
    assert as_row(mention)[:3] == ("since Monday", "2023-09-11", "2023-09-15")
    assert mention.kind == "duration"
    french = only("La route est bloquée depuis le 3 août.", "fr")
    assert as_row(french)[:3] == ("depuis le 3 août", "2023-08-03", "2023-09-15")


@pytest.mark.parametrize(
    ("lang", "text", "words", "low", "high"),
    [
        (
            "en",
            "On July 28 men came. Two days later they left.",
            "Two days later",
            "2023-07-30",
            "2023-07-30",
        ),
        (
            "en",
            "On July 28 men came. They left the next day.",
            "the next day",
            "2023-07-29",
            "2023-07-29",
        ),
        (
            "en",
            "On July 28 men came, the day before they had left.",
            "the day before",
            "2023-07-27",
            "2023-07-27",
        ),
        (
            "en",
            "On July 28 men came. That same day others left.",
            "That same day",
            "2023-07-28",
            "2023-07-28",
        ),
        (
            "en",
            "On July 28 men came. A week later they left.",
            "A week later",
            "2023-08-01",
            "2023-08-07",
        ),
        (
            "en",
            "On August 18, 2020 soldiers came. On August 19 he resigned.",
            "August 19",
            "2020-08-19",
            "2020-08-19",
        ),
        ("en", "In 2012, on March 22, soldiers came.", "March 22", "2012-03-22", "2012-03-22"),
        (
            "en",
            "They met in 2012. In May of that year they left.",
            "May of that year",
            "2012-05-01",
            "2012-05-31",
        ),
        (
            "fr",
            "Le 28 juillet ils sont venus. Le lendemain ils sont partis.",
            "Le lendemain",
            "2023-07-29",
            "2023-07-29",
        ),
        (
            "fr",
            "Le 28 juillet ils sont venus ; la veille ils étaient partis.",
            "la veille",
            "2023-07-27",
            "2023-07-27",
        ),
        (
            "fr",
            "Le 28 juillet ils sont venus. Deux jours plus tard, ils sont partis.",
            "Deux jours plus tard",
            "2023-07-30",
            "2023-07-30",
        ),
        (
            "fr",
            "Le 28 juillet ils sont venus. Le surlendemain, ils sont partis.",
            "Le surlendemain",
            "2023-07-30",
            "2023-07-30",
        ),
    ],
)
def test_counted_from_the_date_told_before(
    lang: str, text: str, words: str, low: str, high: str
) -> None:
    mention = next(m for m in found(text, lang) if m.text == words)
    assert (str(mention.earliest), str(mention.latest)) == (low, high)
    assert "told before" in mention.rule


def test_a_caption_does_not_move_the_story() -> None:
    text = "Mali at war\n\nPhoto: soldiers in Gao on May 2, 2020\n\nTwo days later the army left, officials said in Bamako on Monday."
    mentions = find_dates(text, document_date=on(FRIDAY), blocks=find_blocks(text))
    later = next(m for m in mentions if "later" in m.text)
    assert later.earliest is None
    assert {m.block for m in mentions} == {"caption", "body"}


def test_page_furniture_holds_no_dates() -> None:
    text = "Men came on Monday, the army said in a statement.\n\n© 2023 The Paper. All rights reserved."
    assert [
        m.text for m in find_dates(text, document_date=on(FRIDAY), blocks=find_blocks(text))
    ] == ["Monday"]


def test_a_wrong_weekday_is_said() -> None:
    assert "does not fit" in only("Men came on Monday, 12 September 2023.").rule
    assert "does not fit" not in only("Men came on Tuesday, 12 September 2023.").rule


def test_a_numeric_date_whose_order_is_unknown_stays_open() -> None:
    wide = only("Men came on 03/04/2023.")
    assert as_row(wide)[1:] == ("2023-03-04", "2023-04-03", 3)
    # Only one reading is not after the document.
    assert as_row(only("Men came on 10/09/2023."))[1:] == ("2023-09-10", "2023-09-10", 1)
    assert as_row(only("Ils sont venus le 03/04/2023.", "fr"))[1:] == (
        "2023-04-03",
        "2023-04-03",
        1,
    )


def test_without_a_document_date_nothing_relative_is_resolved() -> None:
    for text in (
        "Men came on Monday.",
        "Men came yesterday.",
        "On July 28 men came.",
        "Last week men came.",
        "In June men came.",
    ):
        mention = only(text, day=None)
        assert mention.earliest is None
        assert mention.latest is None
        assert mention.time_precision is None
        assert "unknown" in mention.rule
    assert as_row(only("Men came on 12 September 2023.", day=None))[1:] == (
        "2023-09-12",
        "2023-09-12",
        1,
    )


def test_in_a_window_a_weekday_is_bounded_by_it() -> None:
    window = DocumentDate(date(2023, 9, 13), date(2023, 9, 20), "deduced")
    (mention,) = find_dates("Men came on Monday.", document_date=window)
    # The Mondays before the 13th and before the 20th are the 11th and the 18th.
    assert as_row(mention)[1:] == ("2023-09-11", "2023-09-18", 3)
    assert "window" in mention.rule
    (same,) = find_dates("On July 28 men came.", document_date=window)
    assert as_row(same)[1:] == ("2023-07-28", "2023-07-28", 1)


@pytest.mark.parametrize("latest", [None, date(2024, 9, 14)])
def test_in_a_window_open_or_wider_than_a_year_a_weekday_is_no_day(latest: date | None) -> None:
    window = DocumentDate(date(2023, 9, 13), latest, "deduced")
    for words in ("on Monday", "yesterday", "on July 28", "in March", "two weeks ago"):
        (mention,) = find_dates(f"Men came {words}.", document_date=window)
        assert (mention.earliest, mention.latest, mention.time_precision) == (None, None, None)
        assert "not known" in mention.rule
    (full,) = find_dates("Men came on 3 May 2022.", document_date=window)
    assert (full.earliest, full.latest) == (date(2022, 5, 3), date(2022, 5, 3))


def test_in_a_window_the_weekday_tells_the_year() -> None:
    # 7 February was a Friday in 2020 and 2025 only, between 2015 and 2030.
    window = DocumentDate(date(2018, 3, 1), date(2023, 4, 1), "deduced")
    (mention,) = find_dates("Men came on Friday, February 7.", document_date=window)
    assert as_row(mention)[1:] == ("2020-02-07", "2020-02-07", 1)
    (none,) = find_dates("Men came on Sunday, February 7.", document_date=window)
    # 2021 fits; in 2019, 2020, 2022 and 2023 the 7th is another day.
    assert none.earliest == date(2021, 2, 7)
    (never,) = find_dates("Men came on Saturday, February 7.", document_date=window)
    assert never.earliest is None


def test_other_languages_give_full_dates_only() -> None:
    mentions = found("Kɛlɛ kɛra 2023-09-12, lundi, Monday.", "other")
    assert [m.text for m in mentions] == ["2023-09-12"]


# Sentences of the usual kind, with every expression in them; Friday 17 November 2023.
AUTUMN = date(2023, 11, 17)
IN_SENTENCES = [
    (
        "en",
        "The town was taken early on Tuesday, November 14, after three days of fighting.",
        [("2023-11-14", "2023-11-14")],
    ),
    ("en", "On the night of 11 to 12 September, drones struck.", [("2023-09-11", "2023-09-12")]),
    (
        "en",
        "On Wednesday, a convoy that left Ansongo on Tuesday morning hit a mine.",
        [("2023-11-15", "2023-11-15"), ("2023-11-14", "2023-11-14")],
    ),
    (
        "en",
        "They met on Tuesday and on Thursday.",
        [("2023-11-14", "2023-11-14"), ("2023-11-16", "2023-11-16")],
    ),
    ("en", "Many fled in the first week of April.", [("2023-04-01", "2023-04-07")]),
    ("en", "In the first half of 2022 the number doubled.", [("2022-01-01", "2022-06-30")]),
    (
        "en",
        "It was signed on May 15 and June 20, 2015.",
        [("2015-05-15", "2015-05-15"), ("2015-06-20", "2015-06-20")],
    ),
    ("en", "Fighting on 25, 26 and 27 July 2022 left many dead.", [("2022-07-25", "2022-07-27")]),
    (
        "fr",
        "Dans la nuit du samedi 11 au dimanche 12 novembre, des frappes ont visé Kidal.",
        [("2023-11-11", "2023-11-12")],
    ),
    (
        "fr",
        "Les 25, 26 et 27 juillet 2022, des combats ont eu lieu.",
        [("2022-07-25", "2022-07-27")],
    ),
    (
        "fr",
        "L'accord signé le 15 mai et le 20 juin 2015 est mort.",
        [("2015-05-15", "2015-05-15"), ("2015-06-20", "2015-06-20")],
    ),
    ("fr", "Au premier semestre 2022, les attaques ont doublé.", [("2022-01-01", "2022-06-30")]),
    (
        "fr",
        "Le 22 mars 2012, des soldats renversent ATT. Le 6 avril, le MNLA proclame l'indépendance.",
        [("2012-03-22", "2012-03-22"), ("2012-04-06", "2012-04-06")],
    ),
    (
        "fr",
        "L'attaque s'est produite mardi vers 10 heures, à une vingtaine de kilomètres de Gao.",
        [("2023-11-14", "2023-11-14")],
    ),
    (
        "fr",
        "Trois jours après la chute de Bourem, l'armée a repris le camp lundi.",
        [("2023-11-13", "2023-11-13")],
    ),
    (
        "en",
        "Two were killed on Thursday, Aug. 10, 2023, and three on Friday.",
        [("2023-08-10", "2023-08-10"), ("2023-08-11", "2023-08-11")],
    ),
    (
        "en",
        "He was due to come on Wednesday, but it was cancelled on Tuesday.",
        [("2023-11-22", "2023-11-22"), ("2023-11-14", "2023-11-14")],
    ),
    ("fr", "Le vendredi 15, ils sont partis.", [("2023-09-15", "2023-09-15")]),
    ("fr", "Courant septembre, ils sont partis.", [("2023-09-01", "2023-09-30")]),
    ("fr", "Ils sont partis en fin de semaine.", [("2023-11-16", "2023-11-17")]),
    ("fr", "À la veille du sommet, des hommes ont attaqué lundi.", [("2023-11-13", "2023-11-13")]),
]


@pytest.mark.parametrize(("lang", "text", "days"), IN_SENTENCES)
def test_expressions_in_sentences(lang: str, text: str, days: list[tuple[str, str]]) -> None:
    points = [m for m in found(text, lang, AUTUMN) if m.kind == "point"]
    assert [(str(m.earliest), str(m.latest)) for m in points] == days


@pytest.mark.parametrize(
    ("lang", "text", "day", "tense"),
    [
        ("en", "The camp was held by the UN until 20 October.", "2023-10-20", "past"),
        ("en", "By Monday the army had left the camp.", "2023-11-13", "past"),
        ("en", "The road is closed until 20 December.", "2023-12-20", "future"),
        ("en", "The junta has until Monday to answer.", "2023-11-20", "future"),
        ("en", "They must leave by the end of the month.", "2023-11-30", "future"),
        ("fr", "Le gouvernement a jusqu'à lundi pour répondre.", "2023-11-20", "future"),
        ("fr", "Le couvre-feu est en vigueur jusqu'au 20 décembre.", "2023-12-20", "future"),
        ("fr", "Le camp était tenu par l'ONU jusqu'au 20 octobre.", "2023-10-20", "past"),
    ],
)
def test_deadlines_that_are_over_and_that_are_not(
    lang: str, text: str, day: str, tense: str
) -> None:
    mention = only(text, lang, AUTUMN)
    assert mention.kind == "deadline"
    assert (str(mention.latest), mention.tense) == (day, tense)


@pytest.mark.parametrize(
    ("lang", "text", "span", "tense"),
    [
        (
            "en",
            "Cholera killed nine people in Gao on Monday.",
            ("2024-05-20", "2024-05-20"),
            "past",
        ),
        ("en", "A lorry was set on fire near Ber on Friday.", ("2024-05-17", "2024-05-17"), "past"),
        ("en", "The camp is set to close on Friday.", ("2024-05-24", "2024-05-24"), "future"),
        ("fr", "Le camp fermera vendredi.", ("2024-05-24", "2024-05-24"), "future"),
        ("fr", "Le 17, des tirs ont retenti.", ("2024-05-17", "2024-05-17"), "past"),
        ("en", "Shots were heard on the 12th.", ("2024-05-12", "2024-05-12"), "past"),
        ("en", "Shots rang out on saturday night.", ("2024-05-18", "2024-05-18"), "past"),
        ("en", "Abuses fell in the second quarter of 2023.", ("2023-04-01", "2023-06-30"), "past"),
        (
            "fr",
            "Les abus ont baissé au premier trimestre 2022.",
            ("2022-01-01", "2022-03-31"),
            "past",
        ),
    ],
)
def test_tense_by_language_days_alone_and_quarters(lang, text, span, tense):
    day = date(2024, 5, 21)
    (mention,) = find_dates(text, lang=lang, document_date=DocumentDate(day, day, "given"))
    assert (mention.earliest, mention.latest) == tuple(map(date.fromisoformat, span))
    assert mention.tense == tense


def test_a_day_alone_is_of_the_month_told_before_it():
    day = date(2024, 5, 21)
    text = "In March patrols resumed. On the 12th gunmen came."
    mentions = find_dates(text, document_date=DocumentDate(day, day, "given"))
    assert [m.earliest for m in mentions] == [date(2024, 3, 1), date(2024, 3, 12)]
    assert not find_dates(
        "He finished on the 12th hole.", document_date=DocumentDate(day, day, "given")
    )


@pytest.mark.parametrize(
    ("lang", "text", "days"),
    [
        (
            "en",
            (
                "List of incidents in Gao, October 2021\n\n- 2 Oct: shots at a convoy near Ansongo.\n"
                "- 30 Sept – a lorry was burned.\n"
            ),
            ["2021-10-02", "2021-09-30"],
        ),
        (
            "en",
            (
                "Note on human rights, April-June 2020\n\nMany abuses were seen in the months that it covers,"
                " in the centre above all.\n\nOn 5 June, raiders came. On 27 April, a convoy was hit.\n"
            ),
            ["2020-06-05", "2020-04-27"],
        ),
        (
            "fr",
            (
                "BULLETIN\nCercle de Gao, du 12 au 18 août 2024\n\nLundi 12 août : deux enlèvements.\n"
                "Mercredi : des tirs près du marché.\n"
            ),
            ["2024-08-12", "2024-08-14"],
        ),
        (
            "en",
            "The list covers October 2021. On 2 October raiders came, and on 9 October they left.\n",
            ["2021-10-02", "2021-10-09"],
        ),
        (
            "en",
            "Attacks, week of 6 January 2025\n\n06/01/2025 | Ber | shots\n09/01/2025 | Tessit | fire\n",
            ["2025-01-06", "2025-01-09"],
        ),
        (
            "en",
            "They came on 7/9/2023, it said, and once more on 25/9/2023, to the same house.\n",
            ["2023-09-07", "2023-09-25"],
        ),
        ("en", "Dates are dd/mm/yyyy.\n\nShots were heard in Ber on 7/9/2023.\n", ["2023-09-07"]),
    ],
)
def test_a_heading_gives_year_and_order_to_the_dates_below(lang, text, days):
    blocks = find_blocks(text)
    mentions = find_dates(text, lang=lang, blocks=blocks)
    single = [m.earliest for m in mentions if m.time_precision == 1 and m.earliest == m.latest]
    assert [day.isoformat() for day in single if day is not None][-len(days) :] == days


def test_no_frame_where_the_heading_gives_no_period():
    (mention,) = find_dates("What the 2015 accord says\n\nOn 5 June, raiders came.\n")[-1:]
    assert mention.earliest is None
    assert mention.latest is None
    (mention,) = find_dates("Shots were heard in Ber on 7/9/2023.")
    assert (mention.earliest, mention.latest) == (date(2023, 7, 9), date(2023, 9, 7))


@pytest.mark.parametrize(
    "text",
    [
        "They left on Fri\u00adday, 3 Ma\u200by 2024.",
        "They left on Friday, 3\u00a0May\u202f2024.",
        "They left on Friday, 3\r\nMay 2024.",
        "They left, on Fri-\nday, 3 May 2024.",
    ],
)
def test_a_date_is_found_through_what_no_reader_sees(text):
    (mention,) = find_dates(text, blocks=find_blocks(text))
    assert mention.earliest == mention.latest == date(2024, 5, 3)
    assert text[mention.start : mention.end] == mention.text
    assert mention.text.endswith("2024")


def test_a_numeric_day_and_month_in_french() -> None:
    text = (
        "Bulletin\nPériode : du 28/12/2022 au 03/01/2023\n\n"
        "• 29/12 – Ber : un véhicule brûlé.\n- 02/01 : calme à Goundam.\n"
        "Trois hommes sont partis le 30/12. Près de 1/3 des gens, 24/24, 12/12 élèves."
    )
    days = [(m.text, str(m.earliest), str(m.latest)) for m in found(text, "fr", date(2023, 1, 5))]
    assert days == [
        ("du 28/12/2022 au 03/01/2023", "2022-12-28", "2023-01-03"),
        ("29/12", "2022-12-29", "2022-12-29"),
        ("02/01", "2023-01-02", "2023-01-02"),
        ("le 30/12", "2022-12-30", "2022-12-30"),
    ]


def test_an_unspecified_day_is_one_of_the_heading_above() -> None:
    text = "Watch, 6-12 March 2023\n\nA truck was robbed on an unspecified day."
    mention = found(text, "en", date(2023, 3, 14))[-1]
    assert (mention.earliest, mention.latest) == (date(2023, 3, 6), date(2023, 3, 12))
    alone = only("Un camion a été volé à une date non précisée.", "fr")
    assert (alone.earliest, alone.latest) == (None, None)
