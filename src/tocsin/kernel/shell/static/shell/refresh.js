/* Parts of a page that renew themselves when their events come, without taking anything from under a hand. */

import { lastHeard, listenFor } from "./live.js";
import { word, button } from "./words.js";

const PARTS = "[data-refresh-on][data-refresh-url]";
const PAUSE = 1000;
/* A server that takes its time is asked less often: a part rests this many times as long as the last answer took. */
const REST = 5;
const LONGEST_REST = 15_000;
const parts = new WeakMap();
let lastTook = 0;

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
    headers: { "HX-Request": "true", "X-Tocsin-Refresh": "1", "X-Tocsin-Heard": lastHeard() },
    credentials: "same-origin",
  });
  if (!answer.ok || answer.redirected) return null;
  if (answer.headers.has("X-Tocsin-Again")) stateOf(part).again = true;
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
    headers: { "X-Tocsin-Refresh": "1", "X-Tocsin-Heard": lastHeard() },
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
    lastTook = Date.now() - state.last;
    state.busy = false;
    if (state.again) soon(present(part) ?? part);
    state.again = false;
  }
}

/* What is to come already is not put off: where events follow one another closely, it would never come. */
function soon(part) {
  const state = stateOf(part);
  if (state.timer) return;
  const pause = Math.max(Number(part.dataset.refreshPause ?? PAUSE), Math.min(LONGEST_REST, REST * lastTook));
  const come = () => {
    state.timer = 0;
    bring(part);
  };
  state.timer = window.setTimeout(come, Math.max(30, state.last + pause - Date.now()));
}

function subscribe(root) {
  const found = [...root.querySelectorAll(PARTS)];
  if (root.matches?.(PARTS)) found.push(root);
  for (const part of found) part.dataset.refreshOn.split(/\s+/).forEach(listenFor);
}

/** An answer that comes while something in the part is being asked or typed is too early; it is fetched again. So is
    one that was made for another desk a moment ago. */
function postpone(event) {
  const { target, requestConfig, xhr } = event.detail;
  if (!requestConfig?.headers["X-Tocsin-Refresh"]) return;
  if (xhr.getResponseHeader("X-Tocsin-Again")) stateOf(target).again = true;
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
