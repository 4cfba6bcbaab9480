import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../scripts/lib/serve/production-bundle';
import { readWranglerToml } from '../../../scripts/lib/serve/wrangler-toml';
import { parseRateLimits } from '../../../src/config';

interface Wrangler {
  readonly vars: { readonly RATE_LIMIT: string };
  readonly ratelimits: readonly {
    readonly name: string;
    readonly namespace_id: string;
    readonly simple: { readonly limit: number; readonly period: number };
  }[];
}

describe('wrangler.toml', () => {
  const { vars, ratelimits } = parse(readWranglerToml(ROOT)) as unknown as Wrangler;

  it('limits requests, and tells the Worker exactly the limits of its bindings', () => {
    const counted = ratelimits.map(({ simple }) => ({ requests: simple.limit, seconds: simple.period }));
    expect(parseRateLimits(vars.RATE_LIMIT)).toEqual(counted);
    expect(counted.length).toBeGreaterThan(0);
  });

  it('names each binding after its period, which has a namespace of its own', () => {
    expect(ratelimits.map(({ name }) => name)).toEqual(
      ratelimits.map(({ simple }) => `RATE_LIMIT_${simple.period}`),
    );
    expect(new Set(ratelimits.map(({ namespace_id }) => namespace_id)).size).toBe(ratelimits.length);
  });
});
