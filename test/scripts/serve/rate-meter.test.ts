import { describe, expect, it } from 'vitest';
import { RateMeter } from '../../../scripts/lib/serve/rate-meter';

/** A transfer with so many bytes in all at each second. */
function transfer(...totals: number[]): RateMeter {
  const meter = new RateMeter(0);
  for (const [i, bytes] of totals.entries()) meter.note((i + 1) * 1000, bytes);
  return meter;
}

describe('RateMeter', () => {
  it('knows no rate before the period is over', () => {
    expect(transfer(0, 0).isBelow(100, 3)).toBe(false);
    expect(transfer(0, 0, 0).isBelow(100, 3)).toBe(true);
  });

  it('measures over the last seconds only: a fast beginning is no credit', () => {
    expect(transfer(1e9, 1e9, 1e9, 1e9).isBelow(100, 3)).toBe(true);
    expect(transfer(0, 0, 0, 300).isBelow(100, 3)).toBe(false);
    expect(transfer(0, 0, 0, 299).isBelow(100, 3)).toBe(true);
  });

  it('begins anew after a pause', () => {
    const meter = transfer(0, 0, 0);
    meter.restart(3000, 0);
    meter.note(4000, 0);
    expect(meter.isBelow(100, 3)).toBe(false);
  });
});
