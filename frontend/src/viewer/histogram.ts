/** How often each value occurs in a channel. */

const SIDE_PX = 320;
const BINS = 256;
const SMOOTHED = 2;

/** Wait until the browser has nothing better to do; not every browser can say so. */
function idle(): Promise<void> {
  return new Promise((resolve) => {
    if ("requestIdleCallback" in window) window.requestIdleCallback(() => resolve(), { timeout: 500 });
    else setTimeout(resolve, 50);
  });
}

/** Count the pixels of a grey image by value, 256 of them. Every so many pixels are looked at, never a mean of some. */
export async function histogramOf(file: Blob): Promise<Uint32Array> {
  await idle();
  const sampled = { resizeWidth: SIDE_PX, resizeHeight: SIDE_PX, resizeQuality: "pixelated" } as const;
  const bitmap = await createImageBitmap(file, { ...sampled, premultiplyAlpha: "none", colorSpaceConversion: "none" });
  await idle();
  const canvas = document.createElement("canvas");
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const counts = new Uint32Array(BINS);
  if (context === null) return counts;
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  for (let at = 0; at < data.length; at += 4) counts[data[at] ?? 0] = (counts[data[at] ?? 0] ?? 0) + 1;
  return counts;
}

/**
 * An outline of the counts for a box of 256 by `height`. Heights go with the logarithm, so that faint signal shows, of
 * means over neighbours: decoders of lossy images leave some values out.
 */
export function outlineOf(counts: Uint32Array, height: number): string {
  const means = Array.from(counts, (_, value) => {
    const near = counts.subarray(Math.max(0, value - SMOOTHED), value + SMOOTHED + 1);
    return near.reduce((sum, count) => sum + count, 0) / near.length;
  });
  const most = Math.log1p(Math.max(1, ...means));
  const points = means.map((mean, value) => `${value + 0.5} ${(height * (1 - Math.log1p(mean) / most)).toFixed(1)}`);
  return `M0 ${height}L${points.join("L")}L256 ${height}Z`;
}
