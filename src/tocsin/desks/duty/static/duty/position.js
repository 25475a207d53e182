/* Where the phone is: shared only while the officer shares it on duty, asked once where an act needs it. */

import { headersFor } from "./queue.js";
import { say } from "./words.js";

const EVERY = 10_000;
const FRESH = 60_000;
let watch = null;
let sentAt = 0;
let newest = null;
let report = null;

function remember({ coords, timestamp }) {
  newest = { lon: coords.longitude, lat: coords.latitude, at: timestamp };
}

/** Give the last place known, if it is younger than a minute. */
export function lastPlace() {
  return newest && Date.now() - newest.at < FRESH ? { lon: newest.lon, lat: newest.lat } : null;
}

/** Ask the phone where it is; null when it does not say in time. */
export function placeNow(patience = 8000) {
  if (!navigator.geolocation) return Promise.resolve(null);
  return new Promise((resolve) => {
    const heard = (fix) => {
      remember(fix);
      resolve({ lon: newest.lon, lat: newest.lat });
    };
    navigator.geolocation.getCurrentPosition(heard, () => resolve(lastPlace()), {
      enableHighAccuracy: true,
      maximumAge: FRESH,
      timeout: patience,
    });
  });
}

async function post(officer) {
  const { lon, lat, at } = newest;
  const body = JSON.stringify({ lon, lat, fixed_at: new Date(at).toISOString() });
  const headers = { ...headersFor({ id: crypto.randomUUID(), officer }), "Content-Type": "application/json" };
  try {
    const answer = await fetch(say.address("position"), { method: "POST", headers, body });
    if (answer.status === 409) report?.("ended");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}

function moved(officer, fix) {
  remember(fix);
  if (Date.now() - sentAt < EVERY) return;
  sentAt = Date.now();
  post(officer);
}

function silent(error) {
  if (error.code === error.PERMISSION_DENIED) report?.("denied");
}

/** Begin to share, or go on; `hear` is told when it ended or when the phone does not allow it. */
export function startSharing(officer, hear) {
  report = hear;
  if (watch !== null || !navigator.geolocation) return;
  const options = { enableHighAccuracy: true, maximumAge: 5000 };
  watch = navigator.geolocation.watchPosition((fix) => moved(officer, fix), silent, options);
}

export function stopSharing() {
  if (watch !== null) navigator.geolocation.clearWatch(watch);
  watch = null;
  sentAt = 0;
}
