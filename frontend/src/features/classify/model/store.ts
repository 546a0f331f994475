import type { Assignment, Submission } from "../../../api/types";

export interface OutboxEntry {
  /** The submission's client_uuid. */
  id: string;
  slug: string;
  /** When it was answered, in milliseconds; the order of sending. */
  at: number;
  /** Not to be sent before this time, in milliseconds, so that it can be undone; 0 when it may go. */
  heldUntil: number;
  submission: Omit<Submission, "holding" | "want">;
  /** Why the server will never take it; null while it may. */
  problem: { code: string; message: string } | null;
}

export interface KeptAssignment {
  /** The ticket. */
  id: string;
  slug: string;
  volunteer: string;
  tab: string;
  at: number;
  assignment: Assignment;
}

export interface Tables {
  outbox: OutboxEntry;
  assignments: KeptAssignment;
}

/** Rows that outlive the page, oldest first. */
export interface Store {
  all: <T extends keyof Tables>(table: T) => Promise<Tables[T][]>;
  put: <T extends keyof Tables>(table: T, row: Tables[T]) => Promise<void>;
  remove: (table: keyof Tables, id: string) => Promise<void>;
}

const byTime = (a: { at: number }, b: { at: number }) => a.at - b.at;

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("The browser's storage failed."));
  });
}

function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("The browser's storage failed."));
  });
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open("quorum", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("outbox", { keyPath: "id" });
    request.result.createObjectStore("assignments", { keyPath: "id" });
  };
  return settled(request);
}

/** The store in the browser's IndexedDB, shared by all tabs. */
class DatabaseStore implements Store {
  constructor(readonly database: IDBDatabase) {}

  async all<T extends keyof Tables>(table: T): Promise<Tables[T][]> {
    const objects = this.database.transaction(table).objectStore(table);
    const rows = await settled(objects.getAll() as IDBRequest<Tables[T][]>);
    return rows.sort(byTime);
  }

  async put<T extends keyof Tables>(table: T, row: Tables[T]): Promise<void> {
    const transaction = this.database.transaction(table, "readwrite");
    transaction.objectStore(table).put(row);
    await committed(transaction);
  }

  async remove(table: keyof Tables, id: string): Promise<void> {
    const transaction = this.database.transaction(table, "readwrite");
    transaction.objectStore(table).delete(id);
    await committed(transaction);
  }
}

/** For browsers that refuse storage: rows last as long as the page. */
export class MemoryStore implements Store {
  readonly #rows = { outbox: new Map<string, OutboxEntry>(), assignments: new Map<string, KeptAssignment>() };

  all<T extends keyof Tables>(table: T): Promise<Tables[T][]> {
    const rows = [...this.#rows[table].values()] as Tables[T][];
    return Promise.resolve(rows.sort(byTime));
  }

  put<T extends keyof Tables>(table: T, row: Tables[T]): Promise<void> {
    (this.#rows[table] as Map<string, Tables[T]>).set(row.id, row);
    return Promise.resolve();
  }

  remove(table: keyof Tables, id: string): Promise<void> {
    this.#rows[table].delete(id);
    return Promise.resolve();
  }
}

async function open(): Promise<Store> {
  try {
    return new DatabaseStore(await openDatabase());
  } catch {
    return new MemoryStore();
  }
}

let opened: Promise<Store> | undefined;

/** The page's one store: IndexedDB where the browser allows it, memory otherwise. */
export function openStore(): Promise<Store> {
  opened ??= open();
  return opened;
}
