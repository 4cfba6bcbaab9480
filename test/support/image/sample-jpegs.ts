import type { ComponentSpec, JpegSpec, ScanSpec } from './build-jpeg';

/** A small deterministic hash, so that a block's coefficients depend on where it is and on nothing else. */
function noise(seed: number, ...at: number[]): number {
  let hash = seed | 0;
  for (const value of at) {
    hash = Math.imul(hash ^ (value + 0x9e3779b9), 0x85ebca6b);
    hash ^= hash >>> 13;
  }
  return (Math.imul(hash, 0xc2b2ae35) >>> 8) / 2 ** 24;
}

/** Coefficients like those of a photograph: a mean, some low frequencies, few high ones, runs of zeros of any length. */
export function naturalBlock(seed: number, component: number): ComponentSpec['block'] {
  return (row, column) => {
    const coefficients = new Array<number>(64).fill(0);
    coefficients[0] = Math.round((noise(seed, component, row, column, 0) - 0.5) * 1200);
    for (let k = 1; k < 64; k++) {
      const isPresent = noise(seed, component, row, column, k) < 0.35;
      const height = (noise(seed, component, row, column, k, 1) - 0.5) * (300 / (k + 1) + 4);
      coefficients[k] = isPresent ? Math.round(height) : 0;
    }
    return coefficients;
  };
}

/** A component that is the same everywhere: `level` is its sample value, 0 to 255. */
export function flatBlock(level: number): ComponentSpec['block'] {
  const coefficients = [8 * (level - 128), ...new Array(63).fill(0)];
  return () => coefficients;
}

export const ALL_SCANS_AT_ONCE = (count: number): ScanSpec[] => [
  { components: Array.from({ length: count }, (_, i) => i) },
];

/** Every kind of progressive scan: interleaved DC, spectral selection, refinements of both, some components late. */
export function progressiveScans(count: number): ScanSpec[] {
  const all = Array.from({ length: count }, (_, i) => i);
  const bands = all.flatMap((i): ScanSpec[] => [
    { components: [i], from: 1, to: 5, low: 2 },
    { components: [i], from: 6, to: 63, low: 2 },
  ]);
  const refinements = [1, 0].flatMap((low) =>
    all.map((i): ScanSpec => ({ components: [i], from: 1, to: 63, high: low + 1, low })),
  );
  const dcRefinement: ScanSpec = { components: all, from: 0, to: 0, high: 1, low: 0 };
  return [{ components: all, from: 0, to: 0, low: 1 }, ...bands, dcRefinement, ...refinements];
}

/** A grey baseline picture to start from. */
export function greySpec(width: number, height: number, change: Partial<JpegSpec> = {}): JpegSpec {
  return {
    width,
    height,
    components: [{ id: 1, horizontal: 1, vertical: 1, block: naturalBlock(1, 0) }],
    scans: ALL_SCANS_AT_ONCE(1),
    ...change,
  };
}

/** A picture of three or four components, each flat. */
export function flatSpec(levels: readonly number[], change: Partial<JpegSpec> = {}): JpegSpec {
  return {
    width: 16,
    height: 16,
    components: levels.map((level, i) => ({
      id: i + 1,
      horizontal: 1,
      vertical: 1,
      block: flatBlock(level),
    })),
    scans: ALL_SCANS_AT_ONCE(levels.length),
    ...change,
  };
}
