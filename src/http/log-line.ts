import { routePath } from 'hono/route';
import { toRejectReason } from '../metrics/series/labels';
import { toPrintablePath } from '../printable';
import type { HonoContext } from './hono-env';
import type { Outcome } from './request-event';
import { withoutExpressions } from './route-table';

/** Log line of a finished request, with the prediction if there is exactly one. */
export function toLogLine(
  c: HonoContext,
  { status, code, durationSeconds, predictions, pictureErrors }: Outcome,
) {
  const [only = null] = predictions;
  const pictures = predictions.length + pictureErrors.length;
  const prediction = pictures === 1 ? only : null;
  const { bytes, milliseconds } = c.get('body');
  const caller = c.get('caller');
  const { traceId, spanId } = c.get('trace').context;
  const reason = prediction === null ? toRejectReason(code) : prediction.rejectReason;
  return {
    time: new Date().toISOString(),
    level: status >= 500 ? 'error' : 'info',
    method: c.req.method,
    route: withoutExpressions(routePath(c, -1)),
    path: toPrintablePath(c.req.path),
    status,
    digit: prediction?.digit ?? null,
    confidence: prediction?.confidence ?? null,
    pictures,
    failed_pictures: pictureErrors.length,
    is_digit: prediction === null && reason === null ? null : reason === null,
    reject_reason: reason,
    version: prediction?.modelVersion ?? null,
    bytes,
    inference_seconds: prediction?.inferenceSeconds ?? null,
    read_seconds: milliseconds / 1000,
    duration_seconds: durationSeconds,
    code,
    caller: caller.kind === 'key' ? caller.name : null,
    request_id: c.get('requestId'),
    trace_id: traceId,
    span_id: spanId,
  };
}
