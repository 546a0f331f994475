import { ApiError } from "../../../api/client";
import type { Assignment, AssignmentPage, ControlFeedback, PassReason, RemarkKind, RemarkPoint, Submission, SubmissionAnswer } from "../../../api/types";
import { Outbox } from "./outbox";
import type { KeptAssignment, OutboxEntry, Store } from "./store";
import { enqueue, missing, QUEUE_LOW, withoutExpired } from "./queue";

export interface Answer {
  choices: readonly string[];
  passed: boolean;
  passReason: PassReason;
  remark: string;
  remarkKind: RemarkKind;
  /** A place in the unrotated image, as shares of width and height. */
  remarkPoint: RemarkPoint | null;
  durationMs: number;
  context: Record<string, unknown>;
}

export interface SessionState {
  /** "returned": practice comes before more work; the image that was on the screen has been answered. */
  status: "loading" | "labelling" | "exhausted" | "returned" | "failed";
  error: ApiError | null;
  /** The assignment on the screen and those after it. */
  queue: readonly Assignment[];
  /** What was answered to an assignment that came back by undo. */
  restored: { ticket: string; answer: Answer } | null;
  /** The assignment whose answer is held back. */
  undoable: Assignment | null;
  /** Answers given in this tab, undone ones not counted. */
  done: number;
  /** What an earlier answer to an image with a known answer was like, where the project shows it. */
  feedback: readonly ControlFeedback[] | null;
}

export interface SessionPorts {
  slug: string;
  volunteer: string;
  tab: string;
  store: Store;
  openTabs: () => Promise<Set<string> | null>;
  exclusively: (run: () => Promise<void>) => Promise<void>;
  newId: () => string;
  assign: (slug: string, body: { count: number; holding: string[] }) => Promise<AssignmentPage>;
  submit: (submission: Submission, leaving: boolean) => Promise<SubmissionAnswer>;
}

interface Answered {
  assignment: Assignment;
  answer: Answer;
}

const RETRY_MS = 5_000;

/** Of one project: what is kept to be answered, and what was answered and is on its way. */
function ticketsOf(slug: string, kept: readonly KeptAssignment[], outbox: readonly OutboxEntry[]): string[] {
  return [
    ...kept.filter((row) => row.slug === slug).map((row) => row.id),
    ...outbox.filter((entry) => entry.slug === slug && entry.problem === null).map((entry) => entry.submission.ticket),
  ];
}

/** A volunteer's work on one project in one tab: the queue of assignments and the answers on their way. */
export class LabellingSession {
  readonly outbox: Outbox;
  readonly #ports: SessionPorts;
  readonly #listeners = new Set<() => void>();
  #state: SessionState = { status: "loading", error: null, queue: [], restored: null, undoable: null, done: 0, feedback: null };
  #last: Answered | null = null;
  #exhausted = false;
  #returned = false;
  #filling = false;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
    this.outbox = new Outbox({
      store: ports.store,
      exclusively: ports.exclusively,
      send: (entry, leaving) => this.#send(entry, leaving),
      onAnswer: (entry, answer) => void this.#accept(entry, answer),
      onRefused: () => void this.#fill(),
    });
    this.outbox.subscribe(() => {
      if (this.#last !== null && this.outbox.snapshot().held === null) this.#forgetLast();
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): SessionState => this.#state;

  /** Take over what an earlier page of this tab, or a closed tab, left behind; then ask for more; resolves when they are asked for. */
  async start(): Promise<void> {
    const holding = await this.#adopt();
    void this.outbox.drain();
    void this.#fill(holding);
  }

  /** Leave the page; resolves when the answer held back has been tried to send. */
  stop(): Promise<void> {
    clearTimeout(this.#retryTimer);
    const left = this.outbox.leave();
    this.outbox.stop();
    return left;
  }

  /** Answer the assignment on the screen; the next one is there when this returns, before anything is sent. */
  answer(answer: Answer): void {
    const [assignment, ...rest] = this.#state.queue;
    if (assignment === undefined) return;
    this.#last = { assignment, answer };
    this.#setQueue(withoutExpired(rest, Date.now()), { restored: null, undoable: assignment, done: this.#state.done + 1 });
    void this.#keepAnswer(assignment, answer);
  }

  /** Bring the last answer back to the screen; false when it has been sent. */
  async undo(): Promise<boolean> {
    const last = this.#last;
    if (last === null || (await this.outbox.takeBack()) === null) return false;
    this.#last = null;
    const { assignment, answer } = last;
    await this.#keep([assignment], 0);
    this.#setQueue([assignment, ...this.#state.queue], {
      restored: { ticket: assignment.ticket, answer },
      undoable: null,
      done: this.#state.done - 1,
    });
    return true;
  }

  /** Leave the assignment on the screen unanswered, for images that cannot be shown. */
  async skip(): Promise<void> {
    const [assignment, ...rest] = this.#state.queue;
    if (assignment === undefined) return;
    this.#setQueue(rest, {});
    await this.#ports.store.remove("assignments", assignment.ticket);
    await this.#fill();
  }

  /** Ask the server again: after a failure, or when there was nothing left. */
  async retry(): Promise<void> {
    this.#exhausted = false;
    this.#update({ status: this.#state.queue.length > 0 ? "labelling" : "loading", error: null });
    await this.#fill();
  }

  async wake(): Promise<void> {
    await Promise.all([this.outbox.wake(), this.#state.status === "failed" ? this.retry() : this.#fill()]);
  }

  /** Take over assignments that nobody works on; returns every ticket that must not be handed out again. */
  async #adopt(): Promise<string[]> {
    const { store, slug, volunteer, tab } = this.#ports;
    const [rows, outbox, open] = await Promise.all([store.all("assignments"), store.all("outbox"), this.#ports.openTabs()]);
    const answered = new Set(outbox.map((entry) => entry.submission.ticket));
    const free = rows.filter((row) => row.tab === tab || (open !== null && !open.has(row.tab)));
    const mine = free.filter((row) => row.slug === slug && row.volunteer === volunteer && !answered.has(row.id));
    const adopted = enqueue([], mine.map((row) => row.assignment), Date.now());
    const kept = new Set(adopted.map((assignment) => assignment.ticket));
    const dropped = free.filter((row) => !kept.has(row.id) && (row.slug === slug || row.volunteer !== volunteer));
    await Promise.all(dropped.map((row) => store.remove("assignments", row.id)));
    await this.#keep(adopted, Date.now());
    if (this.#state.queue.length === 0) this.#setQueue(adopted, {});
    const left = rows.filter((row) => !dropped.includes(row));
    return [...new Set(ticketsOf(slug, left, outbox))];
  }

  async #keepAnswer(assignment: Assignment, answer: Answer): Promise<void> {
    const id = this.#ports.newId();
    const submission = {
      client_uuid: id,
      ticket: assignment.ticket,
      choices: [...answer.choices],
      passed: answer.passed,
      pass_reason: answer.passReason,
      remark: answer.remark,
      remark_kind: answer.remarkKind,
      remark_point: answer.remarkPoint,
      client_at: new Date().toISOString(),
      duration_ms: Math.round(answer.durationMs),
      context: answer.context,
    };
    const held = this.outbox.hold({ id, slug: this.#ports.slug, submission });
    if (this.#state.queue.length < QUEUE_LOW) void this.#fill();
    await held;
    await this.#ports.store.remove("assignments", assignment.ticket);
  }

  async #send(entry: OutboxEntry, leaving: boolean): Promise<SubmissionAnswer> {
    const here = entry.slug === this.#ports.slug && !leaving;
    const holding = here ? await this.#holding(entry.submission.ticket) : [];
    const want = here ? missing(this.#state.queue) : 0;
    const answer = await this.#ports.submit({ ...entry.submission, holding, want }, leaving);
    // Nothing was asked for, so the answer does not tell whether anything is left.
    return want === 0 ? { ...answer, exhausted: this.#exhausted } : answer;
  }

  async #accept(entry: OutboxEntry, answer: SubmissionAnswer): Promise<void> {
    if (entry.slug === this.#ports.slug) {
      if (answer.feedback !== null) this.#update({ feedback: answer.feedback });
      if (answer.standing.level === "returned") return this.#sendBack();
      // Where several questions are asked only a page of assignments tells the end, and has told it before.
      const isOver = answer.exhausted || (this.#exhausted && answer.assignments.length === 0);
      await this.#add(answer.assignments, isOver);
    }
    await this.#fill();
  }

  async #fill(known?: string[]): Promise<void> {
    const { slug } = this.#ports;
    if (this.#filling || this.#exhausted || this.#state.queue.length >= QUEUE_LOW) return;
    this.#filling = true;
    try {
      const holding = known ?? (await this.#holding(null));
      const page = await this.#ports.assign(slug, { count: missing(this.#state.queue), holding });
      await this.#add(page.assignments, page.exhausted);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === "training_required") await this.#sendBack();
      else this.#fail(error);
    } finally {
      this.#filling = false;
    }
  }

  async #add(assignments: readonly Assignment[], exhausted: boolean): Promise<void> {
    this.#exhausted = exhausted;
    this.#setQueue(enqueue(this.#state.queue, assignments, Date.now()), { error: null });
    await this.#keep(assignments, Date.now());
  }

  /** Practice comes first: the image on the screen may still be answered, those after it go back. */
  async #sendBack(): Promise<void> {
    const [current, ...rest] = this.#state.queue;
    this.#returned = true;
    this.#exhausted = true;
    this.#setQueue(current === undefined ? [] : [current], {});
    await Promise.all(rest.map(({ ticket }) => this.#ports.store.remove("assignments", ticket)));
  }

  #fail(error: ApiError): void {
    if (this.#state.queue.length === 0) this.#update({ status: "failed", error });
    clearTimeout(this.#retryTimer);
    if (error.isTransient) this.#retryTimer = setTimeout(() => void this.#fill(), RETRY_MS);
  }

  /** Every ticket that must not be handed out again: of all tabs, and of answers on their way. */
  async #holding(besides: string | null): Promise<string[]> {
    const { store, slug } = this.#ports;
    const [kept, outbox] = await Promise.all([store.all("assignments"), store.all("outbox")]);
    const tickets = [
      ...this.#state.queue.map((assignment) => assignment.ticket),
      ...ticketsOf(slug, kept, outbox),
      ...(this.#last === null ? [] : [this.#last.assignment.ticket]),
    ];
    return [...new Set(tickets)].filter((ticket) => ticket !== besides);
  }

  async #keep(assignments: readonly Assignment[], at: number): Promise<void> {
    const { store, slug, volunteer, tab } = this.#ports;
    await Promise.all(
      assignments.map((assignment, order) =>
        store.put("assignments", { id: assignment.ticket, slug, volunteer, tab, at: at + order, assignment }),
      ),
    );
  }

  #forgetLast(): void {
    this.#last = null;
    this.#update({ undoable: null });
  }

  #setQueue(queue: readonly Assignment[], change: Partial<SessionState>): void {
    const status = queue.length > 0 ? "labelling" : this.#returned ? "returned" : this.#exhausted ? "exhausted" : "loading";
    this.#update({ ...change, queue, status });
  }

  #update(change: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
