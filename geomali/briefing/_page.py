"""The briefing page: one HTML file of one or two A4 sheets, and its PDF."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geomali.briefing._draw import draw_map, draw_profile, symbol
from geomali.briefing._speech import Speech, is_old, quotes_of
from geomali.briefing._style import STYLE, WIDTHS
from geomali.briefing._words import Note, Words, clean, missing
from geomali.errors import GeomaliError
from geomali.files import replacing
from geomali.palette import EXPOSURE, exposure_class
from geomali.privacy import apply_sensitivity
from geomali.routes import Assessment, actors_of, exposure_profile, flows_beside

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


__all__ = ["write_briefing"]

_MOST_EVENTS: Final = 5
_MOST_POSSIBLE: Final = 5
_MOST_FLOWS: Final = 4
_MOST_STRETCHES: Final = 30
_FLOW_DAYS: Final = 365
"""Flows older than so many days say nothing of who is on the road now."""
_GATHER_OVER: Final = 12
_GATHER_MOST: Final = 3
_DENSE_OVER: Final = 14
_QUOTE_CHARACTERS: Final = 230


def write_briefing(
    assessment: Assessment,
    events: gpd.GeoDataFrame,
    path: str | Path,
    *,
    claims: gpd.GeoDataFrame | None = None,
    reports: pd.DataFrame | None = None,
    sources: pd.DataFrame | None = None,
    flows: gpd.GeoDataFrame | None = None,
    lang: str = "fr",
    season: str | int | None = "dry",
    network: str = "",
    route_id: str | None = None,
    stops: Sequence[str] = (),
    closed: Sequence[str] = (),
    notes: Sequence[Note] = (),
    pdf: bool | str | Path = False,
) -> list[Path]:
    """Write the briefing of a route as one HTML file that needs nothing else, and its PDF.

    Parameters
    ----------
    assessment
        From :func:`geomali.routes.assess_routes`; its ``sensitivity`` is stated on the
        page.  Pass the events and claims through
        :func:`geomali.privacy.apply_sensitivity` before assessing.
    events
        The events that were assessed.
    path
        The HTML file; written whole or not at all.
    claims, reports
        Where quotes and sources are taken from; reduced to the same level here.
    lang
        ``fr`` or ``en``.
    season
        Season that the times are for; None leaves it out.
    network
        Name of the network, ``RoadNetwork.source``.
    route_id
        The route described stretch by stretch; the first by default.  The others are compared.
    stops
        Place ids that were asked for: their names are always shown.
    sources
        Table of that name, for the names of datasets.
    flows
        People on the move, reduced to the same level here; those that start or end at the
        route are named.
    closed
        What was closed to the plan, named on the page.
    notes
        What the reader must know of how the question was understood.
    pdf
        Also print it (beside the HTML, or to the path given) if a Chromium is found.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    GeomaliError
        There is no such route, or a PDF was asked for and no Chromium is found.
    """
    if not len(assessment.stretches):
        raise GeomaliError("there is no route to brief on")
    shown = route_id or str(assessment.stretches["route_id"].iloc[0])
    if shown not in set(assessment.routes["route_id"]):
        raise GeomaliError(f"there is no route {shown!r}")
    tables = {"claims": claims, "reports": reports, "sources": sources, "flows": flows}
    page = _Page(assessment, events, tables, lang, shown, stops)
    path = Path(path)
    with replacing(path) as file:
        file.write(page.html(season, network, closed, notes))
    written = [path]
    if pdf:
        from geomali.maps import render_pdf

        written.append(render_pdf(path, path.with_suffix(".pdf") if pdf is True else Path(pdf)))
    return written


class _Page:
    """What the parts of one page share."""

    def __init__(
        self,
        assessment: Assessment,
        events: gpd.GeoDataFrame,
        tables: Mapping[str, pd.DataFrame | None],
        lang: str,
        shown: str,
        stops: Sequence[str],
    ) -> None:
        self.words = Words(lang)
        self.a = assessment
        self.shown = shown
        level = assessment.sensitivity
        given = {name: frame for name, frame in tables.items() if frame is not None}
        reduced = apply_sensitivity(given, level)
        self.quotes = quotes_of(reduced.get("claims"))
        self.say = Speech(self.words, reduced.get("reports"), reduced.get("sources"))
        self.flows = reduced.get("flows")
        self.public = level == "public"
        self.route: dict[Any, Any] = next(
            row for row in assessment.routes.to_dict("records") if row["route_id"] == shown
        )
        self.stretches = assessment.stretches[assessment.stretches["route_id"] == shown]
        self.events = assessment.events[assessment.events["route_id"] == shown]
        self.towns = assessment.towns[assessment.towns["route_id"] == shown]
        ends = [self.towns["place_id"].iloc[i] for i in (0, -1)] if len(self.towns) else []
        self.stops = [*stops] or ends
        total = float(self.stretches["length_km"].sum())
        self.profile = exposure_profile(
            self.stretches,
            events,
            as_of=assessment.as_of,
            window_days=assessment.window_days,
            buffer_km=assessment.buffer_km,
            step_km=max(total / 120, 1.0),
        )

    # Sections ----------------------------------------------------------------

    def html(
        self,
        season: str | int | None,
        network: str,
        closed: Sequence[str],
        notes: Sequence[Note],
    ) -> str:
        """The whole page."""
        w, a = self.words, self.a
        style = STYLE
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        policy = (
            f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        )
        name = html.escape(clean(self.route.get("name")) or self.shown)
        facts = [
            w("as_of", day=w.day(a.as_of)),
            w(
                "window",
                days=a.window_days,
                km=w.number(a.buffer_km, 0 if a.buffer_km % 1 == 0 else 1),
            ),
        ]
        if season is not None:
            facts.append(w("season", name=self.say.season(season)))
        level = f"level.{a.sensitivity}"
        badge = w("sensitivity", level="{level}").replace(
            "{level}", f"<b>{w(level) if w.has(level) else html.escape(a.sensitivity)}</b>"
        )
        parts = [
            f'<!DOCTYPE html><html lang="{w.lang}"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="referrer" content="no-referrer">',
            f"<title>{w('title')} – {name}</title><style>{style}</style></head><body><main>",
            f'<header><div><p class="kicker">{w("title")}</p><h1>{name}</h1>',
            f"<p>{' · '.join(facts)}</p></div>",
            f'<p class="badge">{badge}</p></header>',
            f'<p class="caveat"><b>{w("caveat")}</b> {w("caveat_more")}</p>',
            *(f'<p class="note">{html.escape(note.text(w.lang))}</p>' for note in notes),
            self.summary(),
            '<div class="two"><section><h2>' + w("map") + "</h2>",
            draw_map(w, a.routes, a.stretches, self.events, a.towns, self.shown, self.stops),
            self.legend(),
            "</section>",
            self.compared(closed),
            "</div>",
            f"<section class=profile><h2>{w('profile')}</h2>",
            draw_profile(w, self.profile, self.stretches, self.events, self.towns, self.stops),
            "</section>",
            self.reported(),
            self.table(),
            self.moving(),
            self.maybe(),
            f"<footer><p>{self.method()}</p><p>{w('network', source=self.network(network))} · ",
            f"{badge} · {w('as_of', day=w.day(a.as_of))} · {w('page_note')}</p></footer>",
            "</main></body></html>\n",
        ]
        return "".join(parts)

    def network(self, network: str) -> str:
        """What the network is called."""
        if not network or network.startswith("shipped corridors"):
            return html.unescape(self.words("network.shipped"))
        return network

    def summary(self) -> str:
        """The figures of the route described."""
        w, row = self.words, self.route
        cells = [(w("length"), f"{w.number(row['length_km'])}&nbsp;km", "")]
        notes = []
        if row.get("unconfirmed_km"):
            notes.append(w("unconfirmed", km=w.number(row["unconfirmed_km"])))
        if row.get("approach_km"):
            notes.append(w("approach", km=w.number(row["approach_km"], 1)))
        cells[0] = (*cells[0][:2], "; ".join(notes))
        if not missing(row.get("hours")):
            cells.append((w("time"), w.hours(row["hours"]), ""))
        change = ""
        if self.a.since is not None and "event_change" in row:
            n = int(row["event_change"])
            signed = f"+{n}" if n > 0 else str(n).replace("-", "−")
            change = w("change", day=w.day(self.a.since), n=signed)
        cells.append((w("events"), w.number(row["event_count"]), change))
        cells.append((w("deaths"), self.say.deaths(row), ""))
        cells.append((w("score"), self.say.score(row), ""))
        cells.append((w("possible"), w.number(row["possible_count"]), w("possible_help")))
        items = "".join(
            f"<div><dt>{name}</dt><dd>{value}{f'<small>{note}</small>' if note else ''}</dd></div>"
            for name, value, note in cells
        )
        return f'<dl class="figures">{items}</dl>'

    def legend(self) -> str:
        """What the colours and signs mean."""
        w = self.words
        swatches = []
        colon = w("colon")
        for i, (limit, _) in enumerate(EXPOSURE):
            low = EXPOSURE[i - 1][0] if i else 0.0
            if i == 0:
                text = w("legend.0")
            elif limit == np.inf:
                text = f"&gt;&nbsp;{w.number(low, 2)}"
            else:
                text = f"≤&nbsp;{w.number(limit, 2)}"
            swatches.append(
                '<span><svg viewBox="0 0 26 8" class="key">'
                f'<path class="way c{i}" d="M1 4H25"/></svg>{i}{colon}{text}</span>'
            )
        signs = "".join(
            f'<span><svg viewBox="0 0 12 12" class="key small">{symbol(kind, 6, 6)}</svg>'
            f"{w.kind(kind, None)}</span>"
            for kind in sorted(set(self.events["event_type"].dropna()))
        )
        town = (
            '<svg viewBox="0 0 56 12" class="key wide"><circle cx="6" cy="6" r="4" class="held"/>'
            '<circle cx="20" cy="6" r="4" class="claimed"/><circle cx="20" cy="6" r="1.4" class="held"/>'
            '<circle cx="35" cy="6" r="5" class="contested"/><circle cx="35" cy="6" r="2" class="contested2"/>'
            '<circle cx="50" cy="6" r="2.6" class="unknown"/></svg>'
        )
        if any(map(is_old, self.towns.to_dict("records"))):
            signs = (
                '<span><svg viewBox="0 0 12 12" class="key small"><g class="past">'
                f'<circle cx="6" cy="6" r="4" class="held"/></g></svg>{w("legend_past")}</span>{signs}'
            )
        others = ""
        if len(self.a.routes) > 1:
            others = (
                '<span><svg viewBox="0 0 26 8" class="key"><path class="other" d="M1 4H25"/></svg>'
                f"{w('legend_other')}</span>"
            )
        return (
            f'<p class="legend"><b>{w("legend")}</b> {"".join(swatches)}{others}'
            f"<span>{town}{w('legend_town')}</span>{signs}"
            f"<span><i>{w('schematic')}</i></span></p>"
        )

    def compared(self, closed: Sequence[str]) -> str:
        """The ways beside each other: kilometres, hours, exposure."""
        w = self.words
        rows = []
        for number, row in enumerate(self.a.routes.to_dict("records"), 1):
            kinds = [
                w(f"kind.{kind}")
                for kind in clean(row.get("kind")).split("+")
                if w.has(f"kind.{kind}")
            ] or [w("kind.given")]
            mine = row["route_id"] == self.shown
            label = f"<b>{', '.join(kinds)}</b>"
            if mine:
                label += f" <small>({w('shown')})</small>"
            if len(self.a.routes) > 1:
                label = f'<span class="way-nr">{number}</span> {label}'
            through = self.through(row["route_id"])
            if through:
                label += (
                    "<br><small>" + w("through", places="{p}").replace("{p}", through) + "</small>"
                )
            hours = row.get("hours")
            rows.append(
                f"<tr{' class=mine' if mine else ''}><th scope=row>{label}</th>"
                f"<td>{w.number(row['length_km'])}</td>"
                f"<td>{w.hours(hours) if not missing(hours) else '–'}</td>"
                f"<td>{w.number(row['event_count'])}</td><td>{self.say.score(row)}</td></tr>"
            )
        note = ""
        if closed:
            names = ", ".join(html.escape(clean(name)) for name in closed)
            note = '<p class="note">' + w("closed_now", names="{n}").replace("{n}", names) + "</p>"
        head = "".join(
            f"<th scope=col>{text}</th>"
            for text in (
                w("way"), w("km"), w("time_short"), w("events_short"), w("score_short"),
            )
        )  # fmt: skip
        return (
            f"<section class=side><h2>{w('alternatives')}</h2><table class=num><thead><tr>{head}</tr></thead>"
            f"<tbody>{''.join(rows)}</tbody></table>{note}</section>"
        )

    def through(self, route_id: Any) -> str:
        """Towns that tell one way from another, escaped: those on fewest of the ways."""
        towns = self.a.towns[self.a.towns["distance_km"] == 0]
        on = towns.groupby("place_id")["route_id"].nunique()
        mine = towns[towns["route_id"] == route_id]
        inner = mine.iloc[1:-1]
        if not len(inner):
            return ""
        rarity = inner["place_id"].map(on).to_numpy()
        order = np.argsort(rarity, kind="stable")
        # Spread over the way: neighbours say the same.
        best = sorted(order[rarity[order] == rarity.min()])
        step = max(len(best) // 3, 1)
        chosen = [best[i] for i in range(0, len(best), step)][:4]
        return ", ".join(html.escape(clean(inner["name"].iloc[i])) for i in chosen)

    def table(self) -> str:
        """Stretch by stretch, in the order of travel."""
        w = self.words
        towns = {row["place_id"]: row for row in self.towns.to_dict("records")}
        rows = []
        first = self.stretches.iloc[0]
        start = towns.get(first.get("from_place"))
        if start is not None:
            rows.append(
                f"<tr class=start><td></td><th scope=row>{html.escape(clean(start['name']))} "
                f"<small>({w('start')})</small></th><td>0</td><td></td><td></td><td></td>"
                f"<td>{self.say.control(start)}</td><td></td></tr>"
            )
        records = self.gathered(towns)
        dense = len(records) > _DENSE_OVER
        latest = self.latest(short=dense)
        for row in records[:_MOST_STRETCHES]:
            rate = row["score"] / row["length_km"] if row["length_km"] else 0.0
            level = exposure_class(rate, row["event_count"])
            end = html.escape(clean(row.get("to_name"))) or "–"
            road = ", ".join(self.say.road(row))
            events = w.number(row["event_count"])
            if row["shared_count"]:
                events += "&nbsp;*"
            if row["possible_count"]:
                events += f" <small>(+{row['possible_count']}&nbsp;?)</small>"
            last = latest.get(row["order"])
            event = f"{last}" if last else f'<span class="none">{w("none_known")}</span>'
            hours: Any = row.get("hours")
            rows.append(
                f'<tr><td><span class="dot c{level}">{level}</span></td>'
                f"<th scope=row>→ {end}<br><small>{road}</small></th>"
                f"<td>{w.number(row['end_km'])}<br><small>+{w.number(row['length_km'])}"
                f"{'' if row.get('length_confirmed', True) else '&nbsp;~'}</small></td>"
                f"<td>{w.hours(hours) if not missing(hours) else '–'}</td>"
                f'<td data-name="{w("events_short")}">{events}</td>'
                f'<td data-name="{w("deaths_short")}">{self.say.deaths(row)}</td>'
                f'<td data-name="{w("control_ahead")}">{self.say.control(towns.get(row.get("to_place")))}</td>'
                f'<td data-name="{w("last_event")}">{event}</td></tr>'
            )
        style = "stretches dense" if dense else "stretches"
        shared = f" ; {w('shared')}" if w.lang == "fr" else f"; {w('shared')}"
        if not any(row["shared_count"] for row in records):
            shared = ""
        more = ""
        if len(records) > _MOST_STRETCHES:
            more = f"<p class=note>{w('more', n=len(records) - _MOST_STRETCHES)}</p>"
        head = "".join(
            f"<th scope=col>{text}</th>"
            for text in (
                "", w("stretch"), w("km"), w("time_short"), w("events_short"), w("deaths_short"),
                w("control_ahead"), w("last_event"),
            )
        )  # fmt: skip
        return (
            f'<section><h2>{w("stretches")}</h2><table class="{style}">{WIDTHS}<thead><tr>{head}</tr></thead>'
            f"<tbody>{''.join(rows)}</tbody></table><p class=note>{w('tilde')}{shared}</p>{more}</section>"
        )

    def gathered(self, towns: Mapping[Any, Any]) -> list[dict[Any, Any]]:
        """Stretches as rows; on a long way quiet ones of the same road stand in one row.

        Quiet: no event near it, none that may have been, and nobody claims the town between.
        """
        records: list[dict[Any, Any]] = self.stretches.drop(columns="geometry").to_dict("records")
        if len(records) <= _GATHER_OVER:
            return records
        rows: list[dict[Any, Any]] = []
        same = ("number", "mode", "surface", "season", "access", "event_count", "possible_count")
        for record in records:
            last = rows[-1] if rows else None
            between = towns.get(last.get("to_place")) if last else None
            quiet = not record["event_count"] and not record["possible_count"]
            unclaimed = between is None or clean(between["state"]) == "unknown"
            if (
                last is not None
                and quiet
                and unclaimed
                and clean(last.get("to_name")).count(", ") < _GATHER_MOST - 1
                and all(clean(str(last.get(n))) == clean(str(record.get(n))) for n in same)
                and not (record.get("wait_h") or last.get("wait_h"))
            ):
                last["to_name"] = f"{clean(last.get('to_name'))}, {clean(record.get('to_name'))}"
                last["to_place"], last["end_km"] = record.get("to_place"), record["end_km"]
                for name in ("length_km", "hours", "score"):
                    if name in last:
                        last[name] += record[name]
                last["length_confirmed"] = last.get("length_confirmed", True) and record.get(
                    "length_confirmed", True
                )
                continue
            rows.append(dict(record))
        return rows

    def latest(self, *, short: bool) -> dict[Any, str]:
        """Latest event near each stretch, in words; ``short``: without its place."""
        w = self.words
        ranked = self.events.sort_values(
            ["event_date", "distance_km", "event_id"], ascending=[False, True, True], kind="stable"
        ).drop_duplicates("order")
        found = {}
        for row in ranked.to_dict("records"):
            parts = [
                f"<b>{w.day(row['event_date'])}</b>",
                w.kind(row["event_type"], row.get("sub_event_type")),
            ]
            if clean(row.get("place_name")) and not short:
                parts.append(html.escape(clean(row["place_name"])))
            if not self.public:
                near = short and row["distance_km"] >= 0.5
                parts.append(
                    w("away", km=f"≈ {w.number(row['distance_km'])}")
                    if near
                    else self.say.away(row)
                )
            found[row["order"]] = ", ".join(parts)
        return found

    def reported(self) -> str:
        """The events that count most and latest, each with quote and source."""
        w = self.words
        ranked = self.telling()
        items = []
        # A long way fills the second sheet by itself.
        most = _MOST_EVENTS if len(self.stretches) <= _DENSE_OVER else 2
        chosen = sorted(ranked[:most], key=lambda row: (row["event_date"], row["event_id"]))
        for row in reversed(chosen):
            head = [
                f"<b>{w.day(row['event_date'])}</b>",
                w.kind(row["event_type"], row.get("sub_event_type")),
            ]
            place = html.escape(clean(row.get("place_name")))
            where = [] if self.public else [w("at", km=w.number(row["at_km"])), self.say.away(row)]
            head.append(" ".join(filter(None, [place, f"({', '.join(where)})" if where else ""])))
            ids = actors_of(row)
            if ids:
                head.append(self.say.who(ids))
            head.append(self.say.dead(row.get("fatalities_best")))
            if row.get("contested") is True or str(row.get("contested")) == "True":
                head.append(f"<b>{w('contested')}</b>")
            quote = self.quotes.get(row["event_id"]) or clean(row.get("notes"))
            if len(quote) > _QUOTE_CHARACTERS:
                quote = quote[: _QUOTE_CHARACTERS - 1].rsplit(" ", 1)[0] + "…"
            said = (
                f"<q>{html.escape(quote)}</q>"
                if quote
                else f'<span class="none">{w("no_quote")}</span>'
            )
            items.append(
                f"<li>{' · '.join(filter(None, head))}<br>{said} <cite>{self.say.source(row)}</cite></li>"
            )
        if not items:
            body = f'<p class="none">{w("none_known")}</p>'
        else:
            body = f"<ul>{''.join(items)}</ul>"
        heading = w("last_events")
        if len(ranked) > most:
            heading += f" <small>({w('of', n=most, total=w.number(len(ranked)))})</small>"
        return f"<section class=reported><h2>{heading}</h2>{body}</section>"

    def telling(self) -> list[dict[Any, Any]]:
        """Events near the way, those that weigh most first, each place and type once at first."""
        near = self.events.sort_values(["distance_km", "event_id"], kind="stable")
        near = near.drop_duplicates("event_id")
        near = near.sort_values("weight", ascending=False, kind="stable")
        again = near.duplicated(["place_name", "event_type"]) if len(near) else near.index.isna()
        rows: list[dict[Any, Any]] = near.assign(_again=again).to_dict("records")
        return sorted(rows, key=lambda row: bool(row["_again"]))

    def maybe(self) -> str:
        """Events that may have been near, never counted."""
        w = self.words
        mine = self.a.possible[self.a.possible["route_id"] == self.shown].drop_duplicates(
            "event_id"
        )
        if not len(mine):
            return ""
        ranked = mine.sort_values(
            ["event_date", "event_id"], ascending=[False, True], kind="stable"
        )
        items = []
        for row in ranked.head(_MOST_POSSIBLE).to_dict("records"):
            parts = [
                f"<b>{w.day(row['event_date'])}</b>" if w.day(row["event_date"]) else "",
                w.kind(row["event_type"], row.get("sub_event_type")),
                html.escape(clean(row.get("place_name"))),
                w(f"reason.{row['reason']}"),
            ]
            quote = self.quotes.get(row["event_id"], "")
            if len(quote) > 140:
                quote = quote[:139].rsplit(" ", 1)[0] + "…"
            said = f" <q>{html.escape(quote)}</q>" if quote else ""
            items.append(
                f"<li>{' · '.join(filter(None, parts))}{said} <cite>{self.say.source(row)}</cite></li>"
            )
        more = ""
        if len(ranked) > _MOST_POSSIBLE:
            more = f"<p class=note>{w('more', n=len(ranked) - _MOST_POSSIBLE)}</p>"
        return f"<section class=reported><h2>{w('possible_events')}</h2><ul>{''.join(items)}</ul>{more}</section>"

    def moving(self) -> str:
        """People who left towns on the way, or went there."""
        w = self.words
        if self.flows is None or not len(self.flows):
            return ""
        age = np.datetime64(self.a.as_of, "D") - self.flows["date"].to_numpy("datetime64[D]")
        recent = self.flows[np.isnat(age) | ((age >= np.timedelta64(0)) & (age <= _FLOW_DAYS))]
        beside = flows_beside(self.stretches, recent, buffer_km=self.a.buffer_km)
        if not len(beside):
            return ""
        items = []
        for row in beside.head(_MOST_FLOWS).to_dict("records"):
            ends = [clean(row[f"{end}_name"]) or "?" for end in ("origin", "destination")]
            count = row["persons"]
            parts = [
                f"<b>{html.escape(ends[0])} → {html.escape(ends[1])}</b>",
                w("persons_unknown") if missing(count) else w("persons", n=w.number(int(count))),
                w.day(row["date"]),
                html.escape(clean(row["reason"])),
            ]
            cite = self.say.sources.get(row["source_id"]) or html.escape(clean(row["source_id"]))
            cite = f" <cite>{cite}</cite>" if cite else ""
            items.append(f"<li>{' · '.join(filter(None, parts))}{cite}</li>")
        more = ""
        if len(beside) > _MOST_FLOWS:
            more = f"<p class=note>{w('more', n=len(beside) - _MOST_FLOWS)}</p>"
        return f"<section class=reported><h2>{w('flows')}</h2><ul>{''.join(items)}</ul>{more}</section>"

    def method(self) -> str:
        """How the score is made."""
        w = self.words
        return w(
            "method",
            half=w.number(self.a.half_life_days),
            table="layers/roads/exposure_weights.csv",
        )
