import { expect, it } from 'vitest';
import { drawSeven, onPaper, toPng, twice } from '../../../scripts/lib/scenes/sample-images';
import { CONFIG } from '../../../src/config';
import { crc32 } from '../../../src/crc32';
import { json, predictForm, predictJson, predictRaw, request } from '../../support/api';

const seven = toPng(drawSeven(28));

/** A PNG header that promises a picture of that size; no data follows. */
function pngOfSize(width: number, height: number): Uint8Array {
  const file = toPng(drawSeven(28));
  const header = new DataView(file.buffer);
  header.setUint32(16, width);
  header.setUint32(20, height);
  header.setUint32(29, crc32(file, 12, 29));
  return file;
}

async function expectProblem(response: Response, status: number, code: string, detail: RegExp) {
  expect(response.status).toBe(status);
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  expect(await json(response)).toEqual({
    type: `/docs/errors#${code}`,
    title: expect.any(String),
    status,
    detail: expect.stringMatching(detail),
    code,
    request_id: response.headers.get('X-Request-Id'),
  });
}

it('POST /predict refuses a form without the field with 422', async () => {
  const form = new FormData();
  form.set('picture', new File([seven], 'digit.png'));
  const response = await request('/predict', { method: 'POST', body: form });
  await expectProblem(response, 422, 'missing_image', /"file" is missing/);
});

it('POST /predict refuses a field that is text with 422', async () => {
  const form = new FormData();
  form.set('file', 'not a file');
  const response = await request('/predict', { method: 'POST', body: form });
  await expectProblem(response, 422, 'invalid_request', /"file": it must be a file/);
});

it('POST /predict refuses an empty file and an empty body with 422', async () => {
  await expectProblem(await predictForm(new Uint8Array(0)), 422, 'missing_image', /0 bytes/);
  await expectProblem(await request('/predict', { method: 'POST' }), 422, 'missing_image', /0 bytes/);
});

it.each([
  ['{}', 'missing_image', /"image" is missing/],
  ['null', 'missing_image', /"image" is missing/],
  ['{"image": 7}', 'invalid_request', /"image": it must be a string/],
  ['{"image": "§"}', 'invalid_request', /not valid base64/],
  ['{"image": ""}', 'missing_image', /0 bytes/],
  ['{"image"', 'invalid_request', /not valid JSON/],
])('POST /predict refuses the JSON %s with 422', async (body, code, detail) => {
  await expectProblem(await predictJson(body), 422, code, detail);
});

it('POST /predict refuses a broken form with 422', async () => {
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x' };
  await expectProblem(await predictRaw('no boundary', headers), 422, 'invalid_request', /multipart/);
});

it.each([
  ['GIF', 'GIF89a…………………………'],
  ['PDF', '%PDF-1.7 ………………………'],
])('POST /predict refuses a %s with 415 and names it', async (format, file) => {
  await expectProblem(await predictRaw(file), 415, 'unsupported_format', new RegExp(format));
});

it('POST /predict refuses a file that is not an image with 415', async () => {
  await expectProblem(await predictRaw('just a text'), 415, 'unsupported_format', /PNG or a JPEG/);
});

it('POST /predict refuses a truncated PNG with 400', async () => {
  await expectProblem(await predictForm(seven.subarray(0, seven.length / 2)), 400, 'corrupt_png', /./);
});

it('POST /predict refuses a body over the limit with 413 and names the limit', async () => {
  const body = new Uint8Array(CONFIG.maxBodyBytes + 1);
  await expectProblem(await predictRaw(body), 413, 'body_too_large', new RegExp(`${CONFIG.maxBodyBytes}`));
});

it('POST /predict refuses a body of undeclared length above the limit, and accepts one below it', async () => {
  const padded = (length: number) => {
    const file = new Uint8Array(length);
    file.set(seven);
    return new Blob([file]).stream();
  };
  await expectProblem(await predictRaw(padded(CONFIG.maxBodyBytes + 1)), 413, 'body_too_large', /25000000/);
  expect((await predictRaw(padded(CONFIG.maxBodyBytes))).status).toBe(200);
  expect((await predictRaw(padded(2 ** 16))).status).toBe(200);
});

it('POST /predict refuses JSON over its own limit with 413', async () => {
  const body = `{"image": "${'A'.repeat(CONFIG.maxJsonBytes)}"}`;
  await expectProblem(await predictJson(body), 413, 'body_too_large', new RegExp(`${CONFIG.maxJsonBytes}`));
});

it('POST /predict refuses a form of too many parts with 413', async () => {
  const form = new FormData();
  for (let i = 0; i <= CONFIG.maxFormParts; i++) form.append('note', 'x');
  const response = await predictRaw(form);
  await expectProblem(response, 413, 'too_many_parts', new RegExp(`${CONFIG.maxFormParts} parts`));
});

it('POST /predict refuses too many pixels with 413, from the header alone', async () => {
  await expectProblem(await predictForm(pngOfSize(30_000, 30_000)), 413, 'too_many_pixels', /30000/);
});

it('POST /predict refuses too long a side with 413, from the header alone', async () => {
  await expectProblem(await predictForm(pngOfSize(40_000, 1)), 413, 'side_too_long', /40000/);
});

it('POST /predict?explain= refuses a value other than true or false with 422', async () => {
  const response = await predictForm(seven, 'image/png', '?explain=maybe');
  await expectProblem(response, 422, 'invalid_request', /"explain"/);
});

it('POST /predict?strict=true refuses a blank page with 422; without it the answer says so', async () => {
  const blank = toPng({ width: 100, height: 100, data: new Uint8Array(10_000).fill(240) });
  await expectProblem(await predictForm(blank, 'image/png', '?strict=true'), 422, 'blank', /equal/);
  const lenient = await predictForm(blank);
  expect(lenient.status).toBe(200);
  expect(await json(lenient)).toMatchObject({ is_digit: false, reject_reason: 'blank' });
});

it('POST /predict?strict=true refuses two digits in one picture with 422; without it the answer says so', async () => {
  const twoSevens = toPng(onPaper(twice(drawSeven(140))));
  await expectProblem(
    await predictForm(twoSevens, 'image/png', '?strict=true'),
    422,
    'several_objects',
    /more than one/,
  );
  expect(await json(await predictForm(twoSevens))).toMatchObject({
    is_digit: false,
    reject_reason: 'several_objects',
  });
});

it('POST /predict?model= refuses an unknown model with 404 and lists the known ones', async () => {
  const response = await predictForm(seven, 'image/png', '?model=v9.9');
  await expectProblem(response, 404, 'unknown_model', /v9\.9.*v1\.0/);
});
