// For browsers without SharedWorker: one of the pages that show the same has the stream, and tells the others.
//
// Who has it holds a lease in localStorage and renews it every second. Web Locks would be simpler, but browsers keep them
// from pages of plain HTTP.
import { Source } from "./source.js";

const LEASE_MS = 4000;
const RENEW_MS = 1000;

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
    this._channel = new BroadcastChannel(this._key);
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
    return "BroadcastChannel" in window && Boolean(window.localStorage);
  } catch {
    return false;
  }
}
