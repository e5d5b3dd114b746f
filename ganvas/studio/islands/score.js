/**
 * <gv-score>: a piano roll to hear, to walk through note by note, and to keep bars and voices of.
 *
 * score = {notes: [{track, pitch, start, length, velocity}], tracks: [names], bar: beats in one, tempo: beats a minute};
 * start and length are in beats, pitch is MIDI's. Left and right go through the notes in time, up and down to the next
 * voice that sounds there; each is said. Space plays, b keeps the bar, v the voice, Enter hears the note, + and - zoom.
 */
import { Island, calm, clamp, icon, pen, round, t } from "./common.js";

const NAMES = [
  "C", t("C sharp"), "D", t("E flat"), "E", "F", t("F sharp"), "G", t("A flat"), "A", t("B flat"), "B",
];
const BLACK = [1, 3, 6, 8, 10];  // keys of the piano
const HUES = [210, 12, 45, 165, 285, 330, 95, 250], KEYS_PX = 46, BAR_PX = 22, MOST_HEIGHT = 300;
const PARTIALS = [1, 0.42, 0.2, 0.1, 0.05], AHEAD_S = 0.2, ATTACK_S = 0.012, RELEASE_S = 0.12, LOUD = 0.16;
const pitchName = (pitch) => `${NAMES[pitch % 12]} ${Math.floor(pitch / 12) - 1}`;

class Score extends Island {
  static props = { score: null, bars: [], voices: [], label: t("Score"), zoom: 1, playing: false, at: 0 };
  static css = `
    .scroll { overflow-x: auto; border-radius: 5px; box-shadow: 0 0 0 1px var(--_line); margin: 8px 0; }
    .scroll > div { position: relative; }
    #roll { position: sticky; left: 0; cursor: pointer; touch-action: pan-x; }
    #roll:focus-visible { outline-offset: -2px; }
    .voice { display: inline-flex; align-items: center; gap: 7px; }
    .voice i { width: 14px; height: 14px; border-radius: 3px; border: 1px solid currentColor; }
    .time { color: var(--_quiet); font-size: .875em; margin-left: auto; font-variant-numeric: tabular-nums; }
    .small { padding: 5px; }
  `;
  static html = `<div class="bar" role="toolbar"><button class="small" data-do="play" aria-label="Play">${icon("M5 3l10 6-10 6z")}
    </button><button data-do="bar">Keep bar</button><span class="bar voices"></span><button data-do="out"
    aria-label="Smaller">−</button><button data-do="in" aria-label="Larger">+</button><span class="time"></span></div>
    <div class="scroll" tabindex="-1"><div><canvas id="roll" tabindex="0" role="application" aria-describedby="how"></canvas></div>
    </div><p id="how" class="unseen">Left and right go through the notes, up and down through the voices, Space plays, b keeps the
    bar, v the voice.</p><p class="say" role="status"></p>`;

  made() {
    [this._roll, this._scroll, this._say] = ["#roll", ".scroll", ".say"].map((one) => this.find(one));
    this._notes = [];
    this._note = -1;
    this.find(".bar").addEventListener("click", ({ target }) => this._do(target.closest("button")));
    this._roll.addEventListener("keydown", (event) => this._key(event));
    this._roll.addEventListener("pointerup", (event) => this._click(event));
    this._roll.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this._zoomTo(this.zoom * Math.exp(-event.deltaY / 400));
    }, { passive: false });
    this._scroll.addEventListener("scroll", () => this.later());
  }

  enter() {
    const sizes = new ResizeObserver(() => this._lay());
    sizes.observe(this._scroll);
    this.signal.addEventListener("abort", () => sizes.disconnect());
  }

  leave() { this._silence(); }

  changed(name) {
    if (!name || name === "score") this._read();
    if (!name || name === "zoom") this._lay();
    this._roll.setAttribute("aria-label", this.label);
    this.find("[role=toolbar]").setAttribute("aria-label", t("{label}: what to do", this));
    if (!name || name === "voices" || name === "score") this._showVoices();
    if (name === "playing") this._sound();
    if (!name || name === "playing") {
      const on = this.playing, button = this.find("[data-do=play]");
      button.innerHTML = icon(on ? "M6 3v12M12 3v12" : "M5 3l10 6-10 6z");
      button.setAttribute("aria-label", on ? t("Pause") : t("Play"));
    }
    this._showTime();
    this.later();
  }

  _read() {
    const { notes = [], tracks = [], bar = 4, tempo = 96 } = this.score ?? {};
    this._notes = notes.map((note, index) => ({ velocity: 90, ...note, index }));
    this._notes.sort((a, b) => a.start - b.start || b.pitch - a.pitch);
    const count = Math.max(tracks.length, ...this._notes.map((note) => note.track + 1), 0);
    this._tracks = Array.from({ length: count }, (_, n) => tracks[n] ?? t("Voice {number}", { number: n + 1 }));
    const end = Math.max(0, ...this._notes.map((note) => note.start + note.length)), pitches = this._notes.map((note) => note.pitch);
    Object.assign(this, { _bar: bar, _tempo: tempo, _end: Math.max(bar, Math.ceil(end / bar) * bar), _note: -1 });
    this._range = pitches.length ? [Math.min(...pitches) - 1, Math.max(...pitches) + 1] : [59, 73];
    this._values.at = 0;
  }

  _lay() {
    const room = this._scroll.clientWidth || 300, beats = this._end, across = Math.max(room, KEYS_PX + beats * this._beat);
    this._scroll.firstChild.style.width = `${across}px`;
    const height = BAR_PX + clamp((this._range[1] - this._range[0] + 1) * 9, 90, MOST_HEIGHT);
    Object.assign(this._roll.style, { width: `${room}px`, height: `${height}px` });
    this.later();
  }

  /** Pixels of a beat. */
  get _beat() {
    const fits = ((this._scroll.clientWidth || 300) - KEYS_PX) / this._end;
    return Math.max(fits, Math.min(28, Math.max(fits, 28))) * this.zoom;
  }

  _place(note) {
    const rows = this._range[1] - this._range[0] + 1, high = (this._roll.clientHeight - BAR_PX) / rows;
    return {
      x: KEYS_PX + note.start * this._beat - this._scroll.scrollLeft, y: BAR_PX + (this._range[1] - note.pitch) * high,
      width: Math.max(2, note.length * this._beat - 1), height: Math.max(2, high - 1),
    };
  }

  _colour(track, alpha = 1) { return `hsl(${HUES[track % HUES.length]} 48% ${this._dark ? 66 : 42}% / ${alpha})`; }

  draw() {
    const context = pen(this._roll), tints = this.tints(), [w, h] = [this._roll.clientWidth, this._roll.clientHeight];
    if (!w || !h) return;
    this._dark = luma(tints.paper) < luma(tints.ink);
    Object.assign(context, { fillStyle: tints.paper, font: "11px system-ui, sans-serif", textBaseline: "middle" });
    context.fillRect(0, 0, w, h);
    this._grid(context, tints, w, h);
    for (const note of this._notes) this._drawNote(context, tints, note, w);
    const x = KEYS_PX + this.at * this._beat - this._scroll.scrollLeft;
    context.fillStyle = tints.accent;
    if (x >= KEYS_PX) context.fillRect(x - 1, 0, 2, h);
    this._keys(context, tints, h);
  }

  _grid(context, tints, w, h) {
    const rows = this._range[1] - this._range[0] + 1, high = (h - BAR_PX) / rows;
    context.fillStyle = tints.board;
    for (let n = 0; n < rows; n++) {
      if (BLACK.includes((this._range[1] - n) % 12)) context.fillRect(0, BAR_PX + n * high, w, high);
    }
    for (let beat = 0; beat <= this._end; beat++) {
      const x = KEYS_PX + beat * this._beat - this._scroll.scrollLeft, isBar = beat % this._bar === 0, bar = beat / this._bar;
      context.fillStyle = isBar ? tints.quiet : tints.line;
      context.fillRect(x, isBar ? 0 : BAR_PX, 1, h);
      if (!isBar || beat === this._end) continue;
      const kept = this.bars.includes(bar), wide = this._bar * this._beat;
      if (kept) {
        context.fillStyle = tints.ink;
        context.fillRect(x, 0, wide, BAR_PX);
        context.globalAlpha = 0.07;
        context.fillRect(x, BAR_PX, wide, h);
        context.globalAlpha = 1;
      }
      context.fillStyle = kept ? tints.paper : tints.quiet;
      context.fillText(`${bar + 1}${kept ? " ★" : ""}`, x + 6, BAR_PX / 2);
    }
  }

  _drawNote(context, tints, note, w) {
    const { x, y, width, height } = this._place(note), kept = this.voices.includes(note.track);
    const now = this._notes[this._note] === note;
    if (x > w || x + width < KEYS_PX) return;
    context.fillStyle = this._colour(note.track, 0.45 + 0.55 * (note.velocity / 127));
    context.beginPath();
    context.roundRect(x, y, width, height, Math.min(3, height / 2));
    context.fill();
    if (kept || now) {
      Object.assign(context, { strokeStyle: tints.ink, lineWidth: now ? 2.5 : 1 });
      context.stroke();
    }
    if (note.track % 2 && height > 4) {  // every other voice is striped: not by colour alone
      context.fillStyle = tints.paper;
      context.fillRect(x + 2, y + height / 2 - 0.5, Math.max(0, width - 4), 1);
    }
  }

  _keys(context, tints, h) {
    const rows = this._range[1] - this._range[0] + 1, high = (h - BAR_PX) / rows;
    context.fillStyle = tints.paper;
    context.fillRect(0, 0, KEYS_PX, h);
    context.fillStyle = tints.line;
    context.fillRect(KEYS_PX - 1, 0, 1, h);
    context.fillStyle = tints.quiet;
    for (let pitch = this._range[0]; pitch <= this._range[1]; pitch++) {
      if (pitch % 12 === 0) context.fillText(`C${pitch / 12 - 1}`, 12, BAR_PX + (this._range[1] - pitch + 0.5) * high);
    }
  }

  _showVoices() {
    const buttons = (this._tracks ?? []).map((name, n) => {
      const button = document.createElement("button");
      button.className = "voice";
      button.dataset.voice = n;
      button.innerHTML = "<i></i><span></span>";
      const colour = this._colour(n), striped = `repeating-linear-gradient(${colour} 0 3px, var(--_paper) 3px 4px)`;
      button.firstChild.style.background = n % 2 ? striped : colour;
      button.lastChild.textContent = name;
      button.setAttribute("aria-pressed", String(this.voices.includes(n)));
      button.title = t("Keep {name}", { name });
      return button;
    });
    this.find(".voices").replaceChildren(...buttons);
  }

  _showTime() {
    const bar = Math.floor(this.at / this._bar) + 1, beat = Math.floor(this.at % this._bar) + 1;
    this.find(".time").textContent = t("bar {bar}, beat {beat}", { bar, beat });
  }

  _do(button) {
    if (!button) return;
    const { do: what, voice } = button.dataset;
    if (voice !== undefined) this._keepVoice(Number(voice));
    else if (what === "play") this._playPause();
    else if (what === "bar") this._keepBar(this._barNow);
    else this._zoomTo(this.zoom * (what === "in" ? 1.4 : 1 / 1.4));
  }

  get _barNow() { return Math.floor((this._notes[this._note]?.start ?? this.at) / this._bar); }

  _playPause() {
    if (!this.playing && this.at >= this._end - 1e-6) this.at = 0;
    this.playing = !this.playing;
    this.emit("gv-play", { playing: this.playing, at: this.at });
  }

  _keepBar(bar) {
    this.bars = toggled(this.bars, bar);
    const number = bar + 1;
    this._tell(this.bars.includes(bar) ? t("Bar {number} kept", { number }) : t("Bar {number} free again", { number }));
    this._told();
  }

  _keepVoice(track) {
    this.voices = toggled(this.voices, track);
    const name = this._tracks[track];
    this._tell(this.voices.includes(track) ? t("{name} kept", { name }) : t("{name} free again", { name }));
    this._told();
  }

  _told() { this.emit("gv-keep", { bars: [...this.bars], voices: [...this.voices] }); }
  _tell(sentence) { this._say.textContent = sentence; }
  _zoomTo(zoom) { this.zoom = clamp(zoom, 0.25, 8); }

  _click(event) {
    const { offsetX: x, offsetY: y } = event, beat = (x - KEYS_PX + this._scroll.scrollLeft) / this._beat;
    this._roll.focus();
    if (x < KEYS_PX || beat > this._end) return;
    if (y < BAR_PX) { this._keepBar(Math.floor(beat / this._bar)); return; }
    const found = this._notes.findLastIndex((note) => {
      const box = this._place(note);
      return x >= box.x - 2 && x <= box.x + box.width + 2 && y >= box.y - 2 && y <= box.y + box.height + 2;
    });
    if (found >= 0) this._go(found);
    else { this.at = clamp(beat, 0, this._end); this.emit("gv-seek", { at: round(this.at, 3) }); }
  }

  _key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event, last = this._notes.length - 1, now = this._notes[this._note];
    const ways = { ArrowRight: this._note + 1, ArrowLeft: this._note - 1, Home: 0, End: last };
    if (key in ways) this._go(clamp(ways[key], 0, last));
    else if (key === "ArrowUp" || key === "ArrowDown") this._across(key === "ArrowUp" ? 1 : -1);
    else if (key === " ") this._playPause();
    else if (key === "b") this._keepBar(this._barNow);
    else if (key === "v" && now) this._keepVoice(now.track);
    else if (key === "Enter" && now) this._strike(now, this._audio().currentTime);
    else if (key === "+" || key === "=" || key === "-") this._zoomTo(this.zoom * (key === "-" ? 1 / 1.4 : 1.4));
    else return;
    event.preventDefault();
  }

  /** The next note above or below among those that sound at this one's start. */
  _across(way) {
    const now = this._notes[this._note] ?? this._notes[0];
    const sounds = (note) => note.start <= now?.start && note.start + note.length > now.start;
    const here = this._notes.filter(sounds).sort((a, b) => a.pitch - b.pitch);
    const next = here[here.indexOf(now) + way];
    if (next) this._go(this._notes.indexOf(next));
  }

  _go(n) {
    const note = this._notes[n];
    if (!note) return;
    this._note = n;
    const bar = Math.floor(note.start / this._bar), beat = round((note.start % this._bar) + 1, 2);
    const long = note.length === 1 ? t("one beat") : t("{beats} beats", { beats: round(note.length, 2) });
    const where = t("bar {bar}, beat {beat}", { bar: bar + 1, beat });
    this._tell(`${pitchName(note.pitch)}, ${this._tracks[note.track]}, ${where}, ${long}`);
    this._into(note.start);
    this.emit("gv-choose", { index: note.index, bar, track: note.track });
    this.later();
  }

  /** Scroll a beat into the window. */
  _into(beat) {
    const x = beat * this._beat, room = this._scroll.clientWidth - KEYS_PX, from = this._scroll.scrollLeft;
    if (x < from || x > from + room - 40) this._scroll.scrollLeft = Math.max(0, x - room / 4);
  }

  _audio() {
    if (!this._context) {
      this._context = new AudioContext();
      this._wave = this._context.createPeriodicWave(new Float32Array([0, ...PARTIALS]), new Float32Array(PARTIALS.length + 1));
      this._out = new DynamicsCompressorNode(this._context);
      this._out.connect(this._context.destination);
    }
    this._context.resume();
    return this._context;
  }

  /** One note: five partials under a gentle envelope. */
  _strike(note, when, from = 0) {
    const long = Math.max(0.05, ((note.length - from) * 60) / this._tempo), peak = LOUD * (note.velocity / 127);
    const tone = new OscillatorNode(this._context, { periodicWave: this._wave, frequency: 440 * 2 ** ((note.pitch - 69) / 12) });
    const gain = new GainNode(this._context, { gain: 0 });
    gain.gain.setValueAtTime(0, when);
    gain.gain.linearRampToValueAtTime(peak, when + ATTACK_S);
    gain.gain.setTargetAtTime(peak * 0.45, when + ATTACK_S, 0.35);
    gain.gain.setTargetAtTime(0, when + long, RELEASE_S / 3);
    tone.connect(gain).connect(this._out);
    tone.start(when);
    tone.stop(when + long + RELEASE_S * 2);
    (this._tones ??= new Set()).add(tone);
    tone.onended = () => this._tones.delete(tone);
  }

  _silence() {
    for (const tone of this._tones ?? []) tone.stop();
    cancelAnimationFrame(this._frame);
  }

  /** Sound and playhead from where it stands, notes scheduled a little ahead of the clock. */
  _sound() {
    this._silence();
    if (!this.playing || !this._notes.length) return;
    const audio = this._audio(), begun = audio.currentTime + 0.06, start = this.at, beats = this._tempo / 60;
    const queue = this._notes.filter((note) => note.start + note.length > start);
    const tick = () => {
      if (!this.isConnected || !this.playing) return;
      const now = start + Math.max(0, audio.currentTime - begun) * beats;
      while (queue.length && queue[0].start <= now + AHEAD_S * beats) {
        const note = queue.shift(), from = Math.max(0, start - note.start);
        this._strike(note, begun + Math.max(0, note.start - start) / beats, from);
      }
      this.at = Math.min(now, this._end);
      if (!calm() || Math.floor(now) !== this._spoken) this._into(now);  // less motion: once a beat
      this._spoken = Math.floor(now);
      if (now >= this._end) { this.playing = false; this.emit("gv-play", { playing: false, at: this._end }); return; }
      this._frame = requestAnimationFrame(tick);
    };
    tick();
  }
}

function toggled(list, one) {
  return list.includes(one) ? list.filter((other) => other !== one) : [...list, one].sort((a, b) => a - b);
}

/** How light a colour is that is given as rgb(…), 0…255. */
function luma(colour) {
  const [red, green, blue] = (colour.match(/[\d.]+/g) ?? [0, 0, 0]).map(Number);
  return 0.3 * red + 0.59 * green + 0.11 * blue;
}
Score.define("gv-score");
