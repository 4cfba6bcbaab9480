import { createRoute, type OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi';
import { CONFIG, type Config } from '../../../config';
import { ServiceError } from '../../../errors';
import { ALL_OUTPUTS, type Inference, readInference } from '../../../protocols/open-inference/read-inference';
import {
  type InferenceBody,
  OUTPUT_NAMES,
  writeInference,
} from '../../../protocols/open-inference/write-inference';
import { MODEL_NAME } from '../../../protocols/served-model';
import type { Services } from '../../../service/services';
import { keyWith } from '../../access';
import { boundJson } from '../../body/bound-json';
import { adviceForText, type BodyLimits, TEXT_COPIES } from '../../body/read-image';
import { parseJson } from '../../body/read-json';
import type { HonoContext, HonoEnv } from '../../hono-env';
import { ModelPathSchema, servedVersion, VersionPathSchema } from '../../input/served-version';
import { validate } from '../../input/validate';
import { headerReferences } from '../../openapi/headers';
import { PROTOCOL_RECOGNITION_CODES, protocolResponses } from '../../openapi/protocol-responses';
import { answerAll } from '../../protocol-batch';
import { toHonoPath } from '../../route-table';

/** How many bytes of a body are JSON; what follows is binary. */
const JSON_LENGTH_HEADER = 'Inference-Header-Content-Length';

const NOTHING = new Uint8Array(0);

type Limits = BodyLimits & Pick<Config, 'maxBatchImages'>;

const ParametersSchema = z.record(z.string(), z.unknown()).nullish();

/** Numbers may be nested, so nothing is said of them here; looking at each takes time. */
const DataSchema = z
  .custom<unknown>(Array.isArray, { error: 'it must be a list' })
  .optional()
  .openapi({ type: 'array', items: {}, description: 'Nested as the shape says, or flat; row by row' });

const InferenceRequestSchema = z
  .object({
    id: z.string().nullish().openapi({ description: 'Comes back with the answer' }),
    parameters: ParametersSchema.openapi({
      description: '`binary_data_output`: whether outputs are sent as binary data',
    }),
    inputs: z
      .array(
        z.object({
          name: z.string().openapi({ description: '`image` or `pixels`' }),
          datatype: z.string().openapi({ description: '`BYTES` of `image`, `FP32` or `UINT8` of `pixels`' }),
          shape: z.array(z.int().min(0)).openapi({
            description: `\`[n]\` of \`image\`; \`[n, 28, 28, 1]\`, \`[n, 28, 28]\` or \`[n, 784]\` of \`pixels\`; n is at most ${CONFIG.maxBatchImages}`,
          }),
          parameters: ParametersSchema.openapi({
            description: '`binary_data_size`; `content_type`: `base64`',
          }),
          data: DataSchema,
        }),
      )
      .openapi({ description: 'One of the two', minItems: 1, maxItems: 1 }),
    outputs: z
      .array(
        z.object({
          name: z.string().openapi({ enum: [...OUTPUT_NAMES] }),
          parameters: ParametersSchema.openapi({ description: '`binary_data`' }),
        }),
      )
      .nullish()
      .openapi({ description: 'All where it is absent' }),
  })
  .openapi('InferenceRequest');

const InferenceResponseSchema = z
  .object({
    model_name: z.string().openapi({ example: MODEL_NAME }),
    model_version: z.string(),
    id: z.string().optional(),
    outputs: z.array(
      z.object({
        name: z.enum(OUTPUT_NAMES),
        datatype: z.enum(['INT64', 'FP32', 'BOOL']),
        shape: z.array(z.int()),
        parameters: z.object({ binary_data_size: z.int() }).optional(),
        data: z.array(z.union([z.number(), z.boolean()])).optional(),
      }),
    ),
  })
  .openapi('InferenceResponse');

const binary = { schema: { type: 'string', format: 'binary' } } as const;

const infer: Omit<RouteConfig, 'path'> = {
  method: 'post',
  tags: ['Recognition'],
  security: keyWith('predict'),
  summary: 'Open Inference Protocol: recognise the digits in pictures',
  description:
    'Pictures as files (`image`) or as numbers (`pixels`), as JSON or with binary tensors. All are answered, or none. ' +
    `Where \`${JSON_LENGTH_HEADER}\` is 0, the body is one picture.`,
  responses: {
    200: {
      description: 'The outputs',
      headers: headerReferences([JSON_LENGTH_HEADER]),
      content: {
        'application/json': { schema: InferenceResponseSchema },
        'application/octet-stream': binary,
      },
    },
    ...protocolResponses(PROTOCOL_RECOGNITION_CODES),
  },
};

const HeadersSchema = z.object({
  [JSON_LENGTH_HEADER]: z.string().optional().openapi({
    type: 'integer',
    description: 'Bytes of the JSON object where binary tensors follow it',
    example: 123,
  }),
});

/** The version is optional. */
const PLACES = [
  { place: '/v2/models/{model}', suffix: '', params: ModelPathSchema },
  { place: '/v2/models/{model}/versions/{version}', suffix: 'Version', params: VersionPathSchema },
] as const;

export function registerInfer(app: OpenAPIHono<HonoEnv>, services: Services): void {
  const content = {
    'application/json': { schema: InferenceRequestSchema },
    'application/octet-stream': binary,
  };
  for (const { place, suffix, params } of PLACES) {
    const path = `${place}/infer`;
    const request = { params, headers: HeadersSchema, body: { required: true, content } };
    app.openAPIRegistry.registerPath(createRoute({ ...infer, path, operationId: `infer${suffix}`, request }));
    app.post(toHonoPath(path), (c) => answer(c, services));
  }
}

async function answer(c: HonoContext, services: Services): Promise<Response> {
  const version = servedVersion(c);
  const requestBody = c.get('body');
  try {
    const { id, pictures, outputs } = await readRequest(c, services.config);
    const batch = { pictures, [Symbol.dispose]: () => requestBody.release() };
    const { version: answering, answers } = await answerAll(c, services, batch, version);
    return send(c, writeInference(answering, id, answers, outputs));
  } finally {
    requestBody.release();
  }
}

function send(c: HonoContext, { body, jsonBytes }: InferenceBody): Response {
  if (jsonBytes === null) return c.body(body, 200, { 'Content-Type': 'application/json' });
  const headers = { 'Content-Type': 'application/octet-stream', [JSON_LENGTH_HEADER]: String(jsonBytes) };
  return c.body(body, 200, headers);
}

interface ReceivedInference extends Inference {
  readonly id: string | null;
}

/** @throws ServiceError `body_too_large`, `invalid_request`, `too_many_images` */
async function readRequest(c: HonoContext, limits: Limits): Promise<ReceivedInference> {
  const { maxBodyBytes, maxJsonBytes } = limits;
  const stated = c.req.header(JSON_LENGTH_HEADER);
  const body = c.get('body');
  if (stated === undefined) {
    const bytes = await body.read(maxJsonBytes, adviceForText(maxBodyBytes), TEXT_COPIES);
    return readParts(bytes, NOTHING, limits);
  }
  const bytes = await body.read(maxBodyBytes);
  const jsonBytes = parseLength(stated, bytes.length, maxJsonBytes);
  if (jsonBytes === 0) return { id: null, pictures: [{ bytes }], outputs: ALL_OUTPUTS };
  return readParts(bytes.subarray(0, jsonBytes), bytes.subarray(jsonBytes), limits);
}

function readParts(json: Uint8Array, binary: Uint8Array, limits: Limits): ReceivedInference {
  boundJson(json, limits);
  const parsed = parseJson(new TextDecoder().decode(json), 'send {"inputs": […]}');
  const request = validate(InferenceRequestSchema, parsed);
  return { ...readInference(request, binary, limits.maxBatchImages), id: request.id ?? null };
}

function parseLength(stated: string, length: number, maxJsonBytes: number): number {
  const jsonBytes = /^\d{1,9}$/.test(stated) ? Number(stated) : Number.NaN;
  if (!(jsonBytes <= length)) {
    const message = `Cannot read body: ${JSON_LENGTH_HEADER} is "${stated.slice(0, 40)}", and the body has ${length} bytes`;
    throw new ServiceError('invalid_request', message);
  }
  if (jsonBytes > maxJsonBytes) {
    throw new ServiceError(
      'body_too_large',
      `Cannot read body: its JSON exceeds the maximum of ${maxJsonBytes} bytes`,
    );
  }
  return jsonBytes;
}
