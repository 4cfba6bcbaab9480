import { describe, expect, it } from 'vitest';
import { pickPackages } from '../../../../scripts/lib/serve/standalone/pick-packages';

const MANIFEST = {
  name: 'service',
  version: '1.2.3',
  description: 'A service',
  license: 'MIT',
  engines: { node: '>=20' },
  allowScripts: { runtime: false, other: false },
  devDependencies: { other: '9.9.9' },
};
const LOCK = {
  packages: {
    '': { version: '1.2.3' },
    'node_modules/runtime': {
      version: '1.0.0',
      integrity: 'sha512-a',
      dev: true,
      optionalDependencies: { 'runtime-linux': '1.0.0' },
    },
    'node_modules/runtime-linux': { version: '1.0.0', integrity: 'sha512-b', dev: true, optional: true },
    'node_modules/other': { version: '9.9.9', integrity: 'sha512-c' },
  },
};

describe('pickPackages()', () => {
  it('keeps the version and the checksum of a package and of what it needs, and nothing else', () => {
    const { manifest, lock } = pickPackages(MANIFEST, LOCK, ['runtime']);
    expect(manifest).toMatchObject({ version: '1.2.3', dependencies: { runtime: '1.0.0' } });
    expect(manifest.allowScripts).toEqual({ runtime: false });
    expect(lock.packages).toEqual({
      '': expect.objectContaining({ name: 'service', dependencies: { runtime: '1.0.0' } }),
      'node_modules/runtime': {
        version: '1.0.0',
        integrity: 'sha512-a',
        optionalDependencies: { 'runtime-linux': '1.0.0' },
      },
      'node_modules/runtime-linux': { version: '1.0.0', integrity: 'sha512-b', optional: true },
    });
  });

  it('refuses a package that the lock does not have', () => {
    expect(() => pickPackages(MANIFEST, LOCK, ['missing'])).toThrow(
      'Cannot find missing in package-lock.json',
    );
  });
});
