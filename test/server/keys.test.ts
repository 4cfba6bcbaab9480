import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';
import { ROOT } from '../../scripts/lib/serve/production-bundle';
import { startTestServer, withFolder } from '../support/with-server';

const ADMIN = 'the key of an administrator';
const SCRAPER = 'the key of Prometheus';
const variables = {
  API_KEYS: `ops:admin:${sha256(ADMIN)},prometheus:metrics:${sha256(SCRAPER)}`,
  METRICS_ACCESS: 'key',
};
const png = toPng(drawSeven(28));

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Runs `npm run key -- …` as an administrator. */
async function runKey(...args: string[]): Promise<string> {
  const env = { ...process.env, DIGITS_ADMIN_KEY: ADMIN };
  const command = ['scripts/run.mjs', 'key', ...args];
  return (await promisify(execFile)(process.execPath, command, { cwd: ROOT, env })).stdout;
}

/** The key in what `npm run key` has printed. */
function keyIn(output: string): string {
  return /^dgt_\w{36}$/m.exec(output)![0];
}

async function predict(url: URL, key: string): Promise<number> {
  const headers = { Authorization: `Bearer ${key}` };
  return (await fetch(new URL('/predict', url), { method: 'POST', body: png, headers })).status;
}

async function scrape(url: URL, key: string): Promise<Response> {
  return fetch(new URL('/metrics/prometheus', url), { headers: { 'X-API-Key': key } });
}

it('npm run key adds, replaces and revokes keys of a running server, which keeps them through a restart', async () => {
  await withFolder(async (storage) => {
    const first = await startTestServer(storage, () => {}, { variables });
    const { href } = first.url;
    const key = keyIn(await runKey('create', '--name', 'shop', '--role', 'predict', '--url', href));
    expect(await predict(first.url, key)).toBe(200);
    const next = keyIn(await runKey('rotate', '--name', 'shop', '--overlap', '0', '--url', href));
    expect([await predict(first.url, key), await predict(first.url, next)]).toEqual([401, 200]);
    await runKey('revoke', '--name', 'prometheus', '--url', href);
    expect((await scrape(first.url, SCRAPER)).status).toBe(401);
    const list = await runKey('list', '--url', href);
    expect(list).toMatch(/prometheus .*metrics .*expired .*configuration/);
    expect(list).toMatch(/shop .*predict .*active .*store/);
    await first.stop();

    const second = await startTestServer(storage, () => {}, { variables });
    expect([await predict(second.url, key), await predict(second.url, next)]).toEqual([401, 200]);
    expect((await scrape(second.url, SCRAPER)).status).toBe(401);
    await second.stop();
  });
});

it('no key gets into the log, wherever a client puts it', async () => {
  await withFolder(async (storage) => {
    const lines: string[] = [];
    const server = await startTestServer(storage, (line) => lines.push(line), { variables });
    expect((await scrape(server.url, SCRAPER)).status).toBe(200);
    expect((await scrape(server.url, 'hunter2')).status).toBe(401);
    const inAddress = new URL(`/metrics?api_key=${encodeURIComponent(SCRAPER)}`, server.url);
    expect((await fetch(inAddress)).status).toBe(401);
    await server.stop();

    const text = lines.join('\n');
    expect(text).toMatch(/"caller":"prometheus"/);
    for (const secret of [SCRAPER, encodeURIComponent(SCRAPER), 'hunter2', sha256(SCRAPER)]) {
      expect(text).not.toContain(secret);
    }
  });
});

it('a refusal arrives while a large picture is being sent', async () => {
  await withFolder(async (storage) => {
    const server = await startTestServer(storage, () => {}, { variables });
    const body = new Uint8Array(20_000_000);
    const answers = await Promise.all(
      Array.from({ length: 2 }, () => fetch(new URL('/predict', server.url), { method: 'POST', body })),
    );
    await server.stop();
    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
  });
});
