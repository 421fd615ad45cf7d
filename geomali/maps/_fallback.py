"""What the page says where scripts are blocked: what it is, who holds what, the newest events and claims."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geomali.actors import load_actors
from geomali.control import OLD_EVIDENCE_DAYS

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["fallback_html"]

_NEWEST: Final = 25
_LONGEST: Final = 300


def _cell(value: Any) -> str:
    if isinstance(value, (list, tuple, np.ndarray)):
        value = ", ".join(str(item) for item in value)
    elif value is None or value is pd.NaT or value is pd.NA or value != value:  # noqa: PLR0124
        return ""
    elif isinstance(value, (pd.Timestamp, date)):
        value = value.strftime("%Y-%m-%d")
    text = str(value).replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    text = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    return escape(text, quote=True)


_WORDED: Final = {
    "sub_event_type": "sub.",
    "modality": "modality.",
    "stance": "stance.",
    "proposition": "proposition.",
    "state": "state.",
}
"""Columns whose values are terms that the page has words for, with the prefix of those words."""


def _in_words(frame: pd.DataFrame, words: Mapping[str, str], lang: str) -> pd.DataFrame:
    """Terms in the page's language, and actors by their name instead of their id."""
    registry = load_actors()

    def name(actor_id: str) -> str:
        try:
            actor = registry.actor(actor_id)
        except KeyError:
            return actor_id
        return actor.short_name or (actor.name_fr if lang == "fr" else actor.name)

    shown = frame.copy()
    for column, prefix in _WORDED.items():
        if column in shown:
            shown[column] = [words.get(f"{prefix}{value}", value) for value in shown[column]]
    for column in ("claimant", "actors_text", "who"):
        if column in shown:
            shown[column] = [
                re.sub(r"[a-z0-9_]+", lambda found: name(found.group()), value)
                if isinstance(value, str)
                else value
                for value in shown[column]
            ]
    return shown


def _table(frame: pd.DataFrame, names: list[str], words: Mapping[str, str]) -> str:
    names = [name for name in names if name in frame.columns]
    head = "".join(f'<th scope="col">{escape(words.get(name, name))}</th>' for name in names)
    rows = []
    for values in frame[names].itertuples(index=False, name=None):
        cells = "".join(f"<td><bdi>{_cell(value)}</bdi></td>" for value in values)
        rows.append(f"<tr>{cells}</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _last_day(events: gpd.GeoDataFrame, claims: gpd.GeoDataFrame) -> pd.Timestamp | None:
    found = []
    for frame, name in ((events, "event_date"), (claims, "claim_date")):
        if name in frame.columns:
            newest = pd.to_datetime(frame[name]).max()
            if pd.notna(newest):
                found.append(newest)
    return max(found, default=None)


def _in_force(control: gpd.GeoDataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Spans that hold on a day, in the version known last; newest evidence first."""
    spans = control
    if "known_on" in spans.columns:
        # A version without a day is what is known now.
        known = pd.to_datetime(spans["known_on"]).fillna(pd.Timestamp.max.normalize())
        spans = spans[known == known.groupby(spans["place_id"]).transform("max")]
    start, end = pd.to_datetime(spans["valid_from"]), pd.to_datetime(spans["valid_to"])
    holds = (start.isna() | (start <= day)) & (end.isna() | (end >= day)) & spans["state"].notna()
    spans = spans[holds]
    who = []
    for state, holder, claimants in zip(
        spans["state"], spans["holder"], spans["claimants"], strict=True
    ):
        sides = [] if claimants is None or claimants is pd.NA else list(claimants)
        contested = state == "contested" and sides
        who.append(" / ".join(sides) if contested or not isinstance(holder, str) else holder)
    # Lists may hold lone surrogates, on which pandas' own text fails.
    spans = spans.assign(who=[text.encode("utf-8", "replace").decode("utf-8") for text in who])
    order = ["valid_from", "place_id"]
    return pd.DataFrame(spans).sort_values(order, ascending=[False, True], na_position="last")


def _with_age(spans: pd.DataFrame, day: pd.Timestamp, words: Mapping[str, str]) -> pd.DataFrame:
    """States that nobody vouches for on a day any more, told as last reported, with their age."""
    if "last_evidence_date" not in spans:
        return spans
    told = []
    last = pd.to_datetime(spans["last_evidence_date"])
    for state, age in zip(spans["state"], (day - last).dt.days, strict=True):
        if not age > OLD_EVIDENCE_DAYS:
            told.append(state)
            continue
        unit, n = ("months", round(age / 30.44)) if age < 730 else ("years", int(age // 365))
        ago = words[f"ago_{unit}.{'one' if n == 1 else 'many'}"].format(n=n)
        told.append(words["state_past"].format(ago=ago, state=state.lower()))
    return spans.assign(state=told)


def fallback_html(
    events: gpd.GeoDataFrame,
    claims: gpd.GeoDataFrame,
    *,
    control: gpd.GeoDataFrame | None = None,
    as_of: pd.Timestamp | None = None,
    title: str,
    words: Mapping[str, str],
    lang: str,
    level: str,
) -> str:
    """Return the body of ``<noscript>``: every datum escaped, no markup of its own kept."""
    heads = {
        "event_date": words["column.date"],
        "claim_date": words["column.date"],
        "sub_event_type": words["column.type"],
        "place_name": words["column.place"],
        "place_text": words["column.place"],
        "actors_text": words["column.actors"],
        "fatalities_best": words["column.deaths"],
        "modality": words["column.status"],
        "claimant": words["column.actors"],
        "stance": words["column.status"],
        "proposition": words["column.type"],
        "quote": words["filter.text"],
        "state": words["control"],
        "who": words["column.actors"],
        "valid_from": words["since"].capitalize(),
    }
    dated = int(events["event_date"].notna().sum())  # the page's order: by date, undated last
    newest = events.iloc[max(0, dated - _NEWEST) : dated].iloc[::-1]
    said = claims
    if "claim_date" in claims.columns:
        said = claims.sort_values(
            ["claim_date", "claim_id"], ascending=[False, True], na_position="last"
        )
    held: list[str] = []
    day = _last_day(events, claims) if as_of is None else as_of
    if control is not None and len(control) and day is not None:
        spans = _in_force(control, day)
        held = [
            f"<h3>{escape(words['legend.control'])} ({min(len(spans), _NEWEST)} / {len(spans)})</h3>",
            f"<p>{escape(words['as_of'])} {day:%Y-%m-%d}</p>",
            _table(
                _with_age(_in_words(spans.head(_NEWEST), words, lang), day, words),
                ["place_name", "state", "who", "valid_from"],
                heads,
            ),
        ]
    parts = [
        f"<h2>{escape(title)}</h2><p>{escape(words['level.' + level])}. {escape(words['caveat'])}</p>",
        f"<p>{escape(words['noscript'])}</p>",
        *held,
        f"<h3>{escape(words['events'])} ({len(newest)} / {len(events)})</h3>",
        _table(
            _in_words(newest, words, lang),
            [
                "event_date",
                "sub_event_type",
                "place_name",
                "actors_text",
                "fatalities_best",
                "modality",
            ],
            heads,
        ),
        f"<h3>{escape(words['who_says_what'])} ({min(len(claims), _NEWEST)} / {len(claims)})</h3>",
        _table(
            _in_words(said.head(_NEWEST), words, lang),
            ["claim_date", "claimant", "stance", "proposition", "place_text", "quote"],
            heads,
        ),
    ]
    return "".join(parts)
