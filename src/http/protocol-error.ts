import { z } from '@hono/zod-openapi';
import { ERROR_CODES, type ErrorCode } from '../errors';
import type { Problem } from '../problem-details';
import type { HonoContext } from './hono-env';

/** An error as clients of model servers read it, with our code beside it. */
export const ProtocolErrorSchema = z
  .object({
    error: z.string().openapi({ description: 'For people: what is wrong and what to do about it' }),
    code: z.enum(ERROR_CODES).openapi({ example: 'invalid_request' }),
  })
  .openapi('ProtocolError');

/** Whether a path belongs to a protocol of model servers, which has a form of its own for errors. */
export function isProtocolPath(path: string): boolean {
  return /^\/v[12](\/|$)/.test(path);
}

/** These protocols know 400 for what is wrong with a request, and not 422. */
export function toProtocolStatus(status: number): number {
  return status === 422 ? 400 : status;
}

/** An error in that form. */
export function toProtocolError(code: ErrorCode, message: string): z.infer<typeof ProtocolErrorSchema> {
  return { error: message, code };
}

/** Sends an error in that form. */
export function answerProtocol(c: HonoContext, { code, detail, status }: Problem): Response {
  return c.body(JSON.stringify(toProtocolError(code, detail)), toProtocolStatus(status) as 400, {
    'Content-Type': 'application/json',
  });
}
