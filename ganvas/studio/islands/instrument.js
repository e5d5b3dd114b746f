/**
 * <gv-instrument>: a picture that is played. Around a <gv-live> it has a pad of two axes, psi, and a drift through pictures.
 *
 * Everything is one of four values: x and y (-1…1), psi, speed (loops a minute, 0…1 of FASTEST). The drift goes on by
 * itself; x and y lead toward the pictures at the ends of the axes, or along directions. Values come from the pad, from
 * sliders, from the owner (set({x: 0.3}), such as for OSC) and from a MIDI controller: Learn, then move a knob. What is
 * played is told as gv-turn {name, value}, and, while it is recorded, kept with its times and told as gv-take {steps}.
 */
import { Island, clamp, round } from "./common.js";

const SPANS = { x: [-1, 1], y: [-1, 1], psi: [0, 1.5], speed: [0, 1] }, FASTEST = 12, STEP = 0.05, MOST_STEPS = 20000;
const CONTROL = 0xb0, TOLD_MS = 33, SHARPEST = 0.98;

class Instrument extends Island {
  static props = {
    keys: [], axes: { x: [], y: [] }, values: { x: 0, y: 0, psi: 0.8, speed: 0.2 }, names: {}, words: {}, size: 240, shown: 2,
  };
  static css = `
    .all { display: grid; grid-template-columns: minmax(0, 1fr) 260px; gap: 28px; align-items: start; }
    .pad { position: relative; width: 100%; aspect-ratio: 1; border: 1px solid var(--_quiet); border-radius: 5px;
      background: linear-gradient(var(--_line), var(--_line)) center / 100% 1px no-repeat,
        linear-gradient(var(--_line), var(--_line)) center / 1px 100% no-repeat, var(--_board); touch-action: none; cursor: crosshair; }
    .dot { position: absolute; width: 28px; height: 28px; margin: -14px; border: 2px solid var(--_ink); border-radius: 50%;
      background: var(--_paper); pointer-events: none; }
    .row { display: grid; grid-template-columns: 1fr auto; align-items: center; gap: 0 8px; margin-top: 8px; }
    .row span { color: var(--_quiet); } .row output { font-variant-numeric: tabular-nums; }
    .row label { display: flex; justify-content: space-between; }
    .bar { margin-top: 16px; }
    button[aria-pressed=true].rec { background: var(--_accent); border-color: var(--_accent); color: var(--_paper); }
    @media (max-width: 900px) { .all { grid-template-columns: 1fr; } }
  `;
  static html = `<div class="all"><slot></slot><div><div class="pad" role="group" tabindex="0"><div class="dot"></div></div>
    ${Object.keys(SPANS).map((name) => `<div class="row" data-name="${name}"><label for="${name}"><span></span><output></output>
      </label><button class="learn" aria-pressed="false"></button><input type="range" id="${name}" step="0.01"
      min="${SPANS[name][0]}" max="${SPANS[name][1]}"></div>`).join("")}
    <div class="bar"><button class="rec" aria-pressed="false"></button></div><p class="say" role="status"></p></div></div>`;

  made() {
    this._phase = 0;
    this._knobs = new Map();  // channel and controller to name
    this._told = {};
    const pad = this.find(".pad");
    pad.addEventListener("keydown", (event) => this._key(event));
    for (const name of ["pointerdown", "pointermove"]) pad.addEventListener(name, (event) => this._touch(event, pad));
    for (const row of this.all(".row")) {
      const { name } = row.dataset;
      row.querySelector("input").addEventListener("input", (event) => this._turn(name, Number(event.target.value)));
      row.querySelector(".learn").addEventListener("click", () => this._learn(name));
    }
    this.find(".rec").addEventListener("click", () => this._record());
  }

  enter() {
    let before = performance.now();
    const step = (now) => {
      if (!this.isConnected) return;
      const seconds = Math.min(0.2, (now - before) / 1000);
      before = now;
      if (this.values.speed > 0 && this.keys.length > 1) {
        this._phase = (this._phase + seconds * this.values.speed * FASTEST / 60) % 1;
        this._paint(now);
      }
      this._frame = requestAnimationFrame(step);
    };
    this._frame = requestAnimationFrame(step);
  }

  leave() {
    cancelAnimationFrame(this._frame);
    for (const input of this._midi?.inputs.values() ?? []) input.onmidimessage = null;
  }

  changed() { this.later(); this._paint(performance.now()); }

  /** Set values from outside; they are shown, and not told again. */
  set(values) {
    const next = { ...this.values };
    for (const [name, value] of Object.entries(values)) {
      if (name in SPANS && Number.isFinite(value)) next[name] = clamp(value, ...SPANS[name]);
    }
    this._values.values = next;
    this.later();
    this._paint(performance.now());
  }

  /** The sketch that is played now, as a line. */
  line() {
    const { x, y, psi } = this.values, { keys } = this;
    let latent = keys.length > 1 ? `walk(${keys.join(", ")}, at=${round(this._phase, 4)}, closed)` : keys[0];
    if (!latent) return "";
    for (const [name, value] of [["x", x], ["y", y]]) {
      const axis = this.axes[name] ?? [], [low, high] = axis, share = round(Math.abs(value), 3);
      if (share < 0.01) continue;
      if (axis.length === 1) latent = `push(${latent}, ${low}, ${round(3 * value, 3)})`;
      else if (low && high) latent = `blend(${latent}, ${value < 0 ? low : high}, ${Math.min(share, SHARPEST)})`;
    }
    return `${latent} psi=${round(psi, 3)}`;
  }

  /** What a controller sends: three bytes. */
  midi([status, knob, level]) {
    if ((status & 0xf0) !== CONTROL) return;
    const key = `${status & 0x0f}:${knob}`;
    if (this._learns) {
      for (const [one, name] of this._knobs) if (name === this._learns) this._knobs.delete(one);
      this._knobs.set(key, this._learns);
      this._say(this._word("learnt", { name: this._name(this._learns), knob }));
      this._learns = "";
      this.later();
    }
    const name = this._knobs.get(key);
    if (!name) return;
    const [low, high] = SPANS[name];
    this._turn(name, low + (high - low) * level / 127);
  }

  draw() {
    const dot = this.find(".dot"), { values } = this, pad = this.find(".pad");
    dot.style.left = `${50 + 50 * values.x}%`;
    dot.style.top = `${50 - 50 * values.y}%`;
    pad.setAttribute("aria-label", `${this._word("pad")}: ${round(values.x, 2)}, ${round(values.y, 2)}`);
    for (const row of this.all(".row")) {
      const { name } = row.dataset, learn = row.querySelector(".learn"), input = row.querySelector("input");
      row.querySelector("span").textContent = this._name(name);
      row.querySelector("output").textContent = round(values[name], 2).toFixed(2);
      if (Number(input.value) !== values[name]) input.value = values[name];
      learn.textContent = this._word("learn");
      learn.setAttribute("aria-label", `${this._word("learn")}: ${this._name(name)}`);
      learn.setAttribute("aria-pressed", String(this._learns === name));
    }
    const rec = this.find(".rec");
    rec.textContent = this._word(this._steps ? "stop" : "record");
    rec.setAttribute("aria-pressed", String(Boolean(this._steps)));
  }

  _word(key, values = {}) {
    return Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), this.words[key] ?? key);
  }

  _name(name) { return this.names[name] ?? name; }
  _say(text) { this.find(".say").textContent = text; }

  _turn(name, value) {
    this.set({ [name]: value });
    const now = performance.now(), last = this._told[name] ?? {};
    clearTimeout(last.later);
    const tell = () => {
      this._told[name] = { at: performance.now() };
      this.emit("gv-turn", { name, value: round(this.values[name]) });
    };
    if (now - (last.at ?? 0) >= TOLD_MS) tell();
    else this._told[name] = { ...last, later: setTimeout(tell, TOLD_MS) };
  }

  _paint(now) {
    const live = this.querySelector("gv-live"), line = this.line();
    if (!live || !line) return;
    live.line = line;
    if (!this._steps) return;
    const at = round((now - this._began) / 1000, 3);
    if (at > (this._steps.at(-1)?.at ?? -1)) this._steps.push({ at: Math.max(0, at), line });
    if (this._steps.length >= MOST_STEPS) this._record();
  }

  _record() {
    if (this._steps) {
      const steps = this._steps;
      this._steps = null;
      if (steps.length > 1) this.emit("gv-take", { steps });
    } else {
      this._began = performance.now();
      this._steps = [];
      this._paint(this._began);
    }
    this.later();
  }

  async _learn(name) {
    this._learns = this._learns === name ? "" : name;
    this.later();
    if (!this._learns) return;
    this._say(this._word("move", { name: this._name(name) }));
    try {
      this._midi ??= await navigator.requestMIDIAccess();
      const hear = () => { for (const input of this._midi.inputs.values()) input.onmidimessage = ({ data }) => this.midi(data); };
      this._midi.onstatechange = hear;
      hear();
      if (!this._midi.inputs.size) this._say(this._word("none"));
    } catch {
      this._say(this._word("refused"));
    }
  }

  _touch(event, pad) {
    if (event.type === "pointermove" && !event.buttons) return;
    if (event.type === "pointerdown") pad.setPointerCapture(event.pointerId);
    const box = pad.getBoundingClientRect();
    this._turn("x", clamp((event.clientX - box.left) / box.width, 0, 1) * 2 - 1);
    this._turn("y", 1 - clamp((event.clientY - box.top) / box.height, 0, 1) * 2);
  }

  _key(event) {
    const ways = { ArrowLeft: ["x", -1], ArrowRight: ["x", 1], ArrowDown: ["y", -1], ArrowUp: ["y", 1] };
    if (event.key === "Home") { this._turn("x", 0); this._turn("y", 0); }
    else if (event.key in ways) {
      const [name, sign] = ways[event.key];
      this._turn(name, this.values[name] + sign * STEP * (event.shiftKey ? 4 : 1));
    } else return;
    event.preventDefault();
  }
}
Instrument.define("gv-instrument");
