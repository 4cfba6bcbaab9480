import { z } from '@hono/zod-openapi';
import { ServiceError } from '../../../errors';
import type { JobView } from '../../../jobs/job-protocol';
import type { Services } from '../../../service/services';
import { ACCESS_CODES, keyWith } from '../../access';
import type { HonoContext } from '../../hono-env';

/** What all operations on jobs have in common. */
export const JOB_OPERATION = { tags: ['Jobs'], security: keyWith('predict') };

export const JOB_PARAMS = z.object({
  id: z.string().openapi({ description: 'Id of the job', example: 'job_5f0c9e2b7a5d4c1e8f3a6b9c0d1e2f3a' }),
});

/** Errors of all operations on a job. */
export const JOB_CODES = [
  'unknown_job',
  ...ACCESS_CODES,
  'rate_limited',
  'jobs_unavailable',
  'internal_error',
] as const;

const ID = /^job_[0-9a-f]{32}$/;

/**
 * Finds the job that the path names. A job that was created with a key is seen by the holders of that key, and administrators.
 * @throws ServiceError `unknown_job`, `jobs_unavailable`
 */
export async function findJob(c: HonoContext, { jobs }: Pick<Services, 'jobs'>): Promise<JobView> {
  const id = c.req.param('id') ?? '';
  const job = ID.test(id) ? await jobs.read(id) : null;
  if (job !== null && maySee(c, job)) return job;
  throw new ServiceError('unknown_job', `Cannot find the job "${id.slice(0, 40)}"`);
}

function maySee(c: HonoContext, { owner }: JobView): boolean {
  const caller = c.get('caller');
  if (owner === null) return true;
  return caller.kind === 'key' && (caller.name === owner || caller.role === 'admin');
}
