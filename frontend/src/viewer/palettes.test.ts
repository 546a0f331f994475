import { describe, expect, it } from "vitest";

import { difference, labOf, seen } from "./colourVision";
import type { ColourVision } from "./colourVision";
import { paletteColour, parseColour, rampTexels, SAFE_PALETTES } from "./palettes";
import type { Rgb } from "./palettes";

/** CIEDE2000 between every two colours of a palette; about 2 is just noticeable side by side. */
const TOLD_APART = 18;
const VISIONS: readonly ColourVision[] = ["normal", "protanopia", "deuteranopia", "tritanopia", "achromatopsia"];
const PROJECT = ["#3ddc84", "#5b8cff", "#ff5c5c", "#ffd24d"];

function smallestDifference(colours: readonly string[], vision: ColourVision): number {
  const labs = colours.map((colour) => labOf(seen(parseColour(colour), vision)));
  return Math.min(...labs.flatMap((one, at) => labs.slice(at + 1).map((other) => difference(one, other))));
}

describe("simulated colour vision", () => {
  it("leaves grey grey, and usual vision as it is", () => {
    for (const vision of VISIONS) seen([0.5, 0.5, 0.5], vision).forEach((part) => expect(part).toBeCloseTo(0.5, 2));
    seen([0.2, 0.6, 0.9], "normal").forEach((part, at) => expect(part).toBeCloseTo([0.2, 0.6, 0.9][at] ?? 0, 9));
  });

  // Pairs 1, 4, 7, 17 and 25 of the test data of Sharma, Wu and Dalal 2005, table 1.
  it.each<[Rgb, Rgb, number]>([
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, -1.3802, -84.2814], [50, 0, -82.7485], 1.0],
    [[50, 0, 0], [50, -1, 2], 2.3669],
    [[50, 2.5, 0], [73, 25, -18], 27.1492],
    [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
  ])("measures differences as CIEDE2000 does", (one, other, expected) => {
    expect(difference(one, other)).toBeCloseTo(expected, 4);
  });
});

describe("palettes", () => {
  const claims = Object.entries(SAFE_PALETTES).flatMap(([name, { colours, safeFor }]) =>
    safeFor.map((vision) => [name, vision, colours] as const),
  );

  it.each(claims)("%s keeps every two channels apart under %s", (_name, vision, colours) => {
    expect(smallestDifference(colours, vision)).toBeGreaterThan(TOLD_APART);
  });

  it("of the project do not pass the same test, so that it can fail", () => {
    expect(smallestDifference(PROJECT, "normal")).toBeGreaterThan(TOLD_APART);
    expect(smallestDifference(PROJECT, "protanopia")).toBeLessThan(TOLD_APART);
    expect(smallestDifference(PROJECT, "deuteranopia")).toBeLessThan(TOLD_APART);
    expect(smallestDifference(PROJECT, "achromatopsia")).toBeLessThan(TOLD_APART);
    expect(smallestDifference(["#ff0000", "#00ff00", "#ffff00"], "deuteranopia")).toBeLessThan(TOLD_APART);
  });

  it("give the signal the first colour, wherever the project has it", () => {
    const channels = ["blue", "green", "red"].map((key) => ({ key, name: key, colour: "#ffffff" }));
    const [first, second, third] = SAFE_PALETTES["red-green"].colours;
    expect(channels.map((channel) => paletteColour(channel, channels, "red-green", false))).toEqual([second, first, third]);
  });

  it("have a ramp that gets brighter all the way, for every eye", () => {
    const texels = rampTexels();
    for (const vision of VISIONS) {
      const lightness = Array.from({ length: 256 }, (_, at) => labOf(seen([...texels.slice(4 * at, 4 * at + 3)].map((part) => part / 255) as Rgb, vision))[0]);
      expect(lightness.every((value, at) => at < 8 || value > (lightness[at - 8] ?? 0))).toBe(true);
    }
  });
});
