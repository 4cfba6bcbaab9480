import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { assetManifest } from '../../../scripts/lib/assets/asset-manifest';
import { buildAssets } from '../../../scripts/lib/assets/build-assets';
import { ROOT } from '../../../scripts/lib/serve/production-bundle';
import { CONFIG } from '../../../src/config';
import { MODEL_VERSIONS } from '../../../src/inference/versions';
import { withFolder } from '../../support/with-server';

/** Versions of the model that have weights of their own. */
const NETWORKS = MODEL_VERSIONS.filter((version) =>
  existsSync(path.join(ROOT, 'model', version, 'weights.bin')),
);

describe('buildAssets()', () => {
  it('names scripts and styles after their content, and pages after their address', () =>
    withFolder(async (folder) => {
      await buildAssets(folder);
      const files = Object.keys(assetManifest(folder)).map((file) => file.replace(/[A-Z0-9]{8}/, 'HASH'));
      expect(files.sort()).toEqual([
        '/assets/dashboard-HASH.css',
        '/assets/dashboard-HASH.js',
        '/assets/docs-HASH.css',
        '/assets/docs-HASH.js',
        '/assets/errors-HASH.css',
        '/assets/guide-HASH.css',
        '/assets/playground-HASH.css',
        '/assets/playground-HASH.js',
        '/assets/recognizer-HASH.js',
        '/assets/tfjs-backend-wasm-simd-HASH.wasm',
        ...NETWORKS.map(() => '/assets/weights-HASH.bin'),
        '/dashboard.html',
        '/docs.html',
        '/docs/errors.html',
        '/docs/guides/clients.html',
        '/docs/guides/feedback.html',
        '/docs/guides/keys.html',
        '/docs/guides/limits.html',
        '/docs/guides/models.html',
        '/docs/guides/monitoring.html',
        '/docs/guides/numbers.html',
        '/docs/guides/privacy.html',
        '/docs/guides/protocols.html',
        '/docs/guides/quick-start.html',
        '/docs/guides/requests.html',
        '/docs/guides/security.html',
        '/openapi.yaml',
        '/playground.html',
        '/service-worker.js',
      ]);
    }));

  it('links a page to its own files, relative to its address', () =>
    withFolder(async (folder) => {
      await buildAssets(folder);
      const read = (page: string) => readFileSync(path.join(folder, page), 'utf8');
      expect(read('docs.html')).toMatch(/"assets\/docs-\w{8}\.css".*"assets\/docs-\w{8}\.js"/s);
      expect(read('docs/errors.html')).toMatch(/"\.\.\/assets\/errors-\w{8}\.css"/);
    }));

  it('has the service worker keep what recognises digits and numbers by default, and other networks on demand', () =>
    withFolder(async (folder) => {
      await buildAssets(folder);
      const script = readFileSync(path.join(folder, 'service-worker.js'), 'utf8');
      const kept = [...script.matchAll(/"(assets\/[^"]+)"/g)].map(([, file]) => file!);
      const files = kept.filter((file) => !file.endsWith('.bin'));
      expect(files.map((file) => file.replace(/[A-Z0-9]{8}/, 'HASH')).sort()).toEqual([
        'assets/playground-HASH.css',
        'assets/playground-HASH.js',
        'assets/recognizer-HASH.js',
        'assets/tfjs-backend-wasm-simd-HASH.wasm',
      ]);
      const networks = kept.filter((file) => file.endsWith('.bin'));
      const cardOf = (version: string) =>
        JSON.parse(readFileSync(path.join(ROOT, 'model', version, 'card.json'), 'utf8'));
      const finder = MODEL_VERSIONS.find((version) => cardOf(version).reader !== undefined)!;
      const needed = new Set(
        [CONFIG.defaultModel, finder].flatMap((version) => {
          const { members, reader } = cardOf(version);
          return members ?? [version, ...(reader === undefined ? [] : [reader])];
        }),
      );
      const expected = [...needed].map((version) =>
        readFileSync(path.join(ROOT, 'model', version, 'weights.bin')),
      );
      expect(networks.map((file) => readFileSync(path.join(folder, file)))).toEqual(
        expect.arrayContaining(expected),
      );
      expect(networks).toHaveLength(expected.length);
    }));

  it('builds identical files again, and removes those of earlier builds', () =>
    withFolder(async (folder) => {
      await buildAssets(folder);
      const first = assetManifest(folder);
      const stale = path.join(folder, 'assets/docs-OLDOLDOL.js');
      writeFileSync(stale, '');
      await Promise.all([buildAssets(folder), buildAssets(folder)]);
      expect(existsSync(stale)).toBe(false);
      expect(assetManifest(folder)).toEqual(first);
    }));
});

it('assetManifest() tells the content type of each file, and a tag that changes with its content', () =>
  withFolder(async (folder) => {
    for (const name of ['a.html', 'b.js', 'c.css', 'd.png', 'e.unheard-of']) {
      writeFileSync(path.join(folder, name), name);
    }
    const manifest = assetManifest(folder);
    expect(Object.entries(manifest).map(([file, { type }]) => `${file}: ${type}`)).toEqual([
      '/a.html: text/html; charset=utf-8',
      '/b.js: text/javascript; charset=utf-8',
      '/c.css: text/css; charset=utf-8',
      '/d.png: image/png',
      '/e.unheard-of: application/octet-stream',
    ]);
    writeFileSync(path.join(folder, 'a.html'), 'changed');
    expect(assetManifest(folder)['/a.html']!.tag).not.toBe(manifest['/a.html']!.tag);
    expect(assetManifest(folder)['/b.js']).toEqual(manifest['/b.js']);
  }));
