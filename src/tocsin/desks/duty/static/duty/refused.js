/* Acts that a rule refused: shown with the reason until the officer decides; never dropped by themselves. */

import { keepAct } from "./acting.js";
import { again, drop } from "./queue.js";
import { clock, say } from "./words.js";

const section = document.querySelector("[data-refusals]");
const pattern = document.querySelector("template[data-refused-row]");

function rowOf(act) {
  const row = pattern.content.firstElementChild.cloneNode(true);
  const facts = JSON.parse(act.body);
  const put = (name, text) => (row.querySelector(`[data-${name}]`).textContent = text);
  put("label", act.label);
  put("when", clock(act.at));
  put("message", act.message);
  put("words", facts.words || facts.caption || facts.reason || "");
  row.querySelector("[data-again]").addEventListener("click", () => again(act));
  const asNote = row.querySelector("[data-as-note]");
  asNote.hidden = !facts.words || !facts.assignment || act.kind === "note";
  asNote.addEventListener("click", async () => {
    const { assignment, words } = facts;
    if (await keepAct("note", { assignment, words }, say("note"))) await drop(act);
  });
  const remove = row.querySelector("[data-remove]");
  remove.addEventListener("click", () => {
    if (remove.dataset.sure) drop(act);
    remove.dataset.sure = "1";
    remove.textContent = say("really");
  });
  return row;
}

/** Show the refused acts among all that are kept. */
export function showRefused(acts) {
  const refused = acts.filter((act) => act.state === "refused");
  section.hidden = !refused.length;
  section.querySelector("ul").replaceChildren(...refused.map(rowOf));
}
