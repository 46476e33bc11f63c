// Keeps one's place up to date. Plain enough for phones of ten years ago; what has no streams reads the page again.
(function () {
  var place = document.getElementById("place");
  var lost = document.getElementById("lost");
  function again() {
    setTimeout(function () { location.reload(); }, 15000);
  }
  if (!window.EventSource) {
    again();
    return;
  }
  var source = new EventSource(place.getAttribute("data-live"));
  source.addEventListener("open", function () { lost.hidden = true; });
  source.addEventListener("place", function (event) {
    lost.hidden = true;
    place.innerHTML = event.data;
  });
  source.addEventListener("gone", function () {
    source.close();
    location.reload();
  });
  source.addEventListener("error", function () {
    lost.hidden = false;
    if (source.readyState === 2) again();
  });
})();
