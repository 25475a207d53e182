/* Keeps the shell of the phone page for when there is no signal. No facts pass through here: cards, acts and photographs go straight to the network. KEPT is written before this by the server. */

const PATIENCE = 6000;

async function keepShell() {
  const cache = await caches.open(KEPT.version);
  const wanted = [KEPT.shell, ...KEPT.files].map((address) => new Request(address, { cache: "reload" }));
  await cache.addAll(wanted);
  await self.skipWaiting();
}

async function dropOldShells() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("tocsin-phone-") && name !== KEPT.version);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

/* Each time the line is there: the shell speaks the language that was chosen since. */
async function renewShell() {
  const cache = await caches.open(KEPT.version);
  await cache.add(new Request(KEPT.shell, { cache: "reload" })).catch(() => null);
}

async function page(event) {
  const { request } = event;
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const answer = await fetch(request, { signal: patience.signal });
    event.waitUntil(renewShell());
    return answer;
  } catch {
    return (await caches.match(KEPT.shell)) ?? Response.error();
  } finally {
    clearTimeout(timer);
  }
}

async function part(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && answer.status === 200) {
    const cache = await caches.open(KEPT.version);
    await cache.put(request, answer.clone());
  }
  return answer;
}

self.addEventListener("install", (event) => event.waitUntil(keepShell()));
self.addEventListener("activate", (event) => event.waitUntil(dropOldShells()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate" && [KEPT.home, KEPT.shell].includes(address.pathname)) event.respondWith(page(event));
  else if (address.pathname.startsWith("/static/")) event.respondWith(part(request));
});
