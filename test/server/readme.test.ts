import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/production-bundle';
import { withServer } from './with-server';

const README = readFileSync(path.join(ROOT, 'README.md'), 'utf8');

/** The examples in one language, aimed at the server under test. */
function examples(language: string, url: URL): string {
  const blocks = [...README.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))];
  return blocks
    .map((block) => block[1])
    .join('')
    .replaceAll('http://localhost:8000', url.origin);
}

const hasCurl = spawnSync('curl', ['--version']).status === 0;

it.skipIf(!hasCurl)("each of the README's curl commands gets a 7 back (needs curl)", async () => {
  await withServer(async (url) => {
    const commands = examples('sh', url).trim().split('\n');
    expect(commands).toHaveLength(3);
    for (const command of commands) {
      const { stdout } = await promisify(execFile)('bash', ['-c', command], { cwd: ROOT });
      expect(JSON.parse(stdout)).toMatchObject({ predicted_digit: 7 });
    }
  });
});

it("the README's fetch example gets a 7 back", async () => {
  await withServer(async (url) => {
    const AsyncFunction = (async () => {}).constructor as new (
      ...source: string[]
    ) => (read: typeof readFile) => Promise<{ predicted_digit: number }>;
    const example = new AsyncFunction(
      'readFile',
      `${examples('js', url)}; return { predicted_digit, confidence };`,
    );
    expect(await example(readFile)).toMatchObject({ predicted_digit: 7 });
  });
});
