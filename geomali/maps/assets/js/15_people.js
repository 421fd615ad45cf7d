// Displaced people and returnees: figures of places and areas.

const PEOPLE = "#14597c";

class Displacement {
  // The newest figure of each place up to a day.  A figure for a cercle belongs to its
  // outline; one without either is only listed.
  constructor(app) {
    const store = app.store, d = store.table("displacement");
    this.app = app;
    this.name = "displacement";
    this.rows = [];
    const lon = d.floats("lon"), lat = d.floats("lat");
    for (let i = 0; i < d.n; i++) {
      const persons = d.int("persons", i), returnees = d.int("returnees", i), id = d.word("place_id", i);
      if (persons === NA && returnees === NA) continue;
      const point = !Number.isNaN(lon[i]) && !Number.isNaN(lat[i]);
      const area = !point && app.model.areaRow.has(id) ? app.model.areaRow.get(id) : -1;
      const name = d.word("site", i) || d.word("admin3", i) || d.word("admin2", i) || d.word("admin1", i) || id;
      this.rows.push({ row: i, key: point ? id || lon[i] + "," + lat[i] : id || name, id, name, point, area, x: worldX(lon[i]), y: worldY(lat[i]), persons, returnees, day: d.int("date", i) });
    }
    const sums = new Map();
    for (const r of this.rows) if (r.area >= 0) sums.set(r.key + r.day, (sums.get(r.key + r.day) || 0) + Math.max(0, r.persons));
    this.breaks = Displacement.breaks([...sums.values()]);
  }
  static breaks(values) {
    // Three round numbers that part the figures into four classes of about the same size.
    const sorted = values.filter((v) => v > 0).sort((a, b) => a - b), out = [];
    for (const share of [0.25, 0.5, 0.75]) {
      const value = sorted[Math.floor(share * sorted.length)] || 0, power = Math.pow(10, Math.floor(Math.log10(Math.max(1, value))));
      const round = Math.max(1, Math.round(value / power)) * power;
      if (value && !out.includes(round)) out.push(round);
    }
    return out;
  }
  at(day) {
    if (this.day === day) return this.kept;
    this.day = day;
    const latest = new Map();
    for (const r of this.rows) {
      if (r.day !== NA && r.day > day) continue;
      const known = latest.get(r.key);
      if (!known || r.day > known.day) latest.set(r.key, { ...r });
      else if (r.day === known.day)
        for (const what of ["persons", "returnees"])
          if (r[what] !== NA) known[what] = r[what] + (known[what] === NA ? 0 : known[what]);
    }
    return (this.kept = [...latest.values()].sort((a, b) => b.persons - a.persons || b.returnees - a.returnees || a.row - b.row));
  }
  figure(d) {
    // Two numbers, never their sum: who lives there displaced, and who came back.
    const parts = d.persons > 0 || !(d.returnees > 0) ? [d.persons === NA ? t("not_stated") : number(d.persons)] : [];
    if (d.returnees > 0) parts.push(Words.count("returnees_n", d.returnees));
    return parts.join(" · ");
  }
  shade(persons) {
    // No shade where no number of displaced people is stated.
    return persons === NA ? 0 : [0.08, 0.2, 0.34, 0.5][this.breaks.filter((b) => persons >= b).length];
  }
  bounds() {} // figures are all over the country: they do not decide what the map opens on

  draw(g, layer) {
    for (const d of this.at(this.app.state.to)) {
      if (d.area >= 0) this.drawArea(g, layer, d);
      else if (d.point) this.drawPoint(g, layer, d);
    }
  }
  drawPoint(g, layer, d) {
    const x = layer.px(d.x), y = layer.py(d.y), half = Math.max(5, Math.min(26, Math.sqrt(Math.max(0, d.persons)) / 9));
    g.beginPath();
    g.rect(x - half, y - half, 2 * half, 2 * half);
    g.fillStyle = PEOPLE + (d.persons > 0 ? "33" : "00"); // hollow where only returnees are counted
    g.fill();
    g.lineWidth = 1.6;
    g.strokeStyle = PEOPLE;
    g.stroke();
    layer.figures.push([this.figure(d), x, y + half + 8, STYLES.people]);
  }
  drawArea(g, layer, d) {
    // A figure for an area: its outline, shaded by the number, and the number as a label inside.
    let x0 = 1e9, x1 = -1e9, y0 = 1e9, y1 = -1e9;
    g.beginPath();
    for (const points of this.app.store.table("areas").lines("rings")[d.area]) {
      for (let i = 0; i < points.length; i += 2) {
        const x = layer.px(points[i]), y = layer.py(points[i + 1]);
        if (i) g.lineTo(x, y);
        else g.moveTo(x, y);
        x0 = Math.min(x0, x);
        x1 = Math.max(x1, x);
        y0 = Math.min(y0, y);
        y1 = Math.max(y1, y);
      }
      g.closePath();
    }
    g.globalAlpha = this.shade(d.persons);
    g.fillStyle = PEOPLE;
    g.fill("evenodd");
    g.globalAlpha = 0.8;
    g.lineWidth = 1;
    g.strokeStyle = PEOPLE;
    g.setLineDash([1, 3]);
    g.stroke();
    g.setLineDash([]);
    g.globalAlpha = 1;
    const text = this.figure(d);
    if (x1 - x0 > textPicture(STYLES.people, text).text / 2) layer.figures.push([text, (x0 + x1) / 2, (y0 + y1) / 2, STYLES.people]);
  }
  hit() {
    return null; // an area lies under everything: its number is on it, and in the list
  }

  legend() {
    if (!this.rows.length) return [];
    const box = (alpha) => swatch(22, 14, (g) => {
      g.globalAlpha = alpha;
      g.fillStyle = PEOPLE;
      g.fillRect(1, 1, 20, 12);
      g.globalAlpha = 1;
      g.strokeStyle = PEOPLE;
      g.setLineDash([1, 3]);
      g.strokeRect(1, 1, 20, 12);
    });
    const edges = [0, ...this.breaks], rows = [];
    if (this.rows.some((r) => r.area >= 0)) edges.forEach((low, i) => rows.push([box(this.shade(low)), !i && edges.length > 1 ? t("people.under", { n: number(edges[1]) }) : i === edges.length - 1 ? t("people.from", { n: number(low) }) : t("people.between", { low: number(low), high: number(edges[i + 1] - 1) })]));
    if (this.rows.some((r) => r.point)) rows.push([swatch(22, 14, (g) => {
      g.fillStyle = PEOPLE + "33";
      g.fillRect(6, 2, 10, 10);
      g.strokeStyle = PEOPLE;
      g.lineWidth = 1.6;
      g.strokeRect(6, 2, 10, 10);
    }), t("people.site")]);
    return rows;
  }
  list(body) {
    const people = this.at(this.app.state.to);
    body.append(h("p", { class: "note" }, t("people_note")));
    if (!people.length) body.append(h("p", { class: "quiet" }, t("none")));
    more(body, h("ol", { class: "events" }), people, (d) => h("li", { class: "event" }, h("div", { class: "what" },
      h("p", null, data(d.name || t("no_place")), t("colon"), h("strong", null, this.figure(d))),
      h("p", { class: "quiet" }, dayText(d.day), d.point ? "" : " · " + (d.area >= 0 ? t("region_only") : t("no_place"))))), 40);
  }
}
