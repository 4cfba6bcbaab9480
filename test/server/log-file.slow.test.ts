import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';
import { type NpmStart, npmStart } from '../support/npm-start';
import { canMount, fillDisk, mountSmallDisk } from '../support/small-disk';
import { withFolder } from '../support/with-server';

const POLL = { timeout: 30_000 };

/** @returns the id of the request */
async function predict({ url }: NpmStart): Promise<string> {
  const response = await fetch(new URL('/predict', url), { method: 'POST', body: toPng(drawSeven(28)) });
  expect(response.status).toBe(200);
  return ((await response.json()) as { request_id: string }).request_id;
}

const readIfThere = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

async function stop(server: NpmStart): Promise<void> {
  process.kill(server.front, 'SIGTERM');
  expect(await server.exit).toBe(0);
}

it('npm start answers where LOG_FILE cannot be written, and writes it when it can; anew after SIGHUP', async () => {
  await withFolder(async (folder) => {
    const logs = path.join(folder, 'logs');
    const file = path.join(logs, 'api.log');
    const server = await npmStart(path.join(folder, 'storage'), { LOG_FILE: file });
    const early = await predict(server);
    const complaints = () => server.lines.filter((line) => line.startsWith(`Cannot write ${file}: ENOENT`));
    expect(complaints()).toHaveLength(1);

    mkdirSync(logs);
    const line = ` - api - INFO - Prediction: 7 \\| Confidence: 0\\.9.* \\| Model: v.* \\| Request: ${early}\n`;
    await expect.poll(() => readIfThere(file), POLL).toMatch(new RegExp(`^20.*${line}$`));

    renameSync(file, `${file}.1`);
    process.kill(server.front, 'SIGHUP');
    await expect.poll(() => existsSync(file), POLL).toBe(true);
    const late = await predict(server);
    await expect.poll(() => readIfThere(file), POLL).toContain(late);
    await stop(server);
    expect(complaints()).toHaveLength(1);
  });
});

it.skipIf(!canMount)(
  'npm start answers while the disk of LOG_FILE is full (needs root on Linux)',
  async () => {
    await withFolder(async (folder) => {
      const logs = path.join(folder, 'logs');
      mkdirSync(logs);
      const disk = mountSmallDisk(logs);
      const filler = path.join(logs, 'filler');
      fillDisk(filler);
      const file = path.join(logs, 'api.log');
      const server = await npmStart(path.join(folder, 'storage'), { LOG_FILE: file });
      const first = await predict(server);
      await expect.poll(() => server.lines.join('\n'), POLL).toContain(`Cannot write ${file}: ENOSPC`);
      const second = await predict(server);
      rmSync(filler);
      await expect.poll(() => readIfThere(file), POLL).toMatch(new RegExp(`${first}\n.*${second}\n$`));
      await stop(server);
      disk.unmount();
    });
  },
);
