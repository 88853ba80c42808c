/** Colour arithmetic for the check of the stylesheet: OKLCH to sRGB, WCAG contrast, mixing. Not part of any page. */
export type Oklch = { l: number; c: number; h: number };
type Triple = readonly [number, number, number];

export function parseOklch(text: string): Oklch {
  const match = /^oklch\(\s*([\d.]+)\s+([\d.]+)(?:\s+([\d.]+))?\s*\)$/.exec(text.trim());
  if (!match) throw new TypeError(`not an opaque oklch colour: ${text}`);
  return { l: Number(match[1]), c: Number(match[2]), h: Number(match[3] ?? 0) };
}

function toOklab({ l, c, h }: Oklch): Triple {
  const angle = (h * Math.PI) / 180;
  return [l, c * Math.cos(angle), c * Math.sin(angle)];
}

/** Linear light, not clamped: a component outside 0–1 means that sRGB cannot show the colour. */
function oklabToLinear([lightness, a, b]: Triple): Triple {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

export class Colour {
  private constructor(private readonly lab: Triple) {}
  static oklch(text: string): Colour {
    return new Colour(toOklab(parseOklch(text)));
  }
  /** `color-mix(in oklab, this share, other)`, with the share between 0 and 1. */
  mixedWith(other: Colour, share: number): Colour {
    const at = (index: 0 | 1 | 2) => this.lab[index] * share + other.lab[index] * (1 - share);
    return new Colour([at(0), at(1), at(2)]);
  }
  get isInSrgb(): boolean {
    // The stylesheet keeps three decimals, so a component may overshoot by what that rounding costs.
    return oklabToLinear(this.lab).every((component) => component > -0.002 && component < 1.002);
  }
  get luminance(): number {
    const [r, g, b] = oklabToLinear(this.lab).map((component) => Math.min(1, Math.max(0, component))) as [
      number,
      number,
      number,
    ];
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }
}

export function contrast(one: Colour, other: Colour): number {
  const [dark, light] = [one.luminance, other.luminance].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}
