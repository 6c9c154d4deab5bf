// The kill switch: sent at /sw.js it takes the service worker and its caches off every device that comes by, and
// the pages go on as an ordinary site. What people saved lies in IndexedDB and is not touched.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("family-hub-")).map((name) => caches.delete(name)));
  await self.registration.unregister();
  // Pages that the old worker served go on with what they have loaded; each is renewed where it stands.
  for (const client of await self.clients.matchAll({ type: "window" })) client.navigate(client.url).catch(() => {});
}
