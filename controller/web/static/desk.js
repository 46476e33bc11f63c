// Says when the page has lost its desk (by the browser's own error, or by ten seconds of silence), goes to the
// sign-in page when its session is gone, and lets nobody transfer before a place is chosen.
"use strict";
(() => {
  const SILENT_MS = 10000;
  const banner = document.getElementById("lost");
  let heard = Date.now();
  const lost = (yes) => {
    banner.hidden = !yes;
    document.body.classList.toggle("is-lost", yes);
  };
  const signIn = () => location.replace("/");
  // A desk that was started again knows no session; some streams then refuse instead of saying "gone".
  const failed = async () => {
    lost(true);
    const answer = await fetch(location.pathname, { cache: "no-store" }).catch(() => null);
    if ([403, 503].includes(answer?.status)) signIn(); // 503: another machine is the desk now
  };
  document.body.addEventListener("htmx:sseOpen", () => { heard = Date.now(); lost(false); });
  document.body.addEventListener("htmx:sseMessage", (event) => {
    heard = Date.now();
    lost(false);
    if (event.detail.type === "gone") signIn();
  });
  document.body.addEventListener("htmx:sseError", failed);
  document.body.addEventListener("htmx:sendError", () => lost(true));
  setInterval(() => { if (Date.now() - heard > SILENT_MS) lost(true); }, 1000);

  const allow = () => {
    const place = document.querySelector(".transfer select");
    if (place) place.form.querySelector("button").disabled = !place.value;
  };
  document.body.addEventListener("change", allow);
  document.body.addEventListener("htmx:afterSettle", allow);
  document.body.addEventListener("htmx:sseMessage", allow);
})();
