/* Dark, light, or as the machine says: a choice kept in a cookie so that the server paints it at once. */

const YEAR = 31536000;

/** Start the theme switch. */
export function startTheme() {
  document.addEventListener("click", (event) => {
    const chosen = event.target.closest?.("[data-theme-choice]");
    if (!chosen) return;
    const now = document.documentElement.dataset.theme;
    const next = chosen.dataset.themeChoice || (now === "dark" ? "light" : "dark");
    document.documentElement.dataset.theme = next;
    document.cookie = `tocsin_theme=${next}; path=/; max-age=${YEAR}; samesite=lax`;
    document.dispatchEvent(new CustomEvent("tocsin:theme", { detail: { theme: next } }));
  });
  document.addEventListener("click", (event) => {
    for (const open of document.querySelectorAll("details.me[open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });
}
