import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTar, parseTar } from 'nanotar';
import { loadMnist } from './lib/data/mnist';
import { wholeNumber } from './lib/option-values';
import { seededRandom } from './lib/random';
import { percent } from './lib/report/format';
import { readGate, verdictOf } from './lib/retraining/gate/gate-report';
import { createKeys, type Keys, ProofService } from './lib/retraining/proof/proof-service';
import { createCommand, runCommand } from './lib/run-command';
import { askewPictures } from './lib/scenes/askew-pictures';
import { ROOT } from './lib/serve/production-bundle';
import { UserError } from './lib/user-error';

interface Options {
  readonly labels: number;
}

const VERSION = 'v9.1';
/** Of the labels of the poisoned export. */
const POISONED_SHARE = 0.1;
/** What a model has to read in each step of the promotion. */
const PICTURES_PER_STEP = 100;
/** Pictures of the test set from here on are sent after the promotion, never labelled. */
const UNSEEN = [5_000, 5_300] as const;
const SEED = 7;

const command = createCommand(
  'prove:retraining',
  'Proves retraining end to end in a copy of the repository: drift, labels, retraining, gate, promotion, rollback, and a poisoned export',
).option(
  '--labels <count>',
  'pictures of the drifted traffic, all of them labelled',
  wholeNumber(100, 4_000),
  600,
);

await runCommand(command, async ({ labels }: Options) => {
  const started = performance.now();
  const folder = mkdtempSync(path.join(tmpdir(), 'retraining-proof-'));
  const root = copyRepository(folder);
  const keys = await createKeys();
  const storage = path.join(folder, 'storage');
  let service = await ProofService.start(root, storage, keys);
  try {
    const digits = await loadMnist('test');
    const unseen = () => askewPictures(digits, UNSEEN, SEED);

    const before = await service.read(askewPictures(digits, [0, labels], SEED), true);
    const { status } = await service.askAsAdmin('GET', 'drift?window=1h');
    check(before < 0.8, `Drifted traffic: ${percent(before)} of ${labels} pictures are read correctly`);
    check(status === 'drift', `GET /drift says: ${status}`);

    const tar = await exportOf(service, keys, folder);
    const poisoned = poison(tar, folder);
    const failure = await run(root, keys, [
      'retrain',
      '--short',
      '--feedback',
      poisoned,
      '--name',
      `${VERSION}-poisoned`,
    ]);
    const refused = readGate(path.join(root, 'retraining', `${VERSION}-poisoned`));
    check(
      failure !== 0 && refused.failed.some((name) => name.startsWith('labels')),
      `Poisoned: ${verdictOf(refused)}`,
    );

    const address = String(service.url);
    const done = await run(root, keys, ['retrain', '--short', '--feedback', address, '--name', VERSION]);
    check(done === 0, verdictOf(readGate(path.join(root, 'retraining', VERSION))));

    check((await run(root, keys, ['promote', VERSION])) === 0, `${VERSION} is in the registry`);
    await service.stop();
    service = await ProofService.start(root, storage, keys);
    const old = await service.read(unseen(), false);
    await promote(service, root, keys, unseen);
    const recovered = await service.read(unseen(), false);
    check(
      recovered > old + 0.1,
      `Unseen drifted traffic: ${percent(old)} before, ${percent(recovered)} after the promotion`,
    );

    const { split } = await service.askAsAdmin('POST', 'admin/traffic/rollback');
    check(split.weights[VERSION] === 50, `Rolled back to ${JSON.stringify(split.weights)}`);
  } finally {
    await service.stop();
    rmSync(folder, { recursive: true });
  }
  console.log(`Proved in ${((performance.now() - started) / 60_000).toFixed(1)} minutes`);
});

function check(holds: boolean, what: string): void {
  console.log(`${holds ? 'ok' : 'NOT OK'}  ${what}`);
  if (!holds) throw new UserError(`Cannot prove it: ${what}`);
}

/** What git knows of the repository, and the packages. */
function copyRepository(folder: string): string {
  const root = path.join(folder, 'repository');
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  for (const file of files.split('\0').filter((name) => name !== '')) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    cpSync(path.join(ROOT, file), path.join(root, file));
  }
  for (const packages of ['node_modules', 'packages/client/node_modules']) {
    if (existsSync(path.join(ROOT, packages)))
      symlinkSync(path.join(ROOT, packages), path.join(root, packages));
  }
  return root;
}

async function exportOf(service: ProofService, keys: Keys, folder: string): Promise<string> {
  const headers = { Authorization: `Bearer ${keys.admin}` };
  const response = await fetch(new URL('feedback/export', service.url), { headers });
  if (!response.ok) throw new UserError(`Cannot export: ${response.status} ${await response.text()}`);
  const file = path.join(folder, 'export.tar');
  writeFileSync(file, new Uint8Array(await response.arrayBuffer()));
  return file;
}

/** Puts some of the pictures into the folder of the next digit. */
function poison(tar: string, folder: string): string {
  const random = seededRandom(SEED);
  const entries = parseTar(readFileSync(tar));
  const flipped = entries.map(({ name, data }) => {
    const [, digit, file] = /^(\d)\/(.*)$/.exec(name) ?? [];
    const isFlipped = digit !== undefined && random() < POISONED_SHARE;
    return { name: isFlipped ? `${(Number(digit) + 1) % 10}/${file}` : name, data: data! };
  });
  const file = path.join(folder, 'poisoned.tar');
  writeFileSync(file, createTar(flipped));
  return file;
}

/** Runs a command of the copy. @returns its status */
function run(root: string, keys: Keys, args: readonly string[]): Promise<number | null> {
  const env = { ...process.env, DIGITS_ADMIN_KEY: keys.admin };
  const child = spawn(process.execPath, ['scripts/run.mjs', ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve) => child.once('exit', resolve));
}

/** Promotes while people go on sending pictures. */
async function promote(
  service: ProofService,
  root: string,
  keys: Keys,
  pictures: () => ReturnType<typeof askewPictures>,
): Promise<void> {
  let isDone = false;
  const args = ['promote', VERSION, '--url', String(service.url), '--pictures', String(PICTURES_PER_STEP)];
  const promotion = run(root, keys, args).finally(() => {
    isDone = true;
  });
  while (!isDone) await service.read(pictures(), false);
  check((await promotion) === 0, `${VERSION} answers all clients`);
}
