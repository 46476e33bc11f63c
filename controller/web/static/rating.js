// The rating screen of a counter: rest, one question after the other, a reason after a low answer, thanks.
(function () {
  var page = document.body;
  var sections = [].slice.call(document.querySelectorAll("main > section"));
  var questions = sections.filter(function (one) { return one.hasAttribute("data-question"); });
  var byId = function (id) { return document.getElementById(id); };
  var GHOST_MS = 400; // a second touch so soon was meant for the screen before
  var HOLD_MS = 5000, WHY_MS = 20000, QUIET_MS = 60000, TRY_MS = 5000, TOLD_MS = 3600000;

  var asked = null; // what the desk asks now: token, number, until
  var mine = null; // what is being answered: token, answers, low
  var sent = null;
  var shown = "", shownAt = 0, timer = 0, endTimer = 0;

  function show(section, after, then) {
    sections.forEach(function (one) { one.hidden = one !== section; });
    shown = section;
    shownAt = Date.now();
    clearTimeout(timer);
    if (after) timer = setTimeout(then, after);
    var head = section.querySelector("[tabindex]");
    if (head) head.focus({ preventScroll: true });
  }

  function rest() {
    mine = null;
    show(byId("rest"));
  }

  function begin() {
    mine = { token: asked.token, answers: {}, low: false };
    questions.forEach(function (one) {
      one.querySelectorAll(".whose span").forEach(function (words) {
        words.textContent = words.getAttribute("data-words").replace("{number}", asked.number);
      });
    });
    ask(0);
  }

  function ask(place) {
    show(questions[place], QUIET_MS, finish); // whoever walks away has said what was said
  }

  function hasSaid() {
    return mine && Object.keys(mine.answers).length > 0;
  }

  // Send what was said, if anything, and see what comes next.
  function finish(reason) {
    clearTimeout(timer);
    if (!hasSaid()) {
      if (mine && asked && asked.token === mine.token) show(questions[0], QUIET_MS, finish);
      else next();
      return;
    }
    var said = {
      token: mine.token,
      questionnaire: page.getAttribute("data-questionnaire"),
      version: Number(page.getAttribute("data-version")),
      answers: mine.answers,
    };
    if (typeof reason === "string" && reason) said.reason = reason;
    sent = { id: "", token: mine.token };
    mine = null;
    sent.id = RatingStore.put(said, HOLD_MS, thank);
  }

  // It is on the disk, or (well is false) lives as long as this page.
  function thank(well) {
    byId("unkept").hidden = well;
    show(byId("thanks"), HOLD_MS, function () {
      if (asked && asked.token === sent.token) asked = null; // said once
      next();
      send();
    });
  }

  function next() {
    if (asked && Date.now() < asked.until) begin();
    else rest();
  }

  function back() {
    var token = sent && shown === byId("thanks") ? sent.token : mine && mine.token;
    if (shown === byId("thanks") && !(sent && RatingStore.drop(sent.id))) return;
    mine = { token: token, answers: {}, low: false };
    ask(0);
  }

  function choose(button) {
    var at = questions.indexOf(shown);
    if (!mine) return; // what was said is being kept
    mine.answers[shown.getAttribute("data-question")] = button.getAttribute("data-choice");
    if (button.hasAttribute("data-low")) mine.low = true;
    if (at + 1 < questions.length) ask(at + 1);
    else if (mine.low && byId("why")) show(byId("why"), WHY_MS, finish);
    else finish();
  }

  page.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest("button") : null;
    if (!button || Date.now() - shownAt < GHOST_MS) return;
    if (button.hasAttribute("data-choice")) choose(button);
    else if (button.hasAttribute("data-back")) back();
    else if (button.hasAttribute("data-reason")) finish(button.getAttribute("data-reason"));
  });

  // The desk asks about a visit, or about none any more.
  function hear(told) {
    var fresh = told.token && !(sent && sent.token === told.token) && !(mine && mine.token === told.token);
    asked = told.token ? { token: told.token, number: told.number, until: Date.now() + told.left_ms } : null;
    if (sent && asked && asked.token === sent.token) asked = null;
    clearTimeout(endTimer);
    if (asked) endTimer = setTimeout(over, told.left_ms);
    if (shown === byId("rest") && asked) begin();
    else if (questions.indexOf(shown) >= 0 && (fresh || !asked)) {
      if (hasSaid()) finish();
      else next();
    }
  }

  function over() {
    asked = null;
    if (questions.indexOf(shown) < 0) return;
    if (hasSaid()) finish();
    else rest();
  }

  function send() {
    RatingStore.go(page.getAttribute("data-send"));
  }

  RatingStore.onTry(function (arrived, left) {
    if (!arrived) byId("lost").hidden = false;
    else if (!left && connected) byId("lost").hidden = true;
  });

  // Somebody's touch is not counted: told for an hour, for whoever looks after the tablet.
  var missed = 0, missedTimer = 0;
  function tellMissed(number) {
    missed = number;
    byId("missed-number").textContent = missed;
    byId("missed").hidden = !missed;
    clearTimeout(missedTimer);
    if (missed) missedTimer = setTimeout(tellMissed, TOLD_MS, 0);
  }
  RatingStore.onMissed(function () { tellMissed(missed + 1); });

  var connected = true;
  function listen() {
    var source = new EventSource(page.getAttribute("data-live"));
    source.addEventListener("open", function () {
      connected = true;
      byId("lost").hidden = true;
      send();
    });
    source.addEventListener("asking", function (event) { hear(JSON.parse(event.data)); });
    source.addEventListener("gone", function () { location.reload(); });
    source.addEventListener("error", function () {
      connected = false;
      byId("lost").hidden = false;
      if (source.readyState === 2) {
        source.close();
        setTimeout(listen, TRY_MS);
      }
    });
  }

  rest();
  listen();
  setInterval(send, TRY_MS);
})();
