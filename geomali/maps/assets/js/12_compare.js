// Two dates side by side: what changed in who holds what, and the claims that changed it.

class Compare {
  constructor(app, day) {
    this.app = app;
    this.day = day;
    this.update();
  }
  update() {
    const app = this.app, m = app.model;
    this.before = m.controlAt(this.day, app.state.known);
    const now = app.control;
    this.list = [];
    for (const site of new Set([...this.before.keys(), ...now.keys()])) {
      const a = this.before.get(site), b = now.get(site);
      const key = (s) => (s ? s.state + "|" + (s.holder || "") + "|" + s.claimants.slice().sort().join(",") : "none");
      if (key(a) !== key(b)) this.list.push({ site, before: a, after: b });
    }
    this.list.sort((x, y) => (m.sites[x.site].name < m.sites[y.site].name ? -1 : 1));
    app.changed = new Set(this.list.map((c) => c.site));
  }
  why(change) {
    // The claims about the place that hold in the days between.
    const m = this.app.model, low = Math.min(this.day, this.app.state.to), high = Math.max(this.day, this.app.state.to);
    const ids = new Set([...(change.before ? change.before.claimIds : []), ...(change.after ? change.after.claimIds : [])]);
    const site = m.sites[change.site];
    const rows = [...new Set([...(site.id ? m.claimsByPlace.get(site.id) || [] : []), ...(m.claimsBySite.get(change.site) || [])])];
    return rows.filter((r) => {
      const on = m.claims.int("claim_date", r);
      const told = m.claims.int("reported_date", r);
      if (this.app.state.known !== null && told !== NA && told > this.app.state.known) return false;
      return (ids.has(m.claims.word("claim_id", r)) || !ids.size) && on !== NA && on >= low && on <= high;
    }).sort((a, b) => a - b);
  }
}

function spanWords(app, span) {
  if (!span) return t("no_evidence");
  const who = span.holder ? [data(app.model.actorName(span.holder))] : side(app, span.claimants);
  return [stateWords(app, span), who.length ? [t("colon"), " ", who] : ""];
}

function compareAt(app, site) {
  const change = app.compare.list.find((c) => c.site === site);
  if (!change) return [];
  return [h("div", { class: "change" }, h("p", null, h("strong", null, t("changed")), " ", dayText(app.compare.day), t("colon"), " ", spanWords(app, change.before), " → ", dayText(app.state.to), t("colon"), " ", spanWords(app, change.after)))];
}

function fillCompare(app, body) {
  const m = app.model;
  const input = dayField({ id: "gm-cmp", min: iso(m.first), max: iso(m.last), value: app.state.compare === null ? iso(Math.max(m.first, app.state.to - 30)) : iso(app.state.compare) });
  const go = () => {
    const day = dayOf(input.value);
    if (day === null) return;
    app.setCompare(day);
    app.panel.refresh();
  };
  body.append(
    h("p", { class: "note" }, t("compare_note")),
    h("div", { class: "bar" }, h("label", { for: "gm-cmp" }, t("compare_with")), input,
      h("button", { type: "button", class: "primary", onclick: go }, t("compare_go")),
      app.compare ? h("button", { type: "button", onclick: () => {
        app.setCompare(null);
        app.panel.refresh();
      } }, t("compare_stop")) : null));
  if (!app.compare) return;
  body.append(h("h3", null, Words.count("changes_n", app.compare.list.length)),
    h("p", { class: "quiet" }, dayText(app.compare.day), " → ", dayText(app.state.to)));
  const list = h("ol", { class: "changes" });
  for (const change of app.compare.list) {
    const why = app.compare.why(change);
    list.append(h("li", { class: "change" },
      h("h4", null, h("button", { type: "button", class: "link", onclick: () => app.openSite(change.site, true) }, data(m.sites[change.site].name))),
      h("p", null, spanWords(app, change.before), " → ", spanWords(app, change.after)),
      why.length ? h("ol", { class: "claims" }, why.slice(0, 8).map((r) => claimCard(app, r))) : h("p", { class: "quiet" }, t("compare_no_claim"))));
  }
  body.append(list);
}
