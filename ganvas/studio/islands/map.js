/**
 * <gv-map>: an atlas (see ganvas/model/atlas) to walk about on.
 *
 * Drag, wheel or pinch; arrow keys move, + and - go closer and farther, 0 shows all, Enter chooses what is under the
 * cross in the middle, n and p go to the next and the one before in order of distance from there. Where nothing hangs the
 * ground is dotted; works are marked by a frame, and by a diamond from afar. What one passes over is a strip of film.
 */
import { Island, clamp, pen, round, t } from "./common.js";
import { Pyramid } from "./pyramid.js";

const FILM = 8, CLOSE_PX = 14, SIGN_PX = 14, TAP_PX = 5, TIMES = 600;

class Atlas extends Island {
  static props = { src: "", atlas: null, label: t("Atlas"), works: true, samples: false, film: true };
  static css = `
    .stage { position: relative; height: var(--gv-height, 420px); border-radius: 5px; overflow: hidden;
      background: var(--_board); box-shadow: 0 0 0 1px var(--_line); }
    #map { width: 100%; height: 100%; cursor: grab; touch-action: none; }
    #map:active { cursor: grabbing; }
    #map:focus-visible { outline-offset: -3px; }
    .stage .bar { pointer-events: none; } .stage .bar button { pointer-events: auto; }
    .zoom { position: absolute; right: 10px; top: 10px; flex-direction: column; }
    .zoom button { min-width: 40px; padding: 2px; font-size: .875em; }
    .layers { position: absolute; left: 10px; top: 10px; }
    .layers button { font-size: .875em; }
    .passed { display: flex; gap: 6px; position: absolute; left: 10px; right: 10px; bottom: 10px; pointer-events: none; }
    .passed button { padding: 2px; border-radius: 3px; pointer-events: auto; }
    .passed button.work { border: 2px solid var(--_accent); }
    .passed canvas { width: 44px; height: 44px; }
    .say { margin: 6px 0 0; }
  `;
  static html = `<div class="stage"><canvas id="map" tabindex="0" role="application" aria-describedby="how"></canvas>
    <div class="bar layers"><button data-layer="works">Works</button><button data-layer="samples">Density</button></div>
    <div class="bar zoom"><button data-zoom="1.6" aria-label="Closer">+</button><button data-zoom="0.625"
    aria-label="Farther">−</button><button data-zoom="0" aria-label="Show all">All</button></div><div class="passed"></div></div>
    <p id="how" class="unseen">Arrow keys move, plus and minus zoom, 0 shows all, Enter chooses what is in the middle, n and p
    go to neighbours.</p><p class="say" role="status"></p>`;

  made() {
    [this._map, this._passed, this._say] = ["#map", ".passed", ".say"].map((one) => this.find(one));
    this._view = { x: 0.5, y: 0.5, size: 0 };  // the middle of the window; CSS pixels that the whole map is wide
    this._film = [];
    this._fingers = new Map();
    this._times = [];
    this.root.addEventListener("click", ({ target }) => this._click(target.closest("button")));
    this._map.addEventListener("wheel", (event) => {
      event.preventDefault();
      this._zoom(Math.exp(-event.deltaY / 400), event.offsetX, event.offsetY);
    }, { passive: false });
    this._map.addEventListener("pointerdown", (event) => this._down(event));
    this._map.addEventListener("pointermove", (event) => this._move(event));
    for (const end of ["pointerup", "pointercancel"]) this._map.addEventListener(end, (event) => this._up(event));
    this._map.addEventListener("keydown", (event) => this._key(event));
    this._map.addEventListener("blur", () => { this._cross = false; this.later(); });
  }

  enter() {
    const sizes = new ResizeObserver(() => { if (this._whole) this.showAll(); else this.later(); });
    sizes.observe(this._map);
    this.signal.addEventListener("abort", () => sizes.disconnect());
  }

  changed(name) {
    this._map.setAttribute("aria-label", this.label);
    if (["", "src", "atlas"].includes(name)) this._load();
    for (const button of this.all("[data-layer]")) button.setAttribute("aria-pressed", String(this[button.dataset.layer]));
    this._passed.hidden = !this.film;
    this.later();
  }

  /** Show the whole map. */
  showAll() {
    this._whole = true;
    Object.assign(this._view, { x: 0.5, y: 0.5, size: 0.98 * Math.min(this._map.clientWidth, this._map.clientHeight) });
    this.later();
  }

  /** Go to a place in 0…1, at least so close that the whole map would be so many pixels wide. */
  go(x, y, size = 0) {
    this._whole = false;
    Object.assign(this._view, { x, y, size: clamp(Math.max(this._view.size, size), this._least, this._most) });
    this._keep();
  }

  /** How long the last drawings took, in ms. */
  measure() { return { count: this._times.length, ms: [...this._times] }; }

  async _load() {
    const { src, atlas } = this, loaded = () => { this._fillFilm(); this.later(); };
    try {
      const given = atlas && new Pyramid(atlas, new URL(src || ".", location.href).href, loaded);
      const pyramid = given || (src && await Pyramid.open(src, loaded));
      if (src !== this.src || atlas !== this.atlas) return;
      this._pyramid = pyramid || null;
      this._film = [];
      this._chosen = -1;
      if (!pyramid) return;
      const { seeds, works, only_works, only_samples } = pyramid.index;
      this.find("[data-layer=works]").hidden = !works.length;
      this.showAll();
      this.emit("gv-shown", { seeds: seeds.length, works: works.length, only_works, only_samples });
    } catch (error) {
      this._tell(t("The atlas is not shown: {fault}", { fault: error.message }));
      this.emit("gv-error", { detail: this._say.textContent });
    }
  }

  _tell(sentence) { if (this._say.textContent !== sentence) this._say.textContent = sentence; }

  get _least() { return 0.6 * Math.min(this._map.clientWidth, this._map.clientHeight) || 1; }
  get _data() { return this._pyramid?.index; }
  get _most() { return this._data ? 3 * this._data.tile_px * 2 ** (this._data.levels - 1) : 1; }
  get _level() {
    const wanted = Math.round(Math.log2((this._view.size * (devicePixelRatio || 1)) / this._data.tile_px) + 0.5);
    return clamp(wanted, 0, this._data.levels - 1);
  }

  _toScreen(x, y) {
    const { x: cx, y: cy, size } = this._view;
    return [(x - cx) * size + this._map.clientWidth / 2, (y - cy) * size + this._map.clientHeight / 2];
  }

  _toMap(px, py) {
    const { x, y, size } = this._view;
    return [(px - this._map.clientWidth / 2) / size + x, (py - this._map.clientHeight / 2) / size + y];
  }

  _keep() {
    this._view.x = clamp(this._view.x, 0, 1);
    this._view.y = clamp(this._view.y, 0, 1);
    this.later();
  }

  _zoom(times, px = this._map.clientWidth / 2, py = this._map.clientHeight / 2) {
    if (!this._data) return;
    const [x, y] = this._toMap(px, py);
    this._whole = false;
    this._view.size = clamp(this._view.size * times, this._least, this._most);
    const [nx, ny] = this._toMap(px, py);
    this._view.x += x - nx;
    this._view.y += y - ny;
    this._keep();
  }

  _rowAt(place) { return this._pyramid.rowAt(...place, this._level); }
  _of(row, [x, y]) { return this._pyramid.of(row, round(x, 6), round(y, 6)); }

  _choose(row, place = this._pyramid.places[row]) {
    const found = this._of(row, place), work = t("{name}, a work of yours; the nearest sample is seed {seed}.", found);
    this._chosen = row;
    this._tell(found.kind === "work" ? work : t("Chosen: {name}.", found));
    this.emit("gv-choose", found);
    this.later();
  }

  /** A picture that one passed over joins the film. */
  _pass(row) {
    if (row < 0 || row === this._film.at(-1)) return;
    this._film = [...this._film.filter((one) => one !== row), row].slice(-FILM);
    this.emit("gv-hover", this._of(row, this._pyramid.places[row]));
    while (this._passed.childElementCount < this._film.length) {
      this._passed.append(document.createElement("button"));
      this._passed.lastChild.append(document.createElement("canvas"));
    }
    this._fillFilm();
  }

  _fillFilm() {
    this._film.forEach((row, n) => {
      const button = this._passed.children[n], { kind, name } = this._of(row, this._pyramid.places[row]);
      button.dataset.row = row;
      button.className = kind;
      button.setAttribute("aria-label", t("Choose {name}", { name }));
      this._pyramid.draw(row, button.firstChild);
    });
  }

  draw() {
    if (!this._data || !this._map.clientWidth) return;
    const begun = performance.now(), context = pen(this._map), tints = this.tints(), { size } = this._view;
    const level = this._level, [w, h] = [this._map.clientWidth, this._map.clientHeight];
    context.fillStyle = tints.board;
    context.clearRect(0, 0, w, h);
    context.imageSmoothingEnabled = size < this._most / 3;
    this._ground(context, tints, level, w, h);
    if (!this._layer(context, level, w, h, false)) {
      let n = level - 1;
      while (n >= 0 && !this._layer(context, n, w, h, false)) n -= 1;  // the finest of the coarser that is whole
      if (n >= 0) this._layer(context, n, w, h, true);
    }
    this._layer(context, level, w, h, true);
    if (this.samples) this._shade(context, this._data.seed_density, tints.accent);
    if (this.works) this._diamonds(context, tints);
    this._marks(context, tints, level, w, h);
    this._times.push(round(performance.now() - begun, 2));
    if (this._times.length > TIMES) this._times.shift();
  }

  /** The tiles of a level that are in the window; whether all are there. */
  _layer(context, level, w, h, draws) {
    const side = 2 ** level, [x0, y0] = this._toMap(0, 0), [x1, y1] = this._toMap(w, h), width = this._view.size / side;
    const last = (value) => Math.min(side - 1, Math.floor(value * side)), first = (value) => Math.max(0, Math.floor(value * side));
    let whole = true;
    for (let x = first(x0); x <= last(x1); x++) for (let y = first(y0); y <= last(y1); y++) {
      if (!this._pyramid.have.has(`${level}-${x}-${y}`)) continue;
      const image = this._pyramid.tile(`${level}-${x}-${y}`);
      if (!image) whole = false;
      else if (draws) context.drawImage(image, ...this._toScreen(x / side, y / side), width, width);
    }
    return whole;
  }

  /** Dots where nothing hangs. */
  _ground(context, tints, level, w, h) {
    const side = this._pyramid.across * 2 ** level, hung = this._pyramid.hung(level);
    const [x0, y0] = this._toMap(0, 0), [x1, y1] = this._toMap(w, h);
    const path = new Path2D(), within = (value) => clamp(Math.floor(value * side), 0, side - 1);
    for (let y = within(y0); y <= within(y1); y++) {
      for (let x = within(x0); x <= within(x1); x++) {
        if (hung.has(y * side + x)) continue;
        const [px, py] = this._toScreen((x + 0.5) / side, (y + 0.5) / side);
        path.rect(px - 1, py - 1, 2, 2);
      }
    }
    context.fillStyle = tints.quiet;
    context.globalAlpha = 0.5;
    context.fill(path);
    context.globalAlpha = 1;
  }

  _shade(context, density, colour) {
    const peak = Math.max(...density), { grid } = this._data, side = this._view.size / grid;
    context.fillStyle = colour;
    density.forEach((share, n) => {
      if (share < 0.01 * peak) return;
      context.globalAlpha = 0.7 * Math.sqrt(share / peak);
      context.fillRect(...this._toScreen((n % grid) / grid, Math.floor(n / grid) / grid), side + 0.5, side + 0.5);
    });
    context.globalAlpha = 1;
  }

  /** Where works hang, while their frames are too small to be seen: one sign for those that lie together. */
  _diamonds(context, tints) {
    if (this._view.size / (this._pyramid.across * 2 ** (this._data.levels - 1)) > CLOSE_PX) return;
    const [w, h] = [this._map.clientWidth, this._map.clientHeight], taken = new Set(), path = new Path2D(), half = 3.2;
    for (const place of this._data.work_places) {
      const [column, line] = this._toScreen(...place).map((value) => Math.floor(value / SIGN_PX));
      const [x, y] = [(column + 0.5) * SIGN_PX, (line + 0.5) * SIGN_PX], key = `${column} ${line}`;
      if (taken.has(key) || x < 0 || y < 0 || x > w || y > h) continue;
      taken.add(key);
      path.moveTo(x, y - half);
      for (const [dx, dy] of [[half, 0], [0, half], [-half, 0]]) path.lineTo(x + dx, y + dy);
      path.closePath();
    }
    Object.assign(context, { strokeStyle: tints.paper, fillStyle: tints.accent, lineWidth: 1.5 });
    context.stroke(path);
    context.fill(path);
  }

  _marks(context, tints, level, w, h) {
    if (this._chosen >= 0) {
      const cells = this._pyramid.across * 2 ** level, side = this._view.size / cells;
      const [x, y] = this._pyramid.places[this._chosen].map((value) => Math.floor(value * cells) / cells);
      for (const [colour, width] of [[tints.paper, 6], [tints.ink, 3]]) {
        Object.assign(context, { strokeStyle: colour, lineWidth: width });
        context.strokeRect(...this._toScreen(x, y), side, side);
      }
    }
    if (!this._cross) return;
    for (const [colour, width] of [[tints.paper, 5], [tints.ink, 2]]) {
      Object.assign(context, { strokeStyle: colour, lineWidth: width });
      context.stroke(new Path2D(`M${w / 2 - 12} ${h / 2}h24M${w / 2} ${h / 2 - 12}v24`));
    }
  }

  _click(button) {
    if (!button || !this._data) return;
    const { zoom, layer, row } = button.dataset;
    if (layer) this[layer] = !this[layer];
    else if (row) this._choose(Number(row));
    else if (zoom === "0") this.showAll();
    else if (zoom) this._zoom(Number(zoom));
  }

  _down(event) {
    if (event.button > 0) return;
    this._map.setPointerCapture(event.pointerId);
    this._fingers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    this._moved = this._fingers.size > 1 ? Infinity : 0;
    this._cross = false;
  }

  _move(event) {
    if (!this._data) return;
    const finger = this._fingers.get(event.pointerId), here = { x: event.offsetX, y: event.offsetY };
    if (!finger) {
      this._pass(this._rowAt(this._toMap(here.x, here.y)));
      return;
    }
    const others = [...this._fingers.values()].filter((one) => one !== finger);
    const [dx, dy] = [here.x - finger.x, here.y - finger.y].map((moved) => moved / (others.length + 1));
    this._moved += Math.hypot(dx, dy);
    this._whole = false;
    this._view.x -= dx / this._view.size;
    this._view.y -= dy / this._view.size;
    if (others.length) {
      const [other] = others, apart = (one) => Math.hypot(one.x - other.x, one.y - other.y) || 1;
      this._zoom(apart(here) / apart(finger), (here.x + other.x) / 2, (here.y + other.y) / 2);
    }
    this._fingers.set(event.pointerId, here);
    this._keep();
  }

  _up(event) {
    const tapped = this._fingers.delete(event.pointerId) && event.type === "pointerup" && this._moved <= TAP_PX;
    if (!tapped || !this._data) return;
    const place = this._toMap(event.offsetX, event.offsetY), row = this._rowAt(place);
    if (row >= 0) this._choose(row, place);
    else this._tell(t("Nothing hangs here."));
  }

  _key(event) {
    if (!this._data || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event, step = 80 / this._view.size, middle = [this._view.x, this._view.y];
    const ways = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (ways[key]) { this.go(middle[0] + ways[key][0], middle[1] + ways[key][1]); this._around = null; }
    else if (key === "+" || key === "=") this._zoom(1.5);
    else if (key === "-") this._zoom(1 / 1.5);
    else if (key === "0") this.showAll();
    else if (key === "n" || key === "p") this._neighbour(key === "n" ? 1 : -1);
    else if (key === "Enter" || key === " ") {
      const row = this._rowAt(middle);
      if (row >= 0) this._choose(row, middle); else this._tell(t("Nothing hangs under the cross."));
    } else return;
    this._cross = true;
    event.preventDefault();
    const row = this._rowAt([this._view.x, this._view.y]);
    if (key.startsWith("Arrow")) this._tell(row < 0 ? t("Nothing here.") : this._of(row, middle).name);
    this._pass(row);
    this.later();
  }

  /** The next nearest to where n was first pressed. */
  _neighbour(way) {
    const { x, y } = this._view;
    this._around ??= { at: -1, rows: this._pyramid.around(x, y) };
    const around = this._around;
    around.at = clamp(around.at + way, 0, around.rows.length - 1);
    const row = around.rows[around.at], [a, b] = this._pyramid.places[row];
    this.go(a, b);
    this._tell(this._of(row, [a, b]).name);
  }
}
Atlas.define("gv-map");
