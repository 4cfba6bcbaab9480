import { ServiceError } from '../errors';
import type { RequestLocation } from '../metrics/series/labels';
import type { ShardPool } from '../metrics/shards/client/shard-pool';
import { toPrintable } from '../printable';
import type { Deadline, Sleep } from '../time/deadline';
import type {
  FeedbackFigures,
  FeedbackShardRpc,
  LabelledPrediction,
  LabelReceipt,
  NewLabel,
  PageCursor,
  PredictionId,
} from './feedback-protocol';
import type { Draft, PredictionOutbox } from './prediction-outbox';

export interface DeskOptions {
  readonly shards: ShardPool<FeedbackShardRpc>;
  readonly outbox: PredictionOutbox;
  /** Timeout of an object. */
  readonly deadline: Deadline;
  readonly sleep: Sleep;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Figures of all objects that answered. */
export interface FeedbackReading extends Required<FeedbackFigures> {
  /** Names of those that did not. */
  readonly unreachable: readonly string[];
}

/** Isolates deliver predictions after a second: a label may come sooner, and to another isolate. */
const DELIVERY_MILLISECONDS = 1_500;
const RETRY_SECONDS = 5;
/** Half a megabyte with pictures. */
const PAGE_PREDICTIONS = 100;

/** Where predictions are remembered, and where labels for them are taken. */
export class FeedbackDesk {
  /** @param options null if predictions are not remembered */
  constructor(private readonly options: DeskOptions | null) {}

  /** Whether predictions are remembered. */
  get isOn(): boolean {
    return this.options !== null;
  }

  /** Remembers predictions, and what shadows made of them, after the response. Never throws and never waits. */
  remember(drafts: readonly Draft[], location: RequestLocation): void {
    this.options?.outbox.remember(drafts, location);
  }

  /** Delivers what is held in memory. Never rejects. */
  async flush(): Promise<void> {
    await this.options?.outbox.flush();
  }

  /**
   * Stores labels.
   *
   * @param location of the request: its predictions probably came from there, too
   * @returns a receipt or an error for each label, in their order
   * @throws ServiceError `feedback_off`
   */
  async label(
    labels: readonly NewLabel[],
    location: RequestLocation,
  ): Promise<(LabelReceipt | ServiceError)[]> {
    const { shards, outbox, sleep } = this.required();
    const nearest = shards.nameOf(location, '');
    const others = shards.names.filter((name) => name !== nearest);
    const receipts = new Map<NewLabel, LabelReceipt>();
    let isComplete = true;
    await outbox.flush();
    for (const wait of [0, DELIVERY_MILLISECONDS]) {
      if (receipts.size === labels.length) break;
      await sleep(wait);
      const answers = [
        await this.offer(labels, [nearest], receipts),
        await this.offer(labels, others, receipts),
      ];
      isComplete = answers.every((isAnswered) => isAnswered);
    }
    return labels.map(
      (label) => receipts.get(label) ?? (isComplete ? unknownPrediction(label) : unavailable()),
    );
  }

  /**
   * Deletes all that is remembered of a request.
   * @throws ServiceError `unknown_prediction`, `feedback_off`, `feedback_unavailable`
   */
  async forget(requestId: string): Promise<void> {
    const { outbox, shards } = this.required();
    await outbox.flush();
    const counts = await this.ask(shards.names, (shard) => shard.forget(requestId));
    if (counts.includes(null)) throw unavailable();
    if (counts.every((count) => count === 0)) throw unknownPrediction({ requestId, place: 0 });
  }

  /**
   * Reads the figures of a window.
   *
   * @param seconds how far back
   * @throws ServiceError `feedback_off`
   */
  async read(seconds: number): Promise<FeedbackReading> {
    const { outbox, shards, now } = this.required();
    await outbox.flush();
    const since = now() - seconds * 1_000;
    const answers = await this.ask(shards.names, (shard) => shard.figures(since));
    const figures = answers.flatMap((answer) => answer ?? []);
    return {
      labelled: figures.flatMap(({ labelled }) => labelled),
      remembered: figures.flatMap(({ remembered }) => remembered),
      shadows: figures.flatMap(({ shadows = [] }) => shadows),
      unreachable: shards.names.filter((_, index) => answers[index] === null),
    };
  }

  /**
   * All labelled predictions, object by object, in pages.
   * @throws ServiceError `feedback_off`, `feedback_unavailable`
   */
  pages(): AsyncGenerator<readonly LabelledPrediction[]> {
    // Not in the generator, whose first error would come after the head of the response.
    return this.pagesOf(this.required());
  }

  private async *pagesOf({ outbox, shards }: DeskOptions): AsyncGenerator<readonly LabelledPrediction[]> {
    await outbox.flush();
    for (const name of shards.names) {
      let page = await this.page(name, null);
      while (page.length > 0) {
        yield page;
        page = page.length < PAGE_PREDICTIONS ? [] : await this.page(name, page.at(-1)!);
      }
    }
  }

  private async page(name: string, after: PageCursor | null): Promise<LabelledPrediction[]> {
    const [page] = await this.ask([name], (shard) => shard.page(after, PAGE_PREDICTIONS));
    return page ?? raise(unavailable());
  }

  /**
   * Offers labels that have no receipt to objects, whichever knows their predictions.
   * @returns whether all of these objects answered
   */
  private async offer(
    labels: readonly NewLabel[],
    names: readonly string[],
    receipts: Map<NewLabel, LabelReceipt>,
  ): Promise<boolean> {
    const open = labels.filter((label) => !receipts.has(label));
    if (open.length === 0) return true;
    const answers = await this.ask(names, (shard) => shard.label(open));
    for (const answer of answers) {
      for (const [index, receipt] of (answer ?? []).entries()) {
        if (receipt !== null) receipts.set(open[index]!, receipt);
      }
    }
    return !answers.includes(null);
  }

  /** @returns each object's answer, or null if it failed or timed out */
  private ask<T>(
    names: readonly string[],
    question: (shard: FeedbackShardRpc) => Promise<T>,
  ): Promise<(T | null)[]> {
    const { shards, deadline } = this.required();
    return Promise.all(names.map((name) => deadline.wait(() => question(shards.shard(name)))));
  }

  private required(): DeskOptions {
    if (this.options !== null) return this.options;
    throw new ServiceError(
      'feedback_off',
      'Cannot take feedback: predictions are not remembered; the operator has to set FEEDBACK=on',
    );
  }
}

function unknownPrediction({ requestId, place }: PredictionId): ServiceError {
  const which = place === 0 ? '' : `, picture ${place}`;
  return new ServiceError(
    'unknown_prediction',
    `Cannot find a prediction for the request_id "${toPrintable(requestId, 60)}"${which}: it is unknown, expired or another ` +
      'key’s; send the request_id of the answer that you mean',
  );
}

function raise(error: Error): never {
  throw error;
}

function unavailable(): ServiceError {
  return new ServiceError(
    'feedback_unavailable',
    `Cannot find out about feedback: its storage does not answer. Try again in ${RETRY_SECONDS} seconds`,
    { retryAfterSeconds: RETRY_SECONDS },
  );
}
