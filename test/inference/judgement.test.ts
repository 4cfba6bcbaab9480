import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { softmax } from '../../src/domain';
import { Ensemble, type Member } from '../../src/inference/ensemble';
import { disagreement, evidence, type Judgement, PASS_COST, weigh } from '../../src/inference/judgement';

describe('softmax()', () => {
  it('survives logits that overflow exp()', () => {
    expect(Array.from(softmax(Float32Array.of(1000, 1000)))).toEqual([0.5, 0.5]);
  });

  it('becomes less confident as the temperature rises, without changing its prediction', () => {
    fc.assert(
      fc.property(logits(), fc.double({ min: 1, max: 5, noNaN: true }), (values, temperature) => {
        const [cold, warm] = [softmax(values), softmax(values, temperature)];
        expect(Math.max(...warm)).toBeLessThanOrEqual(Math.max(...cold) + 1e-6);
        expect(warm[cold.indexOf(Math.max(...cold))]).toBeCloseTo(Math.max(...warm), 6);
      }),
    );
  });
});

describe('evidence()', () => {
  it('is ln 10 if all logits are equal, and invariant to a common offset', () => {
    expect(evidence(new Float32Array(10))).toBeCloseTo(Math.log(10), 6);
    fc.assert(
      fc.property(logits(), fc.integer({ min: -50, max: 50 }), (values, shift) => {
        expect(evidence(values.map((value) => value + shift))).toBeCloseTo(evidence(values), 3);
        expect(evidence(values)).toBeGreaterThanOrEqual(Math.log(10) - 1e-4);
      }),
    );
  });

  it('is high where two digits compete', () => {
    const undecided = Float32Array.of(8, 8, 0, 0, 0, 0, 0, 0, 0, 0);
    expect(evidence(undecided)).toBeGreaterThan(2 * Math.log(10));
  });
});

describe('weigh()', () => {
  it('is one half at the least evidence of a digit, and falls as the evidence grows', () => {
    expect(weigh(9, 9).outOfDistribution).toBe(0.5);
    const evidences = fc.double({ min: -100, max: 100, noNaN: true });
    fc.assert(
      fc.property(evidences, evidences, (one, other) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        expect(weigh(more, 9).outOfDistribution).toBeLessThanOrEqual(weigh(less, 9).outOfDistribution);
      }),
    );
  });

  it('is 0 where no evidence is asked for', () => {
    expect(weigh(5, Number.NEGATIVE_INFINITY).outOfDistribution).toBe(0);
  });
});

describe('disagreement()', () => {
  it('is 0 among equals and ln 2 between two that exclude each other', () => {
    const [a, b] = [oneHot(3), oneHot(5)];
    expect(disagreement([a, a])).toBe(0);
    expect(disagreement([a, b])).toBeCloseTo(Math.LN2, 6);
  });
});

describe('Ensemble.judge()', () => {
  it('returns the mean of the members and each one’s vote', () => {
    const members = [member('a', 3, 9), member('b', 5, 2)];
    const judgement = new Ensemble(members, 5).judge(new Float32Array(784));
    expect(judgement.probabilities[3]).toBeCloseTo(0.5, 6);
    expect(judgement.probabilities[5]).toBeCloseTo(0.5, 6);
    expect(judgement.votes).toEqual([
      { version: 'a', digit: 3, confidence: 1 },
      { version: 'b', digit: 5, confidence: 1 },
    ]);
    expect(judgement.disagreement).toBeCloseTo(Math.LN2, 6);
    expect(judgement.evidence).toBe(5.5);
    expect(judgement.isDigit).toBe(true);
  });

  it('sees no digit where the mean evidence is too low', () => {
    const members = [member('a', 3, 4), member('b', 3, 5)];
    expect(new Ensemble(members, 5).judge(new Float32Array(784)).isDigit).toBe(false);
  });
});

function member(version: string, digit: number, evidence: number): Member {
  const judgement: Judgement = {
    probabilities: oneHot(digit),
    evidence,
    isDigit: true,
    outOfDistribution: 0,
    votes: null,
    disagreement: null,
  };
  return {
    version,
    classifier: {
      predict: () => oneHot(digit),
      predictBatch: () => oneHot(digit),
      judge: () => judgement,
      judgeBatch: () => [judgement],
      *judgeBatchInSteps() {
        yield PASS_COST;
        return [judgement];
      },
    },
  };
}

function oneHot(digit: number): Float32Array {
  return Float32Array.from({ length: 10 }, (_, index) => (index === digit ? 1 : 0));
}

function logits() {
  return fc
    .array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 10, maxLength: 10 })
    .map((values) => Float32Array.from(values));
}
