/* Plays an incident again on the map: a slider over its time, units along their trails, stamps as they fall. */

const page = document.querySelector("[data-replay]");
const map = page.querySelector("[data-map]");
const slider = page.querySelector("[data-slider]");
const moments = [...page.querySelectorAll("[data-moment]")];
const FRAME = 100;
const TAIL = 300;
let incident = null;
let now = 0;
let speed = 10;
let timer = 0;

function clock(seconds) {
  const at = new Date(Date.parse(incident.start) + seconds * 1000);
  return at.toLocaleTimeString("en-GB", { timeZone: incident.zone });
}

function length(seconds) {
  const whole = Math.floor(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** How many of the rows, sorted by their first value, lie at or before a moment. */
function upTo(rows, at) {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle][0] <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where a unit is: between two fixes it moves evenly from one to the other. */
function placeOf(trail, at) {
  const passed = upTo(trail, at);
  if (passed === 0) return null;
  const [before, after] = [trail[passed - 1], trail[passed]];
  if (!after || after[0] - before[0] > 60) return [before[1], before[2]];
  const share = (at - before[0]) / (after[0] - before[0]);
  return [before[1] + share * (after[1] - before[1]), before[2] + share * (after[2] - before[2])];
}

function stateOf(track, at) {
  const passed = upTo(track.states, at);
  return passed ? track.states[passed - 1][1] : null;
}

function point(lon, lat, properties) {
  return { type: "Feature", geometry: { type: "Point", coordinates: [lon, lat] }, properties };
}

function tailOf(track, at, place) {
  const passed = track.trail.slice(upTo(track.trail, at - TAIL), upTo(track.trail, at));
  const coordinates = [...passed.map((fix) => [fix[1], fix[2]]), place];
  if (coordinates.length < 2) return [];
  return [{ type: "Feature", geometry: { type: "LineString", coordinates }, properties: { kind: "trail" } }];
}

function featuresOf(track) {
  const state = stateOf(track, now);
  const place = placeOf(track.trail, now);
  if (!state || !place || now > track.until) return [];
  return [...tailOf(track, now, place), point(...place, { kind: "unit", state, label: track.unit })];
}

function drawMap() {
  const { lon, lat, level, place } = incident;
  const here = point(lon, lat, { kind: "incident", level, label: place, selected: true });
  const features = [...incident.tracks.flatMap(featuresOf), here];
  map.dispatchEvent(new CustomEvent("tocsin:map-features", { detail: { type: "FeatureCollection", features } }));
}

function unitLine(track) {
  const state = stateOf(track, now);
  const sign = page.querySelector(`template[data-state="${state}"]`);
  if (!sign || now > track.until) return [];
  const line = document.createElement("li");
  const name = document.createElement("strong");
  name.textContent = track.unit;
  line.append(name, sign.content.cloneNode(true));
  return [line];
}

function drawUnits() {
  const key = incident.tracks.map((track) => (now > track.until ? "" : stateOf(track, now))).join();
  const list = page.querySelector("[data-units]");
  if (list.dataset.shown === key) return;
  list.dataset.shown = key;
  list.replaceChildren(...incident.tracks.flatMap(unitLine));
}

function drawMoments() {
  const last = incident.moments.filter((moment) => moment.at <= now).length - 1;
  for (const [number, line] of moments.entries()) {
    line.classList.toggle("to-come", number > last);
    if (number === last && line.getAttribute("aria-current") !== "step") {
      line.setAttribute("aria-current", "step");
      if (timer) line.scrollIntoView({ block: "nearest" });
    } else if (number !== last) line.removeAttribute("aria-current");
  }
}

function draw() {
  slider.value = String(now);
  slider.setAttribute("aria-valuetext", clock(now));
  page.querySelector("[data-now]").textContent = clock(now);
  page.querySelector("[data-since]").textContent = `${length(now)} / ${length(incident.seconds)}`;
  drawMoments();
  drawUnits();
  drawMap();
}

function pause() {
  window.clearInterval(timer);
  timer = 0;
  say("wordsPlay");
}

function say(name) {
  const button = page.querySelector("[data-play]");
  button.querySelector("[data-play-words]").textContent = button.dataset[name];
}

function step() {
  now = Math.min(incident.seconds, now + (speed * FRAME) / 1000);
  draw();
  if (now >= incident.seconds) pause();
}

function play() {
  if (now >= incident.seconds) now = 0;
  timer = window.setInterval(step, FRAME);
  say("wordsPause");
}

function goTo(seconds) {
  now = seconds;
  draw();
}

function choose(button) {
  speed = Number(button.dataset.speed);
  for (const other of page.querySelectorAll("[data-speed]")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
}

function onClick(event) {
  const line = event.target.closest("[data-moment]");
  const faster = event.target.closest("[data-speed]");
  if (line) goTo(Math.min(incident.seconds, incident.moments[Number(line.dataset.moment)].at));
  else if (faster) choose(faster);
  else if (event.target.closest("[data-play]")) timer ? pause() : play();
}

/** Look at the scene and at everybody who came, from where they came. */
function frame() {
  const starts = incident.tracks.flatMap((track) => track.trail.slice(0, 1).map((fix) => [fix[1], fix[2]]));
  const all = [[incident.lon, incident.lat], ...starts];
  const [lons, lats] = [all.map((place) => place[0]), all.map((place) => place[1])];
  const box = [[Math.min(...lons), Math.min(...lats)], [Math.max(...lons), Math.max(...lats)]];
  map.tocsinMap?.fitBounds(box, { padding: 60, maxZoom: 15, animate: false });
}

async function begin() {
  const answer = await fetch(page.dataset.replay, { headers: { Accept: "application/json" } });
  if (!answer.ok) {
    const line = page.querySelector("[data-replay-late]");
    line.textContent = page.dataset.failed;
    line.hidden = false;
    return;
  }
  incident = await answer.json();
  slider.max = String(incident.seconds);
  slider.addEventListener("input", () => goTo(Number(slider.value)));
  page.addEventListener("click", onClick);
  draw();
  page.dataset.ready = "1";
  if (map.dataset.mapReady) frame();
  else new MutationObserver((_seen, watcher) => { watcher.disconnect(); frame(); draw(); }).observe(map, { attributeFilter: ["data-map-ready"] });
}

begin();
