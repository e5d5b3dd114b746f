"use strict";
// Without this script every picture still opens by its link; with it, it opens in place, zooms, and answers the keyboard.
const figures = [...document.querySelectorAll("figure")];
const dialog = document.querySelector("dialog");
const stage = dialog.querySelector(".stage");
const image = stage.querySelector("img");
let shown = -1, zoom = 1, x = 0, y = 0, held = null;

function place() {
  if (zoom <= 1) { zoom = 1; x = 0; y = 0; }
  for (const [name, value] of [["--z", zoom], ["--x", `${x}px`], ["--y", `${y}px`]]) image.style.setProperty(name, value);
  stage.classList.toggle("close-up", zoom > 1);
}

function zoomBy(factor, atX = 0, atY = 0) { // the point at (atX, atY) from the middle stays where it is
  const next = Math.min(Math.max(zoom * factor, 1), 40);
  x = atX - (atX - x) * next / zoom;
  y = atY - (atY - y) * next / zoom;
  zoom = next;
  place();
}

function quiet() {
  stage.querySelector("video, audio")?.remove();
}

function show(number) {
  if (number < 0 || number >= figures.length) return;
  shown = number;
  const figure = figures[number], link = figure.querySelector("a");
  const form = link.dataset.form ?? "image", small = link.querySelector("img");
  quiet();
  image.src = form === "image" || form === "drawing" ? link.href : small.src;
  image.hidden = form === "film";
  if (form === "film" || form === "sound") {
    const player = document.createElement(form === "film" ? "video" : "audio");
    player.controls = true;
    player.src = link.href;
    if (form === "film") player.poster = small.src;
    stage.append(player);
  }
  image.alt = link.querySelector("img").alt;
  const about = dialog.querySelector(".about");
  about.replaceChildren(...[...figure.querySelectorAll(".title, .more")].map((part) => {
    const copy = part.cloneNode(true);
    if (!copy.classList.contains("title")) return copy;
    const heading = document.createElement("h2");
    heading.textContent = copy.textContent;
    return heading;
  }));
  zoom = 1;
  place();
  if (!dialog.open) dialog.showModal();
  history.replaceState(null, "", `#${figure.id}`);
}

function open() {
  const number = figures.findIndex((figure) => figure.id === decodeURIComponent(location.hash.slice(1)));
  if (number >= 0) show(number);
}

document.querySelector("main").addEventListener("click", (event) => {
  const link = event.target.closest("figure > a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(figures.indexOf(link.parentElement));
});
dialog.addEventListener("close", () => {
  quiet();
  history.replaceState(null, "", location.pathname + location.search);
  figures[shown]?.querySelector("a").focus();
});
const ACTS = {
  next: () => show(shown + 1), previous: () => show(shown - 1),
  closer: () => zoomBy(1.5), farther: () => zoomBy(1 / 1.5), whole: () => zoomBy(0), shut: () => dialog.close(),
};
const KEYS = { ArrowRight: "next", ArrowLeft: "previous", "+": "closer", "=": "closer", "-": "farther", "0": "whole" };
for (const button of dialog.querySelectorAll("button")) button.addEventListener("click", () => ACTS[button.value]());
dialog.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in KEYS)) return;
  event.preventDefault();
  ACTS[KEYS[event.key]]();
});

function fromMiddle(event) {
  const box = stage.getBoundingClientRect();
  return [event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2];
}
stage.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoomBy(Math.exp(-event.deltaY / 400), ...fromMiddle(event));
}, { passive: false });
stage.addEventListener("pointerdown", (event) => {
  if (event.target.controls) return; // a player's own buttons
  held = [event.clientX - x, event.clientY - y, event.clientX, event.clientY];
  stage.setPointerCapture(event.pointerId);
  event.preventDefault();
});
stage.addEventListener("pointermove", (event) => {
  if (!held || zoom <= 1) return;
  x = event.clientX - held[0];
  y = event.clientY - held[1];
  place();
});
stage.addEventListener("pointerup", (event) => {
  const still = held && Math.hypot(event.clientX - held[2], event.clientY - held[3]) < 4;
  held = null;
  if (still) zoom > 1 ? zoomBy(0) : zoomBy(3, ...fromMiddle(event));
});
addEventListener("hashchange", open);
open();
