import { describe, expect, it } from 'vitest';
import { expiryDay, keyName, quotaOf, serviceUrl } from '../../../scripts/lib/keys/option-values';

describe('expiryDay()', () => {
  it('takes a day as it is, and counts days from today', () => {
    expect(expiryDay('2099-12-31')).toBe('2099-12-31');
    const inTwoDays = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
    expect(expiryDay('2d')).toBe(inTwoDays);
  });

  it.each(['', 'soon', '2020-01-01', '2099-02-30', '0d', '2099-12-31T00:00:00Z'])('refuses %j', (text) => {
    expect(() => expiryDay(text)).toThrow(/a day such as .* in the future/);
  });
});

describe('quotaOf()', () => {
  it('takes a day, a month or both', () => {
    expect(quotaOf('daily=10')).toEqual({ daily: 10 });
    expect(quotaOf('monthly=20,daily=10')).toEqual({ daily: 10, monthly: 20 });
  });

  it.each(['', '10', 'weekly=10', 'daily=0', 'daily=1e3', 'expires=2099-12-31'])('refuses %j', (text) => {
    expect(() => quotaOf(text)).toThrow(/Expected daily=<n>, monthly=<n>/);
  });
});

it('serviceUrl() takes an address with and without a path, which it keeps', () => {
  expect(serviceUrl('http://localhost:8000').href).toBe('http://localhost:8000/');
  expect(new URL('admin/keys', serviceUrl('https://a.example/digits')).href).toBe(
    'https://a.example/digits/admin/keys',
  );
  expect(() => serviceUrl('localhost:8000')).toThrow(/Expected an address/);
});

it('keyName() refuses a name that looks like a key', () => {
  expect(keyName('shop-1')).toBe('shop-1');
  expect(() => keyName('dgt_secret')).toThrow(/Expected 1 to 40 letters/);
});
