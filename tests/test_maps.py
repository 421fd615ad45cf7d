"""The map page without a browser: what is packed, written and refused."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
import zlib
from datetime import date
from pathlib import Path

import folium
import geopandas as gpd
import maps_sample as sample
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geomali.errors import GeomaliError, SchemaError
from geomali.extract import _english, _french
from geomali.maps import conflict_map, find_chromium, render_pdf, save_offline
from geomali.maps._known import with_known_versions
from geomali.maps._minify import minify_css, minify_js
from geomali.maps._names import place_names
from geomali.maps._offline import offline_html
from geomali.maps._pack import Packer, encode
from geomali.maps._page import asset
from geomali.schema import PROPOSITIONS, STANCES


def page(**options) -> folium.Map:
    return conflict_map(
        sample.events(),
        sample.claims(),
        control=sample.control(),
        reports=sample.reports(),
        not_events=sample.not_events(),
        **options,
    )


def core(html: str) -> tuple[dict, bytes]:
    """Header and columns of the data in a page, unpacked by Python's own zlib."""
    blob = re.search(r'id="gm-core">([^<]*)<', html).group(1)
    raw = zlib.decompress(base64.b64decode(blob), -15)
    size = int.from_bytes(raw[:4], "little")
    return json.loads(raw[4 : 4 + size]), raw[4 + size :]


def planes(data: bytes, offset: int, width: int, n: int) -> np.ndarray:
    columns = np.frombuffer(data[offset : offset + n * width], "u1").reshape(width, n)
    return sum(columns[i].astype("int64") << (8 * i) for i in range(width))


# --- packing: what goes in comes out -----------------------------------------------------


@given(st.lists(st.one_of(st.none(), st.integers(-(2**30), 2**30)), min_size=1), st.booleans())
def test_integers_survive_packing(values, delta):
    packer = Packer()
    packer.table("t", len(values))
    packer.integers("t", "c", pa.array(values, pa.int64()), delta=delta)
    header, data = core(f'<script id="gm-core">{packer.packed()}<')
    spec = header["tables"]["t"]["cols"]["c"]
    if spec["k"] == "na":
        found = [None] * len(values)
    elif spec["k"] == "delta":
        steps = planes(data, spec["o"], spec["w"], len(values))
        found = (spec["b"] + np.cumsum((steps >> 1) ^ -(steps & 1))).tolist()
        if "mn" in spec:
            for row in np.cumsum(planes(data, spec["mo"], spec["mw"], spec["mn"])):
                found[row] = None
    else:
        codes = planes(data, spec["o"], spec["w"], len(values))
        found = [int(c) - 1 + spec["b"] if c else None for c in codes]
    assert found == values


@given(st.lists(st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)), min_size=1))
def test_numbers_survive_packing_to_the_last_bit(values):
    packer = Packer()
    packer.table("t", len(values))
    packer.numbers("t", "c", pa.array(values, pa.float64()))
    header, data = core(f'<script id="gm-core">{packer.packed()}<')
    spec = header["tables"]["t"]["cols"]["c"]
    if spec["k"] == "na":
        found = [None] * len(values)
    elif spec["k"] == "f8":
        raw = np.frombuffer(data[spec["o"] : spec["o"] + 8 * len(values)], "<f8")
        found = [None if np.isnan(v) else float(v) for v in raw]
    else:
        codes = planes(data, spec["o"], spec["w"], len(values))
        found = [(int(c) - 1 + spec["b"]) / spec["d"] if c else None for c in codes]
    assert found == values


@given(st.lists(st.one_of(st.none(), st.text(st.characters(codec="utf-8"))), min_size=1))
def test_words_survive_coding(values):
    codes, entries = encode(pa.array(values, pa.string()), ())
    assert [entries[c - 1] if c else None for c in codes] == values


@given(st.permutations(["a", "b", "b", "c", None]))
def test_the_dictionary_does_not_depend_on_the_order_of_rows(values):
    assert encode(pa.array(values, pa.string()), ())[1] == ["b", "a", "c"]


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(
            st.none(),
            st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x1f"), min_size=1)),
        ),
        min_size=1,
    )
)
def test_lists_survive_packing(values):
    packer = Packer()
    packer.table("t", len(values))
    packer.lists("t", "c", pa.array(values, pa.list_(pa.string())))
    header, data = core(f'<script id="gm-core">{packer.packed()}<')
    spec = header["tables"]["t"]["cols"]["c"]
    if spec["k"] == "na":
        assert all(v is None for v in values)
        return
    codes = planes(data, spec["o"], spec["w"], len(values))
    found = [[spec["v"][i] for i in spec["r"][c - 1]] if c else None for c in codes]
    assert found == values


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["acled:MLI5", "acled:MLI7", "ucdp:2", "acled:MLI1"], "pnum"),
        (["ev_00000000000000ff", "ev_0123456789abcdef"], "phex"),
        (["acled:MLI05", "other"], "dict"),
    ],
)
def test_ids_take_the_shortest_form_that_keeps_them(values, kind):
    packer = Packer()
    packer.table("t", len(values))
    packer.identifiers("t", "c", pa.array(values))
    header, data = core(f'<script id="gm-core">{packer.packed()}<')
    spec = header["tables"]["t"]["cols"]["c"]
    assert spec["k"] == kind
    codes = planes(data, spec["o"], spec["w"], len(values))
    heads = [spec["v"][c - 1] for c in codes]
    if kind == "pnum":
        steps = planes(data, spec["no"], spec["nw"], len(values))
        heads = [
            f"{h}{n}" for h, n in zip(heads, np.cumsum((steps >> 1) ^ -(steps & 1)), strict=True)
        ]
    elif kind == "phex":
        heads = [
            h + data[spec["no"] + 8 * i : spec["no"] + 8 * i + 8].hex() for i, h in enumerate(heads)
        ]
    assert heads == values


# --- the page ----------------------------------------------------------------------------


def test_it_is_a_folium_map_and_takes_folium_layers(tmp_path):
    made = page()
    assert isinstance(made, folium.Map)
    folium.PolyLine([[16.2, -0.1], [18.4, 1.4]], color="red").add_to(made)
    html = save_offline(made, tmp_path / "map.html").read_text(encoding="utf-8")
    assert "L.polyline(" in html


def test_the_page_names_no_outside_file(tmp_path):
    html = save_offline(page(), tmp_path / "map.html").read_text(encoding="utf-8")
    assert not re.findall(r"<link\b[^>]*stylesheet", html)
    assert not re.findall(r"<script[^>]*\bsrc=", html)
    assert not re.findall(
        r"url\((?!data:|#)[^)]*\)", re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)
    )
    assert not re.findall(r"@import", html)


def test_every_script_is_allowed_by_its_hash_and_nothing_else_is(tmp_path):
    html = save_offline(page(), tmp_path / "map.html").read_text(encoding="utf-8")
    policy = (
        re.search(r'Content-Security-Policy" content="([^"]*)"', html)
        .group(1)
        .replace("&#x27;", "'")
    )
    allowed = set(re.findall(r"'sha256-([^']+)'", policy))
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", html, re.DOTALL)
    run = [body for attributes, body in scripts if "octet-stream" not in attributes]
    run += [
        zlib.decompress(base64.b64decode(body), -15).decode()
        for attributes, body in scripts
        if 'id="gm-script"' in attributes
    ]
    assert len(run) == 4  # Leaflet, what unpacks the page, the page, folium's own
    hashes = {base64.b64encode(hashlib.sha256(body.encode()).digest()).decode() for body in run}
    assert allowed == hashes
    assert "default-src 'none'" in policy
    assert "connect-src" not in policy
    assert html.index("Content-Security-Policy") < html.index("<script")


def test_same_input_same_bytes_whatever_the_hash_seed(tmp_path):
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import test_maps as t, hashlib;"
        "print(hashlib.sha256(t.offline_html(t.page()).encode()).hexdigest())"
    )
    found = set()
    for seed in ("1", "77"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", code, str(Path(__file__).parent)]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
        found.add(done.stdout.strip())
    assert len(found) == 1


def test_row_order_does_not_change_the_page():
    first = conflict_map(sample.events(), sample.claims(), control=sample.control())
    turned = conflict_map(
        sample.events().iloc[::-1], sample.claims().iloc[::-1], control=sample.control().iloc[::-1]
    )
    assert offline_html(first) == offline_html(turned)


def test_saving_twice_gives_the_same_page():
    made = page()
    folium.PolyLine([[16.2, -0.1], [18.4, 1.4]]).add_to(made)
    assert offline_html(made) == offline_html(made)


def test_superseded_events_are_not_shown():
    events = sample.events(4)
    events["status"] = ["current", "superseded", "deleted", "merged_into:x"]
    header, _ = core(offline_html(conflict_map(events, sample.claims())))
    assert header["tables"]["events"]["n"] == 1


def test_fixed_part_stays_within_its_budget():
    empty = conflict_map(sample.events(0), sample.claims().iloc[:0])
    assert len(offline_html(empty).encode()) <= 350_000


def test_a_hundred_thousand_events_cost_less_than_ten_bytes_each():
    # Without notes: the columns of 20,000 events over 300 places stay under 10 bytes an event.
    rng = np.random.default_rng(3)
    n = 20_000
    events = gpd.GeoDataFrame(
        {
            "event_id": [f"acled:MLI{i}" for i in range(n)],
            "event_date": pd.Timestamp("2012-01-01")
            + pd.to_timedelta(np.sort(rng.integers(0, 5000, n)), unit="D"),
            "event_type": "Battles",
            "sub_event_type": "Armed clash",
            "side_a": [[f"actor_{i}"] for i in rng.zipf(1.5, n) % 200],
            "place_name": [f"Town {i}" for i in rng.zipf(1.5, n) % 300],
            "fatalities_best": rng.poisson(2, n),
        },
        geometry=[None] * n,
        crs="EPSG:4326",
    )
    small = len(offline_html(conflict_map(events.iloc[:1], sample.claims().iloc[:0])))
    assert (len(offline_html(conflict_map(events, sample.claims().iloc[:0]))) - small) / n < 10


def test_noscript_lists_events_and_claims_escaped():
    claims = sample.claims()
    claims.loc[claims.index[1], "quote"] = "<img src=x onerror=alert(1)> & </noscript><script>"
    html = offline_html(conflict_map(sample.events(), claims, title="A <b>title</b>"))
    body = re.search(r"<noscript>(.*?)</noscript>", html, re.DOTALL).group(1)
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; &lt;/noscript&gt;&lt;script&gt;" in body
    assert "A &lt;b&gt;title&lt;/b&gt;" in body
    newest = sample.events()["event_date"].max().date().isoformat()
    assert newest in body


def test_countries_have_their_short_name_in_both_languages():
    names = place_names()
    assert names["algeria"] == ("Algeria", "Algérie")
    assert names["mauritania"] == ("Mauritania", "Mauritanie")
    assert names["cote_divoire"][0] == "Ivory Coast"
    assert names["mali"] == ("Mali", "Mali")


def test_a_title_is_no_template():
    html = offline_html(
        conflict_map(sample.events(1), sample.claims(), title="{{ 7 * 7 }} {% raw %} {#")
    )
    assert "{{ 7 * 7 }} {% raw %} {#" in html
    assert "<title>{{ 7 * 7 }}" in html


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_both_languages_have_every_word(lang):
    words = json.loads(asset("strings.json"))
    assert set(words[lang]) == set(words["en"])
    assert all(words[lang].values())
    assert f'<html lang="{lang}">' in offline_html(
        conflict_map(sample.events(1), sample.claims(), lang=lang)
    )


def test_every_word_that_the_script_asks_for_exists():
    words = json.loads(asset("strings.json"))["en"]
    folder = Path(__file__).parents[1] / "geomali" / "maps" / "assets"
    text = "\n".join(p.read_text(encoding="utf-8") for p in sorted((folder / "js").glob("*.js")))
    asked = set(re.findall(r'\bt\("([a-z_.]+)"', text))
    asked |= {
        f"{key}.{n}"
        for key in re.findall(r'Words\.count\("([a-z_]+)"', text)
        for n in ("one", "many")
    }
    asked |= set(re.findall(r'data-(?:t|label|holder)="([a-z_.]+)"', asset("page.html")))
    families = {key for key in asked if key.endswith(".")}  # the rest of the key is a value
    assert asked - families <= set(words)
    assert [key for key in families if not any(word.startswith(key) for word in words)] == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"lang": "de"}, "lang"),
        ({"sensitivity": "secret"}, "sensitivity"),
        ({"as_of": "yesterday"}, "as_of"),
        ({"from_date": "2024-02-01", "to_date": "2024-01-01"}, "before"),
    ],
)
def test_wrong_options_are_refused_in_one_line(options, words):
    with pytest.raises(GeomaliError, match=words):
        conflict_map(sample.events(1), sample.claims(), **options)


def test_a_missing_column_or_wrong_crs_is_named():
    with pytest.raises(SchemaError, match="event_type"):
        conflict_map(sample.events(1).drop(columns="event_type"), sample.claims())
    with pytest.raises(SchemaError, match="to_crs"):
        conflict_map(sample.events(1).to_crs(3857), sample.claims())


def test_saving_another_folium_map_offline(tmp_path):
    plain = folium.Map([17, 0], tiles=None)
    folium.Circle([17, 0], radius=1000).add_to(plain)
    html = save_offline(plain, tmp_path / "plain.html").read_text(encoding="utf-8")
    assert not re.findall(r"<(?:script|link)[^>]*(?:src|href)=\"?http", html)


def test_a_map_with_popups_is_refused_with_the_list_of_assets(tmp_path):
    plain = folium.Map([17, 0], tiles=None)
    folium.Marker([17, 0], popup="text").add_to(plain)
    with pytest.raises(GeomaliError, match="jquery"):
        save_offline(plain, tmp_path / "plain.html")
    assert not list(tmp_path.iterdir())


def test_tiles_are_an_option_and_only_their_host_is_allowed(tmp_path):
    html = offline_html(page(tiles="https://{s}.tiles.example/{z}/{x}/{y}.png"))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html).group(1)
    assert "img-src data: blob: https://*.tiles.example;" in policy


def test_the_page_is_put_in_place_whole(tmp_path):
    target = tmp_path / "deep" / "map.html"
    save_offline(page(), target)
    assert [p.name for p in target.parent.iterdir()] == ["map.html"]


# --- control as known earlier ------------------------------------------------------------


def test_versions_of_control_show_only_what_was_reported(monkeypatch):
    from geomali.control import control_spans

    claims = sample.claims()
    now = control_spans(claims)
    both = with_known_versions(now, claims, None)
    for day in sorted(claims["reported_date"].dropna().unique()):
        expected = control_spans(claims, known_on=pd.Timestamp(day).date())
        want = {(r.place_id, r.state, r.valid_from) for r in expected.itertuples()}
        versions = both[both["known_on"].notna() & (both["known_on"] <= day)]
        latest = versions[
            versions["known_on"] == versions.groupby("place_id")["known_on"].transform("max")
        ]
        got = {
            (r.place_id, r.state, r.valid_from.date())
            for r in latest.itertuples()
            if isinstance(r.state, str)
        }
        assert got == want


# --- small print -------------------------------------------------------------------------


def test_minifying_leaves_strings_templates_and_patterns_alone():
    text = 'const a = "x  // y" + `b  ${c}  d`; // gone\nconst r = /[/] +"/g.test(a) ? 1 / 2 : 3;\nreturn  a + +b'
    assert (
        minify_js(text)
        == 'const a="x  // y"+`b  ${c}  d`;const r=/[/] +"/g.test(a)?1/2:3;return a+ +b'
    )


def test_minifying_style_keeps_selectors():
    text = "a  b > c:hover , d { color : red ; margin: 0 auto; }\n/* gone */ @media (max-width: 9px) { e { top:1px } }"
    got = minify_css(text)
    assert "gone" not in got
    assert "a b > c:hover,d{" in got
    assert "margin:0 auto" in got


def test_no_browser_is_one_clear_line(tmp_path, monkeypatch):
    monkeypatch.setenv("GEOMALI_CHROMIUM", str(tmp_path / "nowhere"))
    assert find_chromium() is None
    with pytest.raises(GeomaliError, match="GEOMALI_CHROMIUM"):
        render_pdf(tmp_path / "a.html", tmp_path / "a.pdf")


def test_every_term_of_a_claim_has_words_and_no_french_one_needs_an_article():
    words = json.loads(asset("strings.json"))
    channels = {
        row.split("|")[0].strip() for row in (_english.CHANNELS + _french.CHANNELS).split("\n")
    }
    keys = [f"channel.{name}" for name in channels - {""}]
    keys += [f"proposition_by.{name}" for name in PROPOSITIONS]
    keys += [f"stance_{kind}.{name}" for kind in ("by", "report") for name in STANCES]
    for lang in ("en", "fr"):
        assert [key for key in keys if key not in words[lang]] == []
    # "à" and "de" would melt into an article that is not there yet: au, du, des.
    for key in keys:
        assert not re.search(r"\b(à|de|le|la|les) ?\{who\}", words["fr"][key]), key


def test_dates_may_be_given_as_days_or_words():
    one = offline_html(page(as_of=date(2023, 11, 1)))
    two = offline_html(page(as_of="2023-11-01"))
    assert one == two
    assert core(one)[0]["meta"]["as_of"] == 19662


def test_without_scripts_the_page_tells_control_as_of_its_day():
    page = conflict_map(
        sample.events(), sample.claims(), control=sample.control(), as_of=date(2023, 11, 13)
    )
    told = re.sub(r"<[^>]+>", " ", page.fallback)
    assert re.search(r"Kidal +Claimed +CSP-PSD +2023-09-01", told)
    assert "Held" not in told.split("Who says what")[0]
