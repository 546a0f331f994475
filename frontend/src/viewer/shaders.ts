/** Programs for the graphics card. */

const VERTEX = `#version 300 es
uniform vec4 rect; // left, top, width, height in image pixels
uniform vec4 turn; // rows of the matrix from image offsets to window offsets
uniform vec4 look; // image point at the middle; image pixels to clip space, across and down
out vec2 at;
void main() {
  at = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  vec2 offset = rect.xy + at * rect.zw - look.xy;
  gl_Position = vec4(vec2(dot(turn.xy, offset), -dot(turn.zw, offset)) * look.zw, 0.0, 1.0);
}`;

const FRAGMENT_HEAD = `#version 300 es
precision highp float;
in vec2 at;
out vec4 result;
uniform vec3 circle; // middle and radius in device pixels, from the bottom left corner; radius 0: no circle
float shade(float value, vec3 window) {
  return pow(clamp((value - window.x) * window.y, 0.0, 1.0), window.z);
}
void cutOut() {
  if (circle.z > 0.0 && distance(gl_FragCoord.xy, circle.xy) > circle.z) discard;
}`;

/** Adds the coloured channels; samplers cannot be indexed by a variable, so each layer has a line of its own. */
function adding(layers: number): string {
  const each = Array.from({ length: layers }, (_, at) => at);
  return `${FRAGMENT_HEAD}
uniform vec3 colours[${layers}];
uniform vec3 windows[${layers}]; // low, 1 / (high - low), gamma
${each.map((layer) => `uniform sampler2D plane${layer};`).join("\n")}
void main() {
  cutOut();
  vec3 sum = vec3(0.0);
  ${each.map((layer) => `sum += colours[${layer}] * shade(texture(plane${layer}, at).r, windows[${layer}]);`).join("\n  ")}
  result = vec4(sum, 1.0);
}`;
}

/** Looks the brightness of one channel up in a ramp of 256 colours. */
const RAMPED = `${FRAGMENT_HEAD}
uniform vec3 windows[1];
uniform sampler2D plane0;
uniform sampler2D ramp;
void main() {
  cutOut();
  float value = shade(texture(plane0, at).r, windows[0]);
  result = vec4(texture(ramp, vec2((value * 255.0 + 0.5) / 256.0, 0.5)).rgb, 1.0);
}`;

/** One colour everywhere. */
const BLACK = `${FRAGMENT_HEAD}
void main() {
  cutOut();
  result = vec4(0.0, 0.0, 0.0, 1.0);
}`;

export type ProgramName = number | "ramp" | "black";

function compile(gl: WebGL2RenderingContext, kind: GLenum, source: string): WebGLShader {
  const shader = gl.createShader(kind);
  if (shader === null) throw new Error("The graphics context is lost.");
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  return shader;
}

/** The program that adds so many layers, shows one through the ramp, or paints black. */
export function link(gl: WebGL2RenderingContext, name: ProgramName): WebGLProgram {
  const source = name === "ramp" ? RAMPED : name === "black" ? BLACK : adding(name);
  const program = gl.createProgram();
  gl.attachShader(program, compile(gl, gl.VERTEX_SHADER, VERTEX));
  gl.attachShader(program, compile(gl, gl.FRAGMENT_SHADER, source));
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS) !== true && !gl.isContextLost()) {
    throw new Error(`The image shader does not link: ${gl.getProgramInfoLog(program) ?? ""}`);
  }
  return program;
}
