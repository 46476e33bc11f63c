// The hall's loudspeaker: what it says is read here, and heard when somebody wants to.

const listen = document.getElementById("listen");
const announced = document.getElementById("announced");
let sound = null;
let now = { words: "", wav: "" };

function hush() {
  if (sound) sound.pause();
  sound = null;
}

// A browser makes no sound before somebody has touched the page: so a button asks for it.
listen.onclick = () => {
  const on = listen.getAttribute("aria-pressed") !== "true";
  listen.setAttribute("aria-pressed", String(on));
  if (on) speak();
  else hush();
};

function speak() {
  hush();
  if (!now.wav || listen.getAttribute("aria-pressed") !== "true") return;
  sound = new Audio(`data:audio/wav;base64,${now.wav}`);
  sound.play().catch(() => listen.setAttribute("aria-pressed", "false"));
}

// An announcement that has ended, or was cut off because the desk took the call back, has no words.
export function drawAnnouncement(told) {
  now = told;
  announced.textContent = told.words && `“${told.words}”`;
  listen.classList.toggle("speaking", !!told.words);
  speak();
}
