import { utimesSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/serve/production-bundle';
import { npmStart } from '../support/npm-start';
import { withFolder } from '../support/with-server';

it('npm run dev serves at HOST and PORT like npm start, and anew after a change in src/', async () => {
  await withFolder(async (storage) => {
    const server = await npmStart(storage, { LOG_FILE: 'off' }, 'dev');
    expect(server.lines.join('\n')).toContain('(bound to 127.0.0.1, ');
    expect((await fetch(new URL('/readyz', server.url))).status).toBe(200);

    const now = new Date();
    utimesSync(path.join(ROOT, 'src/index.ts'), now, now);
    const starts = () => server.lines.filter((line) => line.startsWith('Serving the API at '));
    await expect.poll(starts, { timeout: 60_000 }).toHaveLength(2);
    expect(server.lines.join('\n')).not.toMatch(/warning/i);
    process.kill(-server.npm, 'SIGTERM');
    await server.exit;
    await expect.poll(() => server.isGone(), { timeout: 20_000 }).toBe(true);
  });
});
