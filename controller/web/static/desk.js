// A page of the desk that stays open: it shows what the desk tells, and is dead, and looks it, while it has lost the desk.
import { show } from "./panel.js";
import { toldTime } from "./presses.js";
import { listen } from "./stream.js";

const hands = document.getElementById("hands");
const banner = document.getElementById("lost");
let focused = null;

const signIn = () => location.replace("/");

function alive(yes) {
  if (!yes) focused = document.activeElement;
  hands.disabled = !yes;
  banner.hidden = yes;
  if (yes && focused && document.activeElement === document.body) focused.focus({ preventScroll: true });
}

// A desk that was started again knows no session; some streams then refuse instead of saying "gone".
async function refused() {
  const answer = await fetch(location.pathname, { cache: "no-store" }).catch(() => null);
  if (answer && [403, 503].includes(answer.status)) signIn(); // 503: another machine is the desk now
}

function told(type, data) {
  if (type === "gone") signIn();
  if (type === "alive") toldTime(Number(data));
  if (type === "panel") show(data);
}

// The page itself was told when its first byte came.
const [navigation] = performance.getEntriesByType("navigation");
const { at } = document.getElementById("panel").firstElementChild.dataset;
toldTime(Number(at) + performance.now() - (navigation ? navigation.responseStart : 0));
listen(hands.dataset.stream, hands.dataset.session, {
  told, refused, lost: () => alive(false), found: () => alive(true),
});
