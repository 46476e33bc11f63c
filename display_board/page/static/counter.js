// A small screen over one counter. Nothing here is newer than Chromium 53.
"use strict";

const SILENT_MS = 30000; // as long as an LED sign keeps a number without the desk
const AGAIN_MS = 5000;
const NOTHING = "----";
const CHAR = 0.74; // width of a bold letter in font sizes
const counter = decodeURIComponent(location.pathname.split("/").pop());
const text = document.getElementById("text");
const label = document.getElementById("label");

let heard = performance.now();
let opened = 0;
let source = null;

function show(sign) {
  text.textContent = sign.text;
  label.textContent = sign.label === sign.text ? "" : sign.label;
  if (sign.inverted) document.body.classList.add("inverted");
  else document.body.classList.remove("inverted");
  fit();
}

function fit() {
  const across = (innerWidth * 0.94) / (CHAR * Math.max(2, text.textContent.length));
  text.style.fontSize = `${Math.floor(Math.min(innerHeight * 0.6, across))}px`;
}

function hear(event) {
  heard = performance.now();
  if (event.type !== "page") return;
  const page = JSON.parse(event.data);
  if (page.build !== document.body.getAttribute("data-build")) location.reload();
  show((page.signs || {})[counter] || { text: NOTHING, label: "", inverted: false });
}

function open() {
  if (source) source.close();
  opened = performance.now();
  source = new EventSource("/events");
  source.addEventListener("page", hear);
  source.addEventListener("alive", hear);
}

function watch() {
  const silent = performance.now() - heard;
  if (silent > SILENT_MS) show({ text: NOTHING, label: "", inverted: false });
  if (silent > SILENT_MS / 3 && performance.now() - opened > AGAIN_MS) open();
}

open();
fit();
addEventListener("resize", fit);
setInterval(watch, 500);
