"""Routes, movements of people and control in words, in a real browser."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import maps_sample as sample
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from maps_browser import Opened

from geomali.errors import SchemaError
from geomali.maps import conflict_map, render_pdf, save_offline
from geomali.palette import EXPOSURE, exposure_class

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    page = conflict_map(
        sample.events(), sample.claims(), control=sample.control(), reports=sample.reports(),
        flows=sample.flows(), routes=sample.routes(), displacement=sample.displacement(),
    )  # fmt: skip
    return save_offline(page, tmp_path_factory.mktemp("map") / "map.html")


# --- movements of people -----------------------------------------------------------------


def test_flows_of_one_pair_are_added_up_and_what_is_not_stated_stays_unknown(browser, path):
    with Opened(browser, path) as opened:
        shown = opened.app(
            "return app.flows.shown().map(f => [app.flows.title(f.row), f.persons === -2147483648 ? null : f.persons])"
        )
        assert shown == [
            ["Kidal → Gao", 6000],
            ["Gao → Kidal", 800],
            ["Bamba → Timbuktu", 300],
            ["Menaka → Gao", None],
        ]
        assert opened.errors == []


def test_flows_follow_the_days_shown_and_one_without_a_day_is_always_there(browser, path):
    with Opened(browser, path) as opened:
        opened.app("app.set({from: app.model.first + 1, to: 19680})")  # to 19 November 2023
        assert opened.app("return app.flows.shown().map(f => f.row).sort()") == [3, 4]
        opened.app("app.set({to: 19681})")  # 20 November
        assert opened.app("return app.flows.shown().length") == 3


@pytest.fixture(scope="module")
def opened_once(browser, path):
    with Opened(browser, path) as opened:
        yield opened


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_more_people_never_make_a_thinner_arrow(opened_once, one, two):
    low, high = sorted((one, two))
    widths = opened_once.app("return arg.map(n => app.flows.width(n))", [low, high])
    assert widths[0] <= widths[1]


def test_there_and_back_run_on_two_sides(browser, path):
    with Opened(browser, path) as opened:
        gap = opened.app(
            "const [there, back] = app.flows.shown().map(f => app.flows.curve(f, app.layer));"
            "const [a, b] = [there.at(0.5), back.at(0.5)];"
            "return Math.hypot(a[0] - b[0], a[1] - b[1]) - (there.w + back.w) / 2"
        )
        assert gap > 4  # pixels of ground between the two


def test_a_small_arrow_lies_over_a_large_one(browser, path):
    with Opened(browser, path) as opened:
        persons = opened.app("return app.flows.shown().map(f => f.persons)")
        assert persons == sorted(persons, reverse=True)  # drawn in this order


def test_an_arrow_answers_a_click_with_its_rows(browser, path):
    with Opened(browser, path) as opened:
        at = opened.app(
            "const c = app.flows.curve(app.flows.shown()[0], app.layer), [x, y] = c.at(0.4);"
            "const p = app.map.layerPointToContainerPoint(L.point(x, y).add(app.layer.min).subtract(app.map.getPixelOrigin()));"
            "const box = app.mapNode.getBoundingClientRect(); return [p.x + box.x, p.y + box.y]"
        )
        opened.page.mouse.click(*at)
        opened.settle()
        text = opened.page.inner_text("#gm-panel-body")
        assert "5,000 persons · 20 Nov 2023 · fighting" in text
        assert "1,000 persons · 25 Nov 2023" in text
        assert "Bamba" not in text


def test_the_list_is_the_text_alternative(browser, path):
    with Opened(browser, path, link="#v=1&lang=fr") as opened:
        opened.page.click("role=button[name='Liste : Mouvements de population']")
        opened.settle()
        text = opened.page.inner_text("#gm-panel-body")
        assert "Kidal → Gao" in text
        assert "nombre non précisé" in text
        assert "date non précisée" in text.lower()
        assert "Une extrémité est une zone" in text


def test_a_flow_without_a_line_is_listed_not_drawn(browser, tmp_path):
    flows = sample.flows().iloc[:1].copy()
    flows["geometry"] = gpd.GeoSeries([None], crs="EPSG:4326")
    saved = save_offline(
        conflict_map(sample.events(3), sample.claims(), flows=flows), tmp_path / "m.html"
    )
    with Opened(browser, saved) as opened:
        assert opened.app("return app.flows.shown().length") == 0
        opened.app("app.openLayer(app.flows)")
        assert "Not drawn" in opened.page.inner_text("#gm-panel-body")


def test_flows_without_their_columns_are_refused():
    with pytest.raises(SchemaError, match="destination_place"):
        conflict_map(
            sample.events(1),
            sample.claims(),
            flows=sample.flows().drop(columns="destination_place"),
        )


# --- routes ------------------------------------------------------------------------------


def test_the_map_opens_on_the_route(browser, path):
    with Opened(browser, path) as opened:
        inside, zoom = opened.app(
            "const b = app.map.getBounds(); return [b.contains([16.2717, -0.0447]) && b.contains([18.4411, 1.4078]), app.map.getZoom()]"
        )
        assert inside
        assert zoom >= 7


def test_a_stretch_without_events_has_the_lowest_level_and_no_count(browser, path):
    with Opened(browser, path) as opened:
        # 1.7 over 145 km and 0.4 over 110 km: both at most 0.05 per km.
        assert opened.app("return app.routes.level") == [0, 1, 1]
        badges = opened.app(
            "const layer = { ...app.layer, badges: [], figures: [], zoom: 8, px: x => x, py: y => y };"
            "app.routes.marks(app.layer.canvas.getContext('2d'), layer); return [layer.badges.map(b => b[2]), layer.figures.map(f => f[0])]"
        )
        assert badges[0] == []
        assert sorted(badges[1]) == ["0 km", "1 event", "240 km", "3 events", "350 km", "95 km"]


def test_stretches_are_told_in_the_readers_language(browser, path):
    with Opened(browser, path, link="#v=1&lang=fr") as opened:
        opened.app("app.openLayer(app.routes)")
        opened.page.click("#gm-panel-body .event:nth-child(2) button.more")
        text = opened.page.inner_text("#gm-panel-body")
        assert "Bourem – Anéfis" in text
        assert "km 95–240 · 3 événements · 1 : exposition jusqu’à 0,05 par km" in text
        assert "bitume dégradé" in text
        assert "schématique" in text
        assert "paved_worn" not in text


def test_ways_are_numbered_as_in_the_briefing_and_the_first_leads(browser, tmp_path):
    one = sample.routes().assign(
        stretch_id=["a", "b", "c"], kind="fastest+shortest", way_km=350.0, way_hours=9.51, way_events=4,
        exposure_class=[0, 3, 1], stop=[True, False, False],
    )  # fmt: skip
    other = one.iloc[[0, 2]].assign(
        route_id="r2", kind="alternative", way_km=420.0, way_hours=12.0, way_events=1
    )
    closed = one.iloc[[1]].assign(route_id=None, access="closed", exposure_class=None, kind=None)
    routes = pd.concat([one, other, closed], ignore_index=True)
    page = conflict_map(sample.events(1), sample.claims(), routes=routes)
    path = Path(save_offline(page, tmp_path / "ways.html"))
    with Opened(browser, path, link="#v=1&lang=en") as opened:
        found = opened.app(
            "const r = app.routes; return { numbers: r.ways.map(w => w.number), lead: r.lead.number,"
            " widths: r.lines.map((_, i) => r.width(i)), level: r.level, on: r.onWays(0), cut: r.cut }"
        )
        assert (found["numbers"], found["lead"]) == ([1, 2], 1)
        assert min(found["widths"][:3]) > max(found["widths"][3:])
        assert found["level"][:3] == [0, 3, 1]
        assert found["on"] == "ways 1, 2 · "
        assert found["cut"] == [False] * 5 + [True]
        legend = opened.page.inner_text("#gm-legend-body")
        for words in (
            "start", "end", "stop asked for", "fastest, shortest · 350 km · 9 h 30 · 4 events",
            "alternative · 420 km · 12 h 00 · 1 event", "0: no report near", "3: exposure up to 0.60 per km",
            "thin: the other ways", "crossed out: closed to this plan",
        ):  # fmt: skip
            assert words in legend, words
        opened.app("app.openLayer(app.routes)")
        opened.page.click("text=Show way 2 in front")
        assert opened.app("return app.routes.lead.number") == 2
        assert opened.errors == []


def test_classes_of_exposure_darken_and_no_report_stands_out_from_paper():
    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    grey, *scale = [luminance(colour) for _, colour in EXPOSURE]
    assert (luminance("#fdfbf6") + 0.05) / (grey + 0.05) >= 3  # WCAG 1.4.11
    assert all(a > 1.2 * b for a, b in pairwise(scale))
    assert [exposure_class(score) for score in (0, 0.05, 0.051, 0.6, 9)] == [0, 1, 2, 3, 4]
    assert exposure_class(0.0, 1) == 1


def test_the_sheet_stays_one_page_with_every_layer(path, tmp_path):
    pdf = render_pdf(path, tmp_path / "map.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1


# --- figures -----------------------------------------------------------------------------


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=40))
def test_breaks_are_round_numbers_in_order(opened_once, values):
    found = opened_once.app("return app.displacement.constructor.breaks(arg)", values)
    assert found == sorted(set(found))
    assert 1 <= len(found) <= 3
    assert all(int(str(n).rstrip("0")) < 10 for n in found)


# --- control in words --------------------------------------------------------------------


def test_control_of_all_places_as_a_table_and_a_file(browser, path):
    with Opened(browser, path, accept_downloads=True) as opened:
        opened.app("app.set({to: 19630})")  # 30 September 2023
        opened.page.click("role=button[name='List: Control by place']")
        opened.settle()
        text = opened.page.inner_text("#gm-panel-body")
        assert "3 places" in text
        with opened.page.expect_download() as waiting:
            opened.page.click("text=Download CSV")
        file = waiting.value
        text = Path(file.path()).read_text(encoding="utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        assert file.suggested_filename == "control_2023-09-30.csv"
        said = {row["place"]: (row["state"], row["holder"]) for row in rows}
        assert said == {
            "Ber": ("claimed", "fama"),
            "Bourem": ("temporarily_entered", "fama"),
            "Kidal": ("claimed", "csp_psd"),
        }
        assert all(row["as_of"] == "2023-09-30" for row in rows)


def test_a_place_has_its_history_and_each_day_can_be_shown(browser, path):
    with Opened(browser, path) as opened:
        opened.app("app.openSite(app.model.sites.findIndex(s => s.name === 'Kidal'), true)")
        opened.settle()
        items = opened.page.locator("ol.history li")
        assert items.count() == 2
        assert "Claimed" in items.nth(0).inner_text()
        assert items.nth(1).get_attribute("aria-current") == "date"
        items.nth(0).locator("button").click()
        opened.settle()
        day = date.fromordinal(date(1970, 1, 1).toordinal() + opened.app("return app.state.to"))
        assert day == date(2023, 9, 1)
        assert opened.page.locator("ol.history li").nth(0).get_attribute("aria-current") == "date"
        # What Bamba has is one span: its card says all.
        opened.app("app.openSite(app.model.sites.findIndex(s => s.name === 'Bamba'), true)")
        assert opened.page.locator("ol.history").count() == 0


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("fr", ["Selon « civilians » : prise par CSP-PSD – Kidal", "Démenti par", "déclaration"]),
        ("en", ["According to “civilians”: CSP-PSD captured Kidal", "Denied by", "statement"]),
    ],
)
def test_a_claim_is_a_sentence_whoever_speaks_and_whatever_was_taken(browser, tmp_path, lang, said):
    claims = sample.claims().iloc[:2].assign(
        claimant=[None, "fama"], claimant_text=["civilians", None], stance=["reports", "denies"],
        proposition="captured", subject="csp_psd", object=["village", "camp"], channel="statement",
        place_text="Kidal",
    )  # fmt: skip
    saved = save_offline(conflict_map(sample.events(1), claims), tmp_path / "m.html")
    with Opened(browser, saved, link=f"#v=1&lang={lang}") as opened:
        opened.app("app.openSite(app.model.sites.findIndex(s => s.name === 'Kidal'), true)")
        text = re.sub(r"[\u00a0\u202f]", " ", opened.page.inner_text("#gm-panel-body"))
        for words in said:
            assert words in text, words


def test_what_was_last_reported_long_ago_is_not_told_as_present(browser, tmp_path):
    for as_of, told in (
        (date(2024, 8, 12), "Claimed FAMa 12 months"),
        (date(2025, 1, 14), "Last reported claimed (17 months ago) FAMa 17 months"),
        (date(2032, 12, 1), "Last reported claimed (9 years ago) FAMa 9 years"),
    ):
        page = conflict_map(
            sample.events(1), sample.claims(), control=sample.control(), as_of=as_of
        )
        with Opened(
            browser, save_offline(page, tmp_path / "m.html"), link="#v=1&lang=en"
        ) as opened:
            opened.app("app.openLayer(app.controlLayer)")
            rows = opened.page.locator("#gm-panel-body tbody tr").all_inner_texts()
            ber = next(" ".join(row.split()) for row in rows if row.startswith("Ber"))
            assert ber.replace(" G ", " ") == f"Ber {told}"


def test_a_day_is_typed_as_it_is_written_everywhere_else(browser, path):
    with Opened(browser, path, link="#v=1&lang=fr") as opened:
        opened.page.click("#gm-b-more")
        field = opened.page.locator("#gm-known")
        assert field.get_attribute("placeholder") == "aaaa-mm-jj"
        field.fill("2023-10-01")
        field.press("Enter")
        opened.settle()
        assert opened.app("return app.state.known") == (date(2023, 10, 1) - date(1970, 1, 1)).days
    with Opened(browser, path, link="#v=1&lang=fr", has_touch=True, is_mobile=True) as opened:
        opened.app("document.getElementById('gm-b-more').click()")
        assert opened.page.locator("#gm-known").get_attribute("type") == "date"


def test_what_a_claim_is_about_is_no_actor(browser, tmp_path):
    claims = sample.claims()
    claims["object"] = "camp"
    saved = save_offline(conflict_map(sample.events(), claims), tmp_path / "m.html")
    with Opened(browser, saved, link="#v=1&lang=fr") as opened:
        assert opened.app("return app.model.actorRow.has('camp')") is False
        opened.app("app.openSite(app.model.sites.findIndex(s => s.name === 'Kidal'), true)")
        assert "le camp" in opened.page.inner_text("#gm-panel-body")


def test_names_of_places_are_in_the_readers_language(browser, tmp_path):
    rows = [
        sample.event(1, date(2023, 9, 1), **{**sample.at("tombouctou_town"), "place_name": "near Timbuktu"})
    ]  # fmt: skip
    saved = save_offline(
        conflict_map(sample.frame("events", rows), sample.claims()), tmp_path / "m.html"
    )
    with Opened(browser, saved, link="#v=1&lang=fr") as opened:
        opened.page.click("#gm-b-table")
        table = opened.page.inner_text("#gm-panel-body")
        assert "Tombouctou" in table
        assert "near Timbuktu" not in table
        # What the source said is in the details.
        opened.app("app.openSite(app.model.siteOfSpot[0], true)")
        opened.page.locator("ol.events button.more").first.click()
        # They are unpacked when they are read: a moment later.
        opened.page.get_by_text("near Timbuktu").first.wait_for(timeout=20_000)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_axe_finds_nothing_in_the_lists_of_the_layers(browser, path, lang):
    axe = pytest.importorskip("axe_playwright_python")
    script = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    with Opened(browser, path, link=f"#v=1&lang={lang}") as opened:
        opened.page.evaluate(script)
        opened.page.click("button.fold")
        for layer in ("controlLayer", "flows", "routes", "displacement"):
            opened.app(f"app.openLayer(app.{layer})")
            opened.settle()
            found = opened.page.evaluate(
                "async () => (await axe.run()).violations.map(v => [v.impact, v.id, v.nodes[0].html])"
            )
            assert found == [], layer
