import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { CONFIG } from '../../../config';
import type { JobInput } from '../../../jobs/job-protocol';
import { assignModel } from '../../../service/assign-model';
import type { Services } from '../../../service/services';
import { answerOnce, IDEMPOTENCY_CODES, IdempotencyHeaderSchema, REPLAYED } from '../../answer-once';
import { clientOf } from '../../assign';
import { boundJson } from '../../body/bound-json';
import { TEXT_COPIES } from '../../body/read-image';
import { parseJsonObject } from '../../body/read-json-object';
import type { HonoContext, HonoEnv } from '../../hono-env';
import { refuseUnknownNames } from '../../input/known-names';
import { BatchOptionsSchema } from '../../input/predict-options';
import { validate } from '../../input/validate';
import { JobSchema, toJobJson } from '../../json/job';
import { headerReferences } from '../../openapi/headers';
import { problemResponses } from '../../openapi/problem-responses';
import { locationOf } from '../../request-event';
import { JOB_CODES, JOB_OPERATION } from './job-access';

const { maxParts, maxKeys } = CONFIG.jobs;
/** Pictures in the bucket that jobs may read; the service keeps its own objects elsewhere. */
const PICTURE_PREFIX = 'pictures/';
/** R2's limit of a key. */
const MAX_KEY_BYTES = 1024;
const EXAMPLE = '{"parts": 3}, {"keys": ["pictures/a.png", …]} or {"prefix": "pictures/scans/"}';

const Key = z
  .string()
  .startsWith(PICTURE_PREFIX, { error: `it must begin with ${PICTURE_PREFIX}` })
  .max(MAX_KEY_BYTES, { error: `it must have at most ${MAX_KEY_BYTES} characters` });

const NewJobSchema = BatchOptionsSchema.extend({
  parts: z
    .int()
    .min(1)
    .max(maxParts, { error: `it must be a whole number from 1 to ${maxParts}` })
    .optional()
    .openapi({ description: 'Parts in which a zip or tar file is going to be uploaded; default: 1' }),
  keys: z
    .array(Key)
    .min(1, { error: 'it must have at least one key' })
    .max(maxKeys, { error: `it must have at most ${maxKeys} keys` })
    .optional()
    .openapi({ description: `Keys of pictures in the bucket; they begin with \`${PICTURE_PREFIX}\`` }),
  prefix: Key.optional().openapi({ description: 'Prefix of the keys instead' }),
})
  .refine(({ parts, keys, prefix }) => [parts, keys, prefix].filter((one) => one !== undefined).length <= 1, {
    error: 'parts, keys and prefix exclude each other; name one of them, or none for a file in one part',
  })
  .openapi('NewJob');

const NAMES = Object.keys(NewJobSchema.shape);

const route = createRoute({
  ...JOB_OPERATION,
  method: 'post',
  path: '/jobs',
  operationId: 'createJob',
  summary: 'Open a job for more pictures than a request can hold',
  description:
    'Without `keys` or `prefix` the job awaits a zip or tar file: `PUT /jobs/{id}/input`. It begins when all parts are there.',
  request: {
    headers: IdempotencyHeaderSchema,
    body: { content: { 'application/json': { schema: NewJobSchema } } },
  },
  responses: {
    201: {
      headers: headerReferences(['Location', REPLAYED]),
      description: 'The job',
      content: { 'application/json': { schema: JobSchema } },
    },
    ...problemResponses([
      'invalid_request',
      'unknown_model',
      'body_too_large',
      'unsupported_encoding',
      'request_timeout',
      'too_many_jobs',
      ...IDEMPOTENCY_CODES,
      'temporarily_overloaded',
      ...JOB_CODES.filter((code) => code !== 'unknown_job'),
    ]),
  },
});

/** `POST /jobs` */
export function registerCreateJob(app: OpenAPIHono<HonoEnv>, services: Services): void {
  app.openAPIRegistry.registerPath(route);
  app.post(route.path, async (c) => {
    const job = await readNewJob(c, services);
    return await answerOnce(c, services, JSON.stringify(job), () => open(c, services, job));
  });
}

async function open(
  c: HonoContext,
  services: Services,
  { parts = 1, keys, prefix, model, strict = false }: z.infer<typeof NewJobSchema>,
): Promise<Response> {
  const { config, jobs } = services;
  const caller = c.get('caller');
  // Not noted for the request: the pictures are counted by the job.
  const { version, assignedBy } = await assignModel(services, model, clientOf(c));
  const input: JobInput =
    keys !== undefined
      ? { kind: 'keys', keys }
      : prefix !== undefined
        ? { kind: 'prefix', prefix }
        : { kind: 'upload', parts };
  const request = {
    id: `job_${crypto.randomUUID().replaceAll('-', '')}`,
    owner: caller.kind === 'key' ? caller.name : null,
    quota: caller.kind === 'key' ? caller.quota : null,
    input,
    model: version,
    assignedBy,
    strict,
    requestId: c.get('requestId'),
    location: locationOf(c),
    retentionSeconds: config.jobRetentionHours * 3600,
    counting: config.counting,
  };
  const who = caller.kind === 'key' ? `key "${caller.name}"` : `address ${caller.address}`;
  const job = await jobs.create(request, who);
  // Relative to /jobs: a proxy may put any path before it.
  c.header('Location', `jobs/${job.id}`);
  return c.json(toJobJson(job), 201);
}

async function readNewJob(c: HonoContext, { config }: Services): Promise<z.infer<typeof NewJobSchema>> {
  const bytes = await c.get('body').read(config.maxJsonBytes, '', TEXT_COPIES);
  if (bytes.length === 0) return {};
  boundJson(bytes, config);
  const fields = parseJsonObject(new TextDecoder().decode(bytes), EXAMPLE);
  refuseUnknownNames('JSON', Object.keys(fields), NAMES);
  return validate(NewJobSchema, fields);
}
