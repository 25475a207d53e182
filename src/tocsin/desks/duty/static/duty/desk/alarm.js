/* The alarm of a call for help: two tones, made here, as long as one stands on the board that nobody has in hand. */

const TONES = [880, 622, 880, 622];
const TONE_SECONDS = 0.28;
const EDGE_SECONDS = 0.012;
const LOUDNESS = 0.3;
const EVERY = 2000;
const GESTURES = ["click", "keydown", "pointerup"];

const board = () => document.getElementById("help-board");
const place = board().parentElement;
let sound = null;
let outlet = null;
let timer = 0;

/** Whether the browser lets this page be heard; it does so after a key or a click. */
const allowed = () => sound?.state === "running";

function tone(hertz, from) {
  const voice = sound.createOscillator();
  const edge = sound.createGain();
  voice.type = "square";
  voice.frequency.value = hertz;
  edge.gain.setValueAtTime(0, from);
  edge.gain.linearRampToValueAtTime(LOUDNESS, from + EDGE_SECONDS);
  edge.gain.setValueAtTime(LOUDNESS, from + TONE_SECONDS - EDGE_SECONDS);
  edge.gain.linearRampToValueAtTime(0, from + TONE_SECONDS);
  voice.connect(edge).connect(outlet);
  voice.start(from);
  voice.stop(from + TONE_SECONDS);
}

function ring(tones = TONES) {
  tones.forEach((hertz, index) => tone(hertz, sound.currentTime + 0.02 + index * TONE_SECONDS));
}

/** Sound as long as somebody calls for help, and say so while that cannot be heard. */
function follow() {
  const here = board();
  if (!here) return;
  const hears = here.hasAttribute("data-alarm");
  const asked = hears && here.querySelector(".help-asked") !== null;
  here.querySelector("[data-alarm-line]")?.toggleAttribute("hidden", !hears || allowed());
  const sounds = asked && allowed();
  here.toggleAttribute("data-sounding", sounds);
  if (sounds === timer > 0) return;
  window.clearInterval(timer);
  timer = sounds ? window.setInterval(ring, EVERY) : 0;
  outlet.gain.value = sounds ? 1 : 0;
  if (sounds) ring();
}

async function wake(event) {
  if (!sound || allowed()) return;
  await sound.resume();
  follow();
  if (timer || !event.target.closest?.("[data-alarm-allow]")) return;
  // One tone, so that whoever allowed the sound hears that there is one.
  outlet.gain.value = 1;
  ring(TONES.slice(0, 1));
}

function start() {
  if ("AudioContext" in window) {
    sound = new AudioContext();
    outlet = sound.createGain();
    outlet.gain.value = 0;
    outlet.connect(sound.destination);
    sound.addEventListener("statechange", follow);
    for (const kind of GESTURES) document.addEventListener(kind, wake, { capture: true });
  }
  new MutationObserver(follow).observe(place, { childList: true });
  follow();
}

start();
