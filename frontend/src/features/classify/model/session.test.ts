import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { ApiError } from "../../../api/client";
import { HOLD_MS } from "./outbox";
import { QUEUE_TARGET } from "./queue";
import { assignment, ScriptedServer } from "./scripted";
import { LabellingSession } from "./session";
import type { Answer } from "./session";
import { MemoryStore } from "./store";

const ANSWER: Answer = { choices: ["101", "201"], passed: false, passReason: "", remark: "", remarkKind: "unusual", remarkPoint: null, durationMs: 12.4, context: { zoom: 1 } };

const settle = () => vi.advanceTimersByTimeAsync(0);

/** Start, and wait for the server's first answer. */
async function start(session: LabellingSession): Promise<void> {
  await session.start();
  await settle();
}

describe("a labelling session", () => {
  let server: ScriptedServer;
  let store: MemoryStore;
  let ids: number;
  const opened: LabellingSession[] = [];

  function open(change: { tab?: string; volunteer?: string; openTabs?: string[] } = {}): LabellingSession {
    const { tab = "tab", volunteer = "me", openTabs = ["tab"] } = change;
    const session = new LabellingSession({
      slug: "cells",
      volunteer,
      tab,
      store,
      openTabs: () => Promise.resolve(new Set(openTabs)),
      exclusively: (run) => run(),
      newId: () => `uuid ${(ids += 1)}`,
      assign: server.assign,
      submit: server.submit,
    });
    opened.push(session);
    return session;
  }

  const tickets = (session: LabellingSession) => session.snapshot().queue.map((each) => each.ticket);

  beforeEach(() => {
    vi.useFakeTimers();
    server = new ScriptedServer(20);
    store = new MemoryStore();
    ids = 0;
  });

  afterEach(() => {
    for (const session of opened.splice(0)) void session.stop();
    vi.useRealTimers();
  });

  it("asks for the image on the screen and those after it in one request", async () => {
    const session = open();
    await start(session);
    expect(tickets(session)).toEqual(["s1", "s2", "s3", "s4"]);
    expect(server.assignCalls).toHaveLength(1);
    expect(session.snapshot().status).toBe("labelling");
  });

  it("shows the next image before anything is sent", async () => {
    const session = open();
    await start(session);
    session.answer(ANSWER);
    expect(tickets(session)).toEqual(["s2", "s3", "s4"]);
    expect(server.received).toEqual([]);
  });

  it("is refilled by the answers alone and never runs dry", async () => {
    const session = open();
    await start(session);
    for (let count = 0; count < 10; count += 1) {
      session.answer(ANSWER);
      await settle();
      expect(session.snapshot().queue.length).toBeGreaterThanOrEqual(2);
      expect(session.snapshot().queue.length).toBeLessThanOrEqual(QUEUE_TARGET);
    }
    expect(server.assignCalls).toHaveLength(1);
    expect(server.received.map((submission) => submission.ticket)).toEqual(["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9"]);
    expect(server.received[0]).toMatchObject({ choices: ["101", "201"], duration_ms: 12, context: { zoom: 1 } });
  });

  it("brings the last answer back with its choices", async () => {
    const session = open();
    await start(session);
    session.answer(ANSWER);
    await settle();
    expect(session.snapshot().undoable?.ticket).toBe("s1");
    expect(await session.undo()).toBe(true);
    expect(tickets(session)).toEqual(["s1", "s2", "s3", "s4"]);
    expect(session.snapshot()).toMatchObject({ restored: { ticket: "s1", answer: ANSWER }, undoable: null, done: 0 });
    await vi.advanceTimersByTimeAsync(2 * HOLD_MS);
    expect(server.received).toEqual([]);
    expect(await session.undo()).toBe(false);
  });

  it("cannot undo once the hold is over", async () => {
    const session = open();
    await start(session);
    session.answer(ANSWER);
    await vi.advanceTimersByTimeAsync(HOLD_MS + 1);
    expect(session.snapshot().undoable).toBeNull();
    expect(await session.undo()).toBe(false);
    expect(server.received).toHaveLength(1);
  });

  it("says so when nothing is left", async () => {
    server = new ScriptedServer(2);
    const session = open();
    await start(session);
    session.answer(ANSWER);
    session.answer({ ...ANSWER, choices: [], passed: true, passReason: "unsure" });
    expect(session.snapshot()).toMatchObject({ status: "exhausted", done: 2 });
    await session.undo();
    expect(session.snapshot().status).toBe("labelling");
    session.answer(ANSWER);
    await vi.advanceTimersByTimeAsync(HOLD_MS + 1);
    expect(server.received.map((submission) => submission.ticket)).toEqual(["s1", "s2"]);
    expect(session.snapshot().status).toBe("exhausted");
  });

  it("goes on with its own images after a reload, without asking again", async () => {
    const before = open();
    await start(before);
    before.answer(ANSWER);
    await settle();
    void before.stop();
    const after = open();
    await start(after);
    expect(tickets(after)).toEqual(["s2", "s3", "s4"]);
    expect(server.assignCalls).toHaveLength(1);
    expect(server.received.map((submission) => submission.ticket)).toEqual(["s1"]);
  });

  it("leaves the images of an open tab alone and takes over those of a closed one", async () => {
    await start(open({ tab: "other" }));
    const beside = open({ tab: "tab", openTabs: ["tab", "other"] });
    await start(beside);
    expect(tickets(beside)).toEqual(["s5", "s6", "s7", "s8"]);
    const later = open({ tab: "third", openTabs: ["third", "tab"] });
    await start(later);
    expect(tickets(later)).toEqual(["s1", "s2", "s3", "s4"]);
  });

  it("drops expired assignments and those of another volunteer", async () => {
    const row = { slug: "cells", tab: "tab", at: 0 };
    await store.put("assignments", { ...row, id: "old", volunteer: "me", assignment: assignment("old", "2000-01-01T00:00:00Z") });
    await store.put("assignments", { ...row, id: "foreign", volunteer: "guest", assignment: assignment("foreign") });
    const session = open();
    await start(session);
    expect(tickets(session)).toEqual(["s1", "s2", "s3", "s4"]);
    expect((await store.all("assignments")).map(({ id }) => id)).not.toContain("foreign");
  });

  it("tries again by itself when the server cannot be reached", async () => {
    server.failures = [new ApiError(0, "network", "offline")];
    const session = open();
    await start(session);
    expect(session.snapshot()).toMatchObject({ status: "failed", error: { code: "network" } });
    await vi.advanceTimersByTimeAsync(6_000);
    expect(session.snapshot()).toMatchObject({ status: "labelling", error: null });
  });

  it("works on with the images it holds while offline, and sends all later, once", async () => {
    const session = open();
    await start(session);
    server.failures = Array.from({ length: 6 }, () => new ApiError(0, "network", "offline"));
    session.answer(ANSWER);
    await settle();
    session.answer(ANSWER);
    await settle();
    session.answer(ANSWER);
    await settle();
    expect(session.outbox.snapshot()).toMatchObject({ offline: true, waiting: 3 });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(server.received.map((submission) => submission.ticket)).toEqual(["s1", "s2", "s3"]);
    expect(session.outbox.snapshot()).toMatchObject({ offline: false, waiting: 0 });
    expect(tickets(session)[0]).toBe("s4");
  });

  it("lets a returned volunteer finish the image on the screen, then leads to practice", async () => {
    const session = open();
    await start(session);
    session.answer(ANSWER);
    server.level = "returned";
    await vi.advanceTimersByTimeAsync(HOLD_MS);
    expect(session.snapshot().status).toBe("labelling");
    expect(tickets(session)).toEqual(["s2"]);
    session.answer(ANSWER);
    expect(session.snapshot().status).toBe("returned");
    await vi.advanceTimersByTimeAsync(HOLD_MS);
    expect(server.received.map(({ ticket }) => ticket)).toEqual(["s1", "s2"]);
    expect(await store.all("assignments")).toEqual([]);
  });

  it("leads to practice when the server hands nothing out before it", async () => {
    server.failures = [new ApiError(409, "training_required", "A short training comes before labelling.")];
    const session = open();
    await start(session);
    expect(session.snapshot().status).toBe("returned");
  });
});
