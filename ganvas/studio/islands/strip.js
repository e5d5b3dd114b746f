/**
 * <gv-strip>: the key frames of a walk, in order, each with its picture and its time.
 *
 * Arrow keys go along, Alt+arrow moves a frame (so do the two buttons, and dragging), Delete takes it out, Insert or +
 * puts a copy of it behind, Space plays, l closes the loop. The playhead is a slider below. The owner gives frames and
 * pictures; what the artist changes is told, and shown at once.
 */
import { Board, Island, clamp, icon, roving, round, t } from "./common.js";

const ACTS = {
  play: [t("Play"), "M5 3l10 6-10 6z"], back: [t("Move back"), "M11 4L6 9l5 5"], on: [t("Move on"), "M7 4l5 5-5 5"],
  add: [t("Add a copy"), "M9 3v12M3 9h12"], remove: [t("Take out"), "M4 4l10 10M14 4L4 14"],
  loop: [t("Loop"), "M5 6h7a3 3 0 010 7H6a3 3 0 01-3-3M8 3L5 6l3 3"],
};
const PAUSE = "M6 3v12M12 3v12", MOVED_PX = 8;

class Strip extends Island {
  static props = {
    frames: [], board: null, at: 0, duration: 0, loop: false, playing: false, chosen: 0, label: t("Key frames"),
    pixelated: false,
  };
  static css = `
    ol { display: flex; gap: 8px; margin: 8px 0 2px; padding: 5px; list-style: none; overflow-x: auto; min-height: 96px;
      background: var(--_board); border-radius: 5px; }
    li { position: relative; flex: 0 0 auto; width: 84px; padding: 4px; border: 1px solid transparent; border-radius: 4px;
      cursor: grab; touch-action: pan-x; user-select: none; -webkit-user-select: none; }
    li canvas { width: 100%; height: auto; background: var(--_line); border-radius: 2px; pointer-events: none; }
    li span { display: block; font-size: .8em; font-variant-numeric: tabular-nums; text-align: center; padding-top: 2px; }
    li[aria-selected=true] { background: var(--_paper); border-color: var(--_ink); font-weight: 600; }
    li.passed canvas { box-shadow: 0 3px 0 var(--_accent); }
    li.held { cursor: grabbing; opacity: .6; }
    li.closing { border: 1px dashed var(--_quiet); opacity: .6; cursor: default; }
    .empty { align-self: center; color: var(--_quiet); padding: 0 10px; }
    .time { color: var(--_quiet); font-size: .875em; font-variant-numeric: tabular-nums; margin-left: auto; }
    button { padding: 5px; }
  `;
  static html = `<div class="bar" role="toolbar">${Object.entries(ACTS).map(([name, [words, d]]) =>
    `<button data-act="${name}" aria-label="${words}" title="${words}">${icon(d)}</button>`).join("")}<span class="time"></span>
    </div><ol role="listbox" aria-orientation="horizontal"></ol><input type="range" min="0" step="0.01"
    aria-label="Playhead"><p class="unseen" role="status"></p>`;

  made() {
    [this._list, this._head, this._time, this._say] = ["ol", "[type=range]", ".time", "[role=status]"].map((one) => this.find(one));
    roving(this.find(".bar"));
    this.find(".bar").addEventListener("click", (event) => {
      const act = event.target.closest("button")?.dataset.act;
      if (act) this._act(act);
    });
    this._head.addEventListener("input", () => this._seek(Number(this._head.value)));
    this._list.addEventListener("keydown", (event) => this._key(event));
    this._list.addEventListener("pointerdown", (event) => this._down(event));
    this._list.addEventListener("pointermove", (event) => this._drag(event));
    this._list.addEventListener("pointerup", () => this._drop(true));
    this._list.addEventListener("pointercancel", () => this._drop(false));
  }

  changed(name) {
    if (!name || name === "board") this._load();
    if (["", "frames", "chosen", "loop", "label"].includes(name)) this._show();
    if (name === "playing" || !name) this._play();
    this._showTime();
  }

  /** How long it lasts: as given, or to the last frame, and as long again as one step where it closes. */
  get length() {
    const last = this.frames.at(-1)?.time ?? 0;
    return this.duration || last + (this.loop && this.frames.length > 1 ? last / (this.frames.length - 1) : 0) || 1;
  }

  async _load() {
    const spec = this.board;
    this._picture = null;
    if (spec) {
      try {
        this._picture = await Board.load(spec);
      } catch (error) {
        this.emit("gv-error", { detail: t("The pictures of the key frames are not shown: {fault}", { fault: error.message }) });
      }
    }
    if (spec === this.board) this._show();
  }

  _show() {
    const focused = this._list.contains(this.root.activeElement), count = this.frames.length;
    const at = clamp(this.chosen, 0, Math.max(0, count - 1));
    this._list.setAttribute("aria-label", this.label);
    this.find(".bar").setAttribute("aria-label", t("{label}: what to do with a frame", this));
    this._list.replaceChildren(...this.frames.map((frame, n) => {
      const seconds = round(frame.time, 2), item = this._item(frame, t("{seconds} s", { seconds }));
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", String(n === at));
      const words = [t("Frame {number} of {count}", { number: n + 1, count }), frame.label, t("at {seconds} s", { seconds })];
      item.setAttribute("aria-label", words.filter(Boolean).join(", "));
      item.tabIndex = n === at ? 0 : -1;
      return item;
    }));
    if (this.loop && count > 1) {
      const closing = this._item(this.frames[0], t("again"));
      closing.className = "closing";
      closing.setAttribute("role", "presentation");
      this._list.append(closing);
    }
    if (!count) this._list.innerHTML = `<li class="empty closing" role="option" aria-disabled="true" aria-selected="false"
      style="width:auto">${t("No key frames yet.")}</li>`;
    if (focused) this._list.children[at]?.focus();
    this._set("loop", this.loop);
    for (const act of ["back", "on", "add", "remove", "play"]) this.find(`[data-act=${act}]`).disabled = !count;
    this._showTime();
  }

  _item(frame, words) {
    const item = document.createElement("li"), canvas = document.createElement("canvas"), span = document.createElement("span");
    canvas.width = canvas.height = 8;
    canvas.setAttribute("aria-hidden", "true");
    canvas.classList.toggle("pixelated", this.pixelated);
    if (this._picture && frame.thumb !== undefined) this._picture.draw(frame.thumb, canvas);
    span.textContent = words;
    item.append(canvas, span);
    return item;
  }

  _set(act, pressed) { this.find(`[data-act=${act}]`).setAttribute("aria-pressed", String(pressed)); }

  _showTime() {
    Object.assign(this._head, { max: this.length, value: this.at });
    const said = (digits) => ({ at: this.at.toFixed(digits), length: this.length.toFixed(digits) });
    this._head.setAttribute("aria-valuetext", t("{at} seconds of {length}", said(1)));
    this._time.textContent = t("{at} / {length} s", said(2));
    const passed = this.frames.findLastIndex((frame) => frame.time <= this.at + 1e-6);
    [...this._list.children].forEach((item, n) => item.classList.toggle("passed", n === passed));
  }

  _act(act) {
    const n = clamp(this.chosen, 0, this.frames.length - 1);
    if (act === "play") { this.playing = !this.playing; this.emit("gv-play", { playing: this.playing, at: this.at }); }
    else if (act === "loop") { this.loop = !this.loop; this.emit("gv-loop", { loop: this.loop }); }
    else if (act === "back") this._move(n, n - 1);
    else if (act === "on") this._move(n, n + 1);
    else if (act === "add") this._add(n);
    else if (act === "remove") this._remove(n);
  }

  _key(event) {
    const n = clamp(this.chosen, 0, this.frames.length - 1), along = { ArrowRight: n + 1, ArrowLeft: n - 1 };
    const ways = { ...along, Home: 0, End: this.frames.length - 1 };
    const acts = { Delete: "remove", Backspace: "remove", Insert: "add", "+": "add", " ": "play", l: "loop" };
    if (event.ctrlKey || event.metaKey) return;
    if (event.altKey && event.key in along) this._move(n, along[event.key]);
    else if (event.altKey) return;
    else if (event.key in ways) this._choose(ways[event.key]);
    else if (event.key === "Enter") this._seek(this.frames[n]?.time ?? 0);
    else if (event.key in acts) this._act(acts[event.key]);
    else return;
    event.preventDefault();
  }

  _choose(n) {
    if (n < 0 || n >= this.frames.length) return;
    this.chosen = n;
    this._list.children[n].focus();
    this._list.children[n].scrollIntoView({ block: "nearest", inline: "nearest" });
    this.emit("gv-choose", { index: n, id: this.frames[n].id });
  }

  /** A frame goes to another place; the times stay where they were. */
  _move(from, to) {
    if (to < 0 || to >= this.frames.length || from === to) return;
    const times = this.frames.map((frame) => frame.time), order = [...this.frames];
    order.splice(to, 0, ...order.splice(from, 1));
    this.chosen = to;
    this.frames = order.map((frame, n) => ({ ...frame, time: times[n] }));
    this._say.textContent = t("Moved to place {number}", { number: to + 1 });
    this._told("gv-move", { from, to, id: this.frames[to].id });
  }

  _add(n) {
    const step = this.frames.length > 1 ? this.length / (this.frames.length - (this.loop ? 0 : 1)) : 1;
    const later = this.frames.slice(n + 1).map((frame) => ({ ...frame, time: round(frame.time + step, 3) }));
    const frame = this.frames[n], id = `${frame.id}-copy-${Date.now().toString(36)}`;
    const copy = { ...frame, id, time: round(frame.time + step, 3) };
    this.chosen = n + 1;
    this.frames = [...this.frames.slice(0, n + 1), copy, ...later];
    this._say.textContent = t("Added at place {number}", { number: n + 2 });
    this._told("gv-add", { index: n + 1, of: this.frames[n].id, id: copy.id });
  }

  _remove(n) {
    if (!this.frames.length) return;
    const { id } = this.frames[n];
    this.chosen = clamp(n, 0, Math.max(0, this.frames.length - 2));
    this.frames = this.frames.filter((_, m) => m !== n);
    this._say.textContent = t("Frame {number} taken out", { number: n + 1 });
    this._told("gv-remove", { index: n, id });
  }

  _told(name, detail) {
    this.emit(name, detail);
    this.emit("gv-change", { frames: this.frames.map(({ id, time }) => ({ id, time })), loop: this.loop });
  }

  _down(event) {
    const n = [...this._list.children].indexOf(event.target.closest("li[role=option]"));
    if (n < 0 || event.button > 0 || !this.frames.length) return;
    this._choose(n);
    this._held = { n, x: event.clientX, moved: false, to: n };
    if (event.pointerType !== "touch") this._list.setPointerCapture(event.pointerId);
    event.preventDefault();
  }

  _drag(event) {
    const held = this._held;
    if (!held || (!held.moved && Math.abs(event.clientX - held.x) < MOVED_PX)) return;
    held.moved = true;
    const items = [...this._list.children].slice(0, this.frames.length), item = items[held.n];
    item.classList.add("held");
    item.style.transform = `translateX(${event.clientX - held.x}px)`;
    const x = event.clientX - this._list.getBoundingClientRect().left + this._list.scrollLeft + this._list.offsetLeft;
    const away = items.map((one) => Math.abs(one.offsetLeft + one.offsetWidth / 2 - x));
    held.to = away.indexOf(Math.min(...away));
  }

  _drop(taken) {
    const held = this._held;
    this._held = null;
    if (!held) return;
    const item = this._list.children[held.n];
    item.classList.remove("held");
    item.style.transform = "";
    if (taken && held.moved) this._move(held.n, held.to);
  }

  _seek(time) {
    this.at = round(clamp(time, 0, this.length), 3);
    this.emit("gv-seek", { at: this.at });
  }

  /** Let the playhead run; it is told once a frame. */
  _play() {
    const playing = this.playing && this.frames.length > 0, button = this.find("[data-act=play]");
    button.innerHTML = icon(playing ? PAUSE : ACTS.play[1]);
    button.setAttribute("aria-label", playing ? t("Pause") : t("Play"));
    if (!playing || this._runs) return;
    this._runs = true;
    let before = performance.now();
    const step = (now) => {
      if (!this.playing || !this.isConnected) { this._runs = false; return; }
      let at = this.at + (now - before) / 1000;
      before = now;
      if (at >= this.length) {
        if (this.loop) at %= this.length;
        else { at = this.length; this.playing = false; this.emit("gv-play", { playing: false, at }); }
      }
      this._seek(at);
      requestAnimationFrame(step);
    };
    requestAnimationFrame((now) => { before = now; step(now); });
  }
}
Strip.define("gv-strip");
