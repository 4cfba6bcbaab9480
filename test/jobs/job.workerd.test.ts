import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Job } from '../../src/jobs/job';
import type { BatchOutcome, BatchTask, JobMessage, JobRequest } from '../../src/jobs/job-protocol';
import type { Delivery } from '../../src/metrics/shards/interface';

const NOON = Date.parse('2099-11-27T12:00:00Z');
const HOUR = 3_600_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOON });
});
afterEach(() => {
  vi.useRealTimers();
});

const NOTHING_LEFT = { list: async () => ({ objects: [], truncated: false }) };

/** What a job talks to, with a memory of what it said. */
function surroundings() {
  const sent: JobMessage[] = [];
  const counted: Delivery[] = [];
  const refunds: number[] = [];
  const book: string[] = [];
  const failing = { queue: false, shard: false };
  const shard = {
    apply: async (delivery: Delivery) => {
      if (failing.shard) throw new Error('broken');
      counted.push(structuredClone(delivery));
      return delivery.deltas.at(-1)!.sequence;
    },
  };
  const bindings = {
    JOB_QUEUE: {
      sendBatch: async (messages: readonly { body: JobMessage }[]) => {
        if (failing.queue) throw new Error('broken');
        sent.push(...messages.map(({ body }) => body));
      },
    },
    METRICS: { getByName: () => shard },
    KEY_USAGE: { getByName: () => ({ refund: async (pictures: number) => void refunds.push(pictures) }) },
    JOB_BOOK: {
      getByName: () => ({
        end: async () => void book.push('end'),
        remove: async () => void book.push('remove'),
      }),
    },
    JOB_BUCKET: NOTHING_LEFT,
  };
  return { bindings, sent, counted, refunds, book, failing };
}

type World = ReturnType<typeof surroundings> & {
  readonly job: Job;
  /** Another object on the same storage, as after the process has died. */
  reborn(): Job;
};

/** Does something with a job of so many pictures, which lie in the bucket. */
function withJob(pictures: number, work: (world: World) => Promise<void>, change: Partial<JobRequest> = {}) {
  const id = crypto.randomUUID();
  return runInDurableObject(env.JOB.getByName(id), async (_, state) => {
    const world = surroundings();
    const reborn = () => new Job(state, world.bindings as never);
    const job = reborn();
    await job.open({
      id,
      owner: null,
      quota: null,
      input: { kind: 'keys', keys: Array.from({ length: pictures }, (_unused, i) => `pictures/${i}`) },
      model: 'v2.0',
      assignedBy: 'default',
      strict: false,
      requestId: 'request',
      location: 'unknown',
      retentionSeconds: 24 * 3600,
      counting: true,
      ...change,
    });
    await work({ ...world, job, reborn });
    await state.storage.deleteAlarm();
  });
}

/** The same, once it is in progress. */
function withStartedJob(
  pictures: number,
  work: (world: World) => Promise<void>,
  change: Partial<JobRequest> = {},
) {
  return withJob(
    pictures,
    async (world) => {
      if (change.quota) await world.job.start('2099-11-27');
      await work(world);
    },
    change,
  );
}

function outcome(batch: number, pictures: number, change: Partial<BatchOutcome> = {}): BatchOutcome {
  const key = `results/${batch}-${change.attempt ?? 1}`;
  return {
    batch,
    attempt: 1,
    key,
    bytes: 1,
    completed: pictures,
    failed: 0,
    uncharged: 0,
    cells: { a: pictures },
    ...change,
  };
}

function take(job: Job, batch: number): BatchTask {
  return job.take(batch) as BatchTask;
}

function totalOf(counted: readonly Delivery[], cell: string): number {
  return counted.flatMap(({ deltas }) => deltas).reduce((sum, { cells }) => sum + (cells[cell] ?? 0), 0);
}

describe('Job.commit()', () => {
  it('counts a batch once, whoever hands in its results again', () =>
    withStartedJob(100, async ({ job, counted }) => {
      expect(await job.commit(outcome(0, 64))).toBe(true);
      expect(await job.commit(outcome(0, 64, { attempt: 2 }))).toBe(false);
      expect(job.read()).toMatchObject({ completed: 64, total: 100, status: 'in_progress' });
      expect(await job.commit(outcome(1, 36))).toBe(true);
      await job.alarm();
      expect(job.read()).toMatchObject({ completed: 100, status: 'completed' });
      expect(totalOf(counted, 'a')).toBe(100);
      expect(totalOf(counted, 'digits_jobs|completed')).toBe(1);
    }));

  it('keeps the results of whoever was first', () =>
    withStartedJob(64, async ({ job }) => {
      await job.commit(outcome(0, 64, { attempt: 2 }));
      await job.commit(outcome(0, 64));
      expect(job.segments(0, 10).segments).toEqual([
        { sequence: 1, key: 'results/0-2', lines: 64, bytes: 1 },
      ]);
    }));

  it('takes nothing any more once the job is cancelled', () =>
    withStartedJob(128, async ({ job }) => {
      await job.commit(outcome(0, 64));
      await job.cancel();
      expect(await job.commit(outcome(1, 64))).toBe(false);
      await job.alarm();
      expect(job.read()).toMatchObject({ status: 'cancelled', completed: 64 });
      expect(job.segments(0, 10).lines).toBe(64);
    }));

  it('sends counts again with the same number until a shard has taken them, and says completed then', () =>
    withStartedJob(64, async ({ job, counted, failing }) => {
      failing.shard = true;
      await job.commit(outcome(0, 64));
      await job.alarm();
      expect(job.read()).toMatchObject({ status: 'finalizing', completed: 64 });
      failing.shard = false;
      await job.alarm();
      await job.alarm();
      expect(job.read()).toMatchObject({ status: 'completed' });
      expect(totalOf(counted, 'a')).toBe(64);
      const sequences = counted.flatMap(({ deltas }) => deltas.map(({ sequence }) => sequence));
      expect(sequences).toEqual(sequences.map((_, i) => i + 1));
    }));

  it('says completed after half a minute though the shard does not answer', () =>
    withStartedJob(64, async ({ job, failing }) => {
      failing.shard = true;
      await job.commit(outcome(0, 64));
      vi.setSystemTime(NOON + 31_000);
      await job.alarm();
      expect(job.read()).toMatchObject({ status: 'completed' });
    }));
});

describe('Job.take()', () => {
  it('has no more than a window of batches in the queue, and sends the next as others are done', () =>
    withStartedJob(64 * 40, async ({ job, sent }) => {
      const batches = () => sent.map(({ task }) => task).filter((task) => task !== 'plan');
      expect(batches()).toEqual([0, 1, 2, 3]);
      vi.setSystemTime(NOON + 5_000);
      await job.commit(outcome(3, 64));
      await job.commit(outcome(0, 64));
      await job.commit(outcome(1, 64));
      expect(batches().slice(4)).toEqual([4]);
    }));

  it('gives nothing to do for a batch that is done', () =>
    withStartedJob(128, async ({ job }) => {
      await job.commit(outcome(0, 64));
      expect(job.take(0)).toBeNull();
      expect(take(job, 1)).toMatchObject({ batch: 1, first: 64, count: 64, attempt: 1, isCareful: false });
    }));

  it('becomes careful with a batch that was begun twice and never ended', () =>
    withStartedJob(64, async ({ job }) => {
      expect(take(job, 0)).toMatchObject({ attempt: 1, isCareful: false });
      expect(take(job, 0)).toMatchObject({ attempt: 2, isCareful: false });
      expect(take(job, 0)).toMatchObject({ attempt: 3, isCareful: true, poison: [] });
    }));

  it('does not become careful with one that was given back', () =>
    withStartedJob(64, async ({ job }) => {
      for (let attempt = 1; attempt < 9; attempt++) {
        expect(take(job, 0)).toMatchObject({ attempt, isCareful: false });
        await job.release(0);
      }
    }));

  it('names the picture at which work ended twice, and not those before it', () =>
    withStartedJob(64, async ({ job }) => {
      for (let attempt = 0; attempt < 4; attempt++) {
        take(job, 0);
        for (const place of [0, 1, 2]) if (attempt >= 2) job.announce(0, place);
      }
      expect(take(job, 0)).toMatchObject({ isCareful: true, poison: [2] });
    }));
});

describe('a Job whose object has died', () => {
  it('sends what is not done, and counts nothing twice', () =>
    withStartedJob(64 * 20, async ({ job, reborn, sent }) => {
      for (const batch of [0, 1, 2, 5]) await job.commit(outcome(batch, 64));
      sent.length = 0;
      const next = reborn();
      await next.alarm();
      expect(sent.map(({ task }) => task)).toEqual([3, 4, 6, 7]);
      expect(await next.commit(outcome(2, 64))).toBe(false);
      expect(next.read()).toMatchObject({ completed: 4 * 64 });
    }));

  it('delivers counts that were not delivered', () =>
    withStartedJob(64, async ({ job, reborn, counted, failing }) => {
      failing.shard = true;
      await job.commit(outcome(0, 64));
      await job.alarm();
      failing.shard = false;
      await reborn().alarm();
      await reborn().alarm();
      expect(totalOf(counted, 'a')).toBe(64);
    }));
});

describe('a Job whose queue fails', () => {
  it('tries again later', () =>
    withStartedJob(320, async ({ job, sent, failing }) => {
      failing.queue = true;
      sent.length = 0;
      await job.commit(outcome(0, 64));
      expect(sent).toEqual([]);
      failing.queue = false;
      vi.setSystemTime(NOON + 3_000);
      await job.alarm();
      expect(sent.map(({ task }) => task)).toEqual([4]);
    }));

  it('sends a task again of which nothing was heard for two minutes', () =>
    withStartedJob(10, async ({ job, sent }) => {
      sent.length = 0;
      vi.setSystemTime(NOON + 119_000);
      await job.alarm();
      expect(sent).toEqual([]);
      vi.setSystemTime(NOON + 121_000);
      await job.alarm();
      expect(sent.map(({ task }) => task)).toEqual([0]);
    }));
});

describe('Job.plan()', () => {
  it('stores a step once, and ends the job if there are too many pictures', () =>
    withJob(
      0,
      async ({ job }) => {
        const batches = [{ count: 64, source: { keys: [] } }];
        const next = { format: 'bucket', after: 'pictures/63' } as const;
        const step = { from: null, batches, next, format: 'bucket' } as const;
        await job.plan(step);
        await job.plan(step);
        const huge = [{ count: 10_000_000, source: { keys: [] } }];
        await job.plan({ from: next, batches: huge, next: null, format: 'bucket' });
        expect(job.read()).toMatchObject({
          total: 10_000_064,
          status: 'failed',
          error: { code: 'too_many_images' },
        });
      },
      { input: { kind: 'prefix', prefix: 'pictures/' } },
    ));
});

describe('a Job of a key with a quota', () => {
  const quota = { daily: 1_000 };

  it('is charged once, though the answer to the charge was lost', () =>
    withJob(
      100,
      async ({ job }) => {
        expect(job.take('plan')).toEqual({ kind: 'charge', key: 'shop', quota, pictures: 100 });
        expect(job.take('plan')).toBeNull();
        await vi.waitFor(() => expect(job.read()).toMatchObject({ status: 'in_progress' }));
      },
      { owner: 'shop', quota },
    ));

  it('gets back what was not answered, and what the service failed at', () =>
    withStartedJob(
      128,
      async ({ job, refunds }) => {
        await job.commit(outcome(0, 60, { failed: 4, uncharged: 3 }));
        await job.cancel();
        await job.alarm();
        await job.alarm();
        expect(refunds).toEqual([64 + 3]);
      },
      { owner: 'shop', quota },
    ));
});

describe('a Job that expires', () => {
  it('deletes its results, says so, and is forgotten after as long again', () =>
    withStartedJob(64, async ({ job, reborn, book }) => {
      await job.commit(outcome(0, 64));
      await job.alarm();
      vi.setSystemTime(NOON + 25 * HOUR);
      await job.alarm();
      expect(job.read()).toMatchObject({ status: 'expired', completed: 64 });
      expect(job.segments(0, 10)).toEqual({ segments: [], skip: 0, lines: 0 });
      vi.setSystemTime(NOON + 50 * HOUR);
      await job.alarm();
      expect(book.at(-1)).toBe('remove');
      expect(reborn().read()).toBeNull();
    }));

  it('ends unfinished where it is not over in time, and is counted as that', () =>
    withStartedJob(128, async ({ job, counted }) => {
      await job.commit(outcome(0, 64));
      vi.setSystemTime(NOON + 25 * HOUR);
      await job.alarm();
      expect(job.read()).toMatchObject({ status: 'expired', completed: 64, endedAt: NOON + 25 * HOUR });
      expect(await job.commit(outcome(1, 64))).toBe(false);
      expect(totalOf(counted, 'digits_jobs|expired')).toBe(1);
    }));

  it('is kept for an hour only if it has no results', () =>
    withStartedJob(64, async ({ job }) => {
      await job.cancel();
      expect(job.read()).toMatchObject({ expiresAt: NOON + HOUR });
    }));
});

describe('Job.read()', () => {
  it('tells the rate of the last minute, and the end at that rate', () =>
    withStartedJob(6400, async ({ job }) => {
      for (let batch = 0; batch < 10; batch++) {
        vi.setSystemTime(NOON + (batch + 1) * 1_000);
        await job.commit(outcome(batch, 64));
      }
      expect(job.read()).toMatchObject({ rate: 64, estimatedEndAt: NOON + 100_000 });
    }));
});
