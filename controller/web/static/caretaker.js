// Shows what each kiosk shows, and how each printer's slips look, for as long as this page is open.
"use strict";
(() => {
  const cards = new Map();
  for (const picture of document.querySelectorAll("img[data-device]")) cards.set(picture.dataset.device, picture);
  // Slips are drawn dot for dot: at half their dots they are as large as on paper, and a little more is easier to read.
  for (const slips of document.querySelectorAll(".slips img")) {
    slips.addEventListener("load", () => {
      slips.style.minWidth = `${slips.naturalWidth * 0.5}px`;
      slips.style.maxWidth = `${slips.naturalWidth * 0.6}px`;
    });
  }
  const stream = new EventSource("/may-moc/screens");
  stream.addEventListener("screen", (event) => {
    const shown = JSON.parse(event.data);
    const picture = cards.get(shown.device);
    if (!picture) return;
    picture.src = `data:${shown.type};base64,${shown.image}`;
    picture.parentElement.hidden = false;
    picture.closest(".card").querySelector(".empty").hidden = true;
  });
})();
