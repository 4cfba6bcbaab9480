import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { toErrorMarkdown } from '../../../scripts/lib/openapi/error-markdown';
import { ROOT } from '../../../scripts/lib/serve/production-bundle';
import { ERROR_CODES } from '../../../src/errors';

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

it('docs/errors.md is what the guide and the recorded examples say (else: npm run openapi)', () => {
  expect(read('docs/errors.md')).toBe(toErrorMarkdown(JSON.parse(read('src/http/openapi/examples.json'))));
});

it.each(ERROR_CODES)('docs/errors.md has one section about %s, and a link to it', (code) => {
  const sections = read('docs/errors.md').match(new RegExp(`^## \`${code}\`$`, 'gm'));
  expect(sections).toHaveLength(1);
  expect(read('docs/errors.md')).toContain(`(#${code})`);
});
