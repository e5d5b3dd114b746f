/**
 * What the islands share: properties, events, colours that follow the page, pictures out of one atlas.
 *
 * An island is a custom element with a shadow tree. Values go in as attributes (text or JSON) or as properties, all at
 * once by update({...}); what happens comes out as CustomEvents named gv-…, which bubble and cross shadow borders, with
 * a detail that JSON can carry.
 *
 * They say everything in English, or as the page tells them: <script type="application/json" id="gv-words">, an object
 * from what they say in English to the same in another language. What is not in it stays English.
 */

const words = JSON.parse(document.getElementById("gv-words")?.textContent || "{}");

/** What is said, in the language of the page; values go where it has braces. */
export function t(english, values = {}) {
  return (words[english] ?? english).replace(/{(\w+)}/g, (braces, name) => values[name] ?? braces);
}

/** Put text, names and titles inside a shadow tree into the language of the page. */
function translate(root) {
  const nodes = document.createNodeIterator(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    const text = node.data?.trim();
    if (text) node.data = node.data.replace(text, () => t(text.replace(/\s+/g, " ")));
    for (const name of ["aria-label", "title", "placeholder"]) {
      if (node.hasAttribute?.(name)) node.setAttribute(name, t(node.getAttribute(name)));
    }
  }
}

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
:host {
  --_ink: var(--gv-ink, light-dark(#1f1d1a, #ebe7df)); --_paper: var(--gv-paper, light-dark(#faf9f6, #171614));
  --_line: var(--gv-line, light-dark(#dfdbd2, #37342f)); --_quiet: var(--gv-quiet, light-dark(#6a655c, #a39c90));
  --_accent: var(--gv-accent, light-dark(#2a6099, #8fb8e8)); --_board: color-mix(in srgb, var(--_ink) 6%, var(--_paper));
  display: block; color: var(--_ink); line-height: 1.4;
}
:host([hidden]), [hidden] { display: none !important; }
* { box-sizing: border-box; }
canvas { display: block; }
.pixelated { image-rendering: pixelated; }
button, input, output, select { font: inherit; color: inherit; }
button { min-width: 30px; min-height: 30px; padding: 2px 9px; border: 1px solid var(--_line); border-radius: 5px;
  background: var(--_paper); cursor: pointer; touch-action: manipulation; }
button:hover { border-color: var(--_quiet); }
button:disabled { color: var(--_quiet); cursor: default; border-style: dashed; }
button[aria-pressed=true] { background: var(--_ink); color: var(--_paper); border-color: var(--_ink); }
button svg { display: block; width: 18px; height: 18px; fill: none; stroke: currentColor; stroke-width: 1.6;
  stroke-linecap: round; stroke-linejoin: round; }
:focus { outline: none; }
:focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px; }
input[type=number], input[type=text] { min-height: 28px; padding: 1px 6px; border: 1px solid var(--_quiet);
  border-radius: 4px; background: var(--_paper); }
input[type=range] { appearance: none; width: 100%; height: 28px; margin: 0; background: none; cursor: pointer;
  touch-action: pan-y; }
input[type=range]::-webkit-slider-runnable-track { height: 4px; border-radius: 2px; background: var(--track, var(--_quiet)); }
input[type=range]::-moz-range-track { height: 4px; border-radius: 2px; background: var(--track, var(--_quiet)); }
input[type=range]::-webkit-slider-thumb { appearance: none; width: 24px; height: 24px; margin-top: -10px;
  border: 2px solid var(--_ink); border-radius: 50%; background: var(--_paper); }
input[type=range]::-moz-range-thumb { width: 20px; height: 20px; border: 2px solid var(--_ink); border-radius: 50%;
  background: var(--_paper); }
.bar { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; }
.say { margin: 6px 0 0; color: var(--_quiet); font-size: .875em; min-height: 1.4em; }
.unseen { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
`);

export class Island extends HTMLElement {
  static props = {};  // name of a property to the value that it starts with, whose type says how an attribute is read
  static css = "";
  static html = "";

  static get observedAttributes() { return Object.keys(this.props); }

  /** Make the class known; a second loading of the module changes nothing. */
  static define(name) {
    for (const [key, start] of Object.entries(this.props)) {
      Object.defineProperty(this.prototype, key, {
        configurable: true,
        enumerable: true,
        get() { return key in this._values ? this._values[key] : start; },
        set(value) { this._accept(key, value, start); },
      });
    }
    if (!customElements.get(name)) customElements.define(name, this);
  }

  constructor() {
    super();
    this._values = {};
    this.root = this.attachShadow({ mode: "open" });
    const own = new CSSStyleSheet();
    own.replaceSync(this.constructor.css);
    this.root.adoptedStyleSheets = [sheet, own];
    this.root.innerHTML = this.constructor.html;
    translate(this.root);
    this.made();
  }

  /** Listen to what is inside; once. */
  made() {}
  /** Begin what lasts while it is on the page; what it adds elsewhere ends with this.signal. */
  enter() {}
  /** End it. */
  leave() {}
  /** A property has a new value; an empty name stands for all. */
  changed(_name) {}
  /** Paint; asked for by later(). */
  draw() {}

  connectedCallback() {
    for (const key of Object.keys(this.constructor.props)) {
      if (Object.hasOwn(this, key)) {  // it was set before the class was known
        const value = this[key];
        delete this[key];
        this[key] = value;
      }
    }
    this._ending = new AbortController();
    this.signal = this._ending.signal;
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.later(), { signal: this.signal });
    const looks = new MutationObserver(() => this.later());
    for (const part of [document.documentElement, document.body]) looks.observe(part, { attributes: true });
    this.signal.addEventListener("abort", () => looks.disconnect());
    this.enter();
    this.changed("");
    this.later();
  }

  disconnectedCallback() {
    this._ending.abort();
    this.leave();
  }

  attributeChangedCallback(name, _old, text) {
    const start = this.constructor.props[name];
    this._accept(name, text === null && typeof start !== "boolean" ? start : text, start);
  }

  /** Set several properties at once. */
  update(values) { for (const [key, value] of Object.entries(values)) this[key] = value; }

  emit(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  /** Draw before the next frame, however often this is called. */
  later() {
    if (this._waits || !this.isConnected) return;
    this._waits = true;
    requestAnimationFrame(() => { this._waits = false; if (this.isConnected) this.draw(); });
  }

  find(selector) { return this.root.querySelector(selector); }
  all(selector) { return [...this.root.querySelectorAll(selector)]; }

  /** The page's colours as a canvas takes them. */
  tints() {
    this._probe ??= this.root.appendChild(Object.assign(document.createElement("span"), { hidden: true }));
    const tints = {};
    for (const name of ["ink", "paper", "line", "accent", "quiet", "board"]) {
      this._probe.style.color = `var(--_${name})`;
      tints[name] = getComputedStyle(this._probe).color;
    }
    return tints;
  }

  _accept(key, value, start) {
    let read;
    try {
      read = coerced(value, start);
    } catch {
      this.emit("gv-error", { detail: t("{island}: {key} is not JSON", { island: this.localName, key }) });
      return;
    }
    const same = typeof start !== "object" && read === this[key];
    this._values[key] = read;
    if (!same && this.isConnected) this.changed(key);
  }
}

function coerced(value, start) {
  if (typeof start === "number") return value !== "" && Number.isFinite(Number(value ?? NaN)) ? Number(value) : start;
  if (typeof start === "boolean") return value !== false && value !== null && value !== undefined && value !== "false";
  if (typeof start === "string") return value === null || value === undefined ? start : String(value);
  return typeof value === "string" ? JSON.parse(value || "null") ?? start : value ?? start;
}

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
export const clamp = (value, least, most) => Math.max(least, Math.min(most, value));
export const round = (value, digits = 4) => Number(value.toFixed(digits));

/** A canvas as sharp as the screen: its pen, with one unit for one CSS pixel. */
export function pen(canvas, width = canvas.clientWidth, height = canvas.clientHeight) {
  const ratio = devicePixelRatio || 1, w = Math.round(width * ratio), h = Math.round(height * ratio);
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/** Base64 text, or a data: address, as bytes. */
export function fromBase64(text) {
  const letters = atob(text.slice(text.indexOf(",") + 1));
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
}

/**
 * A picture by url or by bytes (base64 text, array, buffer) as a bitmap, without an address outside the page.
 *
 * With a wish it is asked of that url by POST, as the boards of the API are.
 */
export async function bitmapOf({ url, bytes, wish }) {
  if (!url && !bytes) throw new Error(t("a picture has a url or bytes"));
  if (bytes) return createImageBitmap(new Blob([typeof bytes === "string" ? fromBase64(bytes) : new Uint8Array(bytes)]));
  if (url.startsWith("data:")) return createImageBitmap(new Blob([fromBase64(url)]));
  const asked = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(wish) };
  const answer = await fetch(url, wish ? asked : {});
  if (!answer.ok) throw new Error(t("{url}: answered {status}", { url, status: answer.status }));
  return createImageBitmap(await answer.blob());
}

/** Many tiles of one size in one picture, row by row: {url or bytes, columns, count, tile: side or [width, height]}. */
export class Board {
  static async load(spec) {
    const bitmap = await bitmapOf(spec), columns = Math.max(1, spec.columns || spec.count || 1);
    const [width, height] = Array.isArray(spec.tile) ? spec.tile : [spec.tile || bitmap.width / columns, spec.tile];
    return new Board(bitmap, columns, width, height || width, spec.count ?? columns);
  }

  constructor(bitmap, columns, width, height, count) { Object.assign(this, { bitmap, columns, width, height, count }); }

  /** Draw tile number index into a canvas of its own size, or into a place of one. */
  draw(index, canvas, place = null) {
    const x = (index % this.columns) * this.width, y = Math.floor(index / this.columns) * this.height;
    if (!place) {
      canvas.width = this.width;
      canvas.height = this.height;
    }
    const [left, top, width, height] = place || [0, 0, this.width, this.height];
    canvas.getContext("2d").drawImage(this.bitmap, x, y, this.width, this.height, left, top, width, height);
  }
}

/** Call with at most one call a frame, the latest arguments winning. */
export function eachFrame(call) {
  let latest = null;
  return (...args) => {
    if (!latest) requestAnimationFrame(() => { const now = latest; latest = null; call(...now); });
    latest = args;
  };
}

/** One tab stop for a bar of buttons; arrow keys, Home and End go along it. */
export function roving(bar, selector = "button") {
  const items = () => [...bar.querySelectorAll(selector)].filter((one) => !one.hidden && !one.disabled);
  const stop = (item) => { for (const one of bar.querySelectorAll(selector)) one.tabIndex = one === item ? 0 : -1; };
  bar.addEventListener("focusin", (event) => { if (event.target.matches(selector)) stop(event.target); });
  bar.addEventListener("keydown", (event) => {
    const all = items(), at = all.indexOf(event.target), last = all.length - 1;
    const ways = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: last };
    if (at < 0 || !(event.key in ways)) return;
    event.preventDefault();
    event.stopPropagation();
    all[(ways[event.key] + all.length) % all.length].focus();
  });
  stop(items()[0]);
}

/** A small line drawing for a button, from the d of a path on 18 × 18. */
export const icon = (d) => `<svg viewBox="0 0 18 18" aria-hidden="true"><path d="${d}"/></svg>`;
