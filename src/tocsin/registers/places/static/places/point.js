/* Sets points of a form on its map: a click fills the longitude and latitude that were used last. */

const DIGITS = 6;

function formOf(element) {
  return element.closest("form.point-form");
}

function pointsOf(form) {
  return [...form.querySelectorAll("[data-point]")];
}

function inputs(point) {
  return [...point.querySelectorAll("input")].filter((input) => /(?:^|-)(?:lon|lat)$/.test(input.name));
}

function chosen(form) {
  const points = pointsOf(form);
  return points.find((point) => point.classList.contains("point-set")) ?? points[0];
}

function choose(point) {
  const form = formOf(point);
  for (const other of pointsOf(form)) other.classList.toggle("point-set", other === point && pointsOf(form).length > 1);
}

function featureOf(point) {
  const [lon, lat] = inputs(point).map((input) => (input.value.trim() === "" ? NaN : Number(input.value)));
  if (!Number.isFinite(lon) || !Number.isFinite(lat)) return null;
  const label = point.querySelector("[data-point-name]")?.value || point.dataset.pointLabel || "";
  const properties = { kind: "place", label, selected: point === chosen(formOf(point)) };
  return { type: "Feature", geometry: { type: "Point", coordinates: [lon, lat] }, properties };
}

function draw(form, look = false) {
  const map = form.querySelector("[data-map]");
  if (!map) return;
  const features = pointsOf(form).map(featureOf).filter(Boolean);
  map.dispatchEvent(new CustomEvent("tocsin:map-features", { detail: { type: "FeatureCollection", features } }));
  if (!look || !features.length) return;
  const [lon, lat] = features[0].geometry.coordinates;
  map.dispatchEvent(new CustomEvent("tocsin:map-show", { detail: { lon, lat, zoom: 15 } }));
}

function onMapClick(event) {
  const form = formOf(event.target);
  const point = form && chosen(form);
  if (!point) return;
  event.preventDefault();
  const values = [event.detail.lon, event.detail.lat];
  inputs(point).forEach((input, at) => {
    input.value = values[at].toFixed(DIGITS);
  });
  draw(form);
}

function begin() {
  for (const form of document.querySelectorAll("form.point-form")) {
    const map = form.querySelector("[data-map]");
    if (!map || map.dataset.pointStarted) continue;
    map.dataset.pointStarted = "1";
    const show = () => draw(form, true);
    if (map.dataset.mapReady) show();
    else new MutationObserver((_changes, watch) => {
      if (!map.dataset.mapReady) return;
      watch.disconnect();
      show();
    }).observe(map, { attributeFilter: ["data-map-ready"] });
  }
}

document.addEventListener("tocsin:map-click", onMapClick);
document.addEventListener("focusin", (event) => {
  const point = event.target.closest?.("[data-point]");
  if (point && formOf(point)) choose(point);
});
document.addEventListener("input", (event) => {
  const form = event.target.closest?.("[data-point]") && formOf(event.target);
  if (form) draw(form);
});
document.addEventListener("htmx:afterSettle", begin);
begin();
