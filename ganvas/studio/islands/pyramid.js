/** An atlas as it lies on the disk (ganvas/model/atlas): its index, what hangs where, and its tiles as they are needed. */
import { t } from "./common.js";

const KEEP = 200;  // tiles, a third of a MiB each

export class Pyramid {
  /** The atlas in a folder of the server. */
  static async open(src, loaded) {
    const base = new URL(src.endsWith("/") ? src : `${src}/`, location.href).href, answer = await fetch(`${base}index.js`);
    if (!answer.ok) throw new Error(t("{url}: answered {status}", { url: `${base}index.js`, status: answer.status }));
    const text = await answer.text();
    return new Pyramid(JSON.parse(text.slice(text.indexOf("=") + 1).trim().replace(/;$/, "")), base, loaded);
  }

  /** index: as in index.js; base: the folder's address; loaded: called when a tile has come. */
  constructor(index, base, loaded) {
    Object.assign(this, { index, base, loaded });
    this.across = index.tile_px / index.cell_px;
    this.have = new Set(index.tiles);
    this.places = [...index.seed_places, ...index.work_places];  // samples first: a row is a number in here
    this._hung = [];
    this._tiles = new Map();
  }

  /** Which row hangs in each cell of a level: of those that share one, the nearest to its middle. */
  hung(level) {
    const side = this.across * 2 ** level, found = new Map();
    if (this._hung[level]) return this._hung[level];
    this.places.forEach(([x, y], row) => {
      const column = Math.floor(x * side), line = Math.floor(y * side), key = line * side + column;
      const away = (x * side - column - 0.5) ** 2 + (y * side - line - 0.5) ** 2;
      if (!(found.get(key)?.away <= away)) found.set(key, { row, away });
    });
    return (this._hung[level] = found);
  }

  /** The row that is seen at a place on a level, or -1. */
  rowAt(x, y, level) {
    const side = this.across * 2 ** level;
    if (x < 0 || y < 0 || x >= 1 || y >= 1) return -1;
    return this.hung(level).get(Math.floor(y * side) * side + Math.floor(x * side))?.row ?? -1;
  }

  isWork(row) { return row >= this.index.seeds.length; }

  /** What a row is, with the seed that hangs nearest to a place. */
  of(row, x, y) {
    const { seeds, works, seed_places } = this.index, isWork = this.isWork(row), index = isWork ? row - seeds.length : row;
    let [near, least] = [index, Infinity];
    if (isWork) seed_places.forEach(([a, b], n) => {
      const away = (a - x) ** 2 + (b - y) ** 2;
      if (away < least) [near, least] = [n, away];
    });
    const name = isWork ? works[index] : t("seed {seed}", { seed: seeds[index] });
    return { kind: isWork ? "work" : "seed", index, seed: seeds[near], name, x, y };
  }

  /** Rows in order of their distance from a place. */
  around(x, y) {
    const away = this.places.map(([a, b]) => (a - x) ** 2 + (b - y) ** 2);
    return away.map((_, row) => row).sort((one, other) => away[one] - away[other]);
  }

  /** A tile that is there, its bare ground taken out; else it is sent for. */
  tile(name) {
    let tile = this._tiles.get(name);
    this._tiles.delete(name);
    if (!tile) {
      const image = new Image();
      tile = { image: null };
      image.onload = () => { tile.image = this._cut(name, image); this.loaded(); };
      image.src = `${this.base}tiles/${name}.jpg`;
      if (this._tiles.size >= KEEP) this._tiles.delete(this._tiles.keys().next().value);
    }
    this._tiles.set(name, tile);  // the oldest is first
    return tile.image;
  }

  /** Draw a row's picture, from the deepest level, into a canvas; false while its tile is not there. */
  draw(row, canvas) {
    const { levels, cell_px: cell } = this.index, side = 2 ** (levels - 1), [x, y] = this.places[row];
    const image = this.tile(`${levels - 1}-${Math.floor(x * side)}-${Math.floor(y * side)}`);
    const at = (value) => Math.floor(((value * side) % 1) * this.across) * cell;
    canvas.width = canvas.height = cell;
    if (image) canvas.getContext("2d").drawImage(image, at(x), at(y), cell, cell, 0, 0, cell, cell);
    return Boolean(image);
  }

  _cut(name, image) {
    const { tile_px: px, cell_px: cell } = this.index, [level, x, y] = name.split("-").map(Number), { across } = this;
    const flat = new OffscreenCanvas(px, px), context = flat.getContext("2d"), hung = this.hung(level);
    for (let line = 0; line < across; line++) {
      for (let column = 0; column < across; column++) {
        const found = hung.get((y * across + line) * across * 2 ** level + x * across + column);
        if (!found) continue;
        const edge = this.isWork(found.row) ? 1 : 4, size = cell - 2 * edge;  // a work keeps its frame
        const from = [column * cell + edge, line * cell + edge, size, size];
        context.drawImage(image, ...from, ...from);
      }
    }
    return flat.transferToImageBitmap();
  }
}
