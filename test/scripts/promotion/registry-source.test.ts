import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundledModelsSource, versionsSource } from '../../../scripts/lib/promotion/registry-source';
import { ROOT } from '../../../scripts/lib/serve/production-bundle';
import { MODEL_VERSIONS } from '../../../src/inference/versions';

const registered = MODEL_VERSIONS.map((version) => ({ version, isEnsemble: version === 'ensemble' }));
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

describe('the registry', () => {
  it('has the models in model/, and no others', () => {
    expect([...MODEL_VERSIONS].sort()).toEqual(readdirSync(path.join(ROOT, 'model')).sort());
  });

  it('is what a promotion would write', () => {
    // The formatter breaks lines, ends the last one with a comma, and removes quotes.
    const plain = (source: string) => source.replaceAll(/[\s,']/g, '');
    expect(plain(bundledModelsSource(registered))).toBe(plain(read('src/inference/bundled-models.ts')));
    expect(versionsSource(read('src/inference/versions.ts'), registered)).toBe(
      read('src/inference/versions.ts'),
    );
  });
});
