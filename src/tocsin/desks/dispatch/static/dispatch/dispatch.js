/* Small conveniences of the dispatch desk. */

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-send-on-change]")) event.target.form.requestSubmit();
});

document.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-say]");
  if (choice) {
    const line = document.getElementById("command-line");
    line.value = choice.dataset.say;
    line.form.requestSubmit();
  }
  if (event.target.closest("[data-print]")) window.print();
});

document.addEventListener("tocsin:act-done", (event) => {
  if (event.target.matches("[data-clear-after]")) event.target.reset();
});

/* A command that was carried out leaves the cursor where the next one is typed. */
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id === "command" || event.target.id === "command") {
    document.getElementById("command-line")?.focus();
  }
});
