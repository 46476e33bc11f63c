// Shows the part of a page that changes, and never replaces a control under a hand: what is there stays and is only
// given its new words; while a pointer or a key is down nothing changes at all; focus and choices outlive every update.
// A list through which the mouse moves stands still, too, so that no row slips away under a hand on its way to it.
// A page that draws slower than things happen draws the newest only, and is free for hands for as long as a drawing took.
const HELD_MS = 3000; // no press lasts longer
const CLICK_MS = 60;
const STILL_MS = 1500; // so long after the mouse last moved through it a list stands still

const panel = document.getElementById("panel");
const listeners = [];
let waiting = null;
let held = false;
let timer = 0;
let last = ""; // what was drawn last, whole
let free = 0; // when the next drawing may begin
let drawTimer = 0;
let still = null; // the list that stands still
let stillTimer = 0;
const drawnAs = new WeakMap(); // what a row was drawn from: most rows of a long line are as they were

const root = () => panel.firstElementChild;
let newest = root().dataset.drawn;

// ``after`` is called whenever the panel was drawn.
export function onDrawn(after) {
  listeners.push(after);
}

export function show(html) {
  const [, drawn] = /data-drawn="([^"]*)"/.exec(html);
  if (!isLater(drawn, newest)) return;
  newest = drawn;
  waiting = html;
  draw();
}

// What was drawn earlier may come later; a desk that was started again counts anew, under another name.
function isLater(one, other) {
  const [[run, count], [before, counted]] = [one.split("-"), other.split("-")];
  return run !== before || Number(count) > Number(counted);
}

function draw() {
  clearTimeout(drawTimer);
  if (held || waiting === null) return;
  const begun = performance.now();
  if (begun < free) {
    drawTimer = setTimeout(draw, free - begun);
    return;
  }
  last = waiting;
  waiting = null;
  morph(made(last));
  free = 2 * performance.now() - begun;
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
  if (old instanceof HTMLTableRowElement) {
    const looks = signature(next);
    if (drawnAs.get(old) === looks) return false;
    drawnAs.set(old, looks);
  }
  if (old === still || old.dataset?.find !== undefined) return false;
  if (old.id !== next.id || old.constructor !== next.constructor) return true;
  if (old instanceof HTMLSelectElement) return !old.value;
  return !(old instanceof HTMLInputElement && old.type !== "hidden");
}

const signature = (row) => row.outerHTML.replace(/name="request_id" value="[^"]*"/g, "");

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

// A press that was sent has used up its id: its row is drawn again, and has another one.
panel.addEventListener("submit", ({ target }) => drawnAs.delete(target.closest("tr")));
panel.addEventListener("pointermove", move);
panel.addEventListener("pointerleave", thaw);
panel.addEventListener("pointerdown", hold);
panel.addEventListener("keydown", ({ key }) => { if (key === " " || key === "Enter") hold(); });
for (const up of ["pointerup", "pointercancel", "keyup", "blur"]) window.addEventListener(up, soon);
