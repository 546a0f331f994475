import type { Layer } from "./layers";
import { fitCanvas } from "./renderer";
import type { Renderer, Scene } from "./renderer";

const VERTEX = `#version 300 es
uniform vec4 placement; // scale x, scale y, offset x, offset y in clip space
out vec2 at;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  at = vec2(corner.x, 1.0 - corner.y);
  gl_Position = vec4(corner * placement.xy + placement.zw, 0.0, 1.0);
}`;

/** Adds the coloured channels; samplers cannot be indexed by a variable, so each layer has a line of its own. */
function fragmentSource(layers: number): string {
  const each = Array.from({ length: layers }, (_, at) => at);
  return `#version 300 es
precision mediump float;
in vec2 at;
out vec4 result;
uniform vec3 colours[${layers}];
uniform vec3 windows[${layers}]; // low, 1 / (high - low), gamma
${each.map((layer) => `uniform sampler2D plane${layer};`).join("\n")}
vec3 shade(float value, vec3 colour, vec3 window) {
  return colour * pow(clamp((value - window.x) * window.y, 0.0, 1.0), window.z);
}
void main() {
  vec3 sum = vec3(0.0);
  ${each.map((layer) => `sum += shade(texture(plane${layer}, at).r, colours[${layer}], windows[${layer}]);`).join("\n  ")}
  result = vec4(sum, 1.0);
}`;
}

function compile(gl: WebGL2RenderingContext, kind: GLenum, source: string): WebGLShader {
  const shader = gl.createShader(kind);
  if (shader === null) throw new Error("The graphics context is lost.");
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  return shader;
}

function link(gl: WebGL2RenderingContext, layers: number): WebGLProgram {
  const program = gl.createProgram();
  gl.attachShader(program, compile(gl, gl.VERTEX_SHADER, VERTEX));
  gl.attachShader(program, compile(gl, gl.FRAGMENT_SHADER, fragmentSource(layers)));
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS) !== true && !gl.isContextLost()) {
    throw new Error(`The image shader does not link: ${gl.getProgramInfoLog(program) ?? ""}`);
  }
  return program;
}

/** One 8-bit texture per channel and one small shader that adds their colours. */
export class WebglRenderer implements Renderer {
  readonly kind = "webgl2";
  readonly #gl: WebGL2RenderingContext;
  readonly #textures = new Map<string, WebGLTexture>();
  readonly #programs = new Map<number, WebGLProgram>();

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
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
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

  draw({ layers, image, view, window, pixelRatio }: Scene): void {
    const gl = this.#gl;
    if (gl.isContextLost()) return;
    fitCanvas(gl.canvas, window, pixelRatio);
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    this.clear();
    const shown = layers.filter((layer) => layer.on && this.#textures.has(layer.url));
    if (shown.length === 0) return;
    const program = this.#program(shown.length);
    gl.useProgram(program);
    // Window pixels to clip space: the y axis points up there.
    const across = (2 * view.scale) / window.width;
    const down = (2 * view.scale) / window.height;
    gl.uniform4f(
      gl.getUniformLocation(program, "placement"),
      image.width * across,
      image.height * down,
      -view.centre.x * across,
      (view.centre.y - image.height) * down,
    );
    this.#bind(program, shown);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  dispose(): void {
    this.keep(new Set());
    for (const program of this.#programs.values()) if (this.#gl.isProgram(program)) this.#gl.deleteProgram(program);
    this.#programs.clear();
  }

  #bind(program: WebGLProgram, layers: Layer[]): void {
    const gl = this.#gl;
    layers.forEach((layer, unit) => {
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(gl.TEXTURE_2D, this.#textures.get(layer.url) ?? null);
      gl.uniform1i(gl.getUniformLocation(program, `plane${unit}`), unit);
    });
    gl.activeTexture(gl.TEXTURE0);
    gl.uniform3fv(gl.getUniformLocation(program, "colours"), layers.flatMap((layer) => layer.colour));
    gl.uniform3fv(
      gl.getUniformLocation(program, "windows"),
      layers.flatMap((layer) => [layer.low, 1 / Math.max(layer.high - layer.low, 1e-4), layer.gamma]),
    );
  }

  #program(layers: number): WebGLProgram {
    let program = this.#programs.get(layers);
    if (program === undefined) {
      program = link(this.#gl, layers);
      this.#programs.set(layers, program);
    }
    return program;
  }
}
