// Shows the part of a page that changes, and never replaces a control under a hand: what is there stays and is only
// given its new words; while a pointer or a key is down nothing changes at all; focus and choices outlive every update.
const HELD_MS = 3000; // no press lasts longer
const CLICK_MS = 60;

const panel = document.getElementById("panel");
const listeners = [];
let waiting = null;
let held = false;
let timer = 0;

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
  const made = document.createElement("template");
  made.innerHTML = waiting.trim();
  waiting = null;
  const next = made.content.firstElementChild;
  if (Number(next.dataset.drawn) <= Number(root().dataset.drawn)) return; // what was drawn earlier came later
  const focus = places(document.activeElement);
  Idiomorph.morph(panel, next, { morphStyle: "innerHTML", callbacks: { beforeNodeMorphed: keepsChoice } });
  refocus(focus);
  for (const after of listeners) after();
}

// A choice that was made, and what is being typed, belongs to the hand that made it.
function keepsChoice(old, next) {
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

panel.addEventListener("pointerdown", hold);
panel.addEventListener("keydown", ({ key }) => { if (key === " " || key === "Enter") hold(); });
for (const up of ["pointerup", "pointercancel", "keyup", "blur"]) window.addEventListener(up, soon);
