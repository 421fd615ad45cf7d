// What is drawn for an event and for control: shape says the type, colour and letter say the
// actor family, fill says the modality.  Colours are told apart by letter too, never alone.

const FAMILY = {}, FAMILIES = []; // filled from the page: one palette for the map, QGIS and KML
function readPalette(rows) {
  for (const [key, color, letter, en, fr] of rows) {
    FAMILY[key] = { color, letter, en, fr };
    FAMILIES.push(key);
  }
}
const TYPES = ["Battles", "Explosions/Remote violence", "Violence against civilians", "Protests", "Riots", "Strategic developments"];
const INK = "#2b2723", PAPER = "#fdfbf6";

function shape(type, r) {
  // Outline of a type's symbol around (0, 0).
  const p = new Path2D();
  const polygon = (points) => {
    points.forEach(([x, y], i) => (i ? p.lineTo(x * r, y * r) : p.moveTo(x * r, y * r)));
    p.closePath();
  };
  if (type === 0) p.arc(0, 0, r, 0, 2 * Math.PI);
  else if (type === 1) {
    const points = [];
    for (let i = 0; i < 16; i++) {
      const a = (i * Math.PI) / 8 - Math.PI / 2, k = i % 2 ? 0.78 : 1.2;
      points.push([Math.cos(a) * k, Math.sin(a) * k]);
    }
    polygon(points);
  } else if (type === 2) polygon([[-1.18, -0.86], [1.18, -0.86], [0, 1.2]]);
  else if (type === 3) polygon([[-0.95, -0.88], [0.95, -0.88], [0.95, 0.88], [-0.95, 0.88]]);
  else if (type === 4) polygon([[0, -1.2], [1.18, 0.86], [-1.18, 0.86]]);
  else polygon([[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]]);
  return p;
}
const LETTER_SHIFT = [0, 0, -0.18, 0, 0.22, 0];

function paintSymbol(g, x, y, r, type, family, hollow, contested) {
  const { color, letter } = FAMILY[FAMILIES[family]];
  g.save();
  g.translate(x, y);
  const p = shape(type, r);
  g.lineJoin = "round";
  g.strokeStyle = PAPER;
  g.lineWidth = hollow ? 5 : 3;
  g.stroke(p);
  g.fillStyle = hollow ? PAPER : color;
  g.fill(p);
  if (hollow) {
    g.strokeStyle = color;
    g.lineWidth = 2;
    g.stroke(p);
  }
  g.fillStyle = hollow ? color : "#fff";
  g.font = "700 " + Math.round(r * 1.12) + "px " + FONT;
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.fillText(letter, 0, LETTER_SHIFT[type] * r + 0.5);
  if (contested) {
    // A small bolt-like notch at the upper right: accounts differ.
    g.beginPath();
    g.arc(r * 0.92, -r * 0.92, r * 0.46, 0, 2 * Math.PI);
    g.fillStyle = PAPER;
    g.fill();
    g.lineWidth = 1.4;
    g.strokeStyle = INK;
    g.stroke();
    g.beginPath();
    g.moveTo(r * 0.72, -r * 0.82);
    g.lineTo(r * 1.0, -r * 1.08);
    g.moveTo(r * 0.84, -r * 0.72);
    g.lineTo(r * 1.12, -r * 0.98);
    g.stroke();
  }
  g.restore();
}
function paintStack(g, x, y, r) {
  // More kinds behind the first one: a second edge shows it.
  g.beginPath();
  g.arc(x + 3, y - 2.5, r, 0, 2 * Math.PI);
  g.fillStyle = "#8c8377";
  g.fill();
  g.strokeStyle = PAPER;
  g.lineWidth = 1.2;
  g.stroke();
}
const FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif";

const patterns = new Map();
function hatch(color, kind, ratio) {
  // The texture of areas: wide lines on the map, narrow ones for its swatches.
  const key = color + kind + ratio;
  if (patterns.has(key)) return patterns.get(key);
  const size = kind === "area" ? 9 : 6;
  const tile = document.createElement("canvas");
  tile.width = tile.height = size * ratio;
  const g = tile.getContext("2d");
  g.scale(ratio, ratio);
  g.strokeStyle = g.fillStyle = color;
  g.lineWidth = kind === "area" ? 1.3 : 1.9;
  g.beginPath();
  for (const d of [-size, 0, size]) {
    g.moveTo(d - 1, size + 1);
    g.lineTo(d + size + 1, -1);
  }
  g.stroke();
  const pattern = g.createPattern(tile, "repeat");
  pattern.setTransform(new DOMMatrix().scale(1 / ratio));
  patterns.set(key, pattern);
  return pattern;
}

function mix(color, share) {
  // A colour faded towards paper: how old evidence looks.
  const part = (hex, i) => parseInt(hex.slice(1 + 2 * i, 3 + 2 * i), 16);
  const out = [0, 1, 2].map((i) => Math.round(part(color, i) * share + part(PAPER, i) * (1 - share)));
  return "#" + out.map((v) => v.toString(16).padStart(2, "0")).join("");
}

function fade(age) {
  // Evidence of today is full, of a year ago a third; unknown age is a third.  In steps of 5 %,
  // which no eye tells apart, so that discs alike share one picture.
  if (age === null) return 0.34;
  return Math.round(20 * Math.max(0.34, 1 - 0.66 * Math.sqrt(Math.max(0, age) / 365))) / 20;
}

function texture(g, color, kind, r) {
  // On a disc: claimed is hatched, contested crossed, temporarily entered dotted.
  g.strokeStyle = g.fillStyle = color;
  g.lineWidth = 1.9;
  g.beginPath();
  if (kind === "dots") {
    for (let x = -7.5; x < r + 2; x += 5) for (let y = -7.5; y < r + 2; y += 5) {
      g.moveTo(x + 1.25, y);
      g.arc(x, y, 1.25, 0, 2 * Math.PI);
    }
    g.fill();
    return;
  }
  for (let d = -18; d <= 18; d += 6) {
    g.moveTo(d - r, r);
    g.lineTo(d + r, -r);
    if (kind === "cross") {
      g.moveTo(d - r, -r);
      g.lineTo(d + r, r);
    }
  }
  g.stroke();
}

function paintControl(g, x, y, r, state, families, strength) {
  // A disc: solid held, hatched claimed, halves crossed contested, dotted temporarily entered.
  const colors = (families.length ? families : [FAMILIES.indexOf("unidentified")]).map((f) => FAMILY[FAMILIES[f]].color);
  g.save();
  g.translate(x, y);
  g.beginPath();
  g.arc(0, 0, r + 2.5, 0, 2 * Math.PI);
  g.fillStyle = PAPER;
  g.fill();
  const disc = (from, to, color, kind) => {
    g.beginPath();
    g.moveTo(0, 0);
    g.arc(0, 0, r, from, to);
    g.closePath();
    if (!kind) {
      g.fillStyle = color;
      g.fill();
      return;
    }
    g.save();
    g.clip();
    texture(g, color, kind, r);
    g.restore();
  };
  const top = -Math.PI / 2;
  if (state === "held") disc(0, 2 * Math.PI, mix(colors[0], strength));
  else if (state === "claimed") disc(0, 2 * Math.PI, mix(colors[0], strength), "lines");
  else if (state === "temporarily_entered") disc(0, 2 * Math.PI, mix(colors[0], strength), "dots");
  else if (state === "contested") {
    const parts = colors.length > 1 ? colors.slice(0, 3) : [colors[0], "#6b6b6b"];
    parts.forEach((color, i) => disc(top + (2 * Math.PI * i) / parts.length, top + (2 * Math.PI * (i + 1)) / parts.length, mix(color, strength), "cross"));
  }
  g.lineWidth = 2.2;
  const ring = state === "unknown" ? "#6b6b6b" : colors[0];
  g.setLineDash(state === "temporarily_entered" ? [3, 2.5] : state === "unknown" ? [1.5, 2.5] : []);
  if (state === "contested" && colors.length > 1) {
    colors.slice(0, 3).forEach((color, i, all) => {
      g.beginPath();
      g.arc(0, 0, r, top + (2 * Math.PI * i) / all.length, top + (2 * Math.PI * (i + 1)) / all.length);
      g.strokeStyle = mix(color, Math.max(0.6, strength));
      g.stroke();
    });
  } else {
    g.beginPath();
    g.arc(0, 0, r, 0, 2 * Math.PI);
    g.strokeStyle = mix(ring, Math.max(0.6, strength));
    g.stroke();
  }
  if (state === "unknown") {
    g.setLineDash([]);
    g.fillStyle = "#5a5550";
    g.font = "700 " + Math.round(r * 1.3) + "px " + FONT;
    g.textAlign = "center";
    g.textBaseline = "middle";
    g.fillText("?", 0, 0.5);
  }
  g.restore();
}

function swatch(width, height, paint) {
  // A small picture for the legend and for lists; its words stand beside it.
  const ratio = Math.max(2, window.devicePixelRatio || 1);
  const canvas = h("canvas", { "aria-hidden": "true", class: "swatch", style: { width: width + "px", height: height + "px" } });
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const g = canvas.getContext("2d");
  g.scale(ratio, ratio);
  paint(g, ratio);
  return canvas;
}

function freeze(canvas) {
  // A browser without a graphics card copies a canvas that can be drawn on again in every frame of
  // the page, changed or not; a finished picture, as in the legend, is left alone.
  const copy = canvas.cloneNode();
  try {
    const paper = new OffscreenCanvas(canvas.width, canvas.height);
    paper.getContext("2d").drawImage(canvas, 0, 0);
    copy.getContext("bitmaprenderer").transferFromImageBitmap(paper.transferToImageBitmap());
  } catch {
    return; // an old browser, or no memory for it: the canvas does as well
  }
  canvas.replaceWith(copy);
}
