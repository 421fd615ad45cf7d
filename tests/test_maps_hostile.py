"""Hostile text in every field: nothing runs, with and without the policy, and the page still works."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import geopandas as gpd
import maps_sample as sample
import pandas as pd
import pytest
from maps_browser import Opened
from shapely.geometry import LineString, Point

from geomali.maps import conflict_map, save_offline

RUN = "window.__pwned=1"
MARKUP = [
    "<script>{x}</script>",
    "</script><script>{x}</script>",
    "</script ><script>{x}</script >",
    "<!--<script>{x}</script>-->",
    "--><script>{x}</script><!--",
    "]]><script>{x}</script>",
    "</noscript><script>{x}</script>",
    "</style><script>{x}</script>",
    "</title><script>{x}</script>",
    "</textarea><script>{x}</script>",
    "<img src=x onerror={x}>",
    "<img src=x onerror='{x}'>",
    '<img src=x onerror="{x}">',
    "<svg onload={x}>",
    "<svg/onload={x}>",
    "<svg><script>{x}</script></svg>",
    "<svg><animate onbegin={x} attributeName=x dur=1s>",
    "<math><mtext></mtext><script>{x}</script></math>",
    "<body onload={x}>",
    "<iframe srcdoc='<script>parent.__pwned=1</script>'></iframe>",
    "<iframe src=javascript:parent.__pwned=1>",
    "<object data=javascript:{x}>",
    "<embed src=javascript:{x}>",
    "<a href=javascript:{x} autofocus onfocus={x}>x</a>",
    "<input autofocus onfocus={x}>",
    "<select autofocus onfocus={x}>",
    "<textarea autofocus onfocus={x}>",
    "<details open ontoggle={x}>",
    "<video><source onerror={x}></video>",
    "<audio src=x onerror={x}>",
    "<marquee onstart={x}>",
    "<form action=javascript:{x}><button>",
    "<link rel=stylesheet href=data:text/css,*{{}} onload={x}>",
    "<meta http-equiv=refresh content='0;url=javascript:{x}'>",
    "<base href=javascript:/>",
    "<template><script>{x}</script></template>",
    "<table background=javascript:{x}>",
    "<style>@import 'javascript:{x}';</style>",
    "<div style=background:url(javascript:{x})>",
    "<xml onreadystatechange={x}>",
]
STRINGS = [
    '";{x};//',
    "';{x};//",
    "`;{x};//",
    "${{{x}}}",
    '\\";{x};//',
    "\\';{x};//",
    "\\u003cscript\\u003e{x}\\u003c/script\\u003e",
    "\\x3cscript\\x3e{x}\\x3c/script\\x3e",
    "\\2019 \\0 \\8",
    "&lt;script&gt;{x}&lt;/script&gt;",
    "&#60;script&#62;{x}&#60;/script&#62;",
    "%3Cscript%3E{x}%3C/script%3E",
    "javascript:{x}",
    "JaVaScRiPt:{x}",
    "java\tscript:{x}",
    "\x01javascript:{x}",
    "data:text/html,<script>{x}</script>",
    "vbscript:{x}",
    "https://example.org/\"onmouseover=\"{x}",
    "https://example.org/'><script>{x}</script>",
    "{{{{ {x} }}}}",
    "{{% import os %}}{x}",
    "{{# {x} #}}",
    "<%= {x} %>",
    "#{{{x}}}",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "\u2028{x}\u2029",
    "\r\n{x}\r\n",
    "\n//{x}",
    "*/{x}/*",
    "@MAP@ @TITLE@",
    "0); {x}; (0",
    "]}}}}];{x}",
    "=cmd|'/C calc'!A0",
    "=HYPERLINK(\"javascript:{x}\")",
    "@SUM(1)",
    "+1+1",
]  # fmt: skip
ODD = [
    "\u202e\u202d right to left \u202c",
    "\u2067\u2066 isolated",
    "\u200f\u200e",
    "مالي — كيدال",
    "ߡߊߟߌ ⵎⴰⵍⵉ",
    "a\u0300\u0301\u0302" * 60,
    "\ufeff\ufffe\uffff",
    "NUL \x00 inside",
    "\x1f\x1e\x1d\x1c",
    "\x7f\x80\x85",
    "\ud800 alone",
    "x" * 100_000,
    "<" * 5_000,
    '"' * 5_000,
    "\\" * 5_000,
    "&amp;" * 2_000,
    " ",
    "",
    "null",
    "NaN",
    "undefined",
    "👩‍👩‍👧‍👦" * 50,
    "\t\t\t",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘",
]  # fmt: skip


def corpus() -> list[str]:
    """Every vector plain, in capitals where that still runs, and behind quotes that might be open."""
    found: dict[str, None] = {}
    for vector in MARKUP + STRINGS:
        text = vector.format(x=RUN)
        for form in (text, f'">{text}', f"'>{text}"):
            found[form] = None
    for vector in MARKUP:
        found[
            re.sub(r"(?<=<)[a-z]+|(?<=</)[a-z]+", lambda m: m.group().upper(), vector.format(x=RUN))
        ] = None
    for text in ODD:
        found[text] = None
    return list(found)


PAYLOADS = corpus()


def hostile_map(payloads: list[str]):
    """Each payload in every text field of an event, a claim, a report, a span, a route and a figure."""
    day = date(2023, 10, 1)
    events, claims, reports, spans, nots, moved, routes, flows = [], [], [], [], [], [], [], []
    for i, text in enumerate(payloads):
        at = Point(-4 + (i % 20) * 0.3, 14 + (i // 20) * 0.3)
        ids = {"place_id": text, "geometry": at}
        events.append(
            sample.event(
                i, day, text, text, event_id=f"{i}{text}", date_rule=text, date_expression=text, disorder_type=text, modality=text,
                outcome=text, target=text, weapon=text, side_a=[text], side_b=[text, "fama"], affected=[text], actor_labels=[text],
                doubt=text, place_name=text, admin1=text, admin2=text, country=text, geo_precision=1 + i % 2, uncertainty_km=9.0,
                source_ids=[text], notes=text, contested=True, fatalities_best=i, **ids,
            )
        )  # fmt: skip
        claims.append(
            {
                "claim_id": f"{i}{text}", "event_id": f"{i}{text}", "claimant": text, "claimant_text": text, "channel": text, "stance": text,
                "proposition": text, "subject": text, "object": text, "place_text": text, "geo_precision": 1, "claim_date": day,
                "claim_date_latest": day, "reported_date": day, "basis": text, "reliability": text, "credibility": 3,
                "conflicts_with": [f"{i}{text}"], "corroborates": [f"{i}{text}"], "report_id": text, "start": 1, "end": 2, "quote": text, **ids,
            }
        )  # fmt: skip
        reports.append(
            dict.fromkeys(
                ("report_id", "file", "title", "source", "url", "lang", "document_date_rule"), text
            )
            | {"flags": [text]}
        )
        spans.append(
            {
                "place_name": text, "state": "contested" if i % 2 else text, "holder": text, "claimants": [text], "basis": text,
                "valid_from": day, "last_evidence_date": day, "rule": text, "claim_ids": [f"{i}{text}"], **ids,
            }
        )  # fmt: skip
        nots.append(
            {
                "report_id": text,
                "start": 1,
                "end": 2,
                "quote": text,
                "modality": text,
                "probability_word": text,
            }
        )
        moved.append(
            {
                "record_id": str(i),
                "source_id": text,
                "site": text,
                "persons": 1000,
                "date": day,
                **ids,
            }
        )
        routes.append(
            {
                "name": text.replace("\ud800", "?"),
                "note": text.replace("\ud800", "?"),
                "from_name": text.replace("\ud800", "?"),
                "to_name": text.replace("\ud800", "?"),
                "surface": text.replace("\ud800", "?"),
                "by_actor": text.replace("\ud800", "?"),
                "event_count": i,
                "end_km": i,
                "geometry": LineString([(0, 15), (1, 16)]),
            }
        )
        flows.append(
            {
                **dict.fromkeys(
                    ("origin_place", "origin_name", "destination_place", "destination_name", "reason", "source_id"),
                    text,
                ),
                "persons": i, "date": pd.Timestamp(day), "geometry": LineString([(0, 15), (at.x, at.y)]),
            }
        )  # fmt: skip
    return conflict_map(
        sample.frame("events", events),
        sample.frame("claims", claims),
        control=sample.frame("control", spans),
        reports=sample.frame("reports", reports, geo=False),
        not_events=sample.frame("not_events", nots, geo=False),
        displacement=sample.frame("displacement", moved),
        routes=gpd.GeoDataFrame(pd.DataFrame(routes).drop(columns="geometry"), geometry=[r["geometry"] for r in routes], crs="EPSG:4326"),
        flows=gpd.GeoDataFrame(
            {name: sample.column([row[name] for row in flows]) for name in flows[0] if name != "geometry"},
            geometry=[row["geometry"] for row in flows], crs="EPSG:4326",
        ),
        title="".join(MARKUP[:8]).format(x=RUN),
    )  # fmt: skip


def test_the_corpus_is_large_enough():
    assert len(PAYLOADS) >= 200


class Tags(HTMLParser):
    """Names of all elements and attributes."""

    def __init__(self):
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag, attrs):
        self.found |= {tag, *(f"@{name}" for name, _ in attrs)}


def test_the_fallback_keeps_no_markup_of_the_data(tmp_path):
    for start in range(0, len(PAYLOADS), 25):  # the list shows 25 rows
        html = save_offline(
            hostile_map(PAYLOADS[start : start + 25]), tmp_path / "m.html"
        ).read_text(encoding="utf-8")
        assert html.count("<noscript>") == 1
        body = html.split("<noscript>")[1].split("</noscript>")[0]
        tags = Tags()
        tags.feed(body)
        allowed = {
            "div",
            "h2",
            "h3",
            "p",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "bdi",
            "style",
            "@id",
            "@scope",
        }
        assert tags.found <= allowed


@pytest.mark.browser
@pytest.mark.parametrize("policy", [True, False], ids=["with policy", "without policy"])
def test_no_payload_runs_and_none_breaks_the_page(browser, tmp_path, policy):
    path = save_offline(hostile_map(PAYLOADS), tmp_path / "hostile.html")
    if not policy:
        text = path.read_text(encoding="utf-8")
        bare = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text, count=1)
        assert len(bare) < len(text)
        path.write_text(bare, encoding="utf-8", newline="\n")
    with Opened(browser, path) as opened:
        page = opened.page
        assert page.evaluate("geomali.app.model.total") == len(PAYLOADS)
        for name in ("filters", "lists", "table", "compare", "more"):
            page.click(f"#gm-b-{name}")
            page.wait_for_timeout(150)
        # Every story, with everything that unfolds; every tip; both languages.
        page.evaluate(
            """async () => {
              const app = geomali.app, wait = () => new Promise(r => setTimeout(r, 0));
              const sites = app.model.sites.map(s => s.index);
              for (let i = 0; i < sites.length; i += 20) {
                app.openSite(sites[i], false);
                app.showStory(sites.slice(i, i + 20));
                for (const b of document.querySelectorAll('#gm-panel-body button.more')) b.click();
                await wait();
              }
              for (const layer of [app.controlLayer, ...app.extras]) {
                app.openLayer(layer);
                for (let n = 0; n < 9; n++) for (const b of document.querySelectorAll('#gm-panel-body button.wide:not([hidden])')) b.click();
                for (const b of document.querySelectorAll('#gm-panel-body button.more')) b.click();
                await wait();
              }
              for (const flow of app.flows.shown()) document.querySelector('#gm-tip').append(app.flows.title(flow.row));
              for (const hit of app.layer.hits) document.querySelector('#gm-tip').replaceChildren(...app.tipOf(hit));
              app.set({lang: 'fr'});
              app.setCompare(app.model.first - 1);
              app.panel.refresh();
              await wait();
            }"""
        )
        for text in ("<img", '">', "script", "kidal"):
            page.fill("#gm-search", text)
            page.wait_for_timeout(60)
        page.evaluate("geomali.app.printView(); geomali.app.screenView()")
        page.wait_for_timeout(400)
        assert page.evaluate("window.__pwned") is None
        strange = page.evaluate(
            "[...document.querySelectorAll('#gm img, #gm iframe, #gm object, #gm embed, #gm form, #gm script, #gm link, #gm video, #gm marquee, #gm [onerror], #gm [onload], #gm [onfocus]')].map(n => n.outerHTML.slice(0, 80))"
        )
        assert strange == []
        links = page.evaluate("[...document.querySelectorAll('#gm a[href]')].map(a => a.protocol)")
        assert set(links) <= {"http:", "https:", "file:"}
        assert page.is_visible("#gm-panel-title")
        assert opened.errors == []
        assert [u.split("#")[0] for u in opened.requests] == [path.as_uri()]
