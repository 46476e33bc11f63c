// Says when the page has lost its desk: by the browser's own error, or by ten seconds of silence.
"use strict";
(() => {
  const SILENT_MS = 10000;
  const banner = document.getElementById("lost");
  let heard = Date.now();
  const lost = (yes) => {
    banner.hidden = !yes;
    document.body.classList.toggle("is-lost", yes);
  };
  document.body.addEventListener("htmx:sseOpen", () => { heard = Date.now(); lost(false); });
  document.body.addEventListener("htmx:sseMessage", () => { heard = Date.now(); lost(false); });
  document.body.addEventListener("htmx:sseError", () => lost(true));
  document.body.addEventListener("htmx:sendError", () => lost(true));
  setInterval(() => { if (Date.now() - heard > SILENT_MS) lost(true); }, 1000);
})();
