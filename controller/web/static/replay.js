// A service day played again: what the table below says line by line, as the hall looked at each moment.
"use strict";
(function () {
  var box = document.getElementById("replay");
  if (!box || !window.fetch) { return; }
  var part = function (name) { return box.querySelector("." + name); };
  var day = null, at = 0, timer = 0;

  function show(number) {
    at = Math.max(0, Math.min(number, day.frames.length - 1));
    var frame = day.frames[at];
    part("moment").value = at;
    part("moment").setAttribute("aria-valuetext", frame.time);
    part("time").textContent = frame.time;
    part("words").textContent = (frame.number ? frame.number + ": " : "") + frame.words;
    part("count").textContent = frame.waiting.length;
    part("waiting").textContent = frame.waiting.length ? "(" + frame.waiting.join(", ") + ")" : "";
    day.counters.forEach(function (counter, place) {
      var here = frame.at_counters[counter.id] || ["", ""];
      var item = part("places").children[place];
      item.querySelector("b").textContent = here[0] || "–";
      item.classList.toggle("empty", !here[1]);
      item.classList.toggle("moved", frame.counter === counter.id);
    });
  }

  function stop() {
    clearTimeout(timer);
    timer = 0;
    part("play").textContent = part("play").dataset.play;
  }

  function step() {
    if (at + 1 >= day.frames.length) { stop(); return; }
    var pause = (day.frames[at + 1].at - day.frames[at].at) / Number(part("speed").value);
    timer = setTimeout(function () { show(at + 1); step(); }, Math.min(1500, Math.max(40, pause)));
  }

  function begin(found) {
    day = found;
    if (!day.frames.length) { return; }
    day.counters.forEach(function (counter) {
      var item = document.createElement("li");
      item.textContent = counter.name + " ";
      item.appendChild(document.createElement("b"));
      part("places").appendChild(item);
    });
    part("moment").max = day.frames.length - 1;
    part("moment").addEventListener("input", function () { stop(); show(Number(this.value)); });
    part("play").addEventListener("click", function () {
      if (timer) { stop(); return; }
      if (at + 1 >= day.frames.length) { show(0); }
      part("play").textContent = part("play").dataset.pause;
      step();
    });
    box.hidden = false;
    show(0);
  }

  fetch(box.dataset.source, { credentials: "same-origin" })
    .then(function (answer) { if (!answer.ok) { throw new Error(String(answer.status)); } return answer.json(); })
    .then(begin)
    .catch(function () { box.hidden = true; }); // the table below has all of it
})();
