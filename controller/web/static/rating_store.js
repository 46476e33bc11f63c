// What was touched and has not arrived yet. It survives a reload and a power cut where the browser keeps anything, and is
// sent again until the desk has answered; the desk counts one id once. Plain enough for tablets of ten years ago.
var RatingStore = (function () {
  var KEY = "motcua-rating";
  var MOST = 200; // a day of a counter
  var KEEP_MS = 3000; // a disk that says nothing for so long is not waited for
  var LONGEST_MS = Number(document.body.getAttribute("data-longest-wait")); // a tablet's clock may jump: it is told no longer
  var waiting = [];
  var sending = false;
  var listeners = [], missed = [];
  var gone = {}; // what has left since the page was opened
  waiting = read(local());

  // What stands in a store, without what somebody else wrote there.
  function read(text) {
    try {
      var found = JSON.parse(text || "[]");
      return Array.isArray(found) ? found.filter(function (one) { return one && one.id && one.said; }) : [];
    } catch (e) {
      return [];
    }
  }

  function local() {
    try {
      return localStorage.getItem(KEY);
    } catch (e) {
      return null;
    }
  }

  function has(list, id) {
    return list.some(function (one) { return one.id === id; });
  }

  // What is to be stored: other pages of this tablet may have theirs there.
  function withTheirs(text) {
    var theirs = read(text).filter(function (one) { return !gone[one.id] && !has(waiting, one.id); });
    return JSON.stringify(theirs.concat(waiting));
  }

  // What another page took back or sent is gone here too.
  window.addEventListener("storage", function (event) {
    if (event.key !== KEY) return;
    var now = read(event.newValue);
    read(event.oldValue).forEach(function (one) {
      if (has(now, one.id)) return;
      gone[one.id] = true;
      waiting = waiting.filter(function (mine) { return mine.id !== one.id; });
    });
    // A page that had not heard of it yet may have written it there again.
    if (read(local()).some(function (one) { return gone[one.id]; })) keep();
  });

  // A browser puts on its disk what localStorage has whenever it likes; a database that is written "strictly" says when it is
  // there. So that nobody is thanked before, both have it; a browser without a database has localStorage alone.
  var base = null; // null: not open yet; false: there is none
  var asks = [];

  function withBase(use) {
    if (base !== null) use(base);
    else asks.push(use);
  }

  function opened(found) {
    base = found;
    asks.splice(0).forEach(function (use) { use(found); });
  }

  // What the database still has from before, and localStorage lost.
  function remember(found) {
    var asked = found.transaction(KEY).objectStore(KEY).get(KEY);
    asked.onerror = function () { opened(found); };
    asked.onsuccess = function () {
      read(asked.result).forEach(function (one) {
        if (!has(waiting, one.id) && !gone[one.id]) waiting.push(one);
      });
      opened(found);
    };
  }

  try {
    var wanted = indexedDB.open(KEY, 1);
    wanted.onupgradeneeded = function () { wanted.result.createObjectStore(KEY); };
    wanted.onsuccess = function () {
      try {
        remember(wanted.result);
      } catch (e) {
        opened(false);
      }
    };
    wanted.onerror = wanted.onblocked = function () { if (base === null) opened(false); };
  } catch (e) {
    opened(false);
  }

  // then: called once, with whether it outlives a power cut.
  function keep(then) {
    var told = false, stored = true;
    function tell(well) {
      if (told) return;
      told = true;
      if (then) then(well);
    }
    try {
      localStorage.setItem(KEY, withTheirs(local()));
    } catch (e) {
      stored = false; // it stays in memory
    }
    setTimeout(tell, KEEP_MS, false);
    withBase(function (found) {
      if (!found) {
        tell(stored);
        return;
      }
      try {
        var write = found.transaction(KEY, "readwrite", { durability: "strict" });
        var store = write.objectStore(KEY), asked = store.get(KEY);
        asked.onsuccess = function () { store.put(withTheirs(asked.result), KEY); };
        write.oncomplete = function () { tell(true); };
        write.onabort = write.onerror = function () { tell(false); };
      } catch (e) {
        tell(false);
      }
    });
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

  // holdMs: so long it can still be taken back. kept: called once, with whether it outlives a power cut.
  function put(said, holdMs, kept) {
    var one = { id: newId(), said: said, at: Date.now(), hold: Date.now() + (holdMs || 0) };
    waiting.push(one);
    if (waiting.length > MOST) {
      waiting.shift();
      tellMissed();
    }
    keep(kept);
    return one.id;
  }

  function drop(id) {
    var before = waiting.length;
    gone[id] = true;
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
