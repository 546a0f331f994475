import { describe, expect, it } from "vitest";

import { colourBlindSafe, DEFAULT_DISPLAY, layersOf, parseColour, soloChannel, stepBrightness, toggleChannel } from "./layers";

const CHANNELS = [
  { key: "protein", name: "Protein", colour: "#00ff00" },
  { key: "nucleus", name: "Nucleus", colour: "#0000ff" },
  { key: "er", name: "ER", colour: "#ffff00" },
];
const KEYS = CHANNELS.map((channel) => channel.key);

describe("channels", () => {
  it("are switched off and on again", () => {
    const off = toggleChannel(DEFAULT_DISPLAY, "nucleus");
    expect(off.off).toEqual(["nucleus"]);
    expect(toggleChannel(off, "nucleus").off).toEqual([]);
  });

  it("are shown alone, and all again at the second press", () => {
    const alone = soloChannel(DEFAULT_DISPLAY, "protein", KEYS);
    expect(alone.off).toEqual(["nucleus", "er"]);
    expect(soloChannel(alone, "protein", KEYS).off).toEqual([]);
    expect(soloChannel(alone, "er", KEYS).off).toEqual(["protein", "nucleus"]);
  });

  it("become layers in the project's order and colours", () => {
    const urls = new Map([
      ["er", "/er"],
      ["protein", "/protein"],
    ]);
    const layers = layersOf(CHANNELS, urls, { ...DEFAULT_DISPLAY, off: ["er"] });
    expect(layers.map((layer) => [layer.url, layer.on, layer.colour])).toEqual([
      ["/protein", true, [0, 1, 0]],
      ["/er", false, [1, 1, 0]],
    ]);
  });

  it("take the colour-blind palette for the usual hues only", () => {
    expect(colourBlindSafe("#00ff00")).not.toBe("#00ff00");
    expect(colourBlindSafe("#3ddc84")).toBe(colourBlindSafe("#00ff00"));
    expect(colourBlindSafe("#ff00ff")).toBe("#ff00ff");
    expect(parseColour("nonsense")).toEqual([1, 1, 1]);
  });
});

describe("brightness", () => {
  it("goes in steps and stops at both ends", () => {
    let display = DEFAULT_DISPLAY;
    for (let press = 0; press < 20; press += 1) display = stepBrightness(display, 1);
    expect(display.gamma).toBe(0.4);
    for (let press = 0; press < 20; press += 1) display = stepBrightness(display, -1);
    expect(display.gamma).toBe(1.6);
    expect(stepBrightness(DEFAULT_DISPLAY, 1).gamma).toBeLessThan(1);
  });
});
