import { describe, expect, it } from "vitest";

import { changeChannel, DEFAULT_DISPLAY, LEAST_GAMMA, MOST_GAMMA, nextPalette, resetChannel, showOnly, shownKeys, soloChannel, stepBrightness, toggleChannel } from "./display";
import type { DisplaySettings } from "./display";
import { layersOf } from "./layers";
import { parseColour } from "./palettes";
import { presetsOf } from "./presets";
import { parseDisplay } from "./storedDisplay";

const CHANNELS = [
  { key: "green", name: "Protein", colour: "#00ff00" },
  { key: "blue", name: "Nucleus", colour: "#0000ff" },
  { key: "red", name: "Microtubules", colour: "#ff0000" },
  { key: "yellow", name: "Endoplasmic reticulum", colour: "#ffff00" },
];
const KEYS = CHANNELS.map((channel) => channel.key);
const URLS = new Map(KEYS.map((key) => [key, `/${key}`]));

describe("channels", () => {
  it("are switched off and on again", () => {
    const off = toggleChannel(DEFAULT_DISPLAY, "blue");
    expect(shownKeys(off, KEYS)).toEqual(["green", "red", "yellow"]);
    expect(shownKeys(toggleChannel(off, "blue"), KEYS)).toEqual(KEYS);
  });

  it("are shown alone, and all again at the second press", () => {
    const alone = soloChannel(DEFAULT_DISPLAY, "green", KEYS);
    expect(shownKeys(alone, KEYS)).toEqual(["green"]);
    expect(shownKeys(soloChannel(alone, "green", KEYS), KEYS)).toEqual(KEYS);
    expect(shownKeys(soloChannel(alone, "red", KEYS), KEYS)).toEqual(["red"]);
  });

  it("become layers in the project's order and colours", () => {
    const urls = new Map([
      ["yellow", "/er"],
      ["green", "/protein"],
    ]);
    const layers = layersOf(CHANNELS, urls, showOnly(DEFAULT_DISPLAY, ["green"], KEYS));
    expect(layers.map((layer) => [layer.url, layer.on, layer.colour])).toEqual([
      ["/protein", true, [0, 1, 0]],
      ["/er", false, [1, 1, 0]],
    ]);
  });

  it("take a colour of one's own in every palette, until they are reset", () => {
    const own = changeChannel({ ...DEFAULT_DISPLAY, palette: "grey" }, "blue", { colour: "#ff00ff" });
    expect(layersOf(CHANNELS, URLS, own)[1]?.colour).toEqual([1, 0, 1]);
    expect(layersOf(CHANNELS, URLS, resetChannel(own, "blue"))[1]?.colour).not.toEqual([1, 0, 1]);
    expect(parseColour("nonsense")).toEqual([1, 1, 1]);
  });

  it("are shown through the ramp only alone", () => {
    const falseColour: DisplaySettings = { ...DEFAULT_DISPLAY, palette: "false-colour" };
    expect(layersOf(CHANNELS, URLS, falseColour).some(({ ramp }) => ramp)).toBe(false);
    const alone = layersOf(CHANNELS, URLS, showOnly(falseColour, ["red"], KEYS));
    expect(alone.map(({ ramp }) => ramp)).toEqual([false, false, true, false]);
  });

  it("are white in the grey palette when alone", () => {
    const alone = showOnly({ ...DEFAULT_DISPLAY, palette: "grey" }, ["red"], KEYS);
    expect(layersOf(CHANNELS, URLS, alone)[2]?.colour).toEqual([1, 1, 1]);
  });

  it("keep a window that is open, and a gamma within bounds", () => {
    const turned = changeChannel(DEFAULT_DISPLAY, "red", { low: 0.8, high: 0.2, gamma: 1000 }).channels.red;
    expect(turned?.high).toBeGreaterThan(turned?.low ?? 1);
    expect(turned?.gamma).toBe(MOST_GAMMA);
  });
});

describe("brightness", () => {
  it("goes in steps for the channels that are shown, and stops at both ends", () => {
    let display = toggleChannel(DEFAULT_DISPLAY, "blue");
    for (let press = 0; press < 20; press += 1) display = stepBrightness(display, 1, KEYS);
    expect(display.channels.green?.gamma).toBe(LEAST_GAMMA);
    expect(display.channels.blue?.gamma).toBe(1);
    for (let press = 0; press < 20; press += 1) display = stepBrightness(display, -1, KEYS);
    expect(display.channels.green?.gamma).toBe(MOST_GAMMA);
  });

  it("comes back to where it was", () => {
    const back = stepBrightness(stepBrightness(DEFAULT_DISPLAY, 1, KEYS), -1, KEYS);
    expect(back.channels.red?.gamma).toBeCloseTo(1, 12);
  });
});

describe("presets", () => {
  it("come from the project's channels", () => {
    const presets = presetsOf(CHANNELS).map(({ kind, shown }) => `${kind} ${shown.join(" ")}`);
    expect(presets).toEqual([
      "all green blue red yellow",
      "only green",
      "both green blue",
      "without green blue red",
      "only blue",
      "only red",
      "only yellow",
    ]);
  });

  it("take the first channel for the signal where none is called green or protein, and name no nucleus that is not there", () => {
    const others = [
      { key: "a", name: "Actin", colour: "#ffffff" },
      { key: "b", name: "Tubulin", colour: "#ff0000" },
    ];
    expect(presetsOf(others).map(({ kind, shown }) => `${kind} ${shown.join(" ")}`)).toEqual(["all a b", "only a", "only b"]);
  });
});

describe("stored settings", () => {
  it("come back as they were", () => {
    const set = changeChannel(nextPalette(DEFAULT_DISPLAY), "red", { on: false, low: 0.1, high: 0.5, gamma: 0.7, colour: "#123456" });
    expect(parseDisplay(JSON.stringify(set))).toEqual(set);
  });

  it.each([null, "", "{", "[]", "7", '{"palette":"neon","channels":[]}'])("that cannot be understood are as they come: %s", (text) => {
    expect(parseDisplay(text)).toEqual(DEFAULT_DISPLAY);
  });

  it("lose only the channels that are damaged", () => {
    const good = { on: false, colour: null, low: 0, high: 1, gamma: 1 };
    const stored = { palette: "grey", channels: { red: good, blue: { ...good, gamma: "much" }, green: { ...good, low: 5, high: -1 } } };
    const { palette, channels } = parseDisplay(JSON.stringify(stored));
    expect(palette).toBe("grey");
    expect(channels.red).toEqual(good);
    expect(channels.blue).toBeUndefined();
    expect(channels.green?.high).toBe(1);
  });
});
