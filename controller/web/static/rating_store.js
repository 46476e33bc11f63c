// What was touched and has not arrived yet. It survives a reload and a power cut where the browser keeps anything, and is
// sent again until the desk has answered; the desk counts one id once. Plain enough for tablets of ten years ago.
var RatingStore = (function () {
  var KEY = "motcua-rating";
  var MOST = 200; // a day of a counter
  var LONGEST_MS = Number(document.body.getAttribute("data-longest-wait")); // a tablet's clock may jump: it is told no longer
  var waiting = [];
  var sending = false;
  var listeners = [], missed = [];
  try {
    waiting = JSON.parse(localStorage.getItem(KEY) || "[]");
    if (!Array.isArray(waiting)) waiting = [];
  } catch (e) {
    waiting = [];
  }

  function keep() {
    try {
      localStorage.setItem(KEY, JSON.stringify(waiting));
    } catch (e) {
      // it stays in memory
    }
  }

  function newId() {
    var bytes = new Uint8Array(16);
    crypto.getRandomValues(bytes);
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    var hex = "";
    for (var i = 0; i < 16; i++) hex += ("0" + bytes[i].toString(16)).slice(-2);
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  // holdMs: so long it can still be taken back.
  function put(said, holdMs) {
    var one = { id: newId(), said: said, at: Date.now(), hold: Date.now() + (holdMs || 0) };
    waiting.push(one);
    if (waiting.length > MOST) {
      waiting.shift();
      tellMissed();
    }
    keep();
    return one.id;
  }

  function drop(id) {
    var before = waiting.length;
    waiting = waiting.filter(function (one) { return one.id !== id; });
    keep();
    return waiting.length < before;
  }

  function tellMissed() {
    missed.forEach(function (listen) { listen(); });
  }

  // Whether the desk will never count it, though somebody touched it: its visit is over or forgotten.
  function isTooLate(request) {
    return request.status === 404 || request.status === 422 || request.responseText.indexOf('"over"') >= 0;
  }

  function next() {
    var now = Date.now();
    for (var i = 0; i < waiting.length; i++) {
      if (waiting[i].hold <= now || waiting[i].hold - now > 60000) return waiting[i]; // a clock that was set back
    }
    return null;
  }

  function go(address) {
    var one = next();
    if (sending || !one) return;
    sending = true;
    var body = Object.assign({ id: one.id, waited_ms: Math.min(Math.max(0, Date.now() - one.at), LONGEST_MS) }, one.said);
    var request = new XMLHttpRequest();
    request.open("POST", address);
    request.timeout = 10000;
    request.setRequestHeader("Content-Type", "application/json");
    request.onloadend = function () {
      sending = false;
      var final = request.status === 200 || request.status === 404 || request.status === 409 || request.status === 422;
      if (final && drop(one.id) && isTooLate(request)) tellMissed();
      listeners.forEach(function (listen) { listen(final, waiting.length); });
      if (final) go(address);
    };
    request.send(JSON.stringify(body));
  }

  return {
    put: put,
    drop: drop,
    go: go,
    count: function () { return waiting.length; },
    onTry: function (listen) { listeners.push(listen); },
    onMissed: function (listen) { missed.push(listen); },
  };
})();
