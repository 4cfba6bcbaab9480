import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ERROR_CODES } from '../../src/errors';

const docs = readFileSync(path.join(import.meta.dirname, '../../docs/requests.md'), 'utf8');

it.each(ERROR_CODES)('docs/requests.md lists the error code %s with its status', (code) => {
  expect(docs).toMatch(new RegExp(`^\\| \\d{3} \\| .*\`${code}\``, 'm'));
});
