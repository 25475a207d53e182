/* Every keystroke kept: first here, then on the server field by field, until the server says it has it.
   An address that begins with # has no server behind it: such a draft stays here until its act is done. */

import { word } from "./words.js";

const PAUSE = 400;
const LONGEST_PAUSE = 20_000;
const SHIFT = 12 * 3600 * 1000;
const PREFIX = "tocsin-draft";
const fields = new Map();

function addressOf(field) {
  return field.closest("[data-draft-url]")?.dataset.draftUrl ?? "";
}

function staysHere(address) {
  return address.startsWith("#");
}

function keyOf(field) {
  return [PREFIX, document.documentElement.dataset.officer ?? "", addressOf(field), field.name].join("|");
}

function valueOf(field) {
  return field.type === "checkbox" ? String(field.checked) : field.value;
}

function kept(key) {
  try {
    return JSON.parse(window.localStorage.getItem(key));
  } catch {
    return null;
  }
}

function keep(key, entry) {
  try {
    window.localStorage.setItem(key, JSON.stringify(entry));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

function stateOf(key) {
  if (!fields.has(key)) fields.set(key, { sequence: 0, timer: 0, pause: PAUSE, sending: false });
  return fields.get(key);
}

function unsent() {
  const own = [PREFIX, document.documentElement.dataset.officer ?? "", ""].join("|");
  return Object.keys(window.localStorage).filter(
    (key) => key.startsWith(own) && !staysHere(key.slice(own.length)),
  );
}

function showLine() {
  const waiting = unsent().length;
  for (const line of document.querySelectorAll("[data-draft-line]")) {
    line.dataset.state = waiting ? "waiting" : "kept";
    line.textContent = waiting ? word("draftsWaiting", { n: waiting }) : word("draftsKept");
  }
}

function mark(key, state) {
  for (const field of document.querySelectorAll("[data-draft-url] [name], [name][data-draft-url]")) {
    if (keyOf(field) === key) field.dataset.draftState = state;
  }
}

async function post(key, entry, keepalive) {
  const body = new URLSearchParams({
    field: entry.name,
    value: entry.value,
    sequence: String(entry.sequence),
  });
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  const headers = { "X-CSRFToken": token, "X-Tocsin-Draft": "1", Accept: "application/json" };
  const answer = await fetch(entry.address, { method: "POST", body, headers, keepalive });
  return answer.redirected ? 401 : answer.status;
}

async function tryPost(key, entry) {
  try {
    return await post(key, entry, false);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return 0;
  }
}

async function send(key) {
  const state = stateOf(key);
  const entry = kept(key);
  if (!entry || state.sending) return;
  state.sending = true;
  const status = await tryPost(key, entry);
  state.sending = false;
  const settled = (status >= 200 && status < 300) || [404, 409, 410, 422].includes(status);
  if (settled) {
    state.pause = PAUSE;
    if (kept(key)?.sequence === entry.sequence) window.localStorage.removeItem(key);
    mark(key, kept(key) ? "pending" : "kept");
  } else {
    state.pause = Math.min(LONGEST_PAUSE, state.pause * 2);
  }
  if (kept(key)) soon(key);
  showLine();
}

function soon(key) {
  const state = stateOf(key);
  window.clearTimeout(state.timer);
  state.timer = window.setTimeout(() => send(key), state.pause);
}

function note(field) {
  const address = addressOf(field);
  if (!address || !field.name || field.name === "act_id" || field.type === "password") return;
  const key = keyOf(field);
  const state = stateOf(key);
  const now = Date.now();
  state.sequence = Math.max(state.sequence + 1, (kept(key)?.sequence ?? 0) + 1, now);
  keep(key, { name: field.name, address, value: valueOf(field), sequence: state.sequence, at: now });
  if (staysHere(address)) {
    field.dataset.draftState = "kept";
    if (!valueOf(field)) window.localStorage.removeItem(key);
    return;
  }
  field.dataset.draftState = "pending";
  soon(key);
  showLine();
}

function restore(field) {
  const entry = kept(keyOf(field));
  if (!entry || field === document.activeElement) return;
  if (field.type === "checkbox") field.checked = entry.value === "true";
  else field.value = entry.value;
  field.dataset.draftState = staysHere(entry.address) ? "kept" : "pending";
  field.dataset.restored = "1";
}

function restoreIn(root) {
  for (const field of root.querySelectorAll("[data-draft-url] [name], [name][data-draft-url]")) restore(field);
  showLine();
}

function forgetOld() {
  for (const key of Object.keys(window.localStorage)) {
    if (key.startsWith(`${PREFIX}|`) && Date.now() - (kept(key)?.at ?? 0) > SHIFT) {
      window.localStorage.removeItem(key);
    }
  }
}

function forgetForm(form) {
  for (const field of form.querySelectorAll("[name]")) {
    const key = keyOf(field);
    window.clearTimeout(stateOf(key).timer);
    window.localStorage.removeItem(key);
  }
  showLine();
}

function flush() {
  for (const key of unsent()) {
    const entry = kept(key);
    if (entry && entry.value.length < 30_000) post(key, entry, true).catch(() => undefined);
  }
}

/** Start keeping what is typed. */
export function startDrafts() {
  forgetOld();
  restoreIn(document);
  unsent().forEach(soon);
  document.addEventListener("input", (event) => event.target.name && note(event.target));
  document.addEventListener("change", (event) => event.target.matches?.("select, [type=checkbox]") && note(event.target));
  document.addEventListener("htmx:load", (event) => restoreIn(event.detail.elt));
  document.addEventListener("tocsin:act-done", (event) => {
    if (event.target.matches?.("form[data-draft-url], form:has([data-draft-url])")) forgetForm(event.target);
  });
  window.addEventListener("online", () => unsent().forEach(soon));
  window.addEventListener("pagehide", flush);
}
