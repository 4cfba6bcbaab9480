import { CONFIG } from '../../../src/config';
import { crc32 } from '../../../src/crc32';
import type { ErrorCode } from '../../../src/errors';
import { drawSeven, onPaper, toJpeg, toPng, twice } from '../scenes/sample-images';
import { EXAMPLE_KEYS } from './example-keys';

/** A request that fails in one way. */
export interface ErrorRequest {
  readonly path: string;
  readonly init: RequestInit;
}

const STRICT = '/predict?strict=true';

/** The request that causes each error; or the recorded answer, if it takes a fault of the service. */
export const ERROR_REQUESTS: Record<ErrorCode, ErrorRequest | string> = {
  missing_image: post('/predict', ''),
  invalid_request: json('{"image": "§§§"}'),
  body_too_large: post('/predict', new Uint8Array(CONFIG.maxBodyBytes + 1)),
  too_many_parts: post('/predict', formOf(CONFIG.maxFormParts + 1)),
  too_many_images: post('/predict/batch', formOf(CONFIG.maxBatchImages + 1, 'files')),
  not_found: { path: '/nowhere', init: {} },
  method_not_allowed: { path: '/predict', init: {} },
  unknown_model: post('/predict?model=v9.9', seven()),
  unsupported_encoding: {
    path: '/predict',
    init: { ...post('', seven()).init, headers: { 'Content-Encoding': 'br' } },
  },
  rate_limited:
    'Cannot take more requests from the address 203.0.113.7: 100 in 60 s are allowed; try again in 12 s',
  quota_exceeded:
    'Cannot take 5 pictures from the key "phone": 2 of 1000 a day are left; send fewer, or try again in 3600 s',
  idempotency_key_in_use:
    'Cannot answer yet: the first request with the Idempotency-Key "8e03978e-40d5-43e8-bc93-6894a57f9324" is still being worked on; try again in 1 s',
  idempotency_key_reused:
    'Cannot use the Idempotency-Key "8e03978e-40d5-43e8-bc93-6894a57f9324" again: it came with another request; send a new one with each new request',
  missing_api_key: { path: '/predict', init: { ...post('', seven()).init, headers: { 'X-API-Key': '' } } },
  invalid_api_key: {
    path: '/predict',
    init: { ...post('', seven()).init, headers: { 'X-API-Key': 'dgt_cut-off' } },
  },
  insufficient_role: { path: '/admin/keys', init: { headers: { 'X-API-Key': EXAMPLE_KEYS.shop } } },
  key_store_unavailable:
    'Cannot check the API key: it is not among those that are known here, and the store of keys does not answer',
  unknown_key: { path: '/admin/keys/nobody', init: { method: 'DELETE' } },
  key_exists: json(JSON.stringify({ name: 'shop', role: 'predict', sha256: 'f'.repeat(64) }), '/admin/keys'),
  too_many_keys: 'Cannot add the API key "shop": there are 1000, the maximum; revoke one that nobody uses',
  traffic_store_unavailable:
    'Cannot read or change the traffic split: its store does not answer; the last known split is used',
  nothing_to_roll_back: { path: '/admin/traffic/rollback', init: { method: 'POST' } },
  restore_unsupported: json('{"store": "keys", "bookmark": "00000085-0000024c"}', '/admin/restore'),
  feedback_off: 'Cannot take feedback: predictions are not remembered; the operator has to set FEEDBACK=on',
  unknown_prediction: json('{"request_id": "d52e4c61-5da3-4dca-ab34-cb1eee45d447", "label": 7}', '/feedback'),
  feedback_unavailable: 'Cannot find out about feedback: its storage does not answer. Try again in 5 seconds',
  length_required: 'Cannot store the body: its length is unknown; send Content-Length',
  unknown_job: { path: '/jobs/job_1', init: {} },
  wrong_job_state: 'Cannot take part 1: the job awaits no more input, its status is in_progress',
  too_many_jobs:
    'Cannot open another job: the key "shop" has as many jobs that are not over as it may; wait for one, or cancel it',
  corrupt_archive:
    'Cannot read the archive: the directory at the end of the zip file is missing; upload all of it',
  unsupported_archive:
    'Cannot read the archive: it is compressed with gzip; send a .zip, or a .tar without compression',
  jobs_unavailable: 'Cannot read the job: their storage does not answer. Try again in 5 seconds',
  client_closed_request: 'Cannot read body: the client went away before its end',
  unsupported_format: post('/predict', 'GIF89a…………………………'),
  unsupported_png: post('/predict', withUnknownChunk(seven())),
  unsupported_jpeg: post('/predict', withArithmeticCoding(toJpeg(drawSeven(28)))),
  corrupt_png: post('/predict', firstHalf(seven())),
  corrupt_jpeg: post('/predict', firstHalf(toJpeg(drawSeven(28)))),
  too_many_pixels: post('/predict', withHeader(seven(), { width: 30_000, height: 30_000 })),
  side_too_long: post('/predict', withHeader(seven(), { width: 40_000, height: 1 })),
  too_many_bytes: post('/predict', withHeader(seven(), { width: 5000, height: 4000, depth: 16, colour: 6 })),
  blank: post(
    STRICT,
    sheet(() => 240),
  ),
  no_contrast: post(
    STRICT,
    sheet((x) => (x > 50 ? 238 : 240)),
  ),
  several_objects: post(STRICT, toPng(onPaper(twice(drawSeven(140))))),
  not_a_digit: post(
    STRICT,
    sheet((x, y) => (isOnStar(x - 50, y - 50) ? 20 : 240)),
  ),
  model_unavailable: 'Cannot load model "v3.0": Error: it gives the wrong answer to the self-test image',
  temporarily_overloaded: 'Cannot decode the picture now: 16 large ones wait already. Try again in 2 seconds',
  internal_error: 'Cannot answer: the service failed',
  malformed_request: 'Cannot read the request: Invalid header token',
  request_timeout: 'Cannot read the headers: they did not arrive in time',
  headers_too_large: { path: '/', init: { headers: { 'X-Long': 'x'.repeat(100_000) } } },
  expectation_failed: 'Cannot meet the expectation "201-created": only 100-continue is known',
  not_implemented: 'Cannot read Transfer-Encoding "gzip": only chunked is known',
  service_unavailable: 'Cannot answer: the runtime is being started',
};

function seven(): Uint8Array<ArrayBuffer> {
  return toPng(drawSeven(28));
}

function post(path: string, body: BodyInit): ErrorRequest {
  return { path, init: { method: 'POST', body } };
}

function json(body: string, path = '/predict'): ErrorRequest {
  return {
    path,
    init: { method: 'POST', body, headers: { 'Content-Type': 'application/json' } },
  };
}

function formOf(parts: number, field = 'note'): FormData {
  const form = new FormData();
  for (let i = 0; i < parts; i++) form.append(field, 'x');
  return form;
}

function firstHalf(file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return file.subarray(0, file.length / 2);
}

/** Writes another header over that of a PNG, with its checksum. */
function withHeader(
  file: Uint8Array<ArrayBuffer>,
  {
    width,
    height,
    depth = 8,
    colour = 0,
  }: { width: number; height: number; depth?: number; colour?: number },
): Uint8Array<ArrayBuffer> {
  const view = new DataView(file.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  file.set([depth, colour], 24);
  view.setUint32(29, crc32(file, 12, 29));
  return file;
}

/** Inserts an unknown critical chunk after the header of a PNG. */
function withUnknownChunk(file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const chunk = new Uint8Array(12);
  chunk.set(new TextEncoder().encode('ABCD'), 4);
  new DataView(chunk.buffer).setUint32(8, crc32(chunk, 4, 8));
  const headerEnd = 33;
  return new Uint8Array([...file.subarray(0, headerEnd), ...chunk, ...file.subarray(headerEnd)]);
}

/** Turns the marker of a baseline frame (C0) into that of an arithmetic one (C9). */
function withArithmeticCoding(file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const frame = file.findIndex((byte, i) => byte === 0xff && file[i + 1] === 0xc0);
  file[frame + 1] = 0xc9;
  return file;
}

function sheet(level: (x: number, y: number) => number): Uint8Array<ArrayBuffer> {
  const data = Uint8Array.from({ length: 10_000 }, (_, i) => level(i % 100, Math.floor(i / 100)));
  return toPng({ width: 100, height: 100, data });
}

/** Six rays, 8 pixels wide. */
function isOnStar(x: number, y: number): boolean {
  if (Math.hypot(x, y) > 35) return false;
  return [0, 60, 120].some((degrees) => {
    const angle = (degrees * Math.PI) / 180;
    return Math.abs(x * Math.sin(angle) - y * Math.cos(angle)) < 4;
  });
}
