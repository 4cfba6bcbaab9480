import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };

function read(file: string): string {
  return readFileSync(path.join(import.meta.dirname, '..', file), 'utf8');
}

const releases = [...read('CHANGELOG.md').matchAll(/^## (\d\S*) - (\d{4}-\d\d-\d\d)$/gm)];

it("CHANGELOG.md's newest release is the version in package.json", () => {
  expect(releases[0]?.[1]).toBe(packageJson.version);
});

it('CHANGELOG.md lists releases from the newest to the oldest', () => {
  const dates = releases.map(([, , date]) => date);
  expect(dates).toEqual(dates.toSorted().toReversed());
});

it('docs/openapi.json has the version of package.json', () => {
  expect(JSON.parse(read('docs/openapi.json')).info.version).toBe(packageJson.version);
});
