// The demo page: draws what the office tells, sends back what a hand does. No framework, no build step.

import { drawAnnouncement } from "./voice.js";

const $ = (id) => document.getElementById(id);
const plan = await (await fetch("/plan")).json();

const KEYS = [
  ["next", "Gọi tiếp", "next"],
  ["recall", "Gọi lại", "recall"],
  ["no-show", "Vắng mặt", "no-show: hold"],
  ["finish", "Kết thúc", "finish"],
];
const FAULTS = [
  ["none", "Không lỗi", "none"],
  ["near-end", "Sắp hết giấy", "paper near end"],
  ["end", "Hết giấy", "paper end"],
  ["cover-open", "Hở nắp", "cover open"],
  ["cutter-jam", "Kẹt dao cắt", "cutter jam"],
  ["offline", "Mất kết nối", "offline"],
  ["dies-mid-slip", "Tắt giữa chừng", "dies mid-slip"],
  ["power-cut", "Mất điện", "power cut"],
  ["unplugged", "Rút dây", "unplugged"],
];
const READERS = {
  camera: { name: ["Camera", "kiosk camera"], hold: ["Giơ giấy hẹn trước camera", "hold it up"] },
  hand: { name: ["Máy quét", "kiosk scanner"], hold: ["Quét", "scan"] },
};
const READER_FAULTS = [
  ["none", "Không lỗi", "none"],
  ["unplugged", "Rút dây", "unplugged"],
  ["black", "Bị che, đen", "black"],
  ["frozen", "Hình đứng yên", "frozen"],
  ["wrong-format", "Sai định dạng", "wrong format"],
];
const reader = `reader-${plan.kiosk}`;
const MACHINE_ONLY = ["power-cut", "unplugged"];
const PAPER = {
  ready: "sẵn sàng", "near-end": "sắp hết giấy", end: "hết giấy", "cover-open": "hở nắp",
  "cutter-jam": "kẹt dao cắt", offline: "mất kết nối", unknown: "không rõ",
};
const PHASES = { stopped: "đã dừng", starting: "đang khởi động", ready: "", dead: "khởi động lại…", failed: "lỗi cấu hình" };
const NAMES = {
  broker: "Bộ chuyển tin", controller: "Máy chủ", printer: "Máy in", machine: "Máy in giả lập", kiosk: "Máy lấy số", board: "Bảng hiển thị",
  "main-system": "Hệ thống hồ sơ",
};

// --- orders, one after the other so that a touch never overtakes its own release ---------------------

let sending = Promise.resolve();
function post(path, body) {
  sending = sending.then(() => fetch(path, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  })).catch(() => {});
}
const order = (device, what) => post("/order", { device, what });

// --- the room ----------------------------------------------------------------------------------------

function small(text) {
  const element = document.createElement("small");
  element.lang = "en";
  element.textContent = text;
  return element;
}

function layOut() {
  $("authority").textContent = plan.authority.vi;
  $("office").textContent = plan.name.vi;
  $("folder").textContent = plan.folder;
  $("board-link").href = plan.board_url;
  $("clerk-link").href = plan.desk_url;
  plan.counters.forEach((counter, index) => $("counters").append(makeCounter(counter, plan.clerks[index])));
  const faults = FAULTS.filter(([value]) => plan.printer_make !== "simple" || !MACHINE_ONLY.includes(value));
  for (const [value, vi, en] of faults) $("fault").add(new Option(`${vi} (${en})`, value));
  $("look-up-link").href = new URL("/tra-cuu", plan.desk_url);
  $("procedures-link").href = new URL("/thu-tuc", plan.desk_url);
  $("receipt").onsubmit = (event) => {
    event.preventDefault();
    if ($("dossier").value) post("/hold", { text: $("dossier").value });
  };
  layOutReader();
  $("main-fault").onchange = () => order("main-system", { fault: $("main-fault").value });
  $("fault").onchange = () => order(plan.printer, { fault: $("fault").value });
}

function layOutReader() {
  const { name, hold } = READERS[plan.reader];
  $("reader-name").append(name[0], " ", small(name[1]));
  $("hold").append(hold[0], " ", small(hold[1]));
  const faults = plan.reader === "camera" ? READER_FAULTS : READER_FAULTS.slice(0, 2);
  for (const [value, vi, en] of faults) $("reader-fault").add(new Option(`${vi} (${en})`, value));
  $("reader-fault").onchange = () => order(reader, { fault: $("reader-fault").value });
}

function makeCounter(counter, clerk) {
  const node = $("counter-template").content.cloneNode(true).firstElementChild;
  node.id = `counter-${counter.id}`;
  node.querySelector("h3").textContent = `Quầy ${counter.label}`;
  const served = plan.services.filter((service) => counter.services.includes(service.code));
  const serves = node.querySelector(".serves");
  for (const service of served) {
    const letter = document.createElement("abbr");
    letter.textContent = service.prefix;
    letter.title = `${service.name.vi} · ${service.name.en}`;
    serves.append(letter);
  }
  const box = node.querySelector(".box");
  box.setAttribute("aria-label", `Hộp nút quầy ${counter.label}`);
  for (const [key, vi, en] of KEYS) box.append(makeKey(`panel-${counter.id}`, key, vi, en));
  const open = node.querySelector(".clerk-open");
  open.append(clerk.name, small(`PIN ${clerk.pin} · clerk's page`));
  open.onclick = () => openClerk(clerk, counter);
  node.querySelector(".rating-open").href = `/rating/${counter.id}`;
  return node;
}

function makeKey(panel, key, vi, en) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "key";
  button.dataset.key = key;
  const lamp = document.createElement("i");
  lamp.className = "lamp";
  button.append(lamp, vi, small(en));
  let down = false;
  const press = () => { if (!down) { down = true; order(panel, { press: key }); } };
  const release = () => { if (down) { down = false; order(panel, { release: key }); } };
  button.onpointerdown = (event) => { button.setPointerCapture(event.pointerId); press(); };
  button.onpointerup = button.onpointercancel = button.onblur = release;
  button.onkeydown = (event) => { if ([" ", "Enter"].includes(event.key)) { event.preventDefault(); press(); } };
  button.onkeyup = release;
  return button;
}

function openClerk(clerk, counter) {
  $("clerk-pins").textContent = `Tên đăng nhập: ${clerk.id} · Mã PIN: ${clerk.pin} · Quầy ${counter.label}`;
  $("clerk-page").src = plan.desk_url;
  $("clerk").showModal();
}
$("clerk-close").onclick = () => $("clerk").close();

// --- the kiosk's glass -------------------------------------------------------------------------------

const glass = $("screen");
let touching = false;
function touch(kind, event) {
  const area = glass.getBoundingClientRect();
  const within = (value) => Math.min(1, Math.max(0, value));
  order(plan.kiosk, {
    touch: kind,
    x: within((event.clientX - area.left) / area.width),
    y: within((event.clientY - area.top) / area.height),
  });
}
glass.onpointerdown = (event) => { touching = true; glass.setPointerCapture(event.pointerId); touch("down", event); };
glass.onpointermove = (event) => { if (touching) touch("move", event); };
glass.onpointerup = glass.onpointercancel = (event) => { if (touching) { touching = false; touch("up", event); } };

let frames = Promise.resolve();
function drawFrame(frame) {
  frames = frames.then(async () => {
    const next = new Image();
    next.src = `data:image/jpeg;base64,${frame.jpeg}`;
    await next.decode().catch(() => {});
    glass.src = next.src;
    glass.style.aspectRatio = `${frame.width} / ${frame.height}`;
    $("screen-off").hidden = true;
  });
}

// --- what the office tells ---------------------------------------------------------------------------

function drawLamps(panel, lit) {
  const box = $(`counter-${panel.replace("panel-", "")}`);
  for (const key of box?.querySelectorAll(".key") ?? []) key.classList.toggle("lit", lit.includes(key.dataset.key));
  box?.classList.toggle("red", lit.includes("error"));
}

function drawSign(device, sign) {
  const place = document.querySelector(`#${device.replace("sign-", "counter-")} .sign`);
  if (!place) return;
  const image = place.querySelector("img");
  image.src = `data:image/png;base64,${sign.png}`;
  image.alt = sign.text;
  place.classList.add("on");
}

// The receipts that people may hold to the kiosk, and what may ail the system that knows them.
const OTHERS = [
  ["001099000001||Nguyễn Văn Mẫu|01011990|Nam|12 Lê Lợi|01012022", "thẻ căn cước"],
  ["https://vneid.gov.vn/app?x=1", "mã VNeID"],
  ["Xin chào", "chữ bất kỳ"],
];
function drawMainSystem(told) {
  if (!$("dossier").options.length) {
    for (const d of told.dossiers) $("dossier").add(new Option(`${d.status} · ${d.code}`, d.code));
    for (const [text, name] of OTHERS) $("dossier").add(new Option(name, text));
    for (const fault of told.faults) $("main-fault").add(new Option(fault, fault));
  }
  $("main-fault").value = told.fault;
}

function drawSlip(key, slip) {
  if (document.querySelector(`[data-slip="${key}"]`)) return;
  const item = document.createElement("li");
  item.dataset.slip = key;
  const image = new Image();
  image.alt = slip.number ? `Phiếu ${slip.number}` : "Phiếu in dở";
  image.src = `data:image/png;base64,${slip.png}`;
  item.append(image);
  $("slips").prepend(item);
  while ($("slips").children.length > 40) $("slips").lastElementChild.remove();
}

function drawProgram(name, life) {
  let row = document.querySelector(`[data-program="${name}"]`);
  if (!row) {
    row = $("program-template").content.cloneNode(true).firstElementChild;
    row.dataset.program = name;
    const label = row.querySelector(".name");
    label.append(NAMES[name] ?? `Hộp nút ${name.replace("panel-", "")}`, small(name));
    for (const button of row.querySelectorAll("button")) {
      button.onclick = () => post("/program", { name, do: button.dataset.do });
    }
    $("programs").append(row);
  }
  row.className = life.phase;
  row.querySelector(".why").textContent = PHASES[life.phase] + (life.restarts ? ` ↻${life.restarts}` : "");
  row.title = life.why;
  if (life.phase === "ready" && name === "board") wakeBoard();
  for (const thing of thingsOf(name)) thing.classList.toggle("away", life.phase !== "ready");
  drawHealth();
}

// A thing whose program is gone keeps its last picture: it must not look alive.
function thingsOf(name) {
  if (name === "kiosk") return [$("kiosk")];
  if (name === "printer" || name === "machine") return [$("mouth")];
  if (name === "board") return document.querySelectorAll(".tv, .sign");
  return document.querySelectorAll(`#${name.replace("panel-", "counter-")} .box`);
}

function drawHealth() {
  const rows = [...$("programs").children];
  const ready = rows.filter((row) => row.className === "ready").length;
  $("health").textContent = `${ready}/${rows.length} chương trình chạy`;
  $("health").classList.toggle("well", ready === rows.length);
}

function wakeBoard() {
  if (!$("board").src) $("board").src = plan.board_url;
}

// The board is laid out for a television: it keeps that size and is shown smaller.
new ResizeObserver(([wall]) => {
  const { width, height } = wall.contentRect;
  $("board").style.transform = `scale(${Math.min(width / 1310, height / 750)})`;
}).observe(document.querySelector(".tv"));

function draw(key, value) {
  const [first, second] = key.split("/");
  if (first === "program") drawProgram(second, value);
  else if (first === "slip") drawSlip(key, value);
  else if (second === "frame") drawFrame(value);
  else if (second === "lamps") drawLamps(first, value);
  else if (second === "sign") drawSign(first, value);
  else if (second === "paper") drawPaper(value);
  else if (key === `${plan.printer}/fault`) $("fault").value = value;
  else if (key === `${reader}/fault`) $("reader-fault").value = value;
  else if (key === `${reader}/held`) $("receipt").classList.toggle("held", value);
  else if (second === "speech") drawSpeech(value);
  else if (second === "announcement") drawAnnouncement(value);
  else if (second === "beep") $("beep").className = `beep ${value}`;
  else if (second === "heard") drawBeep();
  else if (second === "main_system") drawMainSystem(value);
  else if (key === "ending") $("ended").hidden = false;
}

function drawSpeech(words) {
  $("speech").textContent = `“${words}”`;
  $("speech").hidden = !words;
}

// What a beeper says is over at once: it stays just long enough to be seen.
let beeping = 0;
function drawBeep() {
  const bad = $("beep").classList.contains("bad");
  $("beep").textContent = bad ? "♪ Bíp bíp bíp" : "♪ Bíp";
  $("beep").hidden = false;
  clearTimeout(beeping);
  beeping = setTimeout(() => { $("beep").hidden = true; }, 1500);
}

function drawPaper(paper) {
  $("paper").textContent = PAPER[paper] ?? paper;
  $("mouth").classList.toggle("trouble", paper !== "ready");
}

layOut();
const events = new EventSource("/events");
events.onmessage = (message) => {
  for (const [key, value] of Object.entries(JSON.parse(message.data))) draw(key, value);
};
events.onopen = () => { $("ended").hidden = true; };
