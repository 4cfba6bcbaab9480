import { describe, expect, it } from 'vitest';
import { drawSeven, toPng } from '../../../scripts/lib/scenes/sample-images';
import { json, predictJson, predictRaw, request } from '../../support/api';

const seven = toPng(drawSeven(28));
const base64 = Buffer.from(seven).toString('base64');
const blank = toPng({ width: 50, height: 50, data: new Uint8Array(2500).fill(240) });

function formOf(fields: Record<string, string>, file = seven): FormData {
  const form = new FormData();
  form.set('file', new File([file], 'digit.png'));
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

describe('POST /predict takes', () => {
  it.each([
    ['a form without a boundary', 'multipart/form-data'],
    ['a form whose boundary is another', 'multipart/form-data; boundary=nothing'],
  ])('%s', async (_, type) => {
    const body = await new Response(formOf({})).arrayBuffer();
    expect(await json(await predictRaw(body, { 'Content-Type': type }))).toMatchObject({
      predicted_digit: 7,
    });
  });

  it.each([
    ['image', `image=${encodeURIComponent(base64)}`],
    ['image whose pluses nobody encoded', `image=${base64}`],
    ['image and an option', `strict=yes&image=${encodeURIComponent(`data:image/png;base64,${base64}`)}`],
  ])('a urlencoded form with the field %s', async (_, body) => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    expect(await json(await predictRaw(body, headers))).toMatchObject({ predicted_digit: 7 });
  });

  it.each(['multipart/form-data', 'multipart/form-data; boundary=x', 'application/json'])(
    'a picture that is the body but declared as %s',
    async (type) => {
      expect(await json(await predictRaw(seven, { 'Content-Type': type }))).toMatchObject({
        predicted_digit: 7,
      });
    },
  );

  it('options in a form', async () => {
    const body = formOf({ model: 'v1.0', explain: 'on' });
    const answer = await json(await request('/predict', { method: 'POST', body }));
    expect(answer).toMatchObject({
      predicted_digit: 7,
      model_version: 'v1.0',
      explanation: expect.any(Object),
    });
  });

  it('options in JSON', async () => {
    const body = JSON.stringify({ image: base64, model: 'v1.0', explain: true, strict: 'no' });
    expect(await json(await predictJson(body))).toMatchObject({
      model_version: 'v1.0',
      explanation: expect.any(Object),
    });
  });

  it('an option that query and body agree upon', async () => {
    const body = formOf({ strict: 'yes' }, blank);
    expect((await request('/predict?strict=1', { method: 'POST', body })).status).toBe(422);
    expect((await request('/predict', { method: 'POST', body: formOf({ strict: '1' }, blank) })).status).toBe(
      422,
    );
    expect((await request('/predict', { method: 'POST', body: formOf({ strict: '0' }, blank) })).status).toBe(
      200,
    );
  });
});

describe('POST /predict refuses with 422', () => {
  it.each([
    [
      'an option that query and body contradict',
      '?strict=1',
      formOf({ strict: 'off' }),
      /query says "true" and the body "false"/,
    ],
    [
      'two models',
      '?model=v2.0',
      formOf({ model: 'v1.0' }),
      /"model": the query says "v2.0" and the body "v1.0"/,
    ],
    [
      'an option that is neither true nor false',
      '',
      formOf({ strict: 'si' }),
      /"si" is neither true nor false/,
    ],
    ['a field that is unknown', '', formOf({ explian: '1' }), /"explian" is unknown; did you mean "explain"/],
  ])('%s', async (_, query, body, detail) => {
    const response = await request(`/predict${query}`, { method: 'POST', body });
    expect(response.status).toBe(422);
    expect(await json(response)).toMatchObject({
      code: 'invalid_request',
      detail: expect.stringMatching(detail),
    });
  });

  it('a second file, and says what to do', async () => {
    const form = formOf({});
    form.append('file', new File([seven], 'other.png'));
    const response = await request('/predict', { method: 'POST', body: form });
    expect(response.status).toBe(422);
    expect((await json(response)).detail).toContain('"digit.png", "other.png"; send one picture per request');
  });
});

it('POST /predict suggests a form for JSON over its limit', async () => {
  const response = await predictJson(`{"image": "${'A'.repeat(6_000_000)}"}`);
  expect(response.status).toBe(413);
  expect((await json(response)).detail).toMatch(
    /6000000 bytes; a form, or the picture itself, may have 25000000/,
  );
});
