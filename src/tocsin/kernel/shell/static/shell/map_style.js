/* The base map's look, built from the page's tokens: quiet land and roads, no outside fonts or tiles. */

const FONTS = ["Noto Sans SC", "PingFang SC", "Microsoft YaHei", "Source Han Sans SC", "Noto Sans CJK SC", "sans-serif"];

/** Read one token of the page's theme. */
export function token(name) {
  return window.getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Widths in pixels by zoom, from a far and a near width. */
function width(far, near) {
  return ["interpolate", ["exponential", 1.5], ["zoom"], 8, far, 18, near];
}

function ofKind(...kinds) {
  return ["in", ["get", "kind"], ["literal", kinds]];
}

function road(id, kinds, colour, far, near, minzoom) {
  return {
    id,
    type: "line",
    source: "base",
    "source-layer": "roads",
    minzoom,
    filter: ofKind(...kinds),
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": token(colour), "line-width": width(far, near) },
  };
}

function names(id, kinds, size, minzoom, strong) {
  return {
    id,
    type: "symbol",
    source: "base",
    "source-layer": "places",
    minzoom,
    filter: ofKind(...kinds),
    layout: {
      "text-field": ["get", "name"],
      "text-font": FONTS,
      "text-size": size,
      "text-max-width": 8,
      "text-padding": 6,
    },
    paint: {
      "text-color": token(strong ? "text" : "place"),
      "text-halo-color": token("halo"),
      "text-halo-width": 1.5,
    },
  };
}

function outline(id, layer, pixels) {
  return {
    id,
    type: "line",
    source: "base",
    "source-layer": layer,
    paint: { "line-color": token("edge"), "line-width": pixels, "line-dasharray": [4, 3] },
  };
}

const roadNames = () => ({
  id: "road-names",
  type: "symbol",
  source: "base",
  "source-layer": "roads",
  minzoom: 13,
  filter: ["has", "name"],
  layout: {
    "symbol-placement": "line",
    "text-field": ["get", "name"],
    "text-font": FONTS,
    "text-size": 11,
    "symbol-spacing": 320,
  },
  paint: { "text-color": token("quiet"), "text-halo-color": token("halo"), "text-halo-width": 1.5 },
});

/** Layers of the base map, lowest first. */
function baseLayers() {
  return [
    { id: "land", type: "fill", source: "base", "source-layer": "land", paint: { "fill-color": token("land") } },
    { id: "areas", type: "fill", source: "base", "source-layer": "ground", paint: { "fill-color": token("area") } },
    {
      id: "water",
      type: "fill",
      source: "base",
      "source-layer": "water",
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": token("water") },
    },
    {
      id: "streams",
      type: "line",
      source: "base",
      "source-layer": "water",
      filter: ["!=", ["geometry-type"], "Polygon"],
      paint: { "line-color": token("water"), "line-width": width(0.8, 6) },
    },
    {
      id: "buildings",
      type: "fill",
      source: "base",
      "source-layer": "buildings",
      minzoom: 14,
      paint: { "fill-color": token("area") },
    },
    road("road-local", ["village", "service", "residential", "town", "street", "path", "track"], "road-local", 0.3, 9, 11),
    road("road-county", ["county", "tertiary", "secondary", "primary"], "road-county", 0.8, 12, 7),
    road("road-trunk", ["trunk", "motorway", "national", "provincial"], "road-trunk", 1.2, 16, 5),
    outline("beat-lines", "beats", 0.8),
    outline("station-lines", "stations", 1.4),
    roadNames(),
    names("villages", ["village", "community", "hamlet", "suburb", "neighbourhood"], 11, 11, false),
    names("towns", ["county", "city", "town", "township", "subdistrict"], 14, 7, true),
  ];
}

/** The whole style; without a base map only the ground is drawn. */
export function styleFor(base) {
  const ground = { id: "ground", type: "background", paint: { "background-color": token("land") } };
  const sources = base ? { base: { type: "vector", url: `pmtiles://${base}` } } : {};
  return { version: 8, sources, layers: base ? [ground, ...baseLayers()] : [ground] };
}

export const MAP_FONTS = FONTS;
