import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../../scripts/lib/serve/production-bundle';
import { withFolder } from '../../support/with-server';

it('bin/digits.js says in one line how to build what a copy of the repository lacks', async () => {
  await withFolder(async (folder) => {
    cpSync(path.join(ROOT, 'packages/client/bin'), path.join(folder, 'bin'), { recursive: true });
    cpSync(path.join(ROOT, 'packages/client/package.json'), path.join(folder, 'package.json'));
    const { status, stderr } = spawnSync(process.execPath, ['bin/digits.js'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stderr).toMatch(/^Cannot start: .* run `npm run build --workspace digits-client` .*\n$/);
    expect(status).toBe(1);
  });
});
