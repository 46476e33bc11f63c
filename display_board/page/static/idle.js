// What takes turns in the big panel while nobody is called: pictures, and cards of what the office publishes.
"use strict";

function drawCard(card) {
  byId("card-title").textContent = card.title;
  const columns = [0, 1, 2].filter((at) => at === 0 || card.rows.some((cells) => cells[at]));
  const rows = (card.heads.join("") ? [card.heads] : []).concat(card.rows).map((cells, i) => {
    const made = element("li", i === 0 && card.heads.join("") ? "heads" : "", "");
    return add(made, columns.map((at) => element("span", "", cells[at])));
  });
  fill(byId("card-rows"), rows);
  const box = byId("card");
  box.hidden = false;
  for (let part = 100; part === 100 || (part >= 55 && box.scrollHeight > box.clientHeight); part -= 5) {
    Array.from(box.children).forEach((one) => { one.style.fontSize = `${part / 100}em`; });
  }
}

function load(address) {
  const asked = new XMLHttpRequest();
  asked.onload = () => {
    if (asked.status !== 200 || drawn.slide !== JSON.stringify(address)) return; // gone, or another one's turn
    drawCard(JSON.parse(asked.responseText));
  };
  asked.open("GET", address);
  asked.send();
}

function drawSlide() {
  const files = (names, before, after) => (names || []).map((name) => before + name + after);
  const free = page.spotlight === null && !page.lost;
  const all = free ? files(page.slides, "/slides/", ".jpg").concat(files(page.cards, "/cards/", ".json")) : [];
  const shown = all.length ? all[turn % all.length] : "";
  if (!changed("slide", shown)) return;
  const isCard = shown.slice(0, 7) === "/cards/";
  if (isCard) load(shown);
  else byId("card").hidden = true;
  if (shown && !isCard) byId("slide").setAttribute("src", shown);
  byId("slide").hidden = !shown || isCard;
  toggle(byId("spotlight"), "slides", shown !== "");
}
