import { describe, expect, it } from "vitest";

import { fullImage, levelFor, tileKey, tilesIn, tileUrl } from "./tiles";
import { clampView, fitView } from "./view";

const IMAGE = { width: 1200, height: 900 };
const FULL = { width: 4000, height: 3000, tileSize: 512 };
const WINDOW = { width: 800, height: 600 };
const ALL = { x: 0, y: 0, ...WINDOW };

describe("the level", () => {
  it("is none while the display image has a pixel for every device pixel", () => {
    expect(levelFor(1, 1, IMAGE, FULL)).toBeNull();
    expect(levelFor(0.6, 2, IMAGE, FULL)).not.toBeNull();
  });

  it("is none where the original is not larger", () => {
    expect(levelFor(8, 2, IMAGE, { ...IMAGE })).toBeNull();
    expect(fullImage(undefined, undefined, undefined)).toBeNull();
  });

  it.each([
    [1.2, 1],
    [1.6, 1],
    [1.7, 0],
    [20, 0],
  ])("is the coarsest that is sharp at scale %f", (scale, level) => {
    expect(levelFor(scale, 1, IMAGE, FULL)).toBe(level);
  });

  it("is never one that shows no more than the display image", () => {
    expect(levelFor(1.001, 1, IMAGE, { width: 2048, height: 1536 })).toBe(0);
  });
});

describe("tiles", () => {
  it("cover the whole image once, the last ones smaller", () => {
    const tiles = tilesIn(fitView(WINDOW, IMAGE), WINDOW, ALL, IMAGE, FULL, 0);
    expect(tiles).toHaveLength(8 * 6);
    expect(new Set(tiles.map(tileKey)).size).toBe(48);
    const area = tiles.reduce((sum, { rect }) => sum + rect.width * rect.height, 0);
    expect(area).toBeCloseTo(IMAGE.width * IMAGE.height, 6);
    expect(Math.max(...tiles.map(({ rect }) => rect.x + rect.width))).toBeCloseTo(IMAGE.width, 9);
  });

  it.each([0, 1, 2, 3])("are those under the window, the middle one first, after %i quarter turns", (turns) => {
    const view = clampView({ scale: 4, centre: { x: 1000, y: 100 }, turns, flipped: false }, WINDOW, IMAGE, 0.3);
    const tiles = tilesIn(view, WINDOW, ALL, IMAGE, FULL, 0);
    const side = 512 * 0.3;
    expect(tiles[0]?.x).toBe(Math.floor(view.centre.x / side));
    expect(tiles[0]?.y).toBe(Math.floor(view.centre.y / side));
    expect(tiles.length).toBeLessThanOrEqual(9);
  });

  it("live under the address of their plane", () => {
    const [tile] = tilesIn(fitView(WINDOW, IMAGE), WINDOW, { x: 0, y: 0, width: 10, height: 10 }, IMAGE, FULL, 1);
    expect(tile && tileUrl("/i/token/green.webp", tile)).toBe("/i/token/green/1/0/0.webp");
  });
});
