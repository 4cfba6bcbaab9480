import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { ROOT } from '../../scripts/lib/serve/production-bundle';

const { version } = packageJson;
const DIGEST = `ghcr.io/someone/digits@sha256:${'5'.repeat(64)}`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'digits-ci-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Puts a program into the PATH that only notes how it was called. */
function standIn(name: string, prints = ''): void {
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\necho "${name} $*" >>"${folder}/calls"\n${prints}\n`);
  chmodSync(file, 0o755);
}

const { PATH = '' } = process.env;

function run(script: string, args: readonly string[], env: Record<string, string>) {
  const { status, stderr } = spawnSync(path.join(ROOT, '.ci', script), args, {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${folder}:${PATH}`, ...env },
  });
  return { status, stderr };
}

function calls(): string[] {
  return readFileSync(path.join(folder, 'calls'), 'utf8').trimEnd().split('\n');
}

describe('.ci/container', () => {
  beforeEach(() => {
    standIn('docker', `case $1 in inspect) echo ${DIGEST} ;; login) cat >"${folder}/token" ;; esac`);
    standIn('cosign');
  });

  it('build labels the image with its version and commit', () => {
    expect(run('container', ['build'], { REVISION: 'c0de' })).toEqual({ status: 0, stderr: '' });
    expect(calls()).toEqual([
      'docker build --file deploy/docker/Dockerfile --tag digits-at-the-edge:candidate ' +
        `--label org.opencontainers.image.version=${version} --label org.opencontainers.image.revision=c0de .`,
    ]);
  });

  it('publish pushes what was built, and signs its digest with its SBOM', () => {
    const env = {
      TAG: `v${version}`,
      IMAGE: 'ghcr.io/Someone/digits',
      REGISTRY_USER: 'someone',
      REGISTRY_TOKEN: 'secret',
    };
    expect(run('container', ['publish'], env)).toEqual({ status: 0, stderr: '' });
    const image = `ghcr.io/someone/digits:${version}`;
    expect(calls()).toEqual([
      'docker login ghcr.io --username someone --password-stdin',
      `docker tag digits-at-the-edge:candidate ${image}`,
      `docker push ${image}`,
      `docker inspect --format {{index .RepoDigests 0}} ${image}`,
      `cosign sign --yes ${DIGEST}`,
      `cosign attest --yes --type cyclonedx --predicate dist/release/sbom.cdx.json ${DIGEST}`,
    ]);
    expect(readFileSync(path.join(folder, 'token'), 'utf8')).toBe('secret\n');
  });

  it('publish refuses a tag that is not the version, and pushes nothing', () => {
    const { status, stderr } = run('container', ['publish'], { TAG: 'v0.0.1', IMAGE: 'x/y' });
    expect(stderr).toBe(`Cannot release v0.0.1: package.json has version ${version}; tag it v${version}\n`);
    expect(status).toBe(1);
    expect(calls).toThrow('ENOENT');
  });

  it('says how it is called', () => {
    expect(run('container', [], {})).toEqual({
      status: 1,
      stderr: 'Usage: .ci/container build|publish\n',
    });
  });
});

describe('.ci/release', () => {
  it('publishes the notes of the changelog and an SBOM of what the service is made of', () => {
    standIn('gh');
    expect(run('release', [], { TAG: `v${version}` })).toEqual({ status: 0, stderr: '' });
    expect(calls()).toEqual([
      `gh release create v${version} --verify-tag --title v${version} ` +
        '--notes-file dist/release/notes.md dist/release/sbom.cdx.json',
    ]);
    const sbom = JSON.parse(readFileSync(path.join(ROOT, 'dist/release/sbom.cdx.json'), 'utf8'));
    expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.5' });
    const names = sbom.components.map(({ name }: { name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(packageJson.dependencies)));
    expect(names).not.toContain('vitest');
  });
});

describe('.ci/publish-client', () => {
  const TAG = `v${version}`;

  it('builds the client and publishes it with provenance', () => {
    standIn('npm');
    expect(run('publish-client', [], { TAG, GITHUB_REPOSITORY: 'someone/digits' })).toEqual({
      status: 0,
      stderr: '',
    });
    expect(calls()).toEqual([
      `npm view digits-client@${version} version`,
      'npm pkg set --workspace digits-client repository.url=git+https://github.com/someone/digits.git repository.directory=packages/client',
      'npm run --workspace digits-client build',
      'npm publish --workspace digits-client --provenance --access public',
    ]);
  });

  it('leaves a version that npm has already', () => {
    standIn('npm', `echo ${version}`);
    expect(run('publish-client', [], { TAG })).toEqual({ status: 0, stderr: '' });
    expect(calls()).toEqual([`npm view digits-client@${version} version`]);
  });

  it('refuses a tag that is not its version, and publishes nothing', () => {
    standIn('npm');
    expect(run('publish-client', [], { TAG: 'v0.0.1' })).toEqual({
      status: 1,
      stderr: `Cannot publish digits-client as v0.0.1: packages/client/package.json has version ${version}\n`,
    });
    expect(calls).toThrow('ENOENT');
  });
});

describe('.ci/pull-request', () => {
  it('adopts the model that has passed the gate, and shows the report', () => {
    for (const name of ['npm', 'git', 'gh']) standIn(name);
    const retraining = path.join(folder, 'retraining');
    mkdirSync(path.join(retraining, 'v2.2'), { recursive: true });
    writeFileSync(path.join(retraining, 'v2.2/gate.json'), '{}');
    expect(run('pull-request', [], { RETRAINING_DIR: retraining })).toEqual({ status: 0, stderr: '' });
    expect(calls()).toEqual([
      `npm run --silent promote -- v2.2 --from ${retraining}`,
      'git switch --create retrain/v2.2',
      'git add --all .',
      expect.stringMatching(
        /^git .* commit --quiet --message model: Add v2\.2, retrained with production pictures$/,
      ),
      'gh auth setup-git',
      'git push origin retrain/v2.2',
      `gh pr create --head retrain/v2.2 --title Add model v2.2 --body-file ${retraining}/v2.2/gate.md`,
    ]);
  });

  it('opens none if the model cannot be adopted', () => {
    standIn('npm', 'exit 1');
    for (const name of ['git', 'gh']) standIn(name);
    const retraining = path.join(folder, 'retraining');
    mkdirSync(path.join(retraining, 'v2.2'), { recursive: true });
    writeFileSync(path.join(retraining, 'v2.2/gate.json'), '{}');
    expect(run('pull-request', [], { RETRAINING_DIR: retraining }).status).toBe(1);
    expect(calls()).toHaveLength(1);
  });
});
