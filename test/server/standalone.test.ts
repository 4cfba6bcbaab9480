import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, inject, it } from 'vitest';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';
import { ROOT } from '../../scripts/lib/serve/production-bundle';
import { addServer } from '../../scripts/lib/serve/standalone/add-server';
import { readMetrics, withFolder } from '../support/with-server';

/** What `npm run build` builds, copied elsewhere, with the packages that `npm ci` would install there. */
async function copyDistribution(folder: string): Promise<void> {
  cpSync(inject('bundle').folder, folder, { recursive: true });
  await addServer(folder);
  const modules = path.join(folder, 'node_modules');
  mkdirSync(path.join(modules, '@cloudflare'), { recursive: true });
  const platforms = readdirSync(path.join(ROOT, 'node_modules/@cloudflare')).filter((name) =>
    name.startsWith('workerd-'),
  );
  for (const name of ['workerd', ...platforms.map((platform) => `@cloudflare/${platform}`)])
    symlinkSync(path.join(ROOT, 'node_modules', name), path.join(modules, name));
}

interface Started {
  readonly url: URL;
  readonly process: ChildProcess;
  readonly lines: readonly string[];
}

/** Runs `node serve.js` of the folder, in the folder above. */
async function start(folder: string): Promise<Started> {
  const child = spawn(process.execPath, [path.join(path.basename(folder), 'serve.js')], {
    cwd: path.dirname(folder),
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const url = await new Promise<URL>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`Cannot start the server: ${lines.join('\n')}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      const address = /^Serving the API at (\S+)/.exec(line)?.[1];
      if (address !== undefined) resolve(new URL(address));
    });
  });
  return { url, process: child, lines };
}

it('dist/serve.js serves a copy of dist/ without the repository, and keeps its counts where it was started', async () => {
  await withFolder(async (folder) => {
    const dist = path.join(folder, 'dist');
    await copyDistribution(dist);

    const server = await start(dist);
    const answer = await fetch(new URL('/predict', server.url), {
      method: 'POST',
      body: toPng(drawSeven(28)),
    });
    expect(await answer.json()).toMatchObject({ predicted_digit: 7 });
    const page = await fetch(new URL('/docs', server.url));
    expect(page.status).toBe(200);
    await expect(
      fetch(new URL(/src="([^"]+)"/.exec(await page.text())![1]!, page.url)),
    ).resolves.toMatchObject({
      status: 200,
    });
    server.process.kill('SIGTERM');
    expect(await once(server.process, 'exit')).toEqual([0, null]);
    expect(existsSync(path.join(folder, '.data'))).toBe(true);
    expect(existsSync(path.join(folder, 'api_logs.log'))).toBe(true);

    const successor = await start(dist);
    expect((await readMetrics(successor.url)).service_metrics.successful_predictions).toBe(1);
    successor.process.kill('SIGTERM');
    expect(await once(successor.process, 'exit')).toEqual([0, null]);
  });
});

it('dist/serve.js tells its settings, and refuses one that it cannot use in one line', async () => {
  await withFolder(async (folder) => {
    await copyDistribution(folder);
    const run = (args: readonly string[], env: Record<string, string> = {}) =>
      spawnSync(process.execPath, [path.join(folder, 'serve.js'), ...args], {
        encoding: 'utf8',
        env: { ...process.env, ...env },
      });
    expect(run(['--help']).stdout).toMatch(/^Usage: node serve\.js .*docs\/settings\.md/s);
    expect(run([], { PORT: 'abc' })).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^Cannot use PORT: "abc" .*\n$/),
    });
  });
});
