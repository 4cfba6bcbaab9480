import { EYE_OUTPUTS } from '../../../src/eye/eye-map';
import { coarseLook, type EyeNetwork, firstLook } from '../../../src/eye/sight';
import type { Raster } from '../../../src/image/raster';
import { composite } from '../../../src/preprocess/composite';
import { BAR_SEVEN } from '../scenes/sample-images';
import { renderStress, type Severity, type StressFamily } from '../scenes/stress';

/** What the eye is shown of a picture, and what it makes of that. */
export interface GoldenLook {
  /** 32×32×3 values of `look()`, each in 32nds as a signed byte, in base64. */
  readonly seen: string;
  /** The 15 numbers of its surest cell at 64×64, as `eye-map.ts` reads them. */
  readonly cell: readonly number[];
}

export const GOLDEN_LOOKS_FILE = 'test/eye/golden-looks.json';
/** Stress families with a severity each: light, dark, coloured, with lines, small, thin and transparent. */
const PICTURES = [
  'plain/1',
  'shadow/3',
  'coloured-ink/5',
  'grid-paper/4',
  'frame/3',
  'small-digit/4',
  'inverted/3',
  'transparent/2',
] as const;
/** Values of a look are rounded to this. */
export const SEEN_UNIT = 1 / 32;
/** More digits would differ between machines. */
const DECIMALS = 4;

/** @param name family and severity: `shadow/3` */
export function goldenPicture(name: string): Raster {
  const [family, severity] = name.split('/') as [StressFamily, string];
  return composite(renderStress(BAR_SEVEN, family, Number(severity) as Severity, 1));
}

/** Lets an eye look at the golden pictures. */
export function goldenLooks(network: EyeNetwork): Record<string, GoldenLook> {
  return Object.fromEntries(
    PICTURES.map((name) => {
      const picture = goldenPicture(name);
      const { seen } = coarseLook(network, picture);
      return [name, { seen: pack(seen), cell: surestCell(firstLook(network, picture).map) }];
    }),
  );
}

function pack(seen: Float32Array): string {
  return Buffer.from(Int8Array.from(seen, (value) => Math.round(value / SEEN_UNIT)).buffer).toString(
    'base64',
  );
}

/** @returns values of `seen` */
export function unpack(seen: string): Float32Array {
  const bytes = Buffer.from(seen, 'base64');
  return Float32Array.from(
    new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length),
    (byte) => byte * SEEN_UNIT,
  );
}

/** The numbers of the cell where a digit is likeliest. */
export function surestCell(map: ArrayLike<number>): number[] {
  let surest = 0;
  for (let at = 0; at < map.length; at += EYE_OUTPUTS) if (map[at]! > map[surest]!) surest = at;
  return Array.from({ length: EYE_OUTPUTS }, (_, i) => Number(map[surest + i]!.toFixed(DECIMALS)));
}
