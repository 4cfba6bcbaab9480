import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { CONFIG } from '../../../config';
import type { Services } from '../../../service/services';
import type { HonoEnv } from '../../hono-env';
import { validate } from '../../input/validate';
import { JobSchema, toJobJson } from '../../json/job';
import { problemResponses } from '../../openapi/problem-responses';
import { findJob, JOB_CODES, JOB_OPERATION, JOB_PARAMS } from './job-access';

const { maxParts, maxPartBytes } = CONFIG.jobs;

const QuerySchema = z.object({
  part: z.coerce
    .number({ error: `it must be a whole number from 1 to ${maxParts}` })
    .int({ error: 'it must be a whole number' })
    .min(1, { error: 'parts are numbered from 1' })
    .max(maxParts, { error: `it must be at most ${maxParts}` })
    .default(1)
    .openapi({ description: 'Number of the part', example: 1 }),
});

const route = createRoute({
  ...JOB_OPERATION,
  method: 'put',
  path: '/jobs/{id}/input',
  operationId: 'putJobInput',
  summary: 'Upload a zip or tar file, or a part of it',
  description:
    `Parts may come in any order, at the same time, and again; each has at most ${maxPartBytes} bytes. ` +
    'They are joined in the order of their numbers.',
  request: {
    params: JOB_PARAMS,
    query: QuerySchema,
    body: {
      required: true,
      content: {
        'application/zip': { schema: { type: 'string', format: 'binary' } },
        'application/x-tar': { schema: { type: 'string', format: 'binary' } },
        'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
      },
    },
  },
  responses: {
    200: { description: 'The part is stored', content: { 'application/json': { schema: JobSchema } } },
    ...problemResponses([
      'invalid_request',
      'body_too_large',
      'length_required',
      'unsupported_encoding',
      'request_timeout',
      'wrong_job_state',
      'unsupported_archive',
      'corrupt_archive',
      ...JOB_CODES,
    ]),
  },
});

/** `PUT /jobs/{id}/input` */
export function registerJobInput(app: OpenAPIHono<HonoEnv>, services: Services): void {
  app.openAPIRegistry.registerPath(route);
  app.put('/jobs/:id/input', async (c) => {
    const { part } = validate(QuerySchema, c.req.query());
    const { id } = await findJob(c, services);
    const job = await c
      .get('body')
      .forward(maxPartBytes, 'upload the file in smaller parts', (body, bytes) =>
        services.jobs.putPart(id, part, body, bytes),
      );
    return c.json(toJobJson(job));
  });
}
