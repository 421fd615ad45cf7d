// Routes on the map: ways numbered as in the briefing, stretches in the colour of their exposure.

const EXPOSURE = []; // filled from the page: highest score per km of each class, and its colour
const OTHER_WAY = "#55606a", CUT = "#a3123a";

class Routes {
  constructor(app, table) {
    EXPOSURE.splice(0, EXPOSURE.length, ...app.meta.exposure);
    this.app = app;
    this.name = "routes";
    this.table = table;
    this.lines = table.lines("lines");
    this.details = Array.from({ length: table.n }, (_, i) => JSON.parse(table.word("details", i) || "{}"));
    this.scored = this.details.some((d) => typeof d.score === "number" || typeof d.event_count === "number");
    this.level = this.details.map((d) => this.classOf(d));
    this.cut = this.details.map((d) => d.access === "closed");
    this.schematic = this.details.some((d, i) => this.dashed(i));
    this.findWays();
  }
  classOf(d) {
    if (typeof d.exposure_class === "number") return d.exposure_class;
    const rate = d.length_km > 0 ? (d.score || 0) / d.length_km : 0;
    if (rate > 0) return EXPOSURE.findIndex(([limit]) => limit === null || rate <= limit);
    return d.event_count > 0 ? 1 : 0; // too old to weigh anything, yet it is known
  }
  findWays() {
    // Stretches of one route are a way; ways between the same two ends are compared, the first one leads.
    const ways = new Map();
    this.details.forEach((d, i) => {
      if (this.cut[i] || typeof d.route_id !== "string") return;
      if (!ways.has(d.route_id)) ways.set(d.route_id, { rows: [], number: ways.size + 1 });
      ways.get(d.route_id).rows.push(i);
    });
    this.ways = [...ways.values()];
    this.wayOf = [];
    for (const way of this.ways) {
      for (const i of way.rows) this.wayOf[i] = way;
      const first = this.lines[way.rows[0]][0], last = this.lines[way.rows[way.rows.length - 1]].slice(-1)[0];
      way.ends = [[first[0], first[1]], [last[last.length - 2], last[last.length - 1]]];
    }
    const near = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]) < 2e-6; // some 80 m
    this.compared = this.ways.length > 0 && this.ways.every((w) => w.ends.every((end, k) => near(end, this.ways[0].ends[k])));
    this.lead = this.compared ? this.ways[0] : null;
  }
  key(i) {
    return this.details[i].stretch_id || this.lines[i].map((p) => p.join()).join(";");
  }
  leads(i) {
    return !this.lead || this.wayOf[i] === this.lead;
  }
  order() {
    // What leads is drawn last, and the most exposed over the rest, where ways run along each other.
    const rank = (i) => (this.cut[i] ? -1 : this.leads(i) ? 10 + this.level[i] : this.level[i]);
    return [...this.level.keys()].sort((a, b) => rank(a) - rank(b) || a - b);
  }
  title(i) {
    const d = this.details[i];
    return d.from_name && d.to_name ? d.from_name + " – " + d.to_name : this.table.word("name", i) || t("route") + " " + (i + 1);
  }
  width(i) {
    return this.cut[i] ? 2 : this.leads(i) ? 4.4 + 0.7 * this.level[i] : this.level[i] ? 2.6 : 1.8;
  }
  color(i) {
    return this.cut[i] ? CUT : !this.scored ? "#0a5563" : this.level[i] || this.leads(i) ? EXPOSURE[this.level[i]][1] : OTHER_WAY;
  }
  dashed(i) {
    const quality = this.details[i].geometry_quality;
    return Boolean(quality) && quality !== "surveyed" && quality !== "drawn";
  }
  bounds(take) {
    this.lines.forEach((lines, i) => {
      if (!this.cut[i] || !this.ways.length) for (const p of lines) for (let k = 0; k < p.length; k += 2) take(p[k], p[k + 1]);
    });
  }

  draw(g, layer) {
    const trace = (i) => {
      g.beginPath();
      for (const points of this.lines[i]) for (let k = 0; k < points.length; k += 2) {
        const x = layer.px(points[k]), y = layer.py(points[k + 1]);
        if (k) g.lineTo(x, y);
        else g.moveTo(x, y);
      }
    };
    const stroke = (i, color, width) => {
      g.strokeStyle = color;
      g.lineWidth = width;
      trace(i);
      g.stroke();
    };
    g.lineJoin = "round";
    const order = this.order();
    for (const leading of [false, true]) {
      const rows = order.filter((i) => this.leads(i) === leading);
      g.lineCap = "round";
      for (const i of rows) stroke(i, PAPER, this.width(i) + (leading ? 5 : 3));
      g.lineCap = "butt";
      for (const i of rows) {
        g.setLineDash(this.cut[i] ? [5, 5] : this.dashed(i) ? (leading ? [10, 2.5] : [4, 2]) : []);
        // A dark edge: the light colours of the scale need it on paper.
        if (this.level[i] && !this.cut[i]) stroke(i, INK, this.width(i) + 1.6);
        stroke(i, this.color(i), this.width(i));
      }
      g.setLineDash([]);
    }
    for (const i of order) if (this.cut[i]) this.crosses(g, layer, i);
    this.marks(g, layer);
    this.signs(g, layer);
  }
  crosses(g, layer, i) {
    // A stretch that this plan may not use: crossed out all along, at least once.
    for (const points of this.lines[i]) {
      let length = 0;
      const steps = [];
      for (let k = 2; k < points.length; k += 2) {
        const a = [layer.px(points[k - 2]), layer.py(points[k - 1])], b = [layer.px(points[k]), layer.py(points[k + 1])], d = Math.hypot(b[0] - a[0], b[1] - a[1]);
        steps.push([a, b, length, d]);
        length += d;
      }
      const n = Math.max(1, Math.min(60, Math.floor(length / 34)));
      for (let j = 0; j < n; j++) {
        const at = (length * (j + 0.5)) / n, step = steps.find(([, , from, d]) => at <= from + d);
        if (!step) continue;
        const [a, b, from, d] = step, share = d ? (at - from) / d : 0;
        cross(g, a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]));
      }
    }
  }
  mark(g, layer, text, x, y) {
    x = layer.px(x);
    y = layer.py(y);
    g.beginPath();
    g.arc(x, y, 2.6, 0, 2 * Math.PI);
    g.fillStyle = PAPER;
    g.fill();
    g.lineWidth = 1.4;
    g.strokeStyle = INK;
    g.stroke();
    layer.figures.push([text, x + 9 + textPicture(STYLES.km, text).text / 2, y + 5, STYLES.km]);
  }
  marks(g, layer) {
    // Counts where something was reported, once where ways share a stretch, in words: a bare figure
    // would be read as the number of a way.  Kilometres of the way that leads.
    const told = new Set();
    for (const i of this.order().reverse()) {
      const d = this.details[i], points = this.lines[i].reduce((a, b) => (b.length > a.length ? b : a), []);
      if (points.length < 4) continue;
      const k = 2 * Math.floor(points.length / 4), next = Math.min(k + 2, points.length - 2);
      if (d.event_count > 0 && !told.has(this.key(i))) layer.figures.push([Words.count("events_n", d.event_count), layer.px((points[k] + points[next]) / 2), layer.py((points[k + 1] + points[next + 1]) / 2), STYLES.initials]);
      told.add(this.key(i));
    }
    this.details.forEach((d, i) => {
      const points = this.lines[i].reduce((a, b) => (b.length > a.length ? b : a), []);
      if (layer.zoom < 7 || points.length < 4 || this.cut[i] || !this.leads(i)) return;
      if (d.start_km === 0) this.mark(g, layer, "0 km", points[0], points[1]);
      if (typeof d.end_km === "number") this.mark(g, layer, number(Math.round(d.end_km)) + " km", points[points.length - 2], points[points.length - 1]);
    });
  }
  signs(g, layer) {
    // A, B and the stops beside their points; the number of each way on a part that it has for itself.
    if (this.compared) {
      const [start, end] = this.lead.ends, round = Math.hypot(start[0] - end[0], start[1] - end[1]) < 2e-6;
      const spots = [[start, round ? "A B" : "A"], [end, round ? "" : "B"]];
      for (const i of this.lead.rows) {
        const line = this.lines[i].slice(-1)[0];
        if (this.details[i].stop) spots.push([[line[line.length - 2], line[line.length - 1]], "■"]);
      }
      for (const [[wx, wy], text] of spots) {
        if (!text) continue;
        const x = layer.px(wx), y = layer.py(wy), w = text.length > 1 ? 30 : 18;
        const [bx, by] = [[-20, 14], [-24, -4], [0, 24], [22, 24]].map(([dx, dy]) => [x + dx, y + dy]).find(([cx, cy]) => layer.labels.free(cx - w / 2, cy - 9, cx + w / 2, cy + 9)) || [x - 20, y + 14];
        layer.labels.take(bx - w / 2, by - 9, bx + w / 2, by + 9);
        layer.pending.push(() => endSign(g, x, y, bx, by, w, text));
      }
    }
    if (this.ways.length < 2) return;
    const seen = new Set();
    const first = this.lead ? [this.lead, ...this.ways.filter((w) => w !== this.lead)] : this.ways;
    for (const way of first) {
      const own = way.rows.filter((i) => !seen.has(this.key(i)));
      for (const i of way.rows) seen.add(this.key(i));
      let best = null;
      for (const i of own.length ? own : way.rows) for (const points of this.lines[i]) {
        const length = lengthOf(points);
        if (!best || length > best.length) best = { points, length };
      }
      const spots = [0.5, 0.35, 0.65, 0.2, 0.8].map((share) => along(best.points, best.length * share)).map(([x, y]) => [layer.px(x), layer.py(y)]);
      const [x, y] = spots.find(([a, b]) => layer.labels.free(a - 10, b - 10, a + 10, b + 10)) || spots[0];
      layer.labels.take(x - 10, y - 10, x + 10, y + 10);
      layer.pending.push(() => wayNumber(g, x, y, 9, way.number, way === this.lead));
    }
  }

  hit(point, layer) {
    // The stretch under a point, within a finger's width; of ways that share it, the one that leads.
    const origin = layer._map.getPixelOrigin(), x = (point.x + origin.x) / layer.scale, y = (point.y + origin.y) / layer.scale;
    let best = -1, near = 10 / layer.scale;
    for (const i of this.order().reverse()) {
      for (const p of this.lines[i]) for (let k = 2; k < p.length; k += 2) {
        const dx = p[k] - p[k - 2], dy = p[k + 1] - p[k - 1], length = dx * dx + dy * dy;
        const share = length ? Math.max(0, Math.min(1, ((x - p[k - 2]) * dx + (y - p[k - 1]) * dy) / length)) : 0;
        const d = Math.hypot(x - p[k - 2] - share * dx, y - p[k - 1] - share * dy);
        if (d < near) {
          near = d;
          best = i;
        }
      }
    }
    return best < 0 ? null : { rows: [best], tip: [h("strong", null, data(this.title(best))), h("div", { class: "quiet" }, this.onWays(best), this.summary(best))] };
  }
  onWays(i) {
    // The ways that run over a stretch, where there are several to choose from.
    if (this.ways.length < 2 || !this.wayOf[i]) return "";
    const key = this.key(i);
    const on = this.ways.filter((w) => w.rows.some((j) => this.key(j) === key)).map((w) => w.number);
    return t(on.length > 1 ? "way.several" : "way.one", { n: on.join(", ") }) + " · ";
  }

  legend() {
    const line = (i, color, width, dash, edge) => swatch(24, 14, (g) => {
      for (const [c, w] of edge ? [[INK, width + 1.6], [color, width]] : [[color, width]]) {
        g.strokeStyle = c;
        g.lineWidth = w;
        g.setLineDash(dash);
        g.beginPath();
        g.moveTo(1, 7);
        g.lineTo(23, 7);
        g.stroke();
      }
      if (i === "cut") cross(g, 12, 7);
    });
    const rows = [];
    if (this.compared) rows.push([swatch(24, 20, (g) => endSign(g, 12, 10, 12, 10, 18, "A")), t("way.start")], [swatch(24, 20, (g) => endSign(g, 12, 10, 12, 10, 18, "B")), t("way.end")]);
    if (this.details.some((d) => d.stop)) rows.push([swatch(24, 20, (g) => endSign(g, 12, 10, 12, 10, 18, "■")), t("way.stop")]);
    if (this.ways.length > 1)
      for (const way of this.ways) rows.push([swatch(24, 20, (g) => wayNumber(g, 12, 10, 9, way.number, way === this.lead)), this.wayText(way)]);
    if (this.scored) {
      const used = [...new Set(this.level)].sort();
      for (const l of used) rows.push([line(l, EXPOSURE[l][1], 4.4 + 0.7 * l, [], l > 0), this.classText(l)]);
    }
    if (this.ways.length > 1 && this.lead) rows.push([line(0, OTHER_WAY, 1.8, []), t("way.others")]);
    if (this.schematic) rows.push([line(0, INK, 3, [10, 2.5]), t("route.schematic")]);
    if (this.cut.includes(true)) rows.push([line("cut", CUT, 2, [5, 5]), t("way.cut")]);
    return rows;
  }
  classText(level) {
    const two = (v) => v.toFixed(2).replace(".", t("decimal"));
    if (level === 0) return "0" + t("colon") + " " + t("exposure.0");
    const [limit] = EXPOSURE[level];
    return level + t("colon") + " " + (limit === null ? t("exposure.over", { n: two(EXPOSURE[level - 1][0]) }) : t("exposure.up_to", { n: two(limit) }));
  }
  wayText(way) {
    // What the briefing's table says of a way; without it, what its stretches add up to.
    const d = this.details[way.rows[0]], sum = (key) => way.rows.reduce((n, i) => n + (this.details[i][key] || 0), 0);
    const kinds = (d.kind || "").split("+").map((k) => Words.all[Words.lang]["way." + k]).filter(Boolean);
    const km = d.way_km ?? sum("length_km"), hours = d.way_hours ?? sum("hours");
    const out = [kinds.join(", ") || data(d.way_name || d.route_id)];
    if (km) out.push(number(Math.round(km)) + " km");
    if (hours) out.push(hoursText(hours));
    if (typeof d.way_events === "number") out.push(Words.count("events_n", d.way_events));
    return out.flatMap((part, i) => (i ? [" · ", part] : [part]));
  }
  summary(i) {
    const d = this.details[i], out = [];
    if (this.cut[i]) out.push(t("way.cut"));
    if (typeof d.start_km === "number" && typeof d.end_km === "number") out.push("km " + number(d.start_km) + "–" + number(d.end_km));
    else if (typeof d.length_km === "number") out.push(number(d.length_km) + " km");
    if (typeof d.event_count === "number") out.push(Words.count("events_n", d.event_count));
    if (d.possible_count > 0) out.push(t("route.possible", { n: number(d.possible_count) }));
    return out.join(" · ");
  }
  list(body, rows) {
    if (this.scored) body.append(h("p", { class: "note" }, t("route.exposure_note")));
    const part = (all) => more(body, h("ol", { class: "events" }), all, (i) => this.item(i, Boolean(rows)), 60);
    if (rows || !this.ways.length) return part(rows || [...this.level.keys()]);
    for (const way of this.ways) {
      if (this.ways.length > 1) {
        body.append(h("h3", null, swatch(20, 20, (g) => wayNumber(g, 10, 10, 9, way.number, way === this.lead)), " ", this.wayText(way)));
        if (this.lead && way !== this.lead) body.append(h("button", { type: "button", class: "link", onclick: () => this.follow(way) }, t("way.follow", { n: way.number })));
      }
      part(way.rows);
    }
    const rest = [...this.level.keys()].filter((i) => !this.wayOf[i]);
    if (!rest.length) return;
    body.append(h("h3", null, t("way.cut")));
    part(rest);
  }
  follow(way) {
    // Another way leads: drawn thick, with its kilometres.
    this.lead = way;
    this.app.layer.draw();
    this.app.legend();
    this.app.panel.refresh();
  }
  item(i, open) {
    const d = this.details[i];
    const shown = Object.entries(d).filter(([key, v]) => v !== "" && v !== 0 && !/(^|_)id$|^way_|^(order|start_km|end_km|from_name|to_name|event_count|possible_count|score|kind|stop|exposure_class)$/.test(key));
    const said = (key, v) => {
      const counts = key === "by_actor" ? countsOf(v) : null;
      if (counts) return counts.map(([id, n]) => this.app.model.shortName(id) + " " + number(n)).join(", ");
      return typeof v === "number" ? number(v) : typeof v === "boolean" ? t(v ? "yes" : "no") : Words.all[Words.lang]["route." + key + "." + v] || (/^\d{4}-\d{2}-\d{2}$/.test(v) ? dayText(dayOf(v)) : String(v));
    };
    const fill = () => facts(shown.map(([key, v]) => [data(Words.all[Words.lang]["route." + key] || key.replace(/_/g, " ")), data(said(key, v))]));
    return h("li", { class: "event" },
      h("span", { class: "stripe", "aria-hidden": "true", style: { background: this.cut[i] ? CUT : EXPOSURE[this.level[i]][1] } }),
      h("div", { class: "what" }, h("h3", null, data(this.title(i))), h("p", { class: "quiet" }, open ? this.onWays(i) : "", this.summary(i), this.scored && !this.cut[i] ? [" · ", this.classText(this.level[i])] : ""),
        shown.length ? (open ? fill() : moreButton(fill)) : null));
  }
}

function countsOf(text) {
  // Events by actor, as our own table has them; a user's column of that name may hold anything.
  try {
    const counts = Object.entries(JSON.parse(text));
    return counts.every(([, n]) => typeof n === "number") ? counts : null;
  } catch {
    return null;
  }
}
function hoursText(hours) {
  // To five minutes, as in the briefing.
  const minutes = Math.round(hours * 12) * 5;
  return Math.floor(minutes / 60) + " h " + String(minutes % 60).padStart(2, "0");
}
function lengthOf(points) {
  let length = 0;
  for (let k = 2; k < points.length; k += 2) length += Math.hypot(points[k] - points[k - 2], points[k + 1] - points[k - 1]);
  return length;
}
function along(points, far) {
  // The point so far along a line.
  for (let k = 2; k < points.length; k += 2) {
    const d = Math.hypot(points[k] - points[k - 2], points[k + 1] - points[k - 1]);
    if (d && far <= d) return [points[k - 2] + (far / d) * (points[k] - points[k - 2]), points[k - 1] + (far / d) * (points[k + 1] - points[k - 1])];
    far -= d;
  }
  return [points[points.length - 2], points[points.length - 1]];
}
function cross(g, x, y) {
  g.lineCap = "round";
  for (const [color, width] of [[PAPER, 5], [CUT, 2.4]]) {
    g.strokeStyle = color;
    g.lineWidth = width;
    g.beginPath();
    g.moveTo(x - 4.5, y - 4.5);
    g.lineTo(x + 4.5, y + 4.5);
    g.moveTo(x + 4.5, y - 4.5);
    g.lineTo(x - 4.5, y + 4.5);
    g.stroke();
  }
  g.lineCap = "butt";
}
function wayNumber(g, x, y, r, n, leads) {
  g.beginPath();
  g.arc(x, y, r, 0, 2 * Math.PI);
  g.fillStyle = leads ? INK : PAPER;
  g.fill();
  g.lineWidth = 1.4;
  g.strokeStyle = INK;
  g.stroke();
  signText(g, x, y, String(n), leads ? PAPER : INK);
}
function endSign(g, x, y, bx, by, wide, text) {
  if (bx !== x || by !== y) {
    g.beginPath();
    g.moveTo(x, y);
    g.lineTo(bx, by);
    g.lineWidth = 1.6;
    g.strokeStyle = INK;
    g.stroke();
  }
  g.beginPath();
  g.roundRect(bx - wide / 2, by - 9, wide, 18, 4);
  g.fillStyle = INK;
  g.fill();
  g.lineWidth = 1.5;
  g.strokeStyle = PAPER;
  g.stroke();
  if (text === "■") {
    g.fillStyle = PAPER;
    g.fillRect(bx - 3.5, by - 3.5, 7, 7);
  } else signText(g, bx, by, text, PAPER);
}
function signText(g, x, y, text, color) {
  g.font = "700 12px " + FONT;
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.fillStyle = color;
  g.fillText(text, x, y + 0.5);
}
