import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { buildAssets } from '../../../scripts/lib/assets/build-assets';
import { withFolder } from '../../support/with-server';

const KIB = 1024;

/** Bytes of a page and everything that it loads first, gzipped. */
function weigh(folder: string, page: string): number {
  const html = readFileSync(path.join(folder, `${page}.html`), 'utf8');
  const files = [...html.matchAll(/"(assets\/[^"]+)"/g)].map(([, file]) => file!);
  return [`${page}.html`, ...files]
    .map((file) => gzipSync(readFileSync(path.join(folder, file))).length)
    .reduce((sum, bytes) => sum + bytes);
}

it('the playground loads at most 60 KiB, gzipped', () =>
  withFolder(async (folder) => {
    await buildAssets(folder);
    expect(weigh(folder, 'playground')).toBeLessThanOrEqual(60 * KIB);
  }));
