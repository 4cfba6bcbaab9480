import { describe, expect, it } from 'vitest';
import { CONFIG } from '../../../src/config';
import { ServiceError } from '../../../src/errors';
import { type Bucket, JobFiles } from '../../../src/jobs/job-files';
import type { JobRequest, JobRpc, PlanCursor, PlanProgress, Task } from '../../../src/jobs/job-protocol';
import { runTask } from '../../../src/service/jobs/run-task';

const REQUEST: JobRequest = {
  id: 'job_1',
  owner: null,
  quota: null,
  input: { kind: 'prefix', prefix: 'pictures/' },
  model: 'v2.0',
  assignedBy: 'default',
  strict: false,
  requestId: 'request',
  location: 'unknown',
  retentionSeconds: 3600,
  counting: true,
};

/** A bucket with these keys, of which none can be read. */
function bucketOf(keys: readonly string[]): Bucket {
  return {
    get: async () => null,
    put: async () => {},
    delete: async () => {},
    list: async ({ limit, startAfter = '' }) => {
      const rest = keys.filter((key) => key > startAfter);
      return { objects: rest.slice(0, limit).map((key) => ({ key })), truncated: rest.length > limit };
    },
  };
}

function plan(cursor: PlanCursor | null): Task {
  return { kind: 'plan', request: REQUEST, parts: [], cursor };
}

describe('runTask()', () => {
  it('plans each key of a prefix once, in pages and batches', async () => {
    const keys = Array.from({ length: 2_500 }, (_, i) => `pictures/${String(i).padStart(5, '0')}`);
    const steps: PlanProgress[] = [];
    const job = { plan: async (step: PlanProgress) => void steps.push(step) } as unknown as JobRpc;
    const context = {
      services: { config: CONFIG } as never,
      files: new JobFiles(bucketOf(keys)),
      toLine: () => '',
    };
    for (let cursor: PlanCursor | null = null, first = true; first || cursor !== null; first = false) {
      await runTask(plan(cursor), job, context);
      cursor = steps.at(-1)!.next;
    }
    const sources = steps.flatMap(({ batches }) => batches.map(({ source }) => source as { keys: string[] }));
    expect(sources.flatMap((source) => source.keys)).toEqual(keys);
    expect(Math.max(...sources.map((source) => source.keys.length))).toBe(64);
    expect(steps).toHaveLength(3);
  });

  it('ends the job for what is wrong with its input, and leaves what may pass to be tried again', async () => {
    const failures: unknown[] = [];
    const failing = (error: Error) =>
      ({
        plan: async () => {
          throw error;
        },
        fail: async (fault: unknown) => void failures.push(fault),
      }) as unknown as JobRpc;
    const context = {
      services: { config: CONFIG } as never,
      files: new JobFiles(bucketOf([])),
      toLine: () => '',
    };
    await runTask(plan(null), failing(new ServiceError('corrupt_archive', 'Cannot')), context);
    expect(failures).toEqual([{ code: 'corrupt_archive', detail: 'Cannot' }]);
    const overloaded = new ServiceError('temporarily_overloaded', 'Cannot');
    await expect(runTask(plan(null), failing(overloaded), context)).rejects.toBe(overloaded);
    await expect(runTask(plan(null), failing(new Error('broken')), context)).rejects.toThrow('broken');
  });
});
