// Draws what the board program says, and notices by itself when it says nothing any more.
// Old televisions: nothing here is newer than Chromium 53 (2016). Each part is drawn by itself: one that fails empties no other.
"use strict";

const SILENT_MS = 10000; // the board sends a sign of life every three seconds
const AGAIN_MS = 5000;
const TURN_MS = 8000; // so long each page of a list that is longer than the screen
const YOUNG_MS = 2 * 3600 * 1000; // a page that was loaded so lately needs no nightly reload
const RELOAD_HOUR = "03"; // nobody is in the hall
const MOST_HEAP = 256 * 1024 * 1024;
const BEAT_MS = 5000; // a screen that has a name in its address gives a sign of life
const SCREEN = /[?&]screen=([a-z0-9-]{1,40})(&|$)/.exec(location.search);
const ARROW = document.querySelector(".target .icon").textContent;
const byId = (id) => document.getElementById(id);

let page = null;
let heard = performance.now();
let opened = 0;
let source = null;
let turn = 0;
const drawn = {};

function element(tag, name, text) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.textContent = text;
  return made;
}

function fill(box, made) {
  while (box.firstChild) box.removeChild(box.firstChild);
  made.forEach((one) => box.appendChild(one));
}

function add(box, parts) {
  parts.forEach((part) => box.appendChild(part));
  return box;
}

function toggle(box, name, on) {
  if (on) box.classList.add(name);
  else box.classList.remove(name);
}

function sized(made, number) {
  made.setAttribute("data-chars", String(Math.min(9, Math.max(1, number.length))));
  return made;
}

function changed(part, value) {
  const now = JSON.stringify(value);
  const is = drawn[part] !== now;
  drawn[part] = now;
  return is;
}

function drawSpotlight() {
  const spotlight = page.spotlight;
  if (!changed("spotlight", [spotlight, page.as_of === ""])) return;
  const box = byId("spotlight");
  toggle(box, "empty", spotlight === null);
  toggle(box, "unknown", page.as_of === "");
  toggle(box, "effect", spotlight !== null && spotlight.effect);
  if (spotlight === null) return;
  byId("number").textContent = spotlight.call.number;
  sized(byId("number"), spotlight.call.number);
  byId("counter").textContent = spotlight.call.counter;
  byId("counter").setAttribute("data-chars", spotlight.call.counter.length > 10 ? "long" : "short");
}

function row(call) {
  const arrow = element("span", "icon", ARROW);
  arrow.setAttribute("aria-hidden", "true");
  const long = call.counter_short.length > 3 ? "counter long" : "counter";
  const parts = [element("span", "number", call.number), arrow, element("span", long, call.counter_short)];
  return add(sized(document.createElement("li"), call.number), parts);
}

function drawRecent() {
  const list = byId("recent");
  const rows = parseInt(getComputedStyle(list).getPropertyValue("--rows"), 10) || 4;
  const pages = Math.max(1, Math.ceil(page.recent.length / rows));
  const first = (turn % pages) * rows;
  const shown = page.recent.slice(first, first + rows);
  if (changed("recent", shown)) fill(list, shown.map(row));
}

function service(waiting) {
  const text = element("span", "name", waiting.name);
  if (waiting.wait) text.appendChild(element("span", "wait", waiting.wait));
  const box = element("li", waiting.count ? "" : "nobody", "");
  const parts = [element("span", "prefix", waiting.prefix), text, element("span", "count", String(waiting.count))];
  return add(box, [add(element("div", "", ""), parts)]);
}

function drawWaiting() {
  if (!changed("waiting", page.waiting)) return;
  const many = page.waiting.length > 5;
  const columns = Math.ceil(page.waiting.length / (many ? 2 : 1)) || 1;
  fill(byId("waiting"), page.waiting.map(service));
  toggle(byId("waiting"), "many", many);
  byId("waiting").style.setProperty("--columns", columns);
}

function drawWords() {
  ["office", "authority", "clock", "date"].forEach((id) => {
    if (changed(id, page[id])) byId(id).textContent = page[id];
  });
}

function drawIdle() {
  if (!page.idle || !changed("idle", page.idle)) return;
  byId("idle-vi").textContent = page.idle[0];
  byId("idle-en").textContent = page.idle[1];
}

function drawNotice() {
  byId("notice").hidden = !page.notice;
  Array.from(byId("notice").children).forEach((line, i) => {
    line.textContent = page.notice ? page.notice[i] : "";
  });
}

function drawResting() {
  const resting = page.resting || [];
  const lines = (resting.length ? [resting.join(" · ")] : []).concat(page.notes || []);
  const line = lines[turn % lines.length] || "";
  if (changed("resting", line)) byId("resting").textContent = line;
}

function draw() {
  if (page === null) return;
  [drawSpotlight, drawRecent, drawWaiting, drawWords, drawIdle, drawSlide, drawNotice, drawResting].forEach((part) => {
    try {
      part();
    } catch (error) {
      console.warn(part.name, error); // the other parts are drawn all the same
    }
  });
  document.body.classList.add("drawn"); // plain.js waits for that
}

function drawLost() {
  const silent = performance.now() - heard > SILENT_MS;
  const lost = silent || (page !== null && page.lost);
  const asOf = page === null ? "" : page.as_of;
  toggle(document.body, "lost", lost);
  byId("lost").hidden = !lost;
  ["lost-vi", "lost-en"].forEach((id) => {
    const box = byId(id);
    box.textContent = asOf ? box.getAttribute("data-known").replace("{time}", asOf) : box.getAttribute("data-unknown");
  });
  if (silent && performance.now() - opened > AGAIN_MS) open(); // a half-dead connection does not end by itself
}

function isDueForReload() {
  if (performance.memory && performance.memory.usedJSHeapSize > MOST_HEAP) return true;
  return performance.now() > YOUNG_MS && page.spotlight === null && page.clock.slice(0, 2) === RELOAD_HOUR;
}

function hear(event) {
  heard = performance.now();
  if (event.type === "page") {
    page = JSON.parse(event.data);
    // The program is newer than this page, or it is night: the program answers now, so loading again is safe.
    if (page.build !== document.body.getAttribute("data-build") || isDueForReload()) location.reload();
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

function pass() {
  turn += 1;
  for (let i = 0; i < 4; i += 1) toggle(document.body, `shift-${i}`, turn % 32 >> 3 === i); // nothing burns in
  draw();
}

function beat() {
  if (!SCREEN) return;
  const asked = new XMLHttpRequest();
  asked.open("GET", `/beat/${SCREEN[1]}`);
  asked.send();
}

open();
setInterval(beat, BEAT_MS);
setInterval(drawLost, 500);
setInterval(pass, TURN_MS);
