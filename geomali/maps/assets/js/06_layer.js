// The data on the map: areas, uncertainty, control, symbols, counts, labels.

class DataLayer extends Pane {
  constructor(app) {
    super({ name: "gm-data", pane: "overlayPane", padding: 0.25 });
    this.app = app;
    this.model = app.model;
    this.hits = [];
    this.clusterZoom = null;
    const towns = app.base.table("towns");
    const lon = towns.floats("lon"), lat = towns.floats("lat");
    this.towns = Array.from({ length: towns.n }, (_, i) => ({
      name: towns.word("name", i), name_fr: towns.word("name_fr", i), x: worldX(lon[i]), y: worldY(lat[i]), zoom: towns.int("zoom", i), kind: towns.word("kind", i),
    })).sort((a, b) => a.zoom - b.zoom);
  }

  clusters() {
    // Sites closer than a symbol are drawn as one; fixed for a zoom, so that a time step moves nothing.
    if (this.clusterZoom === this.zoom) return this.groups;
    const sites = this.model.sites, reach = this.zoom >= 11 ? 6 : 19, scale = this.scale;
    const order = sites.filter((s) => s.area < 0);
    const weight = (s) => (this.controlled.has(s.index) ? 1e6 : 0) + s.combos.length;
    order.sort((a, b) => weight(b) - weight(a) || a.index - b.index);
    const cells = new Map(), groups = [];
    for (const site of order) {
      const x = site.x * scale, y = site.y * scale, cx = Math.floor(x / reach), cy = Math.floor(y / reach);
      let home = null;
      for (let i = cx - 1; i <= cx + 1 && !home; i++)
        for (let j = cy - 1; j <= cy + 1 && !home; j++)
          for (const g of cells.get(i * 4194304 + j) || []) if (Math.hypot(g.px - x, g.py - y) < reach) home = g;
      if (home) home.sites.push(site);
      else {
        home = { px: x, py: y, sites: [site] };
        groups.push(home);
        const key = cx * 4194304 + cy;
        if (!cells.has(key)) cells.set(key, []);
        cells.get(key).push(home);
      }
    }
    this.clusterZoom = this.zoom;
    this.groups = groups;
    return groups;
  }
  get controlled() {
    if (!this._controlled) this._controlled = new Set(this.model.spans.map((s) => s.site));
    return this._controlled;
  }

  draw() {
    const g = this.context(), model = this.model, app = this.app;
    this.hits = [];
    this.labels = new Labels();
    this.pending = [];
    const control = app.control;
    const changed = app.changed;
    this.drawAreas(g);
    this.drawExtras(g);
    const margin = 40, active = [];
    for (const group of this.clusters()) {
      const x = group.px - this.min.x, y = group.py - this.min.y;
      if (x < -margin || y < -margin || x > this.width + margin || y > this.height + margin) continue;
      const live = [];
      let held = null;
      for (const site of group.sites) {
        let total = 0;
        for (const c of site.combos) total += model.count[c];
        const span = app.show.control ? control.get(site.index) : undefined;
        if (span && (!held || rankState(span.state) < rankState(held.span.state))) held = { site, span };
        if (total || span) live.push({ site, total, span });
      }
      if (live.length) active.push({ group, live, held });
    }
    const roomy = active.length <= 70 || this.zoom >= 9;
    active.sort((a, b) => a.group.py - b.group.py);
    for (const item of active) this.drawDiscs(g, item);
    for (const item of active) this.drawSite(g, item, roomy, changed);
    this.drawLabels(g, active, roomy);
    for (const paint of this.pending) paint();
  }

  drawDiscs(g, item) {
    // "Near" a place: a soft disc as wide as the uncertainty, never a sharp symbol alone.
    for (const { site } of item.live) {
      if (!site.radius) continue;
      let near = 0, family = -1;
      for (const c of site.combos) if (this.model.count[c] && this.model.combos[c].near) {
        near += this.model.count[c];
        family = this.model.combos[c].family;
      }
      if (!near) continue;
      const x = this.px(site.x), y = this.py(site.y);
      const r = Math.max(12, (site.radius / (40075.017 * Math.cos((worldLat(site.y) * Math.PI) / 180))) * this.scale);
      if (r > 4000) continue;
      const color = FAMILY[FAMILIES[family]].color;
      const soft = g.createRadialGradient(x, y, 0, x, y, r);
      soft.addColorStop(0, color + "3d");
      soft.addColorStop(0.7, color + "24");
      soft.addColorStop(1, color + "00");
      g.fillStyle = soft;
      g.beginPath();
      g.arc(x, y, r, 0, 2 * Math.PI);
      g.fill();
      g.setLineDash([2, 4]);
      g.strokeStyle = color + "88";
      g.lineWidth = 1;
      g.beginPath();
      g.arc(x, y, r * 0.92, 0, 2 * Math.PI);
      g.stroke();
      g.setLineDash([]);
    }
  }

  drawSite(g, item, roomy, changed) {
    const model = this.model;
    const live = item.live;
    const at = item.held ? item.held.site : live.reduce((a, b) => (b.total > a.total ? b : a)).site;
    const x = this.px(at.x), y = this.py(at.y);
    const groups = new Map();
    for (const { site } of live)
      for (const c of site.combos) {
        const n = model.count[c];
        if (!n) continue;
        const { type, family, hollow } = model.combos[c];
        const key = (type * 16 + family) * 2 + hollow;
        const found = groups.get(key) || { type, family, hollow, n: 0, disputed: 0 };
        found.n += n;
        found.disputed += model.disputed[c];
        groups.set(key, found);
      }
    const symbols = [...groups.values()].sort((a, b) => b.n - a.n || a.type - b.type || a.family - b.family);
    const total = symbols.reduce((sum, s) => sum + s.n, 0);
    const sites = live.map((l) => l.site);
    const selected = sites.some((s) => s.index === this.app.state.site);
    const r = roomy ? 9 : Math.min(10, 6 + Math.log10(Math.max(1, total)) * 1.6);
    item.x = x;
    item.y = y;
    item.at = at;
    let top = y;
    if (selected) {
      g.beginPath();
      g.arc(x, y, 17, 0, 2 * Math.PI);
      g.strokeStyle = "#0a5563";
      g.lineWidth = 3;
      g.stroke();
      g.beginPath();
      g.arc(x, y, 20, 0, 2 * Math.PI);
      g.strokeStyle = "rgba(255,255,255,.9)";
      g.lineWidth = 2;
      g.stroke();
    }
    if (item.held) {
      const { span } = item.held;
      const ids = span.state === "contested" && span.claimants.length ? span.claimants : span.holder ? [span.holder] : span.claimants;
      const families = [...new Set(ids.map((id) => model.family(id)))];
      paintControl(g, x, y, 8.5, span.state, families, span.age, this.ratio);
      item.initials = ids.slice(0, 3).map((id) => model.initials(id)).join(span.state === "contested" ? " / " : ", ");
      item.tone = span.state;
      if (changed && sites.some((s) => changed.has(s.index))) this.markChange(g, x, y);
      this.labels.take(x - 11, y - 11, x + 11, y + 11);
      top = y - 10;
    }
    if (symbols.length) {
      if (!item.held && (symbols.length === 1 || !roomy)) {
        this.symbol(g, x, y, r, symbols[0], symbols.length > 1, total);
      } else if (!roomy) {
        this.symbol(g, x, y - 15, r - 1, symbols[0], symbols.length > 1, total);
      } else {
        // Fan out: every kind of event of the town stands beside the others, tied to its point.
        const per = 5, step = 23, shown = symbols.length > 10 ? symbols.slice(0, 9) : symbols;
        const rows = Math.ceil(shown.length / per);
        const lift = 24;
        g.beginPath();
        g.moveTo(x, y - (item.held ? 9 : 2));
        g.lineTo(x, y - lift + 6);
        g.strokeStyle = INK;
        g.lineWidth = 1.2;
        g.stroke();
        if (!item.held) this.dot(g, x, y, 3);
        shown.forEach((s, k) => {
          const row = Math.floor(k / per), inRow = Math.min(per, shown.length - row * per);
          const sx = x + ((k % per) - (inRow - 1) / 2) * step, sy = y - lift - row * step;
          this.symbol(g, sx, sy, r, s, false, s.n);
        });
        if (shown.length < symbols.length) {
          g.font = "700 11px " + FONT;
          g.textAlign = "left";
          g.textBaseline = "middle";
          haloText(g, "+" + (symbols.length - shown.length), x + (per / 2) * step, y - lift - (rows - 1) * step, INK);
        }
        top = y - lift - (rows - 1) * step - r;
      }
    }
    this.hits.push({ x: x + this.min.x, y: y + this.min.y, top: top + this.min.y, half: roomy && symbols.length > 1 ? Math.min(5, symbols.length) * 11.5 : 12, sites, total, name: at.name });
  }

  dot(g, x, y, r) {
    g.beginPath();
    g.arc(x, y, r, 0, 2 * Math.PI);
    g.fillStyle = INK;
    g.fill();
    g.lineWidth = 1.5;
    g.strokeStyle = PAPER;
    g.stroke();
  }

  symbol(g, x, y, r, s, stacked, n) {
    if (stacked) {
      // More kinds behind the first one: a second edge shows it.
      g.beginPath();
      g.arc(x + 3, y - 2.5, r, 0, 2 * Math.PI);
      g.fillStyle = "#8c8377";
      g.fill();
      g.strokeStyle = PAPER;
      g.lineWidth = 1.2;
      g.stroke();
    }
    const image = sprite(s.type, s.family, s.hollow, s.disputed && r > 8 ? 1 : 0, r, this.ratio);
    g.drawImage(image, x - image.css / 2, y - image.css / 2, image.css, image.css);
    this.labels.take(x - r - 2, y - r - 2, x + r + 2, y + r + 2);
    if (n > 1) this.pending.push(() => this.badge(g, x + r * 0.8, y + r * 0.85, n));
  }

  badge(g, x, y, n) {
    const text = n < 1000 ? String(n) : number(Math.round(n / 100) / 10) + "k";
    g.font = "700 10px " + FONT;
    const w = Math.max(13, measure(g, text) + 6);
    g.beginPath();
    g.roundRect(x - w / 2, y - 6.5, w, 13, 6.5);
    g.fillStyle = PAPER;
    g.fill();
    g.lineWidth = 1;
    g.strokeStyle = "#7d7468";
    g.stroke();
    g.fillStyle = INK;
    g.textAlign = "center";
    g.textBaseline = "middle";
    g.fillText(text, x, y + 0.5);
  }

  markChange(g, x, y) {
    g.save();
    g.translate(x, y);
    g.beginPath();
    g.arc(0, 0, 14, 0, 2 * Math.PI);
    g.strokeStyle = PAPER;
    g.lineWidth = 5;
    g.stroke();
    g.setLineDash([7, 4]);
    g.strokeStyle = "#b3003c";
    g.lineWidth = 2.6;
    g.stroke();
    g.restore();
  }

  drawAreas(g) {
    const model = this.model, app = this.app;
    const outlines = this.store_areas || (this.store_areas = model.store.table("areas").lines("rings"));
    this.areaNotes = [];
    for (const site of model.sites) {
      if (site.area < 0) continue;
      let total = 0, disputed = 0;
      const families = new Map();
      for (const c of site.combos) {
        const n = model.count[c];
        if (!n) continue;
        total += n;
        disputed += model.disputed[c];
        families.set(model.combos[c].family, (families.get(model.combos[c].family) || 0) + n);
      }
      const selected = app.state.site === site.index;
      if (!total && !selected) continue;
      const lead = [...families].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0];
      const color = lead ? FAMILY[FAMILIES[lead[0]]].color : INK;
      g.beginPath();
      let x0 = 1e9, x1 = -1e9, y0 = 1e9, y1 = -1e9, size = -1;
      for (const points of outlines[site.area]) {
        let a0 = 1e9, a1 = -1e9, b0 = 1e9, b1 = -1e9;
        for (let i = 0; i < points.length; i += 2) {
          const px = this.px(points[i]), py = this.py(points[i + 1]);
          if (i) g.lineTo(px, py);
          else g.moveTo(px, py);
          if (px < a0) a0 = px;
          if (px > a1) a1 = px;
          if (py < b0) b0 = py;
          if (py > b1) b1 = py;
        }
        g.closePath();
        if ((a1 - a0) * (b1 - b0) > size) {
          size = (a1 - a0) * (b1 - b0);
          [x0, x1, y0, y1] = [a0, a1, b0, b1];
        }
      }
      g.globalAlpha = selected ? 0.55 : 0.28;
      g.fillStyle = hatch(color, "area", this.ratio);
      g.fill("evenodd");
      g.globalAlpha = selected ? 1 : 0.65;
      g.setLineDash([6, 4]);
      g.lineWidth = selected ? 2.2 : 1.2;
      g.strokeStyle = color;
      g.stroke();
      g.setLineDash([]);
      g.globalAlpha = 1;
      this.areaNotes.push({ site, total, x0, x1, y0, y1, color, families });
    }
    // Its label is a label, in words and in a box: no symbol that could be read as a place.
    for (const note of this.areaNotes) this.pending.push(() => this.areaLabel(g, note));
  }

  areaLabel(g, note) {
    const { site, total } = note;
    const text = site.name + (total ? " · " + number(total) : "");
    g.font = "600 11.5px " + FONT;
    const w = measure(g, text) + 26, hgt = 21;
    const view = this._map.getPixelBounds();
    const left = Math.max(note.x0, view.min.x - this.min.x), right = Math.min(note.x1, view.max.x - this.min.x);
    const upper = Math.max(note.y0, view.min.y - this.min.y), lower = Math.min(note.y1, view.max.y - this.min.y);
    const cx = (left + right) / 2;
    let spot = null;
    for (const share of [0.5, 0.38, 0.62, 0.27, 0.73, 0.17, 0.83, 0.08]) {
      const cy = upper + (lower - upper) * share;
      for (const dx of [0, -0.2, 0.2]) {
        const x = cx + dx * (right - left) - w / 2;
        if (this.labels.free(x, cy - hgt / 2, x + w, cy + hgt / 2)) {
          spot = [x, cy];
          break;
        }
      }
      if (spot) break;
    }
    if (!spot) spot = [cx - w / 2, upper + (lower - upper) * 0.2];
    const [x, y] = spot;
    this.labels.take(x, y - hgt / 2, x + w, y + hgt / 2);
    g.beginPath();
    g.roundRect(x, y - hgt / 2, w, hgt, 4);
    g.fillStyle = PAPER;
    g.fill();
    g.strokeStyle = note.color;
    g.lineWidth = 1.2;
    g.setLineDash([4, 3]);
    g.stroke();
    g.setLineDash([]);
    g.fillStyle = hatch(note.color, "lines", this.ratio);
    g.fillRect(x + 6, y - 5, 10, 10);
    g.fillStyle = INK;
    g.textAlign = "left";
    g.textBaseline = "middle";
    g.fillText(text, x + 20, y + 0.5);
    this.hits.push({ x: x + w / 2 + this.min.x, y: y + this.min.y, top: y - hgt / 2 + this.min.y, half: w / 2, low: 10, sites: [site], total, name: site.name });
  }

  drawExtras(g) {
    const app = this.app;
    if (app.show.routes && app.routes) {
      app.routes.table.lines("lines").forEach((lines) => {
        for (const points of lines) {
          g.beginPath();
          for (let i = 0; i < points.length; i += 2) {
            const x = this.px(points[i]), y = this.py(points[i + 1]);
            if (i) g.lineTo(x, y);
            else g.moveTo(x, y);
          }
          g.lineJoin = "round";
          g.strokeStyle = PAPER;
          g.lineWidth = 7;
          g.stroke();
          g.strokeStyle = "#0a5563";
          g.lineWidth = 3.4;
          g.setLineDash([10, 4]);
          g.stroke();
          g.setLineDash([]);
        }
      });
    }
    if (app.show.displacement && app.displacement) {
      for (const d of app.displacement.at(app.state.to)) {
        const x = this.px(d.x), y = this.py(d.y), half = Math.max(5, Math.min(26, Math.sqrt(d.persons) / 9));
        g.beginPath();
        g.rect(x - half, y - half, 2 * half, 2 * half);
        g.fillStyle = "rgba(25,114,158,.20)";
        g.fill();
        g.lineWidth = 1.6;
        g.strokeStyle = "#14597c";
        g.stroke();
        const text = number(d.persons);
        this.pending.push(() => {
          g.font = "600 11px " + FONT;
          g.textAlign = "center";
          g.textBaseline = "middle";
          haloText(g, text, x, y + half + 8, "#14597c");
        });
      }
    }
  }

  drawLabels(g, active, roomy) {
    // Places with something to tell first, then towns by rank; a label that finds no room is left out.
    g.textBaseline = "middle";
    const done = new Set();
    const wanted = [];
    for (const item of active) {
      if (!item.at.name) continue;
      const total = item.live.reduce((sum, l) => sum + l.total, 0);
      wanted.push({ name: item.at.name, x: item.x, y: item.y, item, rank: (item.held ? 1e6 : 0) + total });
    }
    wanted.sort((a, b) => b.rank - a.rank || (a.name < b.name ? -1 : 1));
    const limit = roomy ? 90 : 28;
    const bold = "650 12.5px " + FONT;
    for (const w of wanted.slice(0, limit)) {
      g.font = bold;
      const width = measure(g, w.name);
      g.font = "700 10.5px " + FONT;
      const sub = w.item.initials || "";
      const pill = sub ? measure(g, sub) + 9 : 0;
      const wide = Math.max(width, pill), tall = sub ? 30 : 15;
      const gap = w.item.held ? 13 : 11;
      const choices = [
        [w.x + gap, w.y - 7.5, "left"],
        [w.x - gap - wide, w.y - 7.5, "right"],
        [w.x - wide / 2, w.y + gap, "center"],
      ];
      for (const [x, y, align] of choices) {
        if (!this.labels.free(x, y, x + wide, y + tall)) continue;
        this.labels.take(x - 2, y - 1, x + wide + 2, y + tall + 1);
        const tx = align === "left" ? x : align === "right" ? x + wide : x + wide / 2;
        g.textAlign = align;
        g.font = bold;
        haloText(g, w.name, tx, y + 8, INK, 3.5);
        if (sub) {
          const bx = align === "left" ? x : align === "right" ? x + wide - pill : x + (wide - pill) / 2;
          g.beginPath();
          g.roundRect(bx, y + 16, pill, 14, 3);
          g.fillStyle = PAPER;
          g.fill();
          g.lineWidth = 1;
          g.strokeStyle = "#7d7468";
          g.stroke();
          g.fillStyle = INK;
          g.font = "700 10.5px " + FONT;
          g.textAlign = "center";
          g.fillText(sub, bx + pill / 2, y + 23.5);
        }
        done.add(fold(w.name));
        break;
      }
    }
    let room = 160;
    for (const town of this.towns) {
      if (town.zoom > this.zoom) break;
      const x = this.px(town.x), y = this.py(town.y);
      if (x < 0 || y < 0 || x > this.width || y > this.height) continue;
      const name = (Words.lang === "fr" && town.name_fr) || town.name;
      if (town.kind === "country" || town.kind === "region" || town.kind === "water") {
        this.wideLabel(g, name, x, y, town.kind);
        continue;
      }
      if (done.has(fold(name)) || room-- < 0) continue;
      g.font = (town.zoom <= 6 ? "500 12px " : "400 11.5px ") + FONT;
      const width = measure(g, name);
      for (const [dx, align] of [[6, "left"], [-6 - width, "right"]]) {
        if (!this.labels.free(x + dx, y - 7, x + dx + width, y + 7)) continue;
        if (!this.labels.free(x - 3, y - 3, x + 3, y + 3)) break;
        this.labels.take(x + dx - 3, y - 7, x + dx + width + 3, y + 7);
        this.labels.take(x - 3, y - 3, x + 3, y + 3);
        g.beginPath();
        g.arc(x, y, 2.1, 0, 2 * Math.PI);
        g.fillStyle = "#fff";
        g.fill();
        g.lineWidth = 1.2;
        g.strokeStyle = "#6b6255";
        g.stroke();
        g.textAlign = align;
        haloText(g, name, align === "left" ? x + 6 : x - 6, y + 0.5, "#5b5348", 3);
        break;
      }
    }
  }

  wideLabel(g, name, x, y, kind) {
    const text = kind === "country" ? name.toUpperCase() : name;
    g.font = kind === "country" ? "500 12px " + FONT : (kind === "water" ? "italic " : "") + "500 11.5px " + FONT;
    g.letterSpacing = kind === "country" ? "3px" : "1.5px";
    const width = measure(g, text + kind) * 1.15;
    if (this.labels.free(x - width / 2, y - 8, x + width / 2, y + 8)) {
      this.labels.take(x - width / 2, y - 8, x + width / 2, y + 8);
      g.textAlign = "center";
      haloText(g, text, x, y, kind === "water" ? BASE.water : "#857a69", 3);
    }
    g.letterSpacing = "0px";
  }

  hit(point) {
    // What is under a point of the map, the nearest first; fingers get 22 px around a symbol.
    const x = point.x + this._map.getPixelOrigin().x, y = point.y + this._map.getPixelOrigin().y;
    let best = null, distance = Infinity;
    for (const item of this.hits) {
      const dx = Math.max(0, Math.abs(x - item.x) - item.half);
      const dy = y < item.top ? item.top - y : y > item.y + (item.low || 12) ? y - item.y - (item.low || 12) : 0;
      const d = Math.hypot(dx, dy) + Math.hypot(x - item.x, y - item.y) / 50;
      if (Math.hypot(dx, dy) < 10 && d < distance) {
        best = item;
        distance = d;
      }
    }
    return best;
  }
}

const STATES = ["contested", "temporarily_entered", "held", "claimed", "unknown"];
const rankState = (state) => STATES.indexOf(state);
