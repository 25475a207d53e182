/* Every write carries an id made here: pressed twice it is one act, sent again after a fault it is the same act. */

import { clockTime } from "./ages.js";
import { button, tell, word } from "./words.js";

const loose = new Map();
const inFlight = new Set();

function isWrite(verb) {
  return verb.toLowerCase() !== "get";
}

function formOf(element) {
  return element.closest("form");
}

function looseKey(config) {
  return `${config.verb} ${config.path}`;
}

function idField(form) {
  let field = form.querySelector('input[name="act_id"]');
  if (!field) {
    field = document.createElement("input");
    field.type = "hidden";
    field.name = "act_id";
    form.append(field);
  }
  if (!field.value) field.value = crypto.randomUUID();
  return field;
}

function idFor(config) {
  const form = formOf(config.elt);
  if (form) return idField(form).value;
  const key = looseKey(config);
  if (!loose.has(key)) loose.set(key, crypto.randomUUID());
  return loose.get(key);
}

function renewId(config) {
  const form = formOf(config.elt);
  if (form) idField(form).value = crypto.randomUUID();
  else loose.delete(looseKey(config));
}

function flightKey(config) {
  return formOf(config.elt) ?? looseKey(config);
}

function setBusy(element, busy) {
  const form = formOf(element);
  const buttons = form ? form.querySelectorAll('button:not([type="button"]), [type="submit"]') : [element];
  for (const one of buttons) {
    if (busy) one.setAttribute("aria-busy", "true");
    else one.removeAttribute("aria-busy");
  }
}

function messagePlace(element) {
  const form = formOf(element);
  return form?.querySelector("[data-act-message]") ?? form ?? document.getElementById("shell-messages");
}

function clearMessage(element) {
  messagePlace(element)?.querySelectorAll(".act-message").forEach((old) => old.remove());
}

/** Say beside the form what happened; offer to send the same act again where that helps. */
function complain(element, sentence, again) {
  clearMessage(element);
  const line = document.createElement("p");
  line.className = "notice notice-warn act-message";
  line.setAttribute("role", "alert");
  line.append(Object.assign(document.createElement("span"), { textContent: sentence }));
  const acts = document.createElement("span");
  acts.className = "acts";
  if (again) acts.append(button(word("retry"), again));
  if (!formOf(element)) acts.append(button(word("close"), () => line.remove(), "plain button-small"));
  if (acts.childElementCount) line.append(acts);
  messagePlace(element)?.append(line);
}

function againFor(detail) {
  const { elt } = detail;
  const kind = detail.requestConfig?.triggeringEvent?.type ?? "click";
  return () => {
    clearMessage(elt);
    const form = formOf(elt);
    if (form && kind === "submit") form.requestSubmit();
    else window.htmx.trigger(elt, kind);
  };
}

function refusalIn(xhr) {
  if (!xhr.responseText.includes("data-refusal")) return "";
  const holder = document.createElement("template");
  holder.innerHTML = xhr.responseText;
  return holder.content.querySelector("[data-refusal]")?.textContent.trim() ?? "";
}

function signedOut(xhr) {
  const door = document.getElementById("shell-words")?.dataset.loginUrl;
  return xhr.status === 401 || Boolean(door && new URL(xhr.responseURL || "/", window.location.href).pathname === door);
}

function sentenceFor(xhr) {
  const known = { 403: "refused", 404: "notThere", 413: "tooLarge", 423: "locked", 429: "tooMany" };
  return refusalIn(xhr) || word(known[xhr.status] ?? "failed");
}

function onConfigure(event) {
  const config = event.detail;
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  if (!isWrite(config.verb)) return;
  if (token) config.headers["X-CSRFToken"] = token;
  config.parameters.act_id = idFor(config);
}

function onBeforeRequest(event) {
  const { elt, requestConfig } = event.detail;
  if (!isWrite(requestConfig.verb)) return;
  const key = flightKey(requestConfig);
  if (inFlight.has(key)) {
    event.preventDefault();
    return;
  }
  inFlight.add(key);
  setBusy(elt, true);
  clearMessage(elt);
}

/** Of an answer htmx names what it is put into; who asked may have a place for what is said. */
function whoAsked({ requestConfig, elt }) {
  const asked = requestConfig?.elt;
  return asked && formOf(asked)?.querySelector("[data-act-message]") ? asked : elt;
}

function onBeforeSwap(event) {
  const { xhr } = event.detail;
  const elt = whoAsked(event.detail);
  if (signedOut(xhr)) {
    event.detail.shouldSwap = false;
    complain(elt, word("signedOut"), null);
  } else if (xhr.status >= 400 && refusalIn(xhr)) {
    event.detail.shouldSwap = false;
    complain(elt, refusalIn(xhr), null);
  }
}

function onAfterRequest(event) {
  const { xhr, requestConfig, elt } = event.detail;
  if (!isWrite(requestConfig.verb)) return;
  inFlight.delete(flightKey(requestConfig));
  setBusy(elt, false);
  const unheard = [423, 429].includes(xhr.status) || signedOut(xhr);
  if (xhr.status >= 200 && xhr.status < 500 && !unheard) renewId(requestConfig);
  if (xhr.status >= 200 && xhr.status < 300 && !signedOut(xhr)) {
    const done = new CustomEvent("tocsin:act-done", { bubbles: true, detail: { path: requestConfig.path } });
    (formOf(elt) ?? document).dispatchEvent(done);
    if (elt.hasAttribute("data-reload-after")) window.location.reload();
  }
}

function onResponseError(event) {
  const { xhr, elt } = event.detail;
  if (elt.matches("[data-refresh-url]") && !isWrite(event.detail.requestConfig.verb)) {
    elt.dataset.late = word("late", { at: clockTime() });
    return;
  }
  if (signedOut(xhr) || refusalIn(xhr)) return;
  const worthAgain = xhr.status >= 500 || [423, 429].includes(xhr.status);
  complain(elt, sentenceFor(xhr), worthAgain ? againFor(event.detail) : null);
}

function onUnsent(event) {
  const { elt, requestConfig } = event.detail;
  if (isWrite(requestConfig.verb)) complain(elt, word("notSent"), againFor(event.detail));
}

function onPlainSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.matches("[hx-post], [data-hx-post]")) return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  idField(form);
  form.dataset.sending = "1";
  setBusy(form, true);
}

function onShown() {
  for (const form of document.querySelectorAll("form[data-sending]")) {
    delete form.dataset.sending;
    setBusy(form, false);
  }
}

/** Start guarding writes. */
export function startActs() {
  document.addEventListener("htmx:configRequest", onConfigure);
  document.addEventListener("htmx:beforeRequest", onBeforeRequest);
  document.addEventListener("htmx:beforeSwap", onBeforeSwap);
  document.addEventListener("htmx:afterRequest", onAfterRequest);
  document.addEventListener("htmx:responseError", onResponseError);
  document.addEventListener("htmx:sendError", onUnsent);
  document.addEventListener("htmx:timeout", onUnsent);
  document.addEventListener("submit", onPlainSubmit);
  window.addEventListener("pageshow", onShown);
  document.addEventListener("tocsin:tell", (event) => tell(event.detail.sentence, event.detail.kind));
}
