// Shows what each kiosk shows, and how each printer's slips look, for as long as this page is open.
import { listen } from "./stream.js";

const cards = new Map();
for (const picture of document.querySelectorAll("img[data-device]")) cards.set(picture.dataset.device, picture);
// Slips are drawn dot for dot: at half their dots they are as large as on paper, and a little more is easier to read.
for (const slips of document.querySelectorAll(".slips img")) {
  slips.addEventListener("load", () => {
    slips.style.minWidth = `${slips.naturalWidth * 0.5}px`;
    slips.style.maxWidth = `${slips.naturalWidth * 0.6}px`;
  });
}

function told(type, data) {
  if (type !== "screen") return;
  const shown = JSON.parse(data);
  const picture = cards.get(shown.device);
  if (!picture) return;
  if (shown.image) picture.src = `data:${shown.type};base64,${shown.image}`;
  else picture.removeAttribute("src");
  picture.parentElement.hidden = !shown.image;
  const card = picture.closest(".card");
  card.querySelector(".empty").hidden = !!shown.image;
  const push = card.querySelector(".push");
  if (push) push.hidden = !shown.image;
}

// Whether the desk is lost, and whose page this is, the other stream of this page tells.
const nothing = () => {};
listen("/may-moc/screens", document.getElementById("hands").dataset.session, {
  told, lost: nothing, found: nothing, refused: nothing,
});
