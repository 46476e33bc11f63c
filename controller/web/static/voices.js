// Leads a person through the sentences of a language: say, hear, next.
import { fromFile, isAllowed, play, record, stop } from "./microphone.js";

const BASE = "/may-moc/ghi-am";
const byId = (id) => document.getElementById(id);
const studio = byId("studio");
const words = studio.dataset;
const prompts = [...byId("prompts").children];
let at = Math.max(0, prompts.findIndex((prompt) => !prompt.classList.contains("recorded")));
let busy = false;

const current = () => prompts[at];
const isDone = (prompt) => prompt.classList.contains("recorded");

function tell(text, bad = false) {
  byId("state").textContent = text;
  byId("state").classList.toggle("bad", bad);
}

function show() {
  prompts.forEach((prompt) => prompt.removeAttribute("aria-current"));
  current().setAttribute("aria-current", "true");
  byId("prompt").replaceChildren(...current().querySelector(".said").cloneNode(true).childNodes);
  byId("play").disabled = !isDone(current());
  const done = prompts.filter(isDone).length;
  byId("progress").value = done;
  byId("done").textContent = words.done.replace("{done}", done).replace("{all}", prompts.length);
}

function go(to) {
  if (busy) return;
  at = to;
  tell("");
  show();
}

function nextMissing() {
  const after = prompts.findIndex((prompt, i) => i > at && !isDone(prompt));
  return after >= 0 ? after : prompts.findIndex((prompt) => !isDone(prompt));
}

async function hear(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error((await answer.json()).why || words.failed);
  await play(await answer.arrayBuffer());
}

const hearClip = () => hear(`${BASE}/nghe/${words.lang}/${encodeURIComponent(current().dataset.clip)}?${Date.now()}`);

async function keep(wav) {
  tell(words.working);
  const form = new FormData();
  form.append("lang", words.lang);
  form.append("clip", current().dataset.clip);
  form.append("alone", byId("alone").checked ? "yes" : "no");
  form.append("file", wav, "clip.wav");
  const answer = await fetch(`${BASE}/tieng`, { method: "POST", body: form });
  if (!answer.ok) throw new Error((await answer.json()).why || words.failed);
  current().classList.add("recorded");
  current().querySelector("small").textContent = words.recorded;
  show();
  tell(nextMissing() < 0 ? words.finished : words.kept);
  await hearClip();
}

const REFUSED = { NotAllowedError: "noPermission", NotFoundError: "noMicrophone", NotReadableError: "noMicrophone", EncodingError: "notSound", RangeError: "notSound", TypeError: "failed" };

async function take(given) {
  if (busy) return;
  busy = true;
  try {
    const wav = await given();
    byId("record").textContent = words.record;
    byId("record").disabled = true;
    await keep(wav);
  } catch (error) {
    tell(words[REFUSED[error.name]] || error.message || words.failed, true);
  }
  busy = false;
  byId("record").textContent = words.record;
  byId("record").disabled = false;
}

function listen() {
  tell(words.listening);
  byId("record").textContent = words.stop;
  return record((level) => {
    byId("level").firstElementChild.style.width = `${level * 100}%`;
  });
}

byId("record").addEventListener("click", () => {
  if (busy) stop();
  else take(listen);
});
byId("next").addEventListener("click", () => {
  if (busy) return;
  const to = nextMissing();
  go(to >= 0 ? to : (at + 1) % prompts.length);
  if (to >= 0 && isAllowed()) take(listen);
});
byId("play").addEventListener("click", () => hearClip().catch((error) => tell(error.message, true)));
byId("try").addEventListener("click", () => {
  byId("tried").textContent = "";
  hear(`${BASE}/cau/${words.lang}?${Date.now()}`).catch((error) => {
    byId("tried").textContent = error.message;
  });
});
byId("file").addEventListener("change", () => {
  const file = byId("file").files[0];
  if (file) take(() => fromFile(file));
  byId("file").value = "";
});
prompts.forEach((prompt, i) => prompt.firstElementChild.addEventListener("click", () => {
  go(i);
  byId("prompt").scrollIntoView({ block: "center" });
}));

byId("insecure").hidden = isAllowed();
byId("by-file").hidden = isAllowed();
byId("record").hidden = !isAllowed();
show();
