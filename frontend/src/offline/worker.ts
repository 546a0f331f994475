import { treatmentOf } from "./addresses";

declare const self: ServiceWorkerGlobalScope;

/** The build fills this in: its files, and a name that changes with any of them. */
const { version, files } = JSON.parse("__QUORUM_BUILD__") as { version: string; files: string[] };

const SHELL = "/";
const BUILD = `quorum-build-${version}`;
/** Files that not everybody needs, such as catalogues and fonts, once they have been used. */
const USED = "quorum-used";
const START = "quorum-start";
const IMAGES = "quorum-images";
/** The queue of one tab is 4 assignments of up to 4 planes; this holds six such queues. */
const IMAGE_LIMIT = 96;
const USED_LIMIT = 40;
const PATIENCE_MS = 5_000;

self.addEventListener("install", (event) => {
  event.waitUntil(fillBuild());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOldBuilds().then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  const message = event.data as { kind: "take over" } | { kind: "keep"; addresses: string[] };
  if (message.kind === "take over") event.waitUntil(self.skipWaiting());
  else event.waitUntil(Promise.all(message.addresses.map(keep)));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  const isPage = request.mode === "navigate";
  // Who logs out leaves nothing of themselves behind on this device.
  if (isPage && pathname.startsWith("/accounts/logout")) event.waitUntil(caches.delete(START));
  const treatment = treatmentOf(pathname, isPage);
  if (treatment === "shell") event.respondWith(shell(request));
  else if (treatment === "start") event.respondWith(networkFirst(request));
  else if (treatment === "image") event.respondWith(cacheFirst(request, IMAGES, IMAGE_LIMIT));
  else if (treatment === "asset") event.respondWith(cacheFirst(request, USED, USED_LIMIT));
});

async function fillBuild(): Promise<void> {
  const cache = await caches.open(BUILD);
  await cache.addAll([new Request(SHELL, { cache: "reload" }), ...files]);
}

async function dropOldBuilds(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("quorum-build-") && name !== BUILD);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** The page from the network; the kept one when there is none, or none in time. */
async function shell(request: Request): Promise<Response> {
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (response.status < 500) return response;
  } catch {
    // No network, or a very slow one: the kept page starts at once.
  }
  return (await caches.match(SHELL, { cacheName: BUILD })) ?? fetch(request);
}

async function networkFirst(request: Request): Promise<Response> {
  const cache = await caches.open(START);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request.url, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(request.url);
    if (kept !== undefined) return kept;
    throw error;
  }
}

async function cacheFirst(request: Request, name: string, limit: number): Promise<Response> {
  const kept = await caches.match(request.url);
  if (kept !== undefined) return kept;
  const response = await fetch(request);
  if (response.status === 200) await put(name, request.url, response.clone(), limit);
  return response;
}

/** Keep an answer, and drop the oldest ones beyond the limit. */
async function put(name: string, url: string, response: Response, limit: number): Promise<void> {
  const cache = await caches.open(name);
  try {
    await cache.put(url, response);
    const kept = await cache.keys();
    await Promise.all(kept.slice(0, Math.max(0, kept.length - limit)).map((request) => cache.delete(request)));
  } catch {
    // The device is full: the page goes on without a copy.
  }
}

/** Keep what a page had fetched before this worker was there. */
async function keep(address: string): Promise<void> {
  const request = new Request(address, { credentials: "same-origin" });
  const treatment = treatmentOf(new URL(request.url).pathname, false);
  try {
    if (treatment === "start") await networkFirst(request);
    if (treatment === "image") await cacheFirst(request, IMAGES, IMAGE_LIMIT);
    if (treatment === "asset") await cacheFirst(request, USED, USED_LIMIT);
  } catch {
    // The network went away in the meantime.
  }
}
