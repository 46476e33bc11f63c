// Records one sentence: from a press to the silence after it, as a WAV file of 24 kHz, or of a file that is there.
const RATE = 24000;
const QUIET_AFTER_S = 1.5; // so long a silence is the end of the sentence
const LONGEST_S = 15;
const LEAST = 0.01; // a tenth of a second louder than this, and than the room, is speech
const PLAIN = { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false };

let context = null;
let microphone = null;
let halt = null;

// Whether this browser lets this page near a microphone: it does so on https and on the machine itself only.
export const isAllowed = () => Boolean(window.isSecureContext && navigator.mediaDevices && window.AudioWorkletNode);

function sound() {
  context = context || new AudioContext();
  return context;
}

async function source() {
  if (!microphone) {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: PLAIN });
    await sound().audioWorklet.addModule("/static/microphone_worklet.js");
    microphone = { stream, node: sound().createMediaStreamSource(stream) };
  }
  await sound().resume();
  return microphone.node;
}

function power(blocks) {
  let sum = 0;
  let count = 0;
  for (const block of blocks) {
    for (const value of block) sum += value * value;
    count += block.length;
  }
  return Math.sqrt(sum / Math.max(1, count));
}

// Ends what is being recorded; what was said until now counts.
export function stop() {
  if (halt) halt();
}

// Resolves with a WAV file when the sentence is over. `level` is told the loudness, 0 to 1.
export async function record(level) {
  const from = await source();
  const node = new AudioWorkletNode(sound(), "microphone", { numberOfOutputs: 0 });
  const said = [];
  let room = 1;
  let spoke = false;
  let quiet = 0;
  await new Promise((resolve) => {
    halt = resolve;
    node.port.onmessage = ({ data }) => {
      const loud = power(data);
      said.push(...data);
      level(Math.min(1, loud * 5));
      room = Math.min(room, Math.max(loud, 0.0005));
      const speaks = loud > Math.max(LEAST, room * 4);
      spoke = spoke || speaks;
      quiet = speaks ? 0 : quiet + 0.1;
      if ((spoke && quiet >= QUIET_AFTER_S) || said.length * data[0].length > LONGEST_S * sound().sampleRate) resolve();
    };
    from.connect(node);
  });
  halt = null;
  level(0);
  from.disconnect(node);
  node.port.onmessage = null;
  return wav(await resampled(said, sound().sampleRate));
}

// A recording that was made elsewhere, of any kind that this browser understands.
export async function fromFile(file) {
  const read = await sound().decodeAudioData(await file.arrayBuffer());
  if (read.duration > LONGEST_S) throw new RangeError("too long");
  return wav(await resampled([read.getChannelData(0)], read.sampleRate));
}

async function resampled(blocks, rate) {
  const length = blocks.reduce((sum, block) => sum + block.length, 0);
  const offline = new OfflineAudioContext(1, Math.max(1, Math.ceil((length * RATE) / rate)), RATE);
  const buffer = offline.createBuffer(1, Math.max(1, length), rate);
  let at = 0;
  for (const block of blocks) {
    buffer.copyToChannel(block, 0, at);
    at += block.length;
  }
  const node = offline.createBufferSource();
  node.buffer = buffer;
  node.connect(offline.destination);
  node.start();
  return (await offline.startRendering()).getChannelData(0);
}

function wav(samples) {
  const view = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const text = (at, word) => [...word].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + samples.length * 2, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((value, i) => view.setInt16(44 + i * 2, Math.max(-1, Math.min(1, value)) * 32767, true));
  return new Blob([view.buffer], { type: "audio/wav" });
}

// Plays a sound of the desk; resolves when it is over.
export async function play(data) {
  await sound().resume();
  const node = sound().createBufferSource();
  node.buffer = await sound().decodeAudioData(data);
  node.connect(sound().destination);
  node.start();
  await new Promise((resolve) => {
    node.onended = resolve;
  });
}

// The lamp of the microphone goes out with the page, and when it is not looked at.
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && microphone) {
    stop();
    microphone.stream.getTracks().forEach((track) => track.stop());
    microphone = null;
  }
});
