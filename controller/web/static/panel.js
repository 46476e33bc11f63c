// Shows the part of a page that changes, and never replaces a control under a hand: what is there stays and is only
// given its new words; while a pointer or a key is down nothing changes at all; focus and choices outlive every update.
// A list through which the mouse moves stands still, too, so that no row slips away under a hand on its way to it.
const HELD_MS = 3000; // no press lasts longer
const CLICK_MS = 60;
const STILL_MS = 1500; // so long after the mouse last moved through it a list stands still

const panel = document.getElementById("panel");
const listeners = [];
let waiting = null;
let held = false;
let timer = 0;
let last = ""; // what was drawn last, whole
let still = null; // the list that stands still
let stillTimer = 0;

const root = () => panel.firstElementChild;

// ``after`` is called whenever the panel was drawn.
export function onDrawn(after) {
  listeners.push(after);
}

export function show(html) {
  waiting = html;
  if (!held) draw();
}

function draw() {
  if (waiting === null) return;
  const next = made(waiting);
  if (Number(next.dataset.drawn) <= Number(root().dataset.drawn)) waiting = null; // what was drawn earlier came later
  if (waiting === null) return;
  last = waiting;
  waiting = null;
  morph(next);
}

function made(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

function morph(next) {
  const focus = places(document.activeElement);
  Idiomorph.morph(panel, next, { morphStyle: "innerHTML", callbacks: { beforeNodeMorphed: keepsChoice } });
  refocus(focus);
  for (const after of listeners) after();
}

// A choice that was made, and what is being typed, belongs to the hand that made it.
function keepsChoice(old, next) {
  if (old === still || old.dataset?.find !== undefined) return false;
  if (old.id !== next.id || old.constructor !== next.constructor) return true;
  if (old instanceof HTMLSelectElement) return !old.value;
  return !(old instanceof HTMLInputElement && old.type !== "hidden");
}

// Where the focus is: the control, and around it the parts of the page that may take it when the control goes.
function places(element) {
  const found = [];
  for (let at = element; at && panel.contains(at); at = at.parentElement) if (at.id) found.push(at.id);
  return found;
}

// A control that went gives the focus to the part it was in, not to a neighbour: the next key must not press that.
function refocus(ids) {
  if (!ids.length || panel.contains(document.activeElement)) return;
  for (const id of ids) {
    const there = document.getElementById(id);
    if (there && there.tabIndex === -1 && there.hasAttribute("tabindex")) {
      there.focus({ preventScroll: true });
      return;
    }
  }
}

function move({ target, pointerType }) {
  const list = pointerType === "mouse" ? target.closest("[data-still]") : null;
  if (still && still !== list) thaw();
  still = list;
  clearTimeout(stillTimer);
  if (list) stillTimer = setTimeout(thaw, STILL_MS);
}

function thaw() {
  clearTimeout(stillTimer);
  still = null;
  if (last && !held) morph(made(last));
}

function hold() {
  held = true;
  clearTimeout(timer);
  timer = setTimeout(release, HELD_MS);
}

function release() {
  clearTimeout(timer);
  held = false;
  draw();
}

// A click is told a moment after the finger or the key has come up: let it be told first.
const soon = () => { if (held) setTimeout(release, CLICK_MS); };

panel.addEventListener("pointermove", move);
panel.addEventListener("pointerleave", thaw);
panel.addEventListener("pointerdown", hold);
panel.addEventListener("keydown", ({ key }) => { if (key === " " || key === "Enter") hold(); });
for (const up of ["pointerup", "pointercancel", "keyup", "blur"]) window.addEventListener(up, soon);
