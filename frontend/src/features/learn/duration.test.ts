import { expect, it } from "vitest";

import { formatElapsed } from "./duration";

it("says how long something takes in two units at most", () => {
  expect([-20, 42_900, 185_000, 3_599_999, 7_620_000, 200_000_000].map(formatElapsed)).toEqual([
    "0 s",
    "42 s",
    "3 min 5 s",
    "59 min 59 s",
    "2 h 7 min",
    "55 h 33 min",
  ]);
});
