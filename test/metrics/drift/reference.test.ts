import { expect, it } from 'vitest';
import { histogramsOf } from '../../../src/metrics/drift/histograms';
import { readHistograms } from '../../../src/metrics/drift/reference';
import { PREDICTION } from '../../support/events';

const WRITTEN = histogramsOf([PREDICTION]);

it('readHistograms() reads what histogramsOf() wrote', () => {
  expect(readHistograms(JSON.parse(JSON.stringify(WRITTEN)))).toEqual(WRITTEN);
});

it('readHistograms() leaves out a feature whose buckets are not those of today', () => {
  const { aspect: _, ...others } = WRITTEN;
  expect(readHistograms({ ...WRITTEN, aspect: [1, 2] })).toEqual(others);
});

it.each([undefined, null, {}, { aspect: 'many' }, { forgotten: [1] }])(
  'readHistograms() finds nothing in %j',
  (value) => {
    expect(readHistograms(value)).toEqual({});
  },
);
