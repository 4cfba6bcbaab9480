import { describe, expect, it, vi } from 'vitest';
import { drawSeven, onPaper, toJpeg, toPng } from '../../../scripts/lib/scenes/sample-images';
import { CONFIG } from '../../../src/config';
import { json, predictForm, request, settledMetrics } from '../../support/api';

const SEVEN = toPng(drawSeven(28));
const NOTE = toJpeg(onPaper(drawSeven(280)));
const BLANK = toPng({ width: 28, height: 28, data: new Uint8Array(784).fill(240) });
const HALF = SEVEN.slice(0, SEVEN.length / 2);

function batchForm(files: readonly Uint8Array<ArrayBuffer>[], query = ''): Promise<Response> {
  const form = new FormData();
  for (const [index, file] of files.entries()) form.append('files', new File([file], `${index}.png`));
  return request(`/predict/batch${query}`, { method: 'POST', body: form });
}

function batchJson(body: unknown, query = ''): Promise<Response> {
  const headers = { 'Content-Type': 'application/json' };
  return request(`/predict/batch${query}`, { method: 'POST', body: JSON.stringify(body), headers });
}

const base64 = (file: Uint8Array) => Buffer.from(file).toString('base64');

describe('POST /predict/batch', () => {
  it('answers the files of a form in their order, each with the fields of /predict', async () => {
    const response = await batchForm([SEVEN, NOTE]);
    expect(response.status).toBe(200);
    const answer = await json(response);
    expect(answer).toEqual({
      count: 2,
      succeeded: 2,
      failed: 0,
      results: [expect.any(Object), expect.any(Object)],
      model_version: 'v3.0',
      assigned_by: 'default',
      inference_time_seconds: expect.any(Number),
      timestamp: expect.any(String),
      request_id: response.headers.get('X-Request-Id'),
    });
    const alone = await json(await predictForm(NOTE));
    const { index, id, ...fields } = answer.results[1];
    expect({ index, id }).toEqual({ index: 1, id: '1.png' });
    expect(Object.keys(fields)).toEqual(Object.keys(alone));
    expect(fields).toMatchObject({ predicted_digit: 7, is_digit: true, request_id: answer.request_id });
    expect(fields.confidence).toBeCloseTo(alone.confidence, 5);
  });

  it('answers pictures in JSON, with the ids that came with them', async () => {
    const { results } = await json(
      await batchJson({ images: [base64(SEVEN), { id: 'a', image: base64(NOTE) }] }),
    );
    expect(results).toMatchObject([
      { index: 0, id: null, predicted_digit: 7 },
      { index: 1, id: 'a', predicted_digit: 7 },
    ]);
  });

  it('has results for the others if one cannot be read, and its error as /predict returns it', async () => {
    const answer = await json(
      await batchForm([SEVEN, HALF, Uint8Array.from(Buffer.from('GIF89a………')), NOTE]),
    );
    const { code, status, detail } = await json(await predictForm(HALF));
    expect(answer).toMatchObject({ count: 4, succeeded: 2, failed: 2 });
    expect(answer.results).toMatchObject([
      { predicted_digit: 7 },
      { index: 1, id: '1.png', error: { code, status, detail } },
      { index: 2, error: { code: 'unsupported_format', status: 415 } },
      { predicted_digit: 7 },
    ]);
  });

  it('answers where no picture can be read', async () => {
    expect(await json(await batchForm([HALF]))).toMatchObject({ count: 1, succeeded: 0, failed: 1 });
  });

  it('?strict=true refuses only the pictures without a digit', async () => {
    expect((await json(await batchForm([BLANK]))).results).toMatchObject([{ is_digit: false }]);
    expect((await json(await batchForm([BLANK, SEVEN], '?strict=true'))).results).toMatchObject([
      { error: { code: 'blank', status: 422, detail: expect.stringContaining('are equal') } },
      { predicted_digit: 7 },
    ]);
  });

  it('?model= chooses the model, as do fields of the form and of JSON', async () => {
    expect(await json(await batchForm([SEVEN], '?model=v1.0'))).toMatchObject({ model_version: 'v1.0' });
    const chosen = await json(await batchJson({ images: [base64(SEVEN)], model: 'ensemble' }));
    expect(chosen).toMatchObject({ model_version: 'ensemble', results: [{ votes: expect.any(Array) }] });
    const conflict = await batchJson({ images: [base64(SEVEN)], model: 'v1.0' }, '?model=v2.0');
    expect(await json(conflict)).toMatchObject({
      status: 422,
      detail: expect.stringContaining('say it once'),
    });
  });

  it('takes as many pictures as the limit allows', async () => {
    const answer = await json(await batchForm(new Array(CONFIG.maxBatchImages).fill(SEVEN)));
    expect(answer).toMatchObject({ count: 64, succeeded: 64 });
  });

  it('counts every picture once, as a prediction or a failure', async () => {
    const before = await settledMetrics();
    await batchForm([SEVEN, BLANK, HALF, NOTE]);
    await batchForm([SEVEN, BLANK], '?strict=true');
    await batchForm([]);
    const after = await settledMetrics();
    const grown = (field: string) => after.service_metrics[field] - before.service_metrics[field];
    expect(grown('total_requests')).toBe(7);
    expect(grown('successful_predictions')).toBe(4);
    expect(grown('failed_predictions')).toBe(3);
    expect(grown('predictions_without_digit')).toBe(1);
    const sevens = ({ model_metrics }: typeof after) => model_metrics.predictions_by_digit['7'];
    expect(sevens(after) - sevens(before)).toBe(3);
  });

  it('writes one line into the log, with the number of its pictures', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    await batchForm([SEVEN, HALF, NOTE]);
    const [line] = log.mock.calls.map(([text]) => JSON.parse(text));
    vi.restoreAllMocks();
    expect(line).toMatchObject({ route: '/predict/batch', pictures: 3, failed_pictures: 1, digit: null });
  });
});

describe('POST /predict/batch refuses', () => {
  const refusals: Record<string, [() => Promise<Response>, number, string, RegExp]> = {
    'a form without pictures': [() => batchForm([]), 422, 'missing_image', /"files" is missing/],
    'more than 64 pictures': [
      () => batchForm(new Array(65).fill(SEVEN)),
      413,
      'too_many_images',
      /maximum of 64 pictures/,
    ],
    'more than 64 pictures in JSON': [
      () => batchJson({ images: new Array(65).fill('') }),
      413,
      'too_many_images',
      /maximum of 64 pictures/,
    ],
    'a body over the limit of a single picture': [
      () => batchForm([new Uint8Array(CONFIG.maxBodyBytes)]),
      413,
      'body_too_large',
      /25000000/,
    ],
    'an unknown model': [() => batchForm([SEVEN], '?model=v9'), 404, 'unknown_model', /v9/],
    'an explanation': [
      () => batchForm([SEVEN], '?explain=true'),
      422,
      'invalid_request',
      /"explain" is unknown/,
    ],
    'a picture as the body itself': [
      () => request('/predict/batch', { method: 'POST', body: SEVEN }),
      422,
      'invalid_request',
      /a single picture; send it to \/predict/,
    ],
    'what is neither a form nor JSON': [
      () => request('/predict/batch', { method: 'POST', body: 'hello' }),
      422,
      'invalid_request',
      /not valid JSON; send \{"images"/,
    ],
  };

  it.each(Object.entries(refusals))('%s', async (_, [send, status, code, detail]) => {
    const response = await send();
    expect(response.status).toBe(status);
    expect(await json(response)).toMatchObject({ status, code, detail: expect.stringMatching(detail) });
  });
});

describe('POST /predict', () => {
  it('refuses a second file, and names /predict/batch', async () => {
    const form = new FormData();
    for (const name of ['a.png', 'b.png']) form.append('file', new File([SEVEN], name));
    expect(await json(await request('/predict', { method: 'POST', body: form }))).toMatchObject({
      status: 422,
      code: 'invalid_request',
      detail: expect.stringMatching(/2 files, "a.png", "b.png"; .* to \/predict\/batch$/),
    });
  });
});
