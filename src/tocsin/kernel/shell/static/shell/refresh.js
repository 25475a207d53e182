/* Parts of a page that renew themselves when their events come, without taking anything from under a hand. */

import { listenFor } from "./live.js";
import { word, button } from "./words.js";

const PARTS = "[data-refresh-on][data-refresh-url]";
const PAUSE = 1000;
const parts = new WeakMap();

function stateOf(part) {
  if (!parts.has(part)) parts.set(part, { last: 0, timer: 0, waiting: false, busy: false, again: false });
  return parts.get(part);
}

function typing(part) {
  const active = document.activeElement;
  return part.contains(active) && active.matches("input, textarea, select, [contenteditable]");
}

function rowFocused(part) {
  return part.hasAttribute("data-hold-while-busy") && part.contains(document.activeElement);
}

/** A request begun inside the part needs the element that began it to stand until its answer is in place. */
function asking(part) {
  return part.querySelector(".htmx-request") !== null;
}

function concerns(part, detail) {
  const types = part.dataset.refreshOn.split(/\s+/);
  const subject = part.dataset.refreshSubject;
  return types.includes(detail.type) && (!subject || subject === String(detail.subject));
}

async function fetched(part) {
  const answer = await fetch(part.dataset.refreshUrl, {
    headers: { "HX-Request": "true", "X-Tocsin-Refresh": "1" },
    credentials: "same-origin",
  });
  if (!answer.ok || answer.redirected) return null;
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  return holder.content;
}

function markNew(part, count) {
  let line = part.querySelector(":scope > .new-line");
  if (!count) return void line?.remove();
  if (!line) {
    line = button("", () => renew(part), "new-line");
    line.dataset.key = "N";
    line.dataset.keyLabel = word("keyNew");
    part.append(line);
  }
  line.textContent = word("newRows", { n: count });
  return undefined;
}

/** Put fresh facts into a row; the focus stays where it was, on the row or on its link. */
function mendRow(row, other) {
  const active = document.activeElement;
  const within = active !== row && row.contains(active);
  const place = within ? [...row.querySelectorAll("a, button, summary")].indexOf(active) : -1;
  row.innerHTML = other.innerHTML;
  window.htmx.process(row);
  if (within) (row.querySelectorAll("a, button, summary")[place] ?? row).focus({ preventScroll: true });
}

/** Renew the rows already shown, in their places, and count those not shown yet. */
function mendRows(part, fresh) {
  const now = new Map([...fresh.querySelectorAll("[data-row][id]")].map((row) => [row.id, row]));
  let changed = false;
  for (const row of part.querySelectorAll("[data-row][id]")) {
    const other = now.get(row.id);
    now.delete(row.id);
    row.classList.toggle("gone", !other);
    if (!other || row.innerHTML === other.innerHTML) continue;
    mendRow(row, other);
    changed = true;
  }
  markNew(part, now.size);
  return changed;
}

/** Fetch the part again and put it in place. */
export async function renew(part) {
  const state = stateOf(part);
  state.last = Date.now();
  state.waiting = false;
  part.querySelector(":scope > .new-line")?.remove();
  await window.htmx.ajax("GET", part.dataset.refreshUrl, {
    source: part,
    target: part,
    swap: part.dataset.refreshSwap ?? "outerHTML",
    headers: { "X-Tocsin-Refresh": "1" },
  });
}

/** The part itself, or what stands in its place since it was renewed. */
function present(part) {
  if (part.isConnected) return part;
  const address = CSS.escape(part.dataset.refreshUrl);
  return (part.id && document.getElementById(part.id)) || document.querySelector(`[data-refresh-url="${address}"]`);
}

/** An event that comes while an answer is under way may be too young for it: ask once more. */
async function bring(named) {
  const part = present(named);
  if (!part) return;
  const state = stateOf(part);
  if (state.busy) {
    state.again = true;
    return;
  }
  if (typing(part)) {
    state.waiting = true;
    return;
  }
  if (asking(part)) {
    soon(part);
    return;
  }
  state.busy = true;
  try {
    state.last = Date.now();
    if (rowFocused(part)) {
      state.waiting = true;
      const fresh = await fetched(part);
      if (asking(part)) state.again = true;
      else if (fresh) mendRows(part, fresh);
    } else {
      await renew(part);
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    state.waiting = true;
  } finally {
    state.busy = false;
    if (state.again) soon(present(part) ?? part);
    state.again = false;
  }
}

function soon(part) {
  const state = stateOf(part);
  window.clearTimeout(state.timer);
  const pause = Number(part.dataset.refreshPause ?? PAUSE);
  state.timer = window.setTimeout(() => bring(part), Math.max(30, state.last + pause - Date.now()));
}

function subscribe(root) {
  const found = [...root.querySelectorAll(PARTS)];
  if (root.matches?.(PARTS)) found.push(root);
  for (const part of found) part.dataset.refreshOn.split(/\s+/).forEach(listenFor);
}

/** An answer that comes while something in the part is being asked or typed is too early; it is fetched again. */
function postpone(event) {
  const { target, requestConfig } = event.detail;
  if (!requestConfig?.headers["X-Tocsin-Refresh"]) return;
  if (asking(target)) stateOf(target).again = true;
  else if (typing(target)) stateOf(target).waiting = true;
  else return;
  event.detail.shouldSwap = false;
}

/** Start renewing parts. */
export function startRefresh() {
  subscribe(document);
  document.addEventListener("htmx:beforeSwap", postpone);
  document.addEventListener("htmx:load", (event) => {
    const { elt } = event.detail;
    subscribe(elt);
    // Just brought: what an act has said in it may be read for a while.
    if (elt.matches?.(PARTS)) stateOf(elt).last = Date.now();
  });
  document.addEventListener("tocsin:any", (event) => {
    for (const part of document.querySelectorAll(PARTS)) {
      if (concerns(part, event.detail)) soon(part);
    }
  });
  document.addEventListener("tocsin:resumed", () => {
    document.querySelectorAll(PARTS).forEach(soon);
  });
  document.addEventListener("focusout", () => {
    window.setTimeout(() => {
      for (const part of document.querySelectorAll(PARTS)) {
        if (stateOf(part).waiting && !part.contains(document.activeElement)) soon(part);
      }
    }, 0);
  });
}
