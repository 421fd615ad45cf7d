// What is shown: events in the window that pass the filters, counted per site; control as of a day.

const FACETS = ["actor", "type", "modality", "precision", "deaths", "source", "text", "known"];

// What an event looks like, as one number: type, family of the actor, hollow or full, near or at.
const LOOKS = 6 * 16 * 2 * 2;
const LOOK = Array.from({ length: LOOKS }, (_, key) => ({ type: key >> 6, family: (key >> 2) & 15, hollow: (key >> 1) & 1, near: key & 1 }));
const readLook = (key) => LOOK[key];

class Model {
  constructor(store) {
    const events = (this.events = store.table("events"));
    this.claims = store.table("claims");
    this.store = store;
    this.meta = store.meta;
    this.n = events.n;
    this.day = events.ints("event_date");
    let dated = this.n;
    while (dated && this.day[dated - 1] === NA) dated--;
    this.dated = dated; // rows are in date order, undated last
    this.readActors();
    this.readEvents();
    this.readClaims();
    this.readControl();
    this.failed = new Uint8Array(this.n); // bit k: the row fails facet k
    this.facets = 0; // bit k: facet k holds anything back
    this.low = this.high = 0;
    this.setSpan();
  }

  readActors() {
    const actors = this.store.table("actors");
    this.actorRow = new Map();
    for (let i = 0; i < actors.n; i++) this.actorRow.set(actors.word("actor_id", i), i);
    this.actors = actors;
    this.familyOf = new Map();
    for (const [id, i] of this.actorRow) this.familyOf.set(id, Math.max(0, FAMILIES.indexOf(actors.word("family", i))));
  }
  actorName(id) {
    if (id === null || id === undefined) return t("not_stated");
    const row = this.actorRow.get(id);
    if (row === undefined) return id;
    return (Words.lang === "fr" && this.actors.word("name_fr", row)) || this.actors.word("name", row);
  }
  shortName(id) {
    const row = this.actorRow.get(id);
    return (row !== undefined && this.actors.word("short", row)) || this.actorName(id);
  }
  initials(id) {
    const row = this.actorRow.get(id);
    const short = row === undefined ? null : this.actors.word("short", row);
    if (short) return cut(short, 14);
    const name = row === undefined ? String(id) : this.actors.word("name", row);
    if (name.length <= 7) return name;
    return name.split(/[\s\-_()/]+/).filter(Boolean).map((w) => w[0]).join("").slice(0, 5).toUpperCase();
  }
  family(id) {
    const family = this.familyOf.get(id);
    return family === undefined ? FAMILIES.indexOf("unidentified") : family;
  }

  readEvents() {
    const e = this.events, n = this.n;
    // Family of an event: who acted, worked out once a distinct list; NOBODY where none is named.
    const NOBODY = 255;
    const lead = (name) => {
      const items = e.values(name).map((id) => this.family(id));
      return Uint8Array.from([NOBODY, ...e.rows(name).map((row) => (row.length ? items[row[0]] : NOBODY))]);
    };
    const a = lead("side_a"), b = lead("side_b"), ca = e.codes("side_a"), cb = e.codes("side_b");
    const unknown = FAMILIES.indexOf("unidentified");
    const family = (this.fam = new Uint8Array(n));
    for (let i = 0; i < n; i++) {
      let f = a[ca[i]];
      if (f === NOBODY) f = b[cb[i]];
      family[i] = f === NOBODY ? unknown : f;
    }
    const kind = e.group("kind");
    this.kindOf = e.codes("kind");
    this.kindType = Uint8Array.from({ length: kind.n }, (_, k) => Math.max(0, TYPES.indexOf(kind.word("event_type", k))));
    this.spotOf = e.codes("spot");
    this.contested = e.flags("contested");
    this.readSites();
    this.combine(family);
  }
  combine(family) {
    // A combination: all events of one site that look alike.  Drawing never meets single events.
    // Those of a site are neighbours (site.begin to site.end), so that counting a place is a walk
    // along one array; look[c] says what they look like.
    const e = this.events, n = this.n, sites = this.sites, { spotOf, kindOf, kindType, siteOfSpot } = this;
    const modality = e.values("modality"), codes = e.codes("modality");
    const hollow = Uint8Array.from([0, ...modality.map((m) => (m === "occurred" ? 0 : 1))]);
    const precision = e.ints("geo_precision");
    const slots = new Int16Array(LOOKS).fill(-1), looks = [];
    const looksOf = new Uint16Array(n);
    for (let i = 0; i < n; i++) {
      const key = (looksOf[i] = ((kindType[kindOf[i]] * 16 + family[i]) * 2 + hollow[codes[i]]) * 2 + (precision[i] === 2 ? 1 : 0));
      if (slots[key] < 0) slots[key] = looks.push(key) - 1;
    }
    // In the order of their meaning, not of their first event: the same places always draw alike.
    looks.sort((x, y) => x - y).forEach((key, slot) => (slots[key] = slot));
    const width = looks.length, cells = new Int32Array(sites.length * width);
    const combo = (this.combo = new Int32Array(n));
    for (let i = 0; i < n; i++) {
      const site = siteOfSpot[spotOf[i]];
      combo[i] = site < 0 ? -1 : site * width + slots[looksOf[i]];
      if (site >= 0) cells[combo[i]] = 1;
    }
    const look = [];
    let at = 0;
    for (const site of sites) {
      site.begin = look.length;
      for (let k = 0; k < width; k++, at++) if (cells[at]) cells[at] = look.push(looks[k]) - 1;
      site.end = look.length;
    }
    for (let i = 0; i < n; i++) if (combo[i] >= 0) combo[i] = cells[combo[i]];
    this.look = Uint16Array.from(look);
    this.count = new Int32Array(look.length);
    this.disputed = new Int32Array(look.length);
    this.looks = looks.map(readLook);
    if (!this.looks.some((l) => l.near)) return;
    const radius = e.floats("uncertainty_km");
    for (let i = 0; i < n; i++) if (combo[i] >= 0 && precision[i] === 2) {
      const site = sites[siteOfSpot[spotOf[i]]];
      if (radius[i] > site.radius) site.radius = radius[i];
    }
  }

  readSites() {
    // A site is a point on the map, or an area known by its id; several spellings may share one.
    const places = this.store.table("places");
    this.placeRow = new Map();
    for (let i = 0; i < places.n; i++) this.placeRow.set(places.word("place_id", i), i);
    this.places = places;
    const spots = this.events.group("spot");
    const lon = spots.floats("lon"), lat = spots.floats("lat");
    const areas = this.store.table("areas");
    this.areaRow = new Map();
    for (let i = 0; i < areas.n; i++) this.areaRow.set(areas.word("place_id", i), i);
    this.sites = [];
    this.siteByKey = new Map();
    this.siteOfSpot = new Int32Array(spots.n).fill(-1);
    for (let s = 0; s < spots.n; s++)
      this.siteOfSpot[s] = this.siteFor(spots.word("place_id", s), lon[s], lat[s], spots.word("place_name", s), spots.word("admin1", s));
  }
  siteFor(id, lon, lat, name, admin1) {
    const point = !Number.isNaN(lon) && !Number.isNaN(lat);
    if (!point && !this.areaRow.has(id)) return -1;
    const key = point ? lon.toFixed(5) + "," + lat.toFixed(5) : "area:" + id;
    let site = this.siteByKey.get(key);
    if (site === undefined) {
      site = this.sites.length;
      this.siteByKey.set(key, site);
      this.sites.push({ index: site, key, id, said: name || id, admin1, lon, lat, x: point ? worldX(lon) : NaN, y: point ? worldY(lat) : NaN, area: point ? -1 : this.areaRow.get(id), radius: 0, begin: 0, end: 0 });
    }
    const known = this.sites[site];
    if (!known.id) known.id = id;
    return site;
  }
  nameSites() {
    // The gazetteer's name in the reader's language, else the name that the source used.
    for (const site of this.sites) {
      const row = this.placeRow.get(site.id);
      const name = row === undefined ? null : this.places.word(Words.lang === "fr" ? "name_fr" : "name", row);
      site.name = name || site.said || "";
      site.label = cut(site.name, 40);
      site.folded = null;
    }
  }

  readClaims() {
    const c = this.claims;
    this.claimRow = new Map();
    this.claimsByEvent = new Map();
    this.claimsByPlace = new Map();
    this.claimsBySite = new Map();
    const lon = c.floats("lon"), lat = c.floats("lat");
    const put = (map, key, row) => {
      if (key === null) return;
      if (!map.has(key)) map.set(key, []);
      map.get(key).push(row);
    };
    this.unplacedClaims = [];
    for (let i = 0; i < c.n; i++) {
      this.claimRow.set(c.word("claim_id", i), i);
      put(this.claimsByEvent, c.word("event_id", i), i);
      const place = c.word("place_id", i);
      put(this.claimsByPlace, place, i);
      const site = this.siteFor(place, lon[i], lat[i], c.word("place_text", i), null);
      if (site >= 0) put(this.claimsBySite, site, i);
      else if (c.word("event_id", i) === null) this.unplacedClaims.push(i);
    }
  }

  readControl() {
    const c = this.store.table("control");
    this.control = c;
    const lon = c.floats("lon"), lat = c.floats("lat");
    this.spans = [];
    const known = new Set(), signs = new Map();
    for (let i = 0; i < c.n; i++) {
      const id = c.word("place_id", i);
      const site = this.siteFor(id, lon[i], lat[i], c.word("place_name", i), null);
      if (site < 0) continue;
      const on = c.int("known_on", i);
      known.add(on);
      const state = c.word("state", i), holder = c.word("holder", i), claimants = c.list("claimants", i);
      // Who is named: the sides of what is contested, else the holder, else who claims.
      const who = state === "contested" && claimants.length ? claimants : holder ? [holder] : claimants;
      const key = state + "|" + who.join("|");
      let sign = signs.get(key);
      if (!sign) {
        const initials = who.slice(0, 3).map((one) => this.initials(one)).join(state === "contested" ? " / " : ", ");
        signs.set(key, (sign = { key, families: [...new Set(who.map((one) => this.family(one)))], initials }));
      }
      this.spans.push({
        row: i, site, id, state, holder, claimants, who, sign,
        from: c.int("valid_from", i), to: c.int("valid_to", i), known: on, last: c.int("last_evidence_date", i),
        basis: c.word("basis", i), rule: c.word("rule", i), claimIds: c.list("claim_ids", i), days: null,
      });
    }
    // Versions: site -> days from which a set of its spans was known, in order.
    this.versions = new Map();
    for (const span of this.spans) {
      if (!this.versions.has(span.site)) this.versions.set(span.site, new Set());
      this.versions.get(span.site).add(span.known);
    }
    for (const [site, days] of this.versions) this.versions.set(site, [...days].sort((a, b) => a - b));
    this.hasVersions = known.size > 1 || (known.size === 1 && !known.has(NA));
  }

  versionOf(site, knownOn) {
    // The newest version of a place's spans that was known by a day.  NA sorts first: what is known now.
    const days = this.versions.get(site) || [];
    if (knownOn === null || !this.hasVersions) return days[0] === NA ? NA : days[days.length - 1];
    let best = null;
    for (const d of days) if (d !== NA && d <= knownOn) best = d;
    return best;
  }
  spansOf(site, knownOn) {
    // All spans of one place, oldest first.
    const version = this.versionOf(site, knownOn);
    return this.spans.filter((s) => s.site === site && s.known === version && s.state !== null).sort((a, b) => a.from - b.from || a.row - b.row);
  }
  controlAt(day, knownOn) {
    // Site -> span in force on a day, from what was known by then.
    const out = new Map();
    if (!this.inForce || this.inForce.knownOn !== knownOn) {
      // The same for every day: which spans count by what was known.
      const version = new Map();
      for (const site of this.versions.keys()) version.set(site, this.versionOf(site, knownOn));
      const spans = this.spans.filter((s) => s.state !== null && s.known === version.get(s.site));
      // NA is before every day, as an open beginning should be; an open end is after every day.
      this.inForce = { knownOn, spans, from: Int32Array.from(spans, (s) => s.from), to: Int32Array.from(spans, (s) => (s.to === NA ? -NA - 1 : s.to)) };
    }
    const { spans, from, to } = this.inForce;
    for (let i = 0; i < spans.length; i++) if (from[i] <= day && to[i] >= day) out.set(spans[i].site, { ...spans[i], age: this.evidenceAge(spans[i], day) });
    return out;
  }
  evidenceAge(span, day) {
    if (!span.days) span.days = span.claimIds.map((id) => (this.claimRow.has(id) ? this.claims.int("claim_date", this.claimRow.get(id)) : NA));
    const days = span.days;
    let last = NA;
    for (let i = 0; i < days.length; i++) if (days[i] <= day && days[i] > last) last = days[i];
    if (last === NA) last = span.last !== NA && span.last <= day ? span.last : span.from;
    return last === NA ? null : day - last;
  }

  setSpan() {
    // First and last day of anything dated.
    let first = this.dated ? this.day[0] : null, last = this.dated ? this.day[this.dated - 1] : null;
    const take = (d) => {
      if (d === NA) return;
      if (first === null || d < first) first = d;
      if (last === null || d > last) last = d;
    };
    for (const d of this.claims.ints("claim_date")) take(d);
    const given = [...(this.meta.span || []), this.meta.as_of].filter((d) => d !== null && d !== undefined);
    if (first === null) {
      first = given.length ? Math.min(...given) : 0;
      last = given.length ? Math.max(...given) : 0;
    }
    this.first = first;
    this.last = Math.max(first, last, this.meta.as_of ?? first);
  }

  bound(day) {
    // First dated row on or after a day.
    let low = 0, high = this.dated;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.day[middle] < day) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  setWindow(from, to) {
    // Moves the window by the rows that enter and leave it, so that a step costs its own events only.
    const low = this.bound(from), high = Math.max(low, this.bound(to + 1));
    if (low >= this.high || high <= this.low) {
      this.add(this.low, this.high, -1);
      this.add(low, high, 1);
    } else {
      if (low < this.low) this.add(low, this.low, 1);
      else this.add(this.low, low, -1);
      if (high > this.high) this.add(this.high, high, 1);
      else this.add(high, this.high, -1);
    }
    this.low = low;
    this.high = high;
  }
  add(begin, end, sign) {
    const { failed, combo, contested, count, disputed } = this;
    for (let i = begin; i < end; i++) {
      if (failed[i]) continue;
      const c = combo[i];
      this.total += sign;
      if (c < 0) this.placeless += sign;
      else {
        count[c] += sign;
        if (contested[i]) disputed[c] += sign;
      }
    }
  }
  recount() {
    this.count.fill(0);
    this.disputed.fill(0);
    this.total = this.placeless = 0;
    this.dateless = this.undated().length;
    this.add(this.low, this.high, 1);
  }

  setFacet(name, passes) {
    // passes: null for "everything", or a function of the row.
    const bit = 1 << FACETS.indexOf(name), off = ~bit & 255;
    const failed = this.failed, n = this.n;
    if (!passes) {
      if (this.facets & bit) for (let i = 0; i < n; i++) failed[i] &= off;
      this.facets &= off;
      return;
    }
    this.facets |= bit;
    for (let i = 0; i < n; i++) failed[i] = passes(i) ? failed[i] & off : failed[i] | bit;
  }
  facetCounts(name, size, valueOf) {
    // How many events of the window each value has, all other filters applied.
    const off = ~(1 << FACETS.indexOf(name)) & 255, out = new Int32Array(size);
    for (let i = this.low; i < this.high; i++) if (!(this.failed[i] & off)) valueOf(i, out);
    return out;
  }
  shown() {
    // Rows in the window that pass, in date order.
    const out = [];
    for (let i = this.low; i < this.high; i++) if (!this.failed[i]) out.push(i);
    return out;
  }
  undated() {
    const out = [];
    for (let i = this.dated; i < this.n; i++) if (!this.failed[i]) out.push(i);
    return out;
  }
  unplaced() {
    return this.shown().filter((i) => this.combo[i] < 0);
  }
  rowsAt(site) {
    const out = [];
    for (let i = this.low; i < this.high; i++) if (!this.failed[i] && this.siteOfSpot[this.spotOf[i]] === site) out.push(i);
    return out;
  }
  rowsBeyond(site) {
    // Undated events of a site: they have no place in time, yet belong to its story.
    const out = [];
    for (let i = this.dated; i < this.n; i++) if (!this.failed[i] && this.siteOfSpot[this.spotOf[i]] === site) out.push(i);
    return out;
  }
  histogram(bins, first, last) {
    // Days first, then bins of days: the loop over all events is one addition.
    const { day, failed } = this, perDay = new Int32Array(last - first + 1), end = this.bound(last + 1);
    for (let i = this.bound(first); i < end; i++) if (!failed[i]) perDay[day[i] - first]++;
    const out = new Int32Array(bins);
    perDay.forEach((n, d) => (out[Math.floor((d * bins) / perDay.length)] += n));
    return out;
  }
  deaths(rows) {
    const best = this.events.ints("fatalities_best");
    let sum = 0, stated = 0;
    for (const i of rows) if (best[i] !== NA) {
      sum += best[i];
      stated++;
    }
    return { sum, stated };
  }
}
Model.prototype.total = Model.prototype.placeless = Model.prototype.dateless = 0;
