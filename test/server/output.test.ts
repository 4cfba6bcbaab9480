import { spawn } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/serve/production-bundle';
import { withFolder, withServer } from '../support/with-server';

/** Their lines are more than a pipe or a socket holds, several times over. */
const ROUNDS = 100;
const AT_ONCE = 20;
const LONG_ID = 'x'.repeat(250);

it('a reader of standard output that stalls or exits does not stop the server', async () => {
  await withFolder(async (storage) => {
    const env = { ...process.env, PORT: '0', HOST: '127.0.0.1', STORAGE_DIR: storage, LOG_FILE: 'off' };
    const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/serve.ts'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
      env,
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const url = await new Promise<string>((resolve) => {
      let text = '';
      child.stdout.on('data', (bytes) => {
        text += bytes;
        const address = /^Serving the API at (\S+)/m.exec(text)?.[1];
        if (address !== undefined) resolve(address);
      });
    });
    child.stdout.pause();
    const ask = async () => {
      const answer = await fetch(new URL('/livez', url), { headers: { 'X-Request-Id': LONG_ID } });
      await answer.arrayBuffer();
      return answer.status;
    };
    for (let round = 0; round < ROUNDS; round++) {
      const statuses = await Promise.all(Array.from({ length: AT_ONCE }, ask));
      expect(new Set(statuses)).toEqual(new Set([200]));
    }
    expect((await fetch(new URL('/health', url))).status).toBe(200);
    child.stdout.destroy();
    expect((await fetch(new URL('/health', url))).status).toBe(200);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});

it('the storage may be in a folder with any name', async () => {
  await withFolder(async (folder) => {
    const storage = path.join(folder, 'my "digits" \\ größe (1)', 'data');
    await withServer(
      async (url) => {
        expect((await fetch(new URL('/readyz', url))).status).toBe(200);
      },
      { storage },
    );
  });
});
