import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { createWorker } from '../../src/app';

const worker = createWorker(env);
const operate = (path: string, body?: object) =>
  worker.operate(
    new Request(`http://operations${path}`, { method: 'POST', body: body ? JSON.stringify(body) : null }),
  );

async function countOf(line: string): Promise<number> {
  const request = new Request('http://x/metrics/prometheus') as Request<unknown, IncomingRequestCfProperties>;
  const context = { waitUntil: () => {}, passThroughOnException: () => {}, props: {} };
  const response = await worker.fetch!(request, env, context);
  const text = await response.text();
  const found = text.split('\n').find((candidate) => candidate.startsWith(`${line} `));
  return Number(found?.slice(line.length) ?? 0);
}

it.each(['/ping', '/flush', '/tick'])('Operations answers %s with 204', async (path) => {
  expect((await operate(path)).status).toBe(204);
});

it('Operations answers nothing else', async () => {
  expect((await operate('/predict')).status).toBe(404);
});

it('Operations counts what the server in front answered, and folds what it does not know', async () => {
  const timeouts = 'digits_requests_total{route="/predict",method="POST",status="408"}';
  const failures = 'digits_failures_total{code="request_timeout"}';
  const before = [await countOf(timeouts), await countOf(failures)];
  const timeout = { method: 'POST', path: '/predict', status: 408, code: 'request_timeout' };
  const odd = { method: null, path: null, status: 431, code: 'of-another-version' };
  const batch = { id: 'one', answers: [timeout, odd, timeout] };
  expect((await operate('/record', batch)).status).toBe(204);
  expect([await countOf(timeouts), await countOf(failures)]).toEqual(before.map((count) => count + 2));
});

it('Operations counts a batch once, however often it is told', async () => {
  const refused = 'digits_requests_total{route="/predict",method="POST",status="503"}';
  const before = await countOf(refused);
  const answers = [{ method: 'POST', path: '/predict', status: 503, code: 'service_unavailable' }];
  for (const id of ['two', 'two', 'two', 'three']) await operate('/record', { id, answers });
  expect(await countOf(refused)).toBe(before + 2);
});
