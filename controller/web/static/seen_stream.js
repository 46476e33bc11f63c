// For browsers in which pages cannot tell each other anything: a page has a stream only while somebody sees it. So many
// pages that lie behind others take no connection, and a press of the one in front never waits for them.
import { Source } from "./source.js";

export class Seen {
  constructor(address, session, tell) {
    this._source = new Source(address, tell);
    this._turned = () => { if (document.hidden) this._source.close(); else this._source.open(); };
  }

  open() {
    document.addEventListener("visibilitychange", this._turned);
    this._turned();
  }

  again() { if (!document.hidden) this._source.again(); }

  close() {
    document.removeEventListener("visibilitychange", this._turned);
    this._source.close();
  }
}
