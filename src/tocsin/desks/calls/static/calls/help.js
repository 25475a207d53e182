/* A resident may add where they are; nothing is asked of the telephone before they press. */

const button = document.getElementById("help-locate");
const form = document.getElementById("help-form");

function told(good) {
  document.getElementById("help-located").hidden = !good;
  document.getElementById("help-not-located").hidden = good;
}

function keep({ coords }) {
  form.elements.namedItem("lon").value = coords.longitude.toFixed(6);
  form.elements.namedItem("lat").value = coords.latitude.toFixed(6);
  form.elements.namedItem("metres").value = Math.round(coords.accuracy);
  told(true);
}

if (button && "geolocation" in navigator) {
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(keep, () => told(false), { enableHighAccuracy: true, timeout: 15000 });
  });
}
