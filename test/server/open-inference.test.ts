import { gzipSync } from 'node:zlib';
import Ajv2020 from 'ajv/dist/2020';
import { describe, expect, it } from 'vitest';
import { drawSeven, onPaper, toJpeg, toPng } from '../../scripts/lib/scenes/sample-images';
import { OPEN_INFERENCE_SCHEMAS } from '../support/protocols/open-inference-schemas';
import {
  byteTensor,
  floatTensor,
  readTritonResult,
  type TritonRequest,
  tritonRequest,
} from '../support/protocols/triton-client';
import { readMetrics, serveAllTests } from '../support/with-server';

const SEVEN = toPng(drawSeven(28));
const NOTE = toJpeg(onPaper(drawSeven(280)));
const GREY = [...drawSeven(28).data];
const MODEL = '/v2/models/digits';

const url = serveAllTests();
const ask = (target: string, init?: RequestInit) => fetch(new URL(target, url()), init);

function inferTriton({ body, headers }: TritonRequest, place = MODEL): Promise<Response> {
  return ask(`${place}/infer`, { method: 'POST', body, headers });
}

function inferJson(request: unknown, place = MODEL): Promise<Response> {
  return ask(`${place}/infer`, { method: 'POST', body: JSON.stringify(request) });
}

/** @returns where a value is not what the protocol's document says */
function faults(schema: keyof typeof OPEN_INFERENCE_SCHEMAS, value: unknown): unknown[] {
  const ajv = new Ajv2020({ allErrors: true });
  ajv.validate(OPEN_INFERENCE_SCHEMAS[schema], value);
  return ajv.errors ?? [];
}

const base64 = (file: Uint8Array) => Buffer.from(file).toString('base64');
const imageInput = (...files: readonly Uint8Array[]) => ({
  name: 'image',
  datatype: 'BYTES',
  shape: [files.length],
  data: files.map(base64),
});

describe("The Open Inference Protocol's document describes", () => {
  it.each(['/v2', '/v2/'])('the answer to GET %s', async (target) => {
    const server = await (await ask(target)).json();
    expect(faults('metadata_server_response', server)).toEqual([]);
    expect(server).toMatchObject({ extensions: ['binary_tensor_data'] });
  });

  it.each([MODEL, `${MODEL}/versions/v1.0`])('the answer to GET %s', async (target) => {
    const model = await (await ask(target)).json();
    expect(faults('metadata_model_response', model)).toEqual([]);
    expect(model).toMatchObject({ name: 'digits', versions: expect.arrayContaining(['v1.0']) });
  });

  it('the answer to an inference, whatever the version', async () => {
    for (const [place, version] of [
      [MODEL, 'v3.0'],
      [`${MODEL}/versions/v1.0`, 'v1.0'],
    ] as const) {
      const response = await inferJson({ id: '42', inputs: [imageInput(SEVEN, NOTE)] }, place);
      const answer = await response.json();
      expect(faults('inference_response', answer)).toEqual([]);
      expect(answer).toMatchObject({
        model_name: 'digits',
        model_version: version,
        id: '42',
        outputs: [
          { name: 'digit', datatype: 'INT64', shape: [2], data: [7, 7] },
          { name: 'probabilities', datatype: 'FP32', shape: [2, 10] },
          { name: 'is_digit', datatype: 'BOOL', shape: [2], data: [true, true] },
          { name: 'out_of_distribution_score', datatype: 'FP32', shape: [2] },
        ],
      });
    }
  });

  it.each([
    ['an unknown model', 404, 'unknown_model', () => inferJson({}, '/v2/models/mnist')],
    [
      'an unknown version',
      404,
      'unknown_model',
      () => inferJson({ inputs: [imageInput(SEVEN)] }, `${MODEL}/versions/9`),
    ],
    ['metadata of an unknown version', 404, 'unknown_model', () => ask(`${MODEL}/versions/9`)],
    ['a request without inputs', 400, 'invalid_request', () => inferJson({})],
    [
      'a body that is no JSON',
      400,
      'invalid_request',
      () => ask(`${MODEL}/infer`, { method: 'POST', body: 'x' }),
    ],
    ['a body that is no object', 400, 'invalid_request', () => inferJson([])],
    [
      'a picture that is cut off',
      400,
      'corrupt_png',
      () => inferJson({ inputs: [imageInput(SEVEN.subarray(0, 60))] }),
    ],
    [
      'what is no picture',
      415,
      'unsupported_format',
      () => inferJson({ inputs: [imageInput(Buffer.from('GIF89a'))] }),
    ],
    [
      'what is no base64',
      400,
      'invalid_request',
      () => inferJson({ inputs: [{ ...imageInput(SEVEN), data: ['§'] }] }),
    ],
    [
      'too many pictures',
      413,
      'too_many_images',
      () => inferJson({ inputs: [{ ...imageInput(SEVEN), shape: [65] }] }),
    ],
    ['another method', 405, 'method_not_allowed', () => ask(`${MODEL}/infer`)],
    ['a path that there is not', 404, 'not_found', () => ask('/v2/repository/index')],
  ] as const)('the error of %s', async (_, status, code, send) => {
    const response = await send();
    expect(response.status).toBe(status);
    expect(response.headers.get('Content-Type')).toBe('application/json');
    const error = await response.json();
    expect(faults('inference_error_response', error)).toEqual([]);
    expect(error).toEqual({ error: expect.stringMatching(/./), code });
  });

  it.each([
    ['/v2/health/live', { live: true }],
    ['/v2/health/ready', { ready: true }],
    [`${MODEL}/ready`, { name: 'digits', ready: true }],
    [`${MODEL}/versions/v1.0/ready`, { name: 'digits', ready: true }],
  ])('a state by 200: GET %s', async (target, state) => {
    const response = await ask(target);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(state);
  });
});

describe('The client of Triton reads the answer to', () => {
  const files = { name: 'image', shape: [2], datatype: 'BYTES', data: byteTensor(SEVEN, NOTE) };

  it('binary files, answered in binary', async () => {
    const response = await inferTriton(tritonRequest([files], { id: 'a' }));
    expect(response.headers.get('Content-Type')).toBe('application/octet-stream');
    const { id, model_version, outputs, rest } = await readTritonResult(response);
    expect({ id, model_version, rest }).toEqual({ id: 'a', model_version: 'v3.0', rest: 0 });
    expect(outputs).toMatchObject({
      digit: { shape: [2], data: [7, 7] },
      probabilities: { shape: [2, 10] },
      is_digit: { data: [true, true] },
      out_of_distribution_score: { shape: [2] },
    });
    expect(outputs.probabilities!.data).toHaveLength(20);
  });

  it('outputs that it asks for, some in binary and some in JSON', async () => {
    const outputs = [
      { name: 'is_digit', binaryData: true },
      { name: 'digit', binaryData: false },
      { name: 'probabilities', binaryData: true },
    ];
    const result = await readTritonResult(await inferTriton(tritonRequest([files], { outputs })));
    expect(Object.keys(result.outputs)).toEqual(['is_digit', 'digit', 'probabilities']);
    expect(result.outputs).toMatchObject({ is_digit: { data: [true, true] }, digit: { data: [7, 7] } });
    expect(result.rest).toBe(0);
  });

  it.each([
    ['float32 from 0 to 1', 'FP32', floatTensor(GREY.map((value) => value / 255))],
    ['float32 from 0 to 255', 'FP32', floatTensor(GREY)],
    ['uint8', 'UINT8', Uint8Array.from(GREY)],
    ['numbers that are not binary', 'FP32', GREY],
  ])('pixels as %s', async (_, datatype, data) => {
    const input = { name: 'pixels', shape: [1, 28, 28, 1], datatype, data };
    const { outputs } = await readTritonResult(await inferTriton(tritonRequest([input])));
    expect(outputs.digit).toEqual({ shape: [1], data: [7] });
    const alone = await ask('/predict', { method: 'POST', body: SEVEN });
    const { confidence } = (await alone.json()) as { confidence: number };
    expect(outputs.probabilities!.data[7]).toBeCloseTo(confidence, 5);
  });

  it('a request that it compressed', async () => {
    const { body, headers } = tritonRequest([files]);
    const compressed = {
      body: new Uint8Array(gzipSync(body)),
      headers: { ...headers, 'Content-Encoding': 'gzip' },
    };
    expect((await readTritonResult(await inferTriton(compressed))).outputs.digit!.data).toEqual([7, 7]);
  });
});

describe('POST /v2/models/digits/infer', () => {
  it('takes a body that is one picture where the header says that no JSON is in it', async () => {
    const headers = { 'Inference-Header-Content-Length': '0' };
    const response = await inferTriton({ body: new Uint8Array(NOTE), headers });
    expect(await response.json()).toMatchObject({ outputs: [{ name: 'digit', data: [7] }, {}, {}, {}] });
  });

  it('takes a picture above the limit of JSON as binary data', async () => {
    const large = new Uint8Array(7_000_000);
    large.set(SEVEN);
    const input = { name: 'image', shape: [1], datatype: 'BYTES', data: byteTensor(large) };
    expect((await readTritonResult(await inferTriton(tritonRequest([input])))).outputs.digit!.data).toEqual([
      7,
    ]);
    const refused = await inferJson({ inputs: [imageInput(large)] });
    expect(await refused.json()).toMatchObject({ code: 'body_too_large' });
  });

  it.each([
    ['-1', 400, /Inference-Header-Content-Length is "-1"/],
    ['1e3', 400, /is "1e3"/],
    ['99999', 400, /is "99999", and the body has/],
  ])('refuses the header value %s', async (value, status, message) => {
    const headers = { 'Inference-Header-Content-Length': value };
    const response = await inferTriton({ body: new Uint8Array(SEVEN), headers });
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: expect.stringMatching(message), code: 'invalid_request' });
  });

  it('refuses a header value beyond the limit of JSON, before it is parsed', async () => {
    const headers = { 'Inference-Header-Content-Length': '6000001' };
    const response = await inferTriton({ body: new Uint8Array(6_000_001).fill(91), headers });
    expect(await response.json()).toMatchObject({ code: 'body_too_large' });
  });

  it('names the picture that it could not read', async () => {
    const response = await inferJson({ inputs: [imageInput(SEVEN, SEVEN.subarray(0, 60))] });
    expect(await response.json()).toMatchObject({
      error: expect.stringMatching(/\(picture 1 of 2, from 0\)$/),
    });
  });

  it('counts each picture once, and a request that is refused as one failure', async () => {
    const before = (await readMetrics(url())).service_metrics;
    await inferJson({ inputs: [imageInput(SEVEN, NOTE, SEVEN)] });
    await inferJson({ inputs: [imageInput(SEVEN, SEVEN.subarray(0, 60))] });
    const after = (await readMetrics(url())).service_metrics;
    expect(after.successful_predictions - before.successful_predictions).toBe(3);
    expect(after.failed_predictions - before.failed_predictions).toBe(1);
  });
});
