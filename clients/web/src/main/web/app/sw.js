// Lets the page start without a network. The files of a version are cached at their first use. The page itself is
// requested each time, and is taken from the cache if there is no answer. Requests of the API do not pass through here.

const FILES = '{{files}}';
const LIST = `{{list}}`.split('\n');

/** The maximum time to wait for the page; afterwards the cached page is used. */
const PAGE_MS_MAX = 3000;

self.addEventListener('install', (event) => {
  event.waitUntil(keep());
  self.skipWaiting();
});

self.addEventListener('activate', (event) => {
  event.waitUntil(clean());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (pathname === '/') event.respondWith(page(request));
  else if (pathname.startsWith('/assets/')) event.respondWith(file(request));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(show(event.notification.data));
});

async function keep() {
  const cache = await caches.open(FILES);
  await cache.addAll(LIST);
  await cache.put('/', await fetch('/', { cache: 'reload' }));
}

async function clean() {
  for (const name of await caches.keys()) {
    if (name !== FILES) await caches.delete(name);
  }
  await self.clients.claim();
}

async function page(request) {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PAGE_MS_MAX) });
    if (answer.ok) return answer;
  } catch {
    // There is no answer, so the cached page is used.
  }
  return (await caches.match('/')) ?? Response.error();
}

async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}

async function show(address) {
  const [open] = await self.clients.matchAll({ type: 'window' });
  if (!open) return self.clients.openWindow(address);
  open.postMessage({ type: 'open', address });
  return open.focus();
}
