// Movements of people: curved arrows, as wide as the number of persons, small ones over large.

const FLOWS_DRAWN = 80; // more would hide each other; the rest is in the list, and the legend says so

class Flows {
  constructor(app, table) {
    this.app = app;
    this.name = "flows";
    this.table = table;
    const lines = table.lines("lines"), persons = table.ints("persons"), day = table.ints("date");
    this.rows = Array.from({ length: table.n }, (_, i) => {
      const p = lines[i][0], line = p ? [p[0], p[1], p[p.length - 2], p[p.length - 1]] : null;
      return {
        row: i, persons: persons[i], day: day[i], line, pair: String(line),
        open: ["origin_precision", "destination_precision"].map((name) => table.int(name, i) === 3),
      };
    });
    this.top = Math.max(1, ...this.sums(this.rows).map((f) => f.persons));
  }
  end(row, which) {
    const id = this.table.word(which + "_place", row), known = this.app.model.placeRow.get(id);
    const name = known === undefined ? null : this.app.model.places.word(Words.lang === "fr" ? "name_fr" : "name", known);
    return name || this.table.word(which + "_name", row) || id || t("no_place");
  }
  title(row) {
    return this.end(row, "origin") + " → " + this.end(row, "destination");
  }
  sums(rows) {
    // One arrow for each pair of ends: what is stated is added up, what is not stays unknown.
    const out = new Map();
    for (const r of rows) {
      if (!r.line) continue;
      const found = out.get(r.pair);
      if (!found) out.set(r.pair, { ...r, rows: [r.row] });
      else {
        found.rows.push(r.row);
        if (r.persons !== NA) found.persons = r.persons + (found.persons === NA ? 0 : found.persons);
      }
    }
    return [...out.values()].sort((a, b) => b.persons - a.persons || a.row - b.row);
  }
  inWindow() {
    // Those of the days shown; one without a day is always there, and the list says that it has none.
    const { from, to } = this.app.state, { first, last } = this.app.model;
    return this.rows.filter((r) => r.day === NA || ((r.day >= from || from <= first) && (r.day <= to || to >= last)));
  }
  shown() {
    // Asked for at every drawing and movement of the mouse: worked out once for the days shown.
    const days = this.app.state.from + "," + this.app.state.to;
    if (this.days !== days) {
      this.days = days;
      this.kept = this.sums(this.inWindow()).slice(0, FLOWS_DRAWN);
    }
    return this.kept;
  }
  bounds(take) {
    for (const r of this.rows) if (r.line) {
      take(r.line[0], r.line[1]);
      take(r.line[2], r.line[3]);
    }
  }
  width(persons) {
    const most = this.app.map.getSize().x < 600 ? 11 : 18;
    return persons === NA ? 2 : Math.max(2, most * (persons / this.top));
  }

  curve(flow, layer) {
    // To the right of the way there: what goes back runs on the other side.
    const x0 = layer.px(flow.line[0]), y0 = layer.py(flow.line[1]), x1 = layer.px(flow.line[2]), y1 = layer.py(flow.line[3]);
    const length = Math.hypot(x1 - x0, y1 - y0), bow = Math.min(90, 0.2 * length + 8);
    if (length < 14) return null;
    const cx = (x0 + x1) / 2 - ((y1 - y0) / length) * bow, cy = (y0 + y1) / 2 + ((x1 - x0) / length) * bow;
    const w = this.width(flow.persons), head = Math.min(length * 0.45, 7 + w * 0.9);
    const start = Math.min(0.25, 8 / length), stop = 1 - Math.min(0.25, 9 / length);
    const at = (s) => [(1 - s) * (1 - s) * x0 + 2 * s * (1 - s) * cx + s * s * x1, (1 - s) * (1 - s) * y0 + 2 * s * (1 - s) * cy + s * s * y1];
    const across = (s) => {
      const dx = (1 - s) * (cx - x0) + s * (x1 - cx), dy = (1 - s) * (cy - y0) + s * (y1 - cy), d = Math.hypot(dx, dy) || 1;
      return [-dy / d, dx / d];
    };
    return { at, across, w, start, stop, neck: Math.max(start + 0.05, stop - head / length), head };
  }
  inSight(flow, layer) {
    const [x0, y0, x1, y1] = flow.line, reach = 130; // the bow, half the width and the head
    return layer.px(Math.max(x0, x1)) > -reach && layer.px(Math.min(x0, x1)) < layer.width + reach && layer.py(Math.max(y0, y1)) > -reach && layer.py(Math.min(y0, y1)) < layer.height + reach;
  }
  draw(g, layer) {
    for (const flow of this.shown()) {
      if (!this.inSight(flow, layer)) continue;
      const c = this.curve(flow, layer);
      if (!c) continue;
      const left = [], right = [], steps = 20;
      for (let k = 0; k <= steps; k++) {
        const share = k / steps, s = c.start + (c.neck - c.start) * share, [x, y] = c.at(s), [nx, ny] = c.across(s);
        const half = (c.w / 2) * (0.3 + 0.7 * share); // thin where people left, full where they went
        left.push([x + nx * half, y + ny * half]);
        right.push([x - nx * half, y - ny * half]);
      }
      right.reverse();
      const [nx, ny] = c.across(c.neck), [px, py] = c.at(c.neck), half = c.w / 2 + 3.5 + c.w * 0.12;
      const outline = [...left, [px + nx * half, py + ny * half], c.at(c.stop), [px - nx * half, py - ny * half], ...right];
      g.beginPath();
      outline.forEach(([x, y], i) => (i ? g.lineTo(x, y) : g.moveTo(x, y)));
      g.closePath();
      g.lineJoin = "round";
      g.strokeStyle = PAPER;
      g.lineWidth = 2.5;
      g.stroke();
      g.fillStyle = flow.persons === NA ? PAPER : PEOPLE + "d0";
      g.fill();
      g.strokeStyle = PEOPLE;
      g.lineWidth = 1;
      g.setLineDash(flow.persons === NA ? [3, 2] : []);
      g.stroke();
      g.setLineDash([]);
      this.ends(g, layer, flow);
      const [mx, my] = c.at(0.5);
      if (flow.persons !== NA) layer.figures.push([number(flow.persons), mx, my - c.w / 2 - 9, STYLES.people]);
    }
  }
  ends(g, layer, flow) {
    // An end that stands for an area is an open ring: somewhere in it.
    for (const [k, open] of flow.open.entries()) {
      if (!open) continue;
      g.beginPath();
      g.arc(layer.px(flow.line[2 * k]), layer.py(flow.line[2 * k + 1]), 6, 0, 2 * Math.PI);
      g.strokeStyle = PEOPLE;
      g.lineWidth = 1.4;
      g.setLineDash([2, 2]);
      g.stroke();
      g.setLineDash([]);
    }
  }
  hit(point, layer) {
    const origin = layer._map.getPixelOrigin(), x = point.x + origin.x - layer.min.x, y = point.y + origin.y - layer.min.y;
    for (const flow of this.shown().slice().reverse()) {
      const c = this.curve(flow, layer);
      if (!c) continue;
      for (let k = 0; k <= 24; k++) {
        const [px, py] = c.at(c.start + ((c.stop - c.start) * k) / 24);
        if (Math.hypot(px - x, py - y) < Math.max(9, c.w / 2 + 3)) return { rows: flow.rows, tip: [h("strong", null, data(this.title(flow.row))), h("div", { class: "quiet" }, this.persons(flow.persons))] };
      }
    }
    return null;
  }

  persons(value) {
    return value === NA ? t("flow.not_stated") : Words.count("persons_n", value);
  }
  legend() {
    const arrow = (w, unknown) => swatch(34, Math.max(14, w + 10), (g) => {
      const y = Math.max(14, w + 10) / 2;
      g.beginPath();
      [[1, y - w * 0.15], [22, y - w / 2], [22, y - w / 2 - 4], [33, y], [22, y + w / 2 + 4], [22, y + w / 2], [1, y + w * 0.15]].forEach(([a, b], i) => (i ? g.lineTo(a, b) : g.moveTo(a, b)));
      g.closePath();
      g.fillStyle = unknown ? PAPER : PEOPLE + "d0";
      g.fill();
      g.strokeStyle = PEOPLE;
      g.setLineDash(unknown ? [3, 2] : []);
      g.stroke();
    });
    const power = Math.pow(10, Math.floor(Math.log10(this.top))), large = Math.floor(this.top / power) * power;
    const sizes = large > 1 ? [large, Math.max(1, Math.round(large / 5))] : [large];
    const rows = this.rows.some((r) => r.persons !== NA) ? sizes.map((n) => [arrow(this.width(n)), Words.count("persons_n", n)]) : [];
    if (this.rows.some((r) => r.persons === NA)) rows.push([arrow(2, true), t("flow.not_stated")]);
    const all = this.sums(this.rows).length;
    if (all > FLOWS_DRAWN) rows.push([h("span"), t("flow.largest", { n: number(FLOWS_DRAWN) })]);
    return rows;
  }
  list(body, rows) {
    const wanted = rows ? new Set(rows) : null;
    const all = (rows ? this.rows : this.inWindow()).filter((r) => !wanted || wanted.has(r.row)).sort((a, b) => b.persons - a.persons || a.row - b.row);
    if (!rows) body.append(h("p", { class: "note" }, t("flow.note")));
    if (!all.length) body.append(h("p", { class: "quiet" }, t("none")));
    more(body, h("ol", { class: "events" }), all, (r) => {
      const reason = this.table.word("reason", r.row), source = this.table.word("source_id", r.row);
      return h("li", { class: "event" }, h("div", { class: "what" },
        h("h3", null, data(this.title(r.row))),
        h("p", null, h("strong", null, this.persons(r.persons)), " · ", dayText(r.day), reason ? [" · ", data(reason)] : ""),
        r.open.includes(true) ? h("p", { class: "quiet" }, t("flow.area")) : null,
        r.line ? null : h("p", { class: "quiet" }, t("flow.not_drawn")),
        source ? h("p", { class: "quiet" }, t("source"), t("colon"), sourceName(this.app, source)) : null));
    }, 40);
  }
}
