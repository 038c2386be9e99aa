/** What the server will make of a colour, for the preview: darker on paper, lighter by night, until it can be read. */
type Rgb = [number, number, number];
const ENOUGH = 7;
const PAPER: Rgb = [255, 255, 255];
const NIGHT: Rgb = [18, 28, 25];

function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4)) as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Rgb, other: Rgb): number {
  const [first, second] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (second + 0.05) / (first + 0.05);
}

function toward(rgb: Rgb, end: Rgb, ground: Rgb): string {
  for (let step = 0; step <= 100; step += 1) {
    const mixed = rgb.map((part, at) => Math.round(part + ((end[at]! - part) * step) / 100)) as Rgb;
    if (contrast(mixed, ground) >= ENOUGH) return `#${mixed.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
  }
  return "#000000";
}

export function shades(text: string): { light: string; dark: string } {
  const rgb = [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16)) as Rgb;
  return { light: toward(rgb, [0, 0, 0], PAPER), dark: toward(rgb, PAPER, NIGHT) };
}
