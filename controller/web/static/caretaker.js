// Shows what each kiosk shows, for as long as this page is open.
"use strict";
for (const picture of document.querySelectorAll("img[data-kiosk]")) {
  const stream = new EventSource(`/may-moc/screen/${picture.dataset.kiosk}`);
  stream.addEventListener("screen", (event) => {
    picture.src = `data:image/jpeg;base64,${event.data}`;
    picture.hidden = false;
    picture.previousElementSibling.hidden = true;
  });
}
