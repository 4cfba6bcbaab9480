import type { RecordedErrors } from '../../../src/problem-details';
import { drawSeven, onPaper, toPng, twice } from '../scenes/sample-images';
import { ERROR_REQUESTS } from './error-requests';
import { EXAMPLE_KEYS } from './example-keys';
import { JOB_BODIES, JOB_REQUESTS, jobOf } from './job-requests';
import { PROTOCOL_BODIES, PROTOCOL_REQUESTS } from './protocol-requests';
import { withoutChance } from './without-chance';

/** Contents of `src/http/openapi/examples.json`. */
export interface RecordedExamples extends RecordedErrors {
  /** By operation, content type and name. */
  readonly requests: Record<string, Record<string, Record<string, unknown>>>;
  /** By operation, status, content type and name. */
  readonly answers: Record<string, Record<string, Record<string, Record<string, unknown>>>>;
}

/** A request whose response is an example. */
export interface ExampleRequest {
  readonly operation: string;
  readonly name: string;
  readonly path: string;
  readonly init?: RequestInit;
}

const REQUEST_ID = '0b0f3c1e-6c53-4a5b-9d4c-0d3f7e1a2b4c';

const SEVEN = { image: Buffer.from(toPng(drawSeven(28))).toString('base64') };
const BLANK_DATA = new Uint8Array(28 * 28).fill(240);
const BLANK = { image: Buffer.from(toPng({ width: 28, height: 28, data: BLANK_DATA })).toString('base64') };
/** 7777 on a strip of paper. */
const NUMBER = { image: Buffer.from(toPng(twice(twice(onPaper(drawSeven(56)))))).toString('base64') };
/** A picture can be read, the other is cut off. */
const SEVEN_AND_HALF_A_FILE = {
  images: [{ id: 'a', image: SEVEN.image }, SEVEN.image.slice(0, SEVEN.image.length / 2)],
};

const NEW_KEY = { name: 'scanner', role: 'predict', sha256: 'a'.repeat(64), quota: { daily: 1000 } };
const NEXT_KEY = { sha256: 'b'.repeat(64), expires: '2099-12-31', overlap_seconds: 3600 };

const NEW_SPLIT = {
  weights: { 'v3.0': 90, 'v2.0': 10 },
  shadows: { ensemble: 5 },
  reason: 'v1.0 is cheaper; does it read as well?',
};
const LABEL = { request_id: REQUEST_ID, label: 7, comment: 'With a bar' };
const LABELS = {
  feedback: [
    { request_id: REQUEST_ID, label: 7 },
    { request_id: 'unknown', label: 'not_a_digit' },
  ],
};

const ROLLBACK = { reason: 'It does not' };
/** Not to a moment, which would be too long ago one day. */
const RESTORATION = {
  store: 'keys',
  bookmark: '00000085-0000024c-00004c6d-8e61117bf38d7adb71b934ebbf891683',
};

const ACCEPT = {
  draft: { headers: { Accept: 'application/health+json' } },
  text: { headers: { Accept: 'text/plain' } },
  openMetrics: { headers: { Accept: 'application/openmetrics-text' } },
};

/** Requests whose answers become examples, in this order: the figures are those of what was asked before. */
export const EXAMPLE_REQUESTS: readonly ExampleRequest[] = [
  predict('A 7', SEVEN),
  predict('A blank sheet', BLANK),
  predict('A 7, read by the ensemble', SEVEN, '?model=ensemble'),
  predict('A 7, explained', SEVEN, '?explain=true'),
  post('predictNumber', 'A number', '/predict/number', NUMBER),
  post('predictNumber', 'A blank sheet', '/predict/number', BLANK),
  post('predictBatch', 'A 7 and half a file', '/predict/batch', SEVEN_AND_HALF_A_FILE),
  post('giveFeedback', 'It is a 7', '/feedback', LABEL),
  post('giveFeedbackBatch', 'One is known', '/feedback/batch', LABELS),
  { operation: 'readAccuracy', name: 'One label', path: '/feedback/accuracy' },
  { operation: 'exportFeedback', name: 'Labelled pictures', path: '/feedback/export' },
  {
    operation: 'deleteFeedback',
    name: 'Deleted',
    path: `/feedback/${REQUEST_ID}`,
    init: { method: 'DELETE' },
  },
  ...JOB_REQUESTS,
  ...PROTOCOL_REQUESTS,
  { operation: 'describeService', name: 'Overview', path: '/' },
  { operation: 'describeModel', name: 'The current model', path: '/model_info' },
  { operation: 'checkHealth', name: 'Healthy', path: '/health' },
  { operation: 'checkHealth', name: 'Healthy', path: '/health', init: ACCEPT.draft },
  { operation: 'checkLiveness', name: 'Alive', path: '/livez' },
  { operation: 'checkReadiness', name: 'Ready', path: '/readyz?verbose' },
  { operation: 'readMetrics', name: 'Metrics', path: '/metrics' },
  { operation: 'readMetrics', name: 'One of the series', path: '/metrics', init: ACCEPT.text },
  { operation: 'readMetrics', name: 'One of the series', path: '/metrics', init: ACCEPT.openMetrics },
  { operation: 'scrapeMetrics', name: 'One of the series', path: '/metrics/prometheus' },
  {
    operation: 'scrapeMetrics',
    name: 'One of the series',
    path: '/metrics/prometheus',
    init: ACCEPT.openMetrics,
  },
  { operation: 'readMetricsHistory', name: 'One hour', path: '/metrics/history?window=1h&step=1h' },
  { operation: 'compareDrift', name: 'After a few pictures', path: '/drift' },
  { operation: 'listAlerts', name: 'After the start', path: '/alerts' },
  { operation: 'listKeys', name: 'Configured keys', path: '/admin/keys' },
  post('addKey', 'A key for a scanner', '/admin/keys', NEW_KEY),
  post('rotateKey', 'A new key', '/admin/keys/scanner/rotate', NEXT_KEY),
  { operation: 'revokeKey', name: 'Revoked', path: '/admin/keys/scanner', init: { method: 'DELETE' } },
  { operation: 'compareVersions', name: 'Before a split', path: '/experiments' },
  { operation: 'listModels', name: 'All versions', path: '/models' },
  { operation: 'readTraffic', name: 'Nothing is divided', path: '/admin/traffic' },
  put('setTraffic', 'A tenth for v1.0', '/admin/traffic', NEW_SPLIT),
  post('rollBackTraffic', 'Undone', '/admin/traffic/rollback', ROLLBACK),
  post('restoreStore', 'Undone', '/admin/restore', RESTORATION),
];

function predict(name: string, body: object, query = ''): ExampleRequest {
  return post('predict', name, `/predict${query}`, body);
}

function post(operation: string, name: string, path: string, body: object, method = 'POST'): ExampleRequest {
  const headers = { 'Content-Type': 'application/json' };
  return { operation, name, path, init: { method, body: JSON.stringify(body), headers } };
}

function put(operation: string, name: string, path: string, body: object): ExampleRequest {
  return post(operation, name, path, body, 'PUT');
}

/**
 * Requests the examples of the OpenAPI document from a running service.
 * @param url of a service that has just started, with `EXAMPLE_VARIABLES`
 * @throws Error if a request does not cause its error
 */
export async function recordExamples(url: URL): Promise<RecordedExamples> {
  const answers: RecordedExamples['answers'] = {};
  for (const { operation, name, path, init } of EXAMPLE_REQUESTS) {
    const response = await ask(url, path, init);
    if (response.status === 204) continue;
    const type = response.headers.get('Content-Type')!.split(';', 1)[0]!;
    // Errors have examples of their own.
    if (type === 'application/x-tar' || type === 'application/problem+json') {
      await response.body?.cancel();
      continue;
    }
    const text = await response.text();
    const value = exampleOf(type, text);
    answers[operation] ??= {};
    answers[operation][response.status] ??= {};
    const byType = answers[operation][response.status]!;
    byType[type] = { ...byType[type], [name]: value };
  }
  return {
    requestId: REQUEST_ID,
    errors: await recordErrors(url),
    requests: {
      predict: { 'application/json': { 'A 7': SEVEN, 'A blank sheet': BLANK } },
      predictNumber: { 'application/json': { 'A number': NUMBER, 'A blank sheet': BLANK } },
      predictBatch: { 'application/json': { 'A 7 and half a file': SEVEN_AND_HALF_A_FILE } },
      giveFeedback: { 'application/json': { 'It is a 7': LABEL } },
      giveFeedbackBatch: { 'application/json': { 'One is known': LABELS } },
      addKey: { 'application/json': { 'A key for a scanner': NEW_KEY } },
      rotateKey: { 'application/json': { 'A new key': NEXT_KEY } },
      setTraffic: { 'application/json': { 'A tenth for v1.0': NEW_SPLIT } },
      rollBackTraffic: { 'application/json': { Undone: ROLLBACK } },
      restoreStore: { 'application/json': { Undone: RESTORATION } },
      ...JOB_BODIES,
      ...PROTOCOL_BODIES,
    },
    answers,
  };
}

async function withJob(url: URL, path: string): Promise<string> {
  const [placeholder] = /\{\w+\}/.exec(path) ?? [];
  if (placeholder === undefined) return path;
  return path.replace(placeholder, await jobOf(placeholder, url, (place, init) => ask(url, place, init)));
}

async function recordErrors(url: URL): Promise<Record<string, string>> {
  const errors: Record<string, string> = {};
  for (const [code, request] of Object.entries(ERROR_REQUESTS)) {
    errors[code] = typeof request === 'string' ? request : await provoke(url, code, request);
  }
  return errors;
}

async function provoke(url: URL, code: string, { path, init }: { path: string; init: RequestInit }) {
  const problem = (await (await ask(url, path, init)).json()) as { code?: string; detail?: string };
  if (problem.code !== code || !problem.detail) {
    throw new Error(`Cannot record the example of ${code}: ${path} answered ${JSON.stringify(problem)}`);
  }
  return problem.detail;
}

/** Asks as an administrator for a path, in which `{job}` and the like stand for jobs that are opened first, unless the request says otherwise; again where the refusal of a large body was lost: the connection ends before the body has been sent. */
export async function ask(url: URL, path: string, init: RequestInit = {}, attempts = 5): Promise<Response> {
  const headers = { 'X-API-Key': EXAMPLE_KEYS.admin, ...init.headers, 'X-Request-Id': REQUEST_ID };
  try {
    return await fetch(new URL(await withJob(url, path), url), { ...init, headers });
  } catch (error) {
    if (attempts === 1) throw error;
    return ask(url, path, init, attempts - 1);
  }
}

function exampleOf(type: string, text: string): unknown {
  if (type.endsWith('json')) return withoutChance(JSON.parse(text));
  // Of lines of JSON the schema describes each.
  if (type.endsWith('jsonl')) return withoutChance(JSON.parse(text.split('\n', 1)[0]!));
  return onePredictionSeries(text);
}

/** The whole text has hundreds of lines. */
function onePredictionSeries(text: string): string {
  const lines = text.split('\n').filter((line) => /digits_predictions(_total)?\b/.test(line));
  const told = lines.filter((line) => line.startsWith('#') || !/ 0$/.test(line));
  return `${[...told, ...(text.endsWith('# EOF\n') ? ['# EOF'] : [])].join('\n')}\n`;
}
