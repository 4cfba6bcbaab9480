import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/serve/production-bundle';
import { LOCK_FILE } from '../../scripts/lib/serve/storage-lock';
import { npmStart } from '../support/npm-start';
import { withFolder } from '../support/with-server';

/** Runs `npm start`, or another script that serves, where it must end by itself: its status, and all that it wrote. */
async function refusedStart(
  settings: Record<string, string>,
  command: readonly string[] = ['start'],
): Promise<{ status: number; output: string }> {
  const env = { ...process.env, HOST: '127.0.0.1', PORT: '0', LOG_FILE: 'off', ...settings };
  const { code, stdout, stderr } = await promisify(execFile)('npm', ['--silent', 'run', ...command], {
    cwd: ROOT,
    env,
  }).catch((error) => error);
  return { status: code ?? 0, output: stdout + stderr };
}

it('npm start refuses a setting that it cannot use, in one line and with status 1', async () => {
  const { status, output } = await refusedStart({ PORT: 'abc' });
  expect(output).toMatch(/^Cannot use PORT: "abc" .*\n$/);
  expect(status).toBe(1);
});

it.each([
  [{ PORT: 'abc' }, [], 1, /^Cannot use PORT: "abc" .*\n$/],
  [{ STORAGE_DIR: '/dev/null' }, [], 1, /^Cannot use \/dev\/null as storage: it is a file.*\n$/],
  [{}, ['--nonsense'], 1, /^error: unknown option '--nonsense'.*\n$/],
  [{}, ['--help'], 0, /^Usage: npm run dev -- \[options\]\n/],
])('npm run dev with %j and %j ends by itself', async (settings, args, status, output) => {
  const ended = await refusedStart(settings, ['dev', '--', ...args]);
  expect(ended.output).toMatch(output);
  expect(ended.status).toBe(status);
});

it.runIf(process.platform === 'linux')(
  'npm start refuses a folder that cannot be made, in one line and with status 1',
  async () => {
    const { status, output } = await refusedStart({ STORAGE_DIR: '/proc/x' });
    expect(output).toMatch(/^Cannot use \/proc\/x as storage: ENOENT: .*\n$/);
    expect(status).toBe(1);
  },
);

it('npm start refuses the folder and the port of a server that runs, each in one line and with status 1', async () => {
  await withFolder(async (folder) => {
    const storage = path.join(folder, 'one');
    const server = await npmStart(storage);
    const { pid } = JSON.parse(readFileSync(path.join(storage, LOCK_FILE), 'utf8'));
    expect(pid).toBe(server.front);
    expect(server.lines).toContainEqual(
      expect.stringMatching(/^ {2}access +predictions: anyone; metrics,.*: anyone$/),
    );

    const sameFolder = await refusedStart({ STORAGE_DIR: storage });
    expect(sameFolder.output).toMatch(
      new RegExp(`^Cannot use ${storage} as storage: .* process id ${pid} .*\n$`),
    );
    expect(sameFolder.status).toBe(1);

    const other = path.join(folder, 'other');
    const samePort = await refusedStart({ STORAGE_DIR: other, PORT: server.url.port });
    expect(samePort.output).toMatch(/^Cannot listen on 127\.0\.0\.1:\d+: another program .*\n$/);
    expect(samePort.status).toBe(1);
    expect(existsSync(path.join(other, LOCK_FILE))).toBe(false);

    expect((await fetch(new URL('/readyz', server.url))).status).toBe(200);
    process.kill(server.front, 'SIGTERM');
    expect(await server.exit).toBe(0);
    expect(existsSync(path.join(storage, LOCK_FILE))).toBe(false);
  });
});
