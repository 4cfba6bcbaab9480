import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ERROR_CODES } from '../src/errors';

/** Tests that go through all codes say nothing of any single one. */
const OF_ALL_CODES = ['errors.test.ts', 'openapi.test.ts', 'error-docs.workerd.test.ts'];

const tests = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') && !OF_ALL_CODES.includes(path.basename(file)))
  .map((file) => readFileSync(path.join(import.meta.dirname, file), 'utf8'));

it.each(ERROR_CODES)('the error %s has a test of its own', (code) => {
  const name = new RegExp(`\\b${code}\\b`);
  expect(tests.some((test) => name.test(test))).toBe(true);
});
