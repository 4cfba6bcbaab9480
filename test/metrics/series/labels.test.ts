import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toLocation } from '../../../src/metrics/recording/location';
import { METHODS, REQUEST_LOCATIONS, STATUSES, toMethod, toStatus } from '../../../src/metrics/series/labels';
import { ShardPool } from '../../../src/metrics/shards/client/shard-pool';

describe('labels', () => {
  it('toMethod() folds unsupported methods', () => {
    expect(toMethod('post')).toBe('POST');
    expect(toMethod('BREW')).toBe('other');
  });

  it('toStatus() counts an unknown status as the first of its class', () => {
    expect([200, 206, 302, 418, 429, 502, 503].map(toStatus)).toEqual([
      '200',
      '200',
      '300',
      '400',
      '429',
      '500',
      '503',
    ]);
  });

  it('never leave their closed sets, whatever the request', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 100, max: 999 }), (text, status) => {
        expect(METHODS).toContain(toMethod(text));
        expect(STATUSES).toContain(toStatus(status));
      }),
    );
  });
});

describe('toLocation()', () => {
  it.each([
    ['Paris', { continent: 'EU', country: 'FR', longitude: '2.35' }, 'weur'],
    ['Athens', { continent: 'EU', country: 'GR', longitude: '23.7' }, 'eeur'],
    ['Seattle', { continent: 'NA', country: 'US', longitude: '-122.3' }, 'wnam'],
    ['Boston', { continent: 'NA', country: 'US', longitude: '-71.1' }, 'enam'],
    ['Dubai', { continent: 'AS', country: 'AE', longitude: '55.3' }, 'me'],
    ['Tokyo', { continent: 'AS', country: 'JP', longitude: '139.7' }, 'apac'],
    ['Lima', { continent: 'SA', country: 'PE', longitude: '-77' }, 'sam'],
    ['Lagos', { continent: 'AF', country: 'NG', longitude: '3.4' }, 'afr'],
    ['Perth', { continent: 'OC', country: 'AU', longitude: '115.9' }, 'oc'],
  ])('puts %s where its hint is', (_city, place, expected) => {
    expect(toLocation(place)).toBe(expected);
  });

  it('returns unknown if there is no valid location, as with npm start', () => {
    expect(toLocation(null)).toBe('unknown');
    expect(toLocation({})).toBe('unknown');
    expect(toLocation({ continent: 7, country: {}, longitude: 'x' })).toBe('unknown');
  });
});

describe('ShardPool', () => {
  it('nameOf() is one of its shards, wherever a request comes from', () => {
    const pool = new ShardPool({ getByName: () => expect.unreachable() }, 3);
    for (const location of REQUEST_LOCATIONS) expect(pool.names).toContain(pool.nameOf(location, 'isolate'));
  });
});
