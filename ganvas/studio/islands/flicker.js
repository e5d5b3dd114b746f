/**
 * No more than three flashes a second on a live picture: WCAG 2.2, success criterion 2.3.1, as
 * ganvas/media/image/flashes.py counts them in films.
 *
 * A change is a rise or fall of relative luminance by 0.1 or more where the darker end is below 0.8, opposed to the
 * change before it at the same place; two of them are a flash. A red change is one of (R - G - B) * 320 by 20 or more to
 * or from a saturated red. A frame after which more than three flashes lay within a second is not shown as it is: only so
 * much of it is laid over the last one that no change comes of it.
 */
const SIDE = 24, MOST_CHANGES = 6, WITHIN_MS = 1000, LEAST = 0.1, DARK = 0.8, RED = 20 / 320, SATURATED = 0.8;
const AREA = 0.25 / 9;  // of the picture: a quarter of ten degrees of the field, where a screen has three times three such
const SHARES = [1, 0.6, 0.35, 0.2, 0.1, 0.05];

const linear = Float32Array.from({ length: 256 }, (_, level) => {
  const coded = level / 255;
  return coded <= 0.04045 ? coded / 12.92 : ((coded + 0.055) / 1.055) ** 2.4;
});

/** Opposing changes of one signal at each place. */
class Changes {
  constructor(count, least) {
    Object.assign(this, { least, low: null, high: null, last: new Int8Array(count), lowMarked: null, highMarked: null });
  }

  /** Where this frame completes a change; with keep, it counts from now on. */
  add(signal, marked, keep) {
    const turned = [];
    if (!this.low) {
      if (keep) {
        [this.low, this.high] = [signal.slice(), signal.slice()];
        [this.lowMarked, this.highMarked] = [marked.slice(), marked.slice()];
      }
      return turned;
    }
    for (let n = 0; n < signal.length; n++) {
      const value = signal[n], lower = value < this.low[n], higher = value > this.high[n];
      const low = lower ? value : this.low[n], high = higher ? value : this.high[n];
      const lowMarked = lower ? marked[n] : this.lowMarked[n], highMarked = higher ? marked[n] : this.highMarked[n];
      const rises = this.last[n] <= 0 && value - low >= this.least && (lowMarked || marked[n]);
      const falls = !rises && this.last[n] >= 0 && high - value >= this.least && (highMarked || marked[n]);
      if (rises || falls) turned.push(n);
      if (!keep) continue;
      if (rises || falls) this.last[n] = rises ? 1 : -1;
      this.low[n] = falls ? value : low;  // the way back is measured from here on
      this.high[n] = rises ? value : high;
      this.lowMarked[n] = falls ? marked[n] : lowMarked;
      this.highMarked[n] = rises ? marked[n] : highMarked;
    }
    return turned;
  }
}

export class Flicker {
  /** A guard for pictures of so many places, of which each is looked at by itself. */
  constructor(count = SIDE * SIDE) {
    this.count = count;
    this.parts = [new Changes(count, LEAST), new Changes(count, RED)];
    this.recent = [];  // {at, turned: [places of each part]}
    this.shown = null;
  }

  /**
   * How much of a frame may be laid over the last one, 0…1; it counts as shown like that.
   *
   * frame: RGBA levels of all places, one after the other; at: when, in ms.
   */
  allow(frame, at) {
    this.recent = this.recent.filter((one) => at - one.at < WITHIN_MS);
    const share = this.shown ? SHARES.find((one) => this._fits(this._mixed(frame, one))) ?? 0 : 1;
    const mixed = this._mixed(frame, share);
    this.recent.push({ at, turned: this._turned(mixed, true) });
    this.shown = mixed;
    return share;
  }

  _mixed(frame, share) {
    if (!this.shown || share === 1) return Uint8ClampedArray.from(frame);
    return Uint8ClampedArray.from(frame, (level, n) => this.shown[n] + share * (level - this.shown[n]));
  }

  _turned(frame, keep) {
    const light = new Float32Array(this.count), red = new Float32Array(this.count);
    const dark = new Uint8Array(this.count), saturated = new Uint8Array(this.count);
    for (let n = 0; n < this.count; n++) {
      const [r, g, b] = [linear[frame[4 * n]], linear[frame[4 * n + 1]], linear[frame[4 * n + 2]]];
      light[n] = 0.2126 * r + 0.7152 * g + 0.0722 * b;
      dark[n] = light[n] < DARK;
      red[n] = Math.max(0, r - g - b);
      saturated[n] = r >= SATURATED * Math.max(r + g + b, 1e-6);
    }
    return [this.parts[0].add(light, dark, keep), this.parts[1].add(red, saturated, keep)];
  }

  _fits(frame) {
    const now = this._turned(frame, false);
    return this.parts.every((_, part) => {
      if (!now[part].length) return true;
      const counts = new Uint16Array(this.count);
      for (const { turned } of this.recent) for (const place of turned[part]) counts[place] += 1;
      const over = now[part].filter((place) => counts[place] + 1 > MOST_CHANGES).length;
      return over <= AREA * this.count;
    });
  }
}

/** The places of a picture, as Flicker looks at them, each the mean of its part. */
export function places(picture, small) {
  small.width = small.height = SIDE;
  const context = small.getContext("2d", { willReadFrequently: true });
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, SIDE, SIDE);
  return context.getImageData(0, 0, SIDE, SIDE).data;
}
