import "fake-indexeddb/auto";

import { describe, expect, it } from "vitest";

import { assignment } from "./scripted";
import { openStore } from "./store";

const row = (id: string, at: number) => ({ id, slug: "cells", volunteer: "me", tab: "tab", at, assignment: assignment(id) });

describe("the store", () => {
  it("keeps rows beyond the page that wrote them, oldest first", async () => {
    const store = await openStore();
    await store.put("assignments", row("late", 2));
    await store.put("assignments", row("early", 1));
    const reopened = await openStore();
    expect((await reopened.all("assignments")).map(({ id }) => id)).toEqual(["early", "late"]);
    await reopened.remove("assignments", "early");
    expect((await store.all("assignments")).map(({ id }) => id)).toEqual(["late"]);
    expect(await store.all("outbox")).toEqual([]);
  });

  it("replaces a row of the same id", async () => {
    const store = await openStore();
    await store.put("assignments", row("late", 7));
    expect((await store.all("assignments")).map(({ at }) => at)).toEqual([7]);
  });
});
