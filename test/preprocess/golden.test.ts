import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BAR_SEVEN } from '../../scripts/lib/scenes/sample-images';
import { renderStress, type Severity, type StressFamily } from '../../scripts/lib/scenes/stress';
import { normalize } from '../../src/preprocess/normalize';

/** Pictures of a seven, drawn by rule, and what the normaliser made of them: 784 bytes each, in base64. */
const golden: Record<string, string> = JSON.parse(
  readFileSync(new URL('golden-vectors.json', import.meta.url), 'utf8'),
);
/** Rounding to bytes, and the last digits of sines that differ between machines. */
const TOLERANCE = 3;

describe('normalize()', () => {
  it.each(Object.keys(golden))('gives the golden vector of %s', (name) => {
    const [family, severity] = name.split('/') as [StressFamily, string];
    const raster = renderStress(BAR_SEVEN, family, Number(severity) as Severity, 1);
    const expected = Buffer.from(golden[name]!, 'base64');
    const { pixels } = normalize(raster);
    const furthest = Math.max(...Array.from(pixels, (value, i) => Math.abs(255 * value - expected[i]!)));
    expect(furthest).toBeLessThanOrEqual(TOLERANCE);
  });
});
