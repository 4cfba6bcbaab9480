import { createExecutionContext } from 'cloudflare:test';
import { env, waitUntil } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { IdempotentRequests } from '../../../src/admission/idempotency/idempotent-requests';
import { BodyRooms } from '../../../src/admission/in-flight/body-rooms';
import { PictureLanes } from '../../../src/admission/in-flight/picture-lanes';
import { RequestsInFlight } from '../../../src/admission/in-flight/requests-in-flight';
import { Quotas } from '../../../src/admission/quotas/quotas';
import { RateLimits } from '../../../src/admission/rate-limits/rate-limits';
import { mountRoutes } from '../../../src/app';
import { CONFIG } from '../../../src/config';
import { CutOffs } from '../../../src/cut-offs';
import { FeedbackDesk } from '../../../src/feedback/feedback-desk';
import { BUNDLED_MODELS } from '../../../src/inference/bundled-models';
import type { ModelFiles, NetworkFiles } from '../../../src/inference/model-files';
import { ModelRegistry } from '../../../src/inference/registry';
import { sha256 } from '../../../src/inference/verify-network';
import { wasmModule } from '../../../src/inference/wasm-module';
import { AlertBook } from '../../../src/metrics/alerts/alert-book';
import { createMetrics } from '../../../src/metrics/create-metrics';
import { DriftWatch } from '../../../src/metrics/drift/drift-watch';
import { JobDesk } from '../../../src/service/jobs/job-desk';
import { Stopwatches } from '../../../src/time/clock';
import { Deadline, sleep } from '../../../src/time/deadline';
import { workerClock } from '../../../src/time/worker-clock';
import { idleTracer } from '../../../src/tracing/tracer';
import { TrafficBook } from '../../../src/traffic/traffic-book';
import { json } from '../../support/api';
import { noKeys } from '../../support/keys';

const intact = BUNDLED_MODELS[CONFIG.defaultModel] as NetworkFiles;

/** The whole service, but for its model. */
function serviceWith(model: ModelFiles) {
  const metrics = createMetrics({ namespace: env.METRICS, ledger: () => env.LEDGER.getByName('test') });
  const app = mountRoutes({
    config: CONFIG,
    clock: workerClock,
    stopwatches: new Stopwatches(workerClock),
    requestsInFlight: new RequestsInFlight(workerClock),
    cutOffs: new CutOffs(),
    rooms: new BodyRooms(CONFIG.rooms, workerClock, () => {}),
    lanes: new PictureLanes(CONFIG.lanes, workerClock, () => {}),
    uptime: () => 0,
    restorable: { keys: null, traffic: null },
    models: new ModelRegistry(
      { ...BUNDLED_MODELS, [CONFIG.defaultModel]: model },
      CONFIG.defaultModel,
      wasmModule,
    ),
    metrics,
    tracer: idleTracer,
    drift: new DriftWatch(metrics, { modelVersion: CONFIG.defaultModel, histograms: {} }, Date.now),
    feedback: new FeedbackDesk(null),
    jobs: new JobDesk(null, 1),
    assets: null,
    traffic: new TrafficBook(null, [], null, new Deadline(sleep, 1_000), Date.now, () => {}),
    quotas: new Quotas(null, new Deadline(sleep, 1_000), waitUntil, () => {}),
    idempotency: new IdempotentRequests(null, new Deadline(sleep, 1_000), () => {}),
    rateLimits: new RateLimits(
      [],
      () => expect.unreachable(),
      () => {},
    ),
    keys: noKeys,
    alerts: {
      rules: [],
      book: new AlertBook(() => env.ALERTS.getByName('test'), new Deadline(sleep, 1_000), Date.now),
    },
  });
  return (path: string, init?: RequestInit) =>
    app.fetch(new Request(`http://localhost${path}`, init), env, createExecutionContext());
}

const noisy = { ...intact, weights: intact.weights.slice(0) };
crypto.getRandomValues(new Uint8Array(noisy.weights, 100_000, 4_096));
const zeros = new ArrayBuffer(intact.weights.byteLength);
const untrained = {
  ...intact,
  weights: zeros,
  card: { ...intact.card, weights: { ...intact.card.weights!, sha256: await sha256(zeros) } },
};

describe.each([
  ['has lost its end', { ...intact, weights: intact.weights.slice(0, 1000) }],
  ['has 4 kB of noise in its weights', noisy],
  ['gives wrong answers to the self-test', untrained],
])('a service whose model %s', (_reason, model) => {
  const request = serviceWith(model);

  it('GET /health says so with 503', async () => {
    const response = await request('/health');
    expect(response.status).toBe(503);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(await json(response)).toEqual({
      status: 'unhealthy',
      model_loaded: false,
      timestamp: expect.any(String),
    });
  });

  it('POST /predict refuses with 503', async () => {
    const response = await request('/predict', { method: 'POST', body: 'any picture' });
    expect(response.status).toBe(503);
    expect(await json(response)).toMatchObject({ code: 'model_unavailable' });
  });
});

it('the same service with its model intact is healthy', async () => {
  expect((await serviceWith(intact)('/health')).status).toBe(200);
});
