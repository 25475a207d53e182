/* The layer that shows how far the chosen unit, or somebody from a post, gets within 1, 3 and 5 minutes. */

const EMPTY = { type: "FeatureCollection", features: [] };
let unit = "";
let asked = 0;

const strip = () => document.getElementById("map-strip");
const map = () => document.getElementById("dispatch-map");
const part = (name) => strip().querySelector(`[data-reach${name}]`);
const shown = () => part("").getAttribute("aria-pressed") === "true";

function cover(overlay) {
  map().dispatchEvent(new CustomEvent("tocsin:map-overlay", { detail: overlay }));
}

function tell(sentence) {
  part("-word").textContent = sentence;
}

function say(name, features) {
  cover({ type: "FeatureCollection", features });
  part("-legend").hidden = !features.length;
  part("-name").textContent = name;
}

async function answerTo(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    return { ok: answer.ok, body: await answer.json() };
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
    return { ok: false, body: {} };
  }
}

async function draw() {
  const turn = ++asked;
  const post = part("-from").value;
  if (!post && !unit) {
    say("", []);
    return tell(strip().dataset.reachNone);
  }
  const query = new URLSearchParams(post ? { post } : { unit });
  const { ok, body } = await answerTo(`${strip().dataset.reachUrl}?${query}`);
  if (turn !== asked || !shown()) return undefined;
  say(ok ? body.from : "", ok ? body.features : []);
  return tell(ok ? "" : (body.message ?? strip().dataset.reachLost));
}

function toggle() {
  part("").setAttribute("aria-pressed", String(!shown()));
  if (shown()) return void draw();
  asked += 1;
  say("", EMPTY.features);
  return tell("");
}

document.addEventListener("click", (event) => event.target.closest?.("[data-reach]") && toggle());
document.addEventListener("change", (event) => event.target.matches?.("[data-reach-from]") && shown() && draw());
document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("#board-units tr[id^='unit-']");
  if (!row || row.id === `unit-${unit}`) return;
  unit = row.id.slice("unit-".length);
  if (shown() && !part("-from").value) draw();
});
/* What was drawn before a closure, or before the unit moved on, is not left standing. */
document.addEventListener("tocsin:roads.changed", () => shown() && draw());
document.addEventListener("tocsin:unit.moved", (event) => {
  if (shown() && !part("-from").value && event.detail.units?.map(String).includes(unit)) draw();
});
