/* Sentences come from the page, in the reader's language; scripts only fill in numbers. */

const holder = document.getElementById("shell-words");

/** Give the sentence called `name`, with `{place}` holders filled from `values`. */
export function word(name, values = {}) {
  const sentence = holder?.dataset[name] ?? "";
  return sentence.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
}

/** Say something in the messages corner; returns the element so that it can be taken away. */
export function tell(sentence, kind = "warn") {
  const place = document.getElementById("shell-messages");
  const line = document.createElement("p");
  line.className = `notice notice-${kind}`;
  line.textContent = sentence;
  place?.append(line);
  if (kind === "good") window.setTimeout(() => line.remove(), 6000);
  return line;
}

/** Make a button; the caller says what it does. */
export function button(label, onPress, className = "button button-small") {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = label;
  made.addEventListener("click", onPress);
  return made;
}
