/** How colours look to eyes with fewer kinds of cones, and how far apart they look. Colours are sRGB, 0 to 1. */

import type { Rgb } from "./palettes";

export type ColourVision = "normal" | "protanopia" | "deuteranopia" | "tritanopia" | "achromatopsia";

type Rows = readonly [Rgb, Rgb, Rgb];

/** On linear RGB. Machado, Oliveira and Fernandes 2009, table 1, severity 1.0; achromatopsia: luminance alone. */
const SEEN: Readonly<Record<ColourVision, Rows>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
  achromatopsia: [
    [0.2126, 0.7152, 0.0722],
    [0.2126, 0.7152, 0.0722],
    [0.2126, 0.7152, 0.0722],
  ],
};
/** Linear sRGB to XYZ, and its white D65: IEC 61966-2-1. */
const XYZ: Rows = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
];
const WHITE: Rgb = [0.95047, 1, 1.08883];

const linear = (part: number) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
const encoded = (part: number) => (part <= 0.0031308 ? 12.92 * part : 1.055 * part ** (1 / 2.4) - 0.055);
const through = (rows: Rows, [x, y, z]: Rgb) => rows.map(([a, b, c]) => a * x + b * y + c * z) as Rgb;

/** The colour that an eye with usual cones would have to see to have the same impression. */
export function seen(colour: Rgb, vision: ColourVision): Rgb {
  return through(SEEN[vision], colour.map(linear) as Rgb).map((part) => encoded(Math.min(1, Math.max(0, part)))) as Rgb;
}

/** CIE L*a*b* of a colour. */
export function labOf(colour: Rgb): Rgb {
  const [x, y, z] = through(XYZ, colour.map(linear) as Rgb).map((part, at) => {
    const share = part / (WHITE[at] ?? 1);
    return share > 216 / 24389 ? Math.cbrt(share) : (share * (24389 / 27) + 16) / 116;
  }) as Rgb;
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const degrees = (radians: number) => (radians * 180) / Math.PI;
const radians = (angle: number) => (angle * Math.PI) / 180;

function meanHue(first: number, second: number, coloured: boolean): number {
  const sum = first + second;
  if (!coloured) return sum;
  if (Math.abs(first - second) <= 180) return sum / 2;
  return (sum < 360 ? sum + 360 : sum - 360) / 2;
}

function hueStep(first: number, second: number, coloured: boolean): number {
  const step = second - first;
  if (!coloured) return 0;
  if (Math.abs(step) <= 180) return step;
  return step > 0 ? step - 360 : step + 360;
}

/** The difference of two L*a*b* colours, CIEDE2000: Sharma, Wu and Dalal 2005, equations 2 to 22. */
export function difference([l1, a1, b1]: Rgb, [l2, a2, b2]: Rgb): number {
  const c7 = ((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2) ** 7;
  const stretch = 1.5 - 0.5 * Math.sqrt(c7 / (c7 + 25 ** 7));
  const [chroma1, chroma2] = [Math.hypot(stretch * a1, b1), Math.hypot(stretch * a2, b2)];
  const hue1 = (degrees(Math.atan2(b1, stretch * a1)) + 360) % 360;
  const hue2 = (degrees(Math.atan2(b2, stretch * a2)) + 360) % 360;
  const coloured = chroma1 * chroma2 !== 0;
  const lightness = (l1 + l2) / 2 - 50;
  const chroma = (chroma1 + chroma2) / 2;
  const hue = meanHue(hue1, hue2, coloured);
  const wave = (factor: number, shift: number) => Math.cos(radians(factor * hue + shift));
  const t = 1 - 0.17 * wave(1, -30) + 0.24 * wave(2, 0) + 0.32 * wave(3, 6) - 0.2 * wave(4, -63);
  const overL = (l2 - l1) / (1 + (0.015 * lightness ** 2) / Math.sqrt(20 + lightness ** 2));
  const overC = (chroma2 - chroma1) / (1 + 0.045 * chroma);
  const distance = 2 * Math.sqrt(chroma1 * chroma2) * Math.sin(radians(hueStep(hue1, hue2, coloured) / 2));
  const overH = distance / (1 + 0.015 * chroma * t);
  const angle = radians(60 * Math.exp(-(((hue - 275) / 25) ** 2)));
  const rotation = -Math.sin(angle) * 2 * Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7));
  return Math.sqrt(overL ** 2 + overC ** 2 + overH ** 2 + rotation * overC * overH);
}
