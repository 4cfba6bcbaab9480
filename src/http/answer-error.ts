import { HTTPException } from 'hono/http-exception';
import { ServiceError } from '../errors';
import { toJsonLine } from '../printable';
import type { RequestTrace } from '../tracing/tracer';
import type { HonoContext } from './hono-env';
import { renderException, renderProblem } from './problem';

/** Turns an exception into a response; only unexpected ones are logged. */
export function answerError(error: Error, c: HonoContext): Response {
  if (error instanceof ServiceError) return renderProblem(c, error);
  if (error instanceof HTTPException) return renderException(c, error);
  // An error before the observer has none.
  const trace: RequestTrace | undefined = c.get('trace');
  console.error(
    toJsonLine({
      level: 'error',
      request_id: c.get('requestId'),
      trace_id: trace?.context.traceId,
      message: error.stack ?? String(error),
    }),
  );
  return renderProblem(c, new ServiceError('internal_error', 'Cannot answer: the service failed'));
}
