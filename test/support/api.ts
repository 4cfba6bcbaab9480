import { exports } from 'cloudflare:workers';
import { sleep } from '../../src/time/deadline';

/** Sends a request to the Worker under test, as a client would, by path or by an https: address. */
export function request(path: string, init?: RequestInit): Promise<Response> {
  const url = path.startsWith('https:') ? path : `http://localhost${path}`;
  return exports.default.fetch(new Request(url, init));
}

/** The body of an answer, as any caller in JavaScript would read it. */
// biome-ignore lint/suspicious/noExplicitAny: tests read the fields that they expect
export async function json(response: Response): Promise<any> {
  return response.json();
}

/** `POST /predict` with a file in a form, as the original service takes it. */
export function predictForm(file: Uint8Array, type = 'image/png', query = ''): Promise<Response> {
  const form = new FormData();
  form.set('file', new File([file], 'digit.png', { type }));
  return request(`/predict${query}`, { method: 'POST', body: form });
}

/** `POST /predict` with the file as the body itself. */
export function predictRaw(file: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
  return request('/predict', { method: 'POST', body: file, headers });
}

/** `POST /predict` with JSON. */
export function predictJson(body: string): Promise<Response> {
  return request('/predict', { method: 'POST', body, headers: { 'Content-Type': 'application/json' } });
}

const AGREEING_READS = 3;
const BETWEEN_READS_MILLISECONDS = 200;

/**
 * `GET /metrics` once what was answered before is counted. A reader waits a second for the last counts of its isolate; on
 * a busy machine those of other tests arrive later, so the figures are read until they agree.
 */
// biome-ignore lint/suspicious/noExplicitAny: tests read the fields that they expect
export async function settledMetrics(): Promise<any> {
  let metrics = await json(await request('/metrics'));
  for (let agreeing = 1; agreeing < AGREEING_READS; ) {
    await sleep(BETWEEN_READS_MILLISECONDS);
    const next = await json(await request('/metrics'));
    agreeing =
      next.service_metrics.total_requests === metrics.service_metrics.total_requests ? agreeing + 1 : 1;
    metrics = next;
  }
  return metrics;
}

/** Path of the script that the docs page loads; it has a hash in its name. */
export function scriptOfDocs(): Promise<string> {
  return findAsset('/docs', /src="assets\/([^"]+)"/);
}

/** Paths of the script that recognises in the browser, and of a network that it loads. */
export async function filesOfRecognizer(): Promise<{ recognizer: string; weights: string }> {
  const page = await findAsset('/service-worker.js', /(playground-\w+\.js)/);
  const recognizer = await findAsset(page, /(recognizer-\w+\.js)/);
  return { recognizer, weights: await findAsset(recognizer, /(weights-\w+\.bin)/) };
}

async function findAsset(path: string, name: RegExp): Promise<string> {
  const text = await (await request(path)).text();
  return `/assets/${name.exec(text)![1]}`;
}
