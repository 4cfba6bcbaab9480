import { describe, expect, it, vi } from 'vitest';

// The key lives in the storage of the browser's tab.
vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => {} });
const { parseLocations } = await import('../../src/web/api/figures');

describe('parseLocations()', () => {
  it('lists locations with requests, the most frequent first', () => {
    const text = [
      '# TYPE digits_requests_by_location_total counter',
      'digits_requests_by_location_total{location="europe"} 3',
      'digits_requests_by_location_total{location="asia"} 12',
      'digits_requests_by_location_total{location="unknown"} 0',
      'digits_requests_total{location="x"} 7',
      '',
    ].join('\n');
    expect(parseLocations(text)).toEqual([
      { location: 'asia', requests: 12 },
      { location: 'europe', requests: 3 },
    ]);
  });

  it('lists nothing of other text', () => {
    expect(parseLocations('')).toEqual([]);
  });
});
