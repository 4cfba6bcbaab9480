import { createExecutionContext, createScheduledController } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { drawSeven, toPng } from '../../../scripts/lib/scenes/sample-images';
import { toPattern } from '../../../src/http/route-table';
import worker from '../../../src/index';
import { DRIFT_FEATURES, PREDICT_ROUTE, RECOGNITION_ROUTES } from '../../../src/metrics/series/labels';
import { json, predictRaw, request, settledMetrics } from '../../support/api';

const SEVEN = toPng(drawSeven(28));

/** What Prometheus 2 and 3 send. */
const PROMETHEUS_ACCEPT =
  'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,' +
  'text/plain;version=0.0.4;q=0.5,*/*;q=0.1';

async function scrape(path = '/metrics/prometheus'): Promise<Map<string, number>> {
  await settledMetrics();
  const text = await (await request(path)).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
}

describe('GET /metrics by the Accept header', () => {
  it.each([
    ['nothing', null, 'application/json'],
    ['anything', '*/*', 'application/json'],
    ["a browser's wishes", 'text/html,application/xhtml+xml,*/*;q=0.8', 'application/json'],
    ['text/plain', 'text/plain', 'text/plain; version=0.0.4; charset=utf-8'],
    [
      'application/openmetrics-text',
      'application/openmetrics-text',
      'application/openmetrics-text; version=1.0.0; charset=utf-8',
    ],
    ["Prometheus' wishes", PROMETHEUS_ACCEPT, 'application/openmetrics-text; version=1.0.0; charset=utf-8'],
  ])('answers %s', async (_name, accept, type) => {
    const response = await request('/metrics', { headers: accept === null ? {} : { Accept: accept } });
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toBe(type);
    expect(response.headers.get('Vary')).toContain('Accept');
  });

  it('answers text on /metrics/prometheus whatever is accepted', async () => {
    const response = await request('/metrics/prometheus', { headers: { Accept: 'application/json' } });
    expect(response.headers.get('Content-Type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  });

  it('answers HEAD without a body', async () => {
    const response = await request('/metrics', { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });

  it('answers 304 to a client that has the metrics, and new ones after a prediction', async () => {
    const tag = (await request('/metrics')).headers.get('ETag')!;
    const same = await request('/metrics', { headers: { 'If-None-Match': tag } });
    expect(same.status).toBe(304);
    expect(await same.text()).toBe('');
    await predictRaw(SEVEN);
    expect((await request('/metrics', { headers: { 'If-None-Match': tag } })).status).toBe(200);
  });
});

describe('GET /metrics/prometheus', () => {
  it('has every series from the first scrape, and adds what happens', async () => {
    const before = await scrape();
    await predictRaw(SEVEN);
    await predictRaw('no picture');
    const after = await scrape();
    expect([...after.keys()]).toEqual([...before.keys()]);
    const grown = (series: string) => after.get(series)! - before.get(series)!;
    expect(grown('digits_requests_total{route="/predict",method="POST",status="200"}')).toBe(1);
    expect(grown('digits_requests_total{route="/predict",method="POST",status="415"}')).toBe(1);
    expect(grown('digits_failures_total{code="unsupported_format"}')).toBe(1);
    expect(grown('digits_images_total{format="png"}')).toBe(1);
    expect(grown('digits_image_pixels_sum')).toBe(784);
  });

  it('has every documented response, each under its own path', async () => {
    const { paths } = await json(await request('/openapi.json'));
    const values = await scrape();
    for (const [path, operations] of Object.entries<object>(paths)) {
      for (const [method, { responses }] of Object.entries<{ responses: object }>(
        operations as Record<string, { responses: object }>,
      )) {
        // Those that every path shares (405, default) are not answers to this method.
        const own = Object.entries<object>(responses as Record<string, object>);
        for (const [status] of own.filter(([, response]) => !('$ref' in response))) {
          const labels = `route="${toPattern(path)}",method="${method.toUpperCase()}",status="${status}"`;
          expect(values.has(`digits_requests_total{${labels}}`), labels).toBe(true);
        }
      }
    }
  });

  it('agrees with the JSON', async () => {
    await predictRaw(SEVEN);
    const { service_metrics, model_metrics } = await json(await request('/metrics'));
    const values = await scrape();
    const sum = (prefix: string) =>
      [...values].reduce((total, [series, value]) => (series.startsWith(prefix) ? total + value : total), 0);
    // A batch that was answered counts by its pictures, as jobs do, any other request as one.
    const single = sum('digits_requests_total{route="/predict",method="POST"');
    const others = RECOGNITION_ROUTES.filter((route) => route !== PREDICT_ROUTE).map((route) => {
      const requests = `digits_requests_total{route="${route}",method="POST"`;
      return sum(requests) - sum(`${requests},status="200"`);
    });
    const refused = others.reduce((total, count) => total + count, 0);
    const pictures = sum('digits_batch_pictures_total') + sum('digits_job_pictures_total');
    expect(single + refused + pictures).toBe(service_metrics.total_requests);
    const { successful_predictions, predictions_without_digit } = service_metrics;
    expect(sum('digits_predictions_total')).toBe(successful_predictions - predictions_without_digit);
    // Of whichever model: other files of this project ask for others.
    const sevens = [...values].filter(([series]) => /^digits_predictions_total\{.*digit="7"\}$/.test(series));
    const count = sevens.reduce((total, [, value]) => total + value, 0);
    expect(count).toBe(model_metrics.predictions_by_digit[7]);
  });

  it('counts a blank sheet as a request and a reject, and as no digit', async () => {
    const blank = toPng({ width: 28, height: 28, data: new Uint8Array(784).fill(255) });
    const before = await scrape();
    const { service_metrics: was } = await json(await request('/metrics'));
    expect(await json(await predictRaw(blank))).toMatchObject({ is_digit: false, reject_reason: 'blank' });
    const after = await scrape();
    const { service_metrics: is } = await json(await request('/metrics'));
    const grown = (prefix: string) =>
      [...after].reduce(
        (sum, [series, value]) => (series.startsWith(prefix) ? sum + value - before.get(series)! : sum),
        0,
      );
    expect(grown('digits_requests_total{route="/predict"')).toBe(1);
    expect(grown('digits_rejects_total{reason="blank"}')).toBe(1);
    expect(grown('digits_predictions_total')).toBe(0);
    expect(is.successful_predictions).toBe(was.successful_predictions + 1);
    expect(is.predictions_without_digit).toBe(was.predictions_without_digit + 1);
  });

  it('reports an unknown location for requests without one', async () => {
    const series = 'digits_requests_by_location_total{location="unknown"}';
    const before = (await scrape()).get(series)!;
    await predictRaw(SEVEN);
    expect((await scrape()).get(series)).toBeGreaterThan(before);
  });

  it('reports gauges besides the counted series', async () => {
    const values = await scrape();
    expect(values.get('digits_ready')).toBe(1);
    expect(values.get('digits_shards_unreachable')).toBe(0);
    expect(values.get('digits_model_accuracy_ratio{model_version="v2.0"}')).toBeGreaterThan(0.9);
    expect(values.has('digits_drift_psi{feature="ink_share"}')).toBe(true);
  });
});

describe('GET /metrics/history', () => {
  it('tells the last hour by the minute', async () => {
    await predictRaw(SEVEN);
    const history = await json(await request('/metrics/history'));
    expect(history).toMatchObject({ window_seconds: 3600, step_seconds: 60, shards_unreachable: 0 });
    expect(history.points).toHaveLength(60);
    const predictions = history.points.reduce(
      (sum: number, point: { predictions: number }) => sum + point.predictions,
      0,
    );
    expect(predictions).toBeGreaterThanOrEqual(1);
  });

  it.each([
    ['window=24h', 3_600, 24],
    ['window=30d', 86_400, 30],
    ['window=1h&step=5m', 300, 12],
  ])('tells %s', async (query, step, points) => {
    const history = await json(await request(`/metrics/history?${query}`));
    expect(history.step_seconds).toBe(step);
    expect(history.points).toHaveLength(points);
  });

  it.each(['window=1y', 'window=24h&step=1m', 'step=0m', 'window=5m&step=1h'])(
    'refuses %s and says why',
    async (query) => {
      const response = await request(`/metrics/history?${query}`);
      expect(response.status).toBe(422);
      expect(await json(response)).toMatchObject({
        code: 'invalid_request',
        detail: expect.stringContaining('Cannot use'),
      });
    },
  );
});

describe('GET /health by the Accept header', () => {
  it('answers in the format of the health check draft on request', async () => {
    const response = await request('/health', { headers: { Accept: 'application/health+json' } });
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toBe('application/health+json');
    expect(await json(response)).toMatchObject({
      status: 'pass',
      checks: { 'model:selfTest': [{ status: 'pass', time: expect.any(String) }] },
    });
  });
});

describe('GET /livez and /readyz', () => {
  it('GET /livez answers', async () => {
    expect(await json(await request('/livez'))).toEqual({ status: 'ok' });
  });

  it('GET /readyz is ready, and tells each check when asked', async () => {
    expect(await json(await request('/readyz'))).toEqual({ status: 'ready' });
    expect(await json(await request('/readyz?verbose'))).toEqual({
      status: 'ready',
      checks: {
        model: { ok: true, detail: expect.stringContaining('passed its self-test') },
        storage: { ok: true, detail: '9 of 9 shards answer; writes are stored' },
        traffic: { ok: true, detail: 'the default version answers all requests' },
      },
    });
  });
});

describe('GET /drift', () => {
  it('gives a status from 200 pictures on', async () => {
    const drift = await json(await request('/drift?window=1h'));
    expect(drift).toMatchObject({ window_seconds: 3600, samples_needed: 200 });
    expect(drift.status === 'insufficient_data').toBe(drift.samples < 200);
    expect(drift.features.map(({ feature }: { feature: string }) => feature)).toEqual(DRIFT_FEATURES);
    for (const { buckets } of drift.features) {
      for (const bucket of buckets) {
        expect(bucket).toEqual({
          bucket: expect.any(String),
          live: expect.any(Number),
          reference: expect.any(Number),
        });
      }
    }
  });

  it('compares with the card of the requested model, and refuses an unknown one', async () => {
    expect(await json(await request('/drift?model=v1.0'))).toMatchObject({ model_version: 'v1.0' });
    const refused = await request('/drift?model=v9.9');
    expect(refused.status).toBe(404);
    expect(await json(refused)).toMatchObject({ code: 'unknown_model' });
  });

  it('refuses an invalid window', async () => {
    expect((await request('/drift?window=soon')).status).toBe(422);
  });
});

describe('GET /alerts', () => {
  it('tells where each alert stands once the cron trigger has evaluated them', async () => {
    await worker.scheduled!(createScheduledController(), env, createExecutionContext());
    const { firing, alerts } = await json(await request('/alerts'));
    expect(firing).toBe(0);
    expect(alerts.map(({ name }: { name: string }) => name)).toContain('DigitsErrorRate');
    const errorRate = alerts.find(({ name }: { name: string }) => name === 'DigitsErrorRate');
    expect(errorRate).toMatchObject({ status: 'inactive', value: 0, severity: 'page' });
  });
});

it('every route is exposed as a label from the first scrape on, and no other', async () => {
  const text = await (await request('/metrics/prometheus')).text();
  const labels = [...text.matchAll(/^digits_request_duration_seconds_count\{route="([^"]*)"\}/gm)];
  expect(labels.map(([, route]) => route).sort()).toEqual([
    '/',
    '/admin/keys',
    '/admin/keys/:name',
    '/admin/keys/:name/rotate',
    '/admin/restore',
    '/admin/traffic',
    '/admin/traffic/rollback',
    '/alerts',
    '/assets/:file',
    '/dashboard',
    '/docs',
    '/docs/errors',
    '/docs/guides/:guide',
    '/drift',
    '/experiments',
    '/feedback',
    '/feedback/:request_id',
    '/feedback/accuracy',
    '/feedback/batch',
    '/feedback/export',
    '/health',
    '/jobs',
    '/jobs/:id',
    '/jobs/:id/cancel',
    '/jobs/:id/input',
    '/jobs/:id/results',
    '/livez',
    '/metrics',
    '/metrics/history',
    '/metrics/prometheus',
    '/model_info',
    '/models',
    '/openapi.json',
    '/openapi.yaml',
    '/predict',
    '/predict/batch',
    '/predict/number',
    '/readyz',
    '/service-worker.js',
    '/v1/models',
    '/v1/models/:model',
    '/v1/models/:model/metadata',
    '/v1/models/:model/versions/:version',
    '/v1/models/:model/versions/:version/metadata',
    '/v1/models/:model/versions/:version:predict',
    '/v1/models/:model:predict',
    '/v2',
    '/v2/',
    '/v2/health/live',
    '/v2/health/ready',
    '/v2/models/:model',
    '/v2/models/:model/infer',
    '/v2/models/:model/ready',
    '/v2/models/:model/versions/:version',
    '/v2/models/:model/versions/:version/infer',
    '/v2/models/:model/versions/:version/ready',
    'not_found',
  ]);
});
