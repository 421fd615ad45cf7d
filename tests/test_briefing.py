"""The briefing: what is on the page, what is not, and that it can be printed."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
from datetime import date
from html.parser import HTMLParser

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely

from geomali.briefing import plan_routes, write_briefing, write_plan, write_workbook
from geomali.errors import GeomaliError
from geomali.roads import load_roads
from geomali.routes import read_flows
from geomali.schema import TABLES

AS_OF = date(2023, 11, 30)
EVIL = "</style><script>alert(1)</script>\"'>&\u202e{x}"


def table(name, rows):
    names = [c for c in TABLES[name].names if c != "geometry"]
    frame = pd.DataFrame({n: [row.get(n) for row in rows] for n in names})
    for column in TABLES[name].columns:
        if column.dtype == "date":
            frame[column.name] = pd.to_datetime(frame[column.name]).astype("datetime64[ms]")
        elif column.dtype.startswith("int"):
            frame[column.name] = pd.to_numeric(frame[column.name]).astype("Int32")
    if TABLES[name].geometry is None:
        return frame
    return gpd.GeoDataFrame(frame, geometry=[row.get("geometry") for row in rows], crs=4326)


def event(number, lon, lat, day="2023-11-20", **more):
    return {
        "event_id": f"ev_{number}", "event_date": day, "date_latest": day, "event_type": "Battles",
        "sub_event_type": "Armed clash", "place_name": "Bourem", "place_id": "bourem_town",
        "geo_precision": 1, "geometry": shapely.Point(lon, lat), "side_a": ["csp_psd"],
        "side_b": ["fama"], "affected": [], "contested": False, "source_ids": ["report_1"],
        "status": "current", "reported_date": day,
    } | more  # fmt: skip


@pytest.fixture
def frames():
    events = table(
        "events",
        [
            event(1, -0.3486, 16.955, fatalities_best=3, contested=True),
            event(2, -0.2, 16.6, place_name=EVIL, sub_event_type="Remote explosive/landmine/IED",
                  event_type="Explosions/Remote violence"),
            event(3, -0.1, 16.4, geo_precision=3, geometry=None, place_id="gao_region", place_name="Gao region"),
            event(4, -0.05, 16.3, geo_precision=2, day="2023-11-02"),
        ],
    )  # fmt: skip
    claims = table(
        "claims",
        [
            {"claim_id": "c1", "event_id": "ev_1", "claimant": "csp_psd", "stance": "asserts",
             "proposition": "captured", "subject": "csp_psd", "place_id": "bourem_town",
             "place_text": "Bourem", "geo_precision": 1, "geometry": shapely.Point(-0.3486, 16.955),
             "claim_date": "2023-11-20", "claim_date_latest": "2023-11-20", "reported_date": "2023-11-20",
             "basis": "party", "credibility": 3, "quote": f"We hold Bourem {EVIL} " + "x" * 400},
        ],
    )  # fmt: skip
    reports = table(
        "reports",
        [{"report_id": "report_1", "title": f"Report {EVIL}", "published": "2023-11-21",
          "text": "the whole text", "text_sha256": "0"}],
    )  # fmt: skip
    return events, claims, reports


def plan_of(frames, source="Gao, Bourem, Kidal", **options):
    options = {"as_of": AS_OF, "buffer_km": 5.0, "network": load_roads(embedded=True)} | options
    return plan_routes(source, *frames, **options)


def page_of(frames, tmp_path, *, lang="fr", **options):
    plan = plan_of(frames, **options)
    path = tmp_path / "page.html"
    write_briefing(
        plan.assessment, plan.events, path, claims=plan.claims, reports=plan.reports, lang=lang,
        stops=plan.stops, network=plan.network, closed=plan.closed,
    )  # fmt: skip
    return path.read_text(encoding="utf-8")


class Reader(HTMLParser):
    """What a browser would see: tags, attributes, text."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.words = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def test_the_page_says_what_a_convoy_leader_asks(frames, tmp_path):
    text = Reader(page_of(frames, tmp_path, lang="en")).text
    for words in (
        "No report is not no danger", "30 Nov 2023", "381", "Armed clash", "3 dead stated",
        "claimed by CSP-PSD", "evidence 10 days old", "accounts differ", "We hold Bourem",
        "Report", "21 Nov 2023", "PARTNERS", "schematic", "Gao region", "region only", "Anéfis", "RN18",
        "fastest", "place known roughly",
    ):  # fmt: skip
        assert words in text, words
    assert "fatalities" not in text


def test_the_french_page_is_french(frames, tmp_path):
    reader = Reader(page_of(frames, tmp_path, lang="fr"))
    for words in (
        "L’absence de signalement",
        "30\u00a0nov.\u00a02023",
        "morts non précisés",
        "revendiqué par",
        "Tronçon",
    ):
        assert words in reader.text or words.replace("\u00a0", " ") in reader.text, words
    assert ("lang", "fr") in reader.attributes
    for english in ("Events near", "not stated", "Stretch by stretch", "Driving time"):
        assert english not in reader.text


@pytest.mark.parametrize(
    ("as_of", "words"),
    [
        (date(2024, 11, 19), ("claimed by CSP-PSD", "revendiqué par CSP-PSD")),
        (date(2024, 11, 20), ("claimed by CSP-PSD", "revendiqué par CSP-PSD")),
        (date(2025, 1, 20), ("last reported claimed by CSP-PSD , 14 months ago",
                             "dernier signalement : revendiqué par CSP-PSD , il y a 14 mois")),
        (date(2032, 12, 1), ("last reported claimed by CSP-PSD , 9 years ago",
                             "dernier signalement : revendiqué par CSP-PSD , il y a 9 ans")),
    ],
)  # fmt: skip
def test_a_state_nobody_vouches_for_any_more_is_told_as_last_reported(
    frames, tmp_path, as_of, words
):
    for lang, said in zip(("en", "fr"), words, strict=True):
        page = page_of(frames, tmp_path, lang=lang, as_of=as_of, window_days=3650)
        text = Reader(page).text.replace("\u00a0", " ")
        assert said in text
        old = (as_of - date(2023, 11, 20)).days > 365
        assert ("last reported" in text or "dernier signalement" in text) == old
        assert ('<g class="past">' in page) == old


def test_an_exposure_that_has_faded_is_not_told_as_none(frames, tmp_path):
    old = Reader(page_of(frames, tmp_path, lang="en", as_of=date(2026, 1, 1), window_days=3650))
    assert "Exposure score < 0.1" in old.text.replace("\u00a0", " ")
    none = Reader(page_of(frames, tmp_path, lang="en", as_of=date(2023, 1, 1)))
    assert "Exposure score 0.0" in none.text


def test_an_event_near_two_stretches_is_marked(frames, tmp_path):
    text = Reader(page_of(frames, tmp_path, lang="en")).text
    assert "counts once in the totals" in text
    far = Reader(page_of(frames, tmp_path, lang="en", as_of=date(2023, 9, 1))).text
    assert "counts once in the totals" not in far


def test_the_map_gets_stops_totals_and_what_is_closed(frames):
    plan = plan_of(frames, source="Gao, Bourem, Kidal", avoid=["Gao - Djebok"])
    told = plan.map_routes()
    first = told[told["route_id"] == "r1"]
    assert first["to_name"][first["stop"] == True].tolist() == ["Bourem"]  # noqa: E712
    assert set(first["way_km"]) == {381.0}
    assert set(first["way_events"]) == {plan.assessment.routes["event_count"].iloc[0]}
    closed = told[told["access"] == "closed"]
    assert closed[["from_name", "to_name"]].to_numpy().tolist() == [["Gao", "Djebok"]]
    assert closed["route_id"].isna().all()


def test_what_was_read_otherwise_is_said_in_both_languages(frames, tmp_path):
    for lang, words in (("fr", "« Kidall » est lu Kidal"), ("en", "“Kidall” is read as Kidal")):
        plan = plan_of(frames, source="Kidall, Bourem")
        assert [str(note) for note in plan.notes] == ["“Kidall” is read as Kidal (Kidal, ML)"]
        write_plan(plan, tmp_path / lang, lang=lang)
        assert words in Reader((tmp_path / lang / "route.html").read_text(encoding="utf-8")).text


def test_people_who_left_or_reached_the_towns_are_named(frames, tmp_path):
    path = tmp_path / "flows.csv"
    path.write_text(
        f"origin,destination,persons,date,reason\nMénaka,Gao,1250,2023-11-03,{EVIL.replace(',', '')}\n"
        "Bourem,Mopti,,2023-11-04,\nKidal,Gao,77777,2019-12-31,old\nSikasso,Kayes,99,2023-11-04,far\n",
        encoding="utf-8",
    )
    flows, _ = read_flows(path)
    plan = plan_of(frames, source="Gao, Bourem", flows=flows)
    assert len(plan.flows) == 4
    written = write_plan(plan, tmp_path / "out", lang="fr")
    reader = Reader((tmp_path / "out" / "route.html").read_text(encoding="utf-8"))
    for words in ("Ménaka → Gao", "1 250 personnes", "Bourem → Mopti", "nombre non précisé"):
        assert words in reader.text, words
    assert "script" not in reader.tags
    for absent in ("77", "Sikasso"):
        assert absent not in reader.text
    assert tmp_path / "out" / "route_flows.csv" in written


def test_ways_are_numbered_alike_on_the_map_and_in_the_table(frames, tmp_path):
    page = page_of(frames, tmp_path, source="Bamako, Mopti, Gao", alternatives=2, lang="en")
    ways = page.count('class="way-nr"')
    assert ways >= 3
    numbers = re.findall(r'<g class="nr">.*?<text[^>]*>(\d)</text></g>', page)
    assert sorted(numbers) == [str(n) for n in range(2, ways + 1)]


def test_a_phone_shows_all_of_it(frames, tmp_path, chromium):
    """At 390 points nothing is wider than the page."""
    path = tmp_path / "page.html"
    path.write_text(page_of(frames, tmp_path), encoding="utf-8")
    frame = tmp_path / "phone.html"
    frame.write_text(
        f'<iframe src="{path.name}" width="390" height="800"></iframe><script>'
        "onload=()=>{const d=document.querySelector('iframe').contentDocument.documentElement;"
        "document.body.dataset.width=d.scrollWidth}</script>",
        encoding="utf-8",
    )
    found = subprocess.run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files",
         "--virtual-time-budget=4000", "--dump-dom", frame.as_uri()],
        capture_output=True, text=True, timeout=120, check=True,
    ).stdout  # fmt: skip
    assert 300 <= int(re.search(r'data-width="(\d+)"', found)[1]) <= 390


def test_text_from_outside_stays_text(frames, tmp_path):
    for lang in ("fr", "en"):
        reader = Reader(page_of(frames, tmp_path, lang=lang))
        assert "script" not in reader.tags
        assert "<script>alert(1)</script>" in reader.text
        assert "\u202e" not in reader.text
        assert not [name for name, _ in reader.attributes if name.startswith("on")]


def test_the_page_asks_for_nothing_from_outside(frames, tmp_path):
    page = page_of(frames, tmp_path)
    reader = Reader(page)
    assert not {"script", "link", "img", "iframe", "object", "base"} & set(reader.tags)
    assert not {"href", "src", "style"} & {name for name, _ in reader.attributes}
    assert "@import" not in page
    assert "url(" not in page
    policy = (
        dict(reader.attributes)["content"] if False else re.search(r"default-src[^\"]*", page)[0]
    )
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy
    assert "\x00" not in page


def test_the_same_frames_give_the_same_bytes(frames, tmp_path):
    first = page_of(frames, tmp_path)
    events, claims, reports = frames
    again = page_of((events.iloc[::-1], claims, reports), tmp_path)
    assert first == again


def test_sensitivity_is_stated_and_kept(frames, tmp_path):
    pages = {
        level: Reader(page_of(frames, tmp_path, lang="en", sensitivity=level)).text
        for level in ("internal", "partner", "public")
    }
    for level, words in (("internal", "INTERNAL"), ("partner", "PARTNERS"), ("public", "PUBLIC")):
        assert words in pages[level]
    assert "on the road" in pages["partner"]
    assert "on the road" not in pages["public"]
    assert not any("the whole text" in page for page in pages.values())


def test_long_quotes_are_cut(frames, tmp_path):
    assert "x" * 300 not in page_of(frames, tmp_path)


def test_no_events_is_not_no_danger(frames, tmp_path):
    events, claims, reports = frames
    text = Reader(page_of((events.iloc[:0], claims.iloc[:0], reports), tmp_path, lang="en")).text
    assert "no report known" in text
    assert "No report is not no danger" in text
    assert " safe" not in text


@pytest.mark.parametrize("busy", [False, True])
def test_it_prints_on_two_sheets(frames, tmp_path, chromium, busy):
    """Also where something happened near every one of 29 stretches."""
    if busy:
        lines = load_roads(embedded=True).stretches.geometry.to_numpy()
        middles = shapely.line_interpolate_point(lines, 0.5, normalized=True)
        rows = [
            event(i, p.x, p.y, place_name="Sanankoro Djitoumou", notes="Un convoi a été attaqué. " * 20,
                  sub_event_type="Abduction/forced disappearance", event_type="Violence against civilians")
            for i, p in enumerate(middles)
        ]  # fmt: skip
        frames = (table("events", rows), *frames[1:])
    source = "Bamako, Mopti, Gao, Kidal" if busy else "Bamako, Mopti, Gao"
    plan = plan_of(frames, source=source, alternatives=3)
    written = write_plan(plan, tmp_path, lang="fr", pdf=True)
    pdf = tmp_path / "route.pdf"
    assert pdf in written
    assert pdf.read_bytes()[:5] == b"%PDF-"
    data = pdf.read_bytes()
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", data)) <= 2
    # A4, not letter: 595 x 842 points; a page without its style sheet is printed on letter.
    [box] = {tuple(map(float, b.split())) for b in re.findall(rb"/MediaBox\s*\[([^\]]*)\]", data)}
    assert box == pytest.approx((0, 0, 595, 842), abs=1.5)


def test_everything_is_written_and_can_be_read(frames, tmp_path):
    written = {path.name for path in write_plan(plan_of(frames), tmp_path, lang="en")}
    assert written == {
        "route.html", "route.xlsx", "route.gpkg", "route_stretches.csv", "route_stretches.parquet",
    }  # fmt: skip
    layer = gpd.read_file(tmp_path / "route.gpkg", layer="stretches")
    assert set(layer.geometry.geom_type) <= {"LineString", "MultiLineString"}
    assert layer.crs.to_epsg() == 4326
    parquet = gpd.read_parquet(tmp_path / "route_stretches.parquet")
    assert parquet["event_count"].tolist() == layer["event_count"].tolist()
    csv = pd.read_csv(tmp_path / "route_stretches.csv", skiprows=[1])
    assert csv["stretch_id"].tolist() == layer["stretch_id"].tolist()
    book = openpyxl.load_workbook(tmp_path / "route.xlsx")
    assert book.sheetnames == [
        "routes",
        "stretches",
        "stretch_events",
        "stretch_possible",
        "route_towns",
    ]
    assert not any(
        str(cell.value).startswith("=")
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
    )


def test_a_workbook_has_no_time_and_no_formula(tmp_path):
    frame = pd.DataFrame(
        {"name": ["=1+1", "ok"], "n": pd.array([None, 3], dtype="Int64"), "geometry": [1, 2]}
    )
    first = write_workbook({"t": frame}, tmp_path / "a.xlsx").read_bytes()
    assert write_workbook({"t": frame}, tmp_path / "b.xlsx").read_bytes() == first
    rows = list(openpyxl.load_workbook(tmp_path / "a.xlsx")["t"].values)
    assert rows[0] == ("name", "n")
    assert rows[2:] == [("'=1+1", None), ("ok", 3)]


def test_what_cannot_be_planned_says_why(frames, tmp_path):
    plan = plan_of(frames, source="Gao, Nowhereville")
    assert plan.assessment is None
    assert "Nowhereville" in plan.refused[0]
    with pytest.raises(GeomaliError):
        write_plan(plan, tmp_path)
    barred = plan_of(frames, source="Gao, Kidal", avoid=["kidal_town"])
    assert "barred" in barred.message
    assert len(barred.cut)


def test_drawn_routes_and_flows_are_planned_from_files(frames, tmp_path):
    path = tmp_path / "drawn.geojson"
    drawn = gpd.GeoDataFrame(
        {"name": ["convoy"]}, geometry=[shapely.LineString([(-0.0447, 16.27), (-0.3486, 16.955)])], crs=4326
    )  # fmt: skip
    drawn.to_file(path)
    plan = plan_of(frames, source=path)
    assert plan.assessment.routes["event_count"].iloc[0] >= 2
    # Ends without a name are told by the nearest place.
    assert plan.assessment.stretches["to_name"].iloc[-1] == "Bourem (0 km)"
    assert write_plan(plan, tmp_path / "out", lang="en")
    flows = tmp_path / "flows.csv"
    flows.write_text(
        "origin,destination,persons\nMénaka,Gao,1200\nNowhereville,Gao,3\n", encoding="utf-8"
    )
    plan = plan_of(frames, source=flows)
    assert plan.flows["persons"].tolist() == [1200]
    assert len(plan.rejects) == 1
    names = {p.name for p in write_plan(plan, tmp_path / "flows", lang="en")}
    assert names == {"route_flows.csv", "route.gpkg", "route_rejects.csv"}
    arrows = gpd.read_file(tmp_path / "flows" / "route.gpkg", layer="flows")
    assert arrows["persons"].tolist() == [1200]


def test_an_unknown_route_or_language_is_refused(frames, tmp_path):
    plan = plan_of(frames)
    with pytest.raises(GeomaliError, match="no route 'r99'"):
        write_briefing(plan.assessment, plan.events, tmp_path / "a.html", route_id="r99")
    with pytest.raises(ValueError, match="language 'de'"):
        write_briefing(plan.assessment, plan.events, tmp_path / "a.html", lang="de")
    assert not (tmp_path / "a.html").exists()
