import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { ROOT } from '../../../scripts/lib/serve/production-bundle';

it('wrangler bundles the Worker without a warning', async () => {
  const outdir = await mkdtemp(path.join(tmpdir(), 'digits-bundle-'));
  const wrangler = createRequire(import.meta.url).resolve('wrangler/bin/wrangler.js');
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [wrangler, 'deploy', '--dry-run', '--outdir', outdir],
    { cwd: ROOT, env: { ...process.env, WRANGLER_SEND_METRICS: 'false', NO_COLOR: '1' } },
  );
  await rm(outdir, { recursive: true });
  expect(stdout).toContain('Total Upload');
  expect(stdout + stderr).not.toMatch(/warning/i);
});
