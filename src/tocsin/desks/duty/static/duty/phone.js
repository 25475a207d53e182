/* The officer's phone: wires taps to acts, the queue to the lines of the page, and events to the card. */

import { listenFor } from "../shell/live.js";
import { callForHelp, openCaller, photograph, press, submit } from "./acting.js";
import { card, firstCard, forgetCard, isWaiting, overlay, renew } from "./card.js";
import { choosePlace, typedPlace } from "./finding.js";
import { watchHelp } from "./hold.js";
import { startSharing, stopSharing } from "./position.js";
import { onChange, queued, sendNow, useOfficer } from "./queue.js";
import { showRefused } from "./refused.js";
import { keep, kept } from "./store.js";
import { line, say } from "./words.js";

const main = document.querySelector("[data-phone]");
const helpLine = document.querySelector("[data-help-line]");
const EVERY = 60_000;
const SOON = 150;
const GREETED = 4000;
let officer = "";
let timer = 0;
let halted = 0;

async function freshen() {
  const status = await renew(officer);
  if (status === 401 || status === 403 || status === 423) halted = status;
  else if (status >= 200) halted = 0;
  await showLines(status === 0 ? "later" : "");
  const signal = status >= 200 && status < 300;
  if (signal && main.hasAttribute("data-shell") && !(await queued()).some((act) => act.state === "waiting")) {
    window.location.replace(say.address("home"));
  }
}

function soon() {
  window.clearTimeout(timer);
  timer = window.setTimeout(freshen, SOON);
}

function sentenceOfHalt(number) {
  if (halted === 423) return say("locked");
  return halted === 403 ? say("other") : say("halted", { n: number });
}

/** Say honestly what is kept here and not yet sent. */
async function showLines(state) {
  const acts = await queued();
  const waiting = acts.filter((act) => act.state === "waiting");
  line("queue", waiting.length && !halted ? say("waiting", { n: waiting.length }) : "");
  line("halted", halted ? sentenceOfHalt(waiting.length) : "");
  showRefused(acts);
  showHelp(waiting.some((act) => act.kind === "help"), state);
}

function showHelp(unsent, state) {
  if (!unsent) helpLine.hidden = true;
  else if (helpLine.hidden || ["later", "halted"].includes(state)) {
    helpLine.hidden = false;
    const sentence = ["later", "halted"].includes(state) ? "helpUnsent" : "helpSending";
    if (helpLine.textContent !== say(sentence)) helpLine.textContent = say(sentence);
  }
}

function changed({ state, status, act, verdict }) {
  if (state === "halted") halted = status || 401;
  if (state === "moved") halted = 0;
  if (state === "moved" && act.kind === "photo" && verdict === "done") line("done", "");
  if (state === "kept" && act.kind === "sharing" && !JSON.parse(act.body).sharing) stopSharing();
  if (state === "moved" || state === "dropped") soon();
  showLines(state);
  overlay();
}

function share(root) {
  if (!root.hasAttribute("data-sharing")) return stopSharing();
  return startSharing(officer, (why) => (why === "denied" ? line("trouble", say("noPosition")) : soon()));
}

function openSheet(name) {
  for (const sheet of card().querySelectorAll("[data-sheet]")) sheet.hidden = sheet.dataset.sheet !== name;
  card().querySelector(`[data-sheet="${name}"] :is(textarea, select)`)?.focus();
}

function pressed(event) {
  const button = event.target.closest("button, a");
  if (!button || button.disabled) return;
  if (button.matches("button[data-act]")) press(button);
  else if (button.dataset.sheetOpen) openSheet(button.dataset.sheetOpen);
  else if (button.matches("[data-sheet-close]")) button.closest("[data-sheet]").hidden = true;
  else if (button.matches("[data-open-caller]")) openCaller(button, officer);
  else if (button.matches("[data-send-now]")) sendNow();
  else if (button.dataset.place) choosePlace(button);
}

function altered({ target }) {
  if (target.matches("[data-photo]")) photograph(target);
  if (target.name === "spot") target.closest("form").querySelector("[data-typed]").hidden = target.value !== "typed";
  if (target.name === "disposition") {
    const needs = Boolean(target.selectedOptions[0]?.dataset.needs);
    target.form.elements.words.required = needs;
  }
}

function concerns({ subject, type, officer: whose }) {
  if (type === "help.changed") return String(whose) === officer;
  return (card()?.dataset.subjects ?? "").split(" ").includes(String(subject));
}

function listen() {
  document.addEventListener("click", pressed);
  document.addEventListener("change", altered);
  document.addEventListener("input", ({ target }) => target.matches("[data-place-input]") && typedPlace(target));
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-sign-out]")) forgetCard(officer);
    if (!event.target.dataset.act) return;
    event.preventDefault();
    submit(event.target);
  });
  document.addEventListener("focusout", () => window.setTimeout(() => isWaiting() && soon(), 0));
  ["incident.changed", "unit.changed", "help.changed"].forEach(listenFor);
  document.addEventListener("tocsin:any", ({ detail }) => concerns(detail) && soon());
  document.addEventListener("phone:card", ({ detail }) => share(detail.root));
  const back = () => void sendNow().then(freshen);
  window.addEventListener("online", back);
  document.addEventListener("tocsin:resumed", back);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && back());
  window.setInterval(() => document.visibilityState === "visible" && freshen(), EVERY);
  watchHelp(document.querySelector("button[data-help]"), callForHelp, (hint) => line("trouble", hint));
}

async function start() {
  officer = main.dataset.officer || (await kept("officer")) || "";
  if (main.dataset.officer) await keep("officer", officer);
  useOfficer(officer);
  onChange(changed);
  listen();
  await navigator.serviceWorker?.register(say.address("worker"), { scope: say.address("home") });
  navigator.storage?.persist?.();
  await firstCard(officer);
  window.setTimeout(() => document.getElementById("shell-messages")?.replaceChildren(), GREETED);
  await showLines("");
  main.dataset.ready = "1";
  await sendNow();
  if (main.hasAttribute("data-shell")) await freshen();
}

start();
