// Filters with live counts: actor, type, modality, precision, deaths, source, text.

const TAB_LISTS = ["side_a", "side_b", "affected"];

class Filters {
  constructor(app) {
    this.app = app;
    this.sets = { actor: new Set(), type: new Set(), modality: new Set(), precision: new Set(), source: new Set() };
    this.deaths = { min: null, stated: false };
    this.text = "";
    this.read(app.state.filters);
  }
  get model() {
    return this.app.model;
  }
  state() {
    const out = {};
    for (const [name, set] of Object.entries(this.sets)) if (set.size) out[name] = [...set].sort();
    if (this.deaths.min !== null || this.deaths.stated) out.deaths = [this.deaths.min, this.deaths.stated];
    if (this.text) out.text = this.text;
    return out;
  }
  read(state) {
    for (const name of Object.keys(this.sets)) this.sets[name] = new Set(Array.isArray(state[name]) ? state[name].map(String) : []);
    const d = Array.isArray(state.deaths) ? state.deaths : [];
    this.deaths = { min: Number.isInteger(d[0]) ? d[0] : null, stated: d[1] === true };
    this.text = typeof state.text === "string" ? state.text : "";
  }
  active() {
    return Object.keys(this.state()).length;
  }
  only(name, value) {
    this.sets[name] = new Set([value]);
    this.change(name);
  }
  reset() {
    this.read({});
    this.apply();
    this.app.filtered();
    this.app.panel.refresh();
  }
  apply() {
    for (const name of ["actor", "type", "modality", "precision", "deaths", "source"]) this.applyOne(name);
    this.applyKnown(true);
    this.applyText();
    this.model.recount();
  }
  change(name) {
    if (name === "text") this.applyText();
    else this.applyOne(name);
    this.app.filtered();
  }

  expanded() {
    // The chosen actors and, of a coalition, its members as of the date shown.
    const out = new Set(this.sets.actor);
    const queue = [...out];
    while (queue.length) for (const id of this.members(queue.pop())) if (!out.has(id)) {
      out.add(id);
      queue.push(id);
    }
    return out;
  }
  members(id) {
    return (this.tree().get(id) || []);
  }
  tree() {
    const day = this.app.state.to;
    if (this.treeDay === day) return this.treeMap;
    const m = this.app.store.table("memberships"), out = new Map();
    for (let i = 0; i < m.n; i++) {
      const from = m.int("start", i), to = m.int("end", i);
      if ((from !== NA && from > day) || (to !== NA && to < day)) continue;
      const coalition = m.word("coalition", i);
      if (!out.has(coalition)) out.set(coalition, []);
      if (!out.get(coalition).includes(m.word("member", i))) out.get(coalition).push(m.word("member", i));
    }
    this.treeDay = day;
    return (this.treeMap = out);
  }

  listTest(names, wanted) {
    // Which rows hold one of the ids in a list column: decided once a distinct list.
    const e = this.model.events;
    const tests = names.map((name) => {
      const hit = e.values(name).map((v) => wanted.has(v));
      return [e.codes(name), Uint8Array.from([0, ...e.rows(name).map((row) => (row.some((k) => hit[k]) ? 1 : 0))])];
    });
    return (i) => tests.some(([codes, good]) => good[codes[i]]);
  }
  wordTest(name, wanted, missing) {
    const e = this.model.events, good = Uint8Array.from([wanted.has(missing) ? 1 : 0, ...e.values(name).map((v) => (wanted.has(v) ? 1 : 0))]);
    const codes = e.codes(name);
    return (i) => good[codes[i]];
  }
  applyOne(name) {
    const model = this.model, e = model.events, set = this.sets[name];
    let test = null;
    if (name === "deaths") {
      const best = e.ints("fatalities_best"), { min, stated } = this.deaths;
      if (min !== null || stated) test = (i) => best[i] !== NA && best[i] >= (min || 0);
    } else if (!set.size) test = null;
    else if (name === "actor") test = this.listTest(TAB_LISTS, this.expanded());
    else if (name === "source") test = this.listTest(["source_ids"], set);
    else if (name === "modality") test = this.wordTest("modality", set, "occurred");
    else if (name === "precision") {
      const p = e.ints("geo_precision"), good = [0, 1, 2, 3].map((v) => set.has(String(v)));
      test = (i) => good[p[i] === NA ? 0 : p[i]];
    } else if (name === "type") {
      const kinds = e.group("kind");
      const good = Uint8Array.from({ length: kinds.n }, (_, k) => (set.has(kinds.word("sub_event_type", k)) ? 1 : 0));
      test = (i) => good[model.kindOf[i]];
    }
    model.setFacet(name, test);
  }
  applyKnown(quiet) {
    const on = this.app.state.known;
    const e = this.model.events;
    if (on === null) this.model.setFacet("known", null);
    else {
      const told = e.ints("reported_date"), day = this.model.day;
      // What has no reporting date cannot have been known later than it happened; it stays.
      this.model.setFacet("known", (i) => told[i] === NA || told[i] + (day[i] === NA ? 0 : day[i]) <= on);
    }
    this.treeDay = null;
    if (!quiet) this.app.filtered();
  }
  async applyText() {
    const wanted = fold(this.text), model = this.model, e = model.events;
    const turn = (this.turn = (this.turn || 0) + 1);
    if (!wanted) return model.setFacet("text", null);
    // Names first, by dictionary; then the notes, block by block, so that the page never stops.
    const spots = e.group("spot"), kinds = e.group("kind");
    const spotGood = Uint8Array.from({ length: spots.n }, (_, s) => (["place_name", "admin1", "admin2"].some((c) => fold(spots.word(c, s) || "").includes(wanted)) ? 1 : 0));
    const kindGood = Uint8Array.from({ length: kinds.n }, (_, k) => (fold(Words.term("sub", kinds.word("sub_event_type", k)) + " " + kinds.word("sub_event_type", k)).includes(wanted) ? 1 : 0));
    const names = new Set([...model.actorRow.keys()].filter((id) => fold(id + " " + model.actorName(id)).includes(wanted)));
    const labels = new Set(e.values("actor_labels").filter((v) => fold(v).includes(wanted)));
    const byActor = this.listTest(TAB_LISTS, names), byLabel = this.listTest(["actor_labels"], labels);
    const hit = new Uint8Array(this.model.n);
    for (let i = 0; i < model.n; i++) if (spotGood[model.spotOf[i]] || kindGood[model.kindOf[i]] || byActor(i) || byLabel(i)) hit[i] = 1;
    model.setFacet("text", (i) => hit[i]);
    const s = e.specs.notes;
    if (!s || s.k !== "text") return;
    for (let b = 0; b < s.ends.length; b++) {
      const block = await e.block("notes", b);
      if (turn !== this.turn) return;
      for (let i = block.begin; i < block.begin + block.n; i++) if (!hit[i] && fold(block.get(i) || "").includes(wanted)) hit[i] = 1;
    }
    model.setFacet("text", (i) => hit[i]);
    this.app.filtered();
  }

  fill(body) {
    const app = this.app, model = this.model, e = model.events;
    body.append(h("p", { class: "note", role: "status" }, Words.count("events_n", model.total), this.active() ? [" · ", h("button", { type: "button", class: "link", onclick: () => this.reset() }, t("clear_filters"))] : ""));
    const box = h("input", { type: "search", id: "gm-ftext", value: this.text, autocomplete: "off" });
    let wait;
    box.addEventListener("input", () => {
      clearTimeout(wait);
      wait = setTimeout(() => {
        this.text = box.value;
        this.change("text");
      }, 250);
    });
    body.append(h("h3", null, h("label", { for: "gm-ftext" }, t("filter.text"))), box);
    this.actorPart(body);
    const kinds = e.group("kind");
    const subs = new Map();
    for (let k = 0; k < kinds.n; k++) subs.set(kinds.word("sub_event_type", k), kinds.word("event_type", k));
    const subIndex = new Map([...subs.keys()].map((name, i) => [name, i]));
    const kindSub = Array.from({ length: kinds.n }, (_, k) => subIndex.get(kinds.word("sub_event_type", k)));
    const typeCounts = model.facetCounts("type", subIndex.size, (i, out) => out[kindSub[model.kindOf[i]]]++);
    const types = [...subs].sort((a, b) => TYPES.indexOf(a[1]) - TYPES.indexOf(b[1]) || typeCounts[subIndex.get(b[0])] - typeCounts[subIndex.get(a[0])] || (a[0] < b[0] ? -1 : 1));
    this.choices(body, "type", types.map(([sub, type]) => ({ value: sub, n: typeCounts[subIndex.get(sub)], text: Words.term("sub", sub), picture: swatch(18, 18, (g) => {
      g.translate(-1, -1);
      paintSymbolPlain(g, Math.max(0, TYPES.indexOf(type)));
    }) })));
    const modalities = ["occurred", "alleged", "claimed"], mv = e.values("modality"), mc = e.codes("modality");
    const mIndex = [0, ...mv.map((v) => Math.max(0, modalities.indexOf(v)))];
    const mCounts = model.facetCounts("modality", 3, (i, out) => out[mIndex[mc[i]]]++);
    this.choices(body, "modality", modalities.map((v, k) => ({ value: v, n: mCounts[k], text: Words.term("modality", v) })));
    const p = e.ints("geo_precision");
    const pCounts = model.facetCounts("precision", 4, (i, out) => out[p[i] === NA ? 0 : p[i]]++);
    this.choices(body, "precision", [1, 2, 3, 0].map((v) => ({ value: String(v), n: pCounts[v], text: Words.term("geo_precision", v || "na") })));
    this.deathsPart(body);
    const sv = e.values("source_ids"), sr = e.rows("source_ids"), sc = e.codes("source_ids");
    const sCounts = model.facetCounts("source", sv.length, (i, out) => {
      if (sc[i]) for (const k of sr[sc[i] - 1]) out[k]++;
    });
    const order = sv.map((v, k) => k).sort((a, b) => sCounts[b] - sCounts[a] || (sv[a] < sv[b] ? -1 : 1));
    this.choices(body, "source", order.slice(0, 60).map((k) => ({ value: sv[k], n: sCounts[k], text: [sourceLabel(app, sv[k])] })));
  }
  choices(body, name, items) {
    if (!items.length) return;
    const set = this.sets[name];
    const part = h("fieldset", null, h("legend", null, t("filter." + name)));
    for (const item of items) {
      const box = h("input", { type: "checkbox", checked: set.has(item.value), "data-facet": name, "data-value": item.value });
      box.addEventListener("change", () => {
        if (box.checked) set.add(item.value);
        else set.delete(item.value);
        this.change(name);
      });
      part.append(h("label", { class: item.depth ? "deep" : null, style: item.depth ? { paddingInlineStart: item.depth * 18 + "px" } : null }, box, item.picture || null, h("span", { class: "text" }, item.text instanceof Array ? item.text : data(item.text)), h("span", { class: "n" }, number(item.n))));
    }
    body.append(part);
  }
  actorPart(body) {
    const model = this.model, e = model.events;
    const used = new Set(TAB_LISTS.flatMap((name) => e.values(name)));
    const tree = this.tree();
    const inTree = (id, seen) => used.has(id) || (tree.get(id) || []).some((m) => !seen.has(m) && inTree(m, new Set([...seen, m])));
    const children = new Set([...tree].filter(([c]) => model.actorRow.has(c)).flatMap(([, m]) => m));
    const all = [...model.actorRow.keys()].filter((id) => inTree(id, new Set([id])));
    const wholes = new Map();
    const members = (id, seen) => {
      for (const m of tree.get(id) || []) if (!seen.has(m)) {
        seen.add(m);
        members(m, seen);
      }
      return seen;
    };
    all.forEach((id) => wholes.set(id, members(id, new Set([id]))));
    // Count an event once for each actor it names and each coalition that actor belongs to.
    const index = new Map(all.map((id, i) => [id, i]));
    const owners = new Map();
    for (const [id, set] of wholes) for (const m of set) {
      if (!owners.has(m)) owners.set(m, []);
      owners.get(m).push(index.get(id));
    }
    const lists = TAB_LISTS.map((name) => [e.codes(name), e.rows(name).map((row) => [...new Set(row.flatMap((k) => owners.get(e.values(name)[k]) || []))])]);
    const mark = new Int32Array(all.length).fill(-1);
    const counts = model.facetCounts("actor", all.length, (i, out) => {
      for (const [codes, rows] of lists) if (codes[i]) for (const k of rows[codes[i] - 1]) if (mark[k] !== i) {
        mark[k] = i;
        out[k]++;
      }
    });
    const items = [], shown = new Set();
    const add = (id, depth) => {
      if (depth > 4 || shown.has(id + depth)) return;
      shown.add(id + depth);
      const f = FAMILY[FAMILIES[model.family(id)]];
      items.push({ value: id, n: counts[index.get(id)], depth, text: model.actorName(id), picture: h("span", { class: "letter", "aria-hidden": "true", style: { background: f.color } }, f.letter) });
      for (const m of (tree.get(id) || []).slice().sort((a, b) => counts[index.get(b)] - counts[index.get(a)] || (a < b ? -1 : 1))) if (index.has(m)) add(m, depth + 1);
    };
    const roots = all.filter((id) => !children.has(id)).sort((a, b) => counts[index.get(b)] - counts[index.get(a)] || (a < b ? -1 : 1));
    for (const id of roots.slice(0, 80)) add(id, 0);
    this.choices(body, "actor", items);
  }
  deathsPart(body) {
    const part = h("fieldset", null, h("legend", null, t("filter.deaths")));
    const min = h("input", { type: "number", min: "0", step: "1", value: this.deaths.min === null ? "" : this.deaths.min, id: "gm-fmin" });
    const stated = h("input", { type: "checkbox", checked: this.deaths.stated });
    const go = () => {
      this.deaths = { min: min.value === "" ? null : Math.max(0, parseInt(min.value, 10) || 0), stated: stated.checked };
      this.change("deaths");
    };
    min.addEventListener("change", go);
    stated.addEventListener("change", go);
    part.append(h("label", null, h("span", { class: "text" }, t("deaths_at_least")), min), h("label", null, stated, h("span", { class: "text" }, t("deaths_stated"))));
    body.append(part);
  }
}

function sourceLabel(app, id) {
  const row = app.reportRow.get(id);
  if (row === undefined) return data(id);
  const r = app.store.table("reports");
  return data([r.word("source", row), r.word("title", row) || r.word("file", row)].filter(Boolean).join(": ") || id);
}
