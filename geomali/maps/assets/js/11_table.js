// The table: what the map shows, in words, and the downloads.

const SORTS = {
  date: (m) => (i) => (m.day[i] === NA ? Infinity : m.day[i]),
  type: (m) => (i) => Words.term("sub", m.events.group("kind").word("sub_event_type", m.kindOf[i])),
  place: (m) => (i) => m.events.group("spot").word("place_name", m.spotOf[i]) || "",
  deaths: (m) => (i) => m.events.int("fatalities_best", i),
};
const PAGE_ROWS = 50;

function cards(table) {
  // On a telephone each row is laid out as a card. A table laid out otherwise is no table any more
  // to some screen readers, unless each part says what it is.
  table.className = "cards";
  const roles = { table: "table", thead: "rowgroup", tbody: "rowgroup", tr: "row", th: "columnheader", td: "cell" };
  for (const node of [table, ...table.querySelectorAll("thead, tbody, tr, th, td")]) node.setAttribute("role", roles[node.localName]);
  return table;
}
const cardHead = (name) => t("column." + name) + t("colon");

function fillTable(app, body) {
  const model = app.model, view = (app.tableView = app.tableView || { sort: "date", up: false, page: 0 });
  const undated = model.undated(), rows = [...model.shown(), ...undated];
  const key = SORTS[view.sort](model), values = new Map(rows.map((i) => [i, key(i)]));
  rows.sort((a, b) => {
    const x = values.get(a), y = values.get(b);
    const gap = (v) => (v === Infinity || v === NA || v === "" ? 1 : 0); // what is not stated comes last, either way
    if (gap(x) !== gap(y)) return gap(x) - gap(y);
    const order = typeof x === "string" ? x.localeCompare(y, Words.lang) : x - y || 0;
    return (view.up ? order : -order) || a - b;
  });
  const pages = Math.max(1, Math.ceil(rows.length / PAGE_ROWS));
  view.page = Math.min(view.page, pages - 1);
  const head = (name) => h("th", { scope: "col", "aria-sort": view.sort === name ? (view.up ? "ascending" : "descending") : "none" },
    h("button", { type: "button", onclick: () => {
      Object.assign(view, { up: view.sort === name ? !view.up : name === "place" || name === "type", sort: name, page: 0 });
      app.panel.refresh();
    } }, t("column." + name), view.sort === name ? (view.up ? " ↑" : " ↓") : ""));
  const line = (i) => h("tr", null,
    h("td", { class: "when lead" }, eventWhen(model, i)),
    h("td", null, h("span", { class: "cell" }, eventIcon(app, i, 18), Words.term("sub", model.events.group("kind").word("sub_event_type", model.kindOf[i])))),
    h("td", null, placeButton(app, i)),
    h("td", null, eventParties(app, i)),
    h("td", { class: "num tail", "data-head": cardHead("deaths") }, model.events.int("fatalities_best", i) === NA ? [h("span", { "aria-hidden": "true" }, "–"), h("span", { class: "sr" }, t("not_stated"))] : number(model.events.int("fatalities_best", i))),
    h("td", { "data-head": cardHead("status") }, Words.term("modality", model.events.word("modality", i) || "occurred"), model.contested[i] ? [" · ", t("accounts_differ")] : ""));
  const flip = (step) => {
    view.page += step;
    app.panel.refresh();
  };
  body.append(
    h("div", { class: "bar" },
      h("span", { role: "status" }, Words.count("events_n", rows.length), undated.length ? ", " + t("of_which_undated", { n: number(undated.length) }) : ""),
      h("button", { type: "button", onclick: () => download(app, rows, "csv") }, t("download_csv")),
      h("button", { type: "button", onclick: () => download(app, rows, "geojson") }, t("download_geojson"))),
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("table") },
      cards(h("table", null, h("caption", { class: "sr" }, t("table_caption")),
        h("thead", null, h("tr", null, head("date"), head("type"), head("place"), h("th", { scope: "col" }, t("column.actors")), head("deaths"), h("th", { scope: "col" }, t("column.status")))),
        h("tbody", null, rows.slice(view.page * PAGE_ROWS, (view.page + 1) * PAGE_ROWS).map(line))))),
    h("div", { class: "bar" },
      h("button", { type: "button", disabled: view.page === 0, onclick: () => flip(-1) }, t("previous")),
      h("span", null, t("page_of", { page: number(view.page + 1), pages: number(pages) })),
      h("button", { type: "button", disabled: view.page >= pages - 1, onclick: () => flip(1) }, t("next"))));
}

const CSV_COLUMNS = ["event_id", "event_date", "date_latest", "time_precision", "event_type", "sub_event_type", "modality", "outcome", "target", "weapon", "side_a", "side_b", "affected", "actor_labels", "doubt", "place_id", "place_name", "admin1", "admin2", "country", "geo_precision", "uncertainty_km", "latitude", "longitude", "fatalities_low", "fatalities_best", "fatalities_high", "wounded_best", "abducted_best", "contested", "confidence", "source_ids", "notes", "reported_date"];

async function eventRecord(model, i) {
  const e = model.events, spots = e.group("spot"), kinds = e.group("kind"), s = model.spotOf[i], k = model.kindOf[i];
  const whole = (v) => (v === NA ? null : v), real = (v) => (Number.isNaN(v) ? null : v), day = (v) => (v === NA ? null : iso(v));
  const list = (name) => (e.list(name, i).length ? e.list(name, i).join("; ") : null);
  return {
    event_id: e.word("event_id", i), event_date: day(e.int("event_date", i)), date_latest: day(e.relative("date_latest", "event_date", i)),
    time_precision: whole(e.int("time_precision", i)), event_type: kinds.word("event_type", k), sub_event_type: kinds.word("sub_event_type", k),
    modality: e.word("modality", i), outcome: e.word("outcome", i), target: e.word("target", i), weapon: e.word("weapon", i),
    side_a: list("side_a"), side_b: list("side_b"), affected: list("affected"), actor_labels: list("actor_labels"), doubt: e.word("doubt", i),
    place_id: spots.word("place_id", s), place_name: spots.word("place_name", s), admin1: spots.word("admin1", s), admin2: spots.word("admin2", s), country: spots.word("country", s),
    geo_precision: whole(e.int("geo_precision", i)), uncertainty_km: real(e.floats("uncertainty_km")[i]), latitude: real(spots.floats("lat")[s]), longitude: real(spots.floats("lon")[s]),
    fatalities_low: whole(e.relative("fatalities_low", "fatalities_best", i)), fatalities_best: whole(e.int("fatalities_best", i)), fatalities_high: whole(e.relative("fatalities_high", "fatalities_best", i)),
    wounded_best: whole(e.int("wounded_best", i)), abducted_best: whole(e.int("abducted_best", i)), contested: e.flag("contested", i), confidence: real(e.floats("confidence")[i]),
    source_ids: list("source_ids"), notes: await e.text("notes", i), reported_date: day(e.relative("reported_date", "event_date", i)),
  };
}

function csvCell(value) {
  // A cell that a spreadsheet would run as a formula is kept as text by an apostrophe.
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  let text = value.replace(/\u0000/g, "");
  if (/^[=+\-@\t\r\n|%]/.test(text)) text = "'" + text;
  return /[",\r\n;]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
}

async function tableText(app, rows, kind) {
  const parts = [];
  if (kind === "csv") parts.push(CSV_COLUMNS.join(",") + "\r\n");
  const features = [];
  for (const i of rows) {
    const record = await eventRecord(app.model, i);
    if (kind === "csv") parts.push(CSV_COLUMNS.map((c) => csvCell(record[c])).join(",") + "\r\n");
    else {
      const { latitude, longitude, ...properties } = record;
      features.push({ type: "Feature", id: record.event_id, geometry: latitude === null || longitude === null ? null : { type: "Point", coordinates: [longitude, latitude] }, properties });
    }
  }
  return kind === "csv" ? "\ufeff" + parts.join("") : JSON.stringify({ type: "FeatureCollection", features });
}

async function download(app, rows, kind) {
  const text = await tableText(app, rows.slice().sort((a, b) => a - b), kind);
  save(text, "events_" + iso(app.state.from) + "_" + iso(app.state.to) + "." + kind, kind === "csv" ? "text/csv;charset=utf-8" : "application/geo+json");
  app.say(t("downloaded", { n: number(rows.length) }));
}

function save(text, name, type) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = h("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
