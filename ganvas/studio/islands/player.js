/**
 * <gv-player>: plays a film before it is painted.
 *
 * Inside it stand a <gv-live>, which paints, and a <gv-strip>, whose playhead says when. A plan is {fps, lines}: a sketch
 * for every frame, fetched once, so that nothing goes to and fro while it plays but the pictures. The sound keeps to the
 * playhead. What the painter cannot keep up with is left out; the time stays right.
 */
import { Island, clamp, t } from "./common.js";

const APART_S = 0.12;  // how far sound and playhead may be apart before the sound is set right

class Player extends Island {
  static props = { plan: "", sound: "", muted: false };
  static html = `<slot></slot><audio preload="auto"></audio>`;

  made() {
    this._audio = this.find("audio");
    this.addEventListener("gv-seek", (event) => this._go(event.detail.at));
    this.addEventListener("gv-play", (event) => this._play(event.detail));
  }

  leave() { this._audio.pause(); }

  changed(name) {
    if (!name || name === "plan") this._load();
    if (!name || name === "sound") {
      if (this.sound) this._audio.src = this.sound; else this._audio.removeAttribute("src");
    }
    this._audio.muted = this.muted;
  }

  async _load() {
    const address = this.plan;
    this._lines = [];
    if (!address) return;
    try {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(t("it answered {status}", { status: answer.status }));
      const { fps, lines } = await answer.json();
      if (address !== this.plan) return;
      [this._fps, this._lines] = [fps, lines];
      this.setAttribute("state", "ready");
      this._go(this.querySelector("gv-strip")?.at ?? 0);
    } catch (error) {
      this.emit("gv-error", { detail: t("The film cannot be played: {fault}", { fault: error.message }) });
    }
  }

  _go(at) {
    const live = this.querySelector("gv-live"), { _lines: lines } = this;
    if (!live || !lines?.length) return;
    live.line = lines[clamp(Math.round(at * this._fps), 0, lines.length - 1)];
    if (this.sound && Math.abs(this._audio.currentTime - at) > APART_S) this._audio.currentTime = at;
  }

  async _play({ playing, at }) {
    if (!this.sound) return;
    if (!playing) { this._audio.pause(); return; }
    this._audio.currentTime = at;
    try {
      await this._audio.play();
    } catch (error) {
      const detail = t("The sound cannot be played: {fault}", { fault: error.message });
      if (error.name !== "AbortError") this.emit("gv-error", { detail });
    }
  }
}
Player.define("gv-player");
