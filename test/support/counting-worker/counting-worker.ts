import { createMetrics } from '../../../src/metrics/create-metrics';
import type { Metrics } from '../../../src/metrics/metrics';
import type { Delivery, LedgerRpc, ShardNamespace, ShardRpc } from '../../../src/metrics/shards/interface';
import { PREDICTED, PREDICTION } from '../events';

export { MetricsShard } from '../../../src/metrics/shards/object/metrics-shard';
export { ShardLedger } from '../../../src/metrics/shards/object/shard-ledger';

interface CountingEnv {
  readonly METRICS: ShardNamespace;
  readonly LEDGER: { getByName(name: string): LedgerRpc };
  /** Share of deliveries that go wrong, 0 to 1. */
  readonly FAULTS: number;
}

/**
 * A line to the shards that loses requests, loses replies, refuses, repeats and dawdles. The shards behind it
 * are the real ones.
 */
function unreliable(namespace: ShardNamespace, faults: number): ShardNamespace {
  return {
    getByName: (name, options) => {
      const shard = namespace.getByName(name, options);
      const apply = (delivery: Delivery) => applyUnreliably(shard, delivery, faults);
      return { apply, snapshot: () => shard.snapshot() } as ShardRpc;
    },
  };
}

async function applyUnreliably(shard: ShardRpc, delivery: Delivery, faults: number): Promise<number> {
  if (Math.random() >= faults) return shard.apply(delivery);
  switch (Math.floor(Math.random() * 6)) {
    case 0:
      throw Object.assign(new Error('lost request'), { retryable: true });
    case 1:
      await shard.apply(delivery);
      throw Object.assign(new Error('lost reply'), { retryable: true });
    case 2:
      throw Object.assign(new Error('overloaded'), { overloaded: true });
    case 3:
      await shard.apply(delivery);
      throw new Error('lost reply, of unknown kind');
    case 4:
      return (await Promise.all([shard.apply(delivery), shard.apply(delivery)]))[1];
    default:
      await new Promise((resolve) => setTimeout(resolve, 400));
      return shard.apply(delivery);
  }
}

let metrics: Metrics | null = null;

/** `POST /?digit=7` predicts that digit as many times as the body says; `GET /` reads the figures. */
export default {
  async fetch(request, env): Promise<Response> {
    metrics ??= createMetrics({
      namespace: unreliable(env.METRICS, env.FAULTS),
      ledger: () => env.LEDGER.getByName('all'),
      windowMilliseconds: 50,
      windowEvents: 200,
    });
    if (request.method === 'GET') return Response.json(await metrics.read());
    const digit = Number(new URL(request.url).searchParams.get('digit'));
    const times = Number(await request.text());
    for (let i = 0; i < times; i++) {
      const event = { ...PREDICTED, predictions: [{ ...PREDICTION, digit }] };
      metrics.recorder.record(event);
    }
    return new Response(null, { status: 204 });
  },
} satisfies ExportedHandler<CountingEnv>;
