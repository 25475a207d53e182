/* How long something has waited, by the server's clock: one timer for the whole page. */

/* The server's clock may run faster than the one on the wall: in a demonstration it does. */
let speed = 1;
let learntAt = Date.now();
let shownThen = learntAt;

/** Learn the server's clock from a stamp it has just sent. */
export function learnServerTime(stamp) {
  const server = Date.parse(stamp);
  if (Number.isNaN(server)) return;
  learntAt = Date.now();
  shownThen = server;
}

/** Give the present moment by the server's clock, in milliseconds. */
export function serverNow() {
  return shownThen + (Date.now() - learntAt) * speed;
}

/** Write seconds as m:ss, or h:mm:ss from an hour on. */
export function asDuration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** Write a moment of the server's clock as hours and minutes. */
export function clockTime(at = serverNow()) {
  return new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

function show(age, now) {
  const end = age.dataset.until ? Date.parse(age.dataset.until) : now;
  const seconds = (end - Date.parse(age.dataset.since)) / 1000;
  if (Number.isNaN(seconds)) return;
  const text = age.querySelector(".age-text") ?? age;
  const written = asDuration(seconds);
  if (text.textContent !== written) text.textContent = written;
  const target = Number(age.dataset.target);
  if (!target) return;
  const share = Math.min(1, Math.max(0, seconds / target));
  age.querySelector(".bar-fill")?.setAttribute("width", (share * 100).toFixed(1));
  const late = seconds > target;
  age.classList.toggle("breach", late);
  age.querySelector(".age-late")?.toggleAttribute("hidden", !late);
}

/** Bring every age on the page up to date. */
export function showAges(root = document) {
  const now = serverNow();
  for (const age of root.querySelectorAll("[data-since]")) show(age, now);
}

function tick() {
  if (!document.hidden) showAges();
  window.setTimeout(tick, speed === 1 ? 1000 - (serverNow() % 1000) + 5 : Math.max(200, 1000 / speed));
}

/** Start the one timer. */
export function startAges() {
  speed = Number(document.querySelector('meta[name="clock-speed"]')?.content) || 1;
  learnServerTime(document.querySelector('meta[name="server-time"]')?.content ?? "");
  document.addEventListener("visibilitychange", () => showAges());
  document.addEventListener("htmx:afterSettle", () => showAges());
  tick();
}
