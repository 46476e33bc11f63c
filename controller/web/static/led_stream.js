// For browsers without SharedWorker: one of the pages that show the same has the stream, and tells the others.
//
// Who has it holds a lease in localStorage and renews it every second. Web Locks would be simpler, but browsers keep them
// from pages of plain HTTP. Without BroadcastChannel pages tell each other by what they store: a browser tells every page
// but the one that stored it.
import { Source } from "./source.js";

const LEASE_MS = 4000;
const RENEW_MS = 1000;

class Stored {
  constructor(key) {
    this._key = `${key} said`;
    this._count = 0;
    this.onmessage = null;
    this._heard = ({ key: changed, newValue }) => {
      if (changed === this._key && newValue) this.onmessage({ data: JSON.parse(newValue)[1] });
    };
    window.addEventListener("storage", this._heard);
  }

  postMessage(what) {
    this._count += 1; // what is stored again unchanged is told to nobody
    localStorage.setItem(this._key, JSON.stringify([`${performance.timeOrigin} ${this._count}`, what]));
    localStorage.removeItem(this._key);
  }

  close() { window.removeEventListener("storage", this._heard); }
}

const Channel = "BroadcastChannel" in window ? BroadcastChannel : Stored;

export class Led {
  constructor(address, session, tell) {
    this._key = `${address} ${session}`;
    this._me = crypto.getRandomValues(new Uint32Array(2)).join("-");
    this._tell = tell;
    this._channel = null;
    this._leads = false;
    this._source = new Source(address, (told) => {
      this._say({ told });
      tell(told);
    });
  }

  open() {
    if (this._channel) return;
    this._channel = new Channel(this._key);
    this._channel.onmessage = ({ data }) => this._hear(data);
    this._beat = setInterval(() => this._look(), RENEW_MS);
    this._look();
    this._say({ newest: true });
  }

  again() {
    if (this._leads) this._source.again();
    else this._say({ again: true });
  }

  close() {
    if (!this._channel) return;
    clearInterval(this._beat);
    if (this._leads) localStorage.removeItem(this._key);
    this._follow();
    this._channel.close();
    this._channel = null;
  }

  _look() {
    const [who, until] = (localStorage.getItem(this._key) || " 0").split(" ");
    const left = Number(until) - Date.now();
    if (who !== this._me && left > 0 && left <= LEASE_MS) { // longer than any lease: somebody set the clock
      this._follow();
      return;
    }
    localStorage.setItem(this._key, `${this._me} ${Date.now() + LEASE_MS}`);
    if (this._leads) return;
    this._leads = true;
    this._source.open();
    this._say({ leads: true });
  }

  _follow() {
    this._leads = false;
    this._source.close();
  }

  _hear({ told, newest, again, leads }) {
    if (leads) this._follow(); // of two that began at once, the one whose lease it is leads again in a moment
    if (told && !this._leads) this._tell(told);
    if (newest && this._leads) for (const one of this._source.newest()) this._say({ told: one });
    if (again && this._leads) this._source.again();
  }

  _say(what) {
    if (this._channel) this._channel.postMessage(what);
  }
}

export function canLead() {
  try {
    localStorage.setItem("motcua", "can store");
    localStorage.removeItem("motcua");
    return true;
  } catch { // switched off, or full
    return false;
  }
}
