/* The call form: places and types while one types, look-alikes beside it, everything on the map. */

import { showOnMap } from "./on_map.js";
import { startTogether } from "./together.js";

const PAUSES = { places: 180, types: 120, knowledge: 250 };
const underWay = new Map();
const timers = new Map();

const form = () => document.getElementById("call-form");
const field = (name) => form()?.elements.namedItem(name);

async function ask(name, address, extra = {}) {
  underWay.get(name)?.abort();
  const control = new AbortController();
  underWay.set(name, control);
  const body = new URLSearchParams(new FormData(form()));
  for (const [key, value] of Object.entries(extra)) body.set(key, value);
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  const headers = { "X-CSRFToken": token, "HX-Request": "true" };
  try {
    const answer = await fetch(address, { method: "POST", body, headers, signal: control.signal });
    return answer.ok && !answer.redirected ? await answer.text() : null;
  } catch (error) {
    if (error.name !== "AbortError" && !(error instanceof TypeError)) throw error;
    return null;
  }
}

function put(place, html) {
  place.innerHTML = html;
  window.htmx.process(place);
  const input = document.querySelector(`[aria-controls="${place.id}"]`);
  input?.setAttribute("aria-expanded", String(Boolean(place.querySelector("[role=option]"))));
  showOnMap();
}

async function fill(id, address, extra) {
  const place = document.getElementById(id);
  if (!place || !form()) return;
  const input = document.querySelector(`[aria-controls="${id}"]`);
  const asked = input?.value;
  const html = await ask(id, address ?? place.dataset.url, extra);
  // What was found for words that have been typed over since is not what Enter may choose.
  if (html === null || !place.isConnected || input?.value !== asked) return;
  put(place, html);
  input?.removeAttribute("data-stale");
  if (id === "questions") document.dispatchEvent(new CustomEvent("calls:questions"));
}

/** What is listed no longer answers what is typed; the list follows after a pause. */
function lookLater(input) {
  const look = input.dataset.look;
  input.dataset.stale = "1";
  later(look, PAUSES[look], () => fill(look));
}

/** Enter pressed sooner than the list could follow: look first, then choose. */
async function lookAndPick(input) {
  const id = input.getAttribute("aria-controls");
  window.clearTimeout(timers.get(input.dataset.look));
  await fill(id);
  const first = document.getElementById(id)?.querySelector("[role=option]");
  if (first && !input.dataset.stale) pick(first);
}

function later(name, pause, act) {
  window.clearTimeout(timers.get(name));
  timers.set(name, window.setTimeout(act, pause));
}

function compare(pause = 0) {
  later("alike", pause, () => form() && fill("look-alikes", form().dataset.alikeUrl));
}

function write(name, value) {
  const input = field(name);
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function clear(id) {
  const place = document.getElementById(id);
  if (place) put(place, "");
}

/** Let the chosen place be seen: beside the field, on the map, and in what is known of it. */
function showPlace() {
  const [text, lon, lat] = ["place_text", "lon", "lat"].map((name) => field(name).value);
  const line = document.getElementById("place-picked");
  line.hidden = !lat;
  line.querySelector("[data-picked-text]").textContent = text;
  clear("places");
  if (lat) {
    document.getElementById("call-map")?.dispatchEvent(
      new CustomEvent("tocsin:map-show", { detail: { lon: Number(lon), lat: Number(lat) } }),
    );
  }
  fill("here", form().dataset.hereUrl);
  compare();
}

function pickPlace(chosen) {
  const { placeKind, code, text, rank = "", light = "", lon, lat } = chosen.dataset;
  const named = { place_kind: placeKind, place_code: code, place_text: text };
  const facts = { ...named, place_rank: rank, place_light: light, lon, lat };
  for (const [name, value] of Object.entries(facts)) write(name, value);
  showPlace();
  document.getElementById("what")?.focus();
  document.getElementById("what")?.select();
}

function pickType(chosen) {
  write("type_code", chosen.dataset.code);
  write("what", chosen.dataset.text);
  window.clearTimeout(timers.get("types"));
  clear("types");
  fill("questions");
  compare();
  document.getElementById("words")?.focus();
}

function pick(chosen) {
  if (chosen.matches("[data-pick-place]")) pickPlace(chosen);
  else pickType(chosen);
}

/** New answers change the urgency line only: no field being typed in is replaced. */
async function weigh() {
  const html = await ask("questions", document.getElementById("questions").dataset.url);
  if (html === null) return;
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const fresh = holder.content.getElementById("urgency-hint");
  if (fresh) document.getElementById("urgency-hint")?.replaceWith(fresh);
}

function onInput(event) {
  const input = event.target;
  if (!input.matches?.("[data-look], [data-tells], [data-answer]") || event.isComposing) return;
  const look = input.dataset.look;
  if (look === "knowledge") later(look, PAUSES[look], () => fill(look, null, { enquiry: input.value }));
  else if (look && event.isTrusted) lookLater(input);
  else if (input.matches("[data-tells]")) compare(700);
  else if (input.matches("[data-answer]")) later("weigh", 300, weigh);
}

function step(input, by) {
  const options = [...document.getElementById(input.getAttribute("aria-controls")).querySelectorAll("[role=option]")];
  if (!options.length) return false;
  options[by > 0 ? 0 : options.length - 1].focus();
  return true;
}

function onKeyInList(event, option) {
  const next = event.key === "ArrowDown" ? option.nextElementSibling : option.previousElementSibling;
  const input = document.querySelector(`[aria-controls="${option.parentElement.id}"]`);
  if (next?.matches("[role=option]")) next.focus();
  else input?.focus();
}

function onKey(event) {
  if (event.isComposing || event.keyCode === 229) return;
  const option = event.target.closest?.("[role=option]");
  const input = event.target.closest?.("[role=combobox]");
  const arrow = event.key === "ArrowDown" || event.key === "ArrowUp";
  if (option && arrow) {
    onKeyInList(event, option);
    event.preventDefault();
  } else if (input && arrow) {
    if (step(input, event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
  } else if (input?.dataset.stale && event.key === "Enter" && !event.ctrlKey) {
    event.preventDefault();
    lookAndPick(input);
  } else if (input && event.key === "Enter" && !event.ctrlKey) {
    const first = document.getElementById(input.getAttribute("aria-controls")).querySelector("[role=option]");
    if (!first) return;
    event.preventDefault();
    pick(first);
  }
}

async function onMapClick(event) {
  if (!form() || event.detail.feature?.url) return;
  event.preventDefault();
  const { lon, lat } = event.detail;
  await fill("places", null, { at_lon: lon, at_lat: lat });
  const found = document.querySelector("#places [data-pick-place]");
  if (found) pickPlace(found);
}

function empty(id) {
  const place = document.getElementById(id);
  const words = document.getElementById(`${id}-empty`);
  if (place && words) place.replaceChildren(words.content.cloneNode(true));
}

function markRow() {
  const number = document.querySelector("#call [data-call]")?.dataset.call ?? "";
  for (const row of document.querySelectorAll("#queue [data-row]")) {
    row.setAttribute("aria-current", String(row.id === `row-${number}`));
  }
}

/** After an act of one's own the queue is right at once, also while the live line is cut. */
function renewQueue() {
  const queue = document.getElementById("queue");
  if (!queue || queue.contains(document.activeElement)) return;
  window.htmx.ajax("GET", queue.dataset.refreshUrl, { source: queue, target: queue, swap: "outerHTML" });
}

function begin() {
  markRow();
  if (!form()) {
    empty("look-alikes");
    empty("here");
    showOnMap();
    return;
  }
  fill("look-alikes", form().dataset.alikeUrl);
  fill("here", form().dataset.hereUrl);
  if (field("type_code").value) fill("questions");
  if (!field("lat").value) fill("places");
  const start = document.querySelector("#call [data-start]");
  if (start && !start.closest("#call").contains(document.activeElement)) start.focus({ preventScroll: true });
}

document.addEventListener("input", onInput);
document.addEventListener("compositionend", (event) => {
  const look = event.target.dataset?.look;
  if (look && look !== "knowledge") lookLater(event.target);
});
document.addEventListener("keydown", onKey, true);
document.addEventListener("click", (event) => {
  const chosen = event.target.closest?.("[data-pick-place], [data-pick-type]");
  if (chosen) pick(chosen);
});
document.addEventListener("change", (event) => {
  event.target.closest?.("form[data-filters]")?.requestSubmit();
  if (event.target.matches?.("select[data-answer]")) later("weigh", 0, weigh);
  const office = event.target.dataset?.handover;
  if (office) document.getElementById("handed_to").value = office;
});
document.addEventListener("tocsin:map-click", onMapClick);
document.addEventListener("calls:came", (event) => {
  const { whole } = event.detail;
  if (whole === "place") showPlace();
  else if (whole === "type_code") fill("questions");
  else if (whole.startsWith("answer_")) later("weigh", 0, weigh);
  if (whole !== "place") compare(200);
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id !== "call") return markRow();
  begin();
  return event.detail.requestConfig?.verb === "post" ? renewQueue() : undefined;
});
if (document.getElementById("call")) begin();
startTogether();
