"""Laws of time expressions, whatever the text and the day of the document."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from geomali.dates import DocumentDate, TimeMention, find_dates


def only(text: str, lang: str, day: date | None) -> TimeMention:
    (mention,) = find_dates(text, lang=lang, document_date=DocumentDate(day, day, "given"))
    return mention


WORDS = st.sampled_from(
    [
        "on",
        "Monday",
        "lundi",
        "May",
        "mai",
        "may",
        "12",
        "31",
        "2023",
        "2012",
        "september",
        "septembre",
        "the",
        "le",
        "last",
        "next",
        "week",
        "semaine",
        "dernière",
        "ago",
        "by",
        "since",
        "from",
        "to",
        "au",
        "et",
        "and",
        ",",
        ".",
        "-",
        "between",
        "entre",
        "du",
        "1er",
        "days",
        "jours",
        "il",
        "y",
        "a",
        "trois",
        "three",
        "late",
        "fin",
        "mi",
        "-",
        "weekend",
        "hier",
        "yesterday",
        "tomorrow",
        "demain",
        "year",
        "année",
        "in",
        "en",
        "of",
        "de",
        "later",
        "plus",
        "tard",
        "12/09/2023",
        "2023-09-12",
        "will",
        "said",
        "a",
        "dit",
        "doit",
        "every",
        "chaque",
        "years",
        "ans",
        "old",
        "summer",
        "été",
        "1990s",
        "night",
        "nuit",
        "matin",
        "\n",
        "Friday",
        "vendredi",
        "29",
        "February",
        "février",
        "prochain",
        "previous",
        "same",
        "day",
        "même",
        "jour",
        "’s",
        "few",
        "quelques",
    ]
)
TEXTS = st.lists(WORDS, max_size=25).map(" ".join)
DAYS = st.dates(date(1995, 1, 1), date(2039, 12, 31))


@st.composite
def windows(draw: st.DrawFn) -> DocumentDate:
    low = draw(st.none() | DAYS)
    length = draw(st.none() | st.integers(0, 500))
    if low is None or length is None:
        return (
            DocumentDate(low, None, "test")
            if draw(st.booleans())
            else DocumentDate(None, low, "test")
        )
    return DocumentDate(low, low + timedelta(days=length), "test")


@given(TEXTS | st.text(max_size=80), st.sampled_from(["en", "fr", "other"]), windows())
def test_mentions_are_exact_ordered_and_never_late(
    text: str, lang: str, window: DocumentDate
) -> None:
    at = 0
    for mention in find_dates(text, lang=lang, document_date=window):
        assert text[mention.start : mention.end] == mention.text
        assert at <= mention.start < mention.end
        at = mention.end
        assert mention.rule
        assert mention.kind in {"point", "duration", "recurring", "deadline", "attribute"}
        assert mention.tense in {"past", "future", None}
        assert mention.time_precision in {1, 2, 3, None}
        if mention.earliest and mention.latest:
            assert mention.earliest <= mention.latest
        else:
            assert mention.time_precision is None
        if mention.latest and window.latest and mention.latest > window.latest:
            assert mention.tense == "future"


WEEKDAY_WORDS = st.sampled_from(
    [
        ("en", f"{head}{name}")
        for head in ("on ", "last ", "this ", "early ")
        for name in calendar.day_name
    ]
    + [
        ("fr", f"{name}{tail}")
        for name in ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
        for tail in ("", " dernier", " matin")
    ]
    + [("en", "overnight from Tuesday to Wednesday"), ("fr", "dans la nuit de mardi à mercredi")]
)


@given(WEEKDAY_WORDS, DAYS, DAYS)
def test_an_earlier_anchor_never_gives_a_later_weekday(
    words: tuple[str, str], first: date, second: date
) -> None:
    lang, expression = words
    first, second = sorted((first, second))
    text = f"Men came {expression}." if lang == "en" else f"Ils sont venus {expression}."
    before, after = only(text, lang, first), only(text, lang, second)
    assert None not in {before.earliest, before.latest, after.earliest, after.latest}
    assert before.earliest <= after.earliest
    assert before.latest <= after.latest
    assert first - timedelta(days=8) <= before.latest <= first


@given(
    WEEKDAY_WORDS | st.just(("en", "yesterday")) | st.just(("fr", "hier")), DAYS, st.integers(1, 60)
)
def test_a_window_holds_what_each_of_its_ends_gives(
    words: tuple[str, str], low: date, length: int
) -> None:
    lang, expression = words
    text = f"Men came {expression}." if lang == "en" else f"Ils sont venus {expression}."
    high = low + timedelta(days=length)
    (wide,) = find_dates(text, lang=lang, document_date=DocumentDate(low, high, "test"))
    assert wide.earliest == only(text, lang, low).earliest
    assert wide.latest == only(text, lang, high).latest


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


@given(DAYS, st.none() | DAYS)
def test_a_full_date_is_itself_whatever_the_document_date(day: date, anchor: date | None) -> None:
    en = f"{day:%B}"
    fr = f"{day.day}{'er' if day.day == 1 else ''} {MONTHS_FR[day.month - 1]}"
    for lang, words in (
        ("en", f"{day.day} {en} {day.year}"),
        ("en", f"{en} {day.day}, {day.year}"),
        ("en", f"{day:%A}, {en} {day.day}, {day.year}"),
        ("en", day.isoformat()),
        ("fr", f"{fr} {day.year}"),
        ("fr", f"{day.day:02}/{day.month:02}/{day.year}"),
        ("fr", day.isoformat()),
    ):
        mention = only(f"Men came on {words}.", lang, anchor)
        assert (mention.earliest, mention.latest, mention.time_precision) == (day, day, 1)
        assert (mention.tense == "future") == (anchor is not None and day > anchor)


@given(DAYS, DAYS)
def test_a_day_and_month_are_the_latest_before_the_document(day: date, anchor: date) -> None:
    assume((day.month, day.day) != (2, 29))
    mention = only(f"Men came on {day.day} {day:%B}.", "en", anchor)
    assert mention.earliest == mention.latest
    assert mention.earliest is not None
    assert (mention.earliest.month, mention.earliest.day) == (day.month, day.day)
    assert timedelta(0) <= anchor - mention.earliest < timedelta(days=366)
