/* The keyboard, the same on every desk. No single letter acts while text is being written. */

import { word } from "./words.js";

const SEQUENCE_PAUSE = 1200;
let begun = "";
let begunAt = 0;

function writing(event) {
  const at = event.target;
  if (event.isComposing || event.keyCode === 229) return true;
  if (at.isContentEditable || at.matches("textarea, select")) return true;
  return at.matches("input") && !at.matches('[type="checkbox"], [type="radio"], [type="button"], [type="submit"]');
}

function visible(element) {
  return element.getClientRects().length > 0 && !element.disabled;
}

function nameOf(event) {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${key}`;
}

function bearer(key) {
  const row = document.activeElement?.closest("[data-row]");
  const named = `[data-key="${CSS.escape(key)}"]`;
  const inRow = row && [...row.querySelectorAll(named)].find(visible);
  if (inRow) return inRow;
  const all = [...document.querySelectorAll(named)].filter(visible);
  return all.find((element) => !element.closest("[data-row]"));
}

function press(element) {
  if (element.matches("input:not([type=checkbox], [type=radio]), textarea, select")) {
    element.focus();
    element.select?.();
  } else {
    element.click();
  }
}

function rowsInPlay() {
  const lists = [...document.querySelectorAll("[data-rows]")].filter(visible);
  const list = lists.find((one) => one.contains(document.activeElement)) ?? lists[0];
  return list ? [...list.querySelectorAll("[data-row]")].filter(visible) : [];
}

function move(step) {
  const rows = rowsInPlay();
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))];
  if (!next.hasAttribute("tabindex")) next.tabIndex = -1;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function openRow(event) {
  const row = event.target.closest?.("[data-row]");
  if (!row || event.target !== row || row.matches("a, button")) return false;
  const door = row.matches("[hx-get], [data-open]") ? row : row.querySelector("[data-open], a[href]");
  door?.click();
  return Boolean(door);
}

function back(event) {
  const shown = document.querySelector("dialog.keys[open], details.me[open]");
  if (shown) {
    if (shown.matches("dialog")) shown.close();
    else shown.open = false;
    return true;
  }
  if (writing(event)) {
    event.target.blur();
    return true;
  }
  const door = [...document.querySelectorAll("[data-back]")].find(visible);
  door?.click();
  return Boolean(door);
}

function entry(keys, label) {
  const line = document.createElement("li");
  const caps = document.createElement("span");
  caps.className = "keycaps";
  for (const key of keys.split(" ")) {
    const cap = document.createElement("kbd");
    cap.textContent = key === "Enter" ? "↵" : key;
    caps.append(cap, " ");
  }
  const text = document.createElement("span");
  text.textContent = label;
  line.append(caps, text);
  return line;
}

function fill(list) {
  const known = new Map();
  for (const element of document.querySelectorAll("[data-key][data-key-label]")) {
    if (visible(element)) known.set(element.dataset.key, element.dataset.keyLabel);
  }
  list.replaceChildren(...[...known].map(([key, label]) => entry(key, label)));
  list.previousElementSibling.hidden = known.size === 0;
}

/** Show or hide the list of keys. */
export function toggleKeys() {
  const dialog = document.getElementById("shell-keys");
  if (!dialog) return;
  if (dialog.open) {
    dialog.close();
    return;
  }
  fill(dialog.querySelector("[data-keys-here]"));
  dialog.open = true;
}

const everywhere = {
  "?": toggleKeys,
  "/": () => {
    const bar = document.querySelector("[data-command]") ?? document.querySelector("[data-search]");
    if (bar) press(bar);
  },
  J: () => move(1),
  K: () => move(-1),
};

function sequenceOf(key) {
  const joined = begun && performance.now() - begunAt < SEQUENCE_PAUSE ? `${begun} ${key}` : "";
  begun = "";
  return joined;
}

function act(event, key) {
  const joined = sequenceOf(key);
  const element = (joined && bearer(joined)) || bearer(key);
  if (element) {
    press(element);
    return true;
  }
  if (key in everywhere) {
    everywhere[key]();
    return true;
  }
  if (document.querySelector(`[data-key^="${CSS.escape(key)} "]`)) {
    begun = key;
    begunAt = performance.now();
    return true;
  }
  return false;
}

function onKey(event) {
  if (event.defaultPrevented || event.key === "Process") return;
  const key = nameOf(event);
  if (key === "Escape") {
    if (!event.isComposing && back(event)) event.preventDefault();
    return;
  }
  const combined = key.startsWith("Ctrl+") || key.startsWith("Alt+") || /^F\d+$/.test(key);
  if (combined) {
    const element = !event.isComposing && bearer(key);
    if (element) {
      event.preventDefault();
      press(element);
    }
    return;
  }
  if (writing(event)) return;
  if (key === "Enter" ? openRow(event) : act(event, key)) event.preventDefault();
}

/** Start listening to the keyboard. */
export function startKeys() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-keys-toggle]")) toggleKeys();
    else if (event.target.closest?.("[data-keys-close]")) document.getElementById("shell-keys")?.close();
  });
  document.getElementById("shell-keys")?.setAttribute("aria-label", word("keys"));
}
