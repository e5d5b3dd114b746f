/**
 * <gv-slider>: one direction, with five pictures above it that show where it leads.
 *
 * Arrow keys go one step, Shift+arrow or Page keys ten; 0 or Delete, or a double click, goes back to the start. A click
 * on a picture goes to its value, so that nothing has to be dragged. F2 or a double click on the name renames it.
 */
import { Board, Island, clamp, eachFrame, round, t } from "./common.js";

const COARSE = 10;

class Slider extends Island {
  static props = {
    name: "", label: t("Slider"), value: 0, min: -3, max: 3, step: 0.1, start: 0, strip: null, fixed: false,
    disabled: false, pixelated: false,
  };
  static css = `
    .head { display: flex; justify-content: space-between; align-items: center; gap: 8px; min-height: 30px; }
    .name { border-color: transparent; background: none; padding: 2px 4px; margin-left: -5px; text-align: left;
      overflow-wrap: anywhere; }
    .name:disabled { color: inherit; }
    .edit { flex: 1; min-width: 0; margin-left: -5px; }
    output { color: var(--_quiet); font-variant-numeric: tabular-nums; }
    .strip { display: grid; grid-auto-flow: column; grid-auto-columns: 1fr; gap: 4px; margin: 2px 0 4px; cursor: pointer; }
    .strip:empty { display: none; }
    .strip span { padding-bottom: 4px; border-bottom: 3px solid transparent; }
    .strip .near { border-bottom-color: var(--_ink); }
    .strip canvas { width: 100%; height: auto; border-radius: 2px; box-shadow: 0 0 0 1px var(--_line); }
    .wide { position: relative; }
    .start { position: absolute; top: 6px; width: 2px; height: 16px; margin-left: -1px; background: var(--_quiet);
      pointer-events: none; }
    input[type=range] { position: relative; }
    input[type=range]:disabled { opacity: .5; cursor: default; }
  `;
  static html = `<div class="head"><button class="name" title="Rename (F2)"></button><input class="edit" type="text"
    maxlength="60" aria-label="New name" hidden><output></output></div><div class="strip" aria-hidden="true"></div>
    <div class="wide"><i class="start"></i><input type="range"></div>`;

  made() {
    [this._name, this._edit, this._out] = [".name", ".edit", "output"].map((one) => this.find(one));
    [this._strip, this._start, this._range] = [".strip", ".start", "[type=range]"].map((one) => this.find(one));
    this._tell = eachFrame(() => this.emit("gv-input", this._detail()));
    this._range.addEventListener("input", () => this._set(Number(this._range.value)));
    this._range.addEventListener("change", () => this._done());
    this._range.addEventListener("dblclick", () => this.reset());
    this._range.addEventListener("keydown", (event) => this._key(event));
    this._name.addEventListener("dblclick", () => this.rename());
    this._name.addEventListener("click", (event) => { if (!event.detail) this.rename(); });  // by Enter or Space
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "F2") { event.preventDefault(); this.rename(); }
    });
    this._edit.addEventListener("keydown", (event) => this._editKey(event));
    this._edit.addEventListener("blur", () => this._renamed(true));
    this._strip.addEventListener("click", (event) => {
      const at = [...this._strip.children].indexOf(event.target.closest("span"));
      if (at >= 0 && !this.disabled) { this._set(this._valueOf(at)); this._done(); this._range.focus(); }
    });
  }

  changed(name) {
    if (!name || name === "strip") this._load();
    Object.assign(this._range, { min: this.min, max: this.max, step: this.step, disabled: this.disabled });
    this._range.value = this.value;
    this._range.setAttribute("aria-label", this.label);
    this._name.textContent = this.label;
    this._name.disabled = this.fixed || this.disabled;
    this._show();
  }

  /** Back to where it starts. */
  reset() {
    if (this.disabled) return;
    this._set(this.start);
    this._done();
  }

  /** Let the name be written anew. */
  rename() {
    if (this._name.disabled) return;
    this._edit.value = this.label;
    this._name.hidden = true;
    this._edit.hidden = false;
    this._edit.focus();
    this._edit.select();
  }

  _detail() { return { name: this.name, value: this.value }; }

  _set(value) {
    const steps = Math.round((value - this.min) / this.step);
    const next = clamp(round(this.min + steps * this.step, 6), this.min, this.max);
    if (next === this.value) return;
    this.value = next;
    this._tell();
  }

  _done() {
    if (this._told === this.value) return;
    this._told = this.value;
    this.emit("gv-change", this._detail());
  }

  _key(event) {
    const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: COARSE, PageDown: -COARSE };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in steps) this._set(this.value + steps[event.key] * this.step * (event.shiftKey ? COARSE : 1));
    else if (event.key === "Home") this._set(this.min);
    else if (event.key === "End") this._set(this.max);
    else if (event.key === "0" || event.key === "Delete") this._set(this.start);
    else return;
    event.preventDefault();
    this._done();
  }

  _editKey(event) {
    event.stopPropagation();
    if (event.key === "Enter" || event.key === "Escape") {
      this._renamed(event.key === "Enter");
      this._name.focus();
    }
  }

  _renamed(taken) {
    if (this._edit.hidden) return;
    const label = this._edit.value.trim();
    this._edit.hidden = true;
    this._name.hidden = false;
    if (!taken || !label || label === this.label) return;
    this.label = label;
    this.emit("gv-rename", { name: this.name, label });
  }

  _valueOf(frame) { return this.min + ((this.max - this.min) * frame) / Math.max(1, this._strip.childElementCount - 1); }

  _show() {
    const share = (value) => clamp((value - this.min) / (this.max - this.min || 1), 0, 1);
    const place = (value) => `calc(12px + ${share(value)} * (100% - 24px))`;
    const [from, to] = [this.start, this.value].sort((a, b) => a - b).map(place);
    this._range.style.setProperty("--track", `linear-gradient(to right, var(--_line) ${from}, var(--_ink) ${from},
      var(--_ink) ${to}, var(--_line) ${to})`);
    this._start.style.left = place(this.start);
    const digits = Math.max(0, Math.min(4, Math.ceil(-Math.log10(this.step) - 1e-9)));
    this._out.textContent = (this.value > 0 && this.min < 0 ? "+" : "") + this.value.toFixed(digits).replace("-", "−");
    const near = Math.round(share(this.value) * (this._strip.childElementCount - 1));
    [...this._strip.children].forEach((one, n) => one.classList.toggle("near", n === near));
  }

  async _load() {
    const strip = this.strip;
    if (!strip) { this._strip.replaceChildren(); return; }
    try {
      const board = await Board.load({ columns: strip.count ?? 5, count: 5, ...strip });
      if (strip !== this.strip) return;
      while (this._strip.childElementCount < board.count) {
        this._strip.append(document.createElement("span"));
        this._strip.lastChild.append(document.createElement("canvas"));
      }
      while (this._strip.childElementCount > board.count) this._strip.lastChild.remove();
      this.all(".strip canvas").forEach((canvas, n) => {
        canvas.classList.toggle("pixelated", this.pixelated);
        board.draw(n, canvas);
      });
      this._show();
    } catch (error) {
      const detail = t("The strip of {label} is not shown: {fault}", { label: this.label, fault: error.message });
      this.emit("gv-error", { detail });
    }
  }
}
Slider.define("gv-slider");
