/* The card on the page: shown anew without taking what is being typed, kept for when there is no signal. */

import { queued } from "./queue.js";
import { forget, keep, kept } from "./store.js";
import { clock, line, say } from "./words.js";

const place = document.querySelector("[data-card-place]");
const keyOf = (officer) => `card:${officer}`;
let map = null;
let waiting = false;

export const card = () => place.querySelector("[data-card]");
export const assignment = () => card()?.dataset.assignment ?? "";

function typing() {
  const active = document.activeElement;
  return place.contains(active) && active.matches("textarea, select, input:not([type=radio], [type=file])");
}

function stateOf(root) {
  return {
    assignment: root?.dataset.assignment,
    fields: [...(root?.querySelectorAll("[data-keep]") ?? [])].map((one) => [one.dataset.keep, one.value]),
    open: [...(root?.querySelectorAll("details[open]") ?? [])].map((one) => one.dataset.keepOpen),
    sheet: root?.querySelector("[data-sheet]:not([hidden])")?.dataset.sheet,
    spot: root?.querySelector('[name="spot"]:checked')?.value,
    caller: root?.querySelector(".caller-shown"),
  };
}

function restore(root, state) {
  for (const [name, value] of state.fields) {
    const field = root.querySelector(`[data-keep="${name}"]`);
    if (field && value) field.value = value;
  }
  for (const name of state.open) root.querySelector(`details[data-keep-open="${name}"]`)?.setAttribute("open", "");
  if (state.spot === "typed") root.querySelector('[name="spot"][value="typed"]')?.click();
  if (root.dataset.assignment !== state.assignment) return;
  const sheet = root.querySelector(`[data-sheet="${state.sheet}"]`);
  if (sheet) sheet.hidden = false;
  if (state.caller) root.querySelector("[data-ring-back]")?.append(state.caller);
}

/* The map is one element for the life of the page and moves into each new card. */
async function showWay(root) {
  const slot = root.querySelector("[data-way-map]");
  if (!slot?.dataset.features) return;
  if (!map) {
    map = Object.assign(document.createElement("div"), { className: "map-inline" });
    map.dataset.map = "";
    map.dataset.bounds = slot.dataset.bounds;
    map.dataset.zoomButtons = "off";
  }
  const features = JSON.parse(slot.dataset.features);
  slot.append(map);
  const { startMap } = await import("../shell/map.js");
  if (!map.dataset.mapStarted) await startMap(map);
  map.tocsinMap?.dragPan.disable();
  map.dispatchEvent(new CustomEvent("tocsin:map-features", { detail: features }));
  const [west, south, east, north] = slot.dataset.bounds.split(",").map(Number);
  map.tocsinMap?.fitBounds([[west, south], [east, north]], { padding: 28, animate: false });
}

const STEP_OF = { feedback: "feedback", done: "cleared" };

function stepOf(act) {
  const facts = JSON.parse(act.body);
  return facts.assignment === assignment() ? (STEP_OF[act.kind] ?? facts.step) : null;
}

/** Mark the steps that are kept on this phone and not yet sent. */
export async function overlay() {
  const root = card();
  if (!root) return;
  const acts = (await queued()).filter((act) => act.state === "waiting");
  const buttons = [...root.querySelectorAll("[data-step]")];
  for (const act of acts) {
    const button = buttons.find((one) => one.dataset.step === stepOf(act));
    if (!button || button.classList.contains("done")) continue;
    button.classList.add("queued");
    button.disabled = button.dataset.step !== "feedback";
    button.querySelector("small").textContent = `↑ ${clock(act.at)}`;
    button.title = say("notYet");
  }
  const last = buttons.findLastIndex((one) => one.matches(".done, .queued"));
  buttons.forEach((one, index) => one.classList.toggle("next", index === last + 1));
}

async function show(html) {
  const state = stateOf(card());
  place.innerHTML = html;
  const root = card();
  if (!root) return;
  restore(root, state);
  document.querySelector("[data-who]").textContent = root.dataset.name;
  await overlay();
  document.dispatchEvent(new CustomEvent("phone:card", { detail: { root } }));
  await showWay(root);
}

/** Take the card that came with the page, or show the one kept on the phone. */
export async function firstCard(officer) {
  if (card()) {
    const html = place.innerHTML;
    await keep(keyOf(officer), { html, at: card().dataset.at });
    await show(html);
    return;
  }
  const last = officer ? await kept(keyOf(officer)) : null;
  if (last) await show(last.html);
  const state = place.querySelector(".state strong");
  if (!last && state) state.textContent = say("noCard");
}

function cutOff() {
  const at = card()?.dataset.at;
  line("offline", at ? say("offline", { at: clock(at) }) : say("noCard"));
}

async function take(answer, officer) {
  if ([401, 403, 423].includes(answer.status) || answer.redirected) {
    if (answer.status === 401) await forget(keyOf(officer));
    return answer.status;
  }
  if (!answer.ok) return cutOff() ?? answer.status;
  const html = await answer.text();
  line("offline", "");
  await keep(keyOf(officer), { html, at: new Date().toISOString() });
  if (typing()) waiting = true;
  else await show(html);
  return answer.status;
}

/** Fetch the card anew; resolves to the status, 0 without signal. */
export async function renew(officer) {
  waiting = false;
  try {
    const options = { headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(15_000) };
    return await take(await fetch(say.address("card"), options), officer);
  } catch (error) {
    if (!(error instanceof TypeError || error.name === "TimeoutError")) throw error;
    cutOff();
    return 0;
  }
}

/** Forget the card of an officer who signs out; acts not yet sent stay. */
export const forgetCard = (officer) => forget(keyOf(officer));

/** Whether a newer card waits until nobody is typing. */
export const isWaiting = () => waiting && !typing();
