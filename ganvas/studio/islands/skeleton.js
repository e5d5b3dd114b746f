/**
 * <gv-skeleton>: a dancer, drawn from the places of joints; to turn, to play, to step through.
 *
 * motion = {parents: [-1, 0, …], names: [...], frames: [[[x, y, z], … per joint], …], fps}; y is up, the unit is free.
 * Dragging or arrow keys go around, + and - nearer and farther, 1 front, 2 side, 3 from above, Space plays, comma and
 * full stop step, t and f switch trail and floor.
 */
import { Island, clamp, icon, pen, round, t } from "./common.js";

const SEEN = { front: t("Seen from the front"), side: t("Seen from the side"), above: t("Seen from above") };
const VIEWS = { front: [0, 0.06], side: [Math.PI / 2, 0.06], above: [0.6, 0.75] };
const TRAIL_S = 0.8, EYE = 5, LIMB = 0.034, STEP = 0.12;

class Skeleton extends Island {
  static props = { motion: null, frame: 0, playing: false, loop: true, trail: true, floor: true, label: t("Dance"), speed: 1 };
  static css = `
    .stage { position: relative; height: var(--gv-height, 380px); border-radius: 5px; overflow: hidden;
      background: var(--_board); box-shadow: 0 0 0 1px var(--_line); }
    #room { width: 100%; height: 100%; cursor: grab; touch-action: none; }
    #room:active { cursor: grabbing; }
    #room:focus-visible { outline-offset: -3px; }
    .bar { margin-top: 8px; }
    .wide { flex: 1; display: flex; min-width: 120px; }
    .time { color: var(--_quiet); font-size: .875em; font-variant-numeric: tabular-nums; min-width: 6.5em; text-align: right; }
    .small { padding: 5px; }
    .bar button { font-size: .875em; }
  `;
  static html = `<div class="stage"><canvas id="room" tabindex="0" role="application" aria-describedby="how"></canvas></div>
    <div class="bar"><button class="small" data-do="play" aria-label="Play"></button><span class="wide"><input type="range" min="0"
    step="1" aria-label="Frame"></span><span class="time"></span></div><div class="bar"><button data-view="front">Front</button>
    <button data-view="side">Side</button><button data-view="above">Above</button><button data-switch="trail">Trail</button><button
    data-switch="floor">Floor</button></div><p id="how" class="unseen">Arrow keys go around, plus and minus nearer and farther, 1
    front, 2 side, 3 from above, Space plays, comma and full stop step.</p><p class="unseen" role="status"></p>`;

  made() {
    [this._room, this._range, this._say] = ["#room", "[type=range]", "[role=status]"].map((one) => this.find(one));
    [this._turn, this._tilt] = [0.5, 0.16];
    this._near = 1;
    this._range.addEventListener("input", () => this._seek(Number(this._range.value)));
    this.root.addEventListener("click", ({ target }) => this._click(target.closest("button")));
    this._room.addEventListener("keydown", (event) => this._key(event));
    this._room.addEventListener("pointerdown", (event) => {
      this._room.setPointerCapture(event.pointerId);
      this._held = { id: event.pointerId, x: event.clientX, y: event.clientY };
    });
    this._room.addEventListener("pointermove", (event) => {
      if (this._held?.id !== event.pointerId) return;
      this._around((event.clientX - this._held.x) * 0.01, (event.clientY - this._held.y) * 0.01);
      Object.assign(this._held, { x: event.clientX, y: event.clientY });
    });
    for (const end of ["pointerup", "pointercancel"]) this._room.addEventListener(end, () => { this._held = null; });
    this._room.addEventListener("wheel", (event) => {
      event.preventDefault();
      this._nearer(Math.exp(-event.deltaY / 500));
    }, { passive: false });
  }

  enter() {
    const sizes = new ResizeObserver(() => this.later());
    sizes.observe(this._room);
    this.signal.addEventListener("abort", () => sizes.disconnect());
  }

  changed(name) {
    if (!name || name === "motion") this._read();
    if (!name || name === "playing") this._play();
    this._room.setAttribute("aria-label", this.label);
    for (const one of this.all("[data-switch]")) one.setAttribute("aria-pressed", String(this[one.dataset.switch]));
    const count = this._frames.length, fps = this.motion?.fps || 30;
    Object.assign(this._range, { max: Math.max(0, count - 1), value: this.frame, disabled: !count });
    this._range.setAttribute("aria-valuetext", t("frame {number} of {count}", { number: Math.round(this.frame) + 1, count }));
    const [at, length] = [this.frame / fps, (count - 1) / fps].map((time) => time.toFixed(2));
    this.find(".time").textContent = count ? t("{at} / {length} s", { at, length }) : "";
    this.later();
  }

  /** Center and scale of all that is danced, so that it fits. */
  _read() {
    const { parents = [], frames = [] } = this.motion ?? {};
    this._frames = frames;
    this._parents = parents;
    this._values.frame = clamp(this.frame, 0, Math.max(0, frames.length - 1));
    const low = [Infinity, Infinity, Infinity], high = [-Infinity, -Infinity, -Infinity];
    for (const joints of frames) for (const joint of joints) for (let axis = 0; axis < 3; axis++) {
      low[axis] = Math.min(low[axis], joint[axis]);
      high[axis] = Math.max(high[axis], joint[axis]);
    }
    this._size = Math.max(1e-6, high[1] - low[1], (high[0] - low[0]) / 1.5, (high[2] - low[2]) / 1.5) || 1;
    this._middle = low.map((value, axis) => (Number.isFinite(value) ? (value + high[axis]) / 2 : 0));
    this._ground = Number.isFinite(low[1]) ? low[1] : 0;
    this._ends = parents.map((_, n) => n).filter((n) => !parents.includes(n));
  }

  /** A place on the canvas: x, y, and pixels of one body length there. */
  _project([x, y, z]) {
    const [cx, cy, cz] = this._middle, size = this._size, [px, py, pz] = [(x - cx) / size, (y - cy) / size, (z - cz) / size];
    const [sin, cos] = [Math.sin(this._turn), Math.cos(this._turn)], [tilted, level] = [Math.sin(this._tilt), Math.cos(this._tilt)];
    const across = px * cos - pz * sin, deep = px * sin + pz * cos, up = py * level - deep * tilted, toEye = py * tilted + deep * level;
    const scale = (this._scale * EYE) / Math.max(0.5, EYE - toEye);
    return [this._width / 2 + across * scale, this._height / 2 - up * scale, scale, toEye];
  }

  draw() {
    const context = pen(this._room), tints = this.tints();
    [this._width, this._height] = [this._room.clientWidth, this._room.clientHeight];
    this._scale = 0.74 * Math.min(this._height, this._width) * this._near;
    context.clearRect(0, 0, this._width, this._height);
    Object.assign(context, { lineCap: "round", lineJoin: "round" });
    const joints = this._frames[Math.round(this.frame)];
    if (!joints) return;
    if (this.floor) this._drawFloor(context, tints, joints);
    if (this.trail) this._drawTrail(context, tints);
    this._drawBody(context, tints, joints);
  }

  _drawFloor(context, tints, joints) {
    const reach = 1.25, [cx, , cz] = this._middle, size = this._size, y = this._ground;
    const line = (x0, z0, x1, z1) => {
      const [a, b] = [[x0, z0], [x1, z1]].map(([x, z]) => this._project([cx + x * size, y, cz + z * size]));
      context.moveTo(a[0], a[1]);
      context.lineTo(b[0], b[1]);
    };
    context.beginPath();
    for (let n = -5; n <= 5; n++) {
      line((n / 5) * reach, -reach, (n / 5) * reach, reach);
      line(-reach, (n / 5) * reach, reach, (n / 5) * reach);
    }
    Object.assign(context, { strokeStyle: tints.quiet, lineWidth: 1, globalAlpha: 0.3 });
    context.stroke();
    const shadow = new Path2D();
    this._parents.forEach((parent, n) => {
      if (parent < 0) return;
      const [a, b] = [joints[n], joints[parent]].map(([x, , z]) => this._project([x, y, z]));
      shadow.moveTo(a[0], a[1]);
      shadow.lineTo(b[0], b[1]);
    });
    Object.assign(context, { strokeStyle: tints.ink, lineWidth: LIMB * 1.7 * this._scale, globalAlpha: 0.12 });
    context.stroke(shadow);
    context.globalAlpha = 1;
  }

  /** The way that hands, feet and head came, older is fainter. */
  _drawTrail(context, tints) {
    const now = Math.round(this.frame), count = Math.round(TRAIL_S * (this.motion.fps || 30)), from = Math.max(0, now - count);
    Object.assign(context, { strokeStyle: tints.accent, lineWidth: 2, lineCap: "butt" });
    for (const joint of this._ends) {
      for (let n = from; n < now; n++) {
        const [a, b] = [this._frames[n][joint], this._frames[n + 1][joint]].map((place) => this._project(place));
        context.globalAlpha = 0.75 * ((n - from + 1) / count);
        context.beginPath();
        context.moveTo(a[0], a[1]);
        context.lineTo(b[0], b[1]);
        context.stroke();
      }
    }
    context.globalAlpha = 1;
  }

  /** Limbs as tapered strokes, the far ones first and paler. */
  _drawBody(context, tints, joints) {
    const places = joints.map((joint) => this._project(joint));
    const bones = this._parents.map((parent, n) => [parent, n]).filter(([parent]) => parent >= 0);
    bones.sort((a, b) => places[a[0]][3] + places[a[1]][3] - places[b[0]][3] - places[b[1]][3]);
    for (const [parent, n] of bones) {
      const [a, b] = [places[parent], places[n]], depth = clamp(0.5 + (a[3] + b[3]) * 0.55, 0, 1);
      for (const [colour, extra] of [[tints.board, 4], [mixed(tints.quiet, tints.ink, depth), 0]]) {
        context.fillStyle = colour;
        limb(context, a, b, (LIMB * a[2]) / 2 + extra / 2, (LIMB * b[2]) / (this._ends.includes(n) ? 3.2 : 2.3) + extra / 2);
        const head = LIMB * 1.5 * b[2] + extra / 2;
        if (/head$/i.test(this.motion.names?.[n] ?? "")) limb(context, b, b, head, head);
      }
    }
  }

  _click(button) {
    if (!button) return;
    const { view, switch: name, do: what } = button.dataset;
    if (view) this._look(view);
    else if (name) this[name] = !this[name];
    else if (what === "play") this._toggle();
  }

  _look(view) {
    [this._turn, this._tilt] = VIEWS[view];
    this._say.textContent = SEEN[view];
    this.later();
  }

  _around(turn, tilt) {
    this._turn += turn;
    this._tilt = clamp(this._tilt + tilt, -0.3, 1.5);
    this.later();
  }

  _nearer(times) { this._near = clamp(this._near * times, 0.3, 6); this.later(); }

  _toggle() {
    if (!this.playing && !this.loop && this.frame >= this._frames.length - 1) this.frame = 0;
    this.playing = !this.playing;
    this.emit("gv-play", { playing: this.playing, frame: Math.round(this.frame) });
  }

  _seek(frame) {
    this.frame = clamp(Math.round(frame), 0, Math.max(0, this._frames.length - 1));
    this._say.textContent = t("Frame {number}", { number: this.frame + 1 });
    this.emit("gv-seek", { frame: this.frame, at: round(this.frame / (this.motion?.fps || 30), 3) });
  }

  _key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event, ways = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] };
    const views = { 1: "front", 2: "side", 3: "above" }, switches = { t: "trail", f: "floor" };
    if (ways[key]) this._around(...ways[key]);
    else if (views[key]) this._look(views[key]);
    else if (switches[key]) this[switches[key]] = !this[switches[key]];
    else if (key === "+" || key === "=" || key === "-") this._nearer(key === "-" ? 1 / 1.2 : 1.2);
    else if (key === " ") this._toggle();
    else if (key === "," || key === ".") this._seek(this.frame + (key === "," ? -1 : 1));
    else if (key === "Home" || key === "End") this._seek(key === "Home" ? 0 : Infinity);
    else return;
    event.preventDefault();
  }

  _play() {
    const on = this.playing && this._frames.length > 1, button = this.find("[data-do=play]");
    button.innerHTML = icon(on ? "M6 3v12M12 3v12" : "M5 3l10 6-10 6z");
    button.setAttribute("aria-label", on ? t("Pause") : t("Play"));
    if (!on || this._runs) return;
    this._runs = true;
    let before = null;
    const step = (now) => {
      if (!this.playing || !this.isConnected) { this._runs = false; return; }
      const last = this._frames.length - 1, moved = ((now - (before ?? now)) / 1000) * (this.motion?.fps || 30) * this.speed;
      before = now;
      const next = this.frame + moved;
      if (next <= last) this.frame = next;
      else if (this.loop) this.frame = next % (last || 1);
      else { this.frame = last; this.playing = false; this.emit("gv-play", { playing: false, frame: last }); }
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }
}

/** A stroke from one round end to another, each with its own radius. */
function limb(context, [x0, y0], [x1, y1], r0, r1) {
  const angle = Math.atan2(y1 - y0, x1 - x0);
  context.beginPath();
  context.arc(x0, y0, r0, angle + Math.PI / 2, angle - Math.PI / 2);
  context.arc(x1, y1, r1, angle - Math.PI / 2, angle + Math.PI / 2);
  context.closePath();
  context.fill();
}

/** A colour between two that are given as rgb(…). */
function mixed(one, other, share) {
  const [a, b] = [one, other].map((colour) => (colour.match(/[\d.]+/g) ?? [0, 0, 0]).map(Number));
  return `rgb(${[0, 1, 2].map((n) => Math.round(a[n] + (b[n] - a[n]) * share)).join(" ")})`;
}
Skeleton.define("gv-skeleton");
