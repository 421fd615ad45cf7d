// The map under the data: land, borders, rivers, lakes, roads, and labels that make room for each other.

class Pane extends L.Layer {
  // A canvas larger than the view, redrawn only when the view leaves it or the zoom rests: while
  // one zooms, the picture there is is stretched.
  constructor(options) {
    super(options);
    L.setOptions(this, options);
  }
  onAdd(map) {
    this._map = map;
    this.zoomed = -Infinity; // when the zoom last changed, by the browser's clock
    this.reset();
  }
  begin(still) {
    // A canvas is of one kind for life: drawn on, or shown a finished picture.
    if (this.canvas) this.canvas.remove();
    this.still = still;
    this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated " + this.options.name);
    this.canvas.setAttribute("aria-hidden", "true");
    this._map.getPane(this.options.pane).appendChild(this.canvas);
  }
  onRemove() {
    this.canvas.remove();
    this.canvas = null;
  }
  getEvents() {
    return { move: this.follow, zoom: this.pinched, moveend: this.moved, resize: this.reset, zoomanim: this.stretch };
  }
  stretch({ zoom, center }) {
    const map = this._map;
    L.DomUtil.setTransform(this.canvas, map._latLngBoundsToNewLayerBounds(this.bounds, zoom, center).min, map.getZoomScale(zoom, this.zoom));
  }
  pinched() {
    const zoom = this._map.getZoom();
    if (zoom !== this.zoom) this.stretch({ zoom, center: this._map.getCenter() });
  }
  covers() {
    const view = this._map.getPixelBounds();
    return view.min.x >= this.min.x && view.min.y >= this.min.y && view.max.x <= this.max.x && view.max.y <= this.max.y;
  }
  follow() {
    // While the map is dragged: no empty edge.
    if (this._map.getZoom() === this.zoom && !this.covers()) this.reset();
  }
  moved() {
    const map = this._map;
    if (map.getZoom() === this.zoom) {
      if (!this.covers()) return this.reset();
      clearTimeout(this.resting); // back where it was drawn for
      this.resting = null;
      return L.DomUtil.setTransform(this.canvas, this.min.subtract(map.getPixelOrigin()), 1);
    }
    // A first zoom is drawn at once, or after the frame if the pane can wait.  Zooms that follow each
    // other leave the stretched picture (the event "zoom" has done it) until they rest, or too long.
    const now = performance.now(), follows = now - this.zoomed < 200 && now - this.drawn < 400;
    this.zoomed = now;
    if (!follows && !this.options.lazy) return this.reset();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this._map && this.reset(), 120);
  }
  settle() {
    // What waits is drawn now: somebody asks where things are.
    if (this.resting) this.reset();
  }
  reset() {
    clearTimeout(this.resting);
    this.resting = null;
    this.drawn = performance.now();
    const map = this._map, size = map.getSize();
    const print = document.body.classList.contains("gm-print");
    const ratio = (this.ratio = print ? 3 : Math.min(3, window.devicePixelRatio || 1));
    // Chromium prints every stroke made on a canvas, its clearing among them: a white sheet over
    // all that lies below. On paper each is a finished picture.
    const still = Boolean(print || this.options.still) && typeof OffscreenCanvas !== "undefined";
    if (!this.canvas || still !== this.still) this.begin(still);
    const pad = this.options.padding;
    // At least a thumb's stroke beyond the edge: a share of a telephone's width is soon left.
    const px = Math.max(72, Math.round(size.x * pad)), py = Math.max(72, Math.round(size.y * pad));
    this.zoom = map.getZoom();
    this.scale = 256 * Math.pow(2, this.zoom);
    const view = map.getPixelBounds();
    this.min = view.min.subtract([px, py]);
    this.max = view.max.add([px, py]);
    this.width = size.x + 2 * px;
    this.height = size.y + 2 * py;
    const w = Math.round(this.width * ratio), hgt = Math.round(this.height * ratio);
    if (this.canvas.width !== w || this.canvas.height !== hgt) {
      this.canvas.width = w;
      this.canvas.height = hgt;
      this.canvas.style.width = this.width + "px";
      this.canvas.style.height = this.height + "px";
    }
    this.bounds = L.latLngBounds(map.unproject(L.point(this.min.x, this.max.y)), map.unproject(L.point(this.max.x, this.min.y)));
    L.DomUtil.setTransform(this.canvas, this.min.subtract(map.getPixelOrigin()), 1);
    this.draw();
    this.show();
  }
  px(x) {
    return x * this.scale - this.min.x;
  }
  py(y) {
    return y * this.scale - this.min.y;
  }
  context() {
    const { width, height } = this.canvas;
    if (this.still) this.paper = new OffscreenCanvas(width, height);
    const g = (this.paper || this.canvas).getContext("2d");
    g.setTransform(1, 0, 0, 1, 0, 0);
    g.clearRect(0, 0, width, height);
    g.scale(this.ratio, this.ratio);
    return g;
  }
  show() {
    // A browser without a graphics card copies a drawing canvas again in every frame, changed or
    // not; one that only shows a finished picture is left alone.
    const { paper } = this;
    this.paper = null;
    if (!paper || !paper.width || !paper.height) return; // a map without room has no picture
    this.canvas.getContext("bitmaprenderer").transferFromImageBitmap(paper.transferToImageBitmap());
  }
  world(g) {
    // After this, kept paths are drawn in place; the answer is the width of one pixel.
    const s = (this.scale / UNIT) * this.ratio;
    g.setTransform(s, 0, 0, s, this.px(MIDDLE_X) * this.ratio, this.py(MIDDLE_Y) * this.ratio);
    return UNIT / this.scale;
  }
}

const BASE = {
  home: "#fbf8f1", region: "#cfc3b0", border: "#a39179", lake: "#d3e4ea", river: "#9fc3d2", road: "#d9c7a6", label: "#463f36", water: "#4f7f92",
};

class Basemap extends Pane {
  constructor(store, home) {
    super({ name: "gm-base", pane: "tilePane", padding: 0.12, lazy: true, still: true });
    this.store = store;
    this.layers = {};
    const table = store.table("basemap");
    const lines = table.lines("lines");
    for (let i = 0; i < table.n; i++) {
      const kind = table.word("kind", i), zoom = table.int("zoom", i);
      const key = kind + ":" + zoom;
      const layer = (this.layers[key] = this.layers[key] || { kind, zoom, lines: [] });
      layer.lines.push(...lines[i]);
    }
    for (const layer of Object.values(this.layers)) {
      layer.area = layer.kind === "home" || layer.kind === "lake";
      layer.path = path(layer.lines, layer.area);
      layer.boxes = layer.lines.map(boxOf);
    }
  }
  pathOf(layer) {
    // Near by, most lines are far from the view: they would be dashed and stroked for nothing.
    if (layer.area || this.zoom <= 7) return layer.path;
    const edge = 6 / this.scale, x0 = this.min.x / this.scale - edge, y0 = this.min.y / this.scale - edge, x1 = this.max.x / this.scale + edge, y1 = this.max.y / this.scale + edge;
    return path(layer.lines.filter((_, i) => {
      const box = layer.boxes[i];
      return box[0] < x1 && box[2] > x0 && box[1] < y1 && box[3] > y0;
    }), false);
  }
  draw() {
    const g = this.context();
    const unit = this.world(g);
    const z = this.zoom;
    g.lineJoin = g.lineCap = "round";
    const paint = (kind, run) => {
      for (const layer of Object.values(this.layers)) if (layer.kind === kind && layer.zoom <= z) run(this.pathOf(layer));
    };
    const stroke = (color, width, dash) => (p) => {
      g.strokeStyle = color;
      g.lineWidth = width * unit;
      g.setLineDash((dash || []).map((d) => d * unit));
      g.stroke(p);
    };
    const fill = (color) => (p) => {
      g.fillStyle = color;
      g.fill(p, "evenodd");
    };
    paint("home", (p) => {
      stroke("#e2d5be", 9)(p);
      fill(BASE.home)(p);
    });
    paint("district", stroke("#e6ddcd", 1));
    paint("region", stroke(BASE.region, 1));
    paint("lake", fill(BASE.lake));
    paint("river", stroke(BASE.river, z < 6 ? 1 : z < 8 ? 1.7 : 2.4));
    g.lineCap = "butt"; // a round end on every dash takes longer than all the rest
    paint("track", stroke(BASE.road, 1.1, [5, 2]));
    g.lineCap = "round";
    paint("road", stroke(BASE.road, z < 7 ? 1.2 : 2));
    paint("border", stroke(BASE.border, 1));
  }
}

class Labels {
  // Boxes already taken on the drawing, so that labels do not overlap symbols or each other.  Kept in
  // cells of 64 pixels, as numbers in a row: objects for each would be swept up at every step of time.
  constructor(width, height) {
    this.columns = (width >> 6) + 1;
    this.rows = (height >> 6) + 1;
    this.heads = new Int32Array(this.columns * this.rows); // of each cell: its last link, 0 none
    this.links = [0, 0]; // box, previous link
    this.boxes = [];
  }
  column(x) {
    return Math.max(0, Math.min(this.columns - 1, x >> 6));
  }
  row(y) {
    return Math.max(0, Math.min(this.rows - 1, y >> 6));
  }
  free(x0, y0, x1, y1) {
    const { heads, links, boxes, columns } = this, i1 = this.column(x1), j1 = this.row(y1);
    for (let j = this.row(y0); j <= j1; j++)
      for (let i = this.column(x0); i <= i1; i++)
        for (let k = heads[j * columns + i]; k; k = links[k + 1]) {
          const b = links[k];
          if (x0 < boxes[b + 2] && x1 > boxes[b] && y0 < boxes[b + 3] && y1 > boxes[b + 1]) return false;
        }
    return true;
  }
  take(x0, y0, x1, y1) {
    const { heads, links, columns } = this, i1 = this.column(x1), j1 = this.row(y1), box = this.boxes.length;
    this.boxes.push(x0, y0, x1, y1);
    for (let j = this.row(y0); j <= j1; j++)
      for (let i = this.column(x0); i <= i1; i++) {
        const cell = j * columns + i;
        links.push(box, heads[cell]);
        heads[cell] = links.length - 2;
      }
  }
}

const STYLES = {
  place: { font: "650 12.5px " + FONT, color: INK, halo: 3.5 },
  big: { font: "500 12px " + FONT, color: "#5b5348", halo: 3 },
  town: { font: "400 11.5px " + FONT, color: "#5b5348", halo: 3 },
  country: { font: "500 12px " + FONT, color: "#857a69", halo: 3, spacing: 3 },
  region: { font: "500 11.5px " + FONT, color: "#857a69", halo: 3, spacing: 1.5 },
  water: { font: "italic 500 11.5px " + FONT, color: BASE.water, halo: 3, spacing: 1 },
  more: { font: "700 11px " + FONT, color: INK, halo: 3 },
  people: { font: "600 11px " + FONT, color: "#14597c", halo: 3 },
  km: { font: "500 10.5px " + FONT, color: "#3d372f", halo: 3 },
  badge: { font: "700 10px " + FONT, color: INK, box: 6.5, pad: 3.5, high: 13 },
  initials: { font: "700 10.5px " + FONT, color: INK, box: 3, pad: 4.5, high: 14 },
};
for (const style of Object.values(STYLES)) style.pictures = new Map();

class Atlas {
  // Pictures of words and symbols on a few sheets: a canvas for each would cost a millisecond apiece,
  // and one large sheet would be copied whole whenever a word is added to it after it was drawn from.
  constructor() {
    this.pictures = new Map();
    this.sheets = 0;
  }
  start(ratio) {
    // Called before a drawing; sheets that are too many, or for another screen, are begun anew.
    if (this.ratio === ratio && !this.full) return;
    this.ratio = ratio;
    this.full = false;
    this.sheets = 0;
    this.pictures.clear();
    for (const style of Object.values(STYLES)) style.pictures.clear();
    this.open();
  }
  open() {
    this.sheet = document.createElement("canvas");
    this.sheet.width = Math.min(4096, 1024 * Math.ceil(this.ratio));
    this.sheet.height = 4 * this.row;
    this.g = this.sheet.getContext("2d");
    this.x = this.y = 0;
    this.sheets++;
  }
  get row() {
    return Math.ceil(34 * this.ratio);
  }
  get(key, size, paint) {
    // size: width and height in CSS pixels; paint draws at the origin of the context it is given.
    let picture = this.pictures.get(key);
    if (!picture) this.pictures.set(key, (picture = this.add(size, paint)));
    return picture;
  }
  add(size, paint) {
    const w = Math.ceil(size[0] * this.ratio), high = Math.ceil(size[1] * this.ratio), row = this.row;
    if (this.x + w > this.sheet.width) {
      this.x = 0;
      this.y += row;
    }
    if (this.y + row > this.sheet.height) this.open();
    // A long journey has seen many words: the next drawing starts with empty sheets.
    if (this.sheets > 12) this.full = true;
    const picture = { sheet: this.sheet, x: this.x, y: this.y, w, h: high, wide: size[2] || size[0], text: size[3] || size[0], css: size };
    const g = this.g;
    g.setTransform(this.ratio, 0, 0, this.ratio, this.x, this.y);
    g.save();
    paint(g);
    g.restore();
    this.x += w + 1;
    return picture;
  }
  stamp(g, picture, x, y) {
    // On whole pixels and at its own size: sharp, and a plain copy for the browser.
    const r = this.ratio;
    g.drawImage(picture.sheet, picture.x, picture.y, picture.w, picture.h, Math.round(x * r) / r, Math.round(y * r) / r, picture.w / r, picture.h / r);
  }
}
const atlas = new Atlas();
const ruler = document.createElement("canvas").getContext("2d");

function nameWidth(name) {
  ruler.font = STYLES.place.font;
  ruler.letterSpacing = "0px";
  return ruler.measureText(name).width;
}

function textPicture(style, text) {
  const found = style.pictures.get(text);
  if (found) return found;
  ruler.font = style.font;
  ruler.letterSpacing = (style.spacing || 0) + "px";
  const width = ruler.measureText(text).width, high = style.box ? style.high + 2 : 22;
  const wide = style.box ? Math.max(style.high, width + 2 * style.pad) : width;
  const made = atlas.add([wide + (style.box ? 2 : 8), high, wide, width], (c) => {
    if (style.box) {
      c.beginPath();
      c.roundRect(1, (high - style.high) / 2, wide, style.high, style.box);
      c.fillStyle = PAPER;
      c.fill();
      c.lineWidth = 1;
      c.strokeStyle = "#7d7468";
      c.stroke();
    }
    c.font = style.font;
    c.letterSpacing = (style.spacing || 0) + "px";
    c.textBaseline = "middle";
    const x = style.box ? 1 + (wide - width) / 2 : 4;
    if (style.halo) {
      c.lineWidth = style.halo;
      c.strokeStyle = "rgba(253,251,246,.92)";
      c.lineJoin = "round";
      c.strokeText(text, x, high / 2);
    }
    c.fillStyle = style.color;
    c.fillText(text, x, high / 2 + (style.box ? 0.5 : 0));
  });
  style.pictures.set(text, made);
  return made;
}
