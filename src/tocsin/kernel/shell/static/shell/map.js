/* A map in `[data-map]`: offline base, live data over it, and a plain sentence where it cannot be drawn. */

import * as maplibre from "./vendor/maplibre-gl/maplibre-gl.mjs";
import { PMTiles, Protocol } from "./vendor/pmtiles/pmtiles.js";
import { lastHeard, listenFor } from "./live.js";
import { addSigns, CLICKABLE, pointAt } from "./map_signs.js";
import { styleFor } from "./map_style.js";
import { word } from "./words.js";

const protocol = new Protocol();
maplibre.addProtocol("pmtiles", protocol.tile);
const quiet = window.matchMedia("(prefers-reduced-motion: reduce)");

function needLook() {
  const address = new URL("./vendor/maplibre-gl/maplibre-gl.css", import.meta.url).href;
  if (document.querySelector(`link[href="${address}"]`)) return;
  document.head.prepend(Object.assign(document.createElement("link"), { rel: "stylesheet", href: address }));
}

function say(place, sentence) {
  let line = place.querySelector(":scope > .map-word");
  if (!sentence) return void line?.remove();
  if (!line) {
    line = document.createElement("p");
    line.className = "map-word";
    line.setAttribute("role", "status");
    place.append(line);
  }
  line.textContent = sentence;
  return undefined;
}

async function baseOf(place) {
  const address = new URL(place.dataset.baseUrl ?? "/map/base.pmtiles", window.location.href).href;
  const archive = protocol.get(address) ?? new PMTiles(address);
  try {
    const header = await archive.getHeader();
    protocol.add(archive);
    return { address, minZoom: header.minZoom, bounds: [header.minLon, header.minLat, header.maxLon, header.maxLat] };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return null;
  }
}

function numbers(text) {
  const found = (text ?? "").split(",").map(Number);
  return found.length > 1 && found.every(Number.isFinite) ? found : null;
}

function viewOf(place, base) {
  const centre = numbers(place.dataset.centre);
  if (centre) return { center: centre, zoom: Number(place.dataset.zoom ?? 14) };
  const bounds = numbers(place.dataset.bounds) ?? base?.bounds;
  return bounds ? { bounds, fitBoundsOptions: { padding: 16 } } : { center: [106.65, 35.22], zoom: 10 };
}

function made(place, base) {
  const canvas = document.createElement("div");
  canvas.className = "map";
  place.prepend(canvas);
  const map = new maplibre.Map({
    container: canvas,
    style: styleFor(base?.address),
    ...viewOf(place, base),
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: quiet.matches ? 0 : 120,
    localIdeographFontFamily: '"Noto Sans SC","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif',
    minZoom: base?.minZoom ?? 0,
    maxZoom: 19,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disable();
  map.addControl(new maplibre.ScaleControl({ maxWidth: 100 }), "bottom-left");
  if (place.dataset.zoomButtons !== "off") {
    map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  }
  return map;
}

class LiveMap {
  constructor(place, map, base) {
    Object.assign(this, { place, map, base, features: null, point: null, overlay: null, timer: 0, ready: false });
    map.on("style.load", () => this.dress());
    map.on("click", (event) => this.clicked(event));
    map.on("error", (event) => console.warn("map", event.error?.message));
    if (place.hasAttribute("data-pick")) map.getCanvas().style.cursor = "crosshair";
    this.hear();
    place.dispatchEvent(new CustomEvent("tocsin:map-listens", { bubbles: true }));
  }

  async dress() {
    await addSigns(this.map, this.features, this.point, this.overlay);
    this.ready = true;
    this.place.dataset.mapReady = "1";
    if (!this.features) this.fetch();
    else this.show(this.features);
    this.lookAt(this.point);
  }

  hear() {
    const { place } = this;
    place.addEventListener("tocsin:map-features", (event) => this.show(event.detail));
    place.addEventListener("tocsin:map-overlay", (event) => this.cover(event.detail));
    place.addEventListener("tocsin:map-show", (event) => this.go(event.detail));
    place.addEventListener("tocsin:map-fetch", () => this.fetch());
    document.addEventListener("tocsin:theme", () => this.repaint());
    document.addEventListener("focusin", (event) => this.follow(event.target));
    document.addEventListener("tocsin:resumed", () => this.soon());
    const types = (place.dataset.refreshOn ?? "").split(/\s+/).filter(Boolean);
    types.forEach(listenFor);
    document.addEventListener("tocsin:any", (event) => types.includes(event.detail.type) && this.soon());
    new MutationObserver(() => this.fetch()).observe(place, { attributeFilter: ["data-features-url"] });
  }

  soon() {
    if (!this.timer) this.timer = window.setTimeout(() => this.fetch(), Number(this.place.dataset.refreshPause ?? 1000));
  }

  async fetch() {
    this.timer = 0;
    const address = this.place.dataset.featuresUrl;
    if (!address || !this.place.isConnected) return;
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json", "X-Tocsin-Heard": lastHeard() } });
      if (answer.headers.has("X-Tocsin-Again")) this.soon();
      if (answer.ok) this.show(await answer.json());
      else say(this.place, word("mapLate"));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      say(this.place, word("mapLate"));
    }
  }

  show(features) {
    this.features = features;
    if (!this.ready) return;
    this.map.getSource("features")?.setData(features);
    this.place.dataset.mapFeatures = String(features.features.length);
    say(this.place, this.base ? "" : word("mapNoBase"));
  }

  /* What is laid over the live data until it is taken away: it stays when those are fetched anew. */
  cover(overlay) {
    this.overlay = overlay;
    if (!this.ready) return;
    this.map.getSource("overlay")?.setData(overlay);
    this.place.dataset.mapOverlay = String(overlay.features.length);
  }

  lookAt(point) {
    this.point = point;
    if (point && this.ready) this.map.getSource("point")?.setData(point);
  }

  go({ lon, lat, zoom }) {
    this.lookAt(pointAt(lon, lat));
    this.map.jumpTo({ center: [lon, lat], zoom: zoom ?? Math.max(this.map.getZoom(), 14) });
  }

  follow(target) {
    const row = target.closest?.("[data-lon][data-lat]");
    if (!row) return;
    const [lon, lat] = [Number(row.dataset.lon), Number(row.dataset.lat)];
    this.lookAt(pointAt(lon, lat));
    if (!this.map.getBounds().contains([lon, lat])) this.map.jumpTo({ center: [lon, lat] });
  }

  clicked(event) {
    const layers = CLICKABLE.filter((id) => this.map.getLayer(id));
    const [hit] = this.map.queryRenderedFeatures(event.point, { layers });
    const detail = { lon: event.lngLat.lng, lat: event.lngLat.lat, feature: hit?.properties ?? null };
    const told = new CustomEvent("tocsin:map-click", { bubbles: true, cancelable: true, detail });
    if (this.place.dispatchEvent(told) && hit?.properties.url) window.location.assign(hit.properties.url);
  }

  repaint() {
    this.ready = false;
    this.map.setStyle(styleFor(this.base?.address), { diff: false });
  }
}

/** Start one map. */
export async function startMap(place) {
  if (place.dataset.mapStarted) return;
  place.dataset.mapStarted = "1";
  needLook();
  const base = await baseOf(place);
  try {
    const live = new LiveMap(place, made(place, base), base);
    if (!base) say(place, word("mapNoBase"));
    place.tocsinMap = live.map;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    place.querySelector(":scope > .map")?.remove();
    say(place, word("mapNoGraphics"));
  }
}
