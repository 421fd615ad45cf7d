// The page as a whole: state, permalink, legend, and what runs when something changes.

class App {
  constructor(map, base, store) {
    this.map = map;
    this.base = base;
    this.store = store;
    this.meta = store.meta;
    Words.all = JSON.parse(base.meta.words);
    window.geomali.words = t;
    readPalette(this.meta.families);
    this.model = new Model(store);
    this.reportRow = new Map();
    const reports = store.table("reports");
    for (let i = 0; i < reports.n; i++) this.reportRow.set(reports.word("report_id", i), i);
    this.show = { control: true, routes: true, displacement: true, flows: true };
    this.routes = store.table("routes").n ? new Routes(this, store.table("routes")) : null;
    this.displacement = store.table("displacement").n ? new Displacement(this) : null;
    this.flows = store.table("flows").n ? new Flows(this, store.table("flows")) : null;
    // From the ground up: areas, arrows, ways; events and control come on top.
    this.extras = [this.displacement, this.flows, this.routes].filter(Boolean);
    this.controlLayer = this.model.spans.length ? new ControlLayer(this) : null;
    const { first, last } = this.model;
    const asOf = this.meta.as_of === null || this.meta.as_of === undefined ? last : Math.max(first, Math.min(last, this.meta.as_of));
    const keep = (day, other) => (day === null || day === undefined ? other : Math.max(first, Math.min(last, day)));
    const span = this.meta.span;
    const to = this.meta.as_of === null ? keep(span[1], last) : asOf;
    this.state = { from: Math.min(to, keep(span[0], first)), to, known: null, step: "month", site: null, lang: this.meta.lang, compare: null, filters: {} };
    this.compare = null;
    this.readLink();
    Words.lang = this.state.lang;
    this.filters = new Filters(this);
    this.model.setWindow(this.state.from, this.state.to);
    this.control = this.model.controlAt(this.state.to, this.state.known);
  }

  start() {
    const map = this.map;
    this.mapNode = map.getContainer();
    this.model.nameSites(); // the first view makes room for them
    this.basemap = new Basemap(this.base);
    this.layer = new DataLayer(this);
    if (map.attributionControl) map.attributionControl.setPrefix(false);
    scaleBar().addTo(map);
    this.zoomControl = L.control.zoom({ position: "bottomright" }).addTo(map);
    if (this.link && this.link.view) map.setView([this.link.view[0], this.link.view[1]], this.link.view[2], { animate: false });
    else this.fit();
    this.panel = new Panel(this);
    this.search = new Search(this);
    this.bar = new TimeBar(this);
    this.bind();
    this.filters.apply();
    this.words();
    // Last, so that each is drawn once.
    map.addLayer(this.basemap);
    map.addLayer(this.layer);
    if (this.state.compare !== null) this.setCompare(this.state.compare);
    if (this.state.site !== null) this.openSite(this.state.site, false);
    map.on("moveend", () => {
      clearTimeout(this.linking);
      this.linking = setTimeout(() => this.writeLink(), 200);
    });
    if (window.innerWidth > 720 && window.innerHeight > 620) $("gm-legend-toggle").click();
    else $("gm-legend-toggle").setAttribute("aria-expanded", "false");
    new ResizeObserver(() => this.layer.relaid()).observe($("gm-legend"));
    document.body.classList.add("gm-ready");
  }

  finish() {
    // Once the map is on the screen: the legend, whose many small pictures can wait.
    this.started = true;
    this.legend();
    if (/(^#|&)print=1/.test(location.hash)) this.printView(true);
  }

  fit() {
    // What there is to see: the places in the data, else the home country.
    let x0 = 1, x1 = 0, y0 = 1, y1 = 0;
    const names = [];
    const take = (x, y) => {
      x0 = Math.min(x0, x);
      x1 = Math.max(x1, x);
      y0 = Math.min(y0, y);
      y1 = Math.max(y1, y);
    };
    // A route is what its map is about; without one, everything that has a place.
    const [w, s, e, n] = this.meta.home;
    if (this.routes) this.routes.bounds(take);
    else {
      // What lies a country's width away, such as a capital that a report names, does not
      // shrink the rest; alone it is what there is to see. Nor does what is not drawn.
      const told = new Set(this.model.spans.map((span) => span.site));
      const drawn = this.model.sites.filter((p) => p.area < 0 && (told.has(p.index) || this.model.count.subarray(p.begin, p.end).some(Boolean)));
      const near = drawn.filter((p) => Math.abs(2 * worldLon(p.x) - w - e) < 2 * (e - w) && Math.abs(2 * worldLat(p.y) - s - n) < 2 * (n - s));
      for (const p of near.length ? near : drawn) {
        take(p.x, p.y);
        names.push([p.x, p.label || p.name || ""]);
      }
      for (const extra of this.extras) extra.bounds(take);
    }
    if (x0 > x1) {
      take(worldX(w), worldY(s));
      take(worldX(e), worldY(n));
    }
    this.fitting = true;
    const wide = Math.max(x1 - x0, 0.008), tall = Math.max(y1 - y0, 0.008);
    const cx = (x0 + x1) / 2, cy = (y0 + y1) / 2;
    const narrow = this.mapNode.clientWidth < 600;
    // Names stand to the right of their points: room for those at the eastern edge.
    const east = names.filter(([x]) => x > x1 - wide / 8).map(([, name]) => nameWidth(name) + 20);
    const right = Math.min(this.mapNode.clientWidth / 2.5, Math.max(narrow ? 60 : 90, ...east));
    this.map.fitBounds([[worldLat(cy + tall / 2), worldLon(cx - wide / 2)], [worldLat(cy - tall / 2), worldLon(cx + wide / 2)]],
      { paddingTopLeft: [this.mapNode.clientWidth > 1000 && !document.body.classList.contains("gm-print") ? 280 : narrow ? 26 : 50, 70], paddingBottomRight: [right, 50], animate: false, maxZoom: 9 });
    this.fitting = false;
    this.fitted = true;
  }

  bind() {
    const map = this.map;
    map.on("click", (event) => {
      if (this.tool) return;
      const item = this.layer.hit(event.layerPoint);
      if (item) return this.openItem(item);
      const found = this.extraAt(event.layerPoint);
      if (found) this.openLayer(found.extra, found.rows);
    });
    map.on("movestart", () => {
      if (!this.fitting) this.fitted = false;
    });
    let hover = null;
    const tip = $("gm-tip");
    map.on("mousemove", (event) => {
      const item = this.tool ? null : this.layer.hit(event.layerPoint) || this.extraAt(event.layerPoint);
      if (!this.tool) this.mapNode.style.cursor = item ? "pointer" : "";
      const key = item && (item.sites || item.extra.name + item.rows);
      if (key !== hover) {
        hover = key;
        if (item) tip.replaceChildren(...(item.tip || this.tipOf(item)));
        tip.hidden = !item;
      }
      if (item) {
        const box = this.mapNode.getBoundingClientRect(), p = event.containerPoint;
        tip.style.left = Math.min(p.x + 14, box.width - tip.offsetWidth - 8) + "px";
        tip.style.top = Math.max(8, p.y - tip.offsetHeight - 12) + "px";
      }
    });
    map.on("mouseout zoomstart", () => {
      tip.hidden = true;
      hover = null;
    });
    this.mapNode.addEventListener("keydown", (event) => {
      // The map by keyboard: n and p walk through the places in view, Enter opens one.
      if (event.target !== this.mapNode || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "n" || event.key === "p") this.walk(event.key === "n" ? 1 : -1);
      else if (event.key === "Enter" && this.walked) this.openItem(this.walked);
      else return;
      event.preventDefault();
    });
    $("gm-lang").addEventListener("click", () => this.set({ lang: Words.lang === "fr" ? "en" : "fr" }));
    const buttons = {
      filters: () => this.panel.toggle("filters", () => t("filters"), (body) => this.filters.fill(body)),
      table: () => this.panel.toggle("table", () => t("table"), (body) => fillTable(this, body)),
      lists: () => this.panel.toggle("lists", () => t("lists"), listsPanel(this)),
      compare: () => this.panel.toggle("compare", () => t("compare"), (body) => fillCompare(this, body)),
      more: () => this.panel.toggle("more", () => t("more"), (body) => fillMore(this, body)),
    };
    for (const [name, run] of Object.entries(buttons)) $("gm-b-" + name).addEventListener("click", run);
    $("gm-legend-toggle").addEventListener("click", () => {
      const open = $("gm-legend").classList.toggle("open");
      $("gm-legend-toggle").setAttribute("aria-expanded", String(open));
    });
    window.addEventListener("hashchange", () => {
      if (location.hash === this.written) return;
      this.readLink();
      if (this.link && this.link.view) map.setView([this.link.view[0], this.link.view[1]], this.link.view[2], { animate: false });
      this.filters.apply();
      this.set({ ...this.state }, true);
    });
    printing(this);
  }

  marked() {
    for (const name of ["filters", "table", "lists", "compare", "more"]) $("gm-b-" + name).setAttribute("aria-expanded", String(Boolean(this.panel.current && this.panel.current.name === name)));
  }
  resized(whole) {
    // A view that nobody has moved shows all there is to see in what room is left.
    this.map.invalidateSize({ pan: false, animate: false });
    if (whole && this.fitted) this.fit();
  }

  extraAt(point) {
    for (const extra of this.extras.slice().reverse()) {
      const found = this.show[extra.name] ? extra.hit(point, this.layer) : null;
      if (found) return { extra, ...found };
    }
    return null;
  }
  openLayer(extra, rows) {
    // A layer in words: all of it, or what was clicked.
    this.panel.open("layer", () => t("layer." + extra.name), (body) => extra.list(body, rows));
  }

  tipOf(item) {
    const out = [h("strong", null, data(item.name || "")), item.sites.length > 1 ? " + " + (item.sites.length - 1) : ""];
    for (const s of item.sites) {
      const span = this.control.get(s.index);
      if (span) out.push(h("div", null, stateWords(this, span), span.holder ? [t("colon"), " ", data(this.model.actorName(span.holder))] : span.claimants.length ? [t("colon"), " ", side(this, span.claimants)] : ""));
    }
    out.push(h("div", { class: "quiet" }, Words.count("events_n", item.total)));
    return out;
  }

  walk(step) {
    this.layer.settle();
    const view = this.map.getPixelBounds();
    const items = this.layer.hits.filter((i) => view.contains([i.x, i.y])).sort((a, b) => a.y - b.y || a.x - b.x);
    if (!items.length) return;
    const key = (i) => i.sites[0].key;
    const now = this.walked ? items.findIndex((i) => key(i) === key(this.walked)) : step > 0 ? -1 : 0;
    this.walked = items[(now + step + items.length) % items.length];
    this.state.site = this.walked.sites[0].index;
    this.layer.draw();
    this.say([this.walked.name, Words.count("events_n", this.walked.total), ...this.walked.sites.map((s) => this.control.get(s.index)).filter(Boolean).map((s) => stateWords(this, s))].join(", "));
  }
  say(text) {
    $("gm-live").textContent = text;
  }

  openItem(item) {
    const sites = item.sites.map((s) => s.index);
    this.set({ site: sites[0] });
    this.showStory(sites);
  }
  openSite(index, move) {
    this.set({ site: index });
    this.showStory([index]);
    if (move) this.goView(this.model.sites[index]);
  }
  showStory(sites) {
    const title = () => [data(this.model.sites[sites[0]].name), sites.length > 1 ? " + " + (sites.length - 1) : ""];
    this.panel.open("story", title, storyOf(this, sites));
  }
  goView(site) {
    if (site.area >= 0) {
      const lines = this.store.table("areas").lines("rings")[site.area];
      let x0 = 1, x1 = 0, y0 = 1, y1 = 0;
      for (const p of lines) for (let i = 0; i < p.length; i += 2) {
        x0 = Math.min(x0, p[i]);
        x1 = Math.max(x1, p[i]);
        y0 = Math.min(y0, p[i + 1]);
        y1 = Math.max(y1, p[i + 1]);
      }
      this.map.fitBounds([[worldLat(y1), worldLon(x0)], [worldLat(y0), worldLon(x1)]], { animate: false });
    } else {
      const zoom = Math.max(8, this.map.getZoom()), scale = 256 * Math.pow(2, zoom);
      // On a phone the sheet covers the lower part: the place goes to what is left above it.
      const covered = window.innerWidth <= 720 && this.panel.current ? Math.max(0, this.mapNode.getBoundingClientRect().bottom - this.panel.node.getBoundingClientRect().top) : 0;
      this.map.setView([worldLat(site.y + covered / 2 / scale), worldLon(site.x)], zoom, { animate: false });
    }
  }
  goSite(index) {
    this.openSite(index, true);
  }
  goPoint(town) {
    this.map.setView([worldLat(town.y), worldLon(town.x)], town.kind === "town" ? Math.max(9, this.map.getZoom()) : 7, { animate: false });
    this.mapNode.focus();
  }
  filterActor(id) {
    this.filters.only("actor", id);
    this.panel.open("filters", () => t("filters"), (body) => this.filters.fill(body));
  }

  setCompare(day) {
    this.compare = day === null ? null : new Compare(this, day);
    if (day === null) this.changed = null;
    this.state.compare = day;
    this.layer.draw();
    this.writeLink();
  }

  set(changes, force) {
    // The one way to change what is shown.
    const before = this.state;
    this.state = { ...before, ...changes };
    const s = this.state;
    if (force || s.lang !== before.lang) {
      Words.lang = s.lang;
      this.words();
    }
    if (force || s.known !== before.known) this.filters.applyKnown();
    const time = force || s.from !== before.from || s.to !== before.to || s.known !== before.known;
    if (time) {
      this.model.setWindow(s.from, s.to);
      this.control = this.model.controlAt(s.to, s.known);
      if (this.compare) this.compare.update();
      this.bar.update();
    }
    if (time || s.site !== before.site || s.lang !== before.lang || force) this.later();
    if (s.site !== before.site) this.writeLink();
  }
  later() {
    // At most one drawing a frame; the open panel follows when the movement rests.
    if (this.frame) this.stale = true;
    else {
      this.layer.draw();
      this.frame = requestAnimationFrame(() => {
        this.frame = null;
        if (this.stale) this.layer.draw();
        this.stale = false;
      });
    }
    if (!this.saying) this.saying = setTimeout(() => {
      this.saying = null;
      this.counts();
    }, 100);
    clearTimeout(this.rest);
    this.panel.stale = true;
    this.rest = setTimeout(() => {
      if (this.panel.stale) this.panel.refresh();
      this.writeLink();
    }, 180);
  }
  filtered() {
    // After a filter changed.
    this.model.recount();
    this.bar.draw();
    this.later();
  }

  counts() {
    this.bar.name();
    const m = this.model;
    const unplaced = m.placeless, undated = m.dateless;
    $("gm-count").replaceChildren(h("strong", null, number(m.total)), " ", t(m.total === 1 ? "event" : "events"));
    $("gm-lists-n").textContent = number(unplaced + undated);
    $("gm-b-lists").title = t("lists_hint", { unplaced: number(unplaced), undated: number(undated) });
    $("gm-asof").replaceChildren(t("as_of"), " ", h("strong", null, longDay(this.state.to)), this.state.known !== null ? [" · ", t("known_on"), " ", dayText(this.state.known)] : "");
    const active = this.filters.active();
    $("gm-filters-n").hidden = !active;
    $("gm-filters-n").textContent = active || "";
  }

  words() {
    // Every fixed word of the page, in the language chosen.
    document.documentElement.lang = Words.lang;
    this.model.nameSites();
    document.title = this.meta.title || t("title");
    $("gm-title").replaceChildren(data(this.meta.title || t("title")));
    for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
    for (const node of document.querySelectorAll("[data-label]")) {
      node.setAttribute("aria-label", t(node.dataset.label));
      if (node.tagName === "BUTTON") node.title = t(node.dataset.label);
    }
    for (const node of document.querySelectorAll("[data-holder]")) node.placeholder = t(node.dataset.holder);
    const other = Words.lang === "fr" ? "English" : "Français";
    $("gm-lang").replaceChildren(h("span", { class: "long" }, other), h("span", { class: "short", "aria-hidden": "true" }, other.slice(0, 2).toUpperCase()));
    $("gm-lang").setAttribute("aria-label", other);
    $("gm-lang").lang = Words.lang === "fr" ? "en" : "fr";
    this.mapNode.setAttribute("aria-label", t("map_label"));
    this.mapNode.setAttribute("role", "application");
    $("gm-level").textContent = t("level." + this.meta.sensitivity);
    const zoom = this.mapNode.querySelectorAll(".leaflet-control-zoom a");
    zoom.forEach((node, i) => {
      node.title = t(i ? "zoom_out" : "zoom_in");
      node.setAttribute("aria-label", node.title);
    });
    this.search.index = null;
    if (this.started) this.legend();
    this.bar.words();
    this.bar.draw();
    this.counts();
    this.layer.draw();
    this.panel.refresh();
  }

  legend() {
    const body = clear($("gm-legend-body"));
    const used = { families: new Set(), types: new Set(), hollow: false, near: false, area: false, disputed: false };
    for (const look of this.model.looks) {
      used.families.add(look.family);
      used.types.add(look.type);
      used.hollow = used.hollow || look.hollow;
      used.near = used.near || look.near;
    }
    used.area = this.model.sites.some((s) => s.area >= 0 && s.end > s.begin);
    used.disputed = this.model.contested.includes(1);
    for (const s of this.model.spans) for (const id of [s.holder, ...s.claimants]) if (id) used.families.add(this.model.family(id));
    const row = (picture, text) => h("li", null, h("span", { class: "pic" }, picture), h("span", null, text));
    const section = (key, rows) => rows.length && body.append(h("h2", null, t(key)), h("ul", null, rows));
    const grey = FAMILIES.indexOf("other");
    section("legend.types", TYPES.map((type, i) => used.types.has(i) && row(swatch(20, 20, (g) => paintSymbolPlain(g, i)), Words.term("type", type))).filter(Boolean));
    section("legend.actors", FAMILIES.map((f, i) => used.families.has(i) && row(h("span", { class: "letter", style: { background: FAMILY[f].color }, "aria-hidden": "true" }, FAMILY[f].letter), FAMILY[f][Words.lang])).filter(Boolean));
    const layer = (extra, key, rows) => {
      // A heading that switches the layer, a way to its list, and what its marks mean.
      const box = h("input", { type: "checkbox", checked: this.show[extra.name], onchange: () => {
        this.show[extra.name] = box.checked;
        list.hidden = !box.checked;
        this.later();
      } });
      const list = h("ul", { hidden: !box.checked }, rows.map(([picture, text]) => row(picture, text)));
      // A map of routes is opened for the routes.
      body[extra === this.routes ? "prepend" : "append"](h("div", { class: "layer" }, h("h2", null, h("label", null, box, " ", t(key))),
        h("button", { type: "button", class: "link", "aria-label": t("list_of", { what: t("layer." + extra.name) }), onclick: () => this.openLayer(extra) }, t("list"))), list);
    };
    if (this.controlLayer) {
      const known = new Set(this.model.spans.map((s) => s.state));
      const sample = [FAMILIES.indexOf("state"), FAMILIES.indexOf("csp")];
      layer(this.controlLayer, "legend.control", [
        ...STATES.filter((s) => known.has(s)).map((s) => [swatch(22, 22, (g) => paintControl(g, 11, 11, 7.5, s, s === "contested" ? sample : sample.slice(0, 1), 1)), Words.term("state", s)]),
        [swatch(22, 22, (g) => paintControl(g, 11, 11, 7.5, "held", sample.slice(0, 1), fade(400))), t("legend.faded")]]);
    }
    for (const extra of this.extras.slice().reverse()) layer(extra, "layer." + extra.name, extra.legend());
    const how = h("ul", { id: "gm-legend-how", hidden: !this.how }, [
      row(swatch(20, 20, (g) => paintSymbol(g, 10, 10, 7, 0, grey, 0, false)), t("legend.sharp")),
      used.hollow && row(swatch(20, 20, (g) => paintSymbol(g, 10, 10, 7, 0, grey, 1, false)), t("legend.hollow")),
      used.near && row(swatch(22, 22, softSwatch), t("legend.near")),
      used.area && row(swatch(22, 18, (g, ratio) => areaSwatch(g, ratio)), t("legend.area")),
      used.disputed && row(swatch(24, 22, (g) => paintSymbol(g, 11, 12, 7.5, 0, grey, 0, true)), t("legend.disputed")),
    ].filter(Boolean));
    const button = h("button", { type: "button", class: "fold", "aria-expanded": String(Boolean(this.how)), "aria-controls": "gm-legend-how", onclick: () => {
      this.how = !this.how;
      how.hidden = !this.how;
      button.setAttribute("aria-expanded", String(this.how));
    } }, t("legend.precision"));
    body.append(h("h2", null, button), how, h("p", { class: "quiet" }, t("caveat")));
    body.querySelectorAll("canvas").forEach(freeze);
  }

  readLink() {
    const values = new URLSearchParams(location.hash.slice(1));
    this.link = null;
    if (!values.get("v")) return;
    const s = this.state, whole = (name) => dayOf(values.get(name));
    const keep = (day) => Math.max(this.model.first, Math.min(this.model.last, day));
    if (whole("from") !== null) s.from = keep(whole("from"));
    if (whole("to") !== null) s.to = Math.max(s.from, keep(whole("to")));
    s.known = whole("known");
    s.compare = whole("compare");
    if (["en", "fr"].includes(values.get("lang"))) s.lang = values.get("lang");
    if (["day", "week", "month"].includes(values.get("step"))) s.step = values.get("step");
    const site = values.get("site");
    s.site = site !== null && this.model.siteByKey.has(site) ? this.model.siteByKey.get(site) : null;
    const view = (values.get("view") || "").split(",").map(Number);
    this.link = { view: view.length === 3 && view.every(Number.isFinite) ? view : null };
    try {
      s.filters = JSON.parse(values.get("f") || "{}") || {};
    } catch {
      s.filters = {};
    }
    if (this.filters) this.filters.read(s.filters);
  }
  linkText() {
    const s = this.state, c = this.map.getCenter();
    const values = new URLSearchParams({ v: "1", from: iso(s.from), to: iso(s.to), lang: s.lang, step: s.step, view: [c.lat.toFixed(3), c.lng.toFixed(3), this.map.getZoom()].join(",") });
    if (s.known !== null) values.set("known", iso(s.known));
    if (s.compare !== null) values.set("compare", iso(s.compare));
    if (s.site !== null) values.set("site", this.model.sites[s.site].key);
    const f = this.filters.state();
    if (Object.keys(f).length) values.set("f", JSON.stringify(f));
    return "#" + values.toString();
  }
  writeLink() {
    const link = this.linkText();
    this.written = link;
    try {
      history.replaceState(null, "", link);
    } catch {
      // Some viewers forbid it; the link can still be copied from the panel.
    }
  }
}

function scaleBar() {
  // Leaflet's, written only when its words or its length change: each writing costs a layout.
  const bar = L.control.scale({ imperial: false, position: "bottomright" }), write = bar._updateScale;
  let last = "";
  bar._updateScale = function (node, text, share) {
    const now = text + Math.round(this.options.maxWidth * share);
    if (now !== last) write.call(this, node, text, share);
    last = now;
  };
  return bar;
}

function paintSymbolPlain(g, type) {
  g.translate(10, 10);
  g.fillStyle = "#4c4740";
  g.fill(shape(type, 6.6));
}
function softSwatch(g) {
  const soft = g.createRadialGradient(11, 11, 0, 11, 11, 11);
  soft.addColorStop(0, "#4c596566");
  soft.addColorStop(1, "#4c596500");
  g.fillStyle = soft;
  g.fillRect(0, 0, 22, 22);
  g.setLineDash([2, 3]);
  g.strokeStyle = "#4c5965";
  g.beginPath();
  g.arc(11, 11, 9.5, 0, 2 * Math.PI);
  g.stroke();
}
function areaSwatch(g, ratio) {
  g.fillStyle = hatch("#4c5965", "lines", ratio);
  g.globalAlpha = 0.7;
  g.fillRect(1, 1, 20, 16);
  g.globalAlpha = 1;
  g.setLineDash([4, 3]);
  g.strokeStyle = "#4c5965";
  g.strokeRect(1, 1, 20, 16);
}

async function start(map, basemap, core) {
  const base = new Store(basemap), store = new Store(core, "gm-text-");
  const app = new App(map, base, store);
  const shown = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done))); // after the next frame
  app.start();
  window.geomali.app = app;
  await shown();
  document.documentElement.dataset.drawn = "true";
  app.finish();
  await shown();
  document.documentElement.dataset.ready = "true";
}
