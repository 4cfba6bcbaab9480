import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderStress, type Severity, type StressFamily } from '../../scripts/lib/scenes/stress';
import { normalize } from '../../src/preprocess/normalize';
import { canvas, fillRect } from '../support/image/canvas';

/** Pictures of a seven, drawn by rule, and what the normaliser made of them: 784 bytes each, in base64. */
const golden: Record<string, string> = JSON.parse(
  readFileSync(new URL('golden-vectors.json', import.meta.url), 'utf8'),
);
const seven = fillRect(fillRect(canvas(28, 28, 0), 8, 4, 12, 3, 255), 17, 7, 3, 17, 255).data;
/** Rounding to bytes, and the last digits of sines that differ between machines. */
const TOLERANCE = 3;

describe('normalize()', () => {
  it.each(Object.keys(golden))('gives the golden vector of %s', (name) => {
    const [family, severity] = name.split('/') as [StressFamily, string];
    const raster = renderStress(seven, family, Number(severity) as Severity, 1);
    const expected = Buffer.from(golden[name]!, 'base64');
    const { pixels } = normalize(raster);
    const furthest = Math.max(...Array.from(pixels, (value, i) => Math.abs(255 * value - expected[i]!)));
    expect(furthest).toBeLessThanOrEqual(TOLERANCE);
  });
});
