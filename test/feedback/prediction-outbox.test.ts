import { describe, expect, it } from 'vitest';
import type { FeedbackShardRpc, Memories, RememberedPrediction } from '../../src/feedback/feedback-protocol';
import { PredictionOutbox } from '../../src/feedback/prediction-outbox';
import { sleep } from '../../src/time/deadline';

function setUp(remember: (memories: Memories) => Promise<void>) {
  const warnings: string[] = [];
  const outbox = new PredictionOutbox({
    shards: {
      nameOf: (location) => `${location}-0`,
      shard: () => ({ remember }) as Partial<FeedbackShardRpc> as FeedbackShardRpc,
    },
    retentionMilliseconds: 1_000,
    clock: { now: () => Date.now(), sleep: () => sleep(20) },
    waitUntil: () => {},
    windowMilliseconds: 20,
    warn: (message) => warnings.push(message),
  });
  const hold = (from: number, count: number) =>
    outbox.remember(
      Array.from(
        { length: count },
        (_, i) => () => ({ requestId: `${from + i}`, digit: 7 }) as RememberedPrediction,
      ),
      'weur',
    );
  return { outbox, warnings, hold };
}

describe('PredictionOutbox', () => {
  it('delivers what is held together', async () => {
    const deliveries: number[] = [];
    const { outbox, hold } = setUp(async ({ predictions }) => void deliveries.push(predictions.length));
    hold(0, 3);
    hold(3, 4);
    await outbox.flush();
    await outbox.flush();
    expect(deliveries).toEqual([7]);
  });

  it('keeps what comes in while a delivery is under way, and loses nothing to two at a time', async () => {
    const delivered: string[] = [];
    const { outbox, hold } = setUp(async ({ predictions }) => {
      await sleep(5);
      delivered.push(...predictions.map(({ requestId }) => requestId));
    });
    hold(0, 3);
    const flushes = [outbox.flush(), outbox.flush()];
    hold(3, 2);
    await Promise.all(flushes);
    await outbox.flush();
    expect(new Set(delivered)).toEqual(new Set(['0', '1', '2', '3', '4']));
  });

  it('holds 2,000 predictions while the storage fails, and says once that it does and how many are lost', async () => {
    let isBroken = true;
    let stored = 0;
    const { outbox, warnings, hold } = setUp(async ({ predictions }) => {
      if (isBroken) throw new Error('The disk is full');
      stored = predictions.length;
    });
    hold(0, 2_500);
    await outbox.flush();
    await outbox.flush();
    isBroken = false;
    await outbox.flush();
    expect(stored).toBe(2_000);
    expect(warnings).toEqual([
      'Cannot remember predictions for feedback: Error: The disk is full',
      'Predictions are remembered for feedback again; 500 could not be',
    ]);
  });
});
