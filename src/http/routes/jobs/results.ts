import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { ServiceError } from '../../../errors';
import type { Services } from '../../../service/services';
import type { HonoEnv } from '../../hono-env';
import { validate } from '../../input/validate';
import { JobResultSchema } from '../../json/job';
import { headerReferences } from '../../openapi/headers';
import { problemResponses } from '../../openapi/problem-responses';
import { findJob, JOB_CODES, JOB_OPERATION, JOB_PARAMS } from './job-access';

const QuerySchema = z.object({
  skip: z.coerce
    .number({ error: 'it must be a whole number' })
    .int({ error: 'it must be a whole number' })
    .min(0, { error: 'it must be at least 0' })
    .default(0)
    .openapi({ description: 'Lines to leave out at the beginning, because they are known', example: 0 }),
});

const route = createRoute({
  ...JOB_OPERATION,
  method: 'get',
  path: '/jobs/{id}/results',
  operationId: 'readJobResults',
  summary: 'The results of a job, one line of JSON for each picture',
  description:
    'In the order in which the pictures were recognised, which never changes: `index` is the place of each in the job. While ' +
    'the job runs, the response contains what is there; `skip` continues where the last one ended. A header `Link` with ' +
    '`rel="next"` says where to go on if one response does not contain all.',
  request: { params: JOB_PARAMS, query: QuerySchema },
  responses: {
    200: {
      description: 'Lines of JSON',
      headers: headerReferences(['Link']),
      content: { 'application/jsonl': { schema: JobResultSchema } },
    },
    ...problemResponses(['invalid_request', 'wrong_job_state', ...JOB_CODES]),
  },
});

/** `GET /jobs/{id}/results` */
export function registerJobResults(app: OpenAPIHono<HonoEnv>, services: Services): void {
  app.openAPIRegistry.registerPath(route);
  app.get('/jobs/:id/results', async (c) => {
    const { skip } = validate(QuerySchema, c.req.query());
    const { id, status, endedAt } = await findJob(c, services);
    if (status === 'expired') {
      const when = new Date(endedAt ?? 0).toISOString();
      throw new ServiceError(
        'wrong_job_state',
        `Cannot read the results: they have expired; the job ended at ${when}`,
      );
    }
    const { body, next } = await services.jobs.results(id, skip);
    if (next !== null) c.header('Link', `<?skip=${next}>; rel="next"`);
    return c.body(body, 200, { 'Content-Type': 'application/jsonl; charset=utf-8' });
  });
}
