import { waitUntil } from 'cloudflare:workers';
import type { FeedbackConfig } from '../config';
import { warn } from '../log';
import { ShardPool } from '../metrics/shards/client/shard-pool';
import { Deadline, sleep } from '../time/deadline';
import { FeedbackDesk } from './feedback-desk';
import type { FeedbackNamespace } from './feedback-protocol';
import { PredictionOutbox } from './prediction-outbox';

/** Predictions are held in memory for as long as this, so that a request costs the fraction of a delivery. */
const WINDOW_MILLISECONDS = 1_000;
/** Timeout of an object. */
const REPLY_MILLISECONDS = 1_000;
const DAY_MILLISECONDS = 86_400_000;

/**
 * Assembles the memory of one isolate for predictions. Does no I/O, so it may run at global scope.
 *
 * @param config null if predictions are not remembered
 * @param namespace the `FEEDBACK_SHARDS` binding; null if there is none
 */
export function createFeedback(
  config: FeedbackConfig | null,
  namespace: FeedbackNamespace | null,
): FeedbackDesk {
  if (config === null || namespace === null) return new FeedbackDesk(null);
  const now = () => Date.now();
  const shards = new ShardPool(namespace, 1);
  const outbox = new PredictionOutbox({
    shards,
    retentionMilliseconds: config.retentionDays * DAY_MILLISECONDS,
    clock: { now, sleep },
    waitUntil,
    windowMilliseconds: WINDOW_MILLISECONDS,
    warn,
  });
  return new FeedbackDesk({ shards, outbox, deadline: new Deadline(sleep, REPLY_MILLISECONDS), sleep, now });
}
