/** What gv-paint paints on: one layer's pixels, the cover of the stroke under way, its shapes, and its undo. */
import { clamp, round } from "./common.js";

export const MOST_POINTS = 4096, SIDES = ["left", "top", "right", "bottom"];
const MOST_STROKES = 256, ALIKE = 48, AROUND = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => [dx, dy]));

export class Layer {
  constructor(width, height) {
    this.canvas = Object.assign(document.createElement("canvas"), { width, height });
    this.image = new ImageData(width, height);
    this.cover = new Float32Array(width * height);  // of the stroke under way, 0…1
    this.shapes = [];  // what the layer is made of, in the form of ganvas/sketch/masks.py; null where that cannot be said
    this.feather = 0;
    this.past = [];
    this.future = [];
  }

  get whole() { return [0, 0, this.image.width, this.image.height]; }

  begin() {
    this.before = this.image.data.slice();
    this.cover.fill(0);
    this.dirty = null;
  }

  cancel() {
    this.image.data.set(this.before);
    this.show();
  }

  /** Be a mask of ganvas/sketch/masks.py, or what a picture is light in, or nothing; nothing of before can be undone. */
  become(mask, bitmap, ink) {
    this.shapes = mask ? (mask.kind === "strokes" ? mask.of : [mask]) : bitmap ? null : [];
    this.image.data.fill(0);
    this.begin();
    for (const shape of this.shapes ?? []) {
      const { points } = shape;
      if (points) points.forEach((point, n) => this.piece(points[Math.max(0, n - 1)], point, shape.width, 0));
      else this.frame(shape.kind, ...SIDES.map((side) => shape[side]));
    }
    if (bitmap) this.light(bitmap);
    Object.assign(this, { past: [], future: [], feather: 0 });
    this.apply(this.whole, ink, "mask");
  }

  /** Cover the hull of two discs, as masks.py does, softer towards its edge; gives the rectangle it can reach. */
  piece(one, two, width, softness) {
    const { width: across, height: down } = this.image, radius = (Math.min(across, down) * width) / 2;
    const [x0, y0, r0] = [one.x * across, one.y * down, one.pressure * radius];
    const [x1, y1, r1] = [two.x * across, two.y * down, two.pressure * radius];
    const reach = Math.max(r0, r1) + 1, length = Math.max((x1 - x0) ** 2 + (y1 - y0) ** 2, 1e-12);
    const left = clamp(Math.floor(Math.min(x0, x1) - reach), 0, across);
    const top = clamp(Math.floor(Math.min(y0, y1) - reach), 0, down);
    const right = clamp(Math.ceil(Math.max(x0, x1) + reach), 0, across);
    const bottom = clamp(Math.ceil(Math.max(y0, y1) + reach), 0, down);
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const t = clamp(((x + 0.5 - x0) * (x1 - x0) + (y + 0.5 - y0) * (y1 - y0)) / length, 0, 1);
        const away = Math.hypot(x + 0.5 - x0 - t * (x1 - x0), y + 0.5 - y0 - t * (y1 - y0)), r = r0 + t * (r1 - r0);
        const here = r > 0 ? clamp((r - away + 0.5) / (1 + softness * r), 0, 1) : 0, n = y * across + x;
        if (here > this.cover[n]) this.cover[n] = here;
      }
    }
    return [left, top, right, bottom];
  }

  /** The smallest rectangle around all that is covered, or null. */
  get covered() {
    const { width } = this.image, found = [Infinity, Infinity, -1, -1];
    this.cover.forEach((value, n) => {
      if (!value) return;
      const [x, y] = [n % width, Math.floor(n / width)];
      [[0, x], [1, y]].forEach(([at, place]) => {
        found[at] = Math.min(found[at], place);
        found[at + 2] = Math.max(found[at + 2], place + 1);
      });
    });
    return found[2] < 0 ? null : found;
  }

  /** Cover a box or an oval, as masks.py does; sides in 0…1. */
  frame(kind, left, top, right, bottom) {
    const { width, height } = this.image, [a, b] = [(right - left) / 2, (bottom - top) / 2];
    const covered = (at, first, last, count) => clamp(Math.min(at + 1, last * count) - Math.max(at, first * count), 0, 1);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [dx, dy] = [((x + 0.5) / width - left - a) / a, ((y + 0.5) / height - top - b) / b];
        const radius = Math.max(Math.hypot(dx, dy), 1e-9);
        const slope = Math.max(Math.hypot(dx / (a * width), dy / (b * height)) / radius, 1e-9);
        this.cover[y * width + x] = kind === "box" ? covered(x, left, right, width) * covered(y, top, bottom, height)
          : clamp((1 - radius) / slope + 0.5, 0, 1);
      }
    }
  }

  /** Cover what is inside a path, in the layer's pixels. */
  inside(path) {
    const { width, height } = this.image, flat = new OffscreenCanvas(width, height).getContext("2d");
    flat.fill(path, "evenodd");
    const { data } = flat.getImageData(0, 0, width, height);
    for (let n = 0; n < this.cover.length; n++) this.cover[n] = data[4 * n + 3] / 255;
  }

  /** Cover what a picture is light in. */
  light(bitmap) {
    const { width, height } = this.image, flat = new OffscreenCanvas(width, height).getContext("2d");
    flat.drawImage(bitmap, 0, 0, width, height);
    const { data } = flat.getImageData(0, 0, width, height);
    for (let n = 0; n < this.cover.length; n++) this.cover[n] = data[4 * n] / 255;
  }

  /** Cover what hangs together with a place and looks like it, and one pixel around. */
  flood(point, masks) {
    const { width, height, data } = this.image, parts = masks ? [3] : [0, 1, 2, 3], seen = new Uint8Array(width * height);
    const found = [[Math.floor(point.x * width), Math.floor(point.y * height)]];
    const start = 4 * (found[0][1] * width + found[0][0]);
    const out = (x, y) => x < 0 || y < 0 || x >= width || y >= height;
    while (found.length) {
      const [x, y] = found.pop(), n = y * width + x;
      if (out(x, y) || seen[n]) continue;
      seen[n] = 1;
      if (parts.some((part) => Math.abs(data[4 * n + part] - data[start + part]) > ALIKE)) continue;
      for (const [dx, dy] of AROUND) if (!out(x + dx, y + dy)) this.cover[n + dy * width + dx] = 1;
      found.push([x + 1, y], [x - 1, y], [x, y + 1], [x, y - 1]);
    }
  }

  /**
   * The pixels in a rectangle, from those before and the cover.
   *
   * ink is [r, g, b]; way is "erase", "mask" (the larger cover stays) or "colour" (the new lies over the old).
   */
  apply(rect, ink, way) {
    const { data, width } = this.image, before = this.before, [left, top, right, bottom] = rect;
    for (let y = top; y < bottom; y++) {
      for (let n = y * width + left; n < y * width + right; n++) {
        const at = 4 * n, cover = this.cover[n], was = before[at + 3] / 255;
        const over = way === "mask" ? Math.max(was, cover) : cover + was * (1 - cover);
        const alpha = way === "erase" ? Math.min(was, 1 - cover) : over;
        const share = way === "erase" || !alpha ? 0 : way === "mask" ? 1 : cover / alpha;
        for (let c = 0; c < 3; c++) data[at + c] = ink[c] * share + before[at + c] * (1 - share);
        data[at + 3] = 255 * alpha;
      }
    }
    const old = this.dirty ?? rect;
    this.dirty = [0, 1, 2, 3].map((n) => (n < 2 ? Math.min : Math.max)(old[n], rect[n]));
    this.show(rect);
  }

  /**
   * Keep what was before, up to so many bytes.
   *
   * shape is what was added, [] where nothing is left, or null where no shape says it; feather is how soft it is. As one
   * region has one softness, strokes of two leave only the pixels.
   */
  end(shape, feather, bytes) {
    this.told = undefined;
    const { shapes } = this, mixed = shape?.kind && shapes?.length && feather !== this.feather;
    this.past.push({ rect: this.dirty, pixels: cut(this.before, this.image.width, this.dirty), shapes, feather: this.feather });
    this.future = [];
    while (this.past.length > 1 && this.held > bytes) this.past.shift();
    this.shapes = mixed || !shape ? null : Array.isArray(shape) ? shape : shapes && [...shapes, shape];
    this.feather = feather;
  }

  /** Bytes that the undo holds. */
  get held() { return this.past.reduce((sum, step) => sum + step.pixels.length, 0); }

  /** Undo ("past" to "future") or redo; gives the rectangle that changed, or null where there is nothing. */
  swap(from, to) {
    const step = this[from].pop(), { data, width } = this.image;
    if (!step) return null;
    this[to].push({ ...step, pixels: cut(data, width, step.rect), shapes: this.shapes, feather: this.feather });
    Object.assign(this, { shapes: step.shapes, feather: step.feather });
    cut(data, width, step.rect, step.pixels);
    this.show(step.rect);
    return step.rect;
  }

  show([left, top, right, bottom] = this.whole) {
    this.canvas.getContext("2d").putImageData(this.image, 0, 0, left, top, right - left, bottom - top);
  }

  /** PNG in base64: the cover as grey, or the colours with transparency. */
  png(grey) {
    const { width, height, data } = this.image, flat = Object.assign(document.createElement("canvas"), { width, height });
    const shown = new ImageData(data.slice(), width);
    for (let at = 0; grey && at < data.length; at += 4) shown.data.fill(data[at + 3], at, at + 3).fill(255, at + 3, at + 4);
    flat.getContext("2d").putImageData(shown, 0, 0);
    return flat.toDataURL("image/png").split(",")[1];
  }

  /** The layer as one mask of ganvas/sketch/masks.py, or null where only its pixels say what it is. */
  get vector() { return joined(this.shapes); }

  /** The same with one shape more. */
  with(shape) { return this.shapes && joined([...this.shapes, shape]); }

  /** A rectangle of pixels in 0…1. */
  bounds(rect) {
    const { width, height } = this.image;
    return Object.fromEntries(SIDES.map((side, n) => [side, round(rect[n] / (n % 2 ? height : width))]));
  }
}

/** Shapes as one mask, or null where there are none, or too many for one. */
function joined(shapes) {
  if (!shapes?.length) return null;
  if (shapes.length === 1) return shapes[0];
  const points = shapes.reduce((sum, one) => sum + (one.points?.length ?? Infinity), 0);
  return points <= MOST_POINTS && shapes.length <= MOST_STROKES ? { kind: "strokes", of: shapes } : null;
}

/** Whether two values that JSON carries are the same. */
export function alike(one, other) {
  if (typeof one !== "object" || typeof other !== "object" || !one || !other) return one === other;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => alike(one[key], other[key]));
}

/** The path of a box or an oval. */
export function framed(kind, left, top, width, height) {
  const path = new Path2D();
  if (kind === "box") path.rect(left, top, width, height);
  else path.ellipse(left + width / 2, top + height / 2, width / 2, height / 2, 0, 0, 7);
  return path;
}

/** The pixels of a rectangle; with others given, those are put there. */
function cut(data, width, [left, top, right, bottom], put = null) {
  const across = 4 * (right - left), found = new Uint8ClampedArray(across * (bottom - top));
  for (let y = top; y < bottom; y++) {
    const from = 4 * (y * width + left), to = (y - top) * across;
    if (put) data.set(put.subarray(to, to + across), from);
    else found.set(data.subarray(from, from + across), to);
  }
  return found;
}
