import { env, waitUntil } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { ChargeRequest, KeyUsageNamespace } from '../../../src/admission/quotas/quota-protocol';
import { Quotas } from '../../../src/admission/quotas/quotas';
import { Deadline, sleep } from '../../../src/time/deadline';

/** An isolate's quotas, and the sizes of the calls that it makes. */
function isolate() {
  const calls: number[] = [];
  const counted: KeyUsageNamespace = {
    getByName: (name) => ({
      charge: (requests: readonly ChargeRequest[]) => {
        calls.push(requests.length);
        return env.KEY_USAGE.getByName(name).charge(requests);
      },
      refund: (pictures, day) => env.KEY_USAGE.getByName(name).refund(pictures, day),
    }),
  };
  const quotas = new Quotas(counted, new Deadline(sleep, 10_000), waitUntil, () => {});
  return { quotas, calls };
}

describe('Quotas.charge()', () => {
  it('charges requests that arrive during a call in one further call', async () => {
    const { quotas, calls } = isolate();
    const key = crypto.randomUUID();
    const first = quotas.charge(key, { daily: 100 }, 1);
    await sleep(0);
    const others = Array.from({ length: 40 }, () => quotas.charge(key, { daily: 100 }, 1));
    const outcomes = await Promise.all([first, ...others]);
    expect(calls).toEqual([1, 40]);
    const remaining = outcomes.map((outcome) => outcome!.standings[0]!.remaining);
    expect(remaining).toEqual(Array.from({ length: 41 }, (_, i) => 99 - i));
  });

  it('grants exactly the quota to two isolates together', async () => {
    const isolates = [isolate(), isolate()];
    const key = crypto.randomUUID();
    const outcomes = await Promise.all(
      Array.from({ length: 300 }, (_, i) => isolates[i % 2]!.quotas.charge(key, { daily: 100 }, 1)),
    );
    expect(outcomes.filter((outcome) => outcome!.granted)).toHaveLength(100);
  });

  it('does not make one key wait for another', async () => {
    const { quotas, calls } = isolate();
    await Promise.all(Array.from({ length: 10 }, () => quotas.charge(crypto.randomUUID(), { daily: 1 }, 1)));
    expect(calls).toEqual(Array(10).fill(1));
  });
});
