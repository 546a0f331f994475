import { CanvasRenderer } from "./canvasRenderer";
import type { Renderer } from "./renderer";
import { WebglRenderer } from "./webglRenderer";

/** The fastest renderer that this browser offers for the canvas. */
export function createRenderer(canvas: HTMLCanvasElement): Renderer {
  const gl = canvas.getContext("webgl2", { alpha: false, antialias: false, depth: false, stencil: false });
  return gl === null ? new CanvasRenderer(canvas) : new WebglRenderer(gl);
}
