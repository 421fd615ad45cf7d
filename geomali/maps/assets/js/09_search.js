// Search over places and actors, accents and case aside.

class Search {
  constructor(app) {
    this.app = app;
    this.input = $("gm-search");
    this.list = $("gm-found");
    this.index = null;
    this.at = -1;
    this.input.addEventListener("input", () => this.run());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("focus", () => this.input.value && this.run());
    document.addEventListener("pointerdown", (event) => {
      if (!event.target.closest(".search")) this.hide();
    });
  }
  entries() {
    if (this.index && this.lang === Words.lang) return this.index;
    const app = this.app, model = app.model, out = [], seen = new Set();
    this.lang = Words.lang;
    for (const site of model.sites) {
      const key = fold(site.name || "");
      if (!key) continue;
      out.push({ key, name: site.name, hint: site.admin1, kind: site.area >= 0 ? "area" : "place", run: () => app.goSite(site.index), weight: 2 });
      seen.add(key);
    }
    for (const town of app.layer.towns) {
      const name = (Words.lang === "fr" && town.name_fr) || town.name;
      if (town.kind === "water" || seen.has(fold(name))) continue;
      out.push({ key: fold(name) + " " + fold(town.name), name, kind: town.kind === "town" ? "town" : "area", run: () => app.goPoint(town), weight: 0 });
    }
    for (const [id, row] of model.actorRow) {
      const name = model.actorName(id), short = model.actors.word("short", row);
      out.push({ key: fold(name) + " " + fold(short || "") + " " + fold(model.actors.word("name", row)), name, hint: short, kind: "actor", family: model.family(id), run: () => app.filterActor(id), weight: 1 });
    }
    return (this.index = out);
  }
  run() {
    const wanted = fold(this.input.value);
    clear(this.list);
    this.at = -1;
    this.found = [];
    if (!wanted) return this.hide();
    const score = (e) => (e.key.startsWith(wanted) ? 0 : e.key.includes(" " + wanted) ? 1 : e.key.includes(wanted) ? 2 : 9);
    this.found = this.entries().map((e) => [score(e), e]).filter(([s]) => s < 9)
      .sort((a, b) => a[0] - b[0] || b[1].weight - a[1].weight || a[1].name.length - b[1].name.length || (a[1].name < b[1].name ? -1 : 1)).slice(0, 12).map(([, e]) => e);
    this.found.forEach((e, i) => {
      const item = h("li", { role: "option", id: "gm-o" + i, "aria-selected": "false", onclick: () => this.choose(i) },
        e.kind === "actor" ? h("span", { class: "letter", "aria-hidden": "true", style: { background: FAMILY[FAMILIES[e.family]].color } }, FAMILY[FAMILIES[e.family]].letter) : h("span", { class: "pin " + e.kind, "aria-hidden": "true" }),
        data(e.name), h("span", { class: "hint" }, e.hint ? [data(e.hint), " · "] : "", t("kind." + e.kind)));
      this.list.append(item);
    });
    if (!this.found.length) this.list.append(h("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, t("nothing_found")));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }
  key(event) {
    if (event.key === "Escape") {
      this.input.value = "";
      return this.hide();
    }
    if (event.key === "Enter" && this.found && this.found.length) {
      event.preventDefault();
      return this.choose(Math.max(0, this.at));
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !this.found || !this.found.length) return;
    event.preventDefault();
    this.at = (this.at + step + this.found.length) % this.found.length;
    [...this.list.children].forEach((node, i) => node.setAttribute("aria-selected", String(i === this.at)));
    this.list.children[this.at].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", "gm-o" + this.at);
  }
  choose(i) {
    const entry = this.found[i];
    this.input.value = entry.name;
    this.hide();
    entry.run();
  }
  hide() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
