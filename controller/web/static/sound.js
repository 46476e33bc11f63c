// A soft sound for the first who comes to an empty line. It can be switched off; the browser remembers that.
const HZ = 587;
const LOUD = 0.08;
const SECONDS = 0.5;
const KEPT = "motcua-sound";

// ``button`` switches it; what comes back makes the sound.
export function soundFor(button) {
  let context = null;
  let on = localStorage.getItem(KEPT) !== "off";
  const tell = () => {
    button.textContent = on ? button.dataset.on : button.dataset.off;
    button.setAttribute("aria-pressed", String(on));
  };
  // A browser lets a page sound only after somebody has touched it.
  const wake = () => {
    context ??= new AudioContext();
    context.resume();
  };
  document.addEventListener("pointerdown", wake, { once: true });
  document.addEventListener("keydown", wake, { once: true });
  button.addEventListener("click", () => {
    on = !on;
    localStorage.setItem(KEPT, on ? "on" : "off");
    tell();
    if (on) sound();
  });

  function sound() {
    if (!on || context?.state !== "running") return;
    const tone = new OscillatorNode(context, { frequency: HZ });
    const loudness = new GainNode(context, { gain: LOUD });
    loudness.gain.exponentialRampToValueAtTime(0.0001, context.currentTime + SECONDS);
    tone.connect(loudness).connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + SECONDS);
  }

  tell();
  return sound;
}
