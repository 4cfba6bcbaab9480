import { describe, expect, it } from 'vitest';
import { drawSeven, onPaper, toPng } from '../../../scripts/lib/scenes/sample-images';
import type { IdempotencyStoreNamespace } from '../../../src/admission/idempotency/idempotency-protocol';
import { json, request, settledMetrics } from '../../support/api';
import { closedService } from '../../support/closed-service';

const SEVEN = toPng(drawSeven(28));
const NOTE = toPng(onPaper(drawSeven(140)));
const base64 = (file: Uint8Array) => Buffer.from(file).toString('base64');

type Send = (path: string, init: RequestInit) => Promise<Response>;

function sendForm(key: string, files: readonly Uint8Array<ArrayBuffer>[], query = '', names = 'digit.png') {
  const form = new FormData();
  for (const file of files) form.append('files', new File([file], names));
  return request(`/predict/batch${query}`, {
    method: 'POST',
    body: form,
    headers: { 'Idempotency-Key': key },
  });
}

function sendJson(key: string, body: unknown, send: Send = request) {
  return send('/predict/batch', {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
  });
}

describe('POST /predict/batch with an Idempotency-Key', () => {
  it('gives the same request the first answer again, and says so', async () => {
    const key = crypto.randomUUID();
    const first = await sendJson(key, { images: [base64(SEVEN)] });
    const again = await sendJson(`"${key}"`, { images: [base64(SEVEN)] });
    expect([first.headers.get('Idempotent-Replayed'), again.headers.get('Idempotent-Replayed')]).toEqual([
      null,
      'true',
    ]);
    expect(again.headers.get('Content-Type')).toBe(first.headers.get('Content-Type'));
    expect(again.headers.get('X-Request-Id')).not.toBe(first.headers.get('X-Request-Id'));
    expect(await again.text()).toBe(await first.text());
  });

  it('knows a form by its files, whatever its boundary', async () => {
    const key = crypto.randomUUID();
    const first = await sendForm(key, [SEVEN, NOTE]);
    const again = await sendForm(key, [SEVEN, NOTE]);
    expect(again.headers.get('Idempotent-Replayed')).toBe('true');
    expect(await again.text()).toBe(await first.text());
  });

  it.each([
    ['another picture', (key: string) => sendForm(key, [NOTE])],
    ['the pictures in another order', (key: string) => sendForm(key, [NOTE, SEVEN])],
    ['one picture more', (key: string) => sendForm(key, [SEVEN, NOTE, NOTE])],
    ['other names of the files', (key: string) => sendForm(key, [SEVEN, NOTE], '', 'other.png')],
    ['other options', (key: string) => sendForm(key, [SEVEN, NOTE], '?strict=true')],
    ['JSON', (key: string) => sendJson(key, { images: [base64(SEVEN), base64(NOTE)] })],
  ])('refuses the key with %s', async (_what, sendOther) => {
    const key = crypto.randomUUID();
    await sendForm(key, [SEVEN, NOTE]);
    const refused = await sendOther(key);
    expect(refused.status).toBe(422);
    expect(await json(refused)).toMatchObject({
      code: 'idempotency_key_reused',
      detail: `Cannot use the Idempotency-Key "${key}" again: it came with another request; send a new one with each new request`,
    });
  });

  it('answers one of many equal requests at once, and the others with 409 until it is done', async () => {
    const key = crypto.randomUUID();
    const before = await settledMetrics();
    const answers = await Promise.all(Array.from({ length: 8 }, () => sendForm(key, Array(16).fill(NOTE))));
    const bodies = await Promise.all(answers.map(json));
    const first = answers.filter(
      ({ status, headers }) => status === 200 && !headers.has('Idempotent-Replayed'),
    );
    expect(first).toHaveLength(1);
    const waiting = answers.filter(({ status }) => status === 409);
    expect(waiting.length).toBeGreaterThan(0);
    for (const { headers } of waiting) expect(headers.get('Retry-After')).toBe('1');
    for (const body of bodies) if (body.status) expect(body.code).toBe('idempotency_key_in_use');
    const after = await settledMetrics();
    expect(after.service_metrics.successful_predictions - before.service_metrics.successful_predictions).toBe(
      16,
    );
  });

  it('counts the pictures of repeated requests once', async () => {
    const key = crypto.randomUUID();
    const before = await settledMetrics();
    const broken = SEVEN.slice(0, 40);
    for (let i = 0; i < 3; i++) await sendForm(key, [SEVEN, broken]);
    const after = await settledMetrics();
    const { successful_predictions, failed_predictions } = after.service_metrics;
    expect(successful_predictions - before.service_metrics.successful_predictions).toBe(1);
    expect(failed_predictions - before.service_metrics.failed_predictions).toBe(1);
  });

  it('stores no refusal: a corrected request with the same key is answered', async () => {
    const key = crypto.randomUUID();
    expect((await sendForm(key, [SEVEN], '?model=v9.9')).status).toBe(404);
    expect((await sendForm(key, [SEVEN])).status).toBe(200);
  });

  it.each(['', '"open', 'two, keys', 'x'.repeat(256)])('refuses the key %j', async (key) => {
    const refused = await sendForm(key, [SEVEN]);
    expect(refused.status).toBe(422);
    expect(await json(refused)).toMatchObject({
      code: 'invalid_request',
      detail: expect.stringMatching(/^Cannot read Idempotency-Key/),
    });
  });

  it('does not mix up the keys of different callers', async () => {
    const { ask, keys } = await closedService();
    const key = crypto.randomUUID();
    const send = (as: string, file: Uint8Array) =>
      sendJson(key, { images: [base64(file)] }, (path, init) => ask(path, as, init));
    expect((await send(keys.predict, SEVEN)).status).toBe(200);
    const other = await send(keys.admin, NOTE);
    expect([other.status, other.headers.has('Idempotent-Replayed')]).toEqual([200, false]);
    expect((await send(keys.predict, SEVEN)).headers.get('Idempotent-Replayed')).toBe('true');
  });
});

describe('POST /predict/batch with an Idempotency-Key, while answers cannot be stored', () => {
  const failing = () => Promise.reject(new Error('storage full'));
  const stores: Record<string, IdempotencyStoreNamespace | null> = {
    'is not bound': null,
    fails: { getByName: () => ({ begin: failing, finish: failing, abandon: failing }) },
    'fails after the work': {
      getByName: () => ({
        begin: async () => ({ kind: 'first', claim: 'x' }),
        finish: failing,
        abandon: failing,
      }),
    },
    'does not answer': {
      getByName: () => ({
        begin: () => new Promise(() => {}),
        finish: () => new Promise(() => {}),
        abandon: () => new Promise(() => {}),
      }),
    },
  };

  it.each(Object.entries(stores))('answers each time anew where the store %s', async (_how, IDEMPOTENCY) => {
    const { ask, keys } = await closedService({ METRICS_ACCESS: 'key' }, { IDEMPOTENCY });
    const key = crypto.randomUUID();
    for (let i = 0; i < 2; i++) {
      const response = await sendJson(key, { images: [base64(SEVEN)] }, (path, init) =>
        ask(path, keys.predict, init),
      );
      expect([response.status, response.headers.has('Idempotent-Replayed')]).toEqual([200, false]);
      expect((await json(response)).results).toMatchObject([{ predicted_digit: 7 }]);
    }
  });
});
