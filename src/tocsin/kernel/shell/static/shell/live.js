/* One stream of events for the whole page: resumed after a gap, each event once, honest when it is cut. */

import { clockTime, learnServerTime, serverNow } from "./ages.js";
import { word } from "./words.js";

const BEAT_LIMIT = 40_000;
const REMEMBERED = 500;

const wanted = new Set(["beat", "reload"]);
const seen = new Set();
let source = null;
let address = "";
let lastId = "";
let lastBeat = 0;
let cutSince = 0;
let failures = 0;
let retry = 0;

function showConnection(state, sentence) {
  const line = document.getElementById("shell-connection");
  if (!line || line.dataset.state === state) return;
  line.dataset.state = state;
  line.querySelector("span").textContent = sentence;
}

function cut() {
  if (!cutSince) cutSince = serverNow();
  showConnection("offline", word("offlineSince", { at: clockTime(cutSince) }));
}

function up() {
  const wasCut = cutSince > 0;
  cutSince = 0;
  failures = 0;
  lastBeat = 0;
  showConnection("live", word("live"));
  if (wasCut) document.dispatchEvent(new CustomEvent("tocsin:resumed"));
}

/* An id is "mark-number": after a resume the same event may come again under another mark. */
function isNew(whole) {
  const id = whole.split("-").pop();
  if (!id) return true;
  if (seen.has(id)) return false;
  seen.add(id);
  if (seen.size > REMEMBERED) seen.delete(seen.values().next().value);
  return true;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function receive(event) {
  const detail = parsed(event.data);
  if (event.type === "beat") {
    lastBeat = Date.now();
    if (detail?.at) learnServerTime(detail.at);
    if (!cutSince) showConnection("live", word("live"));
    return;
  }
  if (event.lastEventId) lastId = event.lastEventId;
  if (event.type === "reload") {
    document.dispatchEvent(new CustomEvent("tocsin:resumed"));
    return;
  }
  if (!detail || !isNew(event.lastEventId)) return;
  const type = detail.type ?? event.type;
  document.dispatchEvent(new CustomEvent(`tocsin:${type}`, { detail }));
  document.dispatchEvent(new CustomEvent("tocsin:any", { detail: { ...detail, type } }));
}

function open() {
  window.clearTimeout(retry);
  source?.close();
  const from = new URL(address, window.location.href);
  if (lastId) from.searchParams.set("last", lastId);
  source = new EventSource(from);
  source.addEventListener("open", up);
  source.addEventListener("message", receive);
  for (const type of wanted) source.addEventListener(type, receive);
  source.addEventListener("error", failed);
}

function failed() {
  cut();
  if (source.readyState !== EventSource.CLOSED) return;
  failures += 1;
  retry = window.setTimeout(open, Math.min(30_000, 1000 * 2 ** failures));
}

/** Which event was heard last: what is asked for now must be as new. */
export function lastHeard() {
  return lastId.includes("-") ? lastId.split("-").pop() : "0";
}

/** Ask the stream for one more type of event. */
export function listenFor(type) {
  if (wanted.has(type)) return;
  wanted.add(type);
  source?.addEventListener(type, receive);
}

function checkBeat() {
  if (!lastBeat || cutSince || Date.now() - lastBeat < BEAT_LIMIT) return;
  cut();
  open();
}

/** Open the stream named by the page, when it names one. */
export function startLive() {
  address = document.body.dataset.live ?? "";
  if (!address) return;
  // What happened between the making of this page and the opening of the stream is asked for too.
  const made = Date.parse(document.querySelector('meta[name="server-time"]')?.content ?? "");
  if (made) lastId = `t${made / 1000}`;
  window.addEventListener("online", open);
  window.addEventListener("offline", cut);
  window.addEventListener("pagehide", () => source?.close());
  window.addEventListener("pageshow", (event) => event.persisted && open());
  window.setInterval(checkBeat, 5000);
  open();
}
