/**
 * <gv-tree>: the history of a project as branches, the newest below, beside the pictures.
 *
 * Up and down go from line to line, left to the parent (or closes a run), right to the first child (or opens one), Home
 * and End to the first and last, Enter chooses, + and - zoom. Long runs without branches, keeps or the place where the
 * artist stands are closed to one line until they are opened.
 */
import { Board, Island, clamp, t } from "./common.js";

const LANE = 26, RUN = 5, THUMB = 40;  // pixels; a run of more steps is closed
const WORDS = { human: "", model: t("by the model") };

class Tree extends Island {
  static props = { nodes: [], board: null, here: 0, chosen: 0, label: t("History"), zoom: 1, closes: true, pixelated: false };
  static css = `
    .window { position: relative; max-height: var(--gv-height, 480px); overflow: auto; border-radius: 5px;
      box-shadow: 0 0 0 1px var(--_line); overscroll-behavior: contain; }
    .all { position: relative; min-width: 100%; transform-origin: 0 0; width: max-content; padding: 6px 0; }
    svg { position: absolute; left: 0; top: 0; overflow: visible; pointer-events: none; z-index: 1; }
    path { fill: none; stroke: var(--_quiet); stroke-width: 1.6; }
    path.other { stroke-dasharray: 4 3; }
    circle { fill: var(--_paper); stroke: var(--_ink); stroke-width: 2; }
    .model circle, circle.model { fill: var(--_quiet); }
    path.gap { stroke: var(--_paper); stroke-width: 5; }
    circle.dot { stroke-width: 1; stroke: var(--_quiet); }
    circle.here { stroke: var(--_accent); stroke-width: 3; fill: var(--_accent); }
    [role=treeitem] { position: relative; display: flex; gap: 10px; align-items: center; height: var(--row); cursor: pointer;
      padding-right: 12px; white-space: nowrap; border-radius: 4px; }
    [role=treeitem]:hover { background: var(--_board); }
    [role=treeitem][aria-selected=true] { background: var(--_board); box-shadow: inset 3px 0 0 var(--_ink); }
    [role=treeitem]:focus-visible { outline-offset: -2px; }
    canvas { width: ${THUMB}px; height: ${THUMB}px; object-fit: contain; border-radius: 2px; background: var(--_board);
      box-shadow: 0 0 0 1px var(--_line); flex: none; }
    small { color: var(--_quiet); font-size: .8em; }
    b { font-weight: 600; }
    .run { color: var(--_quiet); }
    .bar { margin-top: 8px; }
    .say { margin: 0 0 0 auto; }
  `;
  static html = `<div class="window"><div class="all"><svg aria-hidden="true"></svg><div role="tree"></div></div></div><div
    class="bar"><button data-do="out" aria-label="Smaller">−</button><button data-do="in" aria-label="Larger">+</button><button
    data-do="here">Where I stand</button><button data-do="open">Open all</button><span class="say" role="status"></span></div>`;

  made() {
    [this._window, this._all, this._svg, this._tree] = [".window", ".all", "svg", "[role=tree]"].map((one) => this.find(one));
    this._open = new Set();
    this._at = null;
    this._tree.addEventListener("keydown", (event) => this._key(event));
    this._tree.addEventListener("click", (event) => {
      const line = this._lines[[...this._tree.children].indexOf(event.target.closest("[role=treeitem]"))];
      if (line) this._take(line);
    });
    this._tree.addEventListener("focusin", (event) => {
      this._at = this._lines[[...this._tree.children].indexOf(event.target)]?.key ?? this._at;
      this._stop();
    });
    this.find(".bar").addEventListener("click", ({ target }) => this._do(target.closest("button")?.dataset.do));
    this._window.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;  // without it, it scrolls
      event.preventDefault();
      this._zoomTo(this.zoom * Math.exp(-event.deltaY / 400));
    }, { passive: false });
    this._pan();
  }

  changed(name) {
    if (!name || name === "board") this._load();
    if (name === "zoom" || !name) this._zoomTo(this.zoom, false);
    if (name === "chosen" && this._lines) this._mark();
    else if (name !== "zoom") this._show();
  }

  /** Bring a node into view, and the focus to it. */
  reveal(id) {
    const run = this._runs?.find((one) => one.ids.includes(id));
    if (run && !this._open.has(run.key)) { this._open.add(run.key); this._show(); }
    this._focus(id);
  }

  async _load() {
    const spec = this.board;
    this._picture = null;
    if (!spec) return;
    try {
      const picture = await Board.load(spec);
      if (spec !== this.board) return;
      this._picture = picture;
      this._show();
    } catch (error) {
      this.emit("gv-error", { detail: t("The pictures of the history are not shown: {fault}", { fault: error.message }) });
    }
  }

  /** Lines to show: nodes in their order, closed runs as one. */
  _layOut() {
    const known = new Map(this.nodes.map((node) => [node.id, node])), children = new Map();
    for (const node of this.nodes) {
      const parent = (node.parents ?? []).find((one) => known.has(one));
      if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), node.id]);
    }
    const alone = (id) => children.get(id)?.length === 1;  // it has one child
    const plain = (node) => !node.kept && node.id !== this.here && node.id !== this.chosen && node.parents?.length === 1
      && alone(node.id) && alone(node.parents[0]);
    this._runs = [];
    const inRun = new Map();
    for (const node of this.nodes) {
      if (!plain(node)) continue;
      const before = inRun.get(node.parents[0]), run = before ?? { key: `run-${node.id}`, ids: [] };
      if (!before) this._runs.push(run);
      run.ids.push(node.id);
      inRun.set(node.id, run);
    }
    this._runs = this._runs.filter((run) => run.ids.length >= RUN && this.closes);
    const closed = new Map(this._runs.filter((run) => !this._open.has(run.key)).flatMap((run) => run.ids.map((id) => [id, run])));
    const lines = [], lineOf = new Map(), chains = [];
    for (const node of this.nodes) {
      const run = closed.get(node.id), key = run ? run.key : node.id, [main] = (node.parents ?? []).filter((one) => known.has(one));
      if (run && lineOf.get(run.ids[0])) { lineOf.set(node.id, lineOf.get(run.ids[0])); continue; }
      const parents = (node.parents ?? []).map((one) => lineOf.get(one)).filter(Boolean), parent = parents[0], row = lines.length;
      const goesOn = parent && children.get(main)[0] === node.id;
      const chain = goesOn ? parent.chain : { from: parent ? parent.row + 1 : row, lane: 0 };
      if (!goesOn) chains.push(chain);
      chain.to = row;
      const line = { key, node, run, chain, parents, row, level: parent ? parent.level + (goesOn ? 0 : 1) : 1 };
      lines.push(line);
      lineOf.set(node.id, line);
    }
    chains.forEach((chain, n) => {  // the first lane that nobody is in, all the way from its parent to its end
      const near = chains.slice(0, n).filter((one) => one.from <= chain.to && chain.from <= one.to).map((one) => one.lane);
      while (near.includes(chain.lane)) chain.lane += 1;
    });
    this._lines = lines;
    this._lanes = Math.max(1, ...chains.map((chain) => chain.lane + 1));
  }

  _show() {
    const focused = this._tree.contains(this.root.activeElement);
    this._layOut();
    const row = THUMB + 12, left = (line) => 16 + line.chain.lane * LANE, middle = (line) => line.row * row + row / 2 + 6;
    this._all.style.setProperty("--row", `${row}px`);
    this._tree.setAttribute("aria-label", this.label);
    this._tree.replaceChildren(...this._lines.map((line) => this._item(line)));
    const shapes = this._lines.flatMap((line) => line.parents.map((parent, n) => {
      const [x0, y0, x1, y1] = [left(parent), middle(parent), left(line), middle(line)];
      const bend = x0 === x1 ? "" : `C${x0} ${y0 + row * 0.7} ${x1} ${y0 + row * 0.3} ${x1} ${y0 + row}`;
      return `<path class="${n ? "other" : ""}" d="M${x0} ${y0}${bend}L${x1} ${y1}"/>`;
    }));
    const spots = this._lines.map((line) => line.run
      ? `<path class="gap" d="M${left(line)} ${middle(line) - 13}v26"/>${[-7, 0, 7].map((dy) =>
        `<circle class="dot" cx="${left(line)}" cy="${middle(line) + dy}" r="1.5"/>`).join("")}`
      : `<circle class="${line.node.actor === "model" ? "model" : ""} ${line.node.id === this.here ? "here" : ""}"
        cx="${left(line)}" cy="${middle(line)}" r="6"/>`);
    this._svg.innerHTML = shapes.join("") + spots.join("");
    this.find("[data-do=open]").hidden = !this._runs.length;
    this.find("[data-do=here]").hidden = !this.here;
    const closed = this._runs.some((run) => !this._open.has(run.key));
    this.find("[data-do=open]").textContent = closed ? t("Open all") : t("Close runs");
    this._mark();
    if (focused) this._focus(this._at);
    const here = this._tree.children[this._lines.findIndex((line) => line.key === this.here)];
    if (here && this._stood !== this.here) {  // keep the place where one stands in sight, and the focus where it is
      this._stood = this.here;
      this._window.scrollTop = Math.max(0, (here.offsetTop + row) * this.zoom - this._window.clientHeight * 0.7);
    }
  }

  _item(line) {
    const item = document.createElement("div"), { node, run } = line;
    item.setAttribute("role", "treeitem");
    item.setAttribute("aria-level", String(line.level));
    item.style.paddingLeft = `${16 + this._lanes * LANE}px`;
    const known = this._runs.find((one) => one.ids[0] === node.id);
    if (known) item.setAttribute("aria-expanded", String(!run));
    if (run) {
      item.classList.add("run");
      item.textContent = t("{count} steps, {verbs}", { count: run.ids.length, verbs: this._verbs(run) });
      item.setAttribute("aria-label", t("{steps}, closed", { steps: item.textContent }));
      return item;
    }
    const canvas = document.createElement("canvas"), words = document.createElement("span"), small = document.createElement("small");
    canvas.width = canvas.height = 8;
    canvas.setAttribute("aria-hidden", "true");
    canvas.classList.toggle("pixelated", this.pixelated);
    if (this._picture && node.thumb !== undefined && node.thumb !== null) this._picture.draw(node.thumb, canvas);
    words.innerHTML = "<b></b><br>";
    words.firstChild.textContent = `${node.verb}${node.kept ? " ★" : ""}`;
    const by = WORDS[node.actor] ?? node.actor, stands = node.id === this.here && t("you stand here");
    small.textContent = [node.id, clock(node.time), by, stands].filter(Boolean).join(" · ");
    words.append(small);
    item.append(canvas, words);
    const others = node.parents?.slice(1).join(t(" and ")), from = line.parents.length > 1 && t("also from {others}", { others });
    const said = [`${node.id} ${node.verb}`, from, by, node.kept && t("kept"), stands, clock(node.time)];
    item.setAttribute("aria-label", said.filter(Boolean).join(", "));
    return item;
  }

  /** What a run is made of, the most frequent first. */
  _verbs(run) {
    const counts = new Map(), ids = new Set(run.ids);
    for (const node of this.nodes) if (ids.has(node.id)) counts.set(node.verb, (counts.get(node.verb) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1]).slice(0, 3).map(([verb]) => verb).join(", ");
  }

  _mark() {
    [...this._tree.children].forEach((item, n) => item.setAttribute("aria-selected", String(this._lines[n].key === this.chosen)));
    this._stop();
  }

  /** The one tab stop. */
  _stop() {
    const keys = this._lines.map((line) => line.key);
    const at = [this._at, this.chosen, this.here].map((key) => keys.indexOf(key)).find((n) => n >= 0) ?? keys.length - 1;
    [...this._tree.children].forEach((item, n) => { item.tabIndex = n === at ? 0 : -1; });
    return at;
  }

  _focus(key) {
    const n = this._lines.findIndex((line) => line.key === key);
    if (n < 0) return;
    this._at = key;
    this._stop();
    this._tree.children[n].focus();
    this._tree.children[n].scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  _take(line) {
    if (line.run) { this._toggle(line.run, true); return; }
    this._at = line.key;
    this.chosen = line.node.id;
    this._focus(line.key);
    this.emit("gv-choose", { id: line.node.id });
  }

  _toggle(run, open) {
    if (open) this._open.add(run.key); else this._open.delete(run.key);
    this._show();
    this._focus(open ? run.ids[0] : run.key);
  }

  _key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const n = this._stop(), line = this._lines[n], { key } = event, last = this._lines.length - 1;
    const run = line && this._runs.find((one) => one.ids.includes(line.node.id));
    const ways = { ArrowDown: n + 1, ArrowUp: n - 1, Home: 0, End: last };
    if (!line) return;
    if (key in ways) this._focus(this._lines[clamp(ways[key], 0, last)].key);
    else if (key === "Enter" || key === " ") this._take(line);
    else if (key === "ArrowRight") {
      if (line.run) this._toggle(line.run, true);
      else this._focus(this._lines.find((one) => one.parents[0] === line)?.key);
    } else if (key === "ArrowLeft") {
      if (run && !line.run && run.ids[0] === line.node.id) this._toggle(run, false);
      else this._focus(line.parents[0]?.key);
    } else if (key === "*") this._do("open");
    else if (key === "+" || key === "=") this._do("in");
    else if (key === "-") this._do("out");
    else return;
    event.preventDefault();
  }

  _do(what) {
    if (what === "in") this._zoomTo(this.zoom * 1.25);
    else if (what === "out") this._zoomTo(this.zoom / 1.25);
    else if (what === "here") this.reveal(this.here);
    else if (what === "open") {
      const closed = this._runs.filter((run) => !this._open.has(run.key));
      if (closed.length) closed.forEach((run) => this._open.add(run.key)); else this._open.clear();
      this._show();
    }
  }

  _zoomTo(zoom, tells = true) {
    const next = clamp(zoom, 0.4, 2);
    this._values.zoom = next;
    this._all.style.zoom = next;
    if (tells) this.find(".say").textContent = `${Math.round(100 * next)} %`;
  }

  /** Drag with the mouse moves the window; touch and wheel scroll it as they do everywhere. */
  _pan() {
    let from = null;
    this._window.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "mouse" && event.button === 0) {
        from = { x: event.clientX + this._window.scrollLeft, y: event.clientY + this._window.scrollTop };
      }
    });
    this._window.addEventListener("pointermove", (event) => {
      if (from && event.buttons) this._window.scrollTo(from.x - event.clientX, from.y - event.clientY);
      else from = null;
    });
    this._window.addEventListener("pointerup", () => { from = null; });
  }
}

/** Hours and minutes of a time, as this machine writes them. */
function clock(time) {
  const date = new Date(time ?? NaN);
  return Number.isNaN(date.getTime()) ? "" : date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}
Tree.define("gv-tree");
