// The time bar: a histogram with a window that is dragged, stepped and played.

class TimeBar {
  constructor(app) {
    this.app = app;
    this.canvas = $("gm-bars");
    this.from = $("gm-from");
    this.to = $("gm-to");
    this.track = $("gm-track");
    this.windowBox = $("gm-window");
    this.step = $("gm-step");
    this.timer = null;
    this.bind();
  }
  get first() {
    return this.app.model.first;
  }
  get last() {
    return this.app.model.last;
  }
  get days() {
    return Math.max(1, this.last - this.first + 1);
  }

  bind() {
    const app = this.app;
    $("gm-play").addEventListener("click", () => this.toggle());
    $("gm-back").addEventListener("click", () => this.move(-1));
    $("gm-next").addEventListener("click", () => this.move(1));
    $("gm-all").addEventListener("click", () => app.set({ from: this.first, to: this.last }));
    this.step.addEventListener("change", () => app.set({ step: this.step.value }));
    for (const [name, handle] of [["from", this.from], ["to", this.to]]) {
      handle.addEventListener("keydown", (event) => {
        const big = event.shiftKey ? 30 : 1;
        const jump = { ArrowLeft: -big, ArrowDown: -big, ArrowRight: big, ArrowUp: big, PageDown: -30, PageUp: 30 }[event.key];
        let day = app.state[name];
        if (jump) day += jump;
        else if (event.key === "Home") day = this.first;
        else if (event.key === "End") day = this.last;
        else return;
        event.preventDefault();
        event.stopPropagation();
        this.setEdge(name, day);
      });
      this.drag(handle, (day) => this.setEdge(name, day));
    }
    let grabbed = null;
    this.drag(this.windowBox, (day, start) => {
      if (start) grabbed = { day, from: app.state.from, to: app.state.to };
      const length = grabbed.to - grabbed.from;
      const from = Math.max(this.first, Math.min(this.last - length, grabbed.from + day - grabbed.day));
      app.set({ from, to: from + length });
    });
    let anchor = 0;
    this.drag(this.canvas, (day, start) => {
      // On the bars themselves a new window is drawn.
      if (start) anchor = day;
      app.set({ from: Math.min(anchor, day), to: Math.max(anchor, day) });
    });
    new ResizeObserver(() => {
      if (this.track.clientWidth !== this.wide || this.track.clientHeight !== this.tall) this.draw();
    }).observe(this.track);
  }

  drag(node, use) {
    const dayAt = (event) => {
      const box = this.track.getBoundingClientRect();
      const share = (event.clientX - box.left) / box.width;
      return Math.max(this.first, Math.min(this.last, this.first + Math.floor(share * this.days)));
    };
    node.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      this.stop();
      node.setPointerCapture(event.pointerId);
      event.preventDefault();
      if (node.tabIndex >= 0) node.focus();
      use(dayAt(event), true);
      const go = (e) => use(dayAt(e), false);
      const end = () => {
        node.removeEventListener("pointermove", go);
        node.removeEventListener("pointerup", end);
        node.removeEventListener("pointercancel", end);
      };
      node.addEventListener("pointermove", go);
      node.addEventListener("pointerup", end);
      node.addEventListener("pointercancel", end);
    });
  }

  setEdge(name, day) {
    const { from, to } = this.app.state;
    if (name === "from") this.app.set({ from: Math.max(this.first, Math.min(day, to)) });
    else this.app.set({ to: Math.min(this.last, Math.max(day, from)) });
  }

  shifted(day, sign) {
    if (this.app.state.step === "day") return day + sign;
    if (this.app.state.step === "week") return day + 7 * sign;
    const d = dateOf(day), month = d.getUTCMonth() + sign;
    const last = new Date(Date.UTC(d.getUTCFullYear(), month + 1, 0)).getUTCDate();
    return Math.round(Date.UTC(d.getUTCFullYear(), month, Math.min(d.getUTCDate(), last)) / DAY_MS);
  }
  move(sign) {
    // The window keeps its length; a window over everything first shrinks to one step.
    let { from, to } = this.app.state;
    if (from <= this.first && to >= this.last) {
      to = sign > 0 ? this.first : this.last;
      from = sign > 0 ? this.first : Math.max(this.first, this.shifted(to, -1) + 1);
      if (sign > 0) to = Math.min(this.last, this.shifted(from, 1) - 1);
      this.app.set({ from, to });
      return true;
    }
    const length = to - from;
    to = Math.min(this.last, Math.max(this.first, this.shifted(to, sign)));
    from = Math.max(this.first, to - length);
    const moved = to !== this.app.state.to || from !== this.app.state.from;
    this.app.set({ from, to });
    return moved;
  }
  toggle() {
    if (this.timer) return this.stop();
    if (this.app.state.to >= this.last) {
      const length = this.app.state.from <= this.first ? null : this.app.state.to - this.app.state.from;
      if (length !== null) this.app.set({ from: this.first, to: Math.min(this.last, this.first + length) });
    }
    this.timer = setInterval(() => {
      if (!this.move(1) || this.app.state.to >= this.last) this.stop();
    }, 700);
    this.label();
  }
  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.label();
  }
  label() {
    const button = $("gm-play");
    button.setAttribute("aria-label", t(this.timer ? "pause" : "play"));
    button.title = t(this.timer ? "pause" : "play");
    button.setAttribute("aria-pressed", String(Boolean(this.timer)));
    button.classList.toggle("on", Boolean(this.timer));
  }

  words() {
    this.label();
    this.step.value = this.app.state.step;
    this.update();
    this.name();
  }

  update() {
    // Positions at once, as transforms: they cost no layout.  Words follow ten times a second.
    const { from, to } = this.app.state;
    const width = this.wide || (this.wide = this.track.clientWidth);
    const x = (day) => ((day - this.first) / this.days) * width;
    this.windowBox.style.transform = "translateX(" + x(from).toFixed(1) + "px) scaleX(" + Math.max(0.01, (x(to + 1) - x(from)) / 100).toFixed(4) + ")";
    this.from.style.transform = "translateX(" + x(from).toFixed(1) + "px)";
    this.to.style.transform = "translateX(" + x(to + 1).toFixed(1) + "px)";
  }
  name() {
    const { from, to } = this.app.state;
    for (const [name, node, day] of [["from", this.from, from], ["to", this.to, to]]) {
      node.setAttribute("aria-valuemin", this.first);
      node.setAttribute("aria-valuemax", this.last);
      node.setAttribute("aria-valuenow", day);
      node.setAttribute("aria-valuetext", longDay(day));
      node.setAttribute("aria-label", t(name === "from" ? "window_from" : "window_to"));
    }
    $("gm-range").textContent = from === to ? dayText(from) : dayText(from) + " – " + dayText(to);
  }

  draw() {
    const width = (this.wide = this.track.clientWidth), height = (this.tall = this.track.clientHeight);
    if (!width || !height) return;
    const ratio = Math.min(3, window.devicePixelRatio || 1);
    this.canvas.width = width * ratio;
    this.canvas.height = height * ratio;
    const g = this.canvas.getContext("2d");
    g.scale(ratio, ratio);
    const foot = 16, tall = height - foot - 4;
    const bins = Math.max(1, Math.min(this.days, Math.floor(width / 5)));
    const counts = this.app.model.histogram(bins, this.first, this.last);
    const top = Math.max(1, ...counts);
    g.strokeStyle = "#d8cfbf";
    g.beginPath();
    g.moveTo(0, height - foot + 0.5);
    g.lineTo(width, height - foot + 0.5);
    g.stroke();
    g.fillStyle = "#8f7f66";
    const w = width / bins;
    counts.forEach((n, i) => {
      if (!n) return;
      const bar = Math.max(2, (n / top) * tall);
      g.fillRect(i * w + 0.5, height - foot - bar, Math.max(1, w - 1), bar);
    });
    this.ticks(g, width, height);
    this.update();
  }
  ticks(g, width, height) {
    g.fillStyle = "#5b5348";
    g.font = "11px " + FONT;
    g.textBaseline = "bottom";
    const x = (day) => ((day - this.first) / this.days) * width;
    const start = dateOf(this.first), end = dateOf(this.last);
    const months = (end.getUTCFullYear() - start.getUTCFullYear()) * 12 + end.getUTCMonth() - start.getUTCMonth() + 1;
    const every = [1, 2, 3, 6, 12, 24, 60].find((m) => (width / months) * m > 74) || 120;
    let edge = -1e9;
    const put = (day, text) => {
      const at = x(day), size = g.measureText(text).width;
      g.fillRect(Math.round(at), height - 16, 1, 4);
      const left = Math.min(width - size, Math.max(0, at + 3));
      if (left < edge + 8) return;
      g.fillText(text, left, height);
      edge = left + size;
    };
    if (months <= 1 || this.days < 45) {
      const stepDays = [1, 2, 5, 7, 14].find((d) => (width / this.days) * d > 60) || 14;
      for (let day = this.first; day <= this.last; day += stepDays) put(day, dayText(day));
      return;
    }
    for (let k = 0; k <= months; k++) {
      const date = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + k, 1));
      if ((date.getUTCMonth() + (every > 12 ? 12 * (date.getUTCFullYear() % (every / 12)) : 0)) % every) continue;
      const day = Math.round(date.getTime() / DAY_MS);
      if (day < this.first || day > this.last) continue;
      put(day, every >= 12 ? String(date.getUTCFullYear()) : monthText(day));
    }
  }
}
