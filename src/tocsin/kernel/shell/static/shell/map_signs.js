/* What is drawn over the base map: our own shapes for urgency and unit state, routes, areas, the looked-at point. */

import { MAP_FONTS, token } from "./map_style.js";

const SIZE = 44;
const EMPTY = { type: "FeatureCollection", features: [] };
const COLOURS = {
  "urgency-1": "urgency-1",
  "urgency-2": "urgency-2",
  "urgency-3": "urgency-3",
  "urgency-4": "urgency-4",
  available: "available",
  returning: "available",
  assigned: "busy",
  en_route: "busy",
  on_scene: "busy",
  transporting: "busy",
  unavailable: "resting",
  off_duty: "resting",
  closed: "bad",
  slowed: "warn",
  "post-held": "available",
  "post-missing": "urgency-1",
};
let shapes = null;

async function allShapes() {
  shapes ??= (await fetch(new URL("./shapes.json", import.meta.url))).json();
  return shapes;
}

function drawn(path, colour) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE;
  const pen = canvas.getContext("2d");
  pen.translate(SIZE / 2, SIZE / 2);
  pen.scale(2, 2);
  pen.translate(-8, -8);
  const shape = new Path2D(path);
  pen.lineJoin = "round";
  pen.lineWidth = 4;
  pen.strokeStyle = token("halo");
  pen.stroke(shape);
  pen.fillStyle = colour;
  pen.fill(shape, "evenodd");
  return pen.getImageData(0, 0, SIZE, SIZE);
}

async function addImages(map) {
  for (const [name, path] of Object.entries(await allShapes())) {
    const image = drawn(path, token(COLOURS[name] ?? "text"));
    if (map.hasImage(name)) map.updateImage(name, image);
    else map.addImage(name, image, { pixelRatio: 2 });
  }
}

const levelColour = () => [
  "match",
  ["get", "level"],
  1,
  token("urgency-1"),
  2,
  token("urgency-2"),
  3,
  token("urgency-3"),
  4,
  token("urgency-4"),
  token("accent"),
];

const closure = ["==", ["get", "kind"], "closure"];
const closedOnly = ["==", ["get", "effect"], "closed"];
const proposed = ["==", ["get", "state"], "recommended"];
const faint = ["case", ["==", ["get", "state"], "coming"], 0.45, 0.95];
const points = ["==", ["geometry-type"], "Point"];
const lines = ["==", ["geometry-type"], "LineString"];
const surfaces = ["==", ["geometry-type"], "Polygon"];

function signs(id, kinds, icon, size, key) {
  return {
    id,
    type: "symbol",
    source: "features",
    filter: ["all", points, ["in", ["get", "kind"], ["literal", kinds]]],
    layout: {
      "icon-image": icon,
      "icon-size": size,
      "icon-allow-overlap": true,
      "text-field": ["coalesce", ["get", "label"], ""],
      "text-font": MAP_FONTS,
      "text-size": 12,
      "text-anchor": "top",
      "text-offset": [0, 0.9],
      "text-optional": true,
      "symbol-sort-key": key,
    },
    paint: { "text-color": token("text"), "text-halo-color": token("halo"), "text-halo-width": 1.6 },
  };
}

/* A stretch of road that is closed or slow: its dashes say which, what is still to come is faint. */
function stretch(id, which, colour, pixels, dashes) {
  return {
    id,
    type: "line",
    source: "features",
    filter: ["all", lines, closure, which],
    paint: { "line-color": token(colour), "line-width": pixels, "line-opacity": faint, "line-dasharray": dashes },
  };
}

/* A way: drawn through where somebody goes, dotted where somebody might be sent. */
function way(id, which, paint) {
  return {
    id,
    type: "line",
    source: "features",
    filter: ["all", lines, ["!", closure], which],
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": levelColour(), "line-width": 4, "line-opacity": 0.85, ...paint },
  };
}

/* How far one gets within some minutes: nearer is darker, and each edge is told in words. */
function reachLayers() {
  const minutes = ["get", "minutes"];
  const filter = ["==", ["get", "kind"], "reach"];
  const edge = { id: "reach-edge", type: "line", source: "overlay", filter };
  return [
    {
      id: "reach",
      type: "fill",
      source: "overlay",
      filter,
      paint: { "fill-color": token("accent"), "fill-opacity": ["match", minutes, 1, 0.26, 3, 0.16, 0.09] },
    },
    { ...edge, paint: { "line-color": token("accent"), "line-width": ["match", minutes, 1, 2.4, 3, 1.6, 1] } },
    {
      id: "reach-words",
      type: "symbol",
      source: "overlay",
      filter,
      layout: {
        "symbol-placement": "line",
        "symbol-spacing": 260,
        "text-field": ["get", "label"],
        "text-font": MAP_FONTS,
        "text-size": 11,
      },
      paint: { "text-color": token("text"), "text-halo-color": token("halo"), "text-halo-width": 1.6 },
    },
  ];
}

/* Posts of a cordon: a full square is held, a hollow one is not; the number is always to be read. */
function posts() {
  const layer = signs("posts", ["post"], ["get", "state"], 1.1, 0);
  const beside = { "text-variable-anchor": ["top", "bottom", "left", "right"], "text-radial-offset": 0.9 };
  const { "text-anchor": _anchor, "text-offset": _offset, ...layout } = layer.layout;
  return { ...layer, layout: { ...layout, ...beside } };
}

function numbers() {
  return {
    id: "post-numbers",
    type: "symbol",
    source: "features",
    filter: ["all", points, ["==", ["get", "kind"], "post"]],
    layout: {
      "text-field": ["to-string", ["get", "number"]],
      "text-font": MAP_FONTS,
      "text-size": 12,
      "text-allow-overlap": true,
      "text-ignore-placement": true,
    },
    paint: { "text-color": ["match", ["get", "state"], "post-held", token("halo"), token("text")] },
  };
}

function dataLayers() {
  return [
    {
      id: "data-areas",
      type: "fill",
      source: "features",
      filter: ["all", surfaces, ["!=", ["get", "kind"], "reach"]],
      paint: { "fill-color": levelColour(), "fill-opacity": 0.12 },
    },
    way("data-lines", ["!", proposed], {}),
    way("proposed-lines", proposed, { "line-dasharray": [0.4, 1.8] }),
    stretch("closed-lines", closedOnly, "bad", 6, [0.8, 0.8]),
    stretch("slowed-lines", ["!", closedOnly], "warn", 5, [2, 1]),
    ...reachLayers(),
    {
      id: "chosen",
      type: "circle",
      source: "features",
      filter: ["all", points, ["==", ["get", "selected"], true]],
      paint: {
        "circle-radius": 16,
        "circle-opacity": 0,
        "circle-stroke-width": 2,
        "circle-stroke-color": token("accent"),
      },
    },
    {
      id: "spread",
      type: "circle",
      source: "features",
      filter: ["all", points, ["==", ["get", "kind"], "place"]],
      paint: { "circle-radius": 4, "circle-color": token("place"), "circle-stroke-width": 1.5, "circle-stroke-color": token("halo") },
    },
    {
      id: "ends",
      type: "symbol",
      source: "features",
      filter: ["all", points, ["==", ["get", "kind"], "end"]],
      layout: { "text-field": ["get", "label"], "text-font": MAP_FONTS, "text-size": 17, "text-allow-overlap": true },
      paint: { "text-color": token("text"), "text-halo-color": token("halo"), "text-halo-width": 2 },
    },
    { ...signs("closures", ["closure"], ["get", "effect"], 0.9, 0), minzoom: 9 },
    signs("units", ["unit"], ["get", "state"], 0.9, 1),
    posts(),
    numbers(),
    signs("calls", ["call"], ["concat", "urgency-", ["to-string", ["get", "level"]]], 0.8, 2),
    signs("incidents", ["incident"], ["concat", "urgency-", ["to-string", ["get", "level"]]], 1.1, ["-", 0, ["get", "level"]]),
    {
      id: "looked-at",
      type: "circle",
      source: "point",
      paint: {
        "circle-radius": 18,
        "circle-opacity": 0,
        "circle-stroke-width": 2.5,
        "circle-stroke-color": token("accent"),
      },
    },
  ];
}

/** Names of the layers one can click. */
export const CLICKABLE = ["incidents", "calls", "units", "spread", "closures"];

/** Put images, sources and layers of live data on a map whose style has just loaded. */
export async function addSigns(map, features, point, overlay) {
  await addImages(map);
  if (!map.getSource("features")) map.addSource("features", { type: "geojson", data: features ?? EMPTY });
  if (!map.getSource("point")) map.addSource("point", { type: "geojson", data: point ?? EMPTY });
  if (!map.getSource("overlay")) map.addSource("overlay", { type: "geojson", data: overlay ?? EMPTY });
  for (const layer of dataLayers()) if (!map.getLayer(layer.id)) map.addLayer(layer);
}

/** A single point as GeoJSON. */
export function pointAt(lon, lat) {
  return { type: "Feature", geometry: { type: "Point", coordinates: [lon, lat] }, properties: {} };
}
