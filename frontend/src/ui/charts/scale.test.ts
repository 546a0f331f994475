import { describe, expect, it } from "vitest";
import { decadesFor, differenceScale, fillDays, fillWhole, logPosition, niceCeiling, wholeTicks } from "./scale";

describe("niceCeiling", () => {
  it("rounds up to 1, 2 or 5 times a power of ten", () => {
    expect([0, 1, 1.2, 3, 6, 10, 11, 480].map(niceCeiling)).toEqual([1, 1, 2, 5, 10, 10, 20, 500]);
  });
});

describe("differenceScale", () => {
  it("shows both ends whole, with 0 in the middle", () => {
    expect(differenceScale([-0.37, 0.12])).toEqual({ low: -0.4, high: 0.4, marks: [-0.4, -0.2, 0, 0.2, 0.4] });
    expect(differenceScale([0.3])).toMatchObject({ high: 0.3 });
  });

  it("is never narrower than 0.1 nor wider than 1 to each side", () => {
    expect([differenceScale([]).high, differenceScale([-1.2]).low]).toEqual([0.1, -1]);
  });
});

describe("wholeTicks", () => {
  it("covers the largest value with whole numbers", () => {
    expect(wholeTicks(120)).toEqual([0, 50, 100, 150]);
    expect(wholeTicks(3)).toEqual([0, 1, 2, 3]);
  });

  it("has two marks when there is nothing to show", () => {
    expect(wholeTicks(0)).toEqual([0, 1]);
  });
});

describe("the logarithmic axis", () => {
  it("reaches the smallest value by whole decades, within limits", () => {
    expect(decadesFor([0.5])).toBe(3);
    expect(decadesFor([1, 2e-5])).toBe(5);
    expect(decadesFor([1e-4])).toBe(4);
    expect(decadesFor([0])).toBe(6);
  });

  it("puts 1 at the start, the end of the axis at the end and equal ratios at equal distances", () => {
    expect(logPosition(1, 4)).toBe(0);
    expect(logPosition(1e-4, 4)).toBe(1);
    expect(logPosition(0.01, 4)).toBeCloseTo(0.5);
  });

  it("keeps values beyond the axis at its end", () => {
    expect(logPosition(0, 4)).toBe(1);
    expect(logPosition(1e-9, 4)).toBe(1);
  });
});

describe("fillDays", () => {
  const empty = (day: string) => ({ day, count: 0 });

  it("adds the days without a row", () => {
    const rows = [
      { day: "2026-02-27", count: 4 },
      { day: "2026-03-01", count: 1 },
    ];
    expect(fillDays(rows, empty)).toEqual([rows[0], { day: "2026-02-28", count: 0 }, rows[1]]);
  });

  it("keeps only the newest days", () => {
    const rows = [
      { day: "2026-01-01", count: 4 },
      { day: "2026-03-01", count: 1 },
    ];
    expect(fillDays(rows, empty, 2).map((row) => row.day)).toEqual(["2026-02-28", "2026-03-01"]);
  });

  it("is empty when nothing happened", () => {
    expect(fillDays([], empty)).toEqual([]);
  });
});

describe("fillWhole", () => {
  it("shows whole numbers that nothing has", () => {
    expect(fillWhole([{ at: 2, value: 5 }])).toEqual([
      { at: 0, value: 0 },
      { at: 1, value: 0 },
      { at: 2, value: 5 },
    ]);
    expect(fillWhole([])).toEqual([]);
  });
});
