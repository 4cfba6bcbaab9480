import { expect, it } from 'vitest';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';
import { readMetrics, startTestServer, withFolder } from '../support/with-server';

const seven = toPng(drawSeven(28));

it('the counts of GET /metrics survive a restart of the server', async () => {
  await withFolder(async (storage) => {
    const first = await startTestServer(storage);
    for (let i = 0; i < 5; i++) await fetch(new URL('/predict', first.url), { method: 'POST', body: seven });
    await fetch(new URL('/predict', first.url), { method: 'POST', body: 'no image' });
    await first.stop();

    const second = await startTestServer(storage);
    const { service_metrics, model_metrics } = await readMetrics(second.url);
    await second.stop();

    expect(service_metrics).toMatchObject({
      total_requests: 6,
      successful_predictions: 5,
      failed_predictions: 1,
    });
    expect(model_metrics.predictions_by_digit['7']).toBe(5);
  });
});

it('each request leaves one line of JSON in the log', async () => {
  await withFolder(async (storage) => {
    const lines: string[] = [];
    const server = await startTestServer(storage, (line) => lines.push(line));
    await fetch(new URL('/predict?model=v1.0', server.url), {
      method: 'POST',
      body: seven,
      headers: { 'X-Request-Id': 'log-test' },
    });
    await server.stop();

    const entries = lines.map((line) => JSON.parse(line)).filter((entry) => entry.request_id === 'log-test');
    expect(entries).toEqual([
      {
        time: expect.any(String),
        level: 'info',
        method: 'POST',
        route: '/predict',
        path: '/predict',
        status: 200,
        bytes: expect.any(Number),
        digit: 7,
        is_digit: true,
        reject_reason: null,
        confidence: expect.any(Number),
        version: 'v1.0',
        inference_seconds: expect.any(Number),
        duration_seconds: expect.any(Number),
        read_seconds: expect.any(Number),
        pictures: 1,
        failed_pictures: 0,
        code: null,
        caller: null,
        request_id: 'log-test',
        trace_id: expect.stringMatching(/^[\da-f]{32}$/),
        span_id: expect.stringMatching(/^[\da-f]{16}$/),
      },
    ]);
  });
});
