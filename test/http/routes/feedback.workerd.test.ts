import { beforeAll, describe, expect, it } from 'vitest';
import { drawSeven, toPng } from '../../../scripts/lib/scenes/sample-images';
import { createKey, digestOf, toHex } from '../../../src/api-keys/key-format';
import { CONFIG } from '../../../src/config';
import { decodeImage } from '../../../src/image/decode';
import { readTarFiles } from '../../../src/jobs/archive/tar';
import { json } from '../../support/api';
import { type ClosedService, closedService, memoryOfItsOwn } from '../../support/closed-service';
import { MemorySource } from '../../support/jobs/archives';

const SEVEN = toPng(drawSeven(28));
const MANIFEST = 'manifest/000001.jsonl';
const HALF = SEVEN.slice(0, SEVEN.length / 2);

let service: ClosedService;
const FEEDBACK_SHARDS = memoryOfItsOwn();
beforeAll(async () => {
  service = await closedService({ FEEDBACK: 'on' }, { FEEDBACK_SHARDS });
});

async function predictSeven(): Promise<string> {
  const response = await service.ask('/predict', service.keys.predict, { method: 'POST', body: SEVEN });
  return (await json(response)).request_id;
}

function label(body: object, key = service.keys.predict, path = '/feedback'): Promise<Response> {
  return service.ask(path, key, { method: 'POST', body: JSON.stringify(body) });
}

describe('POST /feedback', () => {
  it('takes a label for a prediction that was made just now', async () => {
    const response = await label({ request_id: await predictSeven(), label: 7, comment: 'With a bar' });
    expect(response.status).toBe(202);
    expect(await json(response)).toEqual({
      feedback_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      accepted: true,
      previous: null,
    });
  });

  it('replaces a label by a later one, and says which it was', async () => {
    const request_id = await predictSeven();
    await label({ request_id, label: '1' });
    expect(await json(await label({ request_id, label: 'not_a_digit' }))).toMatchObject({ previous: '1' });
  });

  it('takes the same label again without counting it as another', async () => {
    const request_id = await predictSeven();
    const first = await json(await label({ request_id, label: 7 }));
    const again = await json(await label({ request_id, label: '7' }));
    expect(again).toEqual({ ...first, previous: '7' });
  });

  it('takes labels for each picture of a batch, by its place among all of them', async () => {
    const form = new FormData();
    for (const file of [HALF, SEVEN]) form.append('files', new File([file], 'a.png'));
    const batch = await service.ask('/predict/batch', service.keys.predict, { method: 'POST', body: form });
    const { request_id } = await json(batch);
    expect((await label({ request_id, index: 1, label: 7 })).status).toBe(202);
    expect((await label({ request_id, index: 0, label: 7 })).status).toBe(404);
  });

  it('refuses an id that no prediction has with 404', async () => {
    const response = await label({ request_id: 'nobody', label: 7 });
    expect(response.status).toBe(404);
    expect(await json(response)).toMatchObject({
      code: 'unknown_prediction',
      detail: expect.stringContaining('request_id "nobody"'),
    });
  });

  it('lets nobody but its owner and administrators label a prediction that was made with a key', async () => {
    const request_id = await predictSeven();
    const key = createKey();
    const API_KEYS = `stranger:predict:${toHex(await digestOf(key))}`;
    const stranger = await closedService({ FEEDBACK: 'on', API_KEYS }, { FEEDBACK_SHARDS });
    const init = { method: 'POST', body: JSON.stringify({ request_id, label: 1 }) };
    expect((await stranger.ask('/feedback', key, init)).status).toBe(404);
    expect((await label({ request_id, label: 7 }, service.keys.admin)).status).toBe(202);
  });

  it.each([
    [{ request_id: 'a', label: 10 }, 'label', 'it must be a digit, 0 to 9, or "not_a_digit"'],
    [{ request_id: 'a', label: 'seven' }, 'label', 'it must be a digit, 0 to 9, or "not_a_digit"'],
    [{ request_id: 'a' }, 'label', 'it must be a digit, 0 to 9, or "not_a_digit"'],
    [{ label: 7 }, 'request_id', 'it must be the request_id of an answer'],
    [{ request_id: 'a', label: 7, index: -1 }, 'index', 'it must be at least 0'],
    [{ request_id: 'a', label: 7, comment: 'x'.repeat(501) }, 'comment', 'at most 500 characters'],
    [{ request_id: 'a', labels: 7 }, 'labels', 'did you mean "label"'],
  ])('refuses %j with 422, naming "%s"', async (body, field, detail) => {
    const response = await label(body);
    expect(response.status).toBe(422);
    const problem = await json(response);
    expect(problem.code).toBe('invalid_request');
    expect(problem.detail).toContain(`"${field}"`);
    expect(problem.detail).toContain(detail);
  });

  it('is closed to keys that may not predict', async () => {
    expect((await label({ request_id: 'a', label: 7 }, service.keys.metrics)).status).toBe(403);
  });

  it('says that feedback is off where it is', async () => {
    const off = await closedService();
    const body = JSON.stringify({ request_id: 'a', label: 7 });
    const response = await off.ask('/feedback', off.keys.predict, { method: 'POST', body });
    expect([response.status, (await json(response)).code]).toEqual([404, 'feedback_off']);
    expect(await json(await off.ask('/', null))).toMatchObject({ feedback: 'off' });
    expect(await json(await service.ask('/', null))).toMatchObject({ feedback: 'on' });
  });

  it('answers 503 where the storage fails, and predictions go on', async () => {
    const broken = { getByName: () => ({ remember: fail, label: fail }) };
    const failing = await closedService({ FEEDBACK: 'on' }, { FEEDBACK_SHARDS: broken });
    const predicted = await failing.ask('/predict', failing.keys.predict, { method: 'POST', body: SEVEN });
    expect(predicted.status).toBe(200);
    const body = JSON.stringify({ request_id: (await json(predicted)).request_id, label: 7 });
    const response = await failing.ask('/feedback', failing.keys.predict, { method: 'POST', body });
    expect([response.status, response.headers.get('Retry-After')]).toEqual([503, '5']);
    expect((await json(response)).code).toBe('feedback_unavailable');
  });
});

async function fail(): Promise<never> {
  throw new Error('The disk is full');
}

describe('POST /feedback/batch', () => {
  it('takes labels for several predictions, each with its own result', async () => {
    const request_id = await predictSeven();
    const feedback = [
      { request_id, label: 7 },
      { request_id: 'nobody', label: 1 },
    ];
    const response = await label({ feedback }, service.keys.predict, '/feedback/batch');
    expect(response.status).toBe(202);
    expect(await json(response)).toEqual({
      accepted: 1,
      refused: 1,
      results: [
        { request_id, index: 0, feedback_id: expect.any(String), accepted: true, previous: null },
        {
          request_id: 'nobody',
          index: 0,
          accepted: false,
          error: { code: 'unknown_prediction', status: 404, detail: expect.any(String) },
        },
      ],
    });
  });

  it('refuses more than 100 labels with 422', async () => {
    const feedback = Array.from({ length: 101 }, () => ({ request_id: 'a', label: 7 }));
    const response = await label({ feedback }, service.keys.predict, '/feedback/batch');
    expect(response.status).toBe(422);
    expect((await json(response)).detail).toContain('at most 100 entries');
  });

  it('names the entry that is wrong', async () => {
    const feedback = [
      { request_id: 'a', label: 7 },
      { request_id: 'b', label: 'x' },
    ];
    const response = await label({ feedback }, service.keys.predict, '/feedback/batch');
    expect((await json(response)).detail).toContain('"feedback.1.label"');
  });
});

describe('GET /feedback/accuracy', () => {
  it('counts labelled pictures and the right ones among them, of one version or of all', async () => {
    const alone = await closedService(
      { FEEDBACK: 'on', METRICS_ACCESS: 'key' },
      { FEEDBACK_SHARDS: memoryOfItsOwn() },
    );
    const post = (path: string, body: BodyInit) =>
      alone.ask(path, alone.keys.predict, { method: 'POST', body });
    for (const [model, label] of [
      ['v2.0', 7],
      ['v2.0', 1],
      ['v1.0', 7],
      ['v1.0', null],
    ]) {
      const { request_id } = await json(await post(`/predict?model=${model}`, SEVEN));
      if (label !== null) await post('/feedback', JSON.stringify({ request_id, label }));
    }
    const read = async (query: string) =>
      json(await alone.ask(`/feedback/accuracy${query}`, alone.keys.metrics));
    const all = await read('');
    expect(all).toMatchObject({
      window_seconds: 86_400,
      model_version: null,
      labelled: { count: 3, of: 4 },
      accuracy: { count: 2, of: 3 },
      accuracy_at_most: null,
      card_accuracy: 0.9972,
      stale: false,
    });
    expect(all.confusion.counts[1][7]).toBe(1);
    expect(all.expected_accuracy).toBeGreaterThan(0.9);
    expect(await read('?model=v1.0&window=1h')).toMatchObject({
      window_seconds: 3_600,
      model_version: 'v1.0',
      labelled: { count: 1, of: 2 },
      accuracy: { share: 1 },
    });
    const metrics = await (await alone.ask('/metrics/prometheus', alone.keys.metrics)).text();
    expect(metrics).toContain('digits_feedback_accuracy_ratio{model_version="v2.0"} 0.5\n');
    expect(metrics).toContain('digits_feedback_labelled_pictures{model_version="v1.0"} 1\n');
    expect(metrics).toMatch(/digits_feedback_labels_total\{model_version="v2.0",result="wrong"\} [1-9]/);
  });

  it('refuses a version that there is not, and a window that it cannot read', async () => {
    const ask = (query: string) => service.ask(`/feedback/accuracy${query}`, service.keys.metrics);
    expect((await ask('?model=v9')).status).toBe(404);
    expect((await ask('?window=1x')).status).toBe(422);
  });
});

describe('GET /feedback/export', () => {
  it('sends labelled pictures as <label>/<request_id>.png, and a manifest', async () => {
    const alone = await closedService(
      { FEEDBACK: 'on', FEEDBACK_IMAGES: 'on' },
      { FEEDBACK_SHARDS: memoryOfItsOwn() },
    );
    const post = (path: string, body: BodyInit, headers = {}) =>
      alone.ask(path, alone.keys.predict, { method: 'POST', body, headers });
    const { request_id } = await json(await post('/predict', SEVEN));
    const long = 'x'.repeat(250);
    await post('/predict', SEVEN, { 'X-Request-Id': long });
    for (const [id, label] of [
      [request_id, 1],
      [request_id, 7],
      [long, 'not_a_digit'],
    ])
      await post('/feedback', JSON.stringify({ request_id: id, label, comment: 'é' }));
    const response = await alone.ask('/feedback/export', alone.keys.admin);
    expect(response.headers.get('Content-Type')).toBe('application/x-tar');
    const { pictures, manifest } = await readExport(response);
    expect([...pictures.keys()]).toEqual([
      ...[`7/${request_id}.png`, `crops/${request_id}.png`],
      ...[`not_a_digit/${long}.png`, `crops/${long}.png`],
    ]);
    const crop = decodeImage(pictures.get(`crops/${request_id}.png`)!, CONFIG.image).raster;
    expect([crop.width, crop.height]).toEqual([64, 64]);
    const { raster } = decodeImage(pictures.get(`7/${request_id}.png`)!, CONFIG.image);
    expect([raster.width, raster.height]).toEqual([28, 28]);
    const [first, second] = manifest;
    expect(first).toMatchObject({
      file: `7/${request_id}.png`,
      request_id,
      index: 0,
      label: '7',
      predicted_digit: 7,
      is_digit: true,
      model_version: 'v3.0',
      assigned_by: 'default',
      labels: [
        { label: '1', comment: 'é', reporter: 'predict-holder' },
        { label: '7', comment: 'é', reporter: 'predict-holder' },
      ],
    });
    expect(second).toMatchObject({ file: `not_a_digit/${long}.png`, label: 'not_a_digit' });
  });

  it('has no pictures unless they are kept', async () => {
    const request_id = await predictSeven();
    await label({ request_id, label: 7 });
    const response = await service.ask('/feedback/export', service.keys.admin);
    const { pictures, manifest } = await readExport(response);
    expect(pictures.size).toBe(0);
    expect(manifest.find((line) => line.request_id === request_id)).toMatchObject({ file: null, label: '7' });
  });

  it('is closed to keys that are not for administration', async () => {
    expect((await service.ask('/feedback/export', service.keys.predict)).status).toBe(403);
  });
});

/** The pictures of an export by their paths, as jobs read them, and the lines of its manifest. */
async function readExport(response: Response) {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const range = { at: 0, end: bytes.length };
  const files = await readTarFiles(new MemorySource(bytes), range, CONFIG.jobs.batch);
  const pictures = new Map(files.map(({ key, content }) => [key, content as Uint8Array<ArrayBuffer>]));
  const manifest = new TextDecoder().decode(pictures.get(MANIFEST)).trim().split('\n');
  pictures.delete(MANIFEST);
  return { pictures, manifest: manifest.map((line) => JSON.parse(line)) };
}

describe('DELETE /feedback/{request_id}', () => {
  const remove = (id: string, key = service.keys.admin) =>
    service.ask(`/feedback/${id}`, key, { method: 'DELETE' });

  it('deletes the prediction with its labels', async () => {
    const request_id = await predictSeven();
    await label({ request_id, label: 7 });
    expect((await remove(request_id)).status).toBe(204);
    expect((await label({ request_id, label: 7 })).status).toBe(404);
    expect((await remove(request_id)).status).toBe(404);
  });

  it('is closed to keys that are not for administration', async () => {
    expect((await remove('a', service.keys.predict)).status).toBe(403);
  });
});
