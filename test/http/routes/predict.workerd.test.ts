import { expect, it } from 'vitest';
import { drawSeven, onPaper, onTable, toJpeg, toPng } from '../../../scripts/lib/scenes/sample-images';
import { CONFIG } from '../../../src/config';
import { decodeImage } from '../../../src/image/decode';
import { json, predictForm, predictJson, predictRaw } from '../../support/api';

const seven = toPng(drawSeven(28));
const onPaperPng = toPng(onPaper(drawSeven(280)));
const onPaperJpeg = toJpeg(onPaper(drawSeven(280)));

it('POST /predict answers the original fields, with their types', async () => {
  const response = await predictForm(seven);

  expect(response.status).toBe(200);
  expect(await json(response)).toMatchObject({
    predicted_digit: 7,
    confidence: expect.any(Number),
    all_probabilities: expect.any(Object),
    inference_time_seconds: expect.any(Number),
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    model_version: expect.stringMatching(/^v\d+\.\d+$/),
    request_id: response.headers.get('X-Request-Id'),
    is_digit: true,
    reject_reason: null,
    out_of_distribution_score: expect.any(Number),
  });
});

it('POST /predict answers ten probabilities that sum to 1 within 1e-6, the largest for the digit', async () => {
  const { all_probabilities, confidence } = await json(await predictForm(seven));

  expect(Object.keys(all_probabilities)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  const probabilities = Object.values<number>(all_probabilities);
  expect(Math.abs(probabilities.reduce((sum, p) => sum + p) - 1)).toBeLessThan(1e-6);
  expect(all_probabilities['7']).toBe(Math.max(...probabilities));
  expect(confidence).toBe(all_probabilities['7']);
});

it('POST /predict reports a time greater than 0 and less than that of the whole request', async () => {
  const start = performance.now();
  const { inference_time_seconds } = await json(await predictForm(onPaperPng));
  const whole = (performance.now() - start) / 1000;

  expect(inference_time_seconds).toBeGreaterThan(0);
  expect(inference_time_seconds).toBeLessThanOrEqual(whole + 0.001); // the clock has steps of 1 ms
});

it.each([
  ['a PNG of dark ink on paper', onPaperPng],
  ['a JPEG of dark ink on paper', onPaperJpeg],
  ['a JPEG of a note on a dark table', toJpeg(onTable(onPaper(drawSeven(280))))],
])('POST /predict reads %s', async (_name, file) => {
  expect(await json(await predictForm(file))).toMatchObject({ predicted_digit: 7 });
});

it('POST /predict detects the format by the bytes, not by the declared type', async () => {
  expect(await json(await predictForm(onPaperJpeg, 'image/png'))).toMatchObject({ predicted_digit: 7 });
  expect(await json(await predictForm(seven, 'text/plain'))).toMatchObject({ predicted_digit: 7 });
});

it.each([
  ['image/png', { 'Content-Type': 'image/png' }],
  ["curl's default type", { 'Content-Type': 'application/x-www-form-urlencoded' }],
  ['no declared type', {}],
])('POST /predict takes the image as the body itself, with %s', async (_name, headers) => {
  expect(await json(await predictRaw(seven, headers))).toMatchObject({ predicted_digit: 7 });
});

it.each([
  ['base64', Buffer.from(seven).toString('base64')],
  ['a data: URL', `data:image/png;base64,${Buffer.from(seven).toString('base64')}`],
])('POST /predict takes the image as %s in JSON', async (_name, image) => {
  expect(await json(await predictJson(JSON.stringify({ image })))).toMatchObject({ predicted_digit: 7 });
});

it('POST /predict answers with the requested model', async () => {
  const response = await predictForm(seven, 'image/png', '?model=v1.0');
  expect(await json(response)).toMatchObject({ predicted_digit: 7, model_version: 'v1.0' });
});

it('POST /predict?model=ensemble answers the mean of its members’ probabilities, their votes and their disagreement', async () => {
  const versions = ['v2.0', 'v2.0-long', 'v2.1-3x3', 'v2.1-7x7', 'v2.1-7x7-seed2'];
  const [ensemble, ...members] = await Promise.all(
    ['ensemble', ...versions].map(async (version) =>
      json(await predictForm(onPaperPng, 'image/png', `?model=${version}`)),
    ),
  );
  const confidences = members.map(({ confidence }) => confidence);
  expect(ensemble.confidence).toBeCloseTo(
    confidences.reduce((sum, value) => sum + value) / versions.length,
    6,
  );
  expect(ensemble.votes).toEqual(
    versions.map((version, i) => ({ model_version: version, digit: 7, confidence: confidences[i] })),
  );
  expect(ensemble.disagreement).toBeGreaterThanOrEqual(0);
  expect(members[0]).not.toHaveProperty('votes');
});

it('POST /predict?explain=true shows what the network saw, where, and which parts mattered', async () => {
  const side = 600;
  const { explanation } = await json(
    await predictForm(toPng(onPaper(drawSeven(side))), 'image/png', '?explain=true'),
  );

  expect(explanation).toMatchObject({
    polarity: 'dark_on_light',
    threshold: expect.any(Number),
    occlusion_model: 'v2.0',
    time_seconds: expect.any(Number),
  });
  const { crop } = explanation; // the pen leaves 5 of 28 pixels free on either side
  expect(crop.x / side).toBeCloseTo(4.7 / 28, 1);
  expect((crop.x + crop.width) / side).toBeCloseTo(22.3 / 28, 1);
  for (const url of [explanation.normalized_image, explanation.occlusion_map]) {
    const png = Buffer.from(url.replace('data:image/png;base64,', ''), 'base64');
    expect(decodeImage(png, CONFIG.image)).toMatchObject({ sourceWidth: 28, sourceHeight: 28 });
  }
});

it('POST /predict?explain=true shows a picture that is recognised as the same digit', async () => {
  const { explanation } = await json(await predictForm(onPaperPng, 'image/png', '?explain=true'));
  expect(
    await json(await predictJson(JSON.stringify({ image: explanation.normalized_image }))),
  ).toMatchObject({
    predicted_digit: 7,
  });
});

it('POST /predict?model=v3.0 answers with what its eye says where that is sure, and explains with what it saw', async () => {
  const answer = await json(await predictForm(onPaperPng, 'image/png', '?model=v3.0&explain=true'));
  expect(answer).toMatchObject({ predicted_digit: 7, model_version: 'v3.0', reject_reason: null });
  expect(answer.votes).toBeUndefined();
  const { look_image, look_map, occlusion_model, crop } = answer.explanation;
  for (const image of [look_image, look_map]) {
    const bytes = Uint8Array.from(atob(image.split(',')[1]!), (c) => c.charCodeAt(0));
    expect(decodeImage(bytes, CONFIG.image).raster).toMatchObject({ width: 64, height: 64 });
  }
  expect(occlusion_model).toBe('v2.0');
  expect(crop.width).toBeGreaterThan(80);
});
