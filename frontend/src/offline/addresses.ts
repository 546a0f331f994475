/** What the service worker does with an address: where the answer may come from when there is no network. */
export type Treatment = "shell" | "asset" | "image" | "start" | "network";

/** Addresses whose pages the server draws itself. */
const SERVERS_OWN = /^\/(api|accounts|admin|i|static|healthz|readyz|metrics|sw\.js)(\/|$)/;
/** Files of the build carry a hash of what is in them in their names. */
const ASSET = /^\/static\/assets\//;
/** One plane of an assigned image; tiles are too many to keep. */
const IMAGE = /^\/i\/[^/]+\/[^/]+\.webp$/;
/** Who is here, and the project: what the labelling page needs before its first image. */
const START = /^\/api\/v1\/(me|projects\/[^/]+)$/;

/** Say how a GET for this path is answered; `isPage` when the browser goes to a new page. */
export function treatmentOf(path: string, isPage: boolean): Treatment {
  if (isPage) return SERVERS_OWN.test(path) ? "network" : "shell";
  if (ASSET.test(path)) return "asset";
  if (IMAGE.test(path)) return "image";
  return START.test(path) ? "start" : "network";
}
