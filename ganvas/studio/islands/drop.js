/**
 * <gv-drop>: a place to drop works: files, folders and archives, or to choose them by a button.
 *
 * Each file is sent in pieces to `to`/BATCH?name=PATH&offset=N, so that the paths inside a dropped folder stay and no
 * request is large. Events: gv-begin {}, gv-progress {done, files, bytes, all}, gv-dropped {batch, files, bytes} when
 * everything has arrived, gv-error {detail}.
 */
import { Island, t } from "./common.js";

const PIECE_BYTES = 8 * 2 ** 20, AT_ONCE = 3, MOST_FILES = 50000, TRIES = 4;

class Drop extends Island {
  static props = { to: "/studio/drops", label: t("Drop works here"), files: t("Choose files"), folder: t("Choose a folder"),
    sending: t("{done} of {files} files"), busy: false };
  static css = `
    .place { display: grid; justify-items: center; gap: 12px; padding: 34px 20px; text-align: center;
      border: 1.5px dashed var(--_quiet); border-radius: 8px; background: var(--gv-surface, transparent); }
    .place.over { border-color: var(--_ink); border-style: solid; background: var(--_board); }
    .what { margin: 0; font-size: 1.05em; }
    progress { width: min(420px, 100%); height: 8px; accent-color: var(--_ink); }
    progress[hidden] { display: none; }
    button { min-height: 36px; padding: 4px 14px; }
  `;
  static html = `<div class="place" role="group"><p class="what"></p><div class="bar"><button class="files"></button><button
    class="folder"></button></div><progress max="1" value="0" hidden></progress><p class="say" role="status"></p>
    <input class="pick" type="file" multiple hidden><input class="pick" type="file" webkitdirectory hidden></div>`;

  made() {
    const place = this.find(".place"), [some, all] = this.all(".pick");
    this.find(".files").addEventListener("click", () => some.click());
    this.find(".folder").addEventListener("click", () => all.click());
    for (const pick of [some, all]) {
      pick.addEventListener("change", () => {
        this._send([...pick.files].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
        pick.value = "";
      });
    }
    for (const name of ["dragenter", "dragover"]) {
      place.addEventListener(name, (event) => { event.preventDefault(); place.classList.add("over"); });
    }
    place.addEventListener("dragleave", () => place.classList.remove("over"));
    place.addEventListener("drop", async (event) => {
      event.preventDefault();
      place.classList.remove("over");
      const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean), found = [];
      for (const entry of entries) await this._walk(entry, "", found);
      this._send(found);
    });
  }

  changed() {
    this.find(".what").textContent = this.label;
    this.find(".place").setAttribute("aria-label", this.label);
    this.find(".files").textContent = this.files;
    this.find(".folder").textContent = this.folder;
    for (const one of this.all("button")) one.disabled = this.busy || this._sending;
  }

  async _walk(entry, above, found) {
    if (found.length >= MOST_FILES) return;
    if (entry.isFile) {
      const file = await new Promise((resolve) => entry.file(resolve, () => resolve(null)));
      if (file) found.push({ file, path: above + entry.name });
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
      if (!some.length) return;
      for (const inner of some) await this._walk(inner, `${above}${entry.name}/`, found);
    }
  }

  async _send(waiting) {
    if (!waiting.length || this._sending || this.busy) return;
    const batch = `b${Date.now().toString(36)}${Math.floor(Math.random() * 1e9).toString(36)}`;
    const count = waiting.length, all = waiting.reduce((sum, { file }) => sum + file.size, 0);
    const bar = this.find("progress");
    let done = 0, bytes = 0, fault = "";
    this._sending = true;
    this.changed();
    bar.hidden = false;
    this.emit("gv-begin");
    const tell = () => {
      bar.value = all ? bytes / all : 1;
      this.find(".say").textContent = this.sending.replace("{done}", done).replace("{files}", count);
      this.emit("gv-progress", { done, files: count, bytes, all });
    };
    const queue = waiting.slice();
    const worker = async () => {
      for (let next = queue.shift(); next && !fault; next = queue.shift()) {
        try {
          await this._file(batch, next, (size) => { bytes += size; });
          done += 1;
        } catch (error) {
          fault ||= `${next.path}: ${error.message}`;
        }
        tell();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    this._sending = false;
    bar.hidden = true;
    this.find(".say").textContent = fault;
    this.changed();
    if (fault) this.emit("gv-error", { detail: fault });
    else this.emit("gv-dropped", { batch, files: count, bytes });
  }

  async _file(batch, { file, path }, sent) {
    for (let offset = 0; offset === 0 || offset < file.size; offset += PIECE_BYTES) {
      const piece = file.slice(offset, offset + PIECE_BYTES);
      await this._piece(`${this.to}/${batch}?${new URLSearchParams({ name: path, offset })}`, piece);
      sent(piece.size);
    }
  }

  async _piece(url, body) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await fetch(url, { method: "PUT", body });
        if (answer.ok) return;
        const said = await answer.json().catch(() => ({}));
        const fault = said.detail || t("answered {status}", { status: answer.status });
        throw Object.assign(new Error(fault), { final: answer.status < 500 });
      } catch (error) {
        if (error.final || attempt >= TRIES) throw error;
        await new Promise((resolve) => setTimeout(resolve, 300 * 2 ** attempt));
      }
    }
  }
}
Drop.define("gv-drop");
