/**
 * <gv-live>: a picture that follows a sketch.
 *
 * It wishes over one WebSocket (see ganvas/studio/live.py): one wish in flight, and while it is, only the newest change
 * is kept. A frame is eight bytes of number, big end first, and a JPEG. Where the server goes away it is asked again,
 * after a quarter of a second and then ever more rarely, and told the latest wish.
 *
 * It does not flash more than three times a second, whatever is wished (see flicker.js): a frame that would is laid over
 * the one before only in part, and the rest of it follows when that is no flash any more. `held` says so while it is.
 */
import { Island, round, t } from "./common.js";
import { Flicker, places } from "./flicker.js";

const FIRST_WAIT_MS = 250, LONGEST_WAIT_MS = 8000, PATIENCE_MS = 65000, REMEMBERED = 1000, HELD_MS = 90;

class Live extends Island {
  static props = { src: "", line: "", sketch: null, scale: 1, label: t("Picture"), pixelated: false,
    draft: null, before: null };
  static css = `
    figure { margin: 0; }
    .stage { position: relative; background: var(--_board); border-radius: 3px; overflow: hidden;
      box-shadow: 0 0 0 1px var(--_line); }
    canvas { width: 100%; height: auto; object-fit: contain; }
    .stage:fullscreen { display: grid; border-radius: 0; background: #000; }
    .stage:fullscreen canvas { width: 100vw; height: 100vh; }
    .full { position: absolute; right: 8px; bottom: 8px; opacity: 0; padding: 5px; transition: opacity .15s; }
    .stage:hover .full, .stage:focus-within .full { opacity: 1; }
    @media (hover: none) { .full { opacity: 1; } }
    @media (prefers-reduced-motion: reduce) { .full { transition: none; } }
    canvas:focus-visible { outline-offset: -2px; }
    .wrong { color: var(--_ink); border-left: 3px solid var(--_accent); padding-left: 8px; }
  `;
  static html = `<figure><div class="stage"><canvas width="256" height="256" role="img" tabindex="0"
    aria-keyshortcuts="f"></canvas><button class="full" aria-label="Whole screen" title="Whole screen (f)"><svg aria-hidden="true"
    viewBox="0 0 18 18"><path d="M2 7V2h5M11 2h5v5M16 11v5h-5M7 16H2v-5"/></svg></button></div>
    <p class="say" role="status"></p></figure>`;

  made() {
    this.canvas = this.find("canvas");
    this._say = this.find(".say");
    this.find(".full").addEventListener("click", () => this.full());
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "f" && !event.ctrlKey && !event.metaKey && !event.altKey) this.full();
    });
    this._number = this._shown = 0;
    this._times = [];
    this._wait = FIRST_WAIT_MS;
  }

  enter() {
    const typing = ({ target }) => target.closest?.("input, select, textarea");
    for (const kind of ["keydown", "keyup"]) addEventListener(kind, (event) => {
      const bare = !event.ctrlKey && !event.metaKey && !event.altKey;
      if (event.key === "c" && bare && !typing(event)) this.compare(kind === "keydown");
    }, { signal: this.signal });
  }

  leave() {
    clearTimeout(this._retry);
    clearTimeout(this._rest);
    this._drop();
  }

  changed(name) {
    if (!name || name === "label") this.canvas.setAttribute("aria-label", this.label);
    if (!name || name === "pixelated") this.canvas.classList.toggle("pixelated", this.pixelated);
    if (!name || name === "src") this._connect();
    if (["", "line", "sketch", "scale", "before"].includes(name)) {
      this._changedAt = performance.now();
      this._isNew = true;
      this._flush();
    }
  }

  /** Show it on the whole screen, or no longer. */
  async full() {
    try {
      await (document.fullscreenElement ? document.exitFullscreen() : this.find(".stage").requestFullscreen());
    } catch {
      this._tell(t("This window does not give its whole screen."), false);
    }
  }

  /**
   * Turn one value of the sketch, for a hand that is moving: turn("latent.amount", 1.5).
   *
   * With drafted it is turned in the draft, another sketch that the page has laid ready, and that is shown.
   */
  turn(path, value, drafted = false) {
    const sketch = structuredClone((drafted && this.draft) || this.sketch), steps = path.split("."), last = steps.pop();
    const part = steps.reduce((one, step) => one?.[step], sketch);
    if (!part) return;
    part[last] = value;
    this.sketch = sketch;
  }

  /** Show what was before, where that is given, or the sketch again. */
  compare(wanted) {
    if (!this.before || wanted === Boolean(this._compares)) return;
    this._compares = wanted;
    this.changed("before");
    this.emit("gv-compare", { before: wanted });
  }

  /** Times of the last frames in ms: sent to shown, changed to shown, and from one frame to the next. */
  measure() {
    const of = (key) => this._times.map((time) => time[key]);
    const gaps = this._times.slice(1).map((time, n) => round(time.at - this._times[n].at, 2));
    return { count: this._times.length, ms: of("ms"), lag: of("lag"), gaps };
  }

  /** The picture as PNG, base64. */
  png() { return this.canvas.toDataURL("image/png").split(",")[1]; }

  _connect() {
    clearTimeout(this._retry);
    this._drop();
    if (!this.src) return;
    const address = new URL(this.src, location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    if (address.host !== location.host) {
      this._tell(t("This picture would come from another machine; that is not done."), true);
      return;
    }
    const socket = new WebSocket(address);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this._isNew = true;
      this.setAttribute("state", "open");
      this._flush();
    };
    socket.onmessage = (event) => this._got(event.data);
    socket.onclose = () => this._again();
    this._socket = socket;
  }

  _drop() {
    const socket = this._socket;
    this._socket = this._flying = null;
    clearTimeout(this._patience);
    if (!socket) return;
    socket.onclose = socket.onmessage = null;
    if (socket.readyState === WebSocket.CONNECTING) socket.onopen = () => socket.close();
    else socket.close();
  }

  _again() {
    this._drop();
    this.setAttribute("state", "waiting");
    const wait = this._wait;
    this._wait = Math.min(LONGEST_WAIT_MS, wait * 2);
    const soon = t("The painter does not answer; it is asked again in a moment."), seconds = Math.round(wait / 1000);
    this._tell(wait < 1000 ? soon : t("The painter does not answer; it is asked again in {seconds} s.", { seconds }), true);
    this._retry = setTimeout(() => this._connect(), wait * (0.8 + 0.4 * Math.random()));
  }

  _flush() {
    if (!this._isNew || this._flying || this._socket?.readyState !== WebSocket.OPEN) return;
    if (!this.line && !this.sketch) return;
    this._isNew = false;
    const sketch = this._compares && this.before ? this.before : this.sketch;
    const number = ++this._number, what = sketch ? { sketch } : { line: this.line };
    this._flying = { number, sent: performance.now(), changed: this._changedAt };
    this._socket.send(JSON.stringify({ number, ...what, scale: this.scale }));
    const socket = this._socket;
    this._patience = setTimeout(() => socket === this._socket && this._again(), PATIENCE_MS);
  }

  _got(data) {
    this._wait = FIRST_WAIT_MS;
    if (typeof data === "string") {
      let said;
      try { said = JSON.parse(data); } catch { said = { number: 0, detail: data }; }
      this._landed(said.number);
      this._tell(said.detail, true, said.number);
    } else {
      const flight = this._landed(Number(new DataView(data).getBigUint64(0)));
      this._paint(data, flight);
    }
  }

  _landed(number) {
    const flight = this._flying;
    if (!flight || number !== flight.number) return { number };
    clearTimeout(this._patience);
    this._flying = null;
    this._flush();  // the next one is painted there while this one is decoded here
    return flight;
  }

  async _paint(data, flight) {
    let bitmap;
    try {
      bitmap = await createImageBitmap(new Blob([new Uint8Array(data, 8)], { type: "image/jpeg" }));
    } catch {
      this._tell(t("What came is no picture."), true, flight.number);
      return;
    }
    if (flight.number < this._shown) return;
    this._shown = flight.number;
    if (this.canvas.width !== bitmap.width) this.canvas.width = bitmap.width;
    if (this.canvas.height !== bitmap.height) this.canvas.height = bitmap.height;
    this._lay(bitmap);
    this._tell("", false);
    const at = performance.now(), ms = round(at - (flight.sent ?? at), 2), lag = round(at - (flight.changed ?? at), 2);
    this._times.push({ at, ms, lag });
    if (this._times.length > REMEMBERED) this._times.shift();
    this.emit("gv-frame", { number: flight.number, ms, lag, width: bitmap.width, height: bitmap.height });
  }

  /** Show a picture as far as it is no flash too many, and the rest of it a little later. */
  _lay(bitmap) {
    clearTimeout(this._rest);
    if (this._bitmap !== bitmap) this._bitmap?.close();
    this._bitmap = bitmap;
    this._small ??= document.createElement("canvas");
    this._flicker ??= new Flicker();
    const share = this._flicker.allow(places(bitmap, this._small), performance.now());
    const context = this.canvas.getContext("2d");
    context.globalAlpha = share;
    context.drawImage(bitmap, 0, 0);
    context.globalAlpha = 1;
    this.toggleAttribute("held", share < 1);
    if (share < 1) this._rest = setTimeout(() => this._lay(bitmap), HELD_MS);
  }

  _tell(sentence, wrong, number = this._number) {
    if (this._say.textContent !== sentence) this._say.textContent = sentence;
    this._say.classList.toggle("wrong", wrong);
    if (wrong) this.emit("gv-error", { number, detail: sentence });
  }
}
Live.define("gv-live");
