import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/serve/production-bundle';

const empty = mkdtempSync(path.join(tmpdir(), 'commands-'));
afterAll(() => rmSync(empty, { recursive: true }));
const missing = path.join(empty, 'missing');

/** No data, no fonts, no programs but Node.js. */
const NOTHING = {
  PATH: empty,
  MNIST_DIR: missing,
  RENDERED_DIR: missing,
  OTHER_WRITERS_DIR: undefined,
  HANDWRITING_DIR: undefined,
  DEBUG: undefined,
  DIGITS_ADMIN_KEY: undefined,
  DIGITS_FEEDBACK: undefined,
};

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs what `npm run <script>` runs, without npm's own lines. */
function run(script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const [, ...command] = (scripts[script] as string).split(' ');
  const options = { cwd: ROOT, env: { ...process.env, ...NOTHING, ...env } };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [...command, ...args], options, (_error, stdout, stderr) =>
      resolve({ status: child.exitCode, stdout, stderr }),
    );
  });
}

/** A mistake that all commands refuse alike; one whose options have no values of their own to get wrong shows it. */
const UNKNOWN_OPTION: [args: string[], told: RegExp] = [
  ['--hepl'],
  /^error: unknown option '--hepl'.*--help.*$/m,
];

/** What people get wrong, with what they are told. */
const MISTAKES: Record<string, [args: string[], told: RegExp, env?: NodeJS.ProcessEnv][]> = {
  data: [
    [
      ['--dir', empty, '--mirror', 'http://127.0.0.1:2/'],
      /^Cannot download train-.*gz.*127\.0\.0\.1:2.*ECONNREFUSED.*MNIST_DIR/,
    ],
  ],
  train: [
    [[], /^Cannot read .*missing\/train-.*: run `npm run data`/],
    [['--model', 'v9'], /'v9' is invalid\. Allowed choices are v1\.0, v2\.0/],
    [['--epochs', '0'], /--epochs.*'0' is invalid\. Expected a whole number, 1 or more\./],
  ],
  retrain: [
    [[], /required option '--feedback <source>' not specified/],
    [['--feedback', missing], /^Cannot read .*missing: there is no such file or folder/],
    [['--feedback', empty, '--champion', 'ensemble'], /^Cannot retrain ensemble: .* retrain one of v2\.0, /],
  ],
  promote: [
    [[], /missing required argument 'version'/],
    [['v9.9', '--url', 'http://127.0.0.1:2'], /^Cannot give traffic to v9\.9: it is not in the registry/],
    [['v9.9', '--steps', '50'], /'50' is invalid\. Expected ascending percentages that end with 100/],
  ],
  'prove:retraining': [[['--labels', '5'], /'5' is invalid\. Expected a whole number from 200 to 4000\./]],
  evaluate: [
    [[], /^Cannot read .*missing\/t10k-.*: run `npm run data`, or set MNIST_DIR/],
    [['--images', missing], /^Cannot evaluate .*missing: there is no such folder/],
    [['--images', empty], /^Cannot evaluate .*: it has no file <digit>\/<file>/],
    [['--model', 'v9'], /'v9' is invalid\. Allowed choices are .*v2\.0/],
    [['--count', '0'], /Expected a whole number from 1 to 1000\./],
    [['--all'], /^Cannot draw letters: FONT_DIR=.* has no/, { FONT_DIR: empty }],
  ],
  tune: [
    [[], /required option '--model <version>' not specified/],
    [['--model', 'v9'], /^Cannot tune v9: model\/ has .*v2\.0/],
    [['--model', 'v2.0'], /^Cannot read .*missing\/train-.*: run `npm run data`/],
  ],
  scenes: [
    [[], /required option '--sheet <file>' not specified/],
    [['--sheet', 'sheet.png'], /^Cannot read .*missing\/train-.*: run `npm run data`/],
    [['--sheet', 'sheet.png', '--columns', '61'], /'61' is invalid\. Expected a whole number from 1 to 60\./],
    [['--sheet', 'sheet.png', '--kind', 'ghosts'], /'ghosts' is invalid\. Allowed choices are .*circle/],
  ],
  'train:eye': [
    [[], /^Cannot read .*missing\/train-.*: run `npm run data`/],
    [['--epochs', '1'], /'1' is invalid\. Expected a whole number, 2 or more\./],
  ],
  'evaluate:eye': [
    [[], /required option '--checkpoint <file>' not specified/],
    [['--checkpoint', missing], /^Cannot read .*missing: there is no such checkpoint/],
  ],
  bench: [[['--seconds', 'many'], /'many' is invalid\. Expected a number above 0\./]],
  'bench:counting': [[['--pairs', '-1'], /'-1' is invalid\. Expected a whole number, 1 or more\./]],
  'bench:limits': [[['--seconds', '0'], /'0' is invalid\. Expected a number above 0\./]],
  'bench:decode': [[[], /^Cannot run cjpeg: run `sudo apt-get install -y libjpeg-turbo-progs`/]],
  fuzz: [[['--target', 'gif'], /'gif' is invalid\. Allowed choices are png, jpeg, multipart/]],
  key: [
    [['create', '--name', 'shop'], /required option '--role <role>' not specified/],
    [['create', '--name', 'a:b', '--role', 'predict'], /'a:b' is invalid\. Expected 1 to 40 letters/],
    [['list', '--url', 'http://127.0.0.1:2'], /^Cannot ask 127\.0\.0\.1:2: set DIGITS_ADMIN_KEY/],
    [['list', '--url', 'http://127.0.0.1:2'], /^Cannot reach 127\.0\.0\.1:2: /, { DIGITS_ADMIN_KEY: 'x' }],
  ],
  soak: [[['--visits', '1'], /--visits.*'1' is invalid\. Expected a whole number, 1000 or more\./]],
  openapi: [UNKNOWN_OPTION],
  pictures: [[['--url', 'nowhere'], /'nowhere' is invalid\. Expected/]],
  audit: [[[], /^Cannot audit the dependencies: npm audit gave no report$/m]],
  'lint:workflows': [UNKNOWN_OPTION],
  'kubernetes:rules': [UNKNOWN_OPTION],
  'pin-images': [UNKNOWN_OPTION],
  release: [
    [['--env', 'test'], /'test' is invalid\. Allowed choices are staging, production/],
    [['--steps', '50,5'], /'50,5' is invalid\. Expected ascending percentages that end with 100/],
    [['--canary'], /^Cannot watch production: name its address with --url, or a route in deploy\/cloudflare/],
  ],
  secrets: [UNKNOWN_OPTION],
  'release:files': [
    [[], /required option '--tag <tag>' not specified/],
    [['--tag', 'v0.0.0'], /^Cannot release v0\.0\.0: package\.json has version \d\S*; tag it v\d/],
  ],
  'colour-worth': [[[], /^Cannot read .*missing\/t10k-.*: run `npm run data`/]],
  'same-digit': [[[], /^Cannot read .*missing\/t10k-.*: run `npm run data`/]],
};

describe.concurrent.each(Object.entries(MISTAKES))('npm run %s --', (script, mistakes) => {
  it('--help describes it and its options', async () => {
    const { status, stdout, stderr } = await run(script, ['--help']);
    expect(stdout).toMatch(
      new RegExp(
        `^Usage: npm run ${script} -- \\[options\\]( \\[command\\]| <\\w+>)?\n\n\\S.*\n\nOptions:\n`,
        's',
      ),
    );
    expect([status, stderr]).toEqual([0, '']);
  });

  it.each(mistakes)('%j ends with status 1 and one line that says what to do', async (args, told, env) => {
    const { status, stderr } = await run(script, args, env);
    expect(stderr).toMatch(told);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(status).toBe(1);
  });
});

it('DEBUG=1 adds the stack to an error', async () => {
  const { status, stderr } = await run('evaluate', [], { DEBUG: '1' });
  expect(stderr).toMatch(/^Error: Cannot read .*\n {4}at /s);
  expect(status).toBe(1);
});
