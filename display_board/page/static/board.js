// Draws what the board program says, and notices by itself when it says nothing any more.
"use strict";

const SILENT_MS = 10000; // the board sends a sign of life every three seconds
const AGAIN_MS = 5000;
const ARROW = document.querySelector(".target .icon").textContent;
const byId = (id) => document.getElementById(id);

let page = null;
let heard = performance.now();
let opened = 0;
let source = null;
const drawn = {};

function element(tag, name, text) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.textContent = text;
  return made;
}

function sized(made, number) {
  made.dataset.chars = String(Math.min(9, Math.max(1, number.length)));
  return made;
}

function changed(part, value) {
  const now = JSON.stringify(value);
  const is = drawn[part] !== now;
  drawn[part] = now;
  return is;
}

function drawSpotlight(spotlight) {
  const box = byId("spotlight");
  box.classList.toggle("empty", spotlight === null);
  box.classList.toggle("unknown", page.as_of === "");
  box.classList.toggle("effect", spotlight !== null && spotlight.effect);
  if (spotlight === null) return;
  byId("number").textContent = spotlight.call.number;
  sized(byId("number"), spotlight.call.number);
  byId("counter").textContent = spotlight.call.counter;
}

function row(call) {
  const line = sized(document.createElement("li"), call.number);
  const arrow = element("span", "icon", ARROW);
  arrow.setAttribute("aria-hidden", "true");
  const long = call.counter_short.length > 3 ? "counter long" : "counter";
  line.append(element("span", "number", call.number), arrow, element("span", long, call.counter_short));
  return line;
}

function service(waiting) {
  const box = element("li", waiting.count ? "" : "nobody", "");
  box.append(
    element("span", "prefix", waiting.prefix),
    element("span", "name", waiting.name),
    element("span", "count", String(waiting.count)),
  );
  return box;
}

function draw() {
  for (const id of ["office", "authority", "clock", "date"]) {
    if (changed(id, page[id])) byId(id).textContent = page[id];
  }
  byId("notice").hidden = page.notice === null;
  for (const [i, line] of [...byId("notice").children].entries()) line.textContent = page.notice ? page.notice[i] : "";
  if (changed("spotlight", [page.spotlight, page.as_of === ""])) drawSpotlight(page.spotlight);
  if (changed("recent", page.recent)) byId("recent").replaceChildren(...page.recent.map(row));
  if (changed("waiting", page.waiting)) {
    byId("waiting").replaceChildren(...page.waiting.map(service));
    const many = page.waiting.length > 5;
    byId("waiting").classList.toggle("many", many);
    byId("waiting").style.setProperty("--columns", Math.ceil(page.waiting.length / (many ? 2 : 1)) || 1);
  }
}

function drawLost() {
  const silent = performance.now() - heard > SILENT_MS;
  const lost = silent || (page !== null && page.lost);
  const asOf = page === null ? "" : page.as_of;
  document.body.classList.toggle("lost", lost);
  byId("lost").hidden = !lost;
  for (const id of ["lost-vi", "lost-en"]) {
    const sentences = byId(id).dataset;
    byId(id).textContent = asOf ? sentences.known.replace("{time}", asOf) : sentences.unknown;
  }
  if (silent && performance.now() - opened > AGAIN_MS) open(); // a half-dead connection does not end by itself
}

function hear(event) {
  heard = performance.now();
  if (event.type === "page") {
    page = JSON.parse(event.data);
    if (page.build !== document.body.dataset.build) location.reload(); // the program is newer than this page
    draw();
  }
  drawLost();
}

function open() {
  if (source) source.close();
  opened = performance.now();
  source = new EventSource("/events");
  source.addEventListener("page", hear);
  source.addEventListener("alive", hear);
}

open();
setInterval(drawLost, 500);
