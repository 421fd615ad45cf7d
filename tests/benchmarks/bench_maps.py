"""The map beside its peers on the same events: bytes, CPU to build, and the page in a browser.

Run ``python tests/benchmarks/bench_maps.py [N …]`` (100,000 and 10,000 if none is
given; with more than 100,000 events, only the pages without notes).  The page
"layers" has 3,000 claims about control at 500 places and 300 movements of people
beside the events.  Peers are folium's own ways of putting many points on a map
and a bare "limit" page: columns dictionary-coded and deflated, one canvas that draws at
most one dot per place, nothing else.  CPU seconds of one process, medians,
methods interleaved; browser figures from headless Chromium, on a desk and on a
telephone (390 x 844, processor slowed down four times).

On a busy machine wall time says little: compare "ready" with that of the limit
page in the same run, or the processor time of the main thread until then.
"""

from __future__ import annotations

import argparse
import base64
import functools
import gc
import json
import statistics
import tempfile
import time
import zlib
from pathlib import Path
from typing import Any

import folium
import folium.plugins
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geomali.control import control_spans
from geomali.maps import conflict_map, find_chromium, save_offline
from geomali.maps._page import leaflet

PLACES = 1500
KINDS = [
    ("Battles", "Armed clash", 30),
    ("Battles", "Government regains territory", 1),
    ("Battles", "Non-state actor overtakes territory", 2),
    ("Explosions/Remote violence", "Air/drone strike", 6),
    ("Explosions/Remote violence", "Shelling/artillery/missile attack", 4),
    ("Explosions/Remote violence", "Remote explosive/landmine/IED", 8),
    ("Violence against civilians", "Attack", 22),
    ("Violence against civilians", "Abduction/forced disappearance", 9),
    ("Strategic developments", "Looting/property destruction", 8),
    ("Strategic developments", "Disrupted weapons use", 2),
    ("Strategic developments", "Arrests", 4),
    ("Protests", "Peaceful protest", 3),
    ("Riots", "Mob violence", 1),
]
SYLLABLES = [
    "ba",
    "bo",
    "da",
    "di",
    "fa",
    "ga",
    "gao",
    "ka",
    "ke",
    "ki",
    "ko",
    "la",
    "ma",
    "me",
    "na",
    "ni",
    "ra",
    "sa",
    "se",
    "so",
    "ta",
    "ti",
    "to",
    "wa",
    "ya",
    "za",
]
VERBS = [
    "attacked",
    "ambushed",
    "shelled",
    "raided",
    "intercepted",
    "stormed",
    "besieged",
    "engaged",
]
TARGETS = [
    "a convoy",
    "a military post",
    "a checkpoint",
    "the market",
    "a patrol",
    "herders",
    "a camp",
]


def zipf(n: int, power: float = 1.05) -> np.ndarray:
    """Probabilities by rank: some towns and actors are in the news daily, most rarely."""
    weights = 1 / np.arange(1, n + 1) ** power
    return weights / weights.sum()


def words(rng: np.random.Generator, n: int) -> np.ndarray:
    """Return invented, distinct names."""
    found: dict[str, None] = {}
    while len(found) < n:
        found["".join(rng.choice(SYLLABLES, rng.integers(2, 5))).capitalize()] = None
    return np.array(list(found), dtype=object)


def synthetic(n: int, *, with_notes: bool = True) -> gpd.GeoDataFrame:
    """Events of fourteen years at 1,500 places, with a seven-field popup's worth of facts.

    Notes are about 330 characters with a free tail, so that they deflate like prose.
    """
    rng = np.random.default_rng(7)
    names = words(rng, PLACES)
    lon = np.round(rng.normal(-2, 2.5, PLACES).clip(-12.2, 4.2), 4)
    lat = np.round(rng.normal(15.5, 1.8, PLACES).clip(10.2, 24.9), 4)
    actors = np.array(
        ["fama", "jnim", "issp", "katiba_macina", *[f"militia_{i}" for i in range(246)]],
        dtype=object,
    )
    share = np.array([k[2] for k in KINDS], float)
    day = np.sort((5113 * rng.beta(2.2, 1.0, n)).astype(int))
    dates = np.datetime64("2012-01-01", "ms") + day.astype("timedelta64[D]")
    place = rng.choice(PLACES, n, p=zipf(PLACES))
    one, two = (rng.choice(len(actors), n, p=zipf(len(actors), 1.2)) for _ in range(2))
    kind = rng.choice(len(KINDS), n, p=share / share.sum())
    dead = rng.poisson(rng.gamma(0.5, 3.5, n))
    count = n if with_notes else 0
    vocabulary = words(rng, 5000)
    tail = vocabulary[rng.choice(5000, (count, 18), p=zipf(5000, 1.0))]
    said = pd.Series(dates).dt.strftime("%d %B %Y").to_numpy(object)
    notes = [
        f"On {d}, {actors[a]} {VERBS[v]} {TARGETS[t]} of {actors[b]} near {names[p]}. {' '.join(w)}. {f} fatalities."
        for d, a, b, p, v, t, w, f in zip(
            said,
            one,
            two,
            place,
            rng.integers(0, 8, n),
            rng.integers(0, 7, n),
            tail,
            dead,
            strict=with_notes,
        )
    ]
    frame = pd.DataFrame(
        {
            "event_id": pd.Series([f"acled:MLI{i}" for i in range(n)], dtype="str"),
            "event_date": dates,
            "event_type": pd.Series(np.array([k[0] for k in KINDS], object)[kind], dtype="str"),
            "sub_event_type": pd.Series(np.array([k[1] for k in KINDS], object)[kind], dtype="str"),
            "side_a": [[actors[i]] for i in one],
            "side_b": [[actors[i]] for i in two],
            "place_name": pd.Series(names[place], dtype="str"),
            "fatalities_best": pd.Series(dead, dtype="Int32"),
        }
    )
    if with_notes:
        frame["notes"] = pd.Series(notes, dtype="str")
    return gpd.GeoDataFrame(frame, geometry=shapely.points(lon[place], lat[place]), crs="EPSG:4326")


def no_claims() -> gpd.GeoDataFrame:
    """An empty claims table."""
    columns = {"claim_id": [], "stance": [], "proposition": [], "claim_date": []}
    return gpd.GeoDataFrame(columns, geometry=[], crs="EPSG:4326")


def claims_about(events: gpd.GeoDataFrame, n: int = 3000, places: int = 500) -> gpd.GeoDataFrame:
    """Claims of control about the first places that the events name, in the same years."""
    rng = np.random.default_rng(8)
    towns = events.drop_duplicates("place_name").head(places)
    at = rng.integers(0, len(towns), n)
    sides = np.array(["fama", "jnim", "issp", "katiba_macina"], dtype=object)
    who, says = rng.integers(0, 4, n), rng.integers(0, 4, n)
    day = np.datetime64("2012-01-01", "ms") + rng.integers(0, 5113, n).astype("timedelta64[D]")
    return gpd.GeoDataFrame(
        {
            "claim_id": [f"claim{i}" for i in range(n)],
            "claimant": sides[says],
            "stance": np.where(rng.random(n) < 0.9, "asserts", "denies"),
            "proposition": rng.choice(["captured", "holds", "entered", "withdrew"], n),
            "subject": sides[who],
            "object": pd.array([pd.NA] * n, dtype="str"),
            "place_id": [f"town{i}" for i in at],
            "place_text": towns["place_name"].to_numpy()[at],
            "geo_precision": 1,
            "claim_date": day,
            "claim_date_latest": day,
            "reported_date": day + np.timedelta64(1, "D"),
            "basis": rng.choice(["party", "journalist", "witness"], n),
        },
        geometry=towns.geometry.to_numpy()[at],
        crs="EPSG:4326",
    )


def flows_between(events: gpd.GeoDataFrame, n: int = 300) -> gpd.GeoDataFrame:
    """Movements of people between the places that the events name."""
    rng = np.random.default_rng(9)
    towns = events.drop_duplicates("place_name").head(500)
    one, two = rng.integers(0, len(towns), n), rng.integers(0, len(towns), n)
    points = shapely.get_coordinates(towns.geometry.array)
    return gpd.GeoDataFrame(
        {
            "origin_place": [f"town{i}" for i in one],
            "destination_place": [f"town{i}" for i in two],
            "persons": rng.geometric(1 / 800, n),
            "date": np.datetime64("2012-01-01", "ms")
            + rng.integers(0, 5113, n).astype("timedelta64[D]"),
        },
        geometry=shapely.linestrings(np.stack([points[one], points[two]], axis=1)),
        crs="EPSG:4326",
    )


class NoActors:
    """A registry that knows nobody: the names are invented."""

    memberships = ()

    def actor(self, actor_id: str):
        raise LookupError(actor_id)

    def related(self, one: str, two: str, on: object) -> bool:
        return one == two

    def allied(self, one: str, two: str, on: object) -> bool:
        return False


@functools.cache
def layers(n: int) -> dict[str, gpd.GeoDataFrame]:
    """Claims, what follows from them, and movements, for so many events; not part of building a page."""
    events = synthetic(n, with_notes=False)
    claims = claims_about(events)
    control = control_spans(claims, actors=NoActors())
    return {"claims": claims, "control": control, "flows": flows_between(events)}


def ours_layers(events: gpd.GeoDataFrame, path: Path) -> None:
    """As without notes, with control at hundreds of places and movements of people."""
    bare = events.drop(columns="notes", errors="ignore")
    save_offline(conflict_map(bare, **layers(len(events)), actors=NoActors()), path)


def ours(events: gpd.GeoDataFrame, path: Path) -> None:
    save_offline(conflict_map(events, no_claims(), actors=NoActors()), path)


def ours_bare(events: gpd.GeoDataFrame, path: Path) -> None:
    ours(events.drop(columns="notes", errors="ignore"), path)


def popup_rows(events: gpd.GeoDataFrame) -> list[tuple[float, float, str]]:
    fields = zip(
        events.geometry.y, events.geometry.x, events["event_date"].dt.strftime("%Y-%m-%d"), events["event_type"],
        events["side_a"], events["side_b"], events["place_name"], events["fatalities_best"], events["notes"], strict=True,
    )  # fmt: skip
    return [
        (y, x, f"<b>{d}</b> {t}<br>{a[0]} / {b[0]}<br>{p}: {f} fatalities<br>{n}")
        for y, x, d, t, a, b, p, f, n in fields
    ]


def fast_cluster(events: gpd.GeoDataFrame, path: Path) -> None:
    page = folium.Map([15.5, -3], zoom_start=6)
    make = "function(r){return L.marker([r[0],r[1]]).bindPopup(r[2])}"
    folium.plugins.FastMarkerCluster(popup_rows(events), callback=make).add_to(page)
    page.save(path)


def timestamped(events: gpd.GeoDataFrame, path: Path) -> None:
    page = folium.Map([15.5, -3], zoom_start=6)
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [x, y]},
            "properties": {"time": text[3:13], "popup": text, "icon": "circle"},
        }
        for y, x, text in popup_rows(events)
    ]
    folium.plugins.TimestampedGeoJson(
        {"type": "FeatureCollection", "features": features}, period="P1M"
    ).add_to(page)
    page.save(path)


def geojson(events: gpd.GeoDataFrame, path: Path) -> None:
    page = folium.Map([15.5, -3], zoom_start=6)
    names = ["event_type", "place_name", "notes"]
    frame = events[[*names, "fatalities_best", "geometry"]].assign(
        day=events["event_date"].dt.strftime("%Y-%m-%d"),
        a=events["side_a"].str[0],
        b=events["side_b"].str[0],
    )
    shown = ["day", "event_type", "a", "b", "place_name", "fatalities_best", "notes"]
    folium.GeoJson(
        frame, marker=folium.CircleMarker(radius=3), popup=folium.GeoJsonPopup(fields=shown)
    ).add_to(page)
    page.save(path)


LIMIT = """
const S=%s;(async()=>{const raw=Uint8Array.from(atob(document.getElementById("d").textContent),c=>c.charCodeAt(0));
const b=await new Response(new Blob([raw]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).arrayBuffer();
const n=S.n,day=new Int32Array(n),dd=new Uint16Array(b,0,n),pl=new Uint16Array(b,2*n,n);let v=0;for(let i=0;i<n;i++)day[i]=v+=dd[i];
const m=window.map=L.map("m",{center:[15.5,-3],zoom:6,zoomAnimation:false});const c=document.createElement("canvas");m.getPane("overlayPane").append(c);
const k=new Int32Array(S.x.length);let lo=0,hi=n;for(let i=0;i<n;i++)k[pl[i]]++;
function draw(){const s=m.getSize();c.width=s.x;c.height=s.y;L.DomUtil.setPosition(c,m.containerPointToLayerPoint([0,0]));
const g=c.getContext("2d");g.fillStyle="#a33";const z=256*2**m.getZoom(),o=m.getPixelBounds().min;
for(let p=0;p<k.length;p++)if(k[p]){const f=Math.sin(S.y[p]*Math.PI/180);g.beginPath();g.arc((S.x[p]/360+.5)*z-o.x,(.5-Math.log((1+f)/(1-f))/(4*Math.PI))*z-o.y,3,0,7);g.fill()}}
m.on("moveend",draw);draw();window.setWindow=(a,e)=>{const f=d=>{let l=0,h=n;while(l<h){const q=(l+h)>>1;day[q]<d?l=q+1:h=q}return l};
const L0=f(a),H0=f(e);for(let i=lo;i<hi;i++)k[pl[i]]--;for(let i=L0;i<H0;i++)k[pl[i]]++;lo=L0;hi=H0;draw()};
requestAnimationFrame(()=>requestAnimationFrame(()=>document.documentElement.dataset.ready="true"))})()
"""


def limit(events: gpd.GeoDataFrame, path: Path) -> None:
    """The least a page can be: the seven fields, a dot per place, no interface."""
    n = len(events)
    day = (events["event_date"].to_numpy().astype("datetime64[D]").astype("int64") - 15340).astype(
        "int64"
    )
    codes = {}
    for name in ("place_name", "event_type"):
        codes[name] = pd.factorize(events[name])
    for name in ("side_a", "side_b"):
        codes[name] = pd.factorize(np.array([v[0] for v in events[name]], object))
    places = codes["place_name"][1]
    first = ~events["place_name"].duplicated().to_numpy()
    parts = [
        np.diff(day, prepend=0).astype("<u2").tobytes(),
        codes["place_name"][0].astype("<u2").tobytes(),
        codes["side_a"][0].astype("<u2").tobytes(),
        codes["side_b"][0].astype("<u2").tobytes(),
        events["fatalities_best"].to_numpy("int64").astype("<u2").tobytes(),
        codes["event_type"][0].astype("u1").tobytes(),
    ]
    if "notes" in events:
        notes = [text.encode() for text in events["notes"]]
        parts += [np.array([len(t) for t in notes], "<u2").tobytes(), *notes]
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    body = base64.b64encode(b"".join([packer.compress(b"".join(parts)), packer.flush()])).decode()
    meta = {
        "n": n,
        "x": events.geometry.x[first].round(4).tolist(),
        "y": events.geometry.y[first].round(4).tolist(),
        "P": list(places),
        "T": list(codes["event_type"][1]),
        "A": list(codes["side_a"][1]),
        "B": list(codes["side_b"][1]),
    }
    code, style = leaflet()
    path.write_text(
        f"<!doctype html><meta charset=utf-8><style>{style}html,body,#m{{height:100%;margin:0}}</style><div id=m></div>"
        f"<script>{code}</script><script type=application/octet-stream id=d>{body}</script>"
        f"<script>{LIMIT % json.dumps(meta)}</script>",
        encoding="utf-8",
    )


def limit_bare(events: gpd.GeoDataFrame, path: Path) -> None:
    limit(events.drop(columns="notes", errors="ignore"), path)


METHODS = {
    "geomali": ours,
    "geomali, no notes": ours_bare,
    "geomali, layers, no notes": ours_layers,
    "limit": limit,
    "limit, no notes": limit_bare,
    "FastMarkerCluster": fast_cluster,
    "TimestampedGeoJson": timestamped,
    "GeoJson": geojson,
}
SLOW = {"FastMarkerCluster", "TimestampedGeoJson", "GeoJson"}
LARGE = 100_000
"""With more events than this, only the pages without notes are made."""


def methods_for(n: int) -> list[str]:
    """Names of the methods that are tried with so many events."""
    return [name for name in METHODS if n <= LARGE or "no notes" in name]


def build_table(n: int, folder: Path, rounds: int) -> None:
    events = synthetic(n, with_notes=n <= LARGE)
    layers(n)
    empty = folder / "empty.html"
    ours(events.head(0), empty)
    fixed = empty.stat().st_size
    limit(events.head(1), empty)
    fixed_limit = empty.stat().st_size
    seconds: dict[str, list[float]] = {name: [] for name in methods_for(n)}
    for turn in range(rounds):
        for name, times in seconds.items():
            if name in SLOW and turn:
                continue
            gc.collect()
            start = time.process_time()
            METHODS[name](events, folder / f"{name}_{n}.html")
            times.append(time.process_time() - start)
    base = statistics.median(seconds["limit" if n <= LARGE else "limit, no notes"])
    print(f"\n{n:,} events; fixed part of our page {fixed / 1000:.0f} kB")
    print(f"{'method':22s}{'bytes/event':>12s}{'µs/event':>10s}{'of limit':>10s}{'MB':>8s}")
    for name, values in seconds.items():
        size = (folder / f"{name}_{n}.html").stat().st_size
        own = (
            fixed if name.startswith("geomali") else fixed_limit if name.startswith("limit") else 0
        )
        cpu = statistics.median(values)
        print(
            f"{name:22s}{(size - own) / n:12.1f}{cpu / n * 1e6:10.1f}{cpu / base:10.2f}{size / 1e6:8.2f}"
        )


PROBE = """async () => {
  const m = window.map instanceof L.Map ? window.map : window.geomali.map;
  m.options.zoomAnimation = false; m._zoomAnimated = false;
  const frame = () => new Promise(r => requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = r; c.port2.postMessage(0); }));
  window.__frame = frame; window.__m = m; return true }"""
PAN = "async () => { for (let i = 0; i < 40; i++) { __m.panBy([i % 2 ? -60 : 60, i % 4 < 2 ? 30 : -30], {animate: false}); await __frame(); } return 40 }"
ZOOM = "async () => { const z = __m.getZoom(); for (let i = 0; i < 24; i++) { __m.setZoom(z + (i % 2 ? 0 : 1), {animate: false}); await __frame(); } return 24 }"
# Each zoom until the map is at rest: all that it leads to, in however many frames.
ZOOM_REST = "async () => { const z = __m.getZoom(); for (let i = 0; i < 10; i++) { __m.setZoom(z + (i % 2 ? 0 : 1), {animate: false}); await new Promise((r) => setTimeout(r, 300)); } return 10 }"
STEP_OURS = "async () => { const a = geomali.app, f = a.model.first; for (let i = 0; i < 60; i++) { a.set({from: f + 30 * i, to: f + 30 * i + 365}); await __frame(); } return 60 }"
STEP_LIMIT = "async () => { for (let i = 0; i < 60; i++) { setWindow(30 * i, 30 * i + 365); await __frame(); } return 60 }"
FILTER = "async () => { for (let i = 0; i < 10; i++) { geomali.app.filters.only('type', i % 2 ? 'Attack' : 'Armed clash'); await __frame(); } return 10 }"
# Our page sets data-drawn when the frame with the symbols has been shown, before it makes the legend.
DRAWN = "html[data-drawn], html[data-ready]"


def in_browser(paths: dict[str, Path], rounds: int = 3, *, phone: bool = False) -> None:
    """Open each page and measure; a page counts as ready when a screenshot shows its symbols."""
    from playwright.sync_api import sync_playwright

    results: dict[str, dict[str, list[float]]] = {name: {} for name in paths}
    size = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 800}
    options = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
        "--enable-precise-memory-info",
    ]
    with sync_playwright() as tool:
        for _ in range(rounds):
            for name, path in paths.items():
                found = results[name]
                browser = tool.chromium.launch(executable_path=str(find_chromium()), args=options)
                page = browser.new_page(viewport=size)
                client = page.context.new_cdp_session(page)
                client.send("Performance.enable", {"timeDomain": "threadTicks"})
                if phone:
                    client.send("Emulation.setCPUThrottlingRate", {"rate": 4})

                def cpu() -> float:
                    metrics = client.send("Performance.getMetrics")["metrics"]  # noqa: B023
                    return next(m["value"] for m in metrics if m["name"] == "TaskDuration")

                start = time.perf_counter()
                page.goto(path.as_uri(), wait_until="commit")
                page.wait_for_selector(DRAWN, state="attached", timeout=60_000)
                picture = page.screenshot()
                found.setdefault("ready s", []).append(time.perf_counter() - start)
                found.setdefault("ready ms", []).append(cpu() * 1000)
                page.wait_for_selector("html[data-ready]", state="attached", timeout=60_000)
                page.evaluate(PROBE)
                if not shows_symbols(page, picture):
                    message = f"{name}: the picture taken when it said it was drawn has no symbols"
                    raise RuntimeError(message)
                client.send("HeapProfiler.collectGarbage")
                heap = client.send("Runtime.getHeapUsage")
                found.setdefault("heap MB", []).append(
                    (heap["usedSize"] + heap.get("backingStorageSize", 0)) / 1e6
                )
                is_ours = name.startswith("geomali")
                works = [
                    ("pan", PAN),
                    ("zoom", ZOOM),
                    ("rested", ZOOM_REST),
                    ("step", STEP_OURS if is_ours else STEP_LIMIT),
                ]
                for label, work in works + [("filter", FILTER)] * is_ours:
                    before, began = cpu(), time.perf_counter()
                    count = page.evaluate(work)
                    wall = (time.perf_counter() - began) / count * 1000
                    found.setdefault(f"{label} ms", []).append((cpu() - before) / count * 1000)
                    if phone and label != "rested":
                        found.setdefault(f"{label} wall", []).append(wall)
                browser.close()
    labels = list(dict.fromkeys(label for found in results.values() for label in found))
    where = "on a telephone, processor slowed down four times" if phone else "in the browser"
    print(
        f"\n{where}: ms of the main thread's CPU until ready and per frame (zoom: one a frame; rested: one until the map is at rest); ready s and wall: clock"
    )
    print(f"{'page':30s}" + "".join(f"{label:>12s}" for label in labels))
    for name, found in results.items():
        medians = (
            f"{statistics.median(found[x]):12.2f}" if x in found else " " * 12 for x in labels
        )
        print(f"{name:30s}" + "".join(medians))


def shows_symbols(page: Any, picture: bytes) -> bool:
    """Whether a picture of the page differs from one of the same page without any symbol."""
    page.evaluate("() => { for (const c of document.querySelectorAll('.leaflet-overlay-pane canvas')) c.style.visibility = 'hidden' }")  # fmt: skip
    bare = page.screenshot()
    page.evaluate("() => { for (const c of document.querySelectorAll('.leaflet-overlay-pane canvas')) c.style.visibility = '' }")  # fmt: skip
    # Both as pixels, in the browser itself: how many differ in the middle of the map.
    shares = page.evaluate(
        """async (pictures) => {
          const pixels = await Promise.all(pictures.map(async (text) => {
            const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
            const bitmap = await createImageBitmap(new Blob([bytes]));
            const canvas = new OffscreenCanvas(bitmap.width, bitmap.height), g = canvas.getContext("2d");
            g.drawImage(bitmap, 0, 0);
            const w = Math.floor(bitmap.width / 2), h = Math.floor(bitmap.height / 2);
            return g.getImageData(w / 2, h / 2, w, h).data;
          }));
          let differ = 0;
          for (let i = 0; i < pixels[0].length; i += 4) if ([0, 1, 2].some((k) => Math.abs(pixels[0][i + k] - pixels[1][i + k]) > 60)) differ++;
          return differ / (pixels[0].length / 4);
        }""",
        [base64.b64encode(data).decode("ascii") for data in (picture, bare)],
    )
    return bool(shares > 0.005)


def main(sizes: list[int] | None = None, rounds: int = 3) -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages = {}
        for n in sizes or [10_000, 100_000]:
            build_table(n, folder, rounds)
            for method in methods_for(n):
                if method not in SLOW:
                    pages[f"{method}, {n:,}"] = folder / f"{method}_{n}.html"
        if find_chromium() is not None:
            in_browser(pages, rounds)
            small = {name: path for name, path in pages.items() if "no notes" in name}
            in_browser(small, rounds, phone=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    main(arguments.sizes or None, arguments.rounds)
