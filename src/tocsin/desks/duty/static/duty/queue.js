/* The queue of acts: each kept before anything else, sent in order, exactly once, and never silently dropped. */

import { actsOf, add, change, remove } from "./store.js";

const PATIENCE = 25_000;
const WAIT_LEAST = 3000;
const WAIT_MOST = 30_000;
const LOCK = "tocsin-phone-send";
const told = new EventTarget();
let officer = "";
let retry = 0;
let wait = WAIT_LEAST;

/** Say which act goes next: calls for help before all others, then as they were made. */
export function nextOf(acts) {
  const waiting = acts.filter((act) => act.state === "waiting");
  return waiting.find((act) => act.kind === "help") ?? waiting[0] ?? null;
}

/** Say what an answer means: done, refused by a rule, to be sent later, or stopped until someone signs in. */
export function verdictOf(status) {
  if (status >= 200 && status < 300) return "done";
  if ([401, 403, 423].includes(status)) return "halted";
  if (status >= 500 || [0, 408, 425, 429].includes(status)) return "later";
  return status >= 400 ? "refused" : "halted";
}

export const onChange = (hear) => told.addEventListener("change", (event) => hear(event.detail));

function tell(detail) {
  told.dispatchEvent(new CustomEvent("change", { detail }));
}

export function useOfficer(id) {
  officer = id;
}

export function csrfToken() {
  const name = document.querySelector('meta[name="csrf-cookie"]')?.content;
  const kept = document.cookie.split("; ").find((one) => one.startsWith(`${name}=`));
  return kept?.slice(name.length + 1) ?? "";
}

export function headersFor(act) {
  return { Accept: "application/json", "X-CSRFToken": csrfToken(), "X-Act-Id": act.id, "X-Tocsin-Officer": act.officer };
}

function requestFor(act) {
  const headers = headersFor(act);
  if (!act.photo) return { headers: { ...headers, "Content-Type": "application/json" }, body: act.body };
  const body = new FormData();
  for (const [name, value] of Object.entries(JSON.parse(act.body))) body.append(name, value);
  body.append("photo", act.photo, "photo");
  return { headers, body };
}

async function messageIn(answer) {
  try {
    return (await answer.json()).message ?? "";
  } catch {
    return "";
  }
}

async function delivered(act) {
  try {
    const answer = await fetch(act.path, {
      method: "POST",
      redirect: "manual",
      credentials: "same-origin",
      signal: AbortSignal.timeout(PATIENCE),
      ...requestFor(act),
    });
    const verdict = verdictOf(answer.type === "opaqueredirect" ? 401 : answer.status);
    return { verdict, status: answer.status, message: verdict === "done" ? "" : await messageIn(answer) };
  } catch (error) {
    if (error instanceof TypeError || error.name === "TimeoutError" || error.name === "AbortError") {
      return { verdict: "later", status: 0, message: "" };
    }
    throw error;
  }
}

function later() {
  window.clearTimeout(retry);
  retry = window.setTimeout(send, wait);
  wait = Math.min(WAIT_MOST, wait * 2);
}

/* Another window may have sent the act while this one waited for its turn: read anew each time. */
async function drain() {
  for (;;) {
    const act = nextOf(await actsOf(officer));
    if (!act) return tell({ state: "idle" });
    const outcome = await delivered(act);
    if (outcome.verdict === "done") await remove(act.serial);
    else if (outcome.verdict === "refused") await change({ ...act, state: "refused", message: outcome.message });
    else {
      later();
      return tell({ state: outcome.verdict, status: outcome.status });
    }
    wait = WAIT_LEAST;
    tell({ state: "moved", act, verdict: outcome.verdict });
  }
}

/** Send what waits; only one window of the phone sends at a time. */
export async function send() {
  window.clearTimeout(retry);
  if (officer) await navigator.locks.request(LOCK, drain);
}

/** Send now, and do not wait as long as after many failures. */
export function sendNow() {
  wait = WAIT_LEAST;
  return send();
}

/** Keep an act on the phone, then send it. It is kept when this resolves, sent or not. */
export async function enqueue({ kind, path, facts, label, photo = null }) {
  const at = new Date().toISOString();
  const body = JSON.stringify({ ...facts, ...(photo ? {} : { kind }), claimed_at: at });
  const act = { id: crypto.randomUUID(), officer, kind, path, body, label, at, photo, state: "waiting", message: "" };
  await add(act);
  tell({ state: "kept", act });
  send();
  return act;
}

/** Let a refused act wait for its turn again, under the same id. */
export async function again(act) {
  await change({ ...act, state: "waiting", message: "" });
  await sendNow();
}

export async function drop(act) {
  await remove(act.serial);
  tell({ state: "dropped", act });
}

export const queued = () => actsOf(officer);
