import { describe, expect, it } from 'vitest';
import { parseOtlpHeaders, parseRatio, tracesUrl } from '../src/otlp-settings';

describe('tracesUrl()', () => {
  it.each([
    ['http://localhost:4318', 'http://localhost:4318/v1/traces'],
    ['https://otlp.example/', 'https://otlp.example/v1/traces'],
    ['https://otlp.example/tenants/7/', 'https://otlp.example/tenants/7/v1/traces'],
  ])('of %s is %s', (endpoint, url) => {
    expect(tracesUrl(endpoint)).toBe(url);
  });

  it.each(['', 'localhost:4318', 'ftp://x', 'http://', 'http://a:b@x', 'http://x?y', 'http://x#y'])(
    'refuses %j',
    (endpoint) => {
      expect(tracesUrl(endpoint)).toBeNull();
    },
  );
});

describe('parseOtlpHeaders()', () => {
  it('reads names and percent-encoded values', () => {
    expect(parseOtlpHeaders('api-key=a%20b=, x=')).toEqual({ 'api-key': 'a b=', x: '' });
    expect(parseOtlpHeaders(' ')).toEqual({});
  });

  it.each(['key', '=value', 'a b=c', 'a=%', 'a=%0d%0ab', 'a=1,'])('refuses %j', (text) => {
    expect(parseOtlpHeaders(text)).toBeNull();
  });

  it('takes time in proportion to the length', () => {
    expect(parseOtlpHeaders(`a=${' '.repeat(50_000)}x`)).not.toBeNull();
  });
});

describe('parseRatio()', () => {
  it.each([
    ['0', 0],
    ['0.25', 0.25],
    ['.5', 0.5],
    ['1', 1],
    ['1.01', null],
    ['-1', null],
    ['', null],
    ['1e-3', null],
  ])('of %j is %j', (text, ratio) => {
    expect(parseRatio(text)).toBe(ratio);
  });
});
