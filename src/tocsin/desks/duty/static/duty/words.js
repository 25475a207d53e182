/* Sentences and addresses of the phone page, in the reader's language. */

const holder = document.getElementById("phone-words");

/** Give the sentence called `name`, with `{place}` holders filled from `values`. */
export function say(name, values = {}) {
  const sentence = holder?.dataset[name] ?? "";
  return sentence.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
}

say.address = (name) => holder.dataset[`${name}Url`];

/** Show a line of the page with a sentence, or hide it with none. */
export function line(name, sentence) {
  const place = document.querySelector(`[data-line="${name}"]`);
  place.hidden = !sentence;
  (place.querySelector("[data-text]") ?? place).textContent = sentence;
}

/** Write a moment as hours and minutes of the bureau's clock, whatever zone the phone is set to. */
export function clock(at) {
  return new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: holder?.dataset.zone || undefined });
}
