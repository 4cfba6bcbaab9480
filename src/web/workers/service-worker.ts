// Keeps the playground, and what it recognises with in the browser, for when there is no network. It answers for the page and
// the files of its own build alone: what the API says is never kept.
const worker = self as unknown as ServiceWorkerGlobalScope;

/** The root of the service: a proxy may put any path before it. */
const ROOT = new URL('./', location.href);
const FILES = new URL('assets/', ROOT);
/** Other services may have caches on the same origin. */
const CACHES_OF_OURS = `digits ${ROOT.pathname} `;
const CACHE = CACHES_OF_OURS + KEPT.version;
/** Networks other than the default one, which are kept once they have been used. */
const WEIGHTS = /\.bin$/;

worker.addEventListener('install', (event) => event.waitUntil(keepAll()));
worker.addEventListener('activate', (event) => event.waitUntil(takeOver()));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== ROOT.origin) return;
  if (request.mode === 'navigate' && url.pathname === ROOT.pathname) event.respondWith(freshPage(request));
  else if (url.pathname.startsWith(FILES.pathname)) event.respondWith(keptFile(request));
});

async function keepAll(): Promise<void> {
  const cache = await caches.open(CACHE);
  // Programs get JSON from the same address.
  const page = new Request(ROOT, { headers: { Accept: 'text/html' }, cache: 'no-cache' });
  await cache.addAll([page, ...KEPT.files.map((file) => new URL(file, ROOT).href)]);
}

/** What an older version kept goes when no page uses it any more: a service worker is activated no earlier. */
async function takeOver(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith(CACHES_OF_OURS) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  // Pages that were loaded before there was a service worker.
  await worker.clients.claim();
}

/** The page as it is deployed now; only without a network the one that was kept. */
async function freshPage(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(ROOT, { ignoreVary: true });
    if (kept === undefined) throw error;
    return kept;
  }
}

/** A file has a hash of its content in its name: a kept one is never stale. */
async function keptFile(request: Request): Promise<Response> {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept !== undefined) return kept;
  const response = await fetch(request);
  if (response.ok && WEIGHTS.test(request.url)) {
    const cache = await caches.open(CACHE);
    // Without room to keep it, it is fetched again.
    await cache.put(request, response.clone()).catch(() => {});
  }
  return response;
}
