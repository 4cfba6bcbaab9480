import { expect, it } from 'vitest';
import { dollarsPerMillion } from '../../../scripts/lib/bench/limits/plans';

it('dollarsPerMillion() charges a request and its CPU, shared by the pictures in it', () => {
  expect(dollarsPerMillion(5)).toBeCloseTo(0.4, 10);
  expect(dollarsPerMillion(85, 64)).toBeCloseTo(2 / 64, 10);
});
