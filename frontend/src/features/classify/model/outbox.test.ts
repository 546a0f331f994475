import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { ApiError } from "../../../api/client";
import { HOLD_MS, Outbox } from "./outbox";
import { ScriptedServer } from "./scripted";
import { MemoryStore } from "./store";
import type { OutboxEntry, Store } from "./store";

const OFFLINE = () => new ApiError(0, "network", "offline");
const BUSY = (retryAfter: number) => new ApiError(503, "intake_unavailable", "busy", {}, retryAfter);

function entry(id: string): Pick<OutboxEntry, "id" | "slug" | "submission"> {
  const submission = {
    client_uuid: id,
    ticket: `ticket of ${id}`,
    choices: ["101"],
    passed: false,
    pass_reason: "" as const,
    remark: "",
    client_at: "2026-01-01T00:00:00Z",
    duration_ms: 1,
    context: {},
  };
  return { id, slug: "cells", submission };
}

function outboxOn(server: ScriptedServer, store: Store): Outbox {
  return new Outbox({
    store,
    send: ({ submission }) => server.submit({ ...submission, holding: [], want: 0 }),
    onAnswer: () => undefined,
    onRefused: () => undefined,
    exclusively: (run) => run(),
  });
}

const sent = (server: ScriptedServer) => server.received.map((submission) => submission.client_uuid);

describe("the outbox", () => {
  let server: ScriptedServer;
  let store: MemoryStore;
  let outbox: Outbox;

  beforeEach(() => {
    vi.useFakeTimers();
    server = new ScriptedServer(0);
    store = new MemoryStore();
    outbox = outboxOn(server, store);
  });

  afterEach(() => {
    outbox.stop();
    vi.useRealTimers();
  });

  it("keeps an answer on the device and holds it back until the hold is over", async () => {
    await outbox.hold(entry("one"));
    expect(await store.all("outbox")).toHaveLength(1);
    expect(sent(server)).toEqual([]);
    await vi.advanceTimersByTimeAsync(HOLD_MS - 1);
    expect(sent(server)).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent(server)).toEqual(["one"]);
    expect(await store.all("outbox")).toEqual([]);
    expect(outbox.snapshot()).toMatchObject({ waiting: 0, held: null, offline: false });
  });

  it.each([new ApiError(403, "assignment_foreign", "not yours"), new ApiError(401, "volunteer_unknown", "nobody")])(
    "keeps what another volunteer left behind for its owner, and sends one's own ($code)",
    async (refusal) => {
      await store.put("outbox", { ...entry("theirs"), at: 1, heldUntil: 0, problem: null });
      server.failures = [refusal];
      await outbox.drain();
      expect(outbox.snapshot()).toMatchObject({ waiting: 0, problems: [] });
      await outbox.hold(entry("mine"));
      await outbox.release();
      expect(sent(server)).toEqual(["mine"]);
      expect(await store.all("outbox")).toHaveLength(1);

      const owners = outboxOn(server, store);
      await owners.drain();
      expect(sent(server)).toEqual(["mine", "theirs"]);
      expect(await store.all("outbox")).toEqual([]);
    },
  );

  it("sends the held answer when the next one is given", async () => {
    await outbox.hold(entry("one"));
    await outbox.hold(entry("two"));
    expect(sent(server)).toEqual(["one"]);
    expect(outbox.snapshot().held?.id).toBe("two");
    expect(outbox.snapshot().waiting).toBe(1);
  });

  it("gives the held answer back on undo and never sends it", async () => {
    await outbox.hold(entry("one"));
    expect((await outbox.takeBack())?.submission.choices).toEqual(["101"]);
    expect(await outbox.takeBack()).toBeNull();
    await vi.advanceTimersByTimeAsync(10 * HOLD_MS);
    expect(sent(server)).toEqual([]);
    expect(outbox.snapshot().waiting).toBe(0);
  });

  it("cannot undo what has been sent", async () => {
    await outbox.hold(entry("one"));
    await outbox.release();
    expect(await outbox.takeBack()).toBeNull();
  });

  it("sends in order and tries again with growing pauses while offline", async () => {
    server.failures = [OFFLINE(), OFFLINE(), OFFLINE()];
    await outbox.hold(entry("one"));
    await outbox.hold(entry("two"));
    await outbox.hold(entry("three"));
    expect(outbox.snapshot()).toMatchObject({ offline: true, waiting: 3 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent(server)).toEqual(["one", "two", "three"]);
    expect(outbox.snapshot()).toMatchObject({ offline: false, waiting: 0 });
  });

  it("waits as long as a busy server asks for, and is not called offline", async () => {
    server.failures = [BUSY(30)];
    await outbox.hold(entry("one"));
    await outbox.release();
    expect(outbox.snapshot()).toMatchObject({ offline: false, waiting: 1 });
    await vi.advanceTimersByTimeAsync(29_000);
    expect(sent(server)).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(sent(server)).toEqual(["one"]);
  });

  it("does not wait for the pause when the network comes back", async () => {
    server.failures = [OFFLINE()];
    await outbox.hold(entry("one"));
    await outbox.release();
    await outbox.wake();
    expect(sent(server)).toEqual(["one"]);
  });

  it("puts an answer that is refused for good aside and goes on with the next", async () => {
    server.failures = [new ApiError(409, "already_classified", "Answered before.")];
    await outbox.hold(entry("one"));
    await outbox.hold(entry("two"));
    await outbox.release();
    expect(sent(server)).toEqual(["two"]);
    const { problems, waiting } = outbox.snapshot();
    expect(problems.map(({ id, problem }) => [id, problem?.code])).toEqual([["one", "already_classified"]]);
    expect(waiting).toBe(0);
    await outbox.dismissProblem("one");
    expect(outbox.snapshot().problems).toEqual([]);
  });

  it("sends the held answer at once when the page goes away", async () => {
    await outbox.hold(entry("one"));
    void outbox.leave();
    expect(sent(server)).toEqual(["one"]);
    await vi.advanceTimersByTimeAsync(HOLD_MS);
    expect(sent(server)).toEqual(["one"]);
    expect(await store.all("outbox")).toEqual([]);
  });

  it("sends what an earlier page left behind, once its hold is over", async () => {
    await outbox.hold(entry("one"));
    outbox.stop();
    const next = outboxOn(server, store);
    await next.drain();
    expect(sent(server)).toEqual([]);
    await vi.advanceTimersByTimeAsync(2 * HOLD_MS);
    expect(sent(server)).toEqual(["one"]);
    next.stop();
  });

  it("is emptied by one of two tabs only", async () => {
    let last = Promise.resolve();
    const exclusively = (run: () => Promise<void>) => (last = last.then(run));
    const ports = { store, send: ({ submission }: OutboxEntry) => server.submit({ ...submission, holding: [], want: 0 }), onAnswer: () => undefined, onRefused: () => undefined, exclusively };
    const [left, right] = [new Outbox(ports), new Outbox(ports)];
    await store.put("outbox", { ...entry("one"), at: 1, heldUntil: 0, problem: null });
    await store.put("outbox", { ...entry("two"), at: 2, heldUntil: 0, problem: null });
    await Promise.all([left.drain(), right.drain()]);
    expect(sent(server)).toEqual(["one", "two"]);
  });
});
