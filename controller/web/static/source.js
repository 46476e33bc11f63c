// A stream of the desk: what it tells, that it broke, and a new connection when somebody asks for one.
const AGAIN_MS = 5000;
const TYPES = ["panel", "alive", "gone", "screen"];

export class Source {
  // ``tell`` is called with {type, data}; ``broken``: the browser tries again by itself, ``refused``: it does not.
  constructor(address, tell) {
    this._address = address;
    this._tell = tell;
    this._events = null;
    this._newest = new Map();
    this._opened = 0;
  }

  open() {
    if (this._events) return;
    this._opened = performance.now();
    this._events = new EventSource(this._address);
    for (const type of TYPES) {
      this._events.addEventListener(type, ({ data }) => {
        if (type !== "alive") this._newest.set(type === "screen" ? JSON.parse(data).device : type, { type, data });
        this._tell({ type, data });
      });
    }
    this._events.addEventListener("error", () => {
      this._tell({ type: this._events.readyState === EventSource.CLOSED ? "refused" : "broken" });
    });
  }

  // What was told last of everything, for who comes later.
  newest() {
    return this._newest.values();
  }

  again() {
    if (performance.now() - this._opened < AGAIN_MS) return;
    this.close();
    this.open();
  }

  close() {
    if (this._events) this._events.close();
    this._events = null;
    this._newest.clear();
  }
}
