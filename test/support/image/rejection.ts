import { expect } from 'vitest';
import { type ErrorCode, ServiceError } from '../../../src/errors';

/** Expects that the call refuses its input with this code and a message that matches, and returns the error. */
export function expectRejection(act: () => unknown, code: ErrorCode, message: RegExp): ServiceError {
  let thrown: unknown = null;
  try {
    act();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(ServiceError);
  const error = thrown as ServiceError;
  expect(error.message).toMatch(message);
  expect(error.code).toBe(code);
  return error;
}
