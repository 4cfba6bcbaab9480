import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../../scripts/lib/serve/production-bundle';

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly hasInstallScript?: true }>>;
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));
}

/** Names of the packages that would run a program of their own when they are installed. */
function withInstallScript(lockFile: string): string[] {
  const { packages } = readJson<LockFile>(lockFile);
  const places = Object.keys(packages).filter((place) => packages[place]!.hasInstallScript);
  return [...new Set(places.map((place) => place.split('node_modules/').at(-1)!))].sort();
}

it('package.json decides on the install script of each dependency that has one', () => {
  const { allowScripts } = readJson<{ allowScripts: Record<string, boolean> }>('package.json');
  expect(Object.keys(allowScripts)).toEqual(withInstallScript('package-lock.json'));
});

it('no font has an install script', () => {
  expect(withInstallScript('scripts/fonts/package-lock.json')).toEqual([]);
});

it('.npmrc keeps older versions of npm, which do not know allowScripts, from running any', () => {
  const { allowScripts } = readJson<{ allowScripts: Record<string, boolean> }>('package.json');
  expect(Object.values(allowScripts)).not.toContain(true);
  expect(readFileSync(path.join(ROOT, '.npmrc'), 'utf8')).toMatch(/^ignore-scripts=true$/m);
});
