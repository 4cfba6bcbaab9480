import { describe, expect, it, vi } from 'vitest';

// The key lives in the storage of the browser's tab.
vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => {} });
const { ApiProblem, Unreachable } = await import('../../src/web/api/ask');
const { troubleOf } = await import('../../src/web/api/trouble');

const NOW = 1_000_000;

describe('troubleOf()', () => {
  it('distinguishes an offline browser from an unreachable service', () => {
    expect(troubleOf(new Unreachable('no'), NOW, false)).toEqual({ kind: 'offline' });
    expect(troubleOf(new Unreachable('no'), NOW, true)).toEqual({ kind: 'unreachable' });
  });

  it('waits for Retry-After', () => {
    expect(troubleOf(new ApiProblem(429, 'rate_limited', 'Too many', 7), NOW, true)).toEqual({
      kind: 'wait',
      until: NOW + 7_000,
      isBusy: false,
    });
    expect(troubleOf(new ApiProblem(503, 'temporarily_overloaded', 'Busy', 1), NOW, true)).toMatchObject({
      kind: 'wait',
      isBusy: true,
    });
  });

  it('asks for a key, and says what is wrong with the one sent', () => {
    expect(troubleOf(new ApiProblem(401, 'missing_api_key', 'Send a key', null), NOW, true)).toEqual({
      kind: 'key',
      detail: null,
    });
    expect(troubleOf(new ApiProblem(401, 'invalid_api_key', 'Revoked', null), NOW, true)).toEqual({
      kind: 'key',
      detail: 'Revoked',
    });
  });

  it('repeats the detail of a refused picture', () => {
    expect(troubleOf(new ApiProblem(415, 'unsupported_format', 'Cannot read GIF', null), NOW, true)).toEqual({
      kind: 'refused',
      detail: 'Cannot read GIF',
      code: 'unsupported_format',
    });
  });

  it('has no code for a response that is no problem document', () => {
    expect(troubleOf(new ApiProblem(502, 'unknown', '502 Bad Gateway', null), NOW, true)).toMatchObject({
      kind: 'refused',
      code: null,
    });
  });
});
