import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import type { RememberedPrediction, ShadowReading } from '../../src/feedback/feedback-protocol';

const DAY = 86_400_000;

function prediction(requestId: string, digit: number): RememberedPrediction {
  return {
    ...{ requestId, place: 0, owner: null, at: Date.now(), modelVersion: 'v2.0', assignedBy: 'split' },
    ...{ digit, confidence: 0.9, outOfDistribution: 0, rejectReason: null, polarity: 'dark_on_light' },
    ...{ inkShare: 0.1, strokeWidth: 2, aspect: 1, contrast: 1, picture: null, crop: null },
  };
}

function reading(requestId: string, answer: ShadowReading['answer']): ShadowReading {
  return { requestId, place: 0, at: Date.now(), modelVersion: 'v1.0', answer };
}

it('FeedbackShard pairs what a shadow says with the answer and its label, once, until the request is forgotten', async () => {
  const shard = env.FEEDBACK_SHARDS.getByName(crypto.randomUUID());
  const memories = { retentionMilliseconds: 30 * DAY };
  await shard.remember({ ...memories, predictions: [prediction('a', 7), prediction('b', 7)] });
  const readings = [reading('a', '1'), reading('b', 'not_a_digit'), reading('unknown', '3')];
  for (const _again of [1, 2]) await shard.remember({ ...memories, predictions: [], readings });
  const label = {
    requestId: 'a',
    place: 0,
    label: '1',
    comment: '',
    reporter: null,
    isAdmin: false,
  } as const;
  await shard.label([{ ...label, feedbackId: 'x' }]);
  const pair = { modelVersion: 'v1.0', answer: '7', count: 1 };
  const pairOfB = { ...pair, reading: 'not_a_digit', label: null };
  const shadows = async () => (await shard.figures(0)).shadows;
  expect(await shadows()).toHaveLength(2);
  expect(await shadows()).toEqual(expect.arrayContaining([{ ...pair, reading: '1', label: '1' }, pairOfB]));
  await shard.forget('a');
  expect(await shadows()).toEqual([pairOfB]);
});
