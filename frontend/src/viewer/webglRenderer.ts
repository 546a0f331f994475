import type { Layer } from "./layers";
import { rampTexels } from "./palettes";
import { fitCanvas } from "./renderer";
import type { Look, Renderer, Scene } from "./renderer";
import { link } from "./shaders";
import type { ProgramName } from "./shaders";
import { tileUrl } from "./tiles";
import type { Rect } from "./tiles";
import { matrixOf } from "./view";

/** Larger than any image in any view. */
const EVERYWHERE = 1e6;

/** One 8-bit texture per channel and one small shader that adds their colours. */
export class WebglRenderer implements Renderer {
  readonly kind = "webgl2";
  readonly #gl: WebGL2RenderingContext;
  readonly #textures = new Map<string, WebGLTexture>();
  readonly #programs = new Map<ProgramName, WebGLProgram>();
  #ramp: WebGLTexture | null = null;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  }

  has(url: string): boolean {
    return this.#textures.has(url);
  }

  add(url: string, bitmap: ImageBitmap): void {
    const gl = this.#gl;
    const texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8, gl.RED, gl.UNSIGNED_BYTE, bitmap);
    gl.generateMipmap(gl.TEXTURE_2D);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
    this.#clampToEdge();
    bitmap.close();
    this.#textures.set(url, texture);
  }

  keep(urls: ReadonlySet<string>): void {
    for (const [url, texture] of this.#textures) {
      if (urls.has(url)) continue;
      // Objects of a lost context are gone already.
      if (this.#gl.isTexture(texture)) this.#gl.deleteTexture(texture);
      this.#textures.delete(url);
    }
  }

  clear(): void {
    this.#gl.clearColor(0, 0, 0, 1);
    this.#gl.clear(this.#gl.COLOR_BUFFER_BIT);
  }

  draw(scene: Scene): void {
    const gl = this.#gl;
    if (gl.isContextLost()) return;
    fitCanvas(gl.canvas, scene.window, scene.pixelRatio);
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    this.clear();
    const shown = scene.layers.filter((layer) => layer.on && this.#textures.has(layer.url));
    for (const look of scene.looks) {
      // What a circle shows replaces what is behind it, outside of the image too.
      if (look.circle !== null) this.#paint(this.#program("black"), scene, look, { x: -EVERYWHERE, y: -EVERYWHERE, width: 2 * EVERYWHERE, height: 2 * EVERYWHERE });
      if (shown.length > 0) this.#drawLook(scene, look, shown);
    }
  }

  dispose(): void {
    this.keep(new Set());
    for (const program of this.#programs.values()) if (this.#gl.isProgram(program)) this.#gl.deleteProgram(program);
    this.#programs.clear();
    if (this.#ramp !== null && this.#gl.isTexture(this.#ramp)) this.#gl.deleteTexture(this.#ramp);
    this.#ramp = null;
  }

  #drawLook(scene: Scene, look: Look, layers: readonly Layer[]): void {
    const gl = this.#gl;
    const program = this.#program(layers[0]?.ramp === true ? "ramp" : layers.length);
    gl.useProgram(program);
    this.#setLayers(program, layers);
    this.#bind(program, layers.map((layer) => layer.url));
    this.#paint(program, scene, look, { x: 0, y: 0, ...scene.image });
    for (const tile of look.tiles) {
      this.#bind(program, layers.map((layer) => tileUrl(layer.url, tile)));
      this.#paint(program, scene, look, tile.rect);
    }
  }

  #paint(program: WebGLProgram, { window, pixelRatio }: Scene, { view, circle }: Look, rect: Rect): void {
    const gl = this.#gl;
    const set = (name: string) => gl.getUniformLocation(program, name);
    gl.useProgram(program);
    gl.uniform4f(set("rect"), rect.x, rect.y, rect.width, rect.height);
    gl.uniform4f(set("turn"), ...matrixOf(view));
    gl.uniform4f(set("look"), view.centre.x, view.centre.y, (2 * view.scale) / window.width, (2 * view.scale) / window.height);
    const { centre, radius } = circle ?? { centre: { x: 0, y: 0 }, radius: 0 };
    gl.uniform3f(set("circle"), centre.x * pixelRatio, (window.height - centre.y) * pixelRatio, radius * pixelRatio);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  #setLayers(program: WebGLProgram, layers: readonly Layer[]): void {
    const gl = this.#gl;
    gl.uniform3fv(gl.getUniformLocation(program, "colours"), layers.flatMap((layer) => layer.colour));
    gl.uniform3fv(
      gl.getUniformLocation(program, "windows"),
      layers.flatMap((layer) => [layer.low, 1 / Math.max(layer.high - layer.low, 1e-4), layer.gamma]),
    );
    if (layers[0]?.ramp !== true) return;
    gl.activeTexture(gl.TEXTURE0 + layers.length);
    gl.bindTexture(gl.TEXTURE_2D, this.#rampTexture());
    gl.uniform1i(gl.getUniformLocation(program, "ramp"), layers.length);
    gl.activeTexture(gl.TEXTURE0);
  }

  #bind(program: WebGLProgram, urls: readonly string[]): void {
    const gl = this.#gl;
    urls.forEach((url, unit) => {
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(gl.TEXTURE_2D, this.#textures.get(url) ?? null);
      gl.uniform1i(gl.getUniformLocation(program, `plane${unit}`), unit);
    });
    gl.activeTexture(gl.TEXTURE0);
  }

  #rampTexture(): WebGLTexture {
    const gl = this.#gl;
    if (this.#ramp === null) {
      this.#ramp = gl.createTexture();
      gl.bindTexture(gl.TEXTURE_2D, this.#ramp);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, rampTexels());
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
      this.#clampToEdge();
    }
    return this.#ramp;
  }

  #clampToEdge(): void {
    const gl = this.#gl;
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  }

  #program(name: ProgramName): WebGLProgram {
    let program = this.#programs.get(name);
    if (program === undefined) {
      program = link(this.#gl, name);
      this.#programs.set(name, program);
    }
    return program;
  }
}
