"""Words in QGIS expressions: values in the reader's language, days, names and map tips."""

from __future__ import annotations

from typing import Final

from geomali.qgis._words import VALUES, word

__all__ = ["EVENT_NAME", "day_text", "event_tip", "quoted", "readable", "tip_of"]


def quoted(text: str) -> str:
    """A text as a literal of an expression."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def readable(column: str, lang: str) -> str:
    """Readable value of a coded column."""
    pairs = ", ".join(
        f"{quoted(value)}, {quoted(words[lang == 'fr'])}" for value, words in VALUES[column].items()
    )
    return f'coalesce(map_get(map({pairs}), "{column}"), "{column}", \'\')'


def day_text(column: str) -> str:
    """A day as the tips and labels write it."""
    return f"format_date(\"{column}\", 'yyyy-MM-dd')"


EVENT_NAME: Final = (
    "coalesce(format_date(\"event_date\", 'yyyy-MM-dd') || ' ', '') || "
    "\"sub_event_type\" || coalesce(', ' || \"place_name\", '')"
)


def event_tip(lang: str) -> str:
    """Map tip of an event."""
    day = f"coalesce({day_text('event_date')}, {quoted(word('date_unknown', lang))})"
    days = (
        f'if("date_latest" > "date_earliest", {day_text("date_earliest")} || \' – \' || '
        f"{day_text('date_latest')}, {day})"
    )
    return tip_of(
        "\"sub_event_type\" || coalesce(', ' || \"place_name\", '')",
        days,
        '"actors"',
        f"\"fatalities_best\" || ' {word('deaths', lang)}'",
        f'if("contested", {quoted(word("accounts_differ", lang))}, NULL)',
        '"notes"',
    )


def tip_of(*expressions: str) -> str:
    """Map tip of one line per expression; every value is escaped, since tips are HTML."""
    lines = []
    for number, expression in enumerate(expressions):
        safe = f"to_string({expression})"
        for raw, escaped in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
            safe = f"replace({safe}, '{raw}', '{escaped}')"
        opening, closing = ("<b>", "</b>") if number == 0 else ("<br>", "")
        lines.append(f"[% coalesce('{opening}' || {safe} || '{closing}', '') %]")
    return "".join(lines)
