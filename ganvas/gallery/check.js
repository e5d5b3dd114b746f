"use strict";
// Is this file one of these works? Nothing leaves this page: the file is read here, and digests are compared.
const list = document.querySelector(".answers"), label = document.querySelector(".check label");
const known = [...document.querySelectorAll(".known li")];
const byFile = new Map(known.map((one) => [one.dataset.file, one]));
const byPixels = new Map(known.map((one) => [one.dataset.pixels, one]));

async function sha256(...parts) {
  const whole = new Uint8Array(await new Blob(parts).arrayBuffer());
  const found = await crypto.subtle.digest("SHA-256", whole);
  return [...new Uint8Array(found)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function levels(file) { // the pixels as Ganvas counts them: (channels, height, width), one byte each
  const picture = await createImageBitmap(file, { colorSpaceConversion: "none", premultiplyAlpha: "none" });
  const canvas = new OffscreenCanvas(picture.width, picture.height), pen = canvas.getContext("2d");
  pen.drawImage(picture, 0, 0);
  const seen = pen.getImageData(0, 0, picture.width, picture.height).data, size = picture.width * picture.height;
  const planes = [0, 1, 2, 3].map((channel) => Uint8Array.from({ length: size }, (_, at) => seen[4 * at + channel]));
  return [1, 3, 4].map((count) => [`(${count}, ${picture.height}, ${picture.width})`, ...planes.slice(0, count)]);
}

async function judge(file) {
  const same = byFile.get(await sha256(file));
  if (same) return ["intact", "intact, byte for byte the file of ", same];
  try {
    for (const some of await levels(file)) {
      const alike = byPixels.get(await sha256(...some));
      if (alike) return ["stripped", "the same pixels, but another file; credentials may be gone. It shows ", alike];
    }
  } catch { /* no picture that a browser reads */ }
  return ["none", "not one of these works, or changed", null];
}

async function check(files) {
  for (const file of files) {
    const [verdict, words, work] = await judge(file), line = document.createElement("li");
    line.className = verdict;
    line.append(`${file.name}: ${words}`);
    if (work) line.append(work.querySelector("a").cloneNode(true));
    list.prepend(line);
  }
}

if (!globalThis.crypto?.subtle) {
  list.textContent = "This browser compares digests only for pages from the disk or over https. Open the pages from the disk.";
} else {
  document.querySelector("input").addEventListener("change", (event) => check([...event.target.files]));
  for (const name of ["dragover", "dragleave", "drop"]) {
    addEventListener(name, (event) => {
      event.preventDefault();
      label.classList.toggle("over", name === "dragover");
      if (name === "drop") check([...event.dataTransfer.files]);
    });
  }
}
