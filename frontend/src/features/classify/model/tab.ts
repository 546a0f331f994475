/** Tabs of one browser: who is alive, and who may send. */

const PREFIX = "quorum.tab.";

/** A random UUID, also where the page is not served over HTTPS and the browser has no randomUUID. */
export function uuid(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

const locks = (): LockManager | undefined => (navigator as { locks?: LockManager }).locks;

/** Hold the name for as long as the page lives; false when another tab has it. */
function holdName(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    const manager = locks();
    if (manager === undefined) {
      resolve(true);
      return;
    }
    void manager.request(name, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise(() => undefined);
    });
  });
}

async function claim(): Promise<string> {
  let id: string | null = null;
  try {
    id = sessionStorage.getItem(PREFIX);
  } catch {
    // Blocked storage: the tab gets a new name at each load.
  }
  // A duplicated tab starts with a copy of the name; the lock tells the two apart.
  if (id === null || !(await holdName(PREFIX + id))) {
    id = uuid();
    await holdName(PREFIX + id);
  }
  try {
    sessionStorage.setItem(PREFIX, id);
  } catch {
    // As above.
  }
  return id;
}

let claimed: Promise<string> | undefined;

/** This tab's name; the same after a reload. */
export function tabName(): Promise<string> {
  claimed ??= claim();
  return claimed;
}

/** Names of the tabs that are open now, this one included; null when the browser cannot tell. */
export async function openTabs(): Promise<Set<string> | null> {
  const manager = locks();
  if (manager === undefined) return null;
  const { held = [] } = await manager.query();
  return new Set(held.flatMap(({ name = "" }) => (name.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : [])));
}

/** Run alone among all tabs; without locks at least alone in this one, which the outbox itself takes care of. */
export async function exclusively(run: () => Promise<void>): Promise<void> {
  const manager = locks();
  await (manager === undefined ? run() : manager.request("quorum.outbox", run));
}
