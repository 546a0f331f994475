import { describe, expect, it } from "vitest";

import { clampView, fitView, flip, imagePoint, isFitted, pan, scaleBar, turn, windowPoint, zoomAround } from "./view";

const WINDOW = { width: 800, height: 600 };
const IMAGE = { width: 1200, height: 1200 };
const UPRIGHT = { turns: 0, flipped: false };

describe("the view", () => {
  it("fits the whole image into the shorter side of the window", () => {
    const view = fitView(WINDOW, IMAGE);
    expect(view.scale).toBe(0.5);
    expect(view.centre).toEqual({ x: 600, y: 600 });
    expect(isFitted(view, WINDOW, IMAGE)).toBe(true);
  });

  it("keeps the image point under the pointer when zooming", () => {
    const at = { x: 130, y: 470 };
    const before = fitView(WINDOW, IMAGE);
    const after = zoomAround(before, WINDOW, at, 3.7);
    const was = imagePoint(before, WINDOW, at);
    const is = imagePoint(after, WINDOW, at);
    expect(is.x).toBeCloseTo(was.x, 9);
    expect(is.y).toBeCloseTo(was.y, 9);
    expect(isFitted(after, WINDOW, IMAGE)).toBe(false);
  });

  it("undoes a zoom with the inverse factor at the same point", () => {
    const at = { x: 11, y: 599 };
    const start = { scale: 1.3, centre: { x: 700, y: 420 }, ...UPRIGHT };
    const back = zoomAround(zoomAround(start, WINDOW, at, 2.5), WINDOW, at, 1 / 2.5);
    expect(back.scale).toBeCloseTo(start.scale, 12);
    expect(back.centre.x).toBeCloseTo(start.centre.x, 9);
    expect(back.centre.y).toBeCloseTo(start.centre.y, 9);
  });

  it("moves the image with the hand, whatever the scale", () => {
    const moved = pan({ scale: 2, centre: { x: 600, y: 600 }, ...UPRIGHT }, { x: 100, y: -50 });
    expect(moved.centre).toEqual({ x: 550, y: 625 });
  });

  it("never shows more empty space than the fitted image has", () => {
    const view = clampView({ scale: 0.01, centre: { x: -5000, y: 9000 }, ...UPRIGHT }, WINDOW, IMAGE, 1);
    expect(view).toEqual(fitView(WINDOW, IMAGE));
  });

  it("stops at the edge of an enlarged image", () => {
    const view = clampView({ scale: 2, centre: { x: 0, y: 1200 }, ...UPRIGHT }, WINDOW, IMAGE, 1);
    expect(view.centre).toEqual({ x: 200, y: 1050 });
  });

  it("stops at eight device pixels for an image pixel", () => {
    expect(clampView({ scale: 100, centre: { x: 600, y: 600 }, ...UPRIGHT }, WINDOW, IMAGE, 0.5).scale).toBe(4);
  });

  it("allows one to one even where the fitted image is enlarged", () => {
    const small = { width: 100, height: 100 };
    expect(clampView({ scale: 1, centre: { x: 50, y: 50 }, ...UPRIGHT }, WINDOW, small, 1).scale).toBe(1);
  });
});

describe("a turned view", () => {
  const wide = { width: 1600, height: 800 };
  const every = [0, 1, 2, 3].flatMap((turns) => [false, true].map((flipped) => ({ turns, flipped })));

  it("turns clockwise on the screen: what was at the top is at the right", () => {
    const view = turn(fitView(WINDOW, IMAGE), 1);
    expect(windowPoint(view, WINDOW, { x: 600, y: 0 })).toEqual({ x: 700, y: 300 });
    expect(turn(view, 3).turns).toBe(0);
    expect(turn(view, -2).turns).toBe(3);
  });

  it.each(every)("flips left and right on the screen, whatever the turn: %o", (orientation) => {
    const view = { ...fitView(WINDOW, IMAGE), ...orientation };
    const before = windowPoint(view, WINDOW, { x: 200, y: 900 });
    const after = windowPoint(flip(view), WINDOW, { x: 200, y: 900 });
    expect(after.x).toBeCloseTo(WINDOW.width - before.x, 9);
    expect(after.y).toBeCloseTo(before.y, 9);
    expect(flip(flip(view))).toEqual(view);
  });

  it.each(every)("finds the image point under the pointer, keeps it when zooming, and moves with the hand: %o", (orientation) => {
    const view = { scale: 0.9, centre: { x: 500, y: 300 }, ...orientation };
    const at = { x: 130, y: 470 };
    const point = imagePoint(view, WINDOW, at);
    const shown = windowPoint(zoomAround(view, WINDOW, at, 2.2), WINDOW, point);
    expect(shown.x).toBeCloseTo(at.x, 9);
    expect(shown.y).toBeCloseTo(at.y, 9);
    const moved = windowPoint(pan(view, { x: 31, y: -17 }), WINDOW, point);
    expect(moved.x).toBeCloseTo(at.x + 31, 9);
    expect(moved.y).toBeCloseTo(at.y - 17, 9);
  });

  it("fits the long side into the height after a quarter turn", () => {
    expect(fitView(WINDOW, wide).scale).toBe(0.5);
    expect(fitView(WINDOW, wide, { turns: 1, flipped: false }).scale).toBe(0.375);
  });

  it("stops at the edges of the turned image", () => {
    const view = clampView({ scale: 1, centre: { x: 0, y: 0 }, turns: 1, flipped: false }, WINDOW, wide, 1);
    expect(view.centre).toEqual({ x: 300, y: 400 });
  });
});

describe("the scale bar", () => {
  it.each([
    [0.08, 0.5, 20, 125],
    [0.08, 1, 5, 62.5],
    [0.16, 4, 5, 125],
    [0.5, 1, 50, 100],
  ])("at %f µm a pixel and scale %f shows %i µm", (pixel, scale, micrometres, length) => {
    const bar = scaleBar(pixel, scale, 140);
    expect(bar.length).toBeLessThanOrEqual(140);
    expect(bar.micrometres).toBeGreaterThanOrEqual(micrometres);
    expect(bar.length).toBeCloseTo((bar.micrometres / pixel) * scale, 9);
    expect(bar.length).toBeGreaterThanOrEqual(Math.min(length, 56));
  });
});
