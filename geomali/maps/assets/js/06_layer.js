// The data on the map: areas, uncertainty, control, symbols, counts, labels.

class DataLayer extends Pane {
  constructor(app) {
    super({ name: "gm-data", pane: "overlayPane", padding: 0.1 });
    this.app = app;
    this.model = app.model;
    this.hits = [];
    this.kept = new Map();
    this.sums = new Int32Array(LOOKS / 2); // counted in while a place is arranged, zero in between
    this.doubts = new Int32Array(LOOKS / 2);
    const towns = app.base.table("towns");
    const lon = towns.floats("lon"), lat = towns.floats("lat");
    this.towns = Array.from({ length: towns.n }, (_, i) => ({
      name: towns.word("name", i), name_fr: towns.word("name_fr", i), x: worldX(lon[i]), y: worldY(lat[i]), zoom: towns.int("zoom", i), kind: towns.word("kind", i),
    })).sort((a, b) => a.zoom - b.zoom);
  }

  reset() {
    this.controls = null;
    super.reset();
  }
  moved() {
    // Labels keep clear of the view's edge and of what lies over the map: both stay while it moves.
    super.moved();
    const { x, y } = this._map.getPixelBounds().min;
    if (this._map.getZoom() === this.zoom && Math.hypot(x - this.seen.x, y - this.seen.y) > 3)
      this.resting = setTimeout(() => this._map && this.reset(), 120);
  }
  overlaid() {
    // Boxes of what lies over the map, from its corner. Measured once: each measuring costs a layout.
    if (this.controls) return this.controls;
    const node = this._map.getContainer(), home = node.getBoundingClientRect();
    const over = [$("gm-legend"), ...node.querySelectorAll(".leaflet-control")].map((n) => n.getBoundingClientRect());
    return (this.controls = over.filter((b) => b.width && b.height).map((b) => [b.left - home.left, b.top - home.top, b.right - home.left, b.bottom - home.top]));
  }
  relaid() {
    // After the legend changed its size.
    const before = String(this.controls);
    this.controls = null;
    if (this._map && String(this.overlaid()) !== before) this.draw();
  }

  clusters() {
    // Sites closer than a symbol are drawn as one; fixed for a zoom, so that a time step moves nothing.
    if (this.kept.has(this.zoom)) return this.kept.get(this.zoom);
    const reach = this.zoom >= 11 ? 6 : 19, scale = this.scale;
    const cells = new Map(), groups = [];
    for (const site of this.order) {
      const x = site.x * scale, y = site.y * scale, cx = Math.floor(x / reach), cy = Math.floor(y / reach);
      let home = null;
      for (let i = cx - 1; i <= cx + 1 && !home; i++)
        for (let j = cy - 1; j <= cy + 1 && !home; j++)
          for (let g = cells.get(i * 4194304 + j); g; g = g.next) if ((g.px - x) ** 2 + (g.py - y) ** 2 < reach * reach) home = g;
      if (home) home.sites.push(site);
      else {
        const key = cx * 4194304 + cy;
        home = { px: x, py: y, sites: [site], next: cells.get(key) };
        groups.push(home);
        cells.set(key, home);
      }
    }
    this.kept.set(this.zoom, groups);
    return groups;
  }
  get order() {
    // Places that draw others to them first: those with control, then those with most kinds of event.
    if (this._order) return this._order;
    const controlled = new Set(this.model.spans.map((s) => s.site));
    const weight = (s) => (controlled.has(s.index) ? 1e6 : 0) + s.end - s.begin;
    const points = this.model.sites.filter((s) => s.area < 0).map((site) => [weight(site), site]);
    return (this._order = points.sort((a, b) => b[0] - a[0] || a[1].index - b[1].index).map(([, site]) => site));
  }

  draw() {
    if (!this._map) return;
    const g = this.context(), model = this.model, app = this.app;
    atlas.start(this.ratio);
    this.stamps = [];
    this.hits = [];
    this.labels = new Labels(this.width, this.height);
    this.seen = this._map.getPixelBounds().min;
    const dx = this.seen.x - this.min.x, dy = this.seen.y - this.min.y;
    for (const [x0, y0, x1, y1] of this.overlaid()) this.labels.take(x0 + dx - 2, y0 + dy - 2, x1 + dx + 2, y1 + dy + 2);
    this.pending = [];
    this.badges = [];
    this.figures = [];
    const control = app.control;
    const changed = app.changed;
    this.drawAreas(g);
    for (const extra of app.extras) if (app.show[extra.name]) extra.draw(g, this);
    const margin = 40, active = [], count = model.count;
    for (const group of this.clusters()) {
      const x = group.px - this.min.x, y = group.py - this.min.y;
      if (x < -margin || y < -margin || x > this.width + margin || y > this.height + margin) continue;
      const live = [];
      let held = null;
      for (const site of group.sites) {
        let total = 0;
        for (let c = site.begin; c < site.end; c++) total += count[c];
        const span = app.show.control ? control.get(site.index) : undefined;
        if (span && (!held || rankState(span.state) < rankState(held.span.state))) held = { site, span };
        if (total || span) live.push({ site, total, span });
      }
      if (live.length) active.push({ group, live, held });
    }
    this.arrange(active);
    for (const item of active) this.drawDiscs(g, item);
    for (const item of active) this.drawPoint(g, item, changed);
    for (const item of active) this.drawSymbols(g, item);
    this.drawLabels(g, active, active.length <= 70 || this.zoom >= 9);
    for (const [text, x, y, style] of this.figures) {
      const half = textPicture(style, text).text / 2;
      if (!this.labels.free(x - half, y - 8, x + half, y + 8)) continue;
      this.labels.take(x - half, y - 8, x + half, y + 8);
      this.put(style, text, x, y, "center");
    }
    // On a telephone fewer symbols make a crowd.
    if (this.dense || active.length * ROOM > this.width * this.height) this.badges = this.uncrowded(this.badges);
    for (const [x, y, n] of this.badges) this.badge(x, y, n);
    // Copied in one go: the sheet of pictures is complete by now.
    for (const [picture, x, y] of this.stamps) atlas.stamp(g, picture, x, y);
    for (const paint of this.pending) paint();
    this.show();
  }

  arrange(active) {
    // A town's kinds of event stand side by side above its point where there is room;
    // else fewer of them with "+n", else one symbol with a count.  Nothing covers another town.
    const dense = (this.dense = active.length > 260 && this.zoom < 9);
    const r = 9, step = 2 * r + 5;
    const taken = new Labels(this.width, this.height);
    for (const item of active) {
      item.at = item.held ? item.held.site : item.live.reduce((a, b) => (b.total > a.total ? b : a)).site;
      item.x = this.px(item.at.x);
      item.y = this.py(item.at.y);
      item.mode = "point";
      item.sites = item.live.map((l) => l.site);
      this.countLooks(item, dense);
      // Where no count finds room, size still tells many from few.
      item.r = dense ? Math.min(11, Math.round(11 + 2.8 * Math.log10(Math.max(1, item.total))) / 2) : r;
      if (dense) continue; // one symbol each: nothing asks for room
      const half = item.held ? 10 : item.kinds === 1 ? r + 1 : 3;
      taken.take(item.x - half, item.y - half, item.x + half, item.y + half);
    }
    const order = active.slice().sort((a, b) => (b.held ? 1 : 0) - (a.held ? 1 : 0) || b.total - a.total || a.at.index - b.at.index);
    for (const item of order) {
      const k = item.kinds;
      if (!k || (k === 1 && !item.held)) continue;
      const lift = r + (item.held ? 19 : 15); // a count under a symbol stays off the disc of control
      const shapes = k === 1 ? [[1, 1]] : [[5, Math.ceil(Math.min(k, 10) / 5)], [4, 1], [3, 1], [2, 1]].filter(([c], i) => i === 0 || c < k);
      for (const [columns, rows] of dense ? [] : shapes) {
        const shown = Math.min(k, columns * rows), wide = Math.min(columns, shown) * step + (shown < k ? MORE : 0);
        const x0 = item.x - wide / 2, x1 = item.x + wide / 2, y1 = item.y - lift + r + 2, y0 = y1 - rows * step;
        if (!taken.free(x0, y0, x1, Math.min(y1, item.y - 11))) continue;
        taken.take(x0, y0, x1, y1);
        Object.assign(item, { mode: "fan", columns, rows, shown, step, lift });
        break;
      }
      if (item.mode === "point" && item.held) {
        item.mode = "stack";
        taken.take(item.x + 7, item.y - 20, item.x + 23, item.y - 4);
      }
    }
  }

  countLooks(item, firstOnly) {
    // The kinds of symbol of a group of sites, most frequent first, and how many events there are.
    const { count, disputed, look } = this.model, sums = this.sums, doubts = this.doubts, keys = [];
    item.total = 0;
    for (const { site } of item.live)
      for (let c = site.begin; c < site.end; c++) {
        const n = count[c];
        if (!n) continue;
        const key = look[c] >> 1; // near or at is told by the disc, not by the symbol
        if (!sums[key]) keys.push(key);
        sums[key] += n;
        doubts[key] += disputed[c];
        item.total += n;
      }
    const before = (a, b) => sums[b] - sums[a] || a - b;
    item.kinds = keys.length;
    const wanted = firstOnly && keys.length ? [keys.reduce((a, b) => (before(a, b) <= 0 ? a : b))] : keys.slice().sort(before);
    item.symbols = wanted.map((key) => ({ look: readLook(key << 1), n: sums[key], disputed: doubts[key] }));
    for (const key of keys) sums[key] = doubts[key] = 0;
  }

  drawDiscs(g, item) {
    // "Near" a place: a soft disc as wide as the uncertainty, never a sharp symbol alone.
    const { count, look } = this.model;
    for (const { site } of item.live) {
      if (!site.radius) continue;
      let most = 0, family = -1;
      for (let c = site.begin; c < site.end; c++) if (look[c] & 1 && count[c] > most) {
        most = count[c];
        family = readLook(look[c]).family;
      }
      if (!most) continue;
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

  drawPoint(g, item, changed) {
    const { x, y, sites } = item;
    if (sites.some((s) => s.index === this.app.state.site)) {
      for (const [radius, width, color] of [[17, 3, "#0a5563"], [20, 2, "rgba(255,255,255,.9)"]]) {
        g.beginPath();
        g.arc(x, y, radius, 0, 2 * Math.PI);
        g.strokeStyle = color;
        g.lineWidth = width;
        g.stroke();
      }
    }
    // The stem is a picture too: a stroke each would cost more than all the symbols.
    if (item.mode === "fan") this.stamps.push([atlas.get("fan" + Boolean(item.held), [8, 28], item.held ? fanStem : fanDot), x - 4, y - 24]);
    if (item.held) {
      const { span } = item.held;
      this.disc(x, y, span);
      item.initials = span.sign.initials;
      this.labels.take(x - 11, y - 11, x + 11, y + 11);
    }
    if (changed && sites.some((s) => changed.has(s.index))) this.markChange(g, x, y);
  }

  disc(x, y, span) {
    const strength = fade(span.age);
    const picture = atlas.get(span.sign.key + strength, [24, 24], (c) => paintControl(c, 12, 12, 8.5, span.state, span.sign.families, strength));
    this.stamps.push([picture, x - 12, y - 12]);
  }

  drawSymbols(g, item) {
    const { x, y, r, symbols } = item;
    let top = y - 12, half = 12;
    if (item.mode === "fan") {
      const { columns, rows, shown, step, lift } = item;
      const more = item.kinds - shown;
      const width = Math.min(columns, shown) * step + (more ? MORE : 0);
      for (let k = 0; k < shown; k++) {
        const row = Math.floor(k / columns), inRow = Math.min(columns, shown - row * columns);
        const sx = more ? x - width / 2 + step * ((k % columns) + 0.5) : x + ((k % columns) - (inRow - 1) / 2) * step;
        this.symbol(g, sx, y - lift - row * step, r, symbols[k], false, symbols[k].n);
      }
      if (more) {
        this.put(STYLES.more, "+" + more, x + width / 2, y - lift - (rows - 1) * step, "right");
        this.labels.take(x + width / 2 - MORE, y - lift - 8, x + width / 2, y - lift + 8);
      }
      top = y - lift - (rows - 1) * step - r;
      half = Math.max(12, width / 2);
    } else if (item.mode === "stack") this.symbol(g, x + 14, y - 13, r - 1.5, symbols[0], item.kinds > 1, item.total);
    else if (item.kinds) this.symbol(g, x, y, r, symbols[0], item.kinds > 1, item.total);
    this.hits.push({ x: x + this.min.x, y: y + this.min.y, top: top + this.min.y, half, sites: item.sites, total: item.total, name: item.at.name });
  }

  symbol(g, x, y, r, s, stacked, n) {
    const disputed = s.disputed && r > 8;
    // Pictures are cut close: every pixel is copied again in every frame.
    const reach = Math.ceil(Math.max(1.2 * r + (s.look.hollow ? 2.5 : 1.5), stacked ? r + 4 : 0, disputed ? 1.38 * r + 1 : 0));
    const { type, family, hollow } = s.look, key = ((((type * 16 + family) * 2 + hollow) * 2 + (disputed ? 1 : 0)) * 2 + (stacked ? 1 : 0)) * 64 + 2 * r; // r in halves
    const picture = atlas.get(key, [2 * reach, 2 * reach], (c) => {
      if (stacked) paintStack(c, reach, reach, r);
      paintSymbol(c, reach, reach, r, type, family, hollow, disputed);
    });
    this.stamps.push([picture, x - reach, y - reach]);
    this.labels.take(x - r - 2, y - r - 2, x + r + 2, y + r + 2);
    if (n > 1) this.badges.push([x + r * 0.8, y + r + 2.5, n]); // low: the letter stays readable
  }

  uncrowded(badges) {
    // The largest counts first; one that would cover another is left out.
    const taken = new Labels(this.width, this.height);
    return badges.sort((a, b) => b[2] - a[2] || a[0] - b[0]).filter(([x, y]) => {
      if (!taken.free(x - 15, y - 13, x + 15, y + 8)) return false;
      taken.take(x - 15, y - 13, x + 15, y + 8);
      return true;
    });
  }

  badge(x, y, n) {
    this.put(STYLES.badge, n < 1000 ? String(n) : number(Math.round(n / 100) / 10) + "k", x, y, "center");
  }

  put(style, text, x, y, align) {
    // x is the left edge, the middle or the right edge of the letters, y their middle.
    const picture = textPicture(style, text), edge = (picture.css[0] - picture.wide) / 2;
    const left = align === "left" ? x - edge : align === "right" ? x - picture.css[0] + edge : x - picture.css[0] / 2;
    this.stamps.push([picture, left, y - picture.css[1] / 2]);
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
      let total = 0;
      const families = new Map();
      for (let c = site.begin; c < site.end; c++) {
        const n = model.count[c];
        if (!n) continue;
        total += n;
        const { family } = readLook(model.look[c]);
        families.set(family, (families.get(family) || 0) + n);
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
      g.globalAlpha = selected ? 0.55 : 0.3;
      if (Math.min(x1 - x0, y1 - y0) < WIDE_AREA) {
        g.fillStyle = hatch(color, "area", this.ratio);
        g.fill("evenodd");
      } else {
        // A wide one is hatched along its edge only: what lies in it stays readable.
        g.save();
        g.clip("evenodd");
        g.lineWidth = 44;
        g.strokeStyle = hatch(color, "area", this.ratio);
        g.stroke();
        g.globalAlpha = selected ? 0.1 : 0.05;
        g.fillStyle = color;
        g.fill("evenodd");
        g.restore();
      }
      g.globalAlpha = selected ? 1 : 0.65;
      g.setLineDash([6, 4]);
      g.lineWidth = selected ? 2.2 : 1.2;
      g.strokeStyle = color;
      g.stroke();
      g.setLineDash([]);
      g.globalAlpha = 1;
      this.areaNotes.push({ site, total, lines: outlines[site.area], x0, x1, y0, y1, color, families });
    }
    // Its label is a label, in words and in a box: no symbol that could be read as a place.
    for (const note of this.areaNotes) this.pending.push(() => this.areaLabel(g, note));
  }

  areaLabel(g, note) {
    const { site, total } = note;
    const text = site.label + (total ? " · " + number(total) : "");
    g.font = "600 11.5px " + FONT;
    const w = g.measureText(text).width + 26, hgt = 21;
    const view = this._map.getPixelBounds();
    const left = Math.max(note.x0, view.min.x - this.min.x), right = Math.min(note.x1, view.max.x - this.min.x);
    const upper = Math.max(note.y0, view.min.y - this.min.y), lower = Math.min(note.y1, view.max.y - this.min.y);
    const cx = (left + right) / 2, spots = [];
    // Whole on the screen where a part of the area is on it.
    const edge = this.seen.x - this.min.x + 4, far = edge + this._map.getSize().x - 8 - w;
    const whole = (x) => (left < right && edge < far ? Math.max(edge, Math.min(far, x)) : x);
    for (const share of [0.5, 0.38, 0.62, 0.27, 0.73, 0.17, 0.83, 0.08, 1.12, -0.12, 1.3, -0.3])
      for (const dx of [0, -0.2, 0.2, -0.38, 0.38]) spots.push([whole(cx + dx * (right - left) - w / 2), upper + (lower - upper) * share]);
    const free = spots.filter(([x, y]) => this.labels.free(x, y - hgt / 2, x + w, y + hgt / 2));
    // In the area itself if it can be: its box may be mostly somebody else's ground.
    let spot = free.find(([x, y]) => encloses(note.lines, (x + w / 2 + this.min.x) / this.scale, (y + this.min.y) / this.scale)) || free[0];
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

  drawLabels(g, active, roomy) {
    // Places with something to tell first, then towns by rank; a label that finds no room is left out.
    const done = new Set(), wanted = [], view = this._map.getPixelBounds();
    const seen = { x0: view.min.x - this.min.x, y0: view.min.y - this.min.y, x1: view.max.x - this.min.x, y1: view.max.y - this.min.y };
    for (const item of active) if (item.at.name) wanted.push(item);
    wanted.sort((a, b) => (b.held ? 1 : 0) - (a.held ? 1 : 0) || b.total - a.total || a.at.index - b.at.index);
    for (const item of wanted.slice(0, roomy ? 90 : 28)) {
      const { x: px, y: py } = item, name = item.at.label;
      const width = textPicture(STYLES.place, name).text;
      const pill = item.initials ? textPicture(STYLES.initials, item.initials).wide : 0;
      const selected = item.sites.some((s) => s.index === this.app.state.site);
      const wide = Math.max(width, pill), tall = pill ? 31 : 15, gap = selected ? 22 : item.mode === "fan" && !item.held ? 11 : 14;
      const onScreen = px > seen.x0 && px < seen.x1, middle = Math.max(seen.x0 + 4, Math.min(seen.x1 - wide - 4, px - wide / 2));
      const choices = [
        [px + gap, py - 7.5, "left"],
        [px - gap - wide, py - 7.5, "right"],
        [px - wide / 2, py + gap, "center"],
        [px + 5, py + gap - 2, "left"],
        [px - 5 - wide, py + gap - 2, "right"],
        ...(onScreen ? [[middle, py + gap, "center"]] : []),
      ];
      // Inside the view if it can be; a place that is off it has its label off it too.
      const inside = ([x, y]) => x > seen.x0 + 3 && x + wide < seen.x1 - 3 && y > seen.y0 && y + tall < seen.y1;
      for (const [x, y, align] of [...choices.filter(inside), ...choices.filter((c) => !inside(c))]) {
        if (!this.labels.free(x, y, x + wide, y + tall)) continue;
        this.labels.take(x - 2, y - 1, x + wide + 2, y + tall + 1);
        const edge = align === "left" ? x : align === "right" ? x + wide : x + wide / 2;
        this.put(STYLES.place, name, edge, y + 8, align);
        if (pill) this.put(STYLES.initials, item.initials, edge, y + 23.5, align);
        done.add(item.at.folded || (item.at.folded = fold(item.at.label)));
        break;
      }
    }
    let room = 160;
    for (const town of this.towns) {
      if (town.zoom > this.zoom) break;
      const x = this.px(town.x), y = this.py(town.y);
      if (x < 0 || y < 0 || x > this.width || y > this.height) continue;
      const name = (Words.lang === "fr" && town.name_fr) || town.name;
      if (town.kind !== "town") {
        const text = town.kind === "country" ? name.toUpperCase() : name;
        const half = textPicture(STYLES[town.kind], text).text / 2;
        if (!this.labels.free(x - half, y - 8, x + half, y + 8)) continue;
        this.labels.take(x - half, y - 8, x + half, y + 8);
        this.put(STYLES[town.kind], text, x, y, "center");
        continue;
      }
      if (done.has(town.folded || (town.folded = fold(town.name))) || room-- < 0) continue;
      const style = town.zoom <= 6 ? STYLES.big : STYLES.town, width = textPicture(style, name).text;
      for (const [dx, align] of [[6, "left"], [-6 - width, "right"]]) {
        if (!this.labels.free(x + dx, y - 7, x + dx + width, y + 7)) continue;
        if (!this.labels.free(x - 3, y - 3, x + 3, y + 3)) break;
        this.labels.take(x + dx - 3, y - 7, x + dx + width + 3, y + 7);
        this.labels.take(x - 3, y - 3, x + 3, y + 3);
        this.stamps.push([atlas.get("town", [8, 8], townDot), x - 4, y - 4]);
        this.put(style, name, align === "left" ? x + 6 : x - 6, y + 0.5, align);
        break;
      }
    }
  }

  hit(point) {
    // What is under a point of the map, the nearest first; fingers get 22 px around a symbol.
    this.settle();
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

const WIDE_AREA = 240; // pixels
const MORE = 26; // width of "+15"
const ROOM = 5600; // square pixels of map that a symbol needs for all its counts
function encloses(lines, x, y) {
  // Whether a point lies in an area of several rings: an odd number of edges to its right.
  let odd = false;
  for (const p of lines)
    for (let i = 0, j = p.length - 2; i < p.length; j = i, i += 2)
      if (p[i + 1] > y !== p[j + 1] > y && x < ((p[j] - p[i]) * (y - p[i + 1])) / (p[j + 1] - p[i + 1]) + p[i]) odd = !odd;
  return odd;
}
const STATES = ["contested", "temporarily_entered", "held", "claimed", "unknown"];
const rankState = (state) => STATES.indexOf(state);

function dot(g, r, inside, edge, width) {
  g.beginPath();
  g.arc(4, 4, r, 0, 2 * Math.PI);
  g.fillStyle = inside;
  g.fill();
  g.lineWidth = width;
  g.strokeStyle = edge;
  g.stroke();
}
const townDot = (g) => dot(g, 2.1, "#fff", "#6b6255", 1.2);
// A fan's stem, from its symbols down to a dot at the point or to the disc of control.
const stem = (g, top, foot) => {
  g.fillStyle = INK;
  g.fillRect(3.4, top, 1.2, foot - top);
};
const fanStem = (g) => stem(g, 2, 15);
const fanDot = (g) => {
  stem(g, 6, 22);
  g.translate(0, 20);
  dot(g, 3, INK, PAPER, 1.5);
};
