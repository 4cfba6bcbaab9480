import { describe, expect, it } from 'vitest';
import { drawSeven, onPaper, toJpeg, toPng, twice } from '../../../scripts/lib/scenes/sample-images';
import { json, request, settledMetrics } from '../../support/api';

const strip = twice(twice(onPaper(drawSeven(56))));
const file = toPng(strip);
const post = (body: BodyInit, query = '', headers: Record<string, string> = {}) =>
  request(`/predict/number${query}`, { method: 'POST', body, headers });

describe('POST /predict/number', () => {
  it('reads every digit in reading order, with its box', async () => {
    const response = await post(file);
    expect(response.status).toBe(200);
    const answer = await json(response);
    expect(answer).toMatchObject({ text: '7777', digit_count: 4, model_version: 'v3.0' });
    expect(Object.keys(answer).toSorted()).toEqual([
      'confidence',
      'digit_count',
      'inference_time_seconds',
      'lines',
      'model_version',
      'request_id',
      'text',
      'timestamp',
    ]);
    const [line] = answer.lines;
    expect(line.digits).toHaveLength(4);
    line.digits.forEach(({ box }: { box: { x: number; width: number } }, i: number) => {
      expect(box.x).toBeGreaterThanOrEqual(56 * i);
      expect(box.x + box.width).toBeLessThanOrEqual(56 * (i + 1));
    });
    expect(line.confidence).toBeCloseTo(
      line.digits.reduce((product: number, digit: { confidence: number }) => product * digit.confidence, 1),
    );
  });

  it('takes a JPEG, a form and base64 in JSON, as /predict does', async () => {
    const form = new FormData();
    form.set('file', new Blob([file]), 'number.png');
    const image = btoa(String.fromCharCode(...file));
    const answers = await Promise.all([
      post(toJpeg(strip)),
      post(form),
      post(JSON.stringify({ image }), '', { 'Content-Type': 'application/json' }),
    ]);
    for (const answer of answers) expect((await json(answer)).text).toBe('7777');
  });

  it('finds no digits on a blank sheet', async () => {
    const blank = toPng({ width: 60, height: 40, data: new Uint8Array(2400).fill(240) });
    expect(await json(await post(blank))).toMatchObject({
      text: '',
      digit_count: 0,
      lines: [],
      confidence: 1,
    });
  });

  it('refuses models that read one digit at a time, and options of /predict', async () => {
    const refused = await post(file, '?model=v2.0');
    expect(refused.status).toBe(422);
    expect((await json(refused)).detail).toMatch(/v2\.0: it reads one digit at a time; use v3\.0/);
    expect((await post(file, '?explain=true')).status).toBe(422);
  });

  it('refuses what is no picture', async () => {
    expect(await json(await post('no picture'))).toMatchObject({ status: 415, code: 'unsupported_format' });
  });

  it('counts the digits of a picture', async () => {
    await post(file);
    await settledMetrics();
    const text = await (await request('/metrics/prometheus')).text();
    expect(text).toMatch(/digits_number_digits_bucket\{le="4(\.0)?"\} [1-9]/);
  });
});
