// Listens to the desk, and notices by itself when it says nothing any more.
//
// A browser keeps six connections to a desk, whatever number of pages it shows: so all pages share one stream, or the
// seventh could not press. Silence is measured by a clock that nobody sets, and ends in a new connection.
import { Led, canLead } from "./led_stream.js";
import { Seen } from "./seen_stream.js";

const SILENT_MS = 10000; // the desk sends a sign of life every three seconds
const HELPLESS_MS = 25000; // if the shared stream brings nothing for so long, this page opens its own
const LOOK_MS = 500;

class Shared {
  constructor(address, session, tell) {
    const worker = new SharedWorker("/static/shared_stream.js", { name: `${address} ${session}`, type: "module" });
    this._port = worker.port;
    this._port.onmessage = ({ data }) => tell(data);
  }

  open() { this._port.postMessage("open"); }

  again() { this._port.postMessage("again"); }

  close() { this._port.postMessage("close"); }
}

// ``hears``: told(type, data), lost(), found(), refused().
export function listen(address, session, hears) {
  let heard = performance.now();
  let lost = false;

  const lose = () => {
    if (!lost) hears.lost();
    lost = true;
  };
  const hear = ({ type, data }) => {
    if (type === "broken" || type === "refused") {
      lose();
      hears.refused();
      return;
    }
    heard = performance.now();
    if (lost) hears.found();
    lost = false;
    hears.told(type, data);
  };
  const Kind = "SharedWorker" in window ? Shared : canLead() ? Led : Seen;
  let source = new Kind(address, session, hear);
  source.open();
  setInterval(() => {
    const silent = performance.now() - heard;
    if (silent < SILENT_MS) return;
    lose();
    if (silent > HELPLESS_MS && !(source instanceof Seen)) {
      source.close();
      source = new Seen(address, session, hear);
      source.open();
    } else source.again();
  }, LOOK_MS);
  window.addEventListener("pagehide", () => source.close());
  window.addEventListener("pageshow", ({ persisted }) => { if (persisted) source.open(); });
}
