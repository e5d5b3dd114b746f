/**
 * <gv-paint>: layers of masks, or of colour, or of line, painted over a picture.
 *
 * What is painted over (a gv-live, an img) is its child. Each layer has its own pixels, its own undo and, as long as it
 * was only made of strokes, or of one box or oval, the same shape in the form of ganvas/sketch/masks.py. A stroke's cover
 * is computed as ganvas/model/masks.py does, so that what is seen here is what is painted there.
 *
 * On the picture: arrow keys move the brush (Shift: finely), Space stamps, d puts it down and lifts it, Enter closes a
 * lasso, b e l r o g take a tool, [ and ] change its size, Ctrl+Z and Ctrl+Y undo and redo, 1 to 9 take a layer.
 */
import { Island, bitmapOf, clamp, eachFrame, icon, pen, round, roving, t } from "./common.js";
import { Layer, MOST_POINTS, SIDES, alike, framed } from "./layer.js";
import { ACTS, EDGES, LOOK, SIGNS, TOOLS } from "./paint_look.js";

const COLOURS = ["#c2553f", "#2f7f86", "#c79a2b", "#6b5ca5", "#4b8b3b", "#a04f7b"], INK = "#000000";
const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

class Paint extends Island {
  static props = {
    layers: [{ id: "layer-1", name: t("Layer {number}", { number: 1 }) }], active: "", size: [256, 256], mode: "mask",
    tool: "brush", width: 0.12, softness: 0, colour: "#c2553f", label: t("Painting"), undoBytes: 8 * 2 ** 20, history: "own",
  };
  static css = LOOK;
  static html = `<div class="bar tools" role="toolbar">${Object.entries(TOOLS).map(([name, [words, key, d]]) =>
    `<button class="tool" data-tool="${name}" aria-label="${words}" title="${words} (${key})">${icon(d)}</button>`).join("")}
    <span class="gap"></span>${Object.entries(ACTS).map(([name, [words, d]]) =>
    `<button class="tool" data-act="${name}" aria-label="${words}" title="${words}">${icon(d)}</button>`).join("")}</div>
    <div class="stage"><slot></slot><div class="layers"></div><canvas class="top" tabindex="0" role="application"
    aria-describedby="how"></canvas></div><p id="how" class="unseen">Arrow keys move the brush, Space stamps, d puts it down
    and lifts it, Enter closes a lasso.</p>
    <div class="bar settings"><label>Size <input type="range" data-set="width" min="0.01" max="0.6" step="0.01"></label>
    <label>Softness <input type="range" data-set="softness" min="0" max="1" step="0.05"></label>
    <label class="colour">Colour <input type="color" data-set="colour"></label><span class="bar frame">${SIDES.map((side, n) =>
    `<label>${EDGES[side]} % <input type="number" data-side="${side}" min="-100" max="200" value="${n < 2 ? 25 : 75}"></label>`)
    .join("")}<button data-act="put">Put</button></span></div><ul></ul><p class="say" role="status"></p>`;

  made() {
    [this._stage, this._stack, this._top, this._list, this._say] = [".stage", ".layers", ".top", "ul", ".say"].map((one) =>
      this.find(one));
    this._layers = new Map();
    this._cursor = { x: 0.5, y: 0.5, shown: false };
    this._way = [];  // of the stroke or lasso under way, in 0…1
    this._tellPart = eachFrame((part) => this._pressed && this.emit("gv-painting", part));
    roving(this.find(".tools"));
    this.root.addEventListener("click", (event) => this._click(event.target.closest("button")));
    this.root.addEventListener("input", ({ target }) => {
      const key = target.dataset.set;
      if (key) this[key] = target.type === "range" ? Number(target.value) : target.value;
    });
    this._top.addEventListener("pointerdown", (event) => this._down(event));
    this._top.addEventListener("pointermove", (event) => this._move(event));
    this._top.addEventListener("pointerup", (event) => { if (event.pointerId === this._pointer) this._up(); });
    this._top.addEventListener("pointercancel", () => this._cancel());
    this._top.addEventListener("pointerleave", () => { this._cursor.over = false; this.later(); });
    this._top.addEventListener("keydown", (event) => this._key(event));
    this._top.addEventListener("blur", () => { if (this._pressed) this._up(); this._cursor.shown = false; this.later(); });
    this.addEventListener("gv-error", (event) => { if (event.target !== this) this._tell(event.detail.detail); });
  }

  enter() {
    const sizes = new ResizeObserver(() => this.later());
    sizes.observe(this._stage);
    this.signal.addEventListener("abort", () => sizes.disconnect());
  }

  changed(name) {
    if (["", "layers", "size", "mode"].includes(name)) this._sync();
    this._stage.dataset.mode = this.mode;
    this._top.setAttribute("aria-label", this.label);
    this.find(".tools").setAttribute("aria-label", t("{label}: tools", this));
    for (const one of this.all("[data-tool]")) one.setAttribute("aria-pressed", String(one.dataset.tool === this.tool));
    for (const one of this.all("[data-set]")) one.value = this[one.dataset.set];
    this.find(".colour").hidden = this.mode !== "colour";
    this.find(".frame").hidden = this.tool !== "box" && this.tool !== "oval";
    this.find("[data-set=softness]").parentNode.hidden = this.history !== "own";
    this._list.hidden = this.history !== "own";
    if (name === "tool") this._way = [];
    if (["", "layers", "active"].includes(name)) this._showLayers();
    this.later();
  }

  /** The mask of a layer as PNG, base64: as light as it is covered. */
  mask(id = this._now.id) { return this._layers.get(id).png(true); }

  /** A layer's colours as PNG with transparency, base64. */
  picture(id = this._now.id) { return this._layers.get(id).png(false); }

  /** Put a mask on a layer, from PNG bytes or base64: as much as it is light. */
  async setMask(id, bytes) {
    const layer = this._layers.get(id), bitmap = await bitmapOf({ bytes });
    this._begin(layer);
    layer.before.fill(0);
    layer.light(bitmap);
    this._end("mask", null, layer.whole);
  }

  undo() { this._back("past", "future"); }
  redo() { this._back("future", "past"); }

  /** Empty the layer that is painted on. */
  clear() {
    const layer = this._free();
    if (!layer) return;
    this._begin(layer);
    layer.cover.fill(1);
    this._end("eraser", [], layer.whole);
  }

  get _now() { return this._layers.get(this.active) ?? [...this._layers.values()][0]; }

  _sync() {
    const [width, height] = this.size, ids = this.layers.map((one) => one.id);
    this._stage.style.aspectRatio = `${width} / ${height}`;
    for (const id of this._layers.keys()) if (!ids.includes(id)) this._layers.delete(id);
    this.layers.forEach((given, n) => {
      let layer = this._layers.get(given.id);
      if (layer?.image.width !== width || layer.image.height !== height) layer = new Layer(width, height);
      const start = { name: given.id, colour: COLOURS[n % COLOURS.length], visible: true, locked: false };
      const { mask, png, ...rest } = given;
      this._layers.set(given.id, Object.assign(layer, start, rest));
      if (mask !== undefined) this._restore(layer, mask, png);
    });
    this._stack.replaceChildren(...ids.map((id) => this._layers.get(id).canvas));
  }

  /** Let a layer be a mask of a sketch, or a grey picture of one; what it is already stays as it is. */
  async _restore(layer, mask, png) {
    const is = mask ? alike(mask, layer.vector) : png ? png === layer.told : layer.shapes?.length === 0;
    if (is || (this._target === layer && this._pressed)) return;
    layer.told = png ?? null;
    const bitmap = png ? await bitmapOf({ bytes: png }) : null;
    if (layer.told !== (png ?? null)) return;
    layer.become(mask, bitmap, rgb(layer.colour));
  }

  _showLayers() {
    const rows = [...this._layers.values()].map((layer) => {
      const row = document.createElement("li"), active = layer === this._now;
      row.innerHTML = `<button class="pick" data-do="pick"><i></i><span></span></button><button data-do="visible"></button><button
        data-do="locked"></button>`;
      row.dataset.id = layer.id;
      row.querySelector("i").style.background = layer.colour;
      row.querySelector("span").textContent = layer.name;
      const state = { pick: active, visible: layer.visible, locked: layer.locked };
      for (const [key, value] of Object.entries(state)) {
        const button = row.querySelector(`[data-do=${key}]`);
        button.setAttribute("aria-pressed", String(value));
        if (key === "pick") continue;
        const [words, on, off] = SIGNS[key];
        button.innerHTML = icon(value ? on : off);
        button.title = words;
        button.setAttribute("aria-label", `${words} ${layer.name}`);
      }
      layer.canvas.hidden = !layer.visible;
      layer.canvas.classList.toggle("active", active);
      return row;
    });
    const at = this.all("ul button").indexOf(this.root.activeElement);
    this._list.replaceChildren(...rows);
    if (at >= 0) this.all("ul button")[at]?.focus();
  }

  _click(button) {
    if (!button) return;
    const { tool, act, do: done } = button.dataset;
    if (tool) this.tool = tool;
    else if (act === "put") this._frame(...SIDES.map((side) => Number(this.find(`[data-side=${side}]`).value) / 100));
    else if (act) this[act]();
    else if (done === "pick") this._pick(button.parentNode.dataset.id);
    else if (done) {
      const { id } = button.parentNode.dataset;
      this.layers = this.layers.map((one) => (one.id === id ? { ...one, [done]: !this._layers.get(id)[done] } : one));
    }
    if (done && done !== "pick") this._tellLayers();
  }

  _pick(id) {
    this.active = id;
    this._tellLayers();
  }

  _tellLayers() {
    const layers = [...this._layers.values()].map(({ id, name, visible, locked }) => ({ id, name, visible, locked }));
    this.emit("gv-layer", { active: this._now.id, layers });
  }

  _tell(sentence) { if (this._say.textContent !== sentence) this._say.textContent = sentence; }

  /** The layer to paint on, if that may be. */
  _free() {
    const layer = this._now;
    if (!layer) return null;
    if (!layer.locked && layer.visible) { this._tell(""); return layer; }
    this._tell(layer.locked ? t("{name} is locked.", layer) : t("{name} is hidden.", layer));
    return null;
  }

  _at(event) {
    const box = this._top.getBoundingClientRect();
    const pressure = event.pointerType === "pen" ? clamp(event.pressure || 0.05, 0.05, 1) : 1;
    return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height, pressure };
  }

  _down(event) {
    if (this._pressed || event.button > 0 && !(event.buttons & 32)) return;
    this._top.focus();
    this._cursor.shown = false;
    this._top.setPointerCapture(event.pointerId);
    this._pointer = event.pointerId;
    this._way = [];
    this._start(this._at(event), event.buttons & 32 ? "eraser" : this.tool);
  }

  _move(event) {
    Object.assign(this._cursor, this._at(event), { over: event.pointerType !== "touch" });
    if (this._pressed && event.pointerId === this._pointer) {
      const events = event.getCoalescedEvents?.() ?? [];
      for (const one of events.length ? events : [event]) this._go(this._at(one));
    }
    this.later();
  }

  _start(point, tool) {
    const layer = this._free();
    if (!layer) return;
    this._begin(layer);
    if (tool === "fill") {
      layer.flood(point, this.mode === "mask");
      this._end(tool, null, layer.covered);
      return;
    }
    this._pressed = tool;
    this._go(point);
  }

  _go(point) {
    const way = this._way, last = way.at(-1), { width, height } = this._target.image;
    point = { x: clamp(point.x, -1, 2), y: clamp(point.y, -1, 2), pressure: point.pressure ?? 1 };
    const moved = last ? Math.hypot((point.x - last.x) * width, (point.y - last.y) * height) : 1;
    if (moved < 0.35) return;
    way.push({ x: round(point.x), y: round(point.y), pressure: round(point.pressure, 3) });
    if (this._pressed === "brush" || this._pressed === "eraser") {
      this._apply(this._target.piece(last ?? point, point, this.width, this.softness), this._pressed);
    }
    this._part();
    if (way.length >= MOST_POINTS) { this._up(); this._start(point, this.tool); }
  }

  /** Tell what the layer is with the stroke or frame under way, where shapes can say it. */
  _part() {
    const tool = this._pressed, way = this._way, { shapes, id: layer } = this._target, [first, last] = [way[0], way.at(-1)];
    let shape = tool === "brush" ? { kind: "stroke", points: [...way], width: round(this.width) } : null;
    if ((tool === "box" || tool === "oval") && shapes?.length === 0 && first.x !== last.x && first.y !== last.y) {
      const [[left, right], [top, bottom]] = ["x", "y"].map((at) => [first[at], last[at]].sort((a, b) => a - b));
      shape = { kind: tool, left, top, right, bottom };
    }
    const mask = shape && this._target.with(shape);
    if (mask) this._tellPart({ layer, mask });
  }

  _up() {
    const tool = this._pressed, way = this._way;
    if (!tool) return;
    this._pressed = null;
    this._way = [];
    const [first, last] = [way[0], way.at(-1)];
    if (tool === "brush") this._end(tool, { kind: "stroke", points: way, width: round(this.width) });
    else if (tool === "eraser") this._end(tool, null);
    else if (tool === "lasso") this._lasso(way);
    else {
      const [[left, right], [top, bottom]] = ["x", "y"].map((at) => [first[at], last[at]].sort((a, b) => a - b));
      this._frame(left, top, right, bottom, tool);
    }
  }

  /** Give up what is under way. */
  _cancel() {
    if (this._pressed) this._target.cancel();
    this._pressed = null;
    this._way = [];
  }

  _begin(layer) {
    this._target = layer;
    layer.begin();
  }

  _frame(left, top, right, bottom, tool = this.tool) {
    const layer = this._free();
    if (!layer) return;
    if (!(left < right && top < bottom)) {
      this._tell(t("Left must be less than right, and top less than bottom."));
      return;
    }
    this._begin(layer);
    layer.frame(tool, left, top, right, bottom);
    const sides = [left, top, right, bottom].map((value) => round(clamp(value, -1, 2)));
    this._end(tool, { kind: tool, ...Object.fromEntries(SIDES.map((side, n) => [side, sides[n]])) }, layer.covered);
  }

  _lasso(way) {
    const layer = this._free();
    if (!layer || way.length < 3) return;
    this._begin(layer);
    const path = new Path2D();
    for (const point of way) path.lineTo(point.x * layer.image.width, point.y * layer.image.height);
    layer.inside(path);
    this._end("lasso", null, layer.covered);
  }

  _apply(rect, tool) {
    const ink = this.mode === "mask" ? this._target.colour : this.mode === "line" ? INK : this.colour;
    this._target.apply(rect, rgb(ink), tool === "eraser" ? "erase" : this.mode === "mask" ? "mask" : "colour");
  }

  /** A stroke is done: it can be undone, and is told. */
  _end(tool, shape, rect = null) {
    const layer = this._target;
    if (rect) this._apply(rect, tool);
    if (!layer.dirty) return;
    const feather = shape?.kind === "stroke" ? round((this.softness * this.width) / 4) : 0;
    layer.end(shape, feather, this.undoBytes);
    this._told("gv-stroke", layer, layer.dirty, { tool, shape: Array.isArray(shape) ? null : shape });
  }

  /** Undo or redo here, or ask the page for it, where that keeps the history of all. */
  _back(from, to) {
    if (this.history === "own") this._swap(from, to); else this.emit("gv-history", { redo: from === "future" });
  }

  _swap(from, to) {
    const layer = this._now, rect = layer?.swap(from, to);
    if (!rect) this._tell(from === "past" ? t("Nothing to undo on this layer.") : t("Nothing to redo on this layer."));
    else this._told("gv-undo", layer, rect, { redo: from === "future" });
  }

  _told(name, layer, rect, more) {
    this.emit(name, {
      layer: layer.id, ...more, bounds: layer.bounds(rect), size: [...this.size], mask: layer.png(true),
      vector: layer.vector, feather: layer.feather, inside: true,
      ...(this.mode === "mask" ? {} : { picture: layer.png(false) }),
    });
  }

  _key(event) {
    const { key } = event, cursor = this._cursor, control = event.ctrlKey || event.metaKey;
    const step = event.shiftKey ? 0.005 : 0.025, draws = ["brush", "eraser"].includes(this._pressed);
    const ways = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    const tool = Object.keys(TOOLS).find((name) => TOOLS[name][1] === key);
    if (control && !["z", "y", "Z"].includes(key)) return;
    if (control) this[key === "z" ? "undo" : "redo"]();
    else if (ways[key]) {
      [cursor.x, cursor.y] = [clamp(cursor.x + ways[key][0], 0, 1), clamp(cursor.y + ways[key][1], 0, 1)];
      if (draws) this._go({ x: cursor.x, y: cursor.y });
      this._tell(t("{x} % across, {y} % down", { x: Math.round(100 * cursor.x), y: Math.round(100 * cursor.y) }));
    } else if (key === " " || key === "d") {
      const begun = this._pressed, here = { x: cursor.x, y: cursor.y }, brush = ["brush", "eraser"].includes(this.tool);
      if (begun) this._go(here); else this._start(here, this.tool);
      if (begun ? begun !== "lasso" : brush && key === " ") this._up();
    } else if (key === "Enter") this._up();
    else if (key === "Escape") this._cancel();
    else if (key === "[" || key === "]") this.width = clamp(round(this.width + (key === "[" ? -0.01 : 0.01), 3), 0.01, 0.6);
    else if (key >= "1" && key <= "9") this._pick(this.layers[key - 1]?.id ?? this.active);
    else if (tool) this.tool = tool;
    else return;
    cursor.shown = true;
    event.preventDefault();
    event.stopPropagation();  // the page has other meanings for such keys
    this.later();
  }

  /** The brush, and the frame or lasso under way. */
  draw() {
    const cursor = this._cursor, context = pen(this._top), [w, h] = [this._top.clientWidth, this._top.clientHeight];
    const paths = [], way = this._way, at = { x: cursor.x * w, y: cursor.y * h }, brush = new Path2D();
    context.clearRect(0, 0, w, h);
    if (cursor.over || cursor.shown) {
      brush.arc(at.x, at.y, ["brush", "eraser"].includes(this.tool) ? Math.min(w, h) * this.width / 2 : 3, 0, 7);
      if (cursor.shown) for (const [dx, dy] of [[6, 0], [0, 6]]) {
        brush.moveTo(at.x - dx, at.y - dy);
        brush.lineTo(at.x + dx, at.y + dy);
      }
      paths.push(brush);
    }
    if (way.length && ["lasso", "box", "oval"].includes(this._pressed)) {
      const first = way[0], last = cursor.shown ? cursor : way.at(-1), lasso = new Path2D();
      for (const point of [...way, last]) lasso.lineTo(point.x * w, point.y * h);
      const [left, top] = [Math.min(first.x, last.x) * w, Math.min(first.y, last.y) * h];
      const [wide, high] = [Math.abs(last.x - first.x) * w, Math.abs(last.y - first.y) * h];
      paths.push(this._pressed === "lasso" ? lasso : framed(this._pressed, left, top, wide, high));
    }
    for (const [width, colour] of [[3, "#fff"], [1.2, "#000"]]) for (const path of paths) {
      Object.assign(context, { lineWidth: width, strokeStyle: colour });
      context.stroke(path);
    }
  }
}

Paint.define("gv-paint");
