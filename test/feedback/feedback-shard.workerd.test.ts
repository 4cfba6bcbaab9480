import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { NewLabel, RememberedPrediction } from '../../src/feedback/feedback-protocol';

const DAY = 86_400_000;
const RETENTION = { retentionMilliseconds: 30 * DAY };

const shardOfItsOwn = () => env.FEEDBACK_SHARDS.getByName(crypto.randomUUID());

function prediction(facts: Partial<RememberedPrediction> = {}): RememberedPrediction {
  return {
    requestId: crypto.randomUUID(),
    place: 0,
    owner: null,
    at: Date.now(),
    modelVersion: 'v2.0',
    assignedBy: 'default',
    digit: 7,
    confidence: 0.97,
    outOfDistribution: 0.1,
    rejectReason: null,
    polarity: 'dark_on_light',
    inkShare: 0.1,
    strokeWidth: 2,
    aspect: 0.5,
    contrast: 0.9,
    picture: null,
    crop: null,
    ...facts,
  };
}

function labelOf({ requestId, place }: RememberedPrediction, label: NewLabel['label'] = '7'): NewLabel {
  const feedbackId = crypto.randomUUID();
  return { requestId, place, feedbackId, label, comment: '', reporter: null, isAdmin: false };
}

describe('FeedbackShard', () => {
  it('remembers a prediction once, however often it is delivered', async () => {
    const shard = shardOfItsOwn();
    const memories = { ...RETENTION, predictions: [prediction(), prediction()] };
    await shard.remember(memories);
    await shard.remember(memories);
    const { remembered } = await shard.figures(0);
    expect(remembered).toMatchObject([{ modelVersion: 'v2.0', pictures: 2, digits: 2 }]);
  });

  it('keeps the first of two predictions with the same id, so that a label is for one picture', async () => {
    const shard = shardOfItsOwn();
    const first = prediction();
    await shard.remember({ ...RETENTION, predictions: [first, { ...first, digit: 1 }] });
    await shard.label([labelOf(first)]);
    expect((await shard.figures(0)).labelled).toMatchObject([{ answer: '7', label: '7', count: 1 }]);
  });

  it('deletes what has expired by its alarm, labels included, and stops when nothing is left', async () => {
    const shard = shardOfItsOwn();
    const old = prediction({ at: Date.now() - 29 * DAY });
    await shard.remember({ ...RETENTION, predictions: [old, prediction()] });
    await shard.label([labelOf(old)]);
    await shard.remember({ retentionMilliseconds: 28 * DAY, predictions: [prediction()] });
    expect(await runDurableObjectAlarm(shard)).toBe(true);
    const count = (table: string) =>
      runInDurableObject(
        shard,
        (_, { storage }) => storage.sql.exec(`SELECT * FROM ${table}`).toArray().length,
      );
    expect([await count('predictions'), await count('labels')]).toEqual([2, 0]);
    expect(await shard.label([labelOf(old)])).toEqual([null]);
    await shard.remember({ retentionMilliseconds: -DAY, predictions: [] });
    expect(await runDurableObjectAlarm(shard)).toBe(true);
    expect([await count('predictions'), await runDurableObjectAlarm(shard)]).toEqual([0, false]);
  });

  it('keeps pictures once, hands them out with their labels, and deletes them with their predictions', async () => {
    const shard = shardOfItsOwn();
    const images = (level: number) => ({
      picture: new Uint8Array(784).fill(level),
      crop: new Uint8Array(625).fill(level),
    });
    const predictions = [
      prediction({ at: Date.now() - 29 * DAY, ...images(1) }),
      prediction(),
      prediction(images(3)),
      prediction(images(4)),
    ];
    const numbers = () =>
      runInDurableObject(shard, (_, { storage }) =>
        storage.sql
          .exec('SELECT number FROM images')
          .toArray()
          .map(({ number }) => number),
      );
    for (let delivery = 0; delivery < 2; delivery++) await shard.remember({ ...RETENTION, predictions });
    expect(await numbers()).toHaveLength(3);
    await shard.label(predictions.map((one) => labelOf(one)));
    const labelled = await shard.page(null, 10);
    const levelOf = ({ picture, crop }: RememberedPrediction) => [picture?.[0], crop?.[0]];
    const expected = new Map(predictions.map((one) => [one.requestId, levelOf(one)]));
    expect(new Map(labelled.map((one) => [one.requestId, levelOf(one)]))).toEqual(expected);

    expect(await shard.forget(predictions[2]!.requestId)).toBe(1);
    await shard.remember({ retentionMilliseconds: 28 * DAY, predictions: [] });
    expect(await runDurableObjectAlarm(shard)).toBe(true);
    expect(await numbers()).toHaveLength(1);
    const left = (await shard.page(null, 10)).map(({ requestId, picture }) => [requestId, picture?.[0]]);
    expect(new Map(left as [string, number][])).toEqual(
      new Map([
        [predictions[1]!.requestId, undefined],
        [predictions[3]!.requestId, 4],
      ]),
    );
  });

  it('keeps the last 20 labels of a prediction', async () => {
    const shard = shardOfItsOwn();
    const one = prediction();
    await shard.remember({ ...RETENTION, predictions: [one] });
    for (let i = 0; i < 25; i++) await shard.label([labelOf(one, `${i % 10}` as '0')]);
    const [labelled] = await shard.page(null, 10);
    expect(labelled!.labels.map(({ label }) => Number(label))).toEqual(
      Array.from({ length: 20 }, (_, i) => (i + 5) % 10),
    );
  });

  it('pages through labelled predictions in the order of their time, without those that have no label', async () => {
    const shard = shardOfItsOwn();
    const start = Date.now() - DAY / 2;
    const predictions = Array.from({ length: 7 }, (_, i) => prediction({ at: start + (i % 3) }));
    await shard.remember({ ...RETENTION, predictions: [...predictions, prediction()] });
    await shard.label(predictions.map((one) => labelOf(one)));
    const first = await shard.page(null, 4);
    const second = await shard.page(first.at(-1)!, 4);
    const seen = [...first, ...second];
    expect([first.length, second.length]).toEqual([4, 3]);
    expect(new Set(seen.map(({ requestId }) => requestId)).size).toBe(7);
    expect(seen.map(({ at }) => at)).toEqual(seen.map(({ at }) => at).toSorted());
  });
});
