"use strict";
// One moment of the run, in works seen, is shown everywhere at once: in the film, and in every curve.
const data = JSON.parse(document.getElementById("data").textContent);
const HEIGHT = 160, EDGE = { left: 46, right: 8, top: 8, bottom: 22 };
const FRAME_MS = 180;

const nearest = (values, wanted) =>
  values.reduce((best, value, i) => (Math.abs(value - wanted) < Math.abs(values[best] - wanted) ? i : best), 0);
const finite = (value) => value !== null;

function short(value) {
  const size = Math.abs(value);
  if (size >= 999.5) {
    const [factor, suffix] = size >= 9.995e8 ? [1e9, "G"] : size >= 9.995e5 ? [1e6, "M"] : [1e3, "k"];
    return Number((value / factor).toPrecision(3)) + suffix;
  }
  return size > 0 && size < 1e-4 ? value.toExponential(1).replace("e", "e\u200a") : String(Number(value.toPrecision(3)));
}

// The upright axis: where values lie, and which lines are ruled.
function axis(values, scale, includes) {
  let low = Math.min(...values, ...includes), high = Math.max(...values, ...includes);
  if (scale === "log") {
    low = Math.floor(Math.log10(low));
    high = Math.max(Math.ceil(Math.log10(high)), low + 1);
    const every = Math.ceil((high - low) / 4), ticks = [];
    for (let power = low; power <= high; power += every) ticks.push(10 ** power);
    return { at: (value) => (Math.log10(value) - low) / (high - low), ticks };
  }
  if (low === high) [low, high] = low ? [low - Math.abs(low) / 2, high + Math.abs(high) / 2] : [-1, 1];
  const rough = (high - low) / 3, power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * 0.999);
  const first = Math.floor(low / step + 1e-6), last = Math.ceil(high / step - 1e-6), ticks = [];
  for (let i = first; i <= last; i++) ticks.push(i * step);
  return { at: (value) => (value / step - first) / (last - first), ticks };
}

class Curve {
  constructor(figure) {
    this.plot = figure.querySelector(".plot");
    this.shown = [...figure.querySelectorAll("[data-key]")].map((item) => ({
      key: item.dataset.key, owner: item.dataset.owner, now: item.querySelector("b"),
    }));
    this.scale = this.plot.dataset.scale;
    this.includes = JSON.parse(this.plot.dataset.includes);
    const point = (event) => {
      const box = this.plot.getBoundingClientRect();
      show(((event.clientX - box.left - EDGE.left) / (box.width - EDGE.left - EDGE.right)) * this.end());
    };
    this.plot.addEventListener("pointerdown", point);
    this.plot.addEventListener("pointermove", point);
  }

  end() { return Math.max(...data.seen, 1); }

  values(key) { // what a logarithm cannot show is a gap
    return data.series[key].map((value) => (value !== null && (this.scale === "linear" || value > 0) ? value : null));
  }

  draw() {
    const width = Math.max(this.plot.clientWidth, 160);
    const inner = { width: width - EDGE.left - EDGE.right, height: HEIGHT - EDGE.top - EDGE.bottom };
    this.x = (seen) => EDGE.left + (seen / this.end()) * inner.width;
    const all = this.shown.flatMap(({ key }) => this.values(key)).filter(finite);
    if (!all.length) return;
    const upright = axis(all, this.scale, this.includes);
    const y = (value) => EDGE.top + (1 - upright.at(value)) * inner.height;
    const ruled = upright.ticks.map((tick) =>
      `<path class="grid" d="M${EDGE.left} ${y(tick)}h${inner.width}"/>` +
      `<text x="${EDGE.left - 8}" y="${y(tick) + 4}" text-anchor="end">${short(tick)}</text>`);
    const along = [[0, "start"], [this.end(), "end"]].map(([seen, anchor]) =>
      `<text x="${this.x(seen)}" y="${HEIGHT - 4}" text-anchor="${anchor}">${short(seen)}</text>`);
    const events = data.events.map((seen) =>
      `<path class="event" d="M${this.x(seen)} ${EDGE.top}v${inner.height}"/>`);
    const lines = this.shown.map(({ key, owner }) => this.line(this.values(key), owner, y));
    this.plot.innerHTML = `<svg width="${width}" height="${HEIGHT}" aria-hidden="true">` + // numbers only: nothing to escape
      [...ruled, ...along, ...events, ...lines].join("") +
      `<path class="moment" d="M0 ${EDGE.top}v${inner.height}"/></svg>`;
    this.moment = this.plot.querySelector(".moment");
  }

  line(values, owner, y) {
    let path = "", dots = "";
    values.forEach((value, i) => {
      if (value === null) return;
      const x = this.x(data.seen[i]).toFixed(1), at = y(value).toFixed(1);
      const joined = i > 0 && values[i - 1] !== null;
      path += `${joined ? "L" : "M"}${x} ${at}`;
      if (!joined && (i + 1 === values.length || values[i + 1] === null))
        dots += `<circle class="${owner}" cx="${x}" cy="${at}" r="2.5"/>`;
    });
    return `<path class="${owner}" d="${path}"/>${dots}`;
  }

  show(row) {
    if (this.moment) this.moment.setAttribute("transform", `translate(${this.x(data.seen[row]).toFixed(1)} 0)`);
    for (const { key, now } of this.shown) {
      const value = data.series[key][row];
      now.textContent = value === null ? "–" : short(value);
    }
  }
}

class Film {
  constructor(figure) {
    this.frames = [...figure.querySelectorAll("img")];
    this.slider = figure.querySelector("input");
    this.button = figure.querySelector("button");
    this.output = figure.querySelector("output");
    this.now = this.wanted = this.frames.length - 1;
    figure.querySelector(".controls").hidden = this.frames.length < 2;
    this.slider.addEventListener("input", () => { this.stop(); show(data.frames[this.slider.valueAsNumber]); });
    this.button.addEventListener("click", () => (this.timer ? this.stop() : this.play()));
    document.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) { // the slider and other fields have arrow keys of their own
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey || event.target.matches("input")) return;
    event.preventDefault();
    this.stop();
    this.go(this.wanted + step);
  }

  go(frame) {
    if (frame >= 0 && frame < this.frames.length) show(data.frames[frame]);
  }

  play() {
    if (this.wanted === this.frames.length - 1) this.go(0);
    this.button.textContent = "Pause";
    this.timer = setInterval(() => {
      this.go(this.wanted + 1);
      if (this.wanted === this.frames.length - 1) this.stop();
    }, FRAME_MS);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = 0;
    this.button.textContent = "Play";
  }

  async show(seen) {
    const frame = (this.wanted = nearest(data.frames, seen));
    this.slider.value = frame;
    const said = `${short(data.frames[frame])} works seen`;
    this.slider.setAttribute("aria-valuetext", said);
    this.output.textContent = said;
    const next = this.frames[frame];
    await next.decode().catch(() => {}); // a picture that the browser cannot read shows its description
    if (this.wanted !== frame) return;
    this.frames[this.now].hidden = true;
    next.hidden = false;
    this.now = frame;
    this.fit();
  }

  fit() { // hard pixels only where the sheet is shown larger than it is
    const image = this.frames[this.now];
    image.classList.toggle("enlarged", image.clientWidth * devicePixelRatio >= image.naturalWidth);
  }
}

const films = [...document.querySelectorAll(".film")].filter((figure) => figure.querySelector("img")).map((f) => new Film(f));
const curves = [...document.querySelectorAll(".curve")].map((figure) => new Curve(figure));
let moment = Math.max(0, ...data.seen, ...data.frames);

function show(seen) {
  moment = Math.max(seen, 0);
  films.forEach((film) => film.show(moment));
  if (data.seen.length) curves.forEach((curve) => curve.show(nearest(data.seen, moment)));
}

function draw() {
  curves.forEach((curve) => curve.draw());
  films.forEach((film) => film.fit());
  show(moment);
}

draw();
let width = innerWidth;
addEventListener("resize", () => { if (innerWidth !== width) { width = innerWidth; draw(); } });
