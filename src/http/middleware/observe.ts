import { createMiddleware } from 'hono/factory';
import { UPLOAD_ID } from '../../cut-offs';
import { ERROR_GUIDE } from '../../error-guide';
import type { ErrorCode } from '../../errors';
import { warn } from '../../log';
import { CLIENT_CLOSED_REQUEST, toMethod } from '../../metrics/series/labels';
import { toJsonLine } from '../../printable';
import type { Services } from '../../service/services';
import { TRACEPARENT, toTraceparent } from '../../tracing/trace-context';
import type { RequestFacts } from '../../tracing/tracer';
import { RequestBody } from '../body/request-body';
import type { HonoContext, HonoEnv } from '../hono-env';
import { toLogLine } from '../log-line';
import { type Outcome, toRequestEvent } from '../request-event';
import type { RouteTable } from '../route-table';

/**
 * Sees every request begin and end: passes one event to the recorder, ends its trace, and writes one line of JSON to the log.
 * None of these can slow or change the response.
 *
 * @param routes gives the label of each path
 */
export function observe(
  services: Pick<
    Services,
    'clock' | 'metrics' | 'tracer' | 'keys' | 'requestsInFlight' | 'cutOffs' | 'rooms' | 'config'
  >,
  routes: RouteTable,
) {
  const { clock, metrics, tracer, keys, requestsInFlight, cutOffs, rooms, config } = services;
  return createMiddleware<HonoEnv>(async (c, next) => {
    const leave = requestsInFlight.begin();
    const start = clock.now();
    const body = new RequestBody(c.req.raw, { clock, rooms, pace: config.pace });
    c.set('body', body);
    const trace = tracer.begin(c.req.header(TRACEPARENT) ?? null);
    c.set('trace', trace);
    c.header(TRACEPARENT, toTraceparent(trace.context));
    const uploadId = c.req.header(UPLOAD_ID);
    const endUpload = uploadId === undefined ? () => null : cutOffs.begin(uploadId);
    let isOver = false;

    function end(outcome: Ending): void {
      if (isOver) return;
      isOver = true;
      leave();
      const durationSeconds = Math.max(0, clock.now() - start - body.milliseconds) / 1000;
      const code = endUpload();
      const isCutOff = code !== null && outcome.status === CLIENT_CLOSED_REQUEST;
      tell(c, { ...(isCutOff ? cutOff(code) : outcome), durationSeconds });
    }

    // When a client resets the connection, the runtime abandons the request at its current `await`, this function
    // included, so the listener has to record it. A client that merely closes it in mid-body makes reading throw instead.
    c.req.raw.signal.addEventListener('abort', () => {
      body.release();
      end(c.get('isStored') ? answered(c, 200) : GONE);
    });
    await next();
    // Routes release large bodies as early as they can; no response refers to its body.
    body.release();
    await body.discard();
    end(answered(c, c.res.status));
  });

  function tell(c: HonoContext, outcome: Outcome): void {
    const labels = labelsOf(c);
    const trace = c.get('trace');
    trace.enter('count');
    attempt('count', () => metrics.recorder.record(toRequestEvent(c, labels, outcome)));
    attempt('trace', () => trace.end(toRequestFacts(c, labels.route, outcome)));
    attempt('log', () => console.log(toJsonLine(toLogLine(c, outcome))));
  }

  function labelsOf(c: HonoContext) {
    const caller = c.get('caller');
    const keyName = caller.kind === 'key' ? keys.labelOf(caller.name) : null;
    return { route: routes.labelOf(c.req.path), keyName };
  }
}

function toRequestFacts(c: HonoContext, route: string, { status }: Outcome): RequestFacts {
  const method = toMethod(c.req.method);
  return { name: `${method} ${route}`, method, route, status, requestId: c.get('requestId') };
}

type Ending = Omit<Outcome, 'durationSeconds'>;

/** The client disconnected before its response. */
const GONE: Ending = {
  status: CLIENT_CLOSED_REQUEST,
  code: 'client_closed_request',
  predictions: [],
  pictureErrors: [],
};

/** The server in front refused the rest of the body, and has answered. */
function cutOff(code: ErrorCode): Ending {
  return { ...GONE, status: ERROR_GUIDE[code].status, code };
}

function answered(c: HonoContext, status: number): Ending {
  return {
    status,
    code: c.get('errorCode') ?? null,
    predictions: c.get('predictions') ?? [],
    pictureErrors: c.get('pictureErrors') ?? [],
  };
}

/** A failure to count or log is only a warning in the log: it must not change the response. */
function attempt(what: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    warn(`Cannot ${what} a request: ${error}`);
  }
}
