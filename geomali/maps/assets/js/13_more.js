// Less frequent things: known on, link, downloads, drawing a route, printing, help.

function fillMore(app, body) {
  const m = app.model;
  const known = dayField({ id: "gm-known", value: app.state.known === null ? "" : iso(app.state.known) });
  known.addEventListener("change", () => app.set({ known: dayOf(known.value) }));
  body.append(
    h("h3", null, h("label", { for: "gm-known" }, t("known_label"))),
    h("p", { class: "quiet" }, t("known_note")),
    h("div", { class: "bar" }, known, h("button", { type: "button", onclick: () => app.set({ known: null }) }, t("known_all"))));
  if (m.spans.length && !m.hasVersions) body.append(h("p", { class: "note" }, t("known_control")));
  const link = h("input", { type: "text", readonly: true, id: "gm-link", value: location.href.split("#")[0] + app.linkText() });
  body.append(
    h("h3", null, h("label", { for: "gm-link" }, t("share"))),
    h("p", { class: "quiet" }, t("share_note")),
    h("div", { class: "bar" }, link, h("button", { type: "button", onclick: async () => {
      link.select();
      try {
        await navigator.clipboard.writeText(link.value);
      } catch {
        document.execCommand("copy");
      }
      app.say(t("copied"));
    } }, t("copy"))));
  body.append(h("h3", null, t("route_tool")), h("p", { class: "quiet" }, t("route_note")),
    h("div", { class: "bar" }, h("button", { type: "button", class: "primary", onclick: () => new RouteTool(app) }, t("route_draw"))));
  body.append(h("h3", null, t("print")), h("div", { class: "bar" }, h("button", { type: "button", onclick: () => window.print() }, t("print_now"))));
  body.append(h("h3", null, t("keys")), h("ul", { class: "plain quiet" }, ["keys.map", "keys.walk", "keys.time", "keys.close"].map((k) => h("li", null, t(k)))));
  body.append(h("h3", null, t("about")), h("p", null, t("level." + app.meta.sensitivity)), h("p", null, t("caveat")), h("p", { class: "quiet" }, t("base_sources")));
  body.append(h("p", { class: "quiet" }, Words.count("events_n", m.n), " · ", Words.count("claims_n", m.claims.n)));
}

class RouteTool {
  // Click the points of a route, in order; the result is GeoJSON for "geomali routes".
  constructor(app) {
    if (app.tool) app.tool.stop();
    this.app = app;
    app.tool = this;
    this.points = [];
    app.panel.close();
    this.line = L.polyline([], { color: "#0a5563", weight: 4, interactive: false }).addTo(app.map);
    this.marks = L.layerGroup().addTo(app.map);
    this.box = h("div", { class: "tool", role: "region", "aria-label": t("route_tool") },
      h("p", null, t("route_help")), (this.status = h("p", { class: "quiet", role: "status" }, t("route_none"))),
      h("div", { class: "bar" },
        h("button", { type: "button", onclick: () => this.add(app.map.getCenter()) }, t("route_centre")),
        h("button", { type: "button", onclick: () => this.undo() }, t("undo")),
        h("button", { type: "button", class: "primary", onclick: () => this.save() }, t("route_save")),
        h("button", { type: "button", onclick: () => this.stop() }, t("close"))));
    app.mapNode.parentNode.append(this.box);
    this.click = (event) => this.add(event.latlng);
    app.map.on("click", this.click);
    app.mapNode.style.cursor = "crosshair";
    this.box.querySelector("button").focus();
  }
  add(at) {
    this.points.push([at.lat, at.lng]);
    this.draw();
  }
  undo() {
    this.points.pop();
    this.draw();
  }
  draw() {
    this.line.setLatLngs(this.points);
    this.marks.clearLayers();
    for (const p of this.points) L.circleMarker(p, { radius: 5, color: "#0a5563", fillColor: "#fff", fillOpacity: 1, weight: 2, interactive: false }).addTo(this.marks);
    let km = 0;
    for (let i = 1; i < this.points.length; i++) km += this.app.map.distance(this.points[i - 1], this.points[i]) / 1000;
    this.status.textContent = t("route_status", { n: number(this.points.length), km: number(km) });
  }
  text() {
    const coordinates = this.points.map(([lat, lon]) => [Math.round(lon * 1e5) / 1e5, Math.round(lat * 1e5) / 1e5]);
    return JSON.stringify({ type: "FeatureCollection", features: [{ type: "Feature", properties: { name: t("route") }, geometry: { type: "LineString", coordinates } }] });
  }
  save() {
    if (this.points.length > 1) save(this.text(), "route.geojson", "application/geo+json");
    else this.status.textContent = t("route_two");
  }
  stop() {
    this.line.remove();
    this.marks.remove();
    this.box.remove();
    this.app.map.off("click", this.click);
    this.app.mapNode.style.cursor = "";
    this.app.tool = null;
  }
}

function printing(app) {
  // A4 with title, date, legend, scale, north, sources and the caveat.
  const sheet = $("gm-sheet");
  const before = (opening) => {
    if (document.body.classList.contains("gm-print")) return;
    app.view = [app.map.getCenter(), app.map.getZoom()];
    const bounds = app.map.getBounds();
    document.body.classList.add("gm-print");
    clear(sheet);
    const reports = app.store.table("reports"), names = new Set();
    for (let i = 0; i < reports.n; i++) names.add(reports.word("source", i) || reports.word("title", i) || reports.word("file", i));
    for (const id of app.model.events.values("source_ids")) if (!app.reportRow.has(id)) names.add(id);
    // As many as three lines hold; the page itself names every one.
    const list = [...names].filter(Boolean), room = [];
    for (const name of list) if (room.join("; ").length + name.length < 330) room.push(name);
    $("gm-legend").classList.toggle("tight", $("gm-legend-body").querySelectorAll("li").length > 25);
    append(sheet, [
      h("p", null, h("strong", null, t("caveat"))),
      h("p", null, t("sources"), t("colon"), " ", room.flatMap((n, i) => [i ? "; " : "", data(n)]), list.length > room.length ? " (+ " + number(list.length - room.length) + ")" : "", ". ", t("base_sources")),
      h("p", null, dayText(app.state.from), " – ", dayText(app.state.to), " · ", Words.count("events_n", app.model.total), " · ", t("level." + app.meta.sensitivity), " · ", t("lists_hint", { unplaced: number(app.model.unplaced().length), undated: number(app.model.undated().length) })),
    ]);
    app.resized();
    // The same ground on the sheet; all there is to see where nobody has moved the map.
    if (app.fitted || (opening === true && !(app.link && app.link.view))) app.fit();
    else app.map.fitBounds(bounds, { animate: false });
    app.layer.reset();
    app.basemap.reset();
  };
  const after = () => {
    document.body.classList.remove("gm-print");
    app.resized();
    app.fitting = app.fitted; // back where it was is not moved by anybody
    if (app.view) app.map.setView(app.view[0], app.view[1], { animate: false });
    app.fitting = false;
    app.layer.reset();
    app.basemap.reset();
  };
  window.addEventListener("beforeprint", before);
  window.addEventListener("afterprint", after);
  app.printView = before;
  app.screenView = after;
}
