/* Typing a place: candidates from the register, one of them chosen with its point. */

import { say } from "./words.js";

const PAUSE = 250;
let timer = 0;
let asked = 0;

async function ask(field, list) {
  const turn = ++asked;
  const address = `${say.address("places")}?${new URLSearchParams({ q: field.value })}`;
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    const html = answer.ok ? await answer.text() : "";
    if (turn === asked) list.innerHTML = html;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    list.replaceChildren();
  }
}

/** Look for what is typed; an earlier choice no longer holds. */
export function typedPlace(field) {
  delete field.dataset.lon;
  delete field.dataset.lat;
  window.clearTimeout(timer);
  const list = field.closest("[data-typed]").querySelector("[data-places]");
  if (field.value.trim()) timer = window.setTimeout(() => ask(field, list), PAUSE);
  else list.replaceChildren();
}

/** Take a candidate. */
export function choosePlace(button) {
  const field = button.closest("[data-typed]").querySelector("[data-place-input]");
  field.value = button.dataset.place;
  Object.assign(field.dataset, { lon: button.dataset.lon, lat: button.dataset.lat });
  button.closest("[data-places]").replaceChildren();
  field.focus();
}
