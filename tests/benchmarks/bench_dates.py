"""Dates in text: our rules against dateparser on the same sentences in one run.

Prints, for English and French: how often each finds the right day of a full
date, how often it finds something in sentences that hold no date, what each
makes of relative expressions, and the CPU time of both, interleaved.
"""

from __future__ import annotations

import statistics
import time
import warnings
from collections.abc import Callable
from datetime import date, datetime, timedelta

from geomali.dates import DocumentDate, find_dates

ANCHOR = date(2023, 9, 15)
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


def full_dates() -> list[tuple[str, str, date]]:
    """Sentences with one full date each, in the usual forms."""
    found = []
    for step in range(60):
        day = date(2012, 1, 17) + timedelta(days=71 * step)
        fr = f"{day.day}{'er' if day.day == 1 else ''} {MONTHS_FR[day.month - 1]} {day.year}"
        forms = [
            ("en", f"Gunmen attacked the camp on {day:%B} {day.day}, {day.year}, the army said."),
            ("en", f"Gunmen attacked the camp on {day.day} {day:%B} {day.year}, the army said."),
            (
                "en",
                f"Gunmen attacked the camp on {day:%A}, {day:%B} {day.day}, {day.year}, it said.",
            ),
            ("fr", f"Des hommes armés ont attaqué le camp le {fr}, selon l'armée."),
            ("fr", f"Des hommes armés ont attaqué le camp le {day:%d/%m/%Y}, selon l'armée."),
        ]
        found.append((*forms[step % len(forms)], day))
        found.append((*forms[(step + 3) % len(forms)], day))
    return found


RELATIVE = [
    ("en", "The army said on Monday that it had left.", date(2023, 9, 11), date(2023, 9, 11)),
    ("en", "The camp was attacked on July 28.", date(2023, 7, 28), date(2023, 7, 28)),
    ("en", "The camp was attacked last week.", date(2023, 9, 4), date(2023, 9, 10)),
    ("en", "The camp was attacked in late May.", date(2023, 5, 21), date(2023, 5, 31)),
    ("en", "The camp was attacked three weeks ago.", date(2023, 8, 22), date(2023, 8, 28)),
    ("en", "The camp was attacked yesterday.", date(2023, 9, 14), date(2023, 9, 14)),
    ("fr", "Le camp a été attaqué jeudi dernier.", date(2023, 9, 14), date(2023, 9, 14)),
    ("fr", "Le camp a été attaqué lundi matin.", date(2023, 9, 11), date(2023, 9, 11)),
    ("fr", "Le camp a été attaqué à la mi-juillet.", date(2023, 7, 11), date(2023, 7, 20)),
    (
        "fr",
        "Le camp a été attaqué dans la nuit de mardi à mercredi.",
        date(2023, 9, 12),
        date(2023, 9, 13),
    ),
    ("fr", "Le camp a été attaqué avant-hier.", date(2023, 9, 13), date(2023, 9, 13)),
    ("fr", "Le camp a été attaqué la semaine dernière.", date(2023, 9, 4), date(2023, 9, 10)),
]
NO_DATES = [
    ("en", "The 12-year-old and 2,012 others may march to the second camp."),
    ("en", "Some 2000 soldiers sat in the sun with 46 trucks."),
    ("en", "The mission has 13,000 troops and a mandate of nine years."),
    ("fr", "La fille âgée de 12 ans a fui avec 2012 personnes vers le camp."),
    ("fr", "Les hommes sans arme ont fui ; la résolution 2690 a été votée."),
]


def cpu(action: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    start = time.process_time()
    action()
    return time.process_time() - start


def right(answer: list[tuple[date | None, date | None]], low: date, high: date) -> bool:
    """Whether one answer was given and lies inside the true interval; the peer knows days only."""
    return (
        len(answer) == 1
        and None not in answer[0]
        and low <= (answer[0][0] or date.min)
        and (answer[0][1] or date.max) <= high
    )


def main() -> None:
    """Print the table."""
    warnings.filterwarnings("ignore")
    from dateparser.search import search_dates

    now = datetime(ANCHOR.year, ANCHOR.month, ANCHOR.day)  # noqa: DTZ001 - a naive anchor is its API
    document = DocumentDate(ANCHOR, ANCHOR, "given")

    def ours(lang: str, text: str) -> list[tuple[date | None, date | None]]:
        mentions = find_dates(text, lang=lang, document_date=document)
        return [(m.earliest, m.latest) for m in mentions if m.kind == "point"]

    def peer(lang: str, text: str) -> list[tuple[date | None, date | None]]:
        settings = {"RELATIVE_BASE": now, "PREFER_DATES_FROM": "past"}
        if lang == "fr":
            settings["DATE_ORDER"] = "DMY"
        answer = search_dates(text, languages=[lang], settings=settings) or []
        return [(when.date(), when.date()) for _, when in answer]

    full = full_dates()
    tools = {"geomali": ours, "dateparser": peer}
    for tool in tools.values():  # both load their tables before the clock starts
        tool("en", full[0][1])
        tool("fr", "le 12 septembre 2023")
    seconds: dict[str, list[float]] = {name: [] for name in tools}
    for _ in range(3):
        for name, tool in tools.items():
            seconds[name].append(
                cpu(lambda tool=tool: [tool(lang, text) for lang, text, _ in full])  # type: ignore[misc]
            )
    agree = sum(ours(lang, text) == peer(lang, text) for lang, text, _ in full)
    print(f"{'':34}{'geomali':>12}{'dateparser':>12}")
    rows = [
        (
            f"full dates right, of {len(full)}",
            [
                sum(tool(lang, t) == [(day, day)] for lang, t, day in full)
                for tool in tools.values()
            ],
        ),
        (
            f"relative expressions right, of {len(RELATIVE)}",
            [
                sum(right(tool(lang, t), low, high) for lang, t, low, high in RELATIVE)
                for tool in tools.values()
            ],
        ),
        (
            f"finds a date where none is, of {len(NO_DATES)}",
            [sum(bool(tool(lang, t)) for lang, t in NO_DATES) for tool in tools.values()],
        ),
    ]
    for label, counts in rows:
        print(f"{label:34}" + "".join(f"{count:>12}" for count in counts))
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    per = {name: 1e6 * value / len(full) for name, value in medians.items()}
    print(f"{'CPU µs a sentence (median of 3)':34}" + "".join(f"{v:>12.0f}" for v in per.values()))
    print(f"the same answer on full dates: {agree} of {len(full)}")
    print(f"dateparser / geomali CPU: {medians['dateparser'] / medians['geomali']:.0f}")


if __name__ == "__main__":
    main()
