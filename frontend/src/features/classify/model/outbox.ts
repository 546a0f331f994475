import { ApiError } from "../../../api/client";
import type { SubmissionAnswer } from "../../../api/types";
import type { OutboxEntry, Store } from "./store";

export interface OutboxState {
  /** Answers that the server has not acknowledged, the held one among them. */
  waiting: number;
  /** The last answer, while it can be undone. */
  held: OutboxEntry | null;
  offline: boolean;
  /** Answers that the server refused for good. */
  problems: readonly OutboxEntry[];
}

export interface OutboxPorts {
  store: Store;
  /** Send one answer; throws `ApiError`. `leaving` is true when the page is going away. */
  send: (entry: OutboxEntry, leaving: boolean) => Promise<SubmissionAnswer>;
  onAnswer: (entry: OutboxEntry, answer: SubmissionAnswer) => void;
  onRefused: (entry: OutboxEntry) => void;
  /** Run alone among all tabs. */
  exclusively: (run: () => Promise<void>) => Promise<void>;
}

export const HOLD_MS = 8_000;
/** Other tabs leave a held answer alone for longer than its own tab does. */
const HOLD_SLACK_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;

/** The answer is somebody else's, or nobody is known at this browser right now: its owner may come back. */
function isForAnother(error: ApiError): boolean {
  return error.code === "assignment_foreign" || error.status === 401;
}

/** Answers on their way to the server: stored first, sent in order, kept until acknowledged or refused for good. */
export class Outbox {
  readonly #ports: OutboxPorts;
  readonly #listeners = new Set<() => void>();
  readonly #leaving = new Set<string>();
  /** Answers of another volunteer at this browser: neither sent nor shown by this page, kept for their owner. */
  readonly #setAside = new Set<string>();
  #state: OutboxState = { waiting: 0, held: null, offline: false, problems: [] };
  #holdTimer: ReturnType<typeof setTimeout> | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #draining: Promise<void> | null = null;

  constructor(ports: OutboxPorts) {
    this.#ports = ports;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): OutboxState => this.#state;

  /** Take an answer and hold it back so that it can be undone; the one held before goes. */
  async hold(entry: Omit<OutboxEntry, "heldUntil" | "problem" | "at">): Promise<void> {
    const now = Date.now();
    const before = this.#state.held;
    const held: OutboxEntry = { ...entry, at: Math.max(now, (before?.at ?? 0) + 1), heldUntil: now + HOLD_MS + HOLD_SLACK_MS, problem: null };
    this.#update({ held, waiting: this.#state.waiting + 1 });
    clearTimeout(this.#holdTimer);
    this.#holdTimer = setTimeout(() => void this.release(), HOLD_MS);
    try {
      await this.#ports.store.put("outbox", held);
    } catch {
      // No room on the device: what cannot be kept is sent at once.
      void this.leave();
    }
    if (before !== null) await this.#letGo(before);
  }

  /** Undo: the held answer comes back and is never sent; null when there is none any more. */
  async takeBack(): Promise<OutboxEntry | null> {
    const { held } = this.#state;
    if (held === null) return null;
    clearTimeout(this.#holdTimer);
    this.#update({ held: null, waiting: this.#state.waiting - 1 });
    await this.#ports.store.remove("outbox", held.id);
    return held;
  }

  /** Send the held answer and all others that wait. */
  async release(): Promise<void> {
    const { held } = this.#state;
    if (held === null) return this.drain();
    clearTimeout(this.#holdTimer);
    this.#update({ held: null });
    return this.#letGo(held);
  }

  /** The page is going away: the held answer is sent at once, without waiting for storage or other tabs. */
  leave(): Promise<void> {
    const { held } = this.#state;
    if (held === null) return Promise.resolve();
    clearTimeout(this.#holdTimer);
    this.#update({ held: null });
    this.#leaving.add(held.id);
    return this.#send(held, true).then(() => {
      this.#leaving.delete(held.id);
      return this.#letGo(held);
    });
  }

  /** Send what waits, oldest first, until all is sent or one fails; one run at a time in all tabs. */
  drain(): Promise<void> {
    if (this.#draining !== null) return this.#draining;
    clearTimeout(this.#retryTimer);
    this.#draining = this.#ports
      .exclusively(() => this.#sendAll())
      .finally(() => {
        this.#draining = null;
      });
    return this.#draining;
  }

  /** The network is back: do not wait for the next try. */
  async wake(): Promise<void> {
    this.#failures = 0;
    await this.drain();
  }

  async dismissProblem(id: string): Promise<void> {
    await this.#ports.store.remove("outbox", id);
    await this.#count();
  }

  stop(): void {
    clearTimeout(this.#holdTimer);
    clearTimeout(this.#retryTimer);
  }

  /** Mark an answer as free to go, unless it has gone already, and send. */
  async #letGo(entry: OutboxEntry): Promise<void> {
    const rows = await this.#ports.store.all("outbox");
    if (rows.some((row) => row.id === entry.id && row.problem === null)) {
      await this.#ports.store.put("outbox", { ...entry, heldUntil: 0 });
    }
    // A run that is under way may have read the store before this answer was free.
    if (this.#draining !== null) await this.#draining;
    return this.drain();
  }

  async #sendAll(): Promise<void> {
    for (;;) {
      const rows = await this.#ports.store.all("outbox");
      const next = rows.find((row) => row.heldUntil <= Date.now() && this.#isMineToSend(row));
      if (next === undefined) {
        this.#waitForOthers(rows);
        break;
      }
      if (!(await this.#send(next, false))) break;
    }
    await this.#count();
  }

  #isMineToSend({ id, problem }: OutboxEntry): boolean {
    return problem === null && !this.#leaving.has(id) && !this.#setAside.has(id);
  }

  /** An answer that a closed page held back goes when its time is over. */
  #waitForOthers(rows: OutboxEntry[]): void {
    const other = rows.find((row) => row.heldUntil > Date.now() && row.id !== this.#state.held?.id);
    if (other === undefined) return;
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => void this.drain(), other.heldUntil - Date.now() + 1);
  }

  /** True when the answer is done with: acknowledged, or refused for good. */
  async #send(entry: OutboxEntry, leaving: boolean): Promise<boolean> {
    try {
      const answer = await this.#ports.send(entry, leaving);
      await this.#ports.store.remove("outbox", entry.id);
      this.#failures = 0;
      this.#update({ offline: false });
      await this.#count();
      this.#ports.onAnswer(entry, answer);
      return true;
    } catch (error) {
      if (error instanceof ApiError && isForAnother(error)) return this.#keepForOwner(entry);
      if (error instanceof ApiError && !error.isTransient) return this.#refuse(entry, error);
      this.#retryLater(error);
      return false;
    }
  }

  async #keepForOwner({ id }: OutboxEntry): Promise<boolean> {
    this.#setAside.add(id);
    await this.#count();
    return true;
  }

  async #refuse(entry: OutboxEntry, { code, message }: ApiError): Promise<boolean> {
    await this.#ports.store.put("outbox", { ...entry, heldUntil: 0, problem: { code, message } });
    await this.#count();
    this.#ports.onRefused(entry);
    return true;
  }

  #retryLater(error: unknown): void {
    const asked = error instanceof ApiError ? (error.retryAfter ?? 0) * 1000 : 0;
    const backoff = Math.min(LONGEST_WAIT_MS, 1000 * 2 ** this.#failures);
    this.#failures += 1;
    this.#update({ offline: !(error instanceof ApiError) || error.status === 0 });
    clearTimeout(this.#retryTimer);
    // A spread of a quarter keeps many browsers from coming back in the same moment.
    this.#retryTimer = setTimeout(() => void this.drain(), Math.max(asked, backoff * (0.875 + Math.random() / 4)));
  }

  async #count(): Promise<void> {
    const rows = (await this.#ports.store.all("outbox")).filter((row) => !this.#setAside.has(row.id));
    const problems = rows.filter((row) => row.problem !== null);
    this.#update({ waiting: rows.length - problems.length, problems });
  }

  #update(change: Partial<OutboxState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
