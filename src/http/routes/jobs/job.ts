import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Services } from '../../../service/services';
import type { HonoEnv } from '../../hono-env';
import { JobSchema, toJobJson } from '../../json/job';
import { problemResponses } from '../../openapi/problem-responses';
import { findJob, JOB_CODES, JOB_OPERATION, JOB_PARAMS } from './job-access';

const job = { 'application/json': { schema: JobSchema } };

const readRoute = createRoute({
  ...JOB_OPERATION,
  method: 'get',
  path: '/jobs/{id}',
  operationId: 'readJob',
  summary: 'How a job gets on',
  description: 'Its status, how many pictures are done, how fast, and when it may be over.',
  request: { params: JOB_PARAMS },
  responses: { 200: { description: 'The job', content: job }, ...problemResponses(JOB_CODES) },
});

const cancelRoute = createRoute({
  ...JOB_OPERATION,
  method: 'post',
  path: '/jobs/{id}/cancel',
  operationId: 'cancelJob',
  summary: 'End a job',
  description: 'The results that are there are kept. Cancelling a job that is over changes nothing.',
  request: { params: JOB_PARAMS },
  responses: { 200: { description: 'The job', content: job }, ...problemResponses(JOB_CODES) },
});

/** `GET /jobs/{id}` and `POST /jobs/{id}/cancel` */
export function registerJob(app: OpenAPIHono<HonoEnv>, services: Services): void {
  app.openAPIRegistry.registerPath(readRoute);
  app.get('/jobs/:id', async (c) => c.json(toJobJson(await findJob(c, services))));

  app.openAPIRegistry.registerPath(cancelRoute);
  app.post('/jobs/:id/cancel', async (c) => {
    const { id } = await findJob(c, services);
    return c.json(toJobJson(await services.jobs.cancel(id)));
  });
}
