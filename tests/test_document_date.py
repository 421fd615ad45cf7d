from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from geomali.dates import DocumentDate, document_date, find_dates, load_turning_points
from geomali.reports import make_report, read_reports

SHARED = Path(__file__).parents[2] / "shared" / "reports"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared reports are not here")

FRIDAY = date(2023, 9, 15)

BODY = "The army said on Monday that it had repelled an attack on the camp in Bourem, witnesses confirmed."


def test_a_given_date_counts_first() -> None:
    report = make_report(f"Published on 3 May 2020\n\n{BODY}", published=date(2023, 9, 15))
    dated = document_date(report)
    assert (dated.earliest, dated.latest, dated.rule) == (FRIDAY, FRIDAY, "given")
    assert any("2020-05-03" in flag for flag in dated.flags)


def test_metadata_then_printed_then_the_address() -> None:
    url = "https://example.org/2023/09/12/attack"
    both = make_report(
        f"Published on 13 September 2023\n\n{BODY}", metadata=[("metadata", "2023-09-14")], url=url
    )
    assert document_date(both).earliest == date(2023, 9, 14)
    assert document_date(both).rule.startswith("metadata")
    page = make_report(f"Published on 13 September 2023\n\n{BODY}", url=url)
    assert document_date(page).earliest == date(2023, 9, 13)
    assert document_date(page).rule.startswith("printed")
    assert document_date(make_report(BODY, url=url)).earliest == date(2023, 9, 12)
    assert document_date(make_report(BODY, url=url)).flags == ()


def test_nothing_known_stays_unknown() -> None:
    assert document_date(make_report(BODY)) == DocumentDate(None, None, "none", ())


def test_a_report_is_not_older_than_what_it_tells() -> None:
    dated = document_date(
        make_report(f"{BODY} The camp was built on 3 May 2021. Another was lost in August 2020.")
    )
    assert (dated.earliest, dated.latest) == (date(2021, 5, 3), None)
    assert dated.rule.startswith("deduced")
    assert "3 May 2021" in dated.rule


def test_what_is_planned_does_not_make_a_report_younger() -> None:
    dated = document_date(
        make_report(f"{BODY} In 2021 it opened. Elections will be held on 4 February 2030.")
    )
    assert dated.earliest == date(2021, 1, 1)


def test_an_office_bounds_from_both_sides() -> None:
    text = "Prime Minister Moussa Mara said on Monday that the army would return to Kidal."
    dated = document_date(make_report(text))
    assert (dated.earliest, dated.latest) == (date(2014, 4, 5), date(2015, 1, 8))
    former = document_date(make_report(text.replace("Prime", "Former Prime")))
    assert former.latest is None
    history = document_date(
        make_report("In 2014, Prime Minister Moussa Mara went to Kidal, a report said.")
    )
    assert history.latest is None


def test_a_mission_that_is_leaving_bounds_the_report() -> None:
    text = "The UN mission, MINUSMA, is scheduled to leave Mali by December 31, officials said on Monday."
    dated = document_date(make_report(text))
    assert (dated.earliest, dated.latest) == (date(2023, 6, 16), date(2023, 12, 31))


def test_days_without_a_year_narrow_a_window() -> None:
    text = (
        "Prime Minister Moussa Mara spoke in a June 9 interview. A bombing on June 11 killed four."
        " The council is scheduled to review the mandate by the end of June."
    )
    dated = document_date(make_report(text))
    assert (dated.earliest, dated.latest) == (date(2014, 6, 11), date(2014, 6, 30))


def test_a_dateline_without_year_takes_it_from_the_window() -> None:
    text = (
        "BAMAKO, Sept 12 (Reuters) - The UN mission MINUSMA is scheduled to leave Mali by December 31,"
        " the army said on Monday."
    )
    dated = document_date(make_report(text))
    assert (dated.earliest, dated.latest) == (date(2023, 9, 12), date(2023, 9, 12))
    assert dated.rule.startswith("printed")


def test_a_caption_never_decides_but_its_contradiction_is_said() -> None:
    text = f"War in the north of Mali\n\nPhoto: a man in Kidal on July 28, 2024\n\nPrime Minister Moussa Mara said so on Monday. {BODY}"
    dated = document_date(make_report(text))
    assert dated.latest == date(2015, 1, 8)
    assert any("2024-07-28" in flag and "caption" in flag for flag in dated.flags)
    alone = document_date(
        make_report(f"War in the north of Mali\n\nPhoto: a man in Kidal on July 28, 2024\n\n{BODY}")
    )
    assert (alone.earliest, alone.latest, alone.rule) == (None, None, "none")
    assert any("2024-07-28" in flag for flag in alone.flags)


def test_a_given_date_against_the_text_is_said() -> None:
    early = document_date(make_report(f"{BODY} MINUSMA was there.", published=date(2010, 1, 1)))
    assert early.earliest == date(2010, 1, 1)
    assert any("MINUSMA" in flag for flag in early.flags)
    told = document_date(make_report(f"{BODY} It began on 3 May 2021.", published=date(2020, 1, 1)))
    assert any("3 May 2021" in flag for flag in told.flags)


def test_the_table_of_turning_points_is_sound() -> None:
    points = load_turning_points()
    assert len({point.point_id for point in points}) == len(points) > 40
    for point in points:
        assert point.start or point.end
        assert point.terms
        assert all(point.terms)
        if point.start and point.end:
            assert point.start < point.end
        if point.start is None:
            assert point.start_weight == "none"
        if point.end is None:
            assert point.end_weight == "none"


@needs_shared
def test_the_five_reports_lie_where_their_text_says() -> None:
    dated = [document_date(read_reports(path).reports[0]) for path in sorted(SHARED.glob("*.txt"))]
    # The mission's departure is ordered and not over: the second half of 2023.
    for window in (dated[0], dated[1], dated[3]):
        assert window.earliest is not None
        assert window.latest is not None
        assert date(2023, 6, 16) <= window.earliest
        assert window.latest <= date(2023, 12, 31)
    # June 2014, whatever the caption says.
    assert dated[2].earliest is not None
    assert dated[2].latest is not None
    assert (dated[2].earliest.year, dated[2].earliest.month, dated[2].latest.month) == (2014, 6, 6)
    assert any("2024" in flag for flag in dated[2].flags)
    assert dated[4].earliest == dated[4].latest == date(2023, 9, 12)


# In office from 7 June 2021 to 20 November 2024.
LONG_WINDOW = (
    "Prime Minister Choguel Kokalla Maïga spoke. Gunmen struck the market on {}2 June, he said."
)


def test_a_weekday_tells_the_year_of_a_long_window() -> None:
    # 2 June was a Thursday in 2022, a Friday in 2023 and a Sunday in 2024.
    text = LONG_WINDOW.format("Friday ")
    written = document_date(make_report(text))
    assert written.earliest == date(2023, 6, 2)
    assert written.latest == date(2024, 3, 28)  # 300 days later
    (mention,) = find_dates(text, document_date=written)
    assert (mention.earliest, mention.latest) == (date(2023, 6, 2), date(2023, 6, 2))


@pytest.mark.parametrize("weekday", ["", "Saturday "])
def test_a_long_window_stays_without_a_weekday_that_fits(weekday: str) -> None:
    # 2 June was a Saturday in 2018 and is one again in 2029.
    written = document_date(make_report(LONG_WINDOW.format(weekday)))
    assert (written.earliest, written.latest) == (date(2021, 6, 7), date(2024, 11, 20))


def test_the_day_a_report_calls_its_own_is_its_date(as_report):
    text = "L'armée a fait savoir, ce mardi 1er juillet 2025, que Ber avait été attaquée hier."
    found = document_date(as_report(text, lang="fr", published=None))
    assert (found.earliest, found.latest) == (date(2025, 7, 1), date(2025, 7, 1))
    # What a report tells of later days was not written on that day.
    later = f"{text} Le 4 août 2025, une autre attaque a visé Ber."
    found = document_date(as_report(later, lang="fr", published=None))
    assert found.earliest == date(2025, 8, 4)
    # A day of the past is no day of writing.
    text = "Les rebelles ont attaqué Ménaka le mardi 17 janvier 2012."
    assert document_date(as_report(text, lang="fr", published=None)).latest is None
