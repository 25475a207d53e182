/* Points at a stretch of road on the map: the first click is place A, the next is place B; what is chosen is drawn and told. */

const DIGITS = 6;
let standing = [];
let asked = 0;

const form = () => document.querySelector("form.closure-form");
const map = () => document.getElementById("roads-map");
const ends = () => [...(form()?.querySelectorAll("[data-end]") ?? [])];

function spot(coordinates, kind, label) {
  return { type: "Feature", geometry: { type: "Point", coordinates }, properties: { kind, label, selected: kind === "place" } };
}

/* What was typed, latitude first as everywhere, as the map wants it: longitude first. */
function placed(input) {
  const parts = input.value.replace("\uff0c", ",").split(",").map((part) => (part.trim() === "" ? NaN : Number(part)));
  return parts.length === 2 && parts.every(Number.isFinite) ? parts.reverse() : null;
}

function draw(line) {
  const spots = ends().flatMap((input) => (placed(input) ? [spot(placed(input), "place", input.dataset.end)] : []));
  if (line) spots.push(spot(line[0], "end", "A"), spot(line.at(-1), "end", "B"));
  const drawn = line ? [{ type: "Feature", geometry: { type: "LineString", coordinates: line }, properties: { kind: "route" } }] : [];
  const features = [...standing, ...drawn, ...spots];
  map()?.dispatchEvent(new CustomEvent("tocsin:map-features", { detail: { type: "FeatureCollection", features } }));
}

function tell(sentence, wrong = false) {
  const line = form()?.querySelector("[data-told]");
  if (!line) return;
  line.textContent = sentence;
  line.classList.toggle("trouble", wrong);
}

async function answerTo(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    return { ok: answer.ok, body: await answer.json() };
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
    return { ok: false, body: { message: form().dataset.lost } };
  }
}

async function preview() {
  const [a, b] = ends();
  const turn = ++asked;
  draw(null);
  if (!a || !placed(a)) return tell("");
  const query = new URLSearchParams({ a: a.value, b: b.value });
  const { ok, body } = await answerTo(`${form().dataset.stretchUrl}?${query}`);
  if (turn !== asked) return undefined;
  draw(ok ? body.line : null);
  return tell(ok ? body.told : (body.message ?? form().dataset.lost), !ok);
}

function setEnd(input, lon, lat) {
  input.value = `${lat.toFixed(DIGITS)}, ${lon.toFixed(DIGITS)}`;
  preview();
}

/* The field in use, else the first that is empty, else A anew. */
function nextEnd() {
  const [a, b] = ends();
  const used = ends().find((input) => input === document.activeElement);
  if (used) return used;
  if (!a.value.trim()) return a;
  if (!b.value.trim()) return b;
  b.value = "";
  return a;
}

document.addEventListener("tocsin:map-click", (event) => {
  if (event.target !== map() || !form() || event.detail.feature?.closure) return;
  event.preventDefault();
  setEnd(nextEnd(), event.detail.lon, event.detail.lat);
});

/* Places by their words, for those who do not use the map. */
async function search(input) {
  const list = form().querySelector("[data-found]");
  const words = input.value.trim();
  if (!words) return list.replaceChildren();
  const { ok, body } = await answerTo(`${input.dataset.suggestUrl}?${new URLSearchParams({ text: words, limit: 6 })}`);
  if (input.value.trim() !== words) return undefined;
  const labels = new Map(ok ? body.toReversed().map((one) => [[one.text, one.detail].filter(Boolean).join(" · "), one]) : []);
  return list.replaceChildren(
    ...[...labels].reverse().map(([textContent, one]) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "button button-small", textContent });
      button.addEventListener("click", () => {
        setEnd(nextEnd(), one.lon, one.lat);
        map()?.dispatchEvent(new CustomEvent("tocsin:map-show", { detail: { lon: one.lon, lat: one.lat, zoom: 16 } }));
      });
      const row = document.createElement("li");
      row.append(button);
      return row;
    }),
  );
}

let pause = 0;
document.addEventListener("input", (event) => {
  const input = event.target;
  if (!input.matches?.("[data-end], [data-suggest-url]")) return;
  window.clearTimeout(pause);
  pause = window.setTimeout(() => (input.matches("[data-end]") ? preview() : search(input)), 250);
});

async function refresh() {
  const { ok, body } = await answerTo(map().dataset.closuresUrl);
  if (ok) standing = body.features;
  preview();
}

document.addEventListener("tocsin:roads.changed", () => map() && refresh());
/* A map that begins later than the closures are there has not heard of them. */
document.addEventListener("tocsin:map-listens", (event) => event.target === map() && preview());
document.addEventListener("htmx:afterSettle", (event) => event.target.matches?.("form.closure-form") && preview());
if (map()) refresh();
