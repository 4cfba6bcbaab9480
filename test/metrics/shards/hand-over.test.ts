import { expect, it } from 'vitest';
import { withoutDoubt } from '../../../src/metrics/shards/client/hand-over';

const CELL = 'digits_requests|/predict|POST|200';
const delta = (sequence: number, at: number) => ({ sequence, at, cells: { [CELL]: 4 } });

it('withoutDoubt() keeps the deltas that were closed after the shard last changed', () => {
  expect(withoutDoubt([delta(8, 101)], { totals: {}, asOf: 100 })).toEqual([delta(8, 101)]);
});

it('withoutDoubt() keeps everything where nothing is known of the shard', () => {
  expect(withoutDoubt([delta(1, 100)], null)).toEqual([delta(1, 100)]);
});

it('withoutDoubt() counts as lost, under its number, what the totals may hold already', () => {
  const lost = { sequence: 7, at: 99, cells: { 'digits_counts_lost|storage_replaced': 4 } };
  const found = withoutDoubt([delta(7, 99), delta(8, 101)], { totals: {}, asOf: 100 });
  expect(found).toEqual([lost, delta(8, 101)]);
});
