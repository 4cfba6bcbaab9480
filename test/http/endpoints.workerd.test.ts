import { describe, expect, it } from 'vitest';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';
import { MODEL_VERSIONS } from '../../src/inference/versions';
import { json, predictForm, predictRaw, request, settledMetrics } from '../support/api';

describe('GET /', () => {
  it('describes the service and its endpoints', async () => {
    expect(await json(await request('/'))).toEqual({
      message: expect.any(String),
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      endpoints: {
        predict: 'POST /predict',
        health: 'GET /health',
        metrics: 'GET /metrics',
        model_info: 'GET /model_info',
        docs: 'GET /docs',
      },
      feedback: 'off',
      model_accuracy: expect.any(Number),
      status: 'running',
    });
  });
});

describe('GET /health', () => {
  it('is healthy once the model has answered the self-test', async () => {
    const response = await request('/health');
    expect(response.status).toBe(200);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(await json(response)).toEqual({
      status: 'healthy',
      model_loaded: true,
      model_version: expect.stringMatching(/^v/),
      uptime: expect.any(Number),
      timestamp: expect.any(String),
    });
  });

  it('counts its uptime from the start of the service, not from 1970', async () => {
    const { uptime } = await json(await request('/health'));
    expect(uptime).toBeGreaterThanOrEqual(0);
    expect(uptime).toBeLessThan(3600);
  });

  it('answers HEAD without a body', async () => {
    const response = await request('/health', { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });
});

describe('GET /metrics', () => {
  it('has the original fields', async () => {
    const metrics = await json(await request('/metrics'));
    expect(metrics).toMatchObject({
      service_metrics: {
        total_requests: expect.any(Number),
        successful_predictions: expect.any(Number),
        failed_predictions: expect.any(Number),
        total_errors: expect.any(Number),
        success_rate: expect.any(Number),
        uptime_seconds: expect.any(Number),
        uptime_hours: expect.any(Number),
      },
      model_metrics: {
        model_version: expect.any(String),
        model_accuracy: expect.any(Number),
        predictions_by_digit: expect.any(Object),
      },
      timestamp: expect.any(String),
    });
    expect(Object.keys(metrics.model_metrics.predictions_by_digit)).toEqual([...'0123456789']);
  });

  it('counts a prediction that was answered before, and one that was refused', async () => {
    const before = await settledMetrics();
    await predictForm(toPng(drawSeven(28)));
    await predictRaw('no image');
    await request('/health');
    const after = await settledMetrics();

    const grown = (field: string) => after.service_metrics[field] - before.service_metrics[field];
    expect(grown('total_requests')).toBe(2);
    expect(grown('successful_predictions')).toBe(1);
    expect(grown('failed_predictions')).toBe(1);
    expect(grown('total_errors')).toBe(0);
    const sevens = ({ model_metrics }: typeof after) => model_metrics.predictions_by_digit['7'];
    expect(sevens(after) - sevens(before)).toBe(1);
    const { successful_predictions, total_requests, success_rate } = after.service_metrics;
    expect(success_rate).toBeCloseTo((100 * successful_predictions) / total_requests, 10);
  });
});

describe('GET /model_info', () => {
  it('describes the loaded model', async () => {
    const info = await json(await request('/model_info?model=v1.0'));
    expect(info).toMatchObject({
      model_version: 'v1.0',
      model_accuracy: expect.any(Number),
      input_shape: '(None, 28, 28, 1)',
      output_shape: '(None, 10)',
      total_parameters: 225_034,
      members: null,
      available_models: MODEL_VERSIONS,
    });
    expect(info.architecture).toEqual([
      'conv2d',
      'max_pooling2d',
      'dropout',
      'conv2d',
      'max_pooling2d',
      'dropout',
      'flatten',
      'dense',
      'dropout',
      'dense',
    ]);
    expect(info.layers).toBe(info.architecture.length);
  });

  it.each(['default', 'latest'])(
    'describes the version that the alias %s stands for, as GET /drift does',
    async (alias) => {
      const { [alias]: version } = await json(await request('/models'));
      for (const path of ['/model_info', '/drift'])
        expect(await json(await request(`${path}?model=${alias}`))).toMatchObject({ model_version: version });
    },
  );

  it('describes an ensemble by its members', async () => {
    const [ensemble, ...members] = await Promise.all(
      ['ensemble', 'v2.0', 'v2.0-long', 'v2.1-3x3', 'v2.1-7x7', 'v2.1-7x7-seed2'].map(async (version) =>
        json(await request(`/model_info?model=${version}`)),
      ),
    );
    expect(ensemble.members).toEqual(['v2.0', 'v2.0-long', 'v2.1-3x3', 'v2.1-7x7', 'v2.1-7x7-seed2']);
    const parameters = members.map((member) => member.total_parameters);
    expect(ensemble.total_parameters).toBe(parameters.reduce((sum, count) => sum + count));
  });

  it('refuses an unknown model with 404', async () => {
    expect((await request('/model_info?model=v9.9')).status).toBe(404);
  });
});

describe('The documentation', () => {
  it('GET /openapi.json is an OpenAPI 3.1 document of every endpoint', async () => {
    const document = await json(await request('/openapi.json'));
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/', '/predict', '/health', '/metrics', '/model_info']),
    );
    const form = document.paths['/predict'].post.requestBody.content['multipart/form-data'].schema;
    expect(form.properties.file).toMatchObject({ type: 'string', format: 'binary' });
  });

  it('GET /docs is a page whose scripts and styles come from the same origin', async () => {
    const page = await (await request('/docs')).text();
    const addresses = [...page.matchAll(/(?:src|href)="([^":]+)"/g)].map((match) => match[1]!);
    const assets = addresses.filter((address) => address.startsWith('assets/'));
    expect(assets.map((asset) => asset.replace(/-\w+\./, '-….'))).toEqual([
      'assets/docs-….css',
      'assets/docs-….js',
    ]);
    expect(page).not.toMatch(/https?:\/\//);
    const base = new URL('http://localhost/docs');
    for (const address of addresses) {
      const { pathname } = new URL(address, base);
      expect((await request(pathname)).status, address).toBe(200);
    }
  });
});

describe('Any endpoint', () => {
  it('answers an unknown path with 404', async () => {
    const response = await request('/nowhere');
    expect(response.status).toBe(404);
    expect(await json(response)).toMatchObject({
      code: 'not_found',
      detail: expect.stringContaining('/nowhere'),
    });
  });

  it('answers a wrong method with 405 and lists the allowed ones', async () => {
    const response = await request('/predict');
    expect(response.status).toBe(405);
    expect(response.headers.get('Allow')).toBe('POST, OPTIONS');
    expect(await json(response)).toMatchObject({ code: 'method_not_allowed' });
    expect((await request('/health', { method: 'DELETE' })).headers.get('Allow')).toBe('GET, HEAD, OPTIONS');
  });

  it('uses the X-Request-Id of the client, and generates one if there is none', async () => {
    const given = await request('/', { headers: { 'X-Request-Id': 'abc-123' } });
    expect(given.headers.get('X-Request-Id')).toBe('abc-123');
    expect((await request('/')).headers.get('X-Request-Id')).toMatch(/^[\da-f-]{36}$/);
  });

  it('replaces an X-Request-Id that could forge a log line', async () => {
    const response = await request('/', { headers: { 'X-Request-Id': 'a b"c' } });
    expect(response.headers.get('X-Request-Id')).toMatch(/^[\da-f-]{36}$/);
  });

  it('may be requested by a page of another origin', async () => {
    const origin = { Origin: 'https://example.com' };
    const simple = await request('/health', { headers: origin });
    expect(simple.headers.get('Access-Control-Allow-Origin')).toBe('*');
    expect(simple.headers.get('Access-Control-Expose-Headers')).toContain('X-Request-Id');
    const preflight = await request('/predict', {
      method: 'OPTIONS',
      headers: { ...origin, 'Access-Control-Request-Method': 'POST' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('Access-Control-Allow-Methods')).toContain('POST');
  });
});
