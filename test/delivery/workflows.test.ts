import { execFileSync } from 'node:child_process';
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import packageJson from '../../package.json' with { type: 'json' };
import { ROOT } from '../../scripts/lib/serve/production-bundle';

const FOLDER = path.join(ROOT, '.github/workflows');

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly uses?: string;
  readonly steps?: readonly Step[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
}

interface Workflow {
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** Whatever a job may do besides reading the code, and which jobs need it. */
const WRITERS: Readonly<Record<string, readonly string[]>> = {
  'security-events': ['codeql.yml analyze'],
  packages: ['container.yml publish', 'deploy.yml container'],
  'id-token': ['container.yml publish', 'deploy.yml container', 'deploy.yml client'],
  contents: ['deploy.yml release', 'retrain.yml retrain'],
  'pull-requests': ['retrain.yml retrain'],
};

const files = readdirSync(FOLDER);
const jobs = files.flatMap((file) => {
  const { jobs } = parse(readFileSync(path.join(FOLDER, file), 'utf8')) as Workflow;
  return Object.entries(jobs).map(([name, job]) => ({ name: `${file} ${name}`, job }));
});
const steps = jobs.flatMap(({ name, job }) => (job.steps ?? []).map((step) => ({ name, step })));

describe.each(files)('.github/workflows/%s', (file) => {
  const text = readFileSync(path.join(FOLDER, file), 'utf8');

  it('may read the code, and nothing else, unless a job says so', () => {
    expect((parse(text) as Workflow).permissions).toEqual({ contents: 'read' });
  });

  it('pins every action of others by digest, and says which version that is', () => {
    const actions = [...text.matchAll(/uses: (?!\.\/)(.*)/g)].map(([, action]) => action);
    for (const action of actions) expect(action).toMatch(/^[\w/-]+@[\da-f]{40} # v\d+\.\d+\.\d+$/);
  });
});

it('every job that may write is listed here', () => {
  const writers = Object.keys(WRITERS).map((scope) => [
    scope,
    jobs.filter(({ job }) => job.permissions?.[scope] === 'write').map(({ name }) => name),
  ]);
  expect(Object.fromEntries(writers)).toEqual(WRITERS);
  const scopes = jobs.flatMap(({ job }) => Object.entries(job.permissions ?? {}));
  for (const [scope, access] of scopes) if (access === 'write') expect(WRITERS).toHaveProperty([scope]);
});

it('every job ends after a while, whatever hangs', () => {
  const endless = jobs.filter(({ job }) => job.uses === undefined && job['timeout-minutes'] === undefined);
  expect(endless.map(({ name }) => name)).toEqual([]);
});

it('no checkout leaves a token behind for what runs after it', () => {
  const keeping = steps.filter(
    ({ step }) =>
      step.uses?.startsWith('actions/checkout@') === true && step.with?.['persist-credentials'] !== false,
  );
  expect(keeping.map(({ name }) => name)).toEqual([]);
});

it('every run step is one command that also runs on a desk: npm ci, an npm script or a file of .ci', () => {
  const commands = steps.flatMap(({ step }) => (step.run === undefined ? [] : [step.run]));
  expect(commands).not.toEqual([]);
  for (const command of commands) {
    expect(command).toMatch(
      /^(npm ci( --prefix [\w/]+)?|npm run [\w:-]+( (-- )?[\w -]+)?|\.ci\/[\w-]+( [\w-]+)?)$/,
    );
    const script = /^npm run (\S+)/.exec(command)?.[1];
    if (script !== undefined) expect(packageJson.scripts).toHaveProperty([script]);
    const file = /^\.ci\/\S+/.exec(command)?.[0];
    if (file !== undefined) accessSync(path.join(ROOT, file), constants.X_OK);
  }
});

it.each(readdirSync(path.join(ROOT, '.ci')))('.ci/%s is a script that bash can read', (name) => {
  execFileSync('bash', ['-n', path.join(ROOT, '.ci', name)]);
});
