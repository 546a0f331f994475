import { describe, expect, it } from "vitest";

import { swipeOf } from "./useSwipe";

describe("a finger over the image", () => {
  it("says yes to the right, no to the left, and cannot tell upwards", () => {
    expect(swipeOf(200, 10)).toEqual({ answer: "yes", done: 1 });
    expect(swipeOf(-200, -10)).toEqual({ answer: "no", done: 1 });
    expect(swipeOf(5, -200)).toEqual({ answer: "unsure", done: 1 });
  });

  it("says nothing downwards or in between", () => {
    expect(swipeOf(0, 200)).toBeNull();
    expect(swipeOf(100, -90)).toBeNull();
  });

  it("is not there until it has gone far enough", () => {
    expect(swipeOf(44, 0)?.done).toBe(0.5);
  });
});
