import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../../src/metrics/history/parse-duration';

const HOUR = 3_600;
const DAY = 86_400;

describe('parseDuration()', () => {
  it('reads minutes, hours and days', () => {
    expect(['5m', '1h', '24h', '30d'].map(parseDuration)).toEqual([300, HOUR, DAY, 30 * DAY]);
  });

  it.each(['', '0h', '1', 'h', '-1h', '1.5h', '31d', '99999d', '1w', '1h '])(
    'refuses "%s" and says why',
    (text) => {
      expect(() => parseDuration(text)).toThrow(`Cannot use duration "${text}"`);
    },
  );
});
