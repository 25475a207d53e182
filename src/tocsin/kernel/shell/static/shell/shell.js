/* The one script of every page: starts each part, and the map only where there is one. */

import { startActs } from "./acts.js";
import { startAges } from "./ages.js";
import { startDrafts } from "./drafts.js";
import { startIdle } from "./idle.js";
import { startKeys } from "./keys.js";
import { startLive } from "./live.js";
import { startRefresh } from "./refresh.js";
import { startTheme } from "./theme.js";

async function startMaps(root) {
  const places = [...root.querySelectorAll("[data-map]:not([data-map-started])")];
  if (!places.length) return;
  const { startMap } = await import("./map.js");
  for (const place of places) startMap(place);
}

startTheme();
startAges();
startActs();
startDrafts();
startKeys();
startRefresh();
startLive();
startIdle();
startMaps(document);
document.addEventListener("htmx:load", (event) => startMaps(event.detail.elt.parentElement ?? document));
document.documentElement.dataset.ready = "1";
