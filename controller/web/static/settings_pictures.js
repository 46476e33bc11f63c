// Draws the pictures beside a form again when somebody has stopped typing. Without it the button does.
const REST_MS = 700;
const aside = document.querySelector(".pictures");
const form = aside.closest("form");
let timer;

async function draw() {
  const fields = new FormData(form);
  fields.set("do", "edit"); // the form as it is typed, and nothing saved
  const answer = await fetch(form.action, { method: "POST", body: fields });
  if (!answer.ok) return;
  const drawn = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".pictures");
  if (drawn) aside.replaceChildren(...drawn.childNodes);
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => draw().catch(() => {}), REST_MS); // whoever is away for a moment types on
});
