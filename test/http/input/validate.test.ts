import { z } from '@hono/zod-openapi';
import { describe, expect, it } from 'vitest';
import { validate } from '../../../src/http/input/validate';
import { expectRejection } from '../../support/image/rejection';

const Schema = z.object({
  inputs: z.array(z.string()).min(1),
  parts: z.int().min(1).max(9).optional(),
  strict: z.boolean().optional(),
});

describe('validate()', () => {
  it('gives what the schema makes of a value', () => {
    expect(validate(Schema, { inputs: ['a'], other: 1 })).toEqual({ inputs: ['a'] });
  });

  it.each([
    ['a field that is missing', {}, '"inputs": it is missing; it must be an array'],
    ['a field of another type', { inputs: 5 }, '"inputs": it must be an array'],
    ['an element of another type', { inputs: ['a', 5] }, '"inputs.1": it must be text'],
    ['a list that is too short', { inputs: [] }, '"inputs": it must have 1 or more elements'],
    ['a number that is too small', { inputs: ['a'], parts: 0 }, '"parts": it must be at least 1'],
    ['a number that is too large', { inputs: ['a'], parts: 10 }, '"parts": it must be at most 9'],
    ['a number with a fraction', { inputs: ['a'], parts: 1.5 }, '"parts": it must be a whole number'],
    ['a flag of another type', { inputs: ['a'], strict: 1 }, '"strict": it must be true or false'],
    ['something else than an object', [], 'JSON: it must be an object'],
  ])('refuses %s in plain words', (_, value, reason) => {
    expectRejection(() => validate(Schema, value), 'invalid_request', new RegExp(`^Cannot read ${reason}$`));
  });
});
