import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';
import { toZip } from '../support/jobs/archives';
import { startTestServer, withFolder } from '../support/with-server';

it('npm start keeps jobs, their input and their results in its storage: they go on after a restart', () =>
  withFolder(async (storage) => {
    const seven = toPng(drawSeven(28));
    const archive = toZip(Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`${i}.png`, seven])));
    const cut = archive.length / 2;
    const ask = async (server: { url: URL }, path: string, init?: RequestInit) => {
      const response = await fetch(new URL(path, server.url), init);
      // biome-ignore lint/suspicious/noExplicitAny: the test reads the fields that it expects
      return (await response.json()) as any;
    };

    const first = await startTestServer(storage);
    const { id } = await ask(first, '/jobs', { method: 'POST', body: '{"parts": 2}' });
    await ask(first, `/jobs/${id}/input?part=2`, { method: 'PUT', body: archive.slice(cut) });
    await first.stop();

    const second = await startTestServer(storage);
    expect(await ask(second, `/jobs/${id}`)).toMatchObject({ status: 'awaiting_input', missing_parts: [1] });
    await ask(second, `/jobs/${id}/input?part=1`, { method: 'PUT', body: archive.slice(0, cut) });
    while ((await ask(second, `/jobs/${id}`)).status !== 'completed') await sleep(50);
    await second.stop();

    const third = await startTestServer(storage);
    try {
      const response = await fetch(new URL(`/jobs/${id}/results`, third.url));
      const lines = (await response.text()).trimEnd().split('\n');
      expect(lines.map((line) => JSON.parse(line).predicted_digit)).toEqual(lines.map(() => 7));
      expect(lines).toHaveLength(100);
    } finally {
      await third.stop();
    }
  }));
