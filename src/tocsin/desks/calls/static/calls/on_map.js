/* Whatever on the page has a place is shown on the map; how far off it may be is drawn as a ring. */

const EARTH = 111_320;
const CORNERS = 48;

function ring(lon, lat, metres) {
  const points = [];
  for (let i = 0; i <= CORNERS; i += 1) {
    const turn = (2 * Math.PI * i) / CORNERS;
    const north = (metres * Math.sin(turn)) / EARTH;
    const east = (metres * Math.cos(turn)) / (EARTH * Math.cos((lat * Math.PI) / 180));
    points.push([lon + east, lat + north]);
  }
  return { type: "Feature", geometry: { type: "Polygon", coordinates: [points] }, properties: { kind: "doubt" } };
}

function featuresOf(element) {
  const { kind, label, level, lon, lat, metres } = element.dataset;
  const [x, y] = [Number(lon), Number(lat)];
  if (!Number.isFinite(x) || !Number.isFinite(y)) return [];
  const properties = { kind, label: label ?? "" };
  if (level) properties.level = Number(level);
  const point = { type: "Feature", geometry: { type: "Point", coordinates: [x, y] }, properties };
  return Number(metres) > 0 ? [ring(x, y, Number(metres)), point] : [point];
}

function chosenPlace() {
  const fields = document.getElementById("call-form")?.elements;
  const [lon, lat] = [fields?.namedItem("lon")?.value, fields?.namedItem("lat")?.value];
  if (!lon || !lat) return [];
  const label = fields.namedItem("place_text").value;
  return featuresOf({ dataset: { kind: "place", lon, lat, label } }).map((one) => {
    one.properties.selected = true;
    return one;
  });
}

/** Show on the map what the page holds now. */
export function showOnMap() {
  const map = document.getElementById("call-map");
  if (!map) return;
  const found = [...document.querySelectorAll("[data-map-feature]")].flatMap(featuresOf);
  const detail = { type: "FeatureCollection", features: [...found, ...chosenPlace()] };
  map.dispatchEvent(new CustomEvent("tocsin:map-features", { detail }));
}

const place = document.getElementById("call-map");
if (place) new MutationObserver(showOnMap).observe(place, { attributeFilter: ["data-map-ready"] });
