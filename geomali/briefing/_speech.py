"""Facts in words of one language, escaped for HTML: actors, control, deaths, distances, sources."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from geomali.actors import load_actors
from geomali.briefing._words import Words, clean, missing
from geomali.control import OLD_EVIDENCE_DAYS

__all__ = ["Speech", "is_old", "quotes_of"]

_YEARS_FROM: Final = 730
"""Age from which years say more than months."""


class Speech:
    """How the facts of a briefing are said.

    ``reports`` and ``datasets`` are the tables ``reports`` and ``sources``, or None.
    """

    def __init__(self, words: Words, reports: Any, datasets: Any) -> None:
        self.words = words
        self.actors = load_actors()
        self.sources = _sources(reports, datasets, words)

    def actor(self, actor_id: Any) -> str:
        """Name of an actor, escaped."""
        text = clean(actor_id)
        if text in self.actors:
            known = self.actors.actor(text)
            name = (
                known.name_fr if self.words.lang == "fr" and not known.short_name else known.label
            )
            return html.escape(name)
        return html.escape(text.replace("_", " "))

    def who(self, ids: Any) -> str:
        """Names of actors, escaped."""
        names = [self.actor(item) for item in ids or [] if isinstance(item, str)]
        return ", ".join(names) or self.words("somebody")

    def control(self, town: Mapping[Any, Any] | None) -> str:
        """Who claims a town, and how old the evidence is; what is old as last reported."""
        w = self.words
        age = town.get("evidence_age_days") if town else None
        days = None if missing(age) else int(age or 0)
        told = "past" if is_old(town) else "state"
        state = clean(town["state"]) if town else "unknown"
        if town is None or state not in ("held", "claimed", "contested", "temporarily_entered"):
            return f'<span class="none">{w("state.unknown")}</span>'
        claimants = town.get("claimants")
        names = list(claimants) if isinstance(claimants, list | tuple | np.ndarray) else []
        holder = clean(town.get("holder"))
        if state == "held" and holder:
            names = [holder]
        # The names are escaped already: they are put in as they are.
        before, _, after = w(f"{told}.{state}", who="{who}").partition("{who}")
        text = f"{before}<b>{self.who(names)}</b>{after}"
        if days is None:
            return text
        if told == "past":
            return f'<span class="old">{text}, {self.ago(days)}</span>'
        aged = w("age_zero") if days == 0 else w("age", n=w.number(days))
        return f"{text} <small>({aged})</small>"

    def ago(self, days: int) -> str:
        """How long ago, in months or years."""
        if days < _YEARS_FROM:
            return self.words("ago_months", n=round(days / 30.44))
        return self.words("ago_years", n=days // 365)

    def deaths(self, row: Mapping[Any, Any]) -> str:
        """Deaths as stated: missing is not zero."""
        w = self.words
        if not row.get("event_count"):
            return "–"
        dead = row.get("fatalities")
        unstated = int(row.get("fatalities_unstated") or 0)
        if missing(dead):
            return w("deaths_none")
        text = w.number(int(dead or 0))
        if unstated:
            key = "deaths_part_one" if unstated == 1 else "deaths_part"
            return f"≥ {text} <small>({w(key, n=unstated)})</small>"
        return text

    def score(self, row: Mapping[Any, Any]) -> str:
        """Exposure of a way; what events there are left of it is never told as nothing."""
        text = self.words.number(row["score"], 1)
        if row.get("event_count") and float(row["score"]) < 0.05:
            return f"&lt;&nbsp;{self.words.number(0.1, 1)}"
        return text

    def source(self, row: Mapping[Any, Any]) -> str:
        """Where an event is from, escaped."""
        ids = row.get("source_ids")
        ids = list(ids) if isinstance(ids, list | tuple | np.ndarray) else []
        names = [self.sources.get(item) or html.escape(clean(item)) for item in ids[:3]]
        return "; ".join(dict.fromkeys(names)) or self.words("source_unknown")

    def season(self, season: str | int) -> str:
        """Name of a season or month."""
        w = self.words
        if w.has(f"season.{season}"):
            return w(f"season.{season}")
        return w("season.month", name=w.month(int(season)))

    def road(self, row: Mapping[Any, Any]) -> list[str]:
        """Number, surface, and what to know of a stretch, escaped."""
        w = self.words
        parts = []
        if clean(row.get("number")):
            parts.append(html.escape(clean(row["number"])))
        surface = f"surface.{clean(row.get('surface'))}"
        if w.has(surface):
            parts.append(w(surface))
        if not missing(row.get("wait_h")) and row["wait_h"] > 0:
            parts.append(w("wait", time=w.hours(row["wait_h"])))
        season = clean(row.get("season_fr" if w.lang == "fr" else "season"))
        if season:
            parts.append(html.escape(season))
        if clean(row.get("access")) == "restricted":
            parts.append(f"<b>{w('restricted')}</b>")
        return parts

    def away(self, row: Mapping[Any, Any]) -> str:
        """How far from the road; of a place known roughly, no more than that."""
        w = self.words
        km = row["distance_km"]
        if not missing(row.get("geo_precision")) and row["geo_precision"] == 2:
            return w("roughly", km=w.number(max(km, 1.0)))
        return w("on_road") if km < 0.5 else w("away", km=w.number(km, 0 if km >= 10 else 1))

    def dead(self, count: Any) -> str:
        """Deaths of one event, as stated."""
        w = self.words
        if missing(count):
            return w("dead_not_stated")
        n = int(count)
        return w({0: "dead_none", 1: "dead_one"}.get(n, "dead"), n=w.number(n))


def is_old(town: Mapping[Any, Any] | None) -> bool:
    """Whether nobody vouches for a town's state any more (:data:`OLD_EVIDENCE_DAYS`)."""
    age = town.get("evidence_age_days") if town else None
    return not missing(age) and int(age or 0) > OLD_EVIDENCE_DAYS


def quotes_of(claims: Any) -> dict[Any, str]:
    """One quote of each event: of the most credible claim, the longest."""
    if claims is None or not len(claims):
        return {}
    found: dict[Any, tuple[Any, ...]] = {}
    for row in claims.drop(columns="geometry", errors="ignore").to_dict("records"):
        quote, event_id = clean(row.get("quote")), row.get("event_id")
        if not quote or not isinstance(event_id, str):
            continue
        credible = row.get("credibility")
        rank = (int(credible) if str(credible).isdigit() else 6, -len(quote), quote)
        if event_id not in found or rank < found[event_id]:
            found[event_id] = rank
    return {event_id: str(rank[2]) for event_id, rank in found.items()}


def _sources(reports: Any, datasets: Any, words: Words) -> dict[Any, str]:
    """How a source is named, escaped: a dataset, or publisher or title of a report, and day."""
    named = {}
    for frame, key in ((datasets, "source_id"), (reports, "report_id")):
        for row in [] if frame is None else frame.to_dict("records"):
            titles = (row.get(name) for name in ("source", "name", "title", "file"))
            title = next(filter(None, map(clean, titles)), "")
            day = words.day(row.get("published"))
            named[row[key]] = html.escape(f"{title[:80]}, {day}" if day else title[:80])
    return named
