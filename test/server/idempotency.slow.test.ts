import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { drawSeven, onPaper, toPng } from '../../scripts/lib/scenes/sample-images';
import { readMetrics, startTestServer, withFolder, withServer } from '../support/with-server';

const PICTURE = toPng(onPaper(drawSeven(280)));
const PICTURES = 16;
const ROUNDS = 6;
const LIMITED = 'a key of the shop, which has a quota';
const API_KEYS = `shop:predict:${createHash('sha256').update(LIMITED).digest('hex')}:daily=50`;

function sendBatch(url: URL, key: string, pictures: number, init: RequestInit = {}): Promise<Response> {
  const form = new FormData();
  for (let i = 0; i < pictures; i++) form.append('files', new Blob([PICTURE]), `${i}.png`);
  const headers = { 'Idempotency-Key': key, 'X-API-Key': LIMITED };
  return fetch(new URL('/predict/batch', url), { method: 'POST', body: form, headers, ...init });
}

/** Repeats the request while the first one is worked on. */
async function repeatBatch(url: URL, key: string, pictures: number): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    const response = await sendBatch(url, key, pictures);
    if (response.status !== 409 || attempt === 100) return response;
    await response.arrayBuffer();
    await wait(100);
  }
}

it('a repeated batch gets the first answer, also after a restart, and is charged once', async () => {
  await withFolder(async (folder) => {
    const first = await startTestServer(folder, () => {}, { variables: { API_KEYS } });
    const answer = await (await sendBatch(first.url, 'a', 40)).text();
    const again = await sendBatch(first.url, 'a', 40);
    expect(again.headers.get('Idempotent-Replayed')).toBe('true');
    expect(await again.text()).toBe(answer);
    await first.stop();

    const second = await startTestServer(folder, () => {}, { variables: { API_KEYS } });
    expect(await (await sendBatch(second.url, 'a', 40)).text()).toBe(answer);
    expect((await sendBatch(second.url, 'b', 11)).status).toBe(429);
    expect((await sendBatch(second.url, 'b', 10)).status).toBe(200);
    const { service_metrics } = await readMetrics(second.url);
    expect(service_metrics).toMatchObject({ successful_predictions: 50, failed_predictions: 1 });
    await second.stop();
  });
});

it('a batch whose client leaves can be repeated at once, and its pictures are counted once', async () => {
  await withServer(async (url) => {
    const start = performance.now();
    await (await sendBatch(url, 'complete', PICTURES)).arrayBuffer();
    const milliseconds = performance.now() - start;
    for (let round = 0; round < ROUNDS; round++) {
      const abort = new AbortController();
      const left = sendBatch(url, `${round}`, PICTURES, { signal: abort.signal })
        .then((response) => response.arrayBuffer())
        .catch(() => {});
      await wait((milliseconds * round * 1.2) / ROUNDS);
      abort.abort();
      await left;
      const response = await repeatBatch(url, `${round}`, PICTURES);
      expect((await response.json()).succeeded).toBe(PICTURES);
    }
    const { service_metrics } = await readMetrics(url);
    expect(service_metrics.successful_predictions).toBe((1 + ROUNDS) * PICTURES);
  });
});
