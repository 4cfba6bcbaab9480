import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../scripts/lib/random';
import { type AffineTransform, applyAffine } from '../../../scripts/lib/training/augmentation/affine';
import { augment, type Transform } from '../../../scripts/lib/training/augmentation/augment';
import { applyBlur } from '../../../scripts/lib/training/augmentation/blur';
import { applyDamage } from '../../../scripts/lib/training/augmentation/damage';
import { applyElastic } from '../../../scripts/lib/training/augmentation/elastic';
import { applyResidue } from '../../../scripts/lib/training/augmentation/residue';
import { sampleBilinear } from '../../../scripts/lib/training/augmentation/sample-bilinear';
import { applyStrokeWidth } from '../../../scripts/lib/training/augmentation/stroke-width';
import { applyTone } from '../../../scripts/lib/training/augmentation/tone';
import { RECIPES } from '../../../scripts/lib/training/recipes';
import { drawSelfTestDigit } from '../../../src/inference/self-test';

const three = drawSelfTestDigit();
const pictures = fc.float32Array({ min: 0, max: 1, noNaN: true, minLength: 784, maxLength: 784 });
const sum = (pixels: Float32Array): number => pixels.reduce((total, value) => total + value, 0);

/** A picture that is black but for one pixel. */
function dotAt(column: number, row: number): Float32Array {
  const pixels = new Float32Array(784);
  pixels[row * 28 + column] = 1;
  return pixels;
}

/** Where a picture has ink, as `column,row`. */
function inked(pixels: Float32Array): string[] {
  return Array.from(pixels).flatMap((value, i) => (value > 0.01 ? [`${i % 28},${Math.floor(i / 28)}`] : []));
}

describe.each(RECIPES['v2.0'].augmentation.map((transform) => [transform.kind, transform] as const))(
  'augment() with %s',
  (_kind, transform) => {
    const plan: Transform[] = [{ ...transform, probability: 1 }];

    it('gives 784 values in [0, 1] and leaves its input alone, whatever the picture and the seed', () => {
      fc.assert(
        fc.property(pictures, fc.integer(), (pixels, seed) => {
          const before = pixels.slice();
          const result = augment(pixels, plan, seededRandom(seed));
          expect(result).toHaveLength(784);
          expect(result.every((value) => value >= 0 && value <= 1 + 1e-6)).toBe(true);
          expect(pixels).toEqual(before);
        }),
        { numRuns: 30 },
      );
    });

    it('gives the same picture for the same seed, and others for others', () => {
      const drawn = Array.from({ length: 10 }, (_, seed) => augment(three, plan, seededRandom(seed)).join());
      expect(augment(three, plan, seededRandom(4)).join()).toBe(drawn[4]);
      expect(new Set(drawn).size).toBeGreaterThan(5);
    });

    it('leaves most of a digit: it changes less than the digit itself is', () => {
      for (let seed = 0; seed < 20; seed++) {
        const changed = augment(three, plan, seededRandom(seed));
        const kept = three.reduce((total, value, i) => total + Math.min(value, changed[i]!), 0);
        expect(kept).toBeGreaterThan(0.25 * sum(three));
      }
    });
  },
);

describe('augment()', () => {
  it('applies nothing where the probability is 0', () => {
    const plan = RECIPES['v2.0'].augmentation.map((transform) => ({ ...transform, probability: 0 }));
    expect(augment(three, plan, seededRandom(1))).toEqual(three);
  });

  it('applies a transform to the share of pictures that its probability says', () => {
    const plan: Transform[] = [
      { kind: 'tone', probability: 0.3, logGamma: [0, 0], ink: [0.5, 0.5], noise: [0, 0] },
    ];
    const changed = Array.from({ length: 1000 }, (_, seed) =>
      augment(three, plan, seededRandom(seed)),
    ).filter((picture) => sum(picture) < sum(three));
    expect(changed.length / 1000).toBeCloseTo(0.3, 1);
  });

  it('applies the transforms in their order: ink that is dimmed first is not blurred away', () => {
    const dim: Transform = { kind: 'tone', probability: 1, logGamma: [1, 1], ink: [1, 1], noise: [0, 0] };
    const soften: Transform = { kind: 'blur', probability: 1, sigma: [1, 1] };
    const random = () => seededRandom(1);
    expect(sum(augment(three, [dim, soften], random()))).toBeGreaterThan(
      sum(augment(three, [soften, dim], random())),
    );
  });
});

describe('applyAffine()', () => {
  const still: AffineTransform = {
    kind: 'affine',
    probability: 1,
    rotation: [0, 0],
    shear: [0, 0],
    scale: [1, 1],
    aspect: [1, 1],
    shift: [0, 0],
  };

  it('leaves a picture as it is when nothing is to change', () => {
    expect(applyAffine(three, still, seededRandom(1))).toEqual(three);
  });

  it('shifts by whole pixels without loss', () => {
    expect(inked(applyAffine(dotAt(10, 10), { ...still, shift: [2, 2] }, seededRandom(1)))).toEqual([
      '12,12',
    ]);
  });

  it('turns about the middle', () => {
    const half = applyAffine(dotAt(3, 5), { ...still, rotation: [180, 180] }, seededRandom(1));
    expect(inked(half)).toEqual(['24,22']);
  });

  it('loses what is shifted out of the picture', () => {
    expect(sum(applyAffine(dotAt(27, 27), { ...still, shift: [1, 1] }, seededRandom(1)))).toBe(0);
  });
});

describe('applyElastic()', () => {
  it('leaves a picture as it is with strength 0', () => {
    expect(
      applyElastic(three, { kind: 'elastic', probability: 1, strength: [0, 0] }, seededRandom(1)),
    ).toEqual(three);
  });
});

describe('applyStrokeWidth()', () => {
  const by = (change: number) =>
    ({ kind: 'stroke-width', probability: 1, change: [change, change] }) as const;

  it('grows a dot into a cross, by the share that it is told', () => {
    const grown = applyStrokeWidth(dotAt(10, 10), by(0.5), seededRandom(1));
    expect(inked(grown)).toEqual(['10,9', '9,10', '10,10', '11,10', '10,11']);
    expect([grown[10 * 28 + 10], grown[10 * 28 + 11]]).toEqual([1, 0.5]);
  });

  it('removes a pixel from every edge, so that a hairline disappears', () => {
    expect(sum(applyStrokeWidth(dotAt(10, 10), by(-1), seededRandom(1)))).toBe(0);
  });

  it('leaves a picture as it is at 0', () => {
    expect(applyStrokeWidth(three, by(0), seededRandom(1))).toEqual(three);
  });
});

describe('applyBlur()', () => {
  it('spreads ink evenly and keeps the sum of it, away from the border', () => {
    const blurred = applyBlur(
      dotAt(14, 14),
      { kind: 'blur', probability: 1, sigma: [0.8, 0.8] },
      seededRandom(1),
    );
    expect(sum(blurred)).toBeCloseTo(1, 5);
    expect(blurred[14 * 28 + 13]).toBeCloseTo(blurred[13 * 28 + 14]!, 6);
    expect(blurred[14 * 28 + 14]).toBe(Math.max(...blurred));
  });
});

describe('applyDamage()', () => {
  const ranges = { kind: 'damage', probability: 1, gaps: [2, 4], radius: [1, 2], cut: [0, 3] } as const;

  it('only takes ink away', () => {
    fc.assert(
      fc.property(pictures, fc.integer(), (pixels, seed) => {
        const damaged = applyDamage(pixels, ranges, seededRandom(seed));
        expect(damaged.every((value, i) => value <= pixels[i]!)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('cuts as many rows or columns off one side of the digit as it is told', () => {
    const square = new Float32Array(784);
    for (let row = 8; row < 18; row++) square.fill(1, row * 28 + 8, row * 28 + 18);
    for (let seed = 0; seed < 10; seed++) {
      const cut = applyDamage(square, { ...ranges, gaps: [0, 0], cut: [3, 3] }, seededRandom(seed));
      expect(sum(cut)).toBe(70);
    }
  });

  it('leaves an empty picture empty', () => {
    expect(sum(applyDamage(new Float32Array(784), ranges, seededRandom(1)))).toBe(0);
  });
});

describe('applyResidue()', () => {
  const ranges = {
    kind: 'residue',
    probability: 1,
    slope: [0, 0.25],
    line: [0.1, 0.8],
    specks: [0, 6],
  } as const;

  it('only adds ink', () => {
    fc.assert(
      fc.property(pictures, fc.integer(), (pixels, seed) => {
        const soiled = applyResidue(pixels, ranges, seededRandom(seed));
        expect(soiled.every((value, i) => value >= pixels[i]!)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

describe('applyTone()', () => {
  it('keeps the order of grey levels when there is no noise, and black black', () => {
    const ramp = Float32Array.from({ length: 784 }, (_, i) => i / 783);
    const ranges = {
      kind: 'tone',
      probability: 1,
      logGamma: [-0.6, 0.6],
      ink: [0.7, 1],
      noise: [0, 0],
    } as const;
    for (let seed = 0; seed < 10; seed++) {
      const bent = applyTone(ramp, ranges, seededRandom(seed));
      expect(bent[0]).toBe(0);
      expect(Array.from(bent)).toEqual(Array.from(bent).sort((a, b) => a - b));
      expect(bent[783]).toBeGreaterThanOrEqual(0.7);
    }
  });
});

describe('sampleBilinear()', () => {
  it('mixes the pixels around: a quarter of the way between two it is three parts of the first', () => {
    const pixels = new Float32Array(784);
    pixels.set([0.4, 0.8]);
    expect(sampleBilinear(pixels, 0.25, 0)).toBeCloseTo(0.75 * 0.4 + 0.25 * 0.8, 6);
  });

  it('gives the pixel itself at its middle, and 0 outside of the picture', () => {
    fc.assert(
      fc.property(pictures, fc.nat(27), fc.nat(27), (pixels, x, y) => {
        expect(sampleBilinear(pixels, x, y)).toBeCloseTo(pixels[y * 28 + x]!, 6);
        expect(sampleBilinear(pixels, x + 29, y)).toBe(0);
        expect(sampleBilinear(pixels, x, y - 29)).toBe(0);
      }),
    );
  });
});
