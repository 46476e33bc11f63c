// The page of a counter, beyond what every page of the desk does: keys, sheets, finding a number, a sound, the tab's title.
import { onDrawn } from "./panel.js";
import { say } from "./presses.js";
import { soundFor } from "./sound.js";

const hands = document.getElementById("hands");
const panel = document.getElementById("panel");
const sheet = document.getElementById("sheet");
const root = () => panel.firstElementChild;
const byId = (id) => document.getElementById(id);
const PATIENCE_MS = 6000;
let finding = false;
let again = false; // there is something new to ask

async function fetched(address) {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const answer = await fetch(address, { cache: "no-store", signal }).catch(() => null);
  if (answer?.status === 204) location.replace("/");
  if (answer?.ok) return answer.text().catch(() => null);
  if (answer && answer.status < 500) say((await answer.json().catch(() => ({}))).detail || "");
  else say(byId("unsaid").dataset.failed);
  return null;
}

// --- sheets

async function open({ sheet: kind, ticket = "" }) {
  const html = await fetched(`/desk/sheet/${kind}?ticket=${encodeURIComponent(ticket)}`);
  if (html === null) return;
  sheet.innerHTML = html;
  if (!sheet.open) sheet.showModal();
  const first = sheet.querySelector("button.give") || sheet.querySelector("form button, [data-sheet], input:not([type=hidden])");
  if (first) first.focus();
}

hands.addEventListener("click", ({ target }) => {
  const opener = target.closest("[data-sheet]");
  if (opener && !hands.disabled) open(opener.dataset);
  if (target.closest("[data-close-sheet]") || target === sheet) sheet.close();
});

// Whoever opened it may have gone meanwhile: the focus stays on the page all the same.
sheet.addEventListener("close", () => {
  sheet.replaceChildren();
  if (document.activeElement === document.body) byId("current").focus({ preventScroll: true });
});

// --- keys

const KEYS = /^F([1-9]|10)$/;

function typed(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "F1" && !panel.querySelector("[data-key=F1]")) return; // whoever sits at one counter has no use for it
  if (KEYS.test(event.key)) {
    event.preventDefault(); // the browser has its own use for F3, F6 and F10
    if (!event.repeat) pressed(event.key);
  } else if (event.key === "/" && !sheet.open && !event.target.matches("input:not(#find), textarea, select")) {
    event.preventDefault();
    byId("find").focus();
    byId("find").select();
  }
}

function pressed(key) {
  const button = panel.querySelector(`[data-key="${key}"]`);
  if (hands.disabled) say(byId("lost").textContent);
  else if (sheet.open) say(hands.dataset.close);
  else if (button?.disabled) say(hands.dataset.done);
  else if (button) button.click();
  else say(hands.dataset.nobody);
}

document.addEventListener("keydown", typed);

// --- finding a number

// One question at a time: a line that changes faster than the desk answers must not make every answer an old one.
async function find() {
  again = true;
  if (finding) return;
  finding = true;
  while (again) {
    again = false;
    await look();
  }
  finding = false;
}

async function look() {
  const found = byId("found");
  const wanted = byId("find").value.trim();
  if (!wanted) return found.replaceChildren();
  const html = await fetched(`/desk/find?typed=${encodeURIComponent(wanted)}`);
  if (html !== null && wanted === byId("find").value.trim() && !keptByHand(found)) found.innerHTML = html;
}

// A row that has the focus, or is under the mouse, is not taken away by a new answer.
const keptByHand = (found) => found.contains(document.activeElement) || found.matches(":hover");

function inFind(event) {
  if (event.target.id !== "find") return;
  if (event.key === "Escape") {
    event.target.value = "";
    find();
    byId("act-call-next").focus({ preventScroll: true });
  }
  if (event.key === "Enter") look().then(() => byId("found").querySelector("[data-sheet=ticket]")?.click());
}

panel.addEventListener("input", ({ target }) => { if (target.id === "find") find(); });
panel.addEventListener("keydown", inFind);

// --- what every drawing changes

const sound = soundFor(byId("sound"));
let waiting = Number(root().dataset.waiting);
let counter = root().dataset.counter;

function drawn() {
  document.title = root().dataset.title;
  const now = Number(root().dataset.waiting);
  if (waiting === 0 && now > 0 && counter === root().dataset.counter) sound();
  waiting = now;
  counter = root().dataset.counter;
  if (byId("find").value.trim()) find();
}

onDrawn(drawn);
document.title = root().dataset.title;
