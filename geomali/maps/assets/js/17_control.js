// Control of all places as of the day shown, as a table; and of one place over time, as a list.

function holders(app, span, short) {
  // Who a span names, each with the letter of its family.
  return span.who.map((id) => {
    const family = FAMILY[FAMILIES[app.model.family(id)]];
    return h("span", { class: "who" }, h("span", { class: "letter", "aria-hidden": "true", style: { background: family.color } }, family.letter), data(short ? app.model.shortName(id) : app.model.actorName(id)));
  });
}

function stateMark(span, size) {
  return swatch(size, size, (g) => paintControl(g, size / 2, size / 2, size / 3, span.state, span.sign.families, fade(span.age)));
}

function ageText(days) {
  // In the unit that a reader thinks in.
  if (days < 61) return Words.count("age_days", days);
  return days < 730 ? Words.count("age_months", Math.round(days / 30.44)) : Words.count("age_years", Math.floor(days / 365));
}

function stateWords(app, span) {
  // Nobody vouches today for what was last reported over a year ago: it is told as that, with its age.
  const state = Words.term("state", span.state);
  if (span.age === null || span.age === undefined || span.age <= app.meta.old_days) return state;
  const ago = span.age < 730 ? Words.count("ago_months", Math.round(span.age / 30.44)) : Words.count("ago_years", Math.floor(span.age / 365));
  return t("state_past", { ago, state: state.toLowerCase() });
}

class ControlLayer {
  // The symbols are drawn with the events; this is the layer's words.
  constructor(app) {
    this.app = app;
    this.name = "control";
  }
  rows() {
    const sites = this.app.model.sites;
    return [...this.app.control].filter(([site]) => sites[site]).sort((a, b) => sites[a[0]].name.localeCompare(sites[b[0]].name, Words.lang));
  }
  list(body) {
    const app = this.app, rows = this.rows();
    body.append(
      h("p", { class: "note" }, t("control_note", { day: longDay(app.state.to) })),
      h("div", { class: "bar" }, h("span", { role: "status" }, Words.count("places_n", rows.length)), h("button", { type: "button", onclick: () => this.download() }, t("download_csv"))));
    if (!rows.length) return;
    body.append(h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("layer.control") }, cards(h("table", null,
      h("caption", { class: "sr" }, t("layer.control")),
      h("thead", null, h("tr", null, ["column.place", "control", "column.actors", "column.evidence"].map((key) => h("th", { scope: "col" }, t(key))))),
      h("tbody", null, rows.map(([site, span]) => h("tr", null,
        h("td", { class: "lead" }, h("button", { type: "button", class: "link", onclick: () => app.openSite(site, true) }, data(app.model.sites[site].name))),
        h("td", null, h("span", { class: "cell" }, stateMark(span, 18), stateWords(app, span))),
        h("td", null, holders(app, span, true)),
        h("td", { "data-head": cardHead("evidence") }, span.age === null ? t("not_stated") : ageText(span.age)))))))));
  }
  download() {
    const app = this.app, columns = ["place_id", "place", "lon", "lat", "as_of", "state", "holder", "claimants", "valid_from", "valid_to", "last_evidence_date", "basis", "rule", "claim_ids"];
    const whole = (v) => (v === NA ? null : iso(v));
    const lines = this.rows().map(([site, s]) => {
      const place = app.model.sites[site], point = place.area < 0;
      return [place.id, place.name, point ? place.lon : null, point ? place.lat : null, iso(app.state.to), s.state, s.holder, s.claimants.join("; "), whole(s.from), whole(s.to), whole(s.last), s.basis, s.rule, s.claimIds.join("; ")].map(csvCell).join(",");
    });
    save("\ufeff" + [columns.join(","), ...lines].join("\r\n") + "\r\n", "control_" + iso(app.state.to) + ".csv", "text/csv;charset=utf-8");
    app.say(t("downloaded_rows", { n: number(lines.length) }));
  }
}

function controlHistory(app, index) {
  // Every span of one place, oldest first, with a bar on the time axis; a click goes to its first day.
  const model = app.model, spans = model.spansOf(index, app.state.known);
  if (spans.length < 2) return null;
  const first = Math.min(model.first, ...spans.map((s) => s.from).filter((d) => d !== NA)), length = Math.max(1, model.last - first + 1);
  const share = (day) => Math.max(0, Math.min(100, ((day - first) / length) * 100));
  const now = app.control.get(index);
  return [h("h3", null, t("control_history")), h("ol", { class: "history" }, spans.map((s) => {
    const from = s.from === NA ? first : s.from, to = s.to === NA ? model.last + 1 : s.to + 1;
    const colors = s.who.length ? s.who.slice(0, 3).map((id) => FAMILY[FAMILIES[model.family(id)]].color) : ["#8c8377"];
    const paint = colors.length > 1 ? "linear-gradient(" + colors.map((c, i) => c + " " + (i * 100) / colors.length + "% " + ((i + 1) * 100) / colors.length + "%").join(",") + ")" : colors[0];
    const current = now && s.row === now.row;
    return h("li", { class: current ? "now" : null, "aria-current": current ? "date" : null },
      h("span", { class: "axis", "aria-hidden": "true" }, h("span", { style: { insetInlineStart: share(from) + "%", width: Math.max(1.5, share(to) - share(from)) + "%", background: paint } })),
      h("button", { type: "button", class: "link", title: t("control_go"), onclick: () => app.set({ from: Math.min(app.state.from, Math.max(model.first, from)), to: Math.max(model.first, Math.min(model.last, from)) }) }, s.from === NA ? t("date_unknown") : dayText(s.from)),
      s.to === NA ? "" : [" – ", dayText(s.to)], t("colon"), h("strong", null, Words.term("state", s.state)), " ", holders(app, s, true));
  }))];
}
