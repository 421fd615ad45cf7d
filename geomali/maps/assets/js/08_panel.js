// The panel: a place's story, lists, and whatever else opens on demand.

const LEFT_FAMILIES = ["state", "foreign_state", "plateforme", "international"];

class Panel {
  constructor(app) {
    this.app = app;
    this.node = $("gm-panel");
    this.body = $("gm-panel-body");
    this.title = $("gm-panel-title");
    this.current = null;
    this.back = null;
    // Whether what it shows changed since it was filled: one just opened is not filled
    // again, which would shut the details that a reader opened meanwhile.
    this.stale = false;
    $("gm-panel-close").addEventListener("click", () => this.close());
    // On a telephone the panel is a sheet over the map, and never over the buttons that open it.
    const header = document.querySelector("header");
    new ResizeObserver(() => this.node.style.setProperty("--header", header.offsetHeight + "px")).observe(header);
    this.node.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.stopPropagation();
        this.close();
      }
    });
  }
  open(name, title, fill, keep) {
    // A panel is filled by a function, so that it can be filled again in the other language.
    if (!keep) this.back = document.activeElement;
    const same = this.current && this.current.name === name;
    this.current = { name, title, fill };
    const top = same ? this.body.scrollTop : 0;
    append(clear(this.title), [title()]);
    clear(this.body);
    fill(this.body);
    this.stale = false;
    this.node.hidden = false;
    document.body.classList.add("gm-open");
    this.node.dataset.name = name;
    this.body.scrollTop = top;
    this.app.marked();
    if (!keep) {
      this.title.focus({ preventScroll: true });
      this.app.resized(name !== "story");
    }
  }
  refresh() {
    if (this.current) this.open(this.current.name, this.current.title, this.current.fill, true);
  }
  close() {
    if (!this.current) return;
    this.current = null;
    this.node.hidden = true;
    document.body.classList.remove("gm-open");
    this.app.set({ site: null });
    this.app.marked();
    this.app.resized(true);
    if (this.back && this.back.isConnected) this.back.focus({ preventScroll: true });
  }
  toggle(name, title, fill) {
    if (this.current && this.current.name === name) this.close();
    else this.open(name, title, fill);
  }
}

function tag(text, kind) {
  return h("span", { class: "tag" + (kind ? " " + kind : "") }, text);
}

function eventIcon(app, row, size) {
  const model = app.model;
  const hollow = (model.events.word("modality", row) || "occurred") === "occurred" ? 0 : 1;
  const type = model.kindType[model.kindOf[row]];
  return swatch(size || 24, size || 24, (g) => paintSymbol(g, (size || 24) / 2, (size || 24) / 2, (size || 24) * 0.34, type, model.fam[row], hollow, false));
}

function eventWhen(model, row) {
  const e = model.events, day = e.int("event_date", row);
  return day === NA ? t("date_unknown") : daysText(day, e.relative("date_latest", "event_date", row));
}

function side(app, ids) {
  return ids.flatMap((id, i) => [i ? ", " : "", data(app.model.actorName(id))]);
}

const quoted = (words) => [t("quote.open"), words, t("quote.close")]; // in the page's language, as its sentence is

function eventParties(app, row) {
  const e = app.model.events;
  const a = e.list("side_a", row), b = e.list("side_b", row), hit = e.list("affected", row), labels = e.list("actor_labels", row);
  const out = [];
  if (a.length) out.push(side(app, a));
  if (b.length) out.push(a.length ? " – " : "", side(app, b));
  if (hit.length) out.push(out.length ? " · " : "", t("affected"), " ", side(app, hit));
  if (!out.length && labels.length) out.push(quoted(data(labels.join(", "))));
  return out.length ? out : [h("span", { class: "quiet" }, t("actors_not_stated"))];
}

function deathsText(model, row) {
  const best = model.events.int("fatalities_best", row);
  const low = model.events.relative("fatalities_low", "fatalities_best", row);
  const high = model.events.relative("fatalities_high", "fatalities_best", row);
  if (best === NA && low === NA && high === NA) return t("deaths_not_stated");
  const main = best !== NA ? number(best) : "?";
  const range = (low !== NA && low !== best) || (high !== NA && high !== best) ? " (" + (low === NA ? "?" : number(low)) + "–" + (high === NA ? "?" : number(high)) + ")" : "";
  return t("deaths") + t("colon") + main + range;
}

function sourceList(app, ids) {
  const out = [];
  ids.forEach((id, i) => {
    if (i) out.push("; ");
    out.push(sourceName(app, id));
  });
  return out.length ? out : [t("not_stated")];
}

function sourceName(app, id) {
  const row = app.reportRow.get(id);
  if (row === undefined) return data(id);
  const r = app.store.table("reports");
  const words = [r.word("source", row), r.word("title", row) || r.word("file", row)].filter(Boolean).join(": ") || id;
  const url = r.word("url", row);
  // Only a web address becomes a link: a report may carry any text as its address.
  if (url && /^https?:\/\/[^\s]+$/i.test(url)) return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, data(words));
  return data(words);
}

function eventCard(app, row, options) {
  const model = app.model, e = model.events;
  const modality = e.word("modality", row) || "occurred";
  const notes = h("p", { class: "notes" });
  const claims = model.claimsByEvent.get(e.word("event_id", row)) || [];
  const card = h("li", { class: "event" },
    eventIcon(app, row, 28),
    h("div", { class: "what" },
      h("div", { class: "line" }, h("time", null, eventWhen(model, row)), options && options.place ? h("span", { class: "place" }, placeButton(app, row), options.km !== undefined ? " · " + number(Math.round(options.km)) + " km" : "") : null),
      h("h4", null, Words.term("sub", e.group("kind").word("sub_event_type", model.kindOf[row]))),
      h("p", { class: "parties" }, eventParties(app, row)),
      h("p", { class: "facts" },
        modality !== "occurred" ? tag(Words.term("modality", modality), "soft") : null,
        model.contested[row] ? tag(t("accounts_differ"), "warn") : null,
        e.int("geo_precision", row) === 2 ? tag(t("near_place"), "soft") : null,
        e.int("geo_precision", row) === 3 ? tag(t("region_only"), "soft") : null,
        h("span", null, deathsText(model, row))),
      options && options.why ? h("p", { class: "quiet" }, options.why(app, row)) : null,
      notes,
      h("p", { class: "from" }, t("source"), t("colon"), sourceList(app, e.list("source_ids", row))),
      moreButton(() => eventDetails(app, row), claims.length ? Words.count("claims_n", claims.length) : null)));
  e.text("notes", row).then((text) => {
    if (text) notes.append(data(text.length > 1500 ? text.slice(0, 1500) + "…" : text));
    else notes.remove();
  });
  return card;
}

function moreButton(fill, extra) {
  const box = h("div", { hidden: true, class: "details" });
  const button = h("button", { class: "more", type: "button", "aria-expanded": "false" }, t("details"), extra ? " · " + extra : "");
  button.addEventListener("click", () => {
    if (!box.firstChild) append(box, [fill()]);
    box.hidden = !box.hidden;
    button.setAttribute("aria-expanded", String(!box.hidden));
  });
  return [button, box];
}

function placeButton(app, row) {
  const model = app.model, spots = model.events.group("spot"), spot = model.spotOf[row];
  const site = model.siteOfSpot[spot];
  const name = (site >= 0 && model.sites[site].name) || spots.word("place_name", spot) || spots.word("admin1", spot) || spots.word("country", spot);
  if (!name) return h("span", { class: "quiet" }, t("no_place"));
  if (site < 0) return data(name);
  return h("button", { type: "button", class: "link", onclick: () => app.openSite(site, true) }, data(name));
}

function facts(rows) {
  return h("dl", null, rows.filter((r) => r && r[1] !== null && r[1] !== undefined && r[1] !== "").map(([name, value]) => [h("dt", null, name), h("dd", null, value)]));
}

function eventDetails(app, row) {
  const model = app.model, e = model.events;
  const tp = e.int("time_precision", row), gp = e.int("geo_precision", row), confidence = e.floats("confidence")[row], radius = e.floats("uncertainty_km")[row];
  const claims = model.claimsByEvent.get(e.word("event_id", row)) || [];
  const word = (name) => e.word(name, row);
  const whole = (name) => (e.int(name, row) === NA ? null : number(e.int(name, row)));
  return [
    facts([
      [t("place_said"), data(e.group("spot").word("place_name", model.spotOf[row]) || t("not_stated"))],
      [t("date_derived"), [data(Words.phrase("date_rule", word("date_rule")) || t("not_stated")), word("date_expression") ? [" · ", quoted(data(word("date_expression")))] : ""]],
      [t("time_precision"), Words.term("time_precision", tp === NA ? "na" : tp)],
      [t("geo_precision"), [Words.term("geo_precision", gp === NA ? "na" : gp), Number.isNaN(radius) ? "" : " · ± " + number(radius) + " km"]],
      [t("outcome"), word("outcome") ? Words.term("outcome", word("outcome")) : null],
      [t("target"), word("target") && data(Words.term("thing", word("target")))],
      [t("weapon"), word("weapon") && data(Words.term("thing", word("weapon")))],
      [t("words_used"), e.list("actor_labels", row).length ? data(e.list("actor_labels", row).join("; ")) : null],
      [t("doubt"), word("doubt") && data(word("doubt"))],
      [t("wounded"), whole("wounded_best")],
      [t("abducted"), whole("abducted_best")],
      [t("confidence"), Number.isNaN(confidence) ? null : Math.round(confidence * 100) + " %"],
      [t("reported"), dayText(e.relative("reported_date", "event_date", row))],
      [t("identifier"), data(word("event_id"), { class: "code" })],
    ]),
    claims.length ? [h("h5", null, t("claims_about")), h("ol", { class: "claims" }, claims.map((c) => claimCard(app, c)))] : null,
  ];
}

const PLACED = ["captured", "holds", "entered"], SETTLEMENTS = ["village", "town"], LOOSE = ["repelled", "withdrew", "handed_over", "other"];

function claimSentence(app, row) {
  const c = app.model.claims;
  const claimant = c.word("claimant", row), words = c.word("claimant_text", row);
  const who = claimant ? data(app.model.actorName(claimant)) : words ? quoted(data(words)) : null;
  const subject = c.word("subject", row), object = c.word("object", row), place = c.word("place_text", row);
  const what = c.word("proposition", row), stance = c.word("stance", row);
  // "The village" says less than its name, and a town is none.
  const named = place && (PLACED.includes(what) ? !object || SETTLEMENTS.includes(object) : SETTLEMENTS.includes(object));
  const thing = !object || named ? null : app.model.actorRow.has(object) ? app.model.shortName(object) : Words.all[Words.lang]["thing." + object] || quoted(object).join("");
  const aim = named ? place : thing;
  const doer = subject ? data(app.model.shortName(subject)) : h("span", { class: "quiet" }, t("somebody"));
  return [
    h("strong", null, who ? Words.around("stance_by." + stance, who) : t("stance_report." + stance)), t("colon"), " ",
    Words.around("proposition_by." + what, doer),
    aim ? [LOOSE.includes(what) ? " – " : t("aim"), data(aim)] : "", place && !named ? [" (", data(place), ")"] : "",
  ];
}

function claimCard(app, row) {
  const model = app.model, c = model.claims;
  const claimant = c.word("claimant", row);
  const family = claimant ? FAMILIES[model.family(claimant)] : null;
  const quote = h("blockquote", null);
  const from = c.int("claim_date", row), to = c.int("claim_date_latest", row), told = c.int("reported_date", row);
  const conflicts = c.list("conflicts_with", row).filter((id) => model.claimRow.has(id));
  const agrees = c.list("corroborates", row).filter((id) => model.claimRow.has(id));
  const sideName = !family ? "middle" : LEFT_FAMILIES.includes(family) ? "left" : "right";
  const known = app.state.known !== null && told !== NA && told > app.state.known;
  const card = h("li", { class: "claim " + sideName + (known ? " later" : ""), style: { borderColor: family ? FAMILY[family].color : "#857a69" } },
    h("div", { class: "line" },
      h("time", null, from === NA ? t("date_unknown") : daysText(from, to)),
      family ? h("span", { class: "letter", style: { background: FAMILY[family].color }, "aria-hidden": "true" }, FAMILY[family].letter) : null),
    h("p", { class: "said" }, claimSentence(app, row)),
    quote,
    h("p", { class: "facts" },
      conflicts.length ? tag(Words.count("contradicted", conflicts.length), "warn") : null,
      agrees.length ? tag(Words.count("corroborated", agrees.length), "good") : null,
      tag(Words.term("basis", c.word("basis", row)), "soft")),
    h("p", { class: "from" }, c.word("channel", row) ? [data(Words.term("channel", c.word("channel", row))), " · "] : "", sourceName(app, c.word("report_id", row) || t("not_stated")), told === NA ? "" : [" · ", t("reported_on", { day: dayText(told) })]),
    moreButton(() => [
      facts([
        [t("claimant_words"), c.word("claimant_text", row) && data(c.word("claimant_text", row))],
        [t("channel"), c.word("channel", row) ? null : t("not_stated")],
        [t("grade"), (c.word("reliability", row) || "F") + (c.int("credibility", row) === NA ? "" : c.int("credibility", row)) + " · " + Words.term("reliability", c.word("reliability", row) || "F")],
        [t("span"), c.int("start", row) === NA ? null : c.int("start", row) + "–" + c.int("end", row)],
        [t("identifier"), data(c.word("claim_id", row), { class: "code" })],
      ]),
      conflicts.length ? [h("h5", null, t("against_it")), h("ul", null, conflicts.map((id) => h("li", null, claimSentence(app, model.claimRow.get(id)))))] : null,
    ]));
  c.text("quote", row).then((text) => {
    if (text) append(quote, quoted(data(text.length > 900 ? text.slice(0, 900) + "…" : text)));
    else quote.remove();
  });
  return card;
}

function controlLine(app, span) {
  return h("div", { class: "control " + span.state },
    stateMark(span, 30),
    h("div", null,
      h("p", { class: "state" }, h("strong", null, stateWords(app, span)), t("colon"), " ", holders(app, span)),
      h("p", { class: "quiet" },
        t("as_of"), " ", dayText(app.state.to), " · ",
        span.age === null ? t("evidence_age_unknown") : span.age === 0 ? t("evidence_today") : t("evidence_age", { age: ageText(span.age) }),
        span.basis ? [" · ", Words.term("control_basis", span.basis)] : "", span.from !== NA ? [" · ", t("since"), " ", dayText(span.from)] : ""),
      span.rule ? h("p", { class: "quiet rule" }, t("rule"), t("colon"), " ", data(Words.term("rule", span.rule))) : null));
}

function storyOf(app, sites) {
  const model = app.model;
  return (body) => {
    for (const index of sites) {
      const site = model.sites[index];
      if (sites.length > 1) body.append(h("h3", { class: "town" }, data(site.name)));
      if (site.area >= 0) body.append(h("p", { class: "note" }, t("area_note")));
      if (app.compare) body.append(...compareAt(app, index));
      const span = app.control.get(index);
      if (span) body.append(h("h3", null, t("control")), controlLine(app, span));
      append(body, [controlHistory(app, index)]);
      const rows = model.rowsAt(index), late = model.rowsBeyond(index);
      const claims = [...new Set([...(model.claimsBySite.get(index) || []), ...(site.id ? model.claimsByPlace.get(site.id) || [] : [])])].sort((a, b) => a - b);
      if (claims.length) {
        body.append(
          h("h3", null, t("who_says_what"), " ", h("span", { class: "n" }, number(claims.length))),
          h("div", { class: "sides", "aria-hidden": "true" }, h("span", null, t("side_left")), h("span", null, t("side_right"))));
        more(body, h("ol", { class: "claims two" }), claims, (c) => claimCard(app, c), 30);
      }
      body.append(h("h3", null, t("events_here"), " ", h("span", { class: "n" }, number(rows.length))));
      if (rows.length) more(body, h("ol", { class: "events" }), rows.slice().reverse(), (i) => eventCard(app, i), 20);
      else body.append(h("p", { class: "quiet" }, t("no_events_window")));
      const near = site.area >= 0 ? [] : eventsNear(model, site);
      if (near.length) {
        body.append(h("h3", null, t("events_near", { km: number(NEAR_KM) }), " ", h("span", { class: "n" }, number(near.length))));
        more(body, h("ol", { class: "events" }), near, ([i, km]) => eventCard(app, i, { place: true, km }), 10);
      }
      if (late.length) {
        body.append(h("h3", null, t("undated"), " ", h("span", { class: "n" }, number(late.length))));
        more(body, h("ol", { class: "events" }), late, (i) => eventCard(app, i), 20);
      }
    }
  };
}

const NEAR_KM = 50;
function eventsNear(model, site) {
  // Events of the window at other places within 50 km, the nearest first, newest first at one place.
  const distance = new Map(), here = L.latLng(worldLat(site.y), worldLon(site.x));
  for (const other of model.sites) {
    if (other === site || other.area >= 0) continue;
    const km = here.distanceTo(L.latLng(worldLat(other.y), worldLon(other.x))) / 1000;
    if (km <= NEAR_KM) distance.set(other.index, km);
  }
  if (!distance.size) return [];
  return model.shown().filter((i) => distance.has(model.siteOfSpot[model.spotOf[i]])).map((i) => [i, distance.get(model.siteOfSpot[model.spotOf[i]])]).sort((a, b) => a[1] - b[1] || b[0] - a[0]);
}

function more(body, list, items, card, size) {
  // A long list, a page at a time.
  let at = 0;
  const button = h("button", { type: "button", class: "wide" });
  const grow = () => {
    const first = at;
    for (const item of items.slice(at, at + size)) list.append(card(item));
    at = Math.min(items.length, at + size);
    button.hidden = at >= items.length;
    button.textContent = t("show_more", { n: number(items.length - at) });
    if (first && list.children[first]) {
      list.children[first].tabIndex = -1;
      list.children[first].focus();
    }
  };
  button.addEventListener("click", grow);
  body.append(list, button);
  grow();
}

function whyUnplaced(app, row) {
  // What keeps an event off the map: nobody names its place, or the name leads to none, or to several.
  const spots = app.model.events.group("spot"), spot = app.model.spotOf[row], name = spots.word("place_name", spot);
  if (spots.word("place_id", spot)) return t("why.area");
  if (!name) return t("why.none");
  const names = app.store.table("unresolved");
  for (let i = 0; i < names.n; i++) if (names.word("name", i) === name) {
    const found = names.word("may_be", i), unknown = names.word("status", i) === "unknown";
    return found ? [t(unknown ? "why.alike" : "why.ambiguous"), t("colon"), " ", data(found)] : t("why.unknown");
  }
  return t("why.unknown");
}

function listsPanel(app) {
  return (body) => {
    const model = app.model;
    const unplaced = model.unplaced(), undated = model.undated();
    body.append(h("p", { class: "note" }, t("lists_note")));
    const part = (title, rows, card) => {
      body.append(h("h3", null, t(title), " ", h("span", { class: "n" }, number(rows.length))));
      if (rows.length) more(body, h("ol", { class: "events" }), rows, card, 20);
      else body.append(h("p", { class: "quiet" }, t("none")));
    };
    part("unplaced", unplaced.slice().reverse(), (i) => eventCard(app, i, { place: true, why: whyUnplaced }));
    const neither = undated.filter((i) => model.combo[i] < 0);
    if (neither.length) body.append(h("p", { class: "quiet" }, t("lists_both", { n: number(neither.length) })));
    part("undated", undated, (i) => eventCard(app, i, { place: true, why: model.combo[i] < 0 ? whyUnplaced : null }));
    if (model.unplacedClaims.length) {
      body.append(h("h3", null, t("unplaced_claims"), " ", h("span", { class: "n" }, number(model.unplacedClaims.length))));
      more(body, h("ol", { class: "claims" }), model.unplacedClaims, (c) => claimCard(app, c), 20);
    }
    const people = app.displacement ? app.displacement.at(app.state.to).filter((d) => !d.point && d.area < 0) : [];
    if (people.length) {
      body.append(h("h3", null, t("layer.displacement"), " ", h("span", { class: "n" }, number(people.length))));
      more(body, h("ol", { class: "events" }), people, (d) => h("li", { class: "event" }, h("div", { class: "what" },
        h("p", null, data(d.name || t("no_place")), t("colon"), h("strong", null, app.displacement.figure(d))), h("p", { class: "quiet" }, dayText(d.day)))), 20);
    }
    const not = app.store.table("not_events");
    if (not.n) {
      body.append(h("h3", null, t("not_events"), " ", h("span", { class: "n" }, number(not.n))), h("p", { class: "quiet" }, t("not_events_note")));
      more(body, h("ol", { class: "claims" }), Array.from({ length: not.n }, (_, i) => i), (i) =>
        h("li", { class: "claim middle" },
          h("p", { class: "facts" }, tag(Words.term("modality", not.word("modality", i)), "soft"), not.word("probability_word", i) ? data(not.word("probability_word", i)) : null),
          h("blockquote", null, quoted(data((not.word("quote", i) || "").slice(0, 900)))),
          h("p", { class: "quiet" }, sourceName(app, not.word("report_id", i)))), 20);
    }
  };
}
