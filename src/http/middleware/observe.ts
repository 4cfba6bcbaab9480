import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import type { HonoContext, HonoEnv } from '../hono-env';
import { toRequestEvent } from '../request-event';
import type { Services } from '../services';

/**
 * Sees every request begin and end: hands one event to the counters and writes one line of JSON to the log.
 * Neither can slow or change the answer.
 */
export function observe({ clock, metrics }: Services) {
  return createMiddleware<HonoEnv>(async (c, next) => {
    const start = clock.now();
    await next();
    const durationSeconds = (clock.now() - start) / 1000;
    metrics.recorder.record(toRequestEvent(c, durationSeconds));
    console.log(JSON.stringify(logLine(c, durationSeconds)));
  });
}

function logLine(c: HonoContext, durationSeconds: number) {
  const prediction = c.get('prediction');
  return {
    time: new Date().toISOString(),
    level: c.res.status >= 500 ? 'error' : 'info',
    method: c.req.method,
    route: routePath(c, -1),
    status: c.res.status,
    digit: prediction?.recognition.digit ?? null,
    confidence: prediction?.recognition.confidence ?? null,
    version: prediction?.recognition.modelVersion ?? null,
    inference_seconds: prediction?.inferenceSeconds ?? null,
    duration_seconds: durationSeconds,
    code: c.get('errorCode') ?? null,
    request_id: c.get('requestId'),
  };
}
