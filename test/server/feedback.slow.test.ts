import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { drawSeven, onPaper, toPng } from '../../scripts/lib/scenes/sample-images';
import { ROOT } from '../../scripts/lib/serve/production-bundle';
import { startTestServer, withFolder } from '../support/with-server';

const ADMIN = 'the key of an administrator';
const variables = {
  FEEDBACK: 'on',
  FEEDBACK_IMAGES: 'on',
  API_KEYS: `ops:admin:${createHash('sha256').update(ADMIN).digest('hex')}`,
};
const headers = { 'X-API-Key': ADMIN };
const PICTURES = [toPng(drawSeven(28)), toPng(onPaper(drawSeven(140))), toPng(drawSeven(60))];

async function ask(url: URL, to: string, init: RequestInit = {}): Promise<Response> {
  return fetch(new URL(to, url), { ...init, headers });
}

async function predict(url: URL, body: BodyInit): Promise<string> {
  const answer = await ask(url, '/predict', { method: 'POST', body });
  return ((await answer.json()) as { request_id: string }).request_id;
}

async function label(url: URL, request_id: string, digit: number): Promise<number> {
  const body = JSON.stringify({ request_id, label: digit });
  return (await ask(url, '/feedback', { method: 'POST', body })).status;
}

it('labels outlast a restart, and npm run evaluate reads what is exported', async () => {
  await withFolder(async (folder) => {
    const storage = path.join(folder, 'storage');
    mkdirSync(storage);
    const first = await startTestServer(storage, () => {}, { variables });
    const ids: string[] = [];
    for (const picture of PICTURES) ids.push(await predict(first.url, picture));
    expect(await label(first.url, ids[0]!, 7)).toBe(202);
    await first.stop();

    const second = await startTestServer(storage, () => {}, { variables });
    expect(await Promise.all(ids.slice(1).map((id, i) => label(second.url, id, i === 0 ? 7 : 1)))).toEqual([
      202, 202,
    ]);
    const accuracy = await (await ask(second.url, '/feedback/accuracy')).json();
    expect(accuracy).toMatchObject({ labelled: { count: 3, of: 3 }, accuracy: { count: 2, of: 3 } });
    const tar = path.join(folder, 'feedback.tar');
    writeFileSync(tar, Buffer.from(await (await ask(second.url, '/feedback/export')).arrayBuffer()));
    await second.stop();

    const pictures = path.join(folder, 'feedback');
    mkdirSync(pictures);
    const run = promisify(execFile);
    await run('tar', ['-xf', tar, '-C', pictures]);
    const args = ['scripts/run.mjs', 'evaluate', '--images', pictures, '--out', path.join(folder, 'out')];
    const { stdout } = await run(process.execPath, args, { cwd: ROOT });
    expect(stdout).toMatch(/all +│ +3 │ +1 │/);
  });
});
