/* Two people write into one call: what the other wrote comes in where one has not written oneself;
   where both wrote, both stand side by side until one chooses. A field being typed in is left alone. */

const PARTS = { place: ["place_kind", "place_code", "place_text", "place_rank", "place_light", "lon", "lat"], type_code: ["type_code", "what"] };
const TELLING = { place: ["place_code", "place_text", "lon", "lat"], type_code: ["type_code"] };
const bases = new Map();

const form = () => document.getElementById("call-form");
const field = (name) => form()?.elements.namedItem(name) ?? null;
const partsOf = (whole) => PARTS[whole] ?? [whole];
const same = (whole, one, other) =>
  (TELLING[whole] ?? partsOf(whole)).every((part) => (one[part] ?? "").trim() === (other[part] ?? "").trim());
const slotOf = (whole) => document.querySelector(`[data-theirs-slot="${CSS.escape(whole)}"]`);

function valuesOf(whole, read) {
  return Object.fromEntries(partsOf(whole).map((part) => [part, read(part)]));
}

function seenOf(whole) {
  return Number((field(`seen_${whole}`) ?? field("seen"))?.value ?? 0);
}

function setSeen(whole, edit) {
  let input = field(`seen_${whole}`);
  if (!input) {
    input = Object.assign(document.createElement("input"), { type: "hidden", name: `seen_${whole}` });
    form().append(input);
  }
  input.value = edit;
}

/** Know what each field held when it was shown; one shown again from the record is known anew. */
function learn(afresh) {
  if (afresh) bases.clear();
  for (const input of form()?.elements ?? []) {
    const { base, seen } = input.dataset;
    if (base === undefined || (bases.has(input.name) && seen === undefined)) continue;
    bases.set(input.name, base);
    if (seen !== undefined) setSeen(input.name, seen);
  }
}

function show(whole, line) {
  const slot = slotOf(whole);
  slot?.replaceChildren(...(line ? [line] : []));
}

function settle(theirs, edit) {
  const whole = theirs.dataset.theirs;
  setSeen(whole, edit);
  for (const [part, value] of Object.entries(JSON.parse(theirs.dataset.values))) bases.set(part, value);
}

/** Put the other's words in; what one takes by choice is kept as one's own edit as well. */
function put(whole, values, chosen) {
  for (const [part, value] of Object.entries(values)) {
    const input = field(part);
    if (!input) continue;
    input.value = value;
    if (chosen) input.dispatchEvent(new Event("input", { bubbles: true }));
  }
  document.dispatchEvent(new CustomEvent("calls:came", { detail: { whole } }));
}

function keepOwn(whole) {
  for (const part of partsOf(whole)) field(part)?.dispatchEvent(new Event("input", { bubbles: true }));
}

function lineOf(theirs, kind) {
  return theirs.content.querySelector(`[data-${kind}]`).cloneNode(true);
}

/** Offer a choice; the same words offered already stay, saved once more or not, so that a click on them is never lost. */
function offer(theirs, values, edit) {
  const whole = theirs.dataset.theirs;
  const line = lineOf(theirs, "torn");
  const words = JSON.stringify([values, line.textContent]);
  const offered = slotOf(whole)?.querySelector("[data-torn]");
  if (offered?.dataset.words === words) {
    offered.dataset.edit = edit;
    return;
  }
  Object.assign(line.dataset, { edit, words });
  line.querySelector("[data-take]").addEventListener("click", () => {
    settle(theirs, Number(line.dataset.edit));
    put(whole, values, true);
    show(whole, null);
  });
  line.querySelector("[data-keep]").addEventListener("click", () => {
    settle(theirs, Number(line.dataset.edit));
    keepOwn(whole);
    show(whole, null);
  });
  show(whole, line);
}

function meet(theirs) {
  const whole = theirs.dataset.theirs;
  const edit = Number(theirs.dataset.edit);
  if (!partsOf(whole).some(field) || edit <= seenOf(whole)) return;
  const base = valuesOf(whole, (part) => bases.get(part) ?? "");
  const mine = valuesOf(whole, (part) => field(part)?.value ?? base[part]);
  const values = { ...base, ...JSON.parse(theirs.dataset.values) };
  const typing = partsOf(whole).some((part) => field(part) && field(part) === document.activeElement);
  if (same(whole, values, mine) || same(whole, values, base)) {
    if (same(whole, values, mine)) settle(theirs, edit);
    show(whole, null);
  } else if (same(whole, mine, base) && !typing) {
    settle(theirs, edit);
    put(whole, values, false);
    show(whole, lineOf(theirs, "came"));
  } else {
    offer(theirs, values, edit);
  }
}

function meetAll() {
  if (form()) document.querySelectorAll("#others template[data-theirs]").forEach(meet);
}

function askAnew() {
  const part = document.getElementById("others");
  if (part) window.htmx.ajax("GET", part.dataset.refreshUrl, { source: part, target: part, swap: "outerHTML" });
}

/** Start bringing in what others write. */
export function startTogether() {
  learn(true);
  meetAll();
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id === "call") learn(true);
    meetAll();
  });
  document.addEventListener("calls:questions", () => {
    learn(false);
    meetAll();
  });
  document.addEventListener("focusout", () => window.setTimeout(meetAll, 0));
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 409 && form()) askAnew();
  });
}
