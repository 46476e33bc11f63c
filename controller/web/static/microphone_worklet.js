// Hands on what the microphone hears, a tenth of a second at a time.
class Microphone extends AudioWorkletProcessor {
  constructor() {
    super();
    this.heard = [];
    this.length = 0;
  }

  process(inputs) {
    const channel = inputs[0][0];
    if (channel) {
      this.heard.push(channel.slice());
      this.length += channel.length;
    }
    if (this.length >= sampleRate / 10) {
      this.port.postMessage(this.heard);
      this.heard = [];
      this.length = 0;
    }
    return true;
  }
}

registerProcessor("microphone", Microphone);
