"""The map page in a real browser: data, filters, keyboard, hostile text, languages, printing."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from datetime import date
from pathlib import Path

import geopandas as gpd
import maps_sample as sample
import numpy as np
import pandas as pd
import pytest
from maps_browser import Opened
from shapely.geometry import Point

from geomali.maps import conflict_map, render_pdf, render_png, save_offline
from geomali.resources import data_path
from geomali.schema import TABLES

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return save_offline(full_map(), tmp_path_factory.mktemp("map") / "map.html")


def full_map(**options):
    return conflict_map(
        sample.events(),
        sample.claims(),
        control=sample.control(),
        reports=sample.reports(),
        not_events=sample.not_events(),
        **options,
    )


READ = """
async () => {
  const app = geomali.app, out = {};
  const NA = -2147483648;
  const one = async (table, name, kind, row) => {
    const t = app.store.table(table);
    if (kind === 'text') return await t.text(name, row);
    if (kind === 'list') return t.list(name, row);
    if (kind === 'bool') return t.flag(name, row);
    if (kind === 'int') { const v = t.int(name, row); return v === NA ? null : v }
    if (kind === 'float') { const v = t.floats(name)[row]; return Number.isNaN(v) ? null : v }
    return t.word(name, row);
  };
  window.__read = async (table, columns) => {
    const t = app.store.table(table), rows = [];
    for (let i = 0; i < t.n; i++) {
      const row = {};
      for (const [name, kind, to, sub] of columns) {
        if (sub) row[name] = await one(t.specs[sub].t, name, kind, t.codes(sub)[i]);
        else if (to) { const v = t.relative(name, to, i); row[name] = v === NA ? null : v }
        else row[name] = await one(table, name, kind, i);
      }
      rows.push(row);
    }
    return rows;
  };
}"""

KINDS = {"str": "word", "list<str>": "list", "bool": "bool", "float": "float", "date": "int"}
GROUPS = {
    **dict.fromkeys(("disorder_type", "event_type", "sub_event_type"), "kind"),
    **dict.fromkeys(
        ("place_id", "place_name", "admin1", "admin2", "country", "source_lat", "source_lon"),
        "spot",
    ),
}
RELATIVE = {
    "date_earliest": "event_date",
    "date_latest": "event_date",
    "reported_date": "event_date",
    "fatalities_low": "fatalities_best",
    "fatalities_high": "fatalities_best",
}


def plain(value, dtype: str):
    """A cell of a frame as JavaScript sees it."""
    if dtype == "list<str>":
        return [] if value is None else list(value)
    if value is None or pd.isna(value):
        return None
    if dtype == "date":
        return (pd.Timestamp(value).date() - date(1970, 1, 1)).days
    if dtype.startswith("int"):
        return int(value)
    return {"bool": bool, "float": float}.get(dtype, str)(value)


def columns_of(table: str) -> list[list]:
    out = []
    for column in TABLES[table].columns:
        if column.dtype == "geometry" or column.name == "actors_text":
            continue
        kind = KINDS.get(column.dtype, "int")
        if column.name in ("notes", "quote") and table in ("events", "claims"):
            kind = "text"
        relative = RELATIVE.get(column.name) if table == "events" else None
        out.append(
            [column.name, kind, relative, GROUPS.get(column.name) if table == "events" else None]
        )
    return out


def expected(frame: pd.DataFrame, table: str, key: str) -> dict:
    kinds = {c.name: c.dtype for c in TABLES[table].columns}
    names = [c[0] for c in columns_of(table)]
    return {
        row[key]: {n: plain(row[n], kinds[n]) for n in names} for row in frame.to_dict("records")
    }


def test_the_browser_reads_back_exactly_what_went_in(browser, path):
    with Opened(browser, path) as opened:
        opened.page.evaluate(READ)
        for table, frame, key in (
            ("events", sample.events(), "event_id"),
            ("claims", sample.claims(), "claim_id"),
        ):
            rows = opened.page.evaluate("([t, c]) => __read(t, c)", [table, columns_of(table)])
            assert {row[key]: row for row in rows} == expected(frame, table, key)
        points = opened.app(
            "const e = app.model.events, s = e.group('spot'); return Array.from({length: e.n}, (_, i) => "
            "[e.word('event_id', i), s.floats('lon')[app.model.spotOf[i]], s.floats('lat')[app.model.spotOf[i]]])"
        )
        want = {
            r.event_id: (None, None) if r.geometry is None else (r.geometry.x, r.geometry.y)
            for r in sample.events().itertuples()
        }
        found = {i: (None, None) if x != x else (x, y) for i, x, y in points}  # NaN: no point
        assert found == want


def test_one_file_and_a_quiet_console(browser, path):
    with Opened(browser, path) as opened:
        for name in ("filters", "lists", "table", "compare", "more"):
            opened.page.click(f"#gm-b-{name}")
            opened.settle()
        opened.page.click("#gm-lang")
        opened.settle()
        assert [url.split("#")[0] for url in opened.requests] == [path.as_uri()]
        assert opened.errors == []


@pytest.mark.parametrize("case", ["nothing", "only claims", "only undated", "one day"])
def test_little_data_still_opens(browser, tmp_path, case):
    events, claims, control = sample.events(8), sample.claims(), sample.control()
    if case == "nothing":
        events, claims, control = events.iloc[:0], claims.iloc[:0], control.iloc[:0]
    elif case == "only claims":
        events = events.iloc[:0]
    elif case == "only undated":
        events = events.assign(event_date=pd.NaT, date_earliest=pd.NaT, date_latest=pd.NaT)
        claims, control = claims.iloc[:0], control.iloc[:0]
    else:
        events, claims = events.iloc[:1], claims.iloc[:0]
    with Opened(
        browser, save_offline(conflict_map(events, claims, control=control), tmp_path / "m.html")
    ) as opened:
        for name in ("filters", "lists", "table", "compare", "more"):
            opened.page.click(f"#gm-b-{name}")
            opened.settle()
        opened.page.click("#gm-next")
        opened.page.click("#gm-back")
        assert opened.errors == []
        assert opened.app("return app.model.total + app.model.dateless") == len(events)


def test_a_view_without_a_gazetteer_place_keeps_the_name_of_the_source(browser, tmp_path):
    events = sample.events(3).assign(place_id=None, place_name="Somewhere Else")
    with Opened(
        browser, save_offline(conflict_map(events, sample.claims().iloc[:0]), tmp_path / "m.html")
    ) as opened:
        assert set(opened.app("return app.model.sites.map(s => s.name)")) == {"Somewhere Else"}


def test_symbols_are_on_the_picture(browser, path):
    # The blue of the state's disc at Kidal is in the pixels of the data canvas, and not with no events.
    count = (
        "const c = document.querySelector('.gm-data'), d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        "let n = 0; for (let i = 3; i < d.length; i += 4) if (d[i]) n++; return n"
    )
    with Opened(browser, path) as opened:
        full = opened.app(count)
        opened.app(
            "app.show.control = false; app.set({from: app.model.first, to: app.model.first - 1}); app.layer.draw()"
        )
        opened.settle()
        assert full > 2 * opened.app(count)


def test_the_label_of_an_area_stands_in_it(browser, path):
    # Where the box of what is seen of the area has its middle outside.
    outline = gpd.read_parquet(data_path("layers/admin/areas.parquet")).set_index("place_id")
    with Opened(browser, path, link="#v=1&view=17.1,-0.4,7.5") as opened:
        lon, lat = opened.app(
            "const hit = app.layer.hits.find(i => i.sites[0].area >= 0);"
            "const at = app.map.unproject(L.point(hit.x, hit.y)); return [at.lng, at.lat]"
        )
    assert outline.loc["kidal_region"].geometry.contains(Point(lon, lat))


# --- time and filters: the page counts as pandas counts ----------------------------------


@pytest.mark.parametrize(
    ("start", "end"),
    [("2023-09-01", "2023-09-30"), ("2023-08-15", "2023-12-01"), ("2023-10-05", "2023-10-05")],
)
def test_a_window_counts_as_pandas_counts(browser, path, start, end):
    events = sample.events()
    with Opened(browser, path, link=f"#v=1&from={start}&to={end}") as opened:
        inside = events[events["event_date"].between(start, end)]
        assert opened.app("return app.model.total") == len(inside)
        assert opened.page.inner_text("#gm-count strong") == str(len(inside))


def test_stepping_keeps_the_counts_of_a_fresh_count(browser, path):
    with Opened(browser, path) as opened:
        same = opened.app(
            "const m = app.model; app.set({from: m.first, to: m.first + 20});"
            "for (let k = 0; k < 60; k++) { app.set({from: m.first + (k * 37) % 120, to: m.first + (k * 37) % 120 + (k * 13) % 60});"
            " const got = [m.total, [...m.count], [...m.disputed], m.placeless]; m.recount();"
            " if (JSON.stringify(got) !== JSON.stringify([m.total, [...m.count], [...m.disputed], m.placeless])) return k; } return 'same'"
        )
        assert same == "same"


FILTERS = [
    ({"type": ["Armed clash"]}, lambda e: e["sub_event_type"] == "Armed clash"),
    ({"modality": ["claimed", "alleged"]}, lambda e: e["modality"].isin(["claimed", "alleged"])),
    ({"precision": ["3", "0"]}, lambda e: e["geo_precision"].isna() | (e["geo_precision"] == 3)),
    ({"deaths": [5, False]}, lambda e: (e["fatalities_best"] >= 5).fillna(False)),
    ({"deaths": [None, True]}, lambda e: e["fatalities_best"].notna()),
    ({"actor": ["jnim"]}, lambda e: e["side_a"].map(lambda v: "jnim" in v) | e["side_b"].map(lambda v: "jnim" in v)),
    ({"source": ["r2"]}, lambda e: e["source_ids"].map(lambda v: "r2" in v)),
    ({"text": "ANEFIS"}, lambda e: e["place_name"] == "Anéfis"),
    ({"text": "account number 17 of"}, lambda e: e["notes"].str.contains("account number 17 of")),
    ({"type": ["Attack"], "modality": ["occurred"]}, lambda e: (e["sub_event_type"] == "Attack") & (e["modality"] == "occurred")),
]  # fmt: skip


def test_the_count_of_every_place_is_that_of_its_rows(browser, path):
    # The drawing walks along counts kept by place and look; the rows say what they must be.
    found = """
      const model = app.model, days = [...Array(12).keys()].map((k) => model.first + k * (model.last - model.first) / 12);
      const wrong = [];
      let seen = 0;
      for (const type of [null, 'Armed clash', 'Attack']) {
        if (type === null) app.filters.sets.type.clear(); else app.filters.sets.type = new Set([type]);
        app.filters.change('type');
        for (const [k, from] of days.entries()) {
          model.setWindow(Math.floor(from), Math.floor(from) + 40 * k);
          for (const site of model.sites) {
            let n = 0, disputed = 0;
            for (let c = site.begin; c < site.end; c++) { n += model.count[c]; disputed += model.disputed[c]; }
            const rows = model.rowsAt(site.index);
            seen += n;
            if (n !== rows.length || disputed !== rows.filter((i) => app.store.table('events').flag('contested', i)).length) wrong.push(site.name);
          }
        }
      }
      return [seen, wrong];
    """
    with Opened(browser, path) as opened:
        seen, wrong = opened.app(found)
    assert seen > 100
    assert wrong == []


def test_dates_and_numbers_are_written_as_in_both_languages(browser, path):
    with Opened(browser, path) as opened:
        wanted = opened.page.evaluate(
            """() => Object.fromEntries(['en-GB', 'fr-FR'].map((l) => [l, [
              new Intl.DateTimeFormat(l, {day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC'}).format(geomali.app.state.to * 864e5),
              new Intl.NumberFormat(l, {maximumFractionDigits: 1}).format(1234567.26)]]))"""
        )
        for lang, (day, number) in zip(("en", "fr"), wanted.values(), strict=True):
            opened.app("app.set({lang: arg})", lang)
            assert day in opened.page.inner_text("#gm-asof")
            assert opened.app("app.model.total = 1234567.26; app.counts(); return 1") == 1
            assert number in opened.page.text_content("#gm-count")


@pytest.mark.parametrize(("state", "rule"), FILTERS, ids=[json.dumps(f[0]) for f in FILTERS])
def test_filters_count_as_pandas_counts(browser, path, state, rule):
    events = sample.events()
    dated = events[events["event_date"].notna()]
    with Opened(browser, path) as opened:
        opened.app("app.filters.read(arg); app.filters.apply(); app.filtered(); return null", state)
        opened.settle()
        assert opened.app("return app.model.total") == int(rule(dated).sum())
        shown = opened.app(
            "return app.model.shown().map(i => app.model.events.word('event_id', i))"
        )
        assert sorted(shown) == sorted(dated[rule(dated)]["event_id"])


def test_counts_beside_the_choices(browser, path):
    events = sample.events()
    dated = events[events["event_date"].notna()]
    with Opened(browser, path) as opened:
        opened.page.click("#gm-b-filters")
        for value, n in dated["sub_event_type"].value_counts().items():
            label = opened.page.locator(f'label:has(input[data-facet=type][data-value="{value}"])')
            assert label.locator(".n").inner_text() == str(n)
        opened.page.check('input[data-facet=type][data-value="Armed clash"]')
        opened.settle()
        battles = dated[dated["sub_event_type"] == "Armed clash"]
        label = opened.page.locator('label:has(input[data-facet=modality][data-value="occurred"])')
        assert label.locator(".n").inner_text() == str(
            int((battles["modality"] == "occurred").sum())
        )
        assert opened.page.inner_text("#gm-filters-n") == "1"


def test_a_coalition_stands_for_its_members_on_the_day_shown(browser, path):
    code = "app.filters.sets.actor = new Set(['cma']); app.filters.treeDay = null; return [...app.filters.expanded()].sort()"
    with Opened(browser, path) as opened:
        members = opened.app(
            "return [...app.filters.tree().entries()].map(([k, v]) => [k, v.slice().sort()])"
        )
        from geomali.actors import load_actors

        registry = load_actors()
        day = sample.events()["event_date"].max().date()
        for coalition, found in members:
            known = set(registry.members(coalition, day))
            assert set(found) <= known
        assert "cma" in opened.app(code)


# --- unplaced, undated, areas ------------------------------------------------------------


def test_what_has_no_place_or_no_date_is_listed_not_drawn(browser, path):
    events = sample.events()
    undated = events[events["event_date"].isna()]
    placeless = events[
        events["geometry"].isna() & events["place_id"].isna() & events["event_date"].notna()
    ]
    with Opened(browser, path) as opened:
        assert opened.page.inner_text("#gm-lists-n") == str(len(undated) + len(placeless))
        opened.page.click("#gm-b-lists")
        opened.settle()
        assert opened.page.locator("#gm-panel-body .event").count() == len(undated) + len(placeless)
        assert "no damage was reported" in opened.page.inner_text("#gm-panel-body")
        areas = opened.app(
            "return app.model.sites.filter(s => s.area >= 0).map(s => [s.id, s.x === s.x])"
        )
        assert areas == [["kidal_region", False]]


def test_what_is_not_drawn_says_why(browser, tmp_path):
    nowhere = {"geometry": None, "place_id": None, "geo_precision": None}
    rows = [
        sample.event(1, date(2023, 9, 1), **nowhere | {"place_name": None}),
        sample.event(2, date(2023, 9, 2), **nowhere | {"place_name": "Zuvurokond"}),
        sample.event(3, date(2023, 9, 3), **nowhere | {"place_name": "Bamba"}),
        sample.event(4, None, **nowhere | {"place_name": None}),
    ]
    page = conflict_map(sample.frame("events", rows), sample.claims())
    with Opened(browser, save_offline(page, tmp_path / "m.html"), link="#v=1&lang=en") as opened:
        opened.page.click("#gm-b-lists")
        opened.settle()
        cards = opened.page.locator("#gm-panel-body .event").all_inner_texts()
        assert len(cards) == 4
        assert "leaves open which place is meant" in cards[0]
        assert "Bamba (Gao)" in cards[0]
        assert "The gazetteer has no place of this name" in cards[1]
        assert "The sources name no place" in cards[2]
        assert "1 of them without a place either" in opened.page.inner_text("#gm-panel-body")


# --- control, stories, comparing ---------------------------------------------------------


def control_on(opened, day: str) -> dict:
    code = "return [...app.model.controlAt(arg, null).values()].map(s => [s.id, s.state, s.age])"
    number = (date.fromisoformat(day) - date(1970, 1, 1)).days
    return {place: (state, age) for place, state, age in opened.app(code, number)}


def test_control_follows_the_date(browser, path):
    with Opened(browser, path) as opened:
        assert control_on(opened, "2023-11-13")["kidal_town"] == ("claimed", 73)
        assert control_on(opened, "2023-11-14")["kidal_town"] == ("held", 0)
        assert control_on(opened, "2023-11-20")["kidal_town"] == ("held", 5)
        assert "bamba_gao" not in control_on(opened, "2023-09-30")
        assert control_on(opened, "2023-10-02")["bamba_gao"] == ("contested", 1)


def test_a_story_sets_both_sides_side_by_side(browser, path):
    with Opened(browser, path, width=1440, height=900) as opened:
        opened.app("app.goSite(app.model.sites.find(s => s.id === 'bamba_gao').index)")
        opened.settle()
        panel = opened.page.locator("#gm-panel")
        assert opened.page.inner_text("#gm-panel-title") == "Bamba"
        left, right = panel.locator(".claim.left"), panel.locator(".claim.right")
        assert (left.count(), right.count()) == (1, 1)
        assert "We have repelled Bamba" in left.inner_text()
        assert "contradicted by 1" in right.inner_text()
        right.get_by_role("button").first.click()
        details = right.inner_text()
        assert "social media" in details
        assert "3 Oct 2023" in details
        assert "C3" in details
        boxes = left.bounding_box(), right.bounding_box()
        assert boxes[0]["x"] < boxes[1]["x"]


@pytest.mark.parametrize("day", [None, date(2023, 9, 2)])
def test_one_faraway_place_does_not_shrink_the_country(browser, tmp_path, day):
    there = {"place_id": None, "place_name": "Paris", "country": "FR", "geo_precision": 1,
             "geometry": Point(2.35, 48.85)}  # fmt: skip
    rows = [
        sample.event(1, date(2023, 9, 1), **sample.at("kidal_town")),
        sample.event(2, date(2023, 9, 1), **sample.at("gao_town")),
        sample.event(3, day, **there),
    ]
    views = []
    for name, shown in (("near", rows[:2]), ("all", rows), ("far", rows[2:])):
        saved = save_offline(
            conflict_map(sample.frame("events", shown), sample.claims().iloc[:0]),
            tmp_path / f"{name}.html",
        )
        with Opened(browser, saved) as opened:
            views.append(
                opened.app(
                    "const c = app.map.getCenter(); return [c.lat, c.lng, app.map.getZoom()]"
                )
            )
    assert views[1] == views[0]
    # Alone it is what there is to see, if it is drawn.
    assert views[2][0] == pytest.approx(48.85 if day else 17.5, abs=2.0)


def test_details_opened_at_once_stay_open(browser, path):
    """The panel follows the movement when it rests; a story just opened is not filled again."""
    with Opened(browser, path) as opened:
        opened.app("app.openSite(app.model.siteOfSpot[0], true);"
                   "document.querySelector('#gm-panel ol.events button.more').click()")  # fmt: skip
        opened.settle()
        assert opened.page.locator("#gm-panel ol.events div.details:visible").count() == 1
        # A later day is another story.
        opened.app("app.set({ to: app.state.to - 1 })")
        opened.settle()
        assert opened.page.locator("#gm-panel div.details:visible").count() == 0


def test_only_web_addresses_become_links(browser, path):
    with Opened(browser, path) as opened:
        opened.page.click("#gm-b-lists")
        opened.settle()
        for button in opened.page.locator("#gm-panel-body button.more").all():
            button.click()
        links = opened.page.eval_on_selector_all(
            "#gm a[href]", "nodes => nodes.map(n => n.getAttribute('href'))"
        )
        assert any(link.startswith("https://example.org") for link in links)
        assert not any(link.lower().startswith("javascript") for link in links)


def test_a_story_tells_of_events_nearby(browser, tmp_path):
    day = date(2023, 10, 1)
    towns = [("Alpha", 16.0), ("Beta", 16.27), ("Gamma", 16.9)]  # 0, 30 and 100 km along a meridian
    rows = [
        sample.event(
            i, day, place_id=None, place_name=name, geo_precision=1, geometry=Point(0, lat)
        )
        for i, (name, lat) in enumerate(towns)
    ]
    saved = save_offline(
        conflict_map(sample.frame("events", rows), sample.claims().iloc[:0]), tmp_path / "m.html"
    )
    with Opened(browser, saved) as opened:
        opened.app("app.goSite(app.model.sites.find(s => s.name === 'Alpha').index)")
        opened.settle()
        text = opened.page.inner_text("#gm-panel-body")
        assert "Events within 50 km" in text
        assert "Beta · 30 km" in text
        assert "Gamma" not in text


def test_figures_of_displaced_people(browser, tmp_path):
    day = date(2023, 9, 1)
    name, lat, lon, _ = sample.PLACES["gao_town"]
    at = {"place_id": "gao_town", "site": name, "geometry": Point(lon, lat)}
    rows = [
        {"record_id": "1", "source_id": "dtm", "date": date(2023, 3, 1), "persons": 900, **at},
        {"record_id": "2", "source_id": "dtm", "date": day, "persons": 1000, **at},
        {"record_id": "3", "source_id": "dtm", "date": day, "persons": 500, **at},
        {
            "record_id": "4",
            "source_id": "dtm",
            "date": day,
            "persons": 70,
            "place_id": "kidal_region",
        },
        {"record_id": "5", "source_id": "dtm", "date": day, "persons": 8, "admin1": "Nowhere"},
        {
            "record_id": "6",
            "source_id": "dtm",
            "date": day,
            "persons": None,
            "place_id": "bamba_gao",
        },
        {"record_id": "7", "source_id": "dtm", "date": day, "returnees": 60, "admin1": "Back"},
    ]
    saved = save_offline(
        conflict_map(
            sample.events(), sample.claims(), displacement=sample.frame("displacement", rows)
        ),
        tmp_path / "m.html",
    )
    with Opened(browser, saved) as opened:
        figures = opened.app(
            "return app.displacement.at(app.state.to)"
            ".map(d => [app.displacement.figure(d), d.point, d.area >= 0])"
        )
        # The newest round of Gao, both rows of it; an area is no point; a missing number is no zero;
        # who came back is not among the displaced.
        assert figures == [
            ["1,500", True, False],
            ["70", False, True],
            ["8", False, False],
            ["60 returnees", False, False],
        ]
        opened.page.click("#gm-b-lists")
        opened.settle()
        assert "Nowhere: 8" in opened.page.inner_text("#gm-panel-body")
        assert opened.errors == []


def test_comparing_lists_what_changed_and_why(browser, path):
    with Opened(browser, path) as opened:
        opened.page.click("#gm-b-compare")
        opened.page.fill("#gm-cmp", "2023-11-01")
        opened.page.click("#gm-panel-body button.primary")
        opened.settle()
        text = opened.page.inner_text("#gm-panel-body")
        assert "1 place changed" in text
        assert "Claimed" in text
        assert "We have captured Kidal" in text
        assert opened.app("return [...app.changed].map(i => app.model.sites[i].id)") == [
            "kidal_town"
        ]


def test_known_on_hides_what_was_reported_later(browser, path):
    events = sample.events()
    with Opened(browser, path, link="#v=1&known=2023-10-04") as opened:
        known = events[events["event_date"].notna() & (events["reported_date"] <= "2023-10-04")]
        assert opened.app("return app.model.total") == len(known)
        control = opened.app("return [...app.control.values()].map(s => s.id)")
        assert "kidal_town" in control
        assert "menaka_town" not in control


# --- search, links, downloads, drawing ---------------------------------------------------


def test_search_folds_accents_and_finds_actors(browser, path):
    with Opened(browser, path) as opened:
        opened.page.fill("#gm-search", "anefis")
        assert opened.page.locator("#gm-found li").first.inner_text().startswith("Anéfis")
        opened.page.press("#gm-search", "Enter")
        opened.settle()
        assert opened.page.inner_text("#gm-panel-title") == "Anéfis"
        opened.page.fill("#gm-search", "minusma")
        opened.page.press("#gm-search", "Enter")
        opened.settle()
        assert opened.app("return [...app.filters.sets.actor]") == ["minusma"]


def test_a_link_restores_the_whole_state(browser, path):
    with Opened(browser, path) as opened:
        opened.app(
            "app.filters.sets.modality.add('claimed'); app.filters.change('modality'); app.set({from: app.model.first + 10, to: app.model.first + 90,"
            " lang: 'fr', step: 'week', known: app.model.last}); app.map.setView([17.5, 0.5], 8, {animate: false}); app.openSite(0, false)"
        )
        opened.page.wait_for_timeout(600)
        state = "return [app.state.from, app.state.to, app.state.lang, app.state.step, app.state.known, app.state.site, app.map.getZoom(), app.map.getCenter().lat.toFixed(2), app.model.total, app.filters.state()]"
        before, link = opened.app(state), opened.page.evaluate("location.hash")
    with Opened(browser, path, link=link) as again:
        assert again.app(state) == before
        assert again.page.is_visible("#gm-panel")


def download(opened, selector: str) -> str:
    with opened.page.expect_download() as info:
        opened.page.click(selector)
    return Path(info.value.path()).read_text(encoding="utf-8")


def test_downloads_hold_what_is_shown(browser, path):
    with Opened(browser, path, link="#v=1&from=2023-09-01&to=2023-10-31") as opened:
        opened.page.click("#gm-b-table")
        opened.settle()
        text = download(opened, "#gm-panel-body button:has-text('CSV')")
        rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
        events = sample.events()
        want = events[
            events["event_date"].between("2023-09-01", "2023-10-31") | events["event_date"].isna()
        ]
        assert sorted(r["event_id"] for r in rows) == sorted(want["event_id"])
        one = {r["event_id"]: r for r in rows}
        for event in want.itertuples():
            row = one[event.event_id]
            assert row["event_date"] == (
                "" if pd.isna(event.event_date) else event.event_date.date().isoformat()
            )
            assert row["fatalities_best"] == (
                "" if pd.isna(event.fatalities_best) else str(event.fatalities_best)
            )
            assert row["notes"] == event.notes
            assert row["latitude"] == ("" if event.geometry is None else repr(event.geometry.y))
        found = json.loads(download(opened, "#gm-panel-body button:has-text('GeoJSON')"))
        assert len(found["features"]) == len(want)
        assert sum(f["geometry"] is None for f in found["features"]) == int(
            want.geometry.isna().sum()
        )


def test_no_cell_runs_in_a_spreadsheet(browser, tmp_path):
    events = sample.events(5)
    events["notes"] = ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", '\t=1,"x"']
    saved = save_offline(conflict_map(events, sample.claims()), tmp_path / "m.html")
    with Opened(browser, saved) as opened:
        opened.page.click("#gm-b-table")
        opened.settle()
        text = download(opened, "#gm-panel-body button:has-text('CSV')")
        for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))):
            assert row["notes"].startswith("'")


def test_a_drawn_route_is_geojson(browser, path):
    with Opened(browser, path) as opened:
        opened.page.click("#gm-b-more")
        opened.page.click("#gm-panel-body button.primary")
        box = opened.page.locator(".folium-map").bounding_box()
        for dx, dy in ((300, 300), (420, 360), (520, 420)):
            opened.page.mouse.click(box["x"] + dx, box["y"] + dy)
        saved = json.loads(download(opened, ".tool button.primary"))
        line = saved["features"][0]["geometry"]
        assert line["type"] == "LineString"
        assert len(line["coordinates"]) == 3
        # Left to right on the screen is west to east on the ground.
        assert line["coordinates"][0][0] < line["coordinates"][2][0]
        assert opened.errors == []


# --- time bar and keyboard ---------------------------------------------------------------


def test_the_time_handles_by_keyboard(browser, path):
    with Opened(browser, path) as opened:
        last = opened.app("return app.state.to")
        opened.page.focus("#gm-to")
        opened.page.keyboard.press("ArrowLeft")
        opened.page.keyboard.press("Shift+ArrowLeft")
        assert opened.app("return app.state.to") == last - 31
        opened.page.keyboard.press("End")
        assert opened.app("return app.state.to") == last
        opened.page.focus("#gm-from")
        opened.page.keyboard.press("End")
        assert opened.app("return app.state.from") == last
        opened.settle()
        assert opened.page.get_attribute("#gm-from", "aria-valuetext") == "28 December 2023"


def test_play_and_steps(browser, path):
    with Opened(browser, path) as opened:
        opened.page.select_option("#gm-step", "week")
        opened.page.click("#gm-next")
        length = opened.app(
            "return [app.state.from - app.model.first, app.state.to - app.state.from]"
        )
        assert length == [0, 6]
        opened.page.click("#gm-next")
        assert opened.app("return app.state.from - app.model.first") == 7
        opened.page.click("#gm-play")
        opened.page.wait_for_timeout(1700)
        opened.page.click("#gm-play")
        assert opened.app("return app.state.from - app.model.first") in (21, 28)


def test_dragging_on_the_bars_sets_a_window(browser, path):
    with Opened(browser, path) as opened:
        opened.page.click("#gm-next")  # the first window covers all bars
        box = opened.page.locator("#gm-track").bounding_box()
        y = box["y"] + box["height"] / 2
        opened.page.mouse.move(box["x"] + box["width"] * 0.5, y)
        opened.page.mouse.down()
        opened.page.mouse.move(box["x"] + box["width"] * 0.75, y, steps=4)
        opened.page.mouse.up()
        first, days, start, end = opened.app(
            "return [app.model.first, app.bar.days, app.state.from, app.state.to]"
        )
        assert abs((start - first) / days - 0.5) < 0.02
        assert abs((end - first) / days - 0.75) < 0.02


def test_everything_by_keyboard(browser, path):
    with Opened(browser, path) as opened:
        order = []
        for _ in range(40):
            opened.page.keyboard.press("Tab")
            name = opened.page.evaluate(
                "document.activeElement.id || document.activeElement.className"
            )
            if name in order:
                break
            order.append(name)
        for wanted in (
            "gm-search",
            "gm-b-filters",
            "gm-b-table",
            "gm-lang",
            "gm-play",
            "gm-from",
            "gm-to",
        ):
            assert wanted in order
        assert any(name.startswith("map_") for name in order)
        opened.page.focus(".folium-map")
        opened.page.keyboard.press("n")
        said = opened.page.inner_text("#gm-live")
        assert said
        opened.page.keyboard.press("Enter")
        opened.settle()
        assert opened.page.is_visible("#gm-panel")
        assert opened.page.evaluate("document.activeElement.id") == "gm-panel-title"
        opened.page.keyboard.press("Escape")
        assert not opened.page.is_visible("#gm-panel")
        assert "folium-map" in opened.page.evaluate("document.activeElement.className")


# --- languages, phones, printing, no scripts ---------------------------------------------


def test_french_and_back(browser, path):
    with Opened(browser, path) as opened:
        english = opened.page.inner_text("#gm")
        opened.page.click("#gm-lang")
        opened.settle()
        assert opened.page.get_attribute("html", "lang") == "fr"
        french = opened.page.inner_text("#gm")
        assert "Légende" in french
        assert "Filters" not in french
        assert opened.page.get_attribute("#gm-play", "aria-label") == "Lecture"
        opened.page.click("#gm-lang")
        opened.settle()
        assert opened.page.inner_text("#gm") == english


def test_what_others_said_is_quoted_as_the_language_does(browser, path):
    with Opened(browser, path) as opened:
        opened.app("app.goSite(app.model.sites.find(s => s.id === 'bamba_gao').index)")
        told = {}
        for language in ("en", "fr"):
            opened.app("app.set({lang: arg})", language)
            opened.app("document.querySelectorAll('#gm-panel button.more').forEach(b => b.click())")
            # A quote is unpacked when it is asked for.
            opened.until("return document.querySelector('#gm-panel blockquote bdi')")
            quotes = opened.page.locator("#gm-panel blockquote").all_inner_texts()
            told[language] = [*quotes, opened.page.inner_text("#gm-panel-body")]
        opened.app("app.set({lang: 'en'})")
    *english, page = told["en"]
    assert all(text.startswith("“") and text.endswith("”") for text in english)
    assert "«" not in page
    *french, page = told["fr"]
    assert [f"“{text[2:-2]}”" for text in french] == english
    assert all(text[:2] == "«\u00a0" and text[-2:] == "\u00a0»" for text in french)
    assert "“" not in page
    assert "”" not in page


@pytest.mark.parametrize(
    ("level", "words"), [("internal", "Internal"), ("partner", "Partner"), ("public", "Public")]
)
def test_the_page_says_its_level(browser, tmp_path, level, words):
    saved = save_offline(
        conflict_map(sample.events(2), sample.claims(), sensitivity=level), tmp_path / "m.html"
    )
    with Opened(browser, saved) as opened:
        assert opened.page.inner_text("#gm-level").startswith(words)


def test_a_phone_gets_a_sheet_and_large_targets(browser, path):
    with Opened(browser, path, width=390, height=844, has_touch=True, is_mobile=True) as opened:
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390
        opened.page.tap("#gm-b-filters")
        opened.settle()
        box = opened.page.locator("#gm-panel").bounding_box()
        assert box["width"] == 390
        assert box["y"] > 150
        small = opened.page.eval_on_selector_all(
            "#gm button:not(.link):not(.more), #gm select, #gm-panel fieldset label",
            "nodes => nodes.map(n => [n.id || n.textContent, n.getBoundingClientRect()]).filter(([, b]) => b.width && b.height && (b.height < 43.5 || b.width < 43.5)).map(([n]) => n)",
        )
        assert small == []


@pytest.mark.parametrize("height", [844, 520])
def test_on_a_phone_the_table_is_cards_below_the_buttons(browser, path, height):
    phone = {"width": 390, "height": height, "has_touch": True, "is_mobile": True}
    with Opened(browser, path, **phone) as opened:
        page = opened.page
        for button in ("filters", "table"):
            page.tap(f"#gm-b-{button}")
            page.wait_for_selector(f"#gm-panel[data-name={button}]:not([hidden])")
            opened.settle()
            header = page.locator("header").bounding_box()
            assert page.locator("#gm-panel").bounding_box()["y"] >= header["height"] - 0.5
        beyond = page.eval_on_selector_all(
            "#gm-panel *:not(.sr)",
            "nodes => nodes.filter(n => n.getBoundingClientRect().right > 390).map(n => n.outerHTML)",
        )
        assert beyond == []
        body = page.evaluate(
            "(() => { const b = document.getElementById('gm-panel-body'); return [b.scrollWidth, b.clientWidth] })()"
        )
        assert body[0] <= body[1]
        # Every column is in sight in each row, and a screen reader still has a table.
        row = page.locator("#gm-panel tbody tr").first
        cells = [cell.bounding_box() for cell in row.locator("td").all()]
        assert len(cells) == 6
        assert all(cell["width"] > 5 and cell["height"] > 5 for cell in cells)
        assert max(c["y"] + c["height"] for c in cells) - min(c["y"] for c in cells) < 260
        tree = page.locator("#gm-panel table").aria_snapshot()
        for part in ("table", "rowgroup", "row ", "columnheader", 'columnheader "Actors"', "cell"):
            assert part in tree
        page.tap("#gm-panel th button >> text=Deaths")
        assert page.locator("#gm-panel th[aria-sort=descending]").inner_text().startswith("Deaths")
        # The buttons stay within reach while it is open.
        page.tap("#gm-b-compare")
        page.wait_for_selector("#gm-panel[data-name=compare]")
        assert page.get_attribute("#gm-b-compare", "aria-expanded") == "true"
        assert opened.errors == []


def test_on_a_phone_who_holds_what_fits_the_sheet(browser, path):
    with Opened(browser, path, width=390, height=844, has_touch=True, is_mobile=True) as opened:
        opened.app("app.openLayer(app.controlLayer)")
        box = "document.getElementById('gm-panel-body')"
        assert opened.page.evaluate(f"{box}.scrollWidth <= {box}.clientWidth")
        right = opened.page.eval_on_selector_all(
            "#gm-panel td", "cells => cells.map(c => c.getBoundingClientRect().right)"
        )
        assert right
        assert max(right) <= 390


LABELS = """
const layer = app.layer, seen = [], put = layer.put;
layer.put = (style, text, x, y, align) => {
  put.call(layer, style, text, x, y, align);
  const wide = style.pictures.get(text).text, left = align === 'left' ? x : align === 'right' ? x - wide : x - wide / 2;
  const view = app.map.getPixelBounds().min.subtract(layer.min);
  seen.push([text, left - view.x, y - 7 - view.y, left + wide - view.x, y + 7 - view.y]);
};
layer.reset();
delete layer.put;
"""


def under(labels: list, boxes: list) -> list:
    return [
        text
        for text, x0, y0, x1, y1 in labels
        if any(x0 < b[2] and x1 > b[0] and y0 < b[3] and y1 > b[1] for b in boxes)
    ]


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_no_name_lies_under_the_legend_or_a_button(browser, tmp_path, size):
    saved = save_offline(conflict_map(sample.events(2), sample.claims()), tmp_path / "m.html")
    with Opened(browser, saved, width=size[0], height=size[1]) as opened:
        opened.app("app.map.setView([15.5, -5], 6, {animate: false})")
        boxes = opened.page.evaluate(
            """() => {
              const home = document.querySelector('.folium-map').getBoundingClientRect();
              return ['#gm-legend', '.leaflet-control-zoom', '.leaflet-control-scale'].map(s => {
                const b = document.querySelector(s).getBoundingClientRect();
                return [b.left - home.left, b.top - home.top, b.right - home.left, b.bottom - home.top];
              });
            }"""
        )
        assert all(b[2] > b[0] for b in boxes)
        for lat in (15.5, 15.2, 14.9):
            # A small step of the map: what is drawn follows it once the map rests.
            opened.app(f"app.map.setView([{lat}, -5], 6, {{animate: false}})")
            opened.until("return !app.layer.resting")
            drawn = opened.app("return app.map.getPixelBounds().min.distanceTo(app.layer.seen) < 3")
            assert drawn
            labels = opened.app(LABELS + "return seen")
            assert len(labels) > 5
            assert under(labels, boxes) == []
        # A box that goes leaves room for names.
        opened.app(
            "document.querySelectorAll('#gm-legend, .leaflet-control').forEach(n => n.style.display = 'none')"
        )
        assert under(opened.app(LABELS + "return seen"), boxes) != []


def test_names_at_the_eastern_edge_fit_a_phones_first_view(browser, tmp_path):
    events = sample.events(4)
    name = "Tin-Zaouatene-Est"
    for i, lon in enumerate([-1.6, 3.0, 3.0, -1.6]):
        events.loc[events.index[i], ["place_id", "place_name", "admin1"]] = [
            f"edge_{lon}",
            name if lon > 0 else "Ouest",
            None,
        ]
        events.loc[events.index[i], ["geo_precision", "uncertainty_km"]] = [1, 1.0]
        events.loc[events.index[i], "geometry"] = Point(lon, 19.9)
    saved = save_offline(conflict_map(events, sample.claims()), tmp_path / "m.html")
    with Opened(browser, saved, width=390, height=844, has_touch=True, is_mobile=True) as opened:
        labels = [label for label in opened.app(LABELS + "return seen") if label[0] == name]
        assert len(labels) == 1
        # To the right of its point, and whole.
        x = opened.app("return app.map.latLngToContainerPoint([19.9, 3]).x")
        assert x < labels[0][1]
        assert labels[0][3] < 390


def test_where_scripts_are_blocked_the_page_still_tells(browser, path):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    text = page.inner_text("body")
    context.close()
    assert "Scripts are blocked here" in text
    assert "2023-12-28" in text
    assert "We have" in text
    # Who holds what on the last day: the span in force, not the one before it.
    assert "Kidal\tHeld\tFAMa\t2023-11-14" in text
    assert "Kidal\tClaimed" not in text
    assert "Bamba\tContested\tCSP-PSD / FAMa\t2023-10-01" in text
    assert "Absence of reports is not safety" in text


def test_a_browser_that_cannot_unpack_says_so(browser, path):
    context = browser.new_context()
    context.add_init_script("delete window.DecompressionStream")
    page = context.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector("#gm-error:not([hidden])", timeout=10_000)
    said = page.inner_text("#gm-error")
    context.close()
    assert "cannot unpack" in said
    assert "ne peut pas lire" in said


def test_pdf_is_one_landscape_sheet_and_png_is_a_picture(path, tmp_path):
    pdf = render_pdf(path, tmp_path / "map.pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    assert (
        pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page/") + pdf.count(b"/Type /Page ") == 1
    )
    assert b"/MediaBox [0 0 841" in pdf or b"/MediaBox [0 0 842" in pdf
    png = render_png(path, tmp_path / "map.png", width=800, height=600).read_bytes()
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20], "big") == 800
    assert len(png) > 30_000  # a blank page is far smaller


def pixels(pdf: Path) -> np.ndarray:
    """The one sheet of a PDF as colours, at 72 dots an inch."""
    subprocess.run(["pdftoppm", "-r", "72", pdf, pdf.with_suffix("")], check=True)
    (picture,) = pdf.parent.glob(f"{pdf.stem}-*.ppm")
    _, size, _, raw = picture.read_bytes().split(b"\n", 3)
    width, height = map(int, size.split())
    return np.frombuffer(raw, np.uint8).reshape(height, width, 3).astype(int)


def share_of(sheet: np.ndarray, color: str) -> float:
    wanted = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    return float((np.abs(sheet - wanted).max(axis=2) <= 3).mean())


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="needs pdftoppm")
def test_the_sheet_that_a_browser_prints_has_ground_and_symbols(browser, path, tmp_path):
    with Opened(browser, path) as opened:
        center = "const c = app.map.getCenter(); return [c.lat, c.lng, app.map.getZoom()]"
        before = opened.app(center)
        opened.page.pdf(path=tmp_path / "print.pdf", prefer_css_page_size=True)
        # Back on the screen, it is drawn and answers as it did.
        assert opened.app(center) == pytest.approx(before, abs=0.01)  # a pixel
        assert opened.errors == []
        opened.app(
            "const c = app.layer.canvas, d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
            "if (!d.some(Boolean)) throw new Error('nothing is drawn after printing')"
        )
    sheet = pixels(tmp_path / "print.pdf")
    assert sheet.shape[1] > sheet.shape[0]
    ground = sheet[80:470, 40:600]  # well inside the map's frame
    assert share_of(ground, "#ffffff") < 0.05
    assert share_of(ground, "#fbf8f1") > 0.1  # the country
    assert share_of(ground, "#eee8dd") > 0.03  # what lies around it
    assert share_of(ground, "#9fc3d2") > 0.0001  # rivers
    assert (ground.max(axis=2) < 110).mean() > 0.001  # names


def test_what_changes_on_the_sheet_is_drawn_on_it(browser, path):
    with Opened(browser, path, link="#print=1") as opened:
        shots = []
        for day in ("model.first", "model.last"):
            opened.app(f"app.set({{from: app.model.first, to: app.{day}}}, true)")
            opened.settle()
            shots.append(opened.page.locator(".map").screenshot())
        assert shots[0] != shots[1]


def test_axe_finds_nothing_serious(browser, path):
    axe = pytest.importorskip("axe_playwright_python")
    script = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    for width, height in ((1280, 800), (390, 844)):
        with Opened(browser, path, width=width, height=height) as opened:
            for button in (None, "filters", "lists", "table", "compare", "more"):
                if button:
                    opened.page.evaluate(f"document.querySelector('#gm-b-{button}').click()")
                    opened.settle()
                opened.page.evaluate(script)
                found = opened.page.evaluate(
                    "async () => (await axe.run()).violations.map(v => [v.impact, v.id, v.nodes.slice(0, 3).map(n => n.html + ' ' + n.failureSummary)])"
                )
                serious = [v for v in found if v[0] in ("serious", "critical", "moderate")]
                assert serious == [], (button, width, serious)
