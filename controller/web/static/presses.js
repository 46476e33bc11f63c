// Sends what is pressed, with the moment of the press in the desk's time and the ticket that the page showed. What does
// not get through in time is refused where the clerk sees it, and the desk does not obey it later.
import { onDrawn, show } from "./panel.js";

const PATIENCE_MS = 6000; // the desk obeys no press that is older than five seconds
const OTHER_CLOCK_MS = 1000;
const SAID_MS = 10000;

const hands = document.getElementById("hands");
const said = document.getElementById("unsaid");
const busy = new Set();
let offset = null; // the desk's clock less ours
let clicked = 0; // when the last click was
let timer = 0;

// The desk told its time. Whatever was underway for long tells an old one: the least delay is believed.
export function toldTime(ms) {
  const found = ms - performance.now();
  if (offset === null || found > offset || offset - found > OTHER_CLOCK_MS) offset = found;
}

export const deskTime = (at) => Math.round(offset + at);

export function say(words) {
  said.textContent = words;
  said.hidden = !words;
  clearTimeout(timer);
  timer = setTimeout(() => say(""), SAID_MS);
}

async function press(form, at, pressed) {
  if (hands.disabled || busy.has(form.id)) return;
  const body = new URLSearchParams(new FormData(form));
  if (pressed?.name) body.set(pressed.name, pressed.value);
  body.set("at", deskTime(at));
  body.set("page", hands.dataset.session);
  const shown = form.closest("[data-counter]"); // a press is meant for the counter that its part of the page showed
  if (shown) body.set("shown", shown.dataset.counter);
  const button = pressed || form.querySelector("button");
  busy.add(form.id);
  button.setAttribute("aria-busy", "true");
  say("");
  try {
    await answered(await fetch(form.action, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE_MS) }));
  } catch {
    say(said.dataset.late);
  } finally {
    busy.delete(form.id);
    button.removeAttribute("aria-busy");
  }
}

async function answered(answer) {
  if (answer.status === 204) location.replace("/"); // this page's session is over, or another one's
  else if (answer.ok) done(await answer.text());
  else say((await answer.json().catch(() => ({}))).detail || said.dataset.failed);
}

function done(html) {
  for (const sheet of hands.querySelectorAll("dialog[open]")) sheet.close();
  show(html);
}

function allow() {
  for (const form of hands.querySelectorAll("form[data-until]")) {
    form.querySelector("button").disabled = offset !== null && deskTime(performance.now()) > Number(form.dataset.until);
  }
}

hands.addEventListener("click", ({ timeStamp }) => { clicked = timeStamp; }, { capture: true });
hands.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-press]")) return;
  event.preventDefault();
  press(event.target, clicked, event.submitter);
});
onDrawn(allow);
setInterval(allow, 250);
