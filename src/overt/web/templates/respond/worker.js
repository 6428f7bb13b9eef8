// Keeps the officer's last list of alerts, times and cameras only, so that a lost link does not empty the page.
// No page with a picture is ever kept: only the list itself is, and only its newest copy.
const STORE = "officer-last-list";
const LIST = /^\/engagements\/[0-9a-f]{32}$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.mode === "navigate" && LIST.test(pathname)) event.respondWith(fresh(event.request));
});

async function fresh(request) {
  const store = await caches.open(STORE);
  try {
    const answer = await fetch(request);
    for (const old of await store.keys()) await store.delete(old);
    if (answer.ok && !answer.redirected) await store.put(request.url, answer.clone());
    return answer;
  } catch (fault) {
    const kept = await store.match(request.url);
    if (kept) return kept;
    throw fault;
  }
}
