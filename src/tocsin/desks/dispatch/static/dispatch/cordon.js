/* The map of a cordon: a click sets a post, moves the centre or adds a corner of the area. */

const map = document.getElementById("cordon-map");
const place = (lon, lat) => `${lat.toFixed(6)},${lon.toFixed(6)}`;
const field = (name) => document.querySelector(`#cordon-area [name="${name}"]`);

function setPost(lon, lat) {
  const form = document.getElementById("cordon-click");
  form.elements.lon.value = lon;
  form.elements.lat.value = lat;
  form.requestSubmit();
}

function moveCentre(lon, lat) {
  field("centre").value = place(lon, lat);
  document.getElementById("cordon-area").requestSubmit();
}

/* Corners are shown as they are drawn; the area is worked out when it is asked for. */
async function addCorner(lon, lat) {
  const corners = field("outline");
  corners.closest("details").open = true;
  corners.value = `${corners.value.trim()}\n${place(lon, lat)}`.trim();
  const line = corners.value.split("\n").map((text) => text.split(",").map(Number).reverse());
  const answer = await fetch(map.dataset.featuresUrl);
  if (!answer.ok) return;
  const shown = await answer.json();
  shown.features.push(
    { type: "Feature", properties: { kind: "line", level: 2 }, geometry: { type: "LineString", coordinates: line } },
    ...line.map((coordinates) => ({ type: "Feature", properties: { kind: "place" }, geometry: { type: "Point", coordinates } })),
  );
  map.dispatchEvent(new CustomEvent("tocsin:map-features", { detail: shown }));
}

const DOING = { post: setPost, centre: moveCentre, corner: addCorner };

document.addEventListener("tocsin:map-click", (event) => {
  event.preventDefault();
  const chosen = document.querySelector('[name="click"]:checked');
  if (chosen) DOING[chosen.value](event.detail.lon, event.detail.lat);
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-forget-outline]")) field("outline").value = "";
});

/* A ring that was moved or widened is shown whole. */
function showRing(bounds) {
  if (map.dataset.bounds === bounds) return;
  map.dataset.bounds = bounds;
  map.tocsinMap?.fitBounds(bounds.split(",").map(Number), { padding: 16, animate: false });
}

/* A post that is looked at stays looked at when the plan comes anew. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const row = document.activeElement?.closest?.("#cordon-plan [data-row]");
  if (event.detail.target?.id === "cordon-plan") map.dataset.looksAt = row?.id ?? "";
});

document.addEventListener("htmx:afterSettle", () => {
  const plan = document.getElementById("cordon-plan");
  if (!map || !plan || map.dataset.featuresUrl === plan.dataset.featuresUrl) return;
  map.dataset.featuresUrl = plan.dataset.featuresUrl;
  showRing(plan.dataset.bounds);
  document.getElementById(map.dataset.looksAt)?.focus({ preventScroll: true });
});
