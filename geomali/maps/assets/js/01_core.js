// Small helpers, and the columns that the page was packed with.

const NA = -2147483648; // a missing whole number or day; missing floats are NaN, missing words null

function h(tag, attributes, ...children) {
  // Builds an element.  Text is always set as text, so that no datum is ever parsed as markup.
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (name === "style") Object.assign(node.style, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  append(node, children);
  return node;
}

function append(node, children) {
  for (const child of children.flat(4)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

function data(text, attributes) {
  // A datum of unknown direction: isolated, so that its marks do not reorder the page.
  return h("bdi", attributes, text);
}

const $ = (id) => document.getElementById(id);

function clear(node) {
  node.replaceChildren();
  return node;
}

function fold(text) {
  // Case and accents off, for searching; most text needs no normalising, which is slow.
  if (/^[\x20-\x7e]*$/.test(text)) return text.toLowerCase().replace(/[-_'\s]+/g, " ").trim();
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[-_'’\s]+/g, " ").trim();
}

const inflate = window.geomali.inflate; // of start.js

function plane(bytes, offset, width, n, Kind) {
  // Whole numbers stored as byte planes.
  if (width === 1) return Kind ? Kind.from(bytes.subarray(offset, offset + n)) : bytes.slice(offset, offset + n);
  const out = new (Kind || (width === 2 ? Uint16Array : Uint32Array))(n);
  const b = offset + n, c = b + n, d = c + n;
  if (width === 2) for (let i = 0; i < n; i++) out[i] = bytes[offset + i] | (bytes[b + i] << 8);
  else for (let i = 0; i < n; i++) out[i] = (bytes[offset + i] | (bytes[b + i] << 8) | (bytes[c + i] << 16) | (bytes[d + i] << 24)) >>> 0;
  return out;
}

const unzigzag = (value) => (value >>> 1) ^ -(value & 1);

class Table {
  // One table; a column is decoded when first asked for.
  constructor(store, name) {
    this.store = store;
    this.name = name;
    const spec = store.header.tables[name];
    this.n = spec ? spec.n : 0;
    this.specs = spec ? spec.cols : {};
    this.cache = {};
  }
  kind(name) {
    return this.specs[name] ? this.specs[name].k : "na";
  }
  codes(name) {
    // Dictionary codes of a column of words, lists or a group; 0 is missing (a group has none).
    const key = "c:" + name;
    if (this.cache[key]) return this.cache[key];
    const s = this.specs[name];
    const codes = !s || s.k === "na" ? new Uint8Array(this.n) : plane(this.store.bytes, s.o, s.w, this.n);
    return (this.cache[key] = codes);
  }
  values(name) {
    const s = this.specs[name];
    return s && s.v ? s.v : [];
  }
  rows(name) {
    const s = this.specs[name];
    return s && s.r ? s.r : [];
  }
  group(name) {
    return this.store.table(this.specs[name].t);
  }
  ints(name) {
    const key = "i:" + name;
    if (this.cache[key]) return this.cache[key];
    const s = this.specs[name], n = this.n, bytes = this.store.bytes;
    const out = new Int32Array(n);
    if (!s || s.k === "na") out.fill(NA);
    else if (s.k === "delta") {
      const steps = plane(bytes, s.o, s.w, n);
      let value = s.b;
      for (let i = 0; i < n; i++) out[i] = value += (steps[i] >>> 1) ^ -(steps[i] & 1); // unzigzag, in a loop that runs cold
      if (s.mn) {
        const gaps = plane(bytes, s.mo, s.mw, s.mn);
        let row = 0;
        for (let i = 0; i < s.mn; i++) out[row += gaps[i]] = NA;
      }
    } else {
      const raw = plane(bytes, s.o, s.w, n);
      for (let i = 0; i < n; i++) out[i] = raw[i] ? raw[i] - 1 + s.b : NA;
    }
    return (this.cache[key] = out);
  }
  int(name, row) {
    return this.ints(name)[row];
  }
  relative(name, to, row) {
    // A value stored as its difference to another column.
    const value = this.int(name, row), base = this.int(to, row);
    return value === NA ? NA : value + (base === NA ? 0 : base);
  }
  floats(name) {
    const key = "f:" + name;
    if (this.cache[key]) return this.cache[key];
    const s = this.specs[name], n = this.n;
    const out = new Float64Array(n).fill(NaN);
    if (s && s.k === "f8") out.set(new Float64Array(this.store.bytes.slice(s.o, s.o + 8 * n).buffer));
    else if (s && s.k === "num") {
      const raw = plane(this.store.bytes, s.o, s.w, n);
      for (let i = 0; i < n; i++) if (raw[i]) out[i] = (raw[i] - 1 + s.b) / s.d;
    }
    return (this.cache[key] = out);
  }
  flag(name, row) {
    const s = this.specs[name];
    if (!s || s.k === "na") return null;
    const value = this.store.bytes[s.o + row];
    return value ? value === 2 : null;
  }
  flags(name) {
    // 1 where the flag is set, 0 where it is not or nothing is known.
    const s = this.specs[name], out = new Uint8Array(this.n);
    if (s && s.k === "bool") for (let i = 0; i < this.n; i++) out[i] = this.store.bytes[s.o + i] >> 1;
    return out;
  }
  word(name, row) {
    const s = this.specs[name];
    if (!s || s.k === "na") return null;
    const code = this.codes(name)[row];
    if (s.k === "pnum") return s.v[code - 1] + this.identity(name)[row];
    if (s.k === "phex") {
      let hex = "";
      for (let i = 0; i < 8; i++) hex += this.store.bytes[s.no + 8 * row + i].toString(16).padStart(2, "0");
      return s.v[code - 1] + hex;
    }
    return code ? s.v[code - 1] : null;
  }
  identity(name) {
    const key = "n:" + name;
    if (this.cache[key]) return this.cache[key];
    const s = this.specs[name];
    const steps = plane(this.store.bytes, s.no, s.nw, this.n);
    const out = new Int32Array(this.n);
    let value = 0;
    for (let i = 0; i < this.n; i++) out[i] = value += unzigzag(steps[i]);
    return (this.cache[key] = out);
  }
  list(name, row) {
    const s = this.specs[name];
    if (!s || s.k === "na") return [];
    const code = this.codes(name)[row];
    return code ? s.r[code - 1].map((item) => s.v[item]) : [];
  }
  text(name, row) {
    // A promise: long text is inflated a block at a time.
    const s = this.specs[name];
    if (!s || s.k === "na") return Promise.resolve(null);
    let low = 0, high = s.ends.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (s.ends[middle] > row) high = middle;
      else low = middle + 1;
    }
    return this.block(name, low).then((block) => block.get(row));
  }
  block(name, index) {
    // Two blocks are kept: reading on in a list does not inflate the same one twice.
    const key = name + index, kept = this.store.recent;
    if (!kept.has(key)) {
      if (kept.size > 1) kept.delete(kept.keys().next().value);
      kept.set(key, this.openBlock(name, index));
    }
    return kept.get(key);
  }
  async openBlock(name, index) {
    const s = this.specs[name];
    const begin = index ? s.ends[index - 1] : 0, n = s.ends[index] - begin;
    const bytes = await inflate($(this.store.source + (s.first + index)).textContent);
    const lengths = plane(bytes, 0, 4, n);
    const decoder = new TextDecoder();
    const starts = new Uint32Array(n + 1);
    let at = 4 * n;
    for (let i = 0; i < n; i++) {
      starts[i] = at;
      at += lengths[i] ? lengths[i] - 1 : 0;
    }
    starts[n] = at;
    return {
      begin, n,
      get: (row) => lengths[row - begin] ? decoder.decode(bytes.subarray(starts[row - begin], starts[row - begin + 1])) : null,
    };
  }
  lines(name) {
    // Outlines in web-mercator units (0 to 1 across the world), one array of [x, y, x, y …] per line.
    const key = "l:" + name;
    if (this.cache[key]) return this.cache[key];
    const s = this.specs[name], bytes = this.store.bytes, out = [];
    if (!s || s.k !== "lines") return out;
    const counts = plane(bytes, s.co, s.cw, this.n), sizes = plane(bytes, s.so, s.sw, s.sn);
    const hx = plane(bytes, s.xho, s.xhw, s.sn), hy = plane(bytes, s.yho, s.yhw, s.sn);
    const dx = plane(bytes, s.xo, s.xw, s.n), dy = plane(bytes, s.yo, s.yw, s.n);
    let line = 0, at = 0;
    for (let row = 0; row < this.n; row++) {
      const lines = [];
      for (let k = 0; k < counts[row]; k++, line++) {
        const points = new Float64Array(2 * sizes[line]);
        let x = unzigzag(hx[line]), y = unzigzag(hy[line]);
        for (let i = 0; i < sizes[line]; i++, at++) {
          x += unzigzag(dx[at]);
          y += unzigzag(dy[at]);
          points[2 * i] = worldX(x / 1000);
          points[2 * i + 1] = worldY(y / 1000);
        }
        lines.push(points);
      }
      out.push(lines);
    }
    return (this.cache[key] = out);
  }
}

class Store {
  constructor(bytes, source) {
    const size = new DataView(bytes.buffer).getUint32(0, true);
    this.header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + size)));
    this.bytes = bytes.subarray(4 + size);
    this.meta = this.header.meta;
    this.source = source;
    this.tables = {};
    this.recent = new Map();
  }
  table(name) {
    return (this.tables[name] = this.tables[name] || new Table(this, name));
  }
}

const worldX = (lon) => lon / 360 + 0.5;
function worldY(lat) {
  const s = Math.sin((lat * Math.PI) / 180);
  return 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI);
}
const worldLon = (x) => (x - 0.5) * 360;
const worldLat = (y) => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;

// Paths are kept around the middle of the world's map in units of a pixel at zoom 6: numbers of
// a size that every browser strokes sharply.
const UNIT = 256 * 64, MIDDLE_X = 0.5, MIDDLE_Y = 0.45;
function path(lines, closed) {
  const out = new Path2D();
  for (const points of lines) {
    out.moveTo((points[0] - MIDDLE_X) * UNIT, (points[1] - MIDDLE_Y) * UNIT);
    for (let i = 2; i < points.length; i += 2) out.lineTo((points[i] - MIDDLE_X) * UNIT, (points[i + 1] - MIDDLE_Y) * UNIT);
    if (closed) out.closePath();
  }
  return out;
}
function boxOf(points) {
  // Left, top, right and bottom of a line.
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i++) {
    box[i & 1] = Math.min(box[i & 1], points[i]);
    box[2 + (i & 1)] = Math.max(box[2 + (i & 1)], points[i]);
  }
  return box;
}
