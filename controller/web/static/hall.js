// The hall for a wall or the head's desk: a chime for each limit that is newly passed, and how many there are in the title.
import { onDrawn } from "./panel.js";

const panel = document.getElementById("panel");
const button = document.getElementById("sound");
const title = document.title;
let sound = null; // browsers let a page sound only after somebody pressed something on it
let known = passed();

function passed() {
  return new Set((panel.firstElementChild.dataset.passed || "").split(" ").filter(Boolean));
}

function chime() {
  if (!sound) return;
  [660, 520].forEach((hertz, place) => {
    const tone = sound.createOscillator();
    const loud = sound.createGain();
    const at = sound.currentTime + place * 0.35;
    tone.frequency.value = hertz;
    loud.gain.setValueAtTime(0.3, at);
    loud.gain.exponentialRampToValueAtTime(0.001, at + 0.6);
    tone.connect(loud).connect(sound.destination);
    tone.start(at);
    tone.stop(at + 0.6);
  });
  panel.dataset.chimes = String(Number(panel.dataset.chimes || 0) + 1);
}

function look() {
  const now = passed();
  const fresh = [...now].some((one) => !known.has(one));
  known = now;
  document.title = now.size ? `(${now.size}) ${title}` : title;
  if (fresh) chime();
}

if (window.AudioContext) {
  button.hidden = false;
  button.addEventListener("click", () => {
    if (sound) sound.close();
    sound = sound ? null : new AudioContext();
    button.textContent = sound ? button.dataset.off : button.dataset.on;
    button.setAttribute("aria-pressed", String(Boolean(sound)));
    if (sound) chime(); // so that whoever switched it on hears how loud it is
  });
}
onDrawn(look);
look();
