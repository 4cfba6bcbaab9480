import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { ROOT } from '../../../scripts/lib/serve/production-bundle';
import { withFolder, withServer } from '../../support/with-server';

const CLIENT = path.join(ROOT, 'packages/client');
/** Deno's program; `npm install deno` has it as well. */
const { DENO } = process.env;

const readPackage = (folder: string) => JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));

async function run(cwd: string, program: string, args: readonly string[], env: object = {}): Promise<string> {
  const running = promisify(execFile)(program, args, { cwd, env: { ...process.env, ...env } });
  running.child.stdin!.end();
  return (await running).stdout;
}

/** Builds and packs the client, and installs it into an empty folder. */
function withInstalled(work: (folder: string, files: readonly string[]) => Promise<void>): Promise<void> {
  return withFolder(async (folder) => {
    await run(CLIENT, 'npm', ['run', '--silent', 'build']);
    const [packed] = JSON.parse(await run(CLIENT, 'npm', ['pack', '--json', '--pack-destination', folder]));
    const home = path.join(folder, 'project');
    mkdirSync(home);
    writeFileSync(path.join(home, 'package.json'), '{ "type": "module" }');
    const quiet = ['--no-audit', '--no-fund', '--prefer-offline'];
    await run(home, 'npm', ['install', ...quiet, path.join(folder, packed.filename)]);
    await work(
      home,
      packed.files.map((file: { path: string }) => file.path),
    );
  });
}

const PROGRAM = `
import { Digits, DigitsError } from 'digits-client';
const { env } = process;
const digits = new Digits({ url: env.DIGITS_URL });
const { predicted_digit } = await digits.predict(env.PICTURE);
const { results } = await digits.predictBatch(Array(65).fill(env.PICTURE));
const error = await digits.predict(new Uint8Array(0)).catch((error) => error);
console.log(predicted_digit, results.length, error instanceof DigitsError, error.code);
`;

const TYPED = `
import { Digits, DigitsError, type PictureResult } from 'digits-client';
const digits = new Digits({ url: 'http://localhost:8000' });
export async function read(file: File): Promise<number | null> {
  try {
    const { predicted_digit } = await digits.predict(file, { model: 'ensemble', strict: true });
    return predicted_digit;
  } catch (error) {
    if (error instanceof DigitsError && error.code === 'blank') return null;
    throw error;
  }
}
export const digitOf = (result: PictureResult) => (result.error ? result.error.code : result.predicted_digit);
// @ts-expect-error there is no such model
void digits.predict(new Blob(), { model: 'v9' });
`;

it('the types of the client are those of docs/openapi.json (else: npm run openapi)', async () => {
  const generated = await run(CLIENT, 'npx', ['--no', 'openapi-typescript', '../../docs/openapi.json']);
  expect(generated.trim()).toBe(readFileSync(path.join(CLIENT, 'src/openapi.ts'), 'utf8').trim());
});

it('the client has the version of the service, and versions of libraries that the repository has, too', () => {
  const [client, root] = [readPackage(CLIENT), readPackage(ROOT)];
  expect(client.version).toBe(root.version);
  const known = { ...root.dependencies, ...root.devDependencies };
  for (const [name, version] of Object.entries({ ...client.devDependencies, ...client.dependencies })) {
    expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
    if (name !== 'typescript') expect([name, known[name] ?? version]).toEqual([name, version]);
  }
});

it('the package of the client, installed into an empty folder, works in Node.js and on the command line', async () => {
  await withInstalled(async (folder, files) => {
    expect(files.filter((file) => !/^dist\/[\w/-]+\.(js|d\.ts)$/.test(file)).sort()).toEqual([
      'LICENSE',
      'README.md',
      'bin/digits.js',
      'package.json',
    ]);
    const PICTURE = path.join(ROOT, 'docs/examples/seven.png');
    await withServer(async ({ href }) => {
      const env = { DIGITS_URL: href, PICTURE };
      writeFileSync(path.join(folder, 'program.js'), PROGRAM);
      expect(await run(folder, process.execPath, ['program.js'], env)).toBe('7 65 true missing_image\n');
      const csv = await run(folder, 'npx', ['--no', 'digits', 'predict', '--csv', PICTURE], env);
      expect(csv).toMatch(/\n.*seven\.png,7,/);
    });
    writeFileSync(path.join(folder, 'typed.ts'), TYPED);
    const tsc = path.join(ROOT, 'node_modules/.bin/tsc');
    const strict = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2023,dom', '--types', ''];
    for (const [module, resolution] of [
      ['nodenext', 'nodenext'],
      ['esnext', 'bundler'],
    ]) {
      await run(folder, tsc, [...strict, '--module', module!, '--moduleResolution', resolution!, 'typed.ts']);
    }
  });
});

it.skipIf(DENO === undefined)('the package of the client works in Deno (needs DENO)', async () => {
  await withInstalled((folder) =>
    withServer(async ({ href }) => {
      writeFileSync(path.join(folder, 'program.js'), PROGRAM);
      const PICTURE = path.join(ROOT, 'docs/examples/seven.png');
      const allowed = ['run', '--allow-net', '--allow-read', '--allow-env', '--no-prompt', 'program.js'];
      const output = await run(folder, DENO!, allowed, { DIGITS_URL: href, PICTURE, NO_COLOR: '1' });
      expect(output).toBe('7 65 true missing_image\n');
    }),
  );
});
