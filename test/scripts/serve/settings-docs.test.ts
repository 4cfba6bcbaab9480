import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../scripts/lib/serve/production-bundle';
import { SETTINGS } from '../../../scripts/lib/serve/settings';

/** The rows of the document's tables: the first cell is a name in backticks. */
const rows = readFileSync(path.join(ROOT, 'docs/settings.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));

/** All environment variables that scripts and tests read. */
function variablesRead(): string[] {
  const names = ['scripts', 'test'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.includes('node_modules'))
      .map((file) => readFileSync(path.join(ROOT, folder, file), 'utf8'))
      .flatMap((source) => [...source.matchAll(/process\.env\.(\w+)/g)].map((match) => match[1]!)),
  );
  return [...new Set(names)].filter((name) => !name.startsWith('npm_') && name !== 'PATH').sort();
}

describe('docs/settings.md', () => {
  it('lists each setting of npm start with its default and what is allowed, in their order', () => {
    const documented = rows
      .filter((row) => row.length === 7)
      .map(([, name, fallback, allowed]) => [name, fallback, allowed]);
    const known = Object.entries(SETTINGS).map(([name, { fallback, allowed }]) => [name, fallback, allowed]);
    expect(documented).toEqual(known);
  });

  it('lists every other environment variable that scripts and tests read', () => {
    const documented = new Set(rows.map(([, name]) => name));
    expect(variablesRead().filter((name) => !documented.has(name))).toEqual([]);
  });
});
