import { z } from '@hono/zod-openapi';
import type { Claim } from '../admission/idempotency/idempotent-requests';
import { type ErrorCode, ServiceError } from '../errors';
import type { Services } from '../service/services';
import type { HonoContext } from './hono-env';
import { readIdempotencyKey } from './input/idempotency-key';

/** Headers of an answer that belong to its body and are stored with it. */
const STORED_HEADERS = ['Content-Type', 'Location'];
const RETRY_SECONDS = 1;

/** Request header that names a request, so that it is answered once. */
const IDEMPOTENCY_KEY = 'Idempotency-Key';
/** Response header of an answer that is sent again. */
export const REPLAYED = 'Idempotent-Replayed';

/** The request header, for OpenAPI. */
export const IdempotencyHeaderSchema = z.object({
  [IDEMPOTENCY_KEY]: z
    .string()
    .min(1)
    .optional()
    .openapi({
      description:
        'Names the request, so that it can be repeated safely: for 24 hours, the same request with the same key gets the first ' +
        'answer again (draft-ietf-httpapi-idempotency-key-header-07)',
      example: '"8e03978e-40d5-43e8-bc93-6894a57f9324"',
    }),
});

/** Errors of a request with this header. */
export const IDEMPOTENCY_CODES = [
  'idempotency_key_in_use',
  'idempotency_key_reused',
] as const satisfies readonly ErrorCode[];

/** Whether a request comes with a key. */
export function isKeyed(c: HonoContext): boolean {
  return c.req.header(IDEMPOTENCY_KEY) !== undefined;
}

/**
 * Answers a request that may come with an `Idempotency-Key`: the first time by doing the work, afterwards by the stored answer.
 * Only successes are stored. Repetitions are not counted as predictions and not charged, as they do not reach the work.
 *
 * While the store does not answer, the work is done each time.
 *
 * @param content what the request says, for comparison with the first one
 * @param answer does the work; called at most once; throws unless it succeeds
 * @throws ServiceError `idempotency_key_in_use`, `idempotency_key_reused`, `invalid_request`, or what the work throws
 */
export async function answerOnce(
  c: HonoContext,
  { idempotency }: Pick<Services, 'idempotency'>,
  content: string,
  answer: () => Promise<Response>,
): Promise<Response> {
  const key = readIdempotencyKey(c.req.header(IDEMPOTENCY_KEY) ?? null);
  if (key === null) return answer();
  const request = `${c.req.method} ${c.req.path} ${content}`;
  const claimed = await idempotency.claim({ caller: c.get('caller'), key, content: request });
  if (claimed === null) return answer();
  if (!('kind' in claimed)) return answerFirst(c, claimed, answer);
  switch (claimed.kind) {
    case 'answered': {
      const { status, headers, body } = claimed.answer;
      return c.body(body, status as 200, { ...headers, [REPLAYED]: 'true' });
    }
    case 'in_use':
      throw new ServiceError(
        'idempotency_key_in_use',
        `Cannot answer yet: the first request with the Idempotency-Key "${key}" is still being worked on; ` +
          `try again in ${RETRY_SECONDS} s`,
        { retryAfterSeconds: RETRY_SECONDS },
      );
    case 'reused':
      throw new ServiceError(
        'idempotency_key_reused',
        `Cannot use the Idempotency-Key "${key}" again: it came with another request; send a new one with each new request`,
      );
  }
}

async function answerFirst(c: HonoContext, claim: Claim, answer: () => Promise<Response>): Promise<Response> {
  // The runtime abandons the request of a client that disconnects: what comes after the current `await` does not happen.
  const giveBack = () => {
    if (!c.get('isStored')) c.executionCtx.waitUntil(claim.abandon());
  };
  c.req.raw.signal.addEventListener('abort', giveBack);
  let response: Response;
  try {
    response = await answer();
  } catch (error) {
    await claim.abandon();
    throw error;
  }
  const headers = Object.fromEntries(
    STORED_HEADERS.flatMap((name) => {
      const value = response.headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
  const body = await response.text();
  // From here on a repetition gets this answer, so it counts as sent even if this client disconnects.
  c.set('isStored', true);
  const stored = claim.finish({ status: response.status, headers, body });
  c.executionCtx.waitUntil(stored);
  await stored;
  return c.body(body, response.status as 200, headers);
}
