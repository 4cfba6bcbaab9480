import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/serve/production-bundle';
import { isSupported } from '../../scripts/node-range.mjs';

const { engines, scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));

it.each([
  ['18.20.8', false],
  ['20.3.0', false],
  ['20.18.3', false],
  ['20.19.0', true],
  ['20.20.2', true],
  ['21.7.3', false],
  ['22.11.0', false],
  ['22.12.0', true],
  ['24.0.0', true],
  ['100.0.0', true],
])('isSupported() says of Node.js %s: %s', (version, supported) => {
  expect(isSupported(version, engines.node)).toBe(supported);
});

it.each(Object.entries<string>(scripts))('npm run %s checks the version first', (_, command) => {
  expect(command).toMatch(/^((exec )?node scripts\/(run|check-node)\.mjs|npm run)\b/);
});
