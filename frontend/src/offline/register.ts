/** The app's side of the service worker: register it, tell it what is here already, notice new versions. */

const CHECK_EVERY_MS = 60 * 60 * 1000;

let waiting: ServiceWorker | null = null;
const listeners = new Set<() => void>();

export const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** True when a newer version of the app waits for the page to be loaded again. */
export const isNewVersionHere = (): boolean => waiting !== null;

/** Load the page again in the new version. Answers on their way are kept on the device. */
export function takeNewVersion(): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => window.location.reload(), { once: true });
  waiting?.postMessage({ kind: "take over" });
}

function notice(worker: ServiceWorker | null): void {
  if (worker === null || navigator.serviceWorker.controller === null) return;
  waiting = worker;
  for (const listener of listeners) listener();
}

function follow(registration: ServiceWorkerRegistration): void {
  notice(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => worker.state === "installed" && notice(worker));
  });
  // A failed check is tried again at the next one.
  const check = () => void registration.update().catch(() => undefined);
  setInterval(check, CHECK_EVERY_MS);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && check());
}

/** What this page has fetched before the worker was there to see it. */
function handOver(): void {
  const addresses = performance.getEntriesByType("resource").map(({ name }) => name);
  const here = addresses.filter((address) => address.startsWith(window.location.origin));
  navigator.serviceWorker.controller?.postMessage({ kind: "keep", addresses: here });
}

/** Let the app start without a network from now on; quietly without it where the browser has no service workers. */
export async function registerWorker(): Promise<void> {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  const isFirst = navigator.serviceWorker.controller === null;
  if (isFirst) navigator.serviceWorker.addEventListener("controllerchange", handOver, { once: true });
  try {
    follow(await navigator.serviceWorker.register("/sw.js"));
  } catch {
    // Blocked by the browser's settings: everything works, but not without a network.
  }
}
