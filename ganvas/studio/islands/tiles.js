/**
 * <gv-tiles>: many small pictures out of one, to choose from with keys, mouse, touch or pen.
 *
 * Arrow keys go from tile to tile, Home and End along the row, with Ctrl to the first and last. Space or Enter chooses,
 * x selects up to `most` tiles, k keeps, v shows larger, m asks for more. The buttons below do the same for the tile
 * that one is at. What is selected wears its number, what is kept a star.
 */
import { Board, Island, calm, clamp, t } from "./common.js";

const LEAST_PX = 44, PREVIEW_WAIT_MS = 350, PREVIEW_TIMES = 2.5;

class Tiles extends Island {
  static props = {
    board: null, columns: 0, most: 3, selected: [], kept: [], chosen: -1, label: t("Board"), more: false, pixelated: false,
    keeps: true,
  };
  static css = `
    :host { position: relative; }
    .grid { display: grid; gap: 6px; }
    .row { display: contents; }
    .cell { position: relative; padding: 0; background: var(--_board); border-radius: 3px; cursor: pointer;
      touch-action: manipulation; user-select: none; -webkit-user-select: none; }
    .cell canvas { width: 100%; height: auto; border-radius: 3px; box-shadow: 0 0 0 1px var(--_line); }
    .cell[aria-current=true] { box-shadow: 0 0 0 2px var(--_paper), 0 0 0 4px var(--_quiet); }
    .cell[aria-selected=true] { box-shadow: 0 0 0 2px var(--_paper), 0 0 0 5px var(--_ink); }
    .cell:focus-visible { outline: 3px solid var(--_accent); outline-offset: 4px; z-index: 1; }
    .mark { position: absolute; min-width: 22px; height: 22px; padding: 0 6px; border-radius: 11px; font-size: 13px;
      line-height: 20px; text-align: center; background: var(--_ink); color: var(--_paper);
      border: 1px solid var(--_paper); }
    .mark:empty { display: none; }
    .number { left: 4px; top: 4px; }
    .star { right: 4px; top: 4px; padding: 0 4px; }
    .word { display: block; padding: 2px 4px; font-size: .8em; color: var(--_quiet); overflow: hidden;
      text-overflow: ellipsis; white-space: nowrap; }
    .word:empty { display: none; }
    .bar { margin-top: 10px; }
    .count { color: var(--_quiet); font-size: .875em; margin-left: auto; }
    .large { position: absolute; z-index: 2; padding: 6px; background: var(--_paper); border: 1px solid var(--_line);
      border-radius: 5px; box-shadow: 0 6px 24px rgb(0 0 0 / .25); pointer-events: none; }
    .large[hidden] { display: none; }
    .large canvas { width: 100%; height: auto; }
  `;
  static html = `<div class="grid" role="grid" aria-multiselectable="true"></div>
    <div class="bar" role="toolbar"><button data-do="choose">Choose</button><button data-do="select">Select</button><button
    data-do="keep">Keep</button><button data-do="more">More</button><span class="count" role="status"></span></div>
    <div class="large" aria-hidden="true" hidden><canvas></canvas></div>`;

  made() {
    [this._grid, this._count, this._large] = [".grid", ".count", ".large"].map((one) => this.find(one));
    this._cells = [];
    this._at = 0;
    this._acts = {
      choose: (n) => this._choose(n), select: (n) => this._select(n), keep: (n) => this._keep(n), view: (n) => this._view(n),
      more: () => this.more && this.emit("gv-more", { count: this._cells.length }),
    };
    this._grid.addEventListener("keydown", (event) => this._key(event));
    this._grid.addEventListener("click", (event) => this._click(event));
    this._grid.addEventListener("focusin", (event) => this._go(this._cells.indexOf(event.target.closest(".cell")), false));
    this._grid.addEventListener("pointerover", (event) => this._hover(event));
    this._grid.addEventListener("pointerleave", () => this._hide());
    for (const button of this.all("[data-do]")) {
      button.addEventListener("click", () => this._acts[button.dataset.do](this._at));
    }
  }

  enter() {
    const sizes = new ResizeObserver(() => this._arrange());
    sizes.observe(this._grid);
    this.signal.addEventListener("abort", () => { sizes.disconnect(); this._hide(); });
    addEventListener("keydown", (event) => { if (event.key === "Escape") this._hide(); }, { signal: this.signal });
  }

  changed(name) {
    if (!name || name === "label") {
      this._grid.setAttribute("aria-label", this.label);
      this.find(".bar").setAttribute("aria-label", t("{label}: what to do with a tile", this));
    }
    if (!name || name === "board") this._load();
    else if (name === "columns") this._arrange();
    this._mark();
  }

  /** Put the focus on a tile. */
  focusTile(index) { this._go(index, true); }

  async _load() {
    const spec = this.board;
    if (!spec) { this._fill(0); return; }
    try {
      const board = await Board.load(spec);
      if (spec !== this.board) return;
      this._picture = board;
      this._fill(board.count);
      this._cells.forEach((cell, n) => board.draw(n, cell.firstChild));
      this._mark();
      this.emit("gv-shown", { count: board.count });
    } catch (error) {
      this.emit("gv-error", { detail: t("{label} is not shown: {fault}", { label: this.label, fault: error.message }) });
    }
  }

  /** So many cells; those that are there stay, with the focus. */
  _fill(count) {
    while (this._cells.length > count) this._cells.pop().remove();
    while (this._cells.length < count) {
      const cell = document.createElement("div");
      cell.className = "cell";
      cell.setAttribute("role", "gridcell");
      cell.innerHTML = `<canvas></canvas><span class="mark number" aria-hidden="true"></span><span class="mark star"
        aria-hidden="true"></span><span class="word" aria-hidden="true"></span>`;
      this._cells.push(cell);
    }
    this._at = clamp(this._at, 0, Math.max(0, count - 1));
    this._across = 0;
    this._hide();
    this._arrange();
  }

  /** Cells into rows, as many as have room. */
  _arrange() {
    const wanted = this.columns || this.board?.columns || 1, room = Math.floor((this._grid.clientWidth + 6) / (LEAST_PX + 6));
    const across = clamp(Math.min(wanted, room || wanted), 1, Math.max(1, this._cells.length));
    if (across === this._across && this._grid.childElementCount) return;
    const focused = this.root.activeElement;
    this._across = across;
    this._grid.style.gridTemplateColumns = `repeat(${across}, minmax(0, 1fr))`;
    const rows = [];
    for (let n = 0; n < this._cells.length; n += across) {
      const row = document.createElement("div");
      row.className = "row";
      row.setAttribute("role", "row");
      row.append(...this._cells.slice(n, n + across));
      rows.push(row);
    }
    this._grid.replaceChildren(...rows);
    if (focused?.classList.contains("cell") && focused.isConnected) focused.focus();
  }

  _mark() {
    const words = this.board?.labels || [];
    this._cells.forEach((cell, n) => {
      const place = this.selected.indexOf(n), kept = this.kept.includes(n);
      const [canvas, number, star, word] = cell.children;
      canvas.classList.toggle("pixelated", this.pixelated);
      number.textContent = place < 0 ? "" : String(place + 1);
      star.textContent = kept ? "★" : "";
      word.textContent = words[n] ?? "";
      cell.setAttribute("aria-selected", String(place >= 0));
      cell.setAttribute("aria-current", String(n === this.chosen));
      const parts = [t("{number} of {count}", { number: n + 1, count: this._cells.length }), words[n],
        place >= 0 && t("selected as number {number}", { number: place + 1 }), kept && t("kept"),
        n === this.chosen && t("chosen")];
      cell.setAttribute("aria-label", parts.filter(Boolean).join(", "));
      cell.tabIndex = n === this._at ? 0 : -1;
    });
    const count = this.selected.length, said = count ? t("{count} of {most} selected", { count, most: this.most }) : "";
    if (this._count.textContent !== said) this._count.textContent = said;
    const show = { choose: true, select: this.most > 0, keep: this.keeps, more: this.more };
    for (const button of this.all("[data-do]")) {
      button.hidden = !show[button.dataset.do];
      button.disabled = button.dataset.do !== "more" && !this._cells.length;
    }
    this.find("[data-do=select]").setAttribute("aria-pressed", String(this.selected.includes(this._at)));
    this.find("[data-do=keep]").setAttribute("aria-pressed", String(this.kept.includes(this._at)));
  }

  _go(index, focus) {
    if (index < 0 || index >= this._cells.length) return;
    this._at = index;
    this._mark();
    if (focus) this._cells[index].focus();
  }

  _key(event) {
    if (event.altKey || event.metaKey) return;
    const n = this._at, across = this._across, last = this._cells.length - 1, row = n - (n % across);
    const ways = {
      ArrowRight: n + 1, ArrowLeft: n - 1, ArrowDown: n + across, ArrowUp: n - across,
      Home: event.ctrlKey ? 0 : row, End: event.ctrlKey ? last : Math.min(last, row + across - 1),
      PageDown: Math.min(last, n + 3 * across), PageUp: Math.max(0, n - 3 * across),
    };
    const acts = { " ": "choose", Enter: "choose", x: "select", k: "keep", v: "view", m: "more" };
    if (event.key in ways) this._go(ways[event.key], true);
    else if (event.key in acts && !event.ctrlKey) this._acts[acts[event.key]](n);
    else return;
    event.preventDefault();
  }

  _click(event) {
    const n = this._cells.indexOf(event.target.closest(".cell"));
    if (n < 0) return;
    this._go(n, true);
    this._acts[event.ctrlKey || event.metaKey || event.shiftKey ? "select" : "choose"](n);
  }

  _choose(index) {
    this.chosen = index;
    this.emit("gv-choose", { index });
  }

  _select(index) {
    if (!this.most) return;
    const was = this.selected.includes(index);
    if (!was && this.selected.length >= this.most) {
      this._count.textContent = t("{most} are selected already; take one back first (x)", this);
      return;
    }
    this.selected = was ? this.selected.filter((one) => one !== index) : [...this.selected, index];
    this.emit("gv-select", { index, selected: [...this.selected] });
  }

  _keep(index) {
    if (!this.keeps) return;
    const kept = !this.kept.includes(index);
    this.kept = kept ? [...this.kept, index] : this.kept.filter((one) => one !== index);
    this.emit("gv-keep", { index, kept, all: [...this.kept] });
  }

  _hover(event) {
    const n = this._cells.indexOf(event.target.closest(".cell"));
    if (event.pointerType === "touch" || calm() || n < 0 || n === this._over) return;
    this._hide();
    this._over = n;
    this._soon = setTimeout(() => this._view(n), PREVIEW_WAIT_MS);
  }

  _hide() {
    clearTimeout(this._soon);
    this._over = -1;
    this._large.hidden = true;
  }

  /** Show a tile larger, beside itself. */
  _view(index) {
    const cell = this._cells[index], shown = !this._large.hidden && this._over === index;
    this._hide();
    if (!cell || !this._picture || shown) return;
    this._over = index;
    const canvas = this._large.firstChild, around = this.getBoundingClientRect(), box = cell.getBoundingClientRect();
    this._picture.draw(index, canvas);
    canvas.classList.toggle("pixelated", this.pixelated);
    const width = clamp(box.width * PREVIEW_TIMES, 160, Math.max(160, around.width * 0.6));
    this._large.style.width = `${width}px`;
    this._large.hidden = false;
    const right = box.right + 10 + width < innerWidth;
    const left = right ? box.right + 10 : box.left - 10 - width;
    const top = clamp(box.top, 8, Math.max(8, innerHeight - this._large.offsetHeight - 8));
    this._large.style.left = `${left - around.left}px`;
    this._large.style.top = `${top - around.top}px`;
  }
}
Tiles.define("gv-tiles");
