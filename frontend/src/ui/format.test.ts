import { i18n } from "@lingui/core";
import { afterEach, describe, expect, it } from "vitest";

import {
  countOf,
  formatBytes,
  formatCount,
  formatDate,
  formatDuration,
  formatMoment,
  formatP,
  formatRoughly,
  formatShare,
} from "./format";

describe("numbers", () => {
  it("groups thousands", () => {
    expect(formatCount(1234567)).toBe("1,234,567");
  });

  it("says one and many", () => {
    expect([0, 1, 2].map((n) => countOf(n, "subject"))).toEqual(["0 subjects", "1 subject", "2 subjects"]);
  });

  it("never rounds a share to nothing or to all", () => {
    expect([0, 0.001, 0.5, 0.999, 1].map(formatShare)).toEqual(["0%", "<1%", "50%", "99%", "100%"]);
  });

  it("writes sizes in decimal units", () => {
    expect([0, 999, 2500, 150_000_000].map(formatBytes)).toEqual(["0 B", "999 B", "2.5 kB", "150 MB"]);
  });
});

describe("p-values", () => {
  it("have two significant figures", () => {
    expect([1, 0.5, 0.0123, 0.001].map(formatP)).toEqual(["1", "0.5", "0.012", "0.001"]);
  });

  it("become powers of ten when small", () => {
    expect(formatP(2.14e-6)).toBe("2.1 × 10⁻⁶");
    expect(formatP(3e-12)).toBe("3.0 × 10⁻¹²");
    expect(formatP(0)).toBe("< 10⁻⁹⁹");
  });
});

describe("times", () => {
  it("are told in UTC", () => {
    expect(formatDate("2026-03-01T23:30:00Z")).toBe("1 Mar 2026");
    expect(formatMoment("2026-03-01T23:30:00Z")).toBe("1 Mar 2026, 23:30 UTC");
  });

  it("are short for durations", () => {
    expect([4200, 31_000, 95_000].map(formatDuration)).toEqual(["4.2 s", "31 s", "1 min 35 s"]);
  });
});

describe("decimals", () => {
  afterEach(() => i18n.loadAndActivate({ locale: "en", messages: {} }));

  it("follow the language", () => {
    i18n.loadAndActivate({ locale: "sv", messages: {} });
    expect([formatDuration(4200), formatBytes(2500), formatP(2.14e-6), formatRoughly(6.25)]).toEqual(["4,2 s", "2,5 kB", "2,1 × 10⁻⁶", "6,3"]);
  });
});
