/* What a tap does: each act is kept on the phone first, then sent. */

import { assignment } from "./card.js";
import { hashOf, pictureFrom } from "./pictures.js";
import { lastPlace, placeNow } from "./position.js";
import { enqueue, headersFor } from "./queue.js";
import { line, say } from "./words.js";

/** Keep an act; says so when the phone has no room for it. */
export async function keepAct(kind, facts, label, photo = null) {
  try {
    line("trouble", "");
    return await enqueue({ kind, path: say.address(photo ? "photo" : "act"), facts, label, photo });
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    line("trouble", say("full"));
    return null;
  }
}

/** Call for help with the last place known; nothing is waited for. */
export function callForHelp() {
  return keepAct("help", lastPlace() ?? {}, say("help"));
}

/** Do what a button without a form says. */
export function press(button) {
  const label = (button.querySelector("span") ?? button).textContent.trim();
  const { act, step, words, sharing } = button.dataset;
  if (act === "step") return keepAct("step", { assignment: assignment(), step }, label);
  if (act === "note") return keepAct("note", { assignment: assignment(), words }, label);
  return keepAct("sharing", { sharing: sharing === "1" }, label);
}

async function opened(form) {
  const data = new FormData(form);
  const trouble = form.querySelector("[data-open-trouble]");
  const typed = data.get("spot") === "typed";
  const field = form.querySelector("[data-place-input]");
  const chosen = field.dataset.lon ? { lon: Number(field.dataset.lon), lat: Number(field.dataset.lat) } : {};
  const spot = typed ? chosen : await placeNow();
  const unknown = typed ? !field.value.trim() : !spot;
  trouble.textContent = unknown ? say("noPlace") : "";
  trouble.hidden = !unknown;
  if (unknown) return null;
  return { type: data.get("type"), words: data.get("words"), where: typed ? field.value : "", on_scene: !typed, ...spot };
}

async function factsOf(form) {
  const words = form.elements.words?.value ?? "";
  const own = { assignment: assignment() };
  const { act, duty } = form.dataset;
  if (act === "open") return opened(form);
  if (act === "duty") return { duty, reason: form.elements.reason?.value ?? "" };
  if (act === "transport") return { ...own, to: form.elements.place.value || words };
  if (act === "done") return { ...own, words, disposition: form.elements.disposition.value };
  return { ...own, words };
}

function emptied(form) {
  form.reset();
  form.querySelectorAll("[data-keep]").forEach((field) => {
    delete field.dataset.lon;
    delete field.dataset.lat;
  });
  if (form.matches("[data-sheet]")) form.hidden = true;
  form.closest("details")?.removeAttribute("open");
  if (form.contains(document.activeElement)) document.activeElement.blur();
}

/** Keep what a form says; what was typed is taken out of it only once it is kept. */
export async function submit(form) {
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  try {
    const facts = await factsOf(form);
    const label = form.querySelector("button:not([type])").textContent.trim();
    if (facts && (await keepAct(form.dataset.act, facts, label))) emptied(form);
  } finally {
    delete form.dataset.busy;
  }
}

/** Keep a photograph, made smaller. */
export async function photograph(input) {
  const [file] = input.files;
  if (!file) return;
  const mine = assignment();
  const picture = await pictureFrom(file);
  input.value = "";
  if (!picture) return void line("trouble", say("notAPicture"));
  const facts = { assignment: mine, sha256: await hashOf(picture) };
  if (await keepAct("photo", facts, say("photo"), picture)) line("done", say("photoKept"));
}

/** Open the caller's number; it is shown and never kept. */
export async function openCaller(button, officer) {
  const body = new URLSearchParams({ assignment: assignment() });
  const { "X-CSRFToken": token } = headersFor({ officer });
  button.disabled = true;
  try {
    const answer = await fetch(say.address("caller"), {
      method: "POST",
      headers: { "X-CSRFToken": token, "HX-Request": "true" },
      body,
    });
    const place = button.closest("[data-ring-back]");
    place.querySelector(".caller-shown")?.remove();
    place.insertAdjacentHTML("beforeend", await answer.text());
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    line("trouble", say("noCaller"));
  } finally {
    button.disabled = false;
  }
}
