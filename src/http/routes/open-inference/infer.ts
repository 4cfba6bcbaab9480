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
import { parseJson } from '../../body/parse-json';
import { adviceForText, type BodyLimits, TEXT_COPIES } from '../../body/read-image';
import type { HonoContext, HonoEnv } from '../../hono-env';
import { ModelPathSchema, servedVersion, VersionPathSchema } from '../../input/served-version';
import { validate } from '../../input/validate';
import { headerReferences } from '../../openapi/headers';
import { PROTOCOL_RECOGNITION_CODES, protocolResponses } from '../../openapi/protocol-responses';
import { answerAll } from '../../protocol-batch';
import { toHonoPath } from '../../route-table';

/** Length of the JSON at the beginning of the body, in bytes; the rest is binary. */
const JSON_LENGTH_HEADER = 'Inference-Header-Content-Length';

const NOTHING = new Uint8Array(0);

type Limits = BodyLimits & Pick<Config, 'maxBatchImages'>;

const ParametersSchema = z.record(z.string(), z.unknown()).nullish();

/** Its elements are not validated here: they may be nested, and visiting each twice would take time. */
const DataSchema = z.custom<unknown>(Array.isArray, { error: 'it must be a list' }).optional().openapi({
  type: 'array',
  items: {},
  description: 'In row-major order, nested according to the shape or flat',
});

const InferenceRequestSchema = z
  .object({
    id: z.string().nullish().openapi({ description: 'Returned with the response' }),
    parameters: ParametersSchema.openapi({
      description: '`binary_data_output`: whether outputs are returned as binary data by default',
    }),
    inputs: z
      .array(
        z.object({
          name: z.string().openapi({ description: '`image` or `pixels`' }),
          datatype: z
            .string()
            .openapi({ description: '`BYTES` for `image`, `FP32` or `UINT8` for `pixels`' }),
          shape: z.array(z.int().min(0)).openapi({
            description: `\`[n]\` for \`image\`; \`[n, 28, 28, 1]\`, \`[n, 28, 28]\` or \`[n, 784]\` for \`pixels\`; n is at most ${CONFIG.maxBatchImages}`,
          }),
          parameters: ParametersSchema.openapi({
            description:
              '`binary_data_size`: bytes of binary data; `content_type`: `base64` if the elements are base64',
          }),
          data: DataSchema,
        }),
      )
      .openapi({ description: 'Exactly one of the two inputs', minItems: 1, maxItems: 1 }),
    outputs: z
      .array(
        z.object({
          name: z.string().openapi({ enum: [...OUTPUT_NAMES] }),
          parameters: ParametersSchema.openapi({
            description: '`binary_data`: whether this output is returned as binary data',
          }),
        }),
      )
      .nullish()
      .openapi({ description: 'The requested outputs; default: all' }),
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
  summary: 'Open Inference Protocol: run inference',
  description:
    'Send pictures as files (input `image`) or as numbers (input `pixels`), in JSON or as binary tensors. If one picture ' +
    `cannot be read, the whole request fails. With \`${JSON_LENGTH_HEADER}: 0\` the body is a single picture.`,
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
    description: 'Length of the JSON object in bytes, if binary tensors follow it',
    example: 123,
  }),
});

/** With and without the version. */
const PATHS = [
  { base: '/v2/models/{model}', suffix: '', params: ModelPathSchema },
  { base: '/v2/models/{model}/versions/{version}', suffix: 'Version', params: VersionPathSchema },
] as const;

export function registerInfer(app: OpenAPIHono<HonoEnv>, services: Services): void {
  const content = {
    'application/json': { schema: InferenceRequestSchema },
    'application/octet-stream': binary,
  };
  for (const { base, suffix, params } of PATHS) {
    const path = `${base}/infer`;
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

function readParts(
  json: Uint8Array<ArrayBuffer>,
  binary: Uint8Array<ArrayBuffer>,
  limits: Limits,
): ReceivedInference {
  const parsed = parseJson(json, limits, 'send {"inputs": […]}');
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
