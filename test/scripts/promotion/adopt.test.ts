import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Adoption, adopt, checkAdoption, isAdopted } from '../../../scripts/lib/promotion/adopt';
import { withEntry } from '../../../scripts/lib/promotion/changelog-entry';
import { ROOT } from '../../../scripts/lib/serve/production-bundle';

let root: string;
let adoption: Adoption;

/** A copy of the parts of the repository that a promotion changes, and a candidate: `v2.0` under another name. */
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'promotion-'));
  for (const part of ['model', 'src/inference', 'CHANGELOG.md']) {
    cpSync(path.join(ROOT, part), path.join(root, part), { recursive: true });
  }
  const candidate = path.join(root, 'retraining/v9.1');
  cpSync(path.join(ROOT, 'model/v2.0'), path.join(candidate, 'model'), { recursive: true });
  writeFileSync(path.join(candidate, 'gate.md'), '# Gate of v9.1\n');
  adoption = { root, candidate, version: 'v9.1', retired: null, defaultVersion: 'v2.0' };
  judge({ passed: true, failed: [] });
});
afterEach(() => rmSync(root, { recursive: true }));

function judge(verdict: object): void {
  const { weights } = JSON.parse(readFileSync(path.join(ROOT, 'model/v2.0/card.json'), 'utf8'));
  const gate = {
    version: 'v9.1',
    champion: 'v2.0',
    weightsSha256: weights.sha256,
    feedback: { training: 600 },
    ...verdict,
  };
  mkdirSync(adoption.candidate, { recursive: true });
  writeFileSync(path.join(adoption.candidate, 'gate.json'), JSON.stringify(gate));
}

describe('adopt()', () => {
  it('puts a model into the registry, with its gate and a line in the changelog', () => {
    expect(isAdopted(root, 'v9.1')).toBe(false);
    checkAdoption(adoption, 2_000);
    adopt(adoption);
    expect(isAdopted(root, 'v9.1')).toBe(true);
    const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
    expect(read('src/inference/bundled-models.ts')).toContain("from '../../model/v9.1/weights.bin'");
    expect(read('src/inference/versions.ts')).toMatch(/'v9\.1',\n {2}'ensemble',\n\]/);
    expect(read('CHANGELOG.md')).toContain('retrained with 600 labelled pictures of production');
    expect(read('docs/model-gates/v9.1.md')).toBe('# Gate of v9.1\n');
  });

  it('removes the version that makes room', () => {
    const retiring = { ...adoption, retired: 'v1.0' };
    checkAdoption(retiring, 2_000);
    adopt(retiring);
    expect(existsSync(path.join(root, 'model/v1.0'))).toBe(false);
    expect(readFileSync(path.join(root, 'src/inference/bundled-models.ts'), 'utf8')).not.toContain('v1.0');
  });
});

describe('checkAdoption()', () => {
  it('refuses a model that has not passed the gate, and says which line failed', () => {
    judge({ passed: false, failed: ['semeion'] });
    expect(() => checkAdoption(adoption, 2_000)).toThrow(
      'Cannot promote v9.1: v9.1 does not pass the gate. Failed: semeion.',
    );
  });

  it('refuses a model without a verdict, and weights that are not those of the verdict', () => {
    const { candidate } = adoption;
    writeFileSync(path.join(candidate, 'model/weights.bin'), 'others');
    expect(() => checkAdoption(adoption, 2_000)).toThrow('its weights are not those that passed the gate');
    rmSync(path.join(candidate, 'gate.json'));
    expect(() => checkAdoption(adoption, 2_000)).toThrow('run `npm run retrain` first');
  });

  it('refuses an upload that is too large, and names what can be retired', () => {
    expect(() => checkAdoption(adoption, 2_900)).toThrow(
      /the upload would have 34\d\d KiB, at most 3072 are allowed; retire one with --retire: v1\.0 \(\d+ KiB\)$/,
    );
  });

  it.each(['v2.0', 'v2.1-3x3', 'v3.0'])('does not retire %s, which is needed', (retired) => {
    expect(() => checkAdoption({ ...adoption, retired }, 2_000)).toThrow(`${retired} has to stay`);
  });
});

describe('withEntry()', () => {
  it('adds to what is unreleased, and says so where nothing is', () => {
    expect(withEntry('# C\n\n## Unreleased\n\n### Added\n\n- b\n', '- a')).toContain(
      '### Added\n\n- a\n- b\n',
    );
    expect(() => withEntry('# C\n', '- a')).toThrow('Cannot write to CHANGELOG.md');
  });
});
