import { describe, expect, it } from 'vitest';
import { boundJson } from '../../../src/http/body/bound-json';
import { expectRejection } from '../../support/image/rejection';

const LIMITS = { maxJsonDepth: 4, maxJsonValues: 10 };
const check = (text: string) => boundJson(new TextEncoder().encode(text), LIMITS);

describe('boundJson() takes', () => {
  it.each([
    ['values up to the limit', '[1,2,3,4,5,6,7,8,9]'],
    ['levels up to the limit', '[[[[1]]]]'],
    ['brackets and commas in a string', `["${'[,{'.repeat(100)}"]`],
    ['quotes in a string', String.raw`["\"[[[[[[", "\\", "\\\"[[[[["]`],
    ['what the parser is going to refuse', '"[[[[[['],
    ['nothing', ''],
  ])('%s', (_what, text) => {
    expect(() => check(text)).not.toThrow();
  });
});

describe('boundJson() refuses', () => {
  it.each([
    ['more levels', '[[[[[1]]]]]', /deeper than the maximum of 4 levels/],
    ['more levels after many short ones', `[${'[],'.repeat(3)}[[[[`, /deeper than the maximum of 4 levels/],
    ['more values', '[1,2,3,4,5,6,7,8,9,10,11]', /more than the maximum of 10 values/],
    ['more fields', `{${'"a":1,'.repeat(10)}"b":2}`, /more than the maximum of 10 values/],
    ['empty arrays', `[${'[],'.repeat(6)}[]]`, /more than the maximum of 10 values/],
    ['values behind a string with a backslash at its end', String.raw`["\\",[[[[1]]]]]`, /4 levels/],
  ])('%s', (_what, text, message) => {
    expectRejection(() => check(text), 'invalid_request', message);
  });

  it('megabytes of backslashes and quotes in linear time', () => {
    const cpuMilliseconds = (length: number) => {
      const text = new TextEncoder().encode(`"${String.raw`\"`.repeat(length)}`);
      const start = process.cpuUsage();
      boundJson(text, LIMITS);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    };
    const least = (length: number) => Math.min(...Array.from({ length: 5 }, () => cpuMilliseconds(length)));
    expect(least(1_600_000)).toBeLessThan(Math.max(20, 64 * least(100_000)));
  });
});
