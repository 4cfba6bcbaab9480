import { ERROR_GUIDE, type ErrorStatus } from '../../error-guide';
import { type ErrorCode, PICTURE_CODES } from '../../errors';
import { ProtocolErrorSchema, toProtocolError, toProtocolStatus } from '../protocol-error';
import { exampleOf } from './error-examples';
import { errorResponses } from './problem-responses';
import { RECOGNITION_CODES } from './recognition-codes';

/** What recognising pictures in these protocols can fail with: all pictures are answered, or none. */
export const PROTOCOL_RECOGNITION_CODES = [
  ...RECOGNITION_CODES,
  ...PICTURE_CODES,
  'too_many_images',
] as const satisfies readonly ErrorCode[];

/** The OpenAPI responses of a route of a model server's protocol that can fail with these codes, each with an example. */
export function protocolResponses(codes: readonly ErrorCode[]) {
  return errorResponses(
    codes,
    (code) => toProtocolStatus(ERROR_GUIDE[code].status) as ErrorStatus,
    (own) => ({ 'application/json': { schema: ProtocolErrorSchema, examples: protocolExamples(own) } }),
  );
}

/** What errors of these codes look like. */
export function protocolExamples(codes: readonly ErrorCode[]) {
  return Object.fromEntries(
    codes.map((code) => [code, { summary: code, value: toProtocolError(code, exampleOf(code).detail) }]),
  );
}
