// Routes on the map: stretches in the colour of their exposure, with events and kilometres.

const EXPOSURE = ["#0a5563", "#5f6b00", "#a85a00", "#8f1d00"]; // none, and thirds of the highest on this map

class Routes {
  constructor(app, table) {
    this.app = app;
    this.name = "routes";
    this.table = table;
    this.lines = table.lines("lines");
    this.details = Array.from({ length: table.n }, (_, i) => JSON.parse(table.word("details", i) || "{}"));
    const value = (d) => (typeof d.score === "number" ? d.score : typeof d.event_count === "number" ? d.event_count : null);
    const top = Math.max(0, ...this.details.map(value));
    this.scored = this.details.some((d) => value(d) !== null);
    this.level = this.details.map((d) => (top && value(d) > 0 ? (value(d) / top > 0.66 ? 3 : value(d) / top > 0.33 ? 2 : 1) : 0));
    this.schematic = this.details.some((d) => d.geometry_quality && d.geometry_quality !== "surveyed" && d.geometry_quality !== "drawn");
  }
  title(i) {
    const d = this.details[i];
    return d.from_name && d.to_name ? d.from_name + " – " + d.to_name : this.table.word("name", i) || t("route") + " " + (i + 1);
  }
  width(i) {
    return 3.4 + 1.2 * this.level[i];
  }
  dashed(i) {
    const quality = this.details[i].geometry_quality;
    return Boolean(quality) && quality !== "surveyed" && quality !== "drawn";
  }
  bounds(take) {
    for (const lines of this.lines) for (const p of lines) for (let k = 0; k < p.length; k += 2) take(p[k], p[k + 1]);
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
    g.lineJoin = g.lineCap = "round";
    g.strokeStyle = PAPER;
    for (let i = 0; i < this.table.n; i++) {
      g.lineWidth = this.width(i) + 4;
      trace(i);
      g.stroke();
    }
    // The most exposed on top, where ways run along each other.
    const order = [...this.level.keys()].sort((a, b) => this.level[a] - this.level[b] || a - b);
    g.lineCap = "butt";
    for (const i of order) {
      g.strokeStyle = EXPOSURE[this.level[i]];
      g.lineWidth = this.width(i);
      g.setLineDash(this.dashed(i) ? [9, 3] : []);
      trace(i);
      g.stroke();
    }
    g.setLineDash([]);
    this.marks(g, layer);
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
    // Counts where something was reported, and kilometres at the ends of stretches where there is room.
    for (let i = 0; i < this.table.n; i++) {
      const d = this.details[i], points = this.lines[i].reduce((a, b) => (b.length > a.length ? b : a), []);
      if (points.length < 4) continue;
      const k = 2 * Math.floor(points.length / 4), next = Math.min(k + 2, points.length - 2);
      if (d.event_count > 0) layer.badges.push([layer.px((points[k] + points[next]) / 2), layer.py((points[k + 1] + points[next + 1]) / 2), d.event_count]);
      if (layer.zoom < 7) continue;
      if (d.start_km === 0) this.mark(g, layer, "0 km", points[0], points[1]);
      if (typeof d.end_km === "number") this.mark(g, layer, number(Math.round(d.end_km)) + " km", points[points.length - 2], points[points.length - 1]);
    }
  }

  hit(point, layer) {
    // The stretch under a point, within a finger's width.
    const origin = layer._map.getPixelOrigin(), x = (point.x + origin.x) / layer.scale, y = (point.y + origin.y) / layer.scale;
    let best = -1, near = 10 / layer.scale;
    this.lines.forEach((lines, i) => {
      for (const p of lines) for (let k = 2; k < p.length; k += 2) {
        const dx = p[k] - p[k - 2], dy = p[k + 1] - p[k - 1], length = dx * dx + dy * dy;
        const share = length ? Math.max(0, Math.min(1, ((x - p[k - 2]) * dx + (y - p[k - 1]) * dy) / length)) : 0;
        const d = Math.hypot(x - p[k - 2] - share * dx, y - p[k - 1] - share * dy);
        if (d < near) {
          near = d;
          best = i;
        }
      }
    });
    return best < 0 ? null : { rows: [best], tip: [h("strong", null, data(this.title(best))), h("div", { class: "quiet" }, this.summary(best))] };
  }

  legend() {
    const line = (level, dash) => swatch(24, 14, (g) => {
      g.strokeStyle = EXPOSURE[level];
      g.lineWidth = 3 + level;
      g.setLineDash(dash);
      g.beginPath();
      g.moveTo(1, 7);
      g.lineTo(23, 7);
      g.stroke();
    });
    const rows = this.scored ? [0, 1, 2, 3].filter((l) => this.level.includes(l)).map((l) => [line(l, []), t("exposure." + l)]) : [];
    if (this.schematic) rows.push([line(0, [5, 3]), t("route.schematic")]);
    return rows;
  }
  summary(i) {
    const d = this.details[i], out = [];
    if (typeof d.start_km === "number" && typeof d.end_km === "number") out.push("km " + number(d.start_km) + "–" + number(d.end_km));
    else if (typeof d.length_km === "number") out.push(number(d.length_km) + " km");
    if (typeof d.event_count === "number") out.push(Words.count("events_n", d.event_count));
    if (d.possible_count > 0) out.push(t("route.possible", { n: number(d.possible_count) }));
    return out.join(" · ");
  }
  list(body, rows) {
    const all = rows || Array.from({ length: this.table.n }, (_, i) => i);
    if (this.scored) body.append(h("p", { class: "note" }, t("route.exposure_note")));
    more(body, h("ol", { class: "events" }), all, (i) => this.item(i, Boolean(rows)), 60);
  }
  item(i, open) {
    const d = this.details[i];
    const shown = Object.entries(d).filter(([key, v]) => v !== "" && v !== 0 && !/(^|_)id$|^(order|start_km|end_km|from_name|to_name|event_count|possible_count|score)$/.test(key));
    const said = (key, v) => (typeof v === "number" ? number(v) : typeof v === "boolean" ? t(v ? "yes" : "no") : Words.all[Words.lang]["route." + key + "." + v] || (/^\d{4}-\d{2}-\d{2}$/.test(v) ? dayText(dayOf(v)) : String(v)));
    const fill = () => facts(shown.map(([key, v]) => [data(Words.all[Words.lang]["route." + key] || key.replace(/_/g, " ")), data(said(key, v))]));
    return h("li", { class: "event" },
      h("span", { class: "stripe", "aria-hidden": "true", style: { background: EXPOSURE[this.level[i]] } }),
      h("div", { class: "what" }, h("h3", null, data(this.title(i))), h("p", { class: "quiet" }, this.summary(i), this.scored ? " · " + t("exposure." + this.level[i]) : ""),
        shown.length ? (open ? fill() : moreButton(fill)) : null));
  }
}
