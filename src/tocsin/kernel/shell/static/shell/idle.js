/* An unattended desk locks itself; other windows of the same officer keep it open while they are in use. */

const KEY = "tocsin-last-touch";
let minutes = 0;
let touched = 0;

function touch() {
  const now = Date.now();
  if (now - touched < 5000) return;
  touched = now;
  window.localStorage.setItem(KEY, String(now));
}

async function lock() {
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  try {
    const answer = await fetch(document.body.dataset.lockUrl, { method: "POST", headers: { "X-CSRFToken": token } });
    if (answer.ok) window.location.reload();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}

function check() {
  const last = Math.max(touched, Number(window.localStorage.getItem(KEY) ?? 0));
  if (Date.now() - last > minutes * 60_000) lock();
}

/** Start counting idle minutes where the page asks for it. */
export function startIdle() {
  minutes = Number(document.body.dataset.idleMinutes ?? 0);
  if (!minutes || !document.body.dataset.lockUrl) return;
  touch();
  for (const kind of ["keydown", "pointerdown", "pointermove", "wheel"]) {
    document.addEventListener(kind, touch, { passive: true });
  }
  window.setInterval(check, 10_000);
}
