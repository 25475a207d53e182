/* Small conveniences of the dispatch desk. */

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-send-on-change]")) event.target.form.requestSubmit();
});

document.addEventListener("click", (event) => {
  const choice = event.target.closest?.("[data-say]");
  if (choice) {
    const line = document.getElementById("command-line");
    line.value = choice.dataset.say;
    line.form.requestSubmit();
  }
  if (event.target.closest?.("[data-print]")) window.print();
});

/* A command typed while another incident is being opened is about that one: it waits until it is open. */
function onceOpen(act) {
  if (!document.querySelector("[data-open].htmx-request")) act();
  else document.addEventListener("htmx:afterRequest", () => onceOpen(act), { once: true });
}

document.addEventListener("htmx:confirm", (event) => {
  if (event.target.id !== "command" || !document.querySelector("[data-open].htmx-request")) return;
  event.preventDefault();
  onceOpen(() => event.detail.issueRequest());
});

document.addEventListener("tocsin:act-done", (event) => {
  if (event.target.matches?.("[data-clear-after]")) event.target.reset();
});

/* The map stays when another incident is opened: it marks and shows that one. */
document.addEventListener("htmx:afterSettle", () => {
  const map = document.getElementById("dispatch-map");
  const open = document.querySelector("#panel .incident");
  if (!map || !open || map.dataset.shows === open.dataset.number) return;
  map.dataset.shows = open.dataset.number;
  const address = new URL(map.dataset.featuresUrl, window.location.href);
  address.searchParams.set("open", open.dataset.number);
  map.dataset.featuresUrl = `${address.pathname}${address.search}`;
  const [lon, lat] = open.dataset.at.split(",").map(Number);
  map.dispatchEvent(new CustomEvent("tocsin:map-show", { detail: { lon, lat, zoom: 13 } }));
});

/* The map draws the ways of those whom the panel says to send: both say the same, worked out once. */
function drawWhomToSend() {
  const map = document.querySelector("[data-draws-ways]");
  if (!map) return;
  const address = new URL(map.dataset.featuresUrl, window.location.href);
  address.searchParams.delete("pick");
  for (const one of document.querySelectorAll("#incident-advice [data-unit]")) {
    address.searchParams.append("pick", one.dataset.unit);
  }
  const wanted = `${address.pathname}${address.search}`;
  if (wanted !== map.dataset.featuresUrl) map.dataset.featuresUrl = wanted;
}

drawWhomToSend();
document.addEventListener("htmx:afterSettle", drawWhomToSend);

/* A command that was carried out leaves the cursor where the next one is typed. */
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.requestConfig?.elt.id === "command") {
    document.getElementById("command-line")?.focus();
  }
});
