// The organisation's colour, made legible. An organisation chooses any colour it likes; what is shown keeps the hue
// and moves the lightness, in OKLCH, only as far as the contrast of WCAG 2.2 asks on the surfaces of the theme.

export type Scheme = "light" | "dark";
type Rgb = readonly [red: number, green: number, blue: number];
type Oklch = readonly [lightness: number, chroma: number, hue: number];

/** The surfaces that accent-coloured text may stand on, as in tokens.css. */
export const SURFACES: Record<Scheme, readonly string[]> = {
  light: ["#fffefb", "#faf8f4", "#f3efe8", "#efeae2"],
  dark: ["#151210", "#1b1815", "#24201c", "#302b26"],
};

const TEXT_CONTRAST = 4.5;
const EDGE_CONTRAST = 3;
export const FALLBACK_ACCENT = "#7a4b2a";

export interface Accent {
  /** Fill of the main button. */
  accent: string;
  hover: string;
  /** Text on that fill. */
  onAccent: string;
  /** Links and icons on the surfaces. */
  ink: string;
  /** A wash behind what is selected, and text on it. */
  soft: string;
  softInk: string;
  /** Focus ring and edges. */
  line: string;
}

export function parseHex(hex: string): Rgb | null {
  const match = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex.trim());
  if (!match) return null;
  const [, red = "", green = "", blue = ""] = match;
  return [Number.parseInt(red, 16) / 255, Number.parseInt(green, 16) / 255, Number.parseInt(blue, 16) / 255];
}

function toHex(rgb: Rgb): string {
  const channel = (value: number) =>
    Math.round(Math.min(1, Math.max(0, value)) * 255)
      .toString(16)
      .padStart(2, "0");
  return `#${rgb.map(channel).join("")}`;
}

const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const encoded = (value: number) =>
  value <= 0.0031308 ? value * 12.92 : 1.055 * Math.max(value, 0) ** (1 / 2.4) - 0.055;

function luminance(rgb: Rgb): number {
  return 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2]);
}

/** WCAG 2.2 contrast ratio of two colours, from 1 to 21. */
export function contrast(one: string, other: string): number {
  const a = luminance(parseHex(one) ?? [0, 0, 0]);
  const b = luminance(parseHex(other) ?? [0, 0, 0]);
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function toOklch([red, green, blue]: Rgb): Oklch {
  const r = linear(red);
  const g = linear(green);
  const b = linear(blue);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const lightness = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
  const alpha = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const beta = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return [lightness, Math.hypot(alpha, beta), Math.atan2(beta, alpha)];
}

function toRgb([lightness, chroma, hue]: Oklch): Rgb {
  const alpha = chroma * Math.cos(hue);
  const beta = chroma * Math.sin(hue);
  const l = (lightness + 0.3963377774 * alpha + 0.2158037573 * beta) ** 3;
  const m = (lightness - 0.1055613458 * alpha - 0.0638541728 * beta) ** 3;
  const s = (lightness - 0.0894841775 * alpha - 1.291485548 * beta) ** 3;
  return [
    encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encoded(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

const inGamut = (rgb: Rgb) => rgb.every((value) => value >= -0.0005 && value <= 1.0005);

/** The colour at another lightness, with as much of its chroma as the screen can show there. */
function at(lightness: number, chroma: number, hue: number): string {
  for (let share = 1; share > 0; share -= 0.05) {
    const rgb = toRgb([lightness, chroma * share, hue]);
    if (inGamut(rgb)) return toHex(rgb);
  }
  return toHex(toRgb([lightness, 0, hue]));
}

/** The nearest lightness, going in one direction, whose contrast with all of `against` is enough. */
function until(start: Oklch, step: number, against: readonly string[], enough: number): string {
  const [, chroma, hue] = start;
  for (let lightness = start[0]; lightness >= 0 && lightness <= 1; lightness += step) {
    const hex = at(lightness, chroma, hue);
    if (against.every((surface) => contrast(hex, surface) >= enough)) return hex;
  }
  return step < 0 ? "#000000" : "#ffffff";
}

/** What the interface uses of the organisation's colour in one theme. Anything unreadable falls back to our own brown. */
export function accentFor(hex: string, scheme: Scheme): Accent {
  const [lightness, chroma, hue] = toOklch(parseHex(hex) ?? (parseHex(FALLBACK_ACCENT) as Rgb));
  const surfaces = SURFACES[scheme];
  if (scheme === "light") {
    const start: Oklch = [Math.min(lightness, 0.62), chroma, hue];
    const ink = until(start, -0.01, surfaces, TEXT_CONTRAST);
    const accent = until(start, -0.01, ["#ffffff"], TEXT_CONTRAST);
    const soft = at(0.94, Math.min(chroma, 0.018), hue);
    return {
      accent,
      hover: darker(accent, 0.045),
      onAccent: "#ffffff",
      ink,
      soft,
      softInk: until(toOklch(parseHex(ink) as Rgb), -0.01, [soft], TEXT_CONTRAST),
      line: until(start, -0.01, surfaces, EDGE_CONTRAST),
    };
  }
  const start: Oklch = [Math.max(lightness, 0.66), Math.min(chroma, 0.13), hue];
  const onAccent = at(0.2, Math.min(chroma, 0.04), hue);
  const ink = until(start, 0.01, surfaces, TEXT_CONTRAST);
  const accent = until(start, 0.01, [onAccent], TEXT_CONTRAST + 1);
  const soft = at(0.31, Math.min(chroma, 0.032), hue);
  return {
    accent,
    hover: darker(accent, -0.045),
    onAccent,
    ink,
    soft,
    softInk: until(toOklch(parseHex(ink) as Rgb), 0.01, [soft], TEXT_CONTRAST),
    line: until(start, 0.01, surfaces, EDGE_CONTRAST),
  };
}

function darker(hex: string, by: number): string {
  const [lightness, chroma, hue] = toOklch(parseHex(hex) as Rgb);
  return at(Math.min(1, Math.max(0, lightness - by)), chroma, hue);
}
