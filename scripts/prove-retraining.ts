import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTar, parseTar } from 'nanotar';
import { type DigitSet, loadMnist } from './lib/data/mnist';
import { defaultNetwork, wholeNumber } from './lib/option-values';
import { seededRandom } from './lib/random';
import { percent } from './lib/report/format';
import { readGate, verdictOf } from './lib/retraining/gate/gate-report';
import { copyRepository } from './lib/retraining/proof/copy-repository';
import { createKeys, type Keys, ProofService } from './lib/retraining/proof/proof-service';
import { Protocol } from './lib/retraining/proof/protocol';
import { createCommand, runCommand } from './lib/run-command';
import { askewPictures } from './lib/scenes/askew-pictures';

interface Options {
  readonly labels: number;
}

const CHAMPION = defaultNetwork();
const VERSION = 'v9.1';
/** Of the labels of the poisoned export. */
const POISONED_SHARE = 0.1;
/** What a model has to read in each step of the promotion. */
const PICTURES_PER_STEP = 60;
/** Pictures of the test set that measure before and after the promotion, and those that clients send meanwhile. */
const UNSEEN = [4_000, 4_300] as const;
const MEANWHILE = [4_300, 4_800] as const;
const MEANWHILE_AT_ONCE = 100;
/** Every isolate follows a change of the traffic split within ten seconds (docs/traffic.md). */
const FOLLOWED_MILLISECONDS = 11_000;
const ALERTS = ['DigitsDrift', 'DigitsAccuracy'];
/** Alerts are evaluated once a minute, and the slower one fires after five. */
const MOST_ALERT_MINUTES = 8;
const SEED = 7;

const command = createCommand(
  'prove:retraining',
  'Proves retraining end to end in a copy of the repository: drift, alerts, labels, retraining, gate, promotion, rollback, and a poisoned export',
).option(
  '--labels <count>',
  'pictures of the drifted traffic, all of them labelled',
  wholeNumber(200, UNSEEN[0]),
  600,
);

await runCommand(command, async ({ labels }: Options) => {
  const protocol = new Protocol();
  const folder = mkdtempSync(path.join(tmpdir(), 'retraining-proof-'));
  const root = path.join(folder, 'repository');
  copyRepository(root);
  const keys = await createKeys();
  const storage = path.join(folder, 'storage');
  let service = await ProofService.start(root, storage, keys, CHAMPION);
  try {
    const digits = await loadMnist('test');
    const unseen = () => askewPictures(digits, UNSEEN, SEED);

    const { right: before } = await service.read(askewPictures(digits, [0, labels], SEED), true);
    const { status } = await service.askAsAdmin('GET', 'drift?window=1h');
    protocol.check(
      before < 0.8,
      `Drifted traffic: ${percent(before)} of ${labels} pictures are read correctly`,
    );
    protocol.check(status === 'drift', `GET /drift says: ${status}`);

    const tar = path.join(folder, 'export.tar');
    writeFileSync(tar, await service.exportFeedback());
    const poisoned = `${VERSION}-poisoned`;
    const failure = await retrain(root, keys, poison(tar, folder), poisoned);
    const refused = readGate(path.join(root, 'retraining', poisoned));
    protocol.check(
      failure !== 0 && refused.failed.some((name) => name.startsWith('labels')),
      `Poisoned: ${verdictOf(refused)}`,
    );

    const done = await retrain(root, keys, String(service.url), VERSION);
    protocol.check(done === 0, verdictOf(readGate(path.join(root, 'retraining', VERSION))));

    const firing = await waitForAlerts(service);
    protocol.check(
      ALERTS.every((name) => firing.includes(name)),
      `GET /alerts: firing are ${firing.join(', ')}`,
    );

    protocol.check((await run(root, keys, ['promote', VERSION])) === 0, `${VERSION} is in the registry`);
    await service.stop();
    service = await ProofService.start(root, storage, keys, CHAMPION);
    const { right: old } = await service.read(unseen(), false);
    protocol.check(
      old < 0.8,
      `Unseen drifted traffic before the promotion: ${percent(old)} are read correctly`,
    );

    const promoted = await promote(service, root, keys, digits);
    protocol.check(promoted === 0, `${VERSION} answers all clients`);
    const { right: recovered } = await service.read(unseen(), true);
    protocol.check(recovered > old + 0.1, `The same traffic afterwards: ${percent(recovered)}`);
    const [worse, better] = [await accuracy(service, CHAMPION), await accuracy(service, VERSION)];
    protocol.check(better.low > worse.high, `GET /feedback/accuracy: ${worse.words}; ${better.words}`);

    await takeBack(service);
    await sleep(FOLLOWED_MILLISECONDS);
    const { versions } = await service.read(askewPictures(digits, [0, 60], SEED), false);
    protocol.check(!versions.has(VERSION), `Rolled back: ${[...versions].join(', ')} answers all clients`);
  } finally {
    await service.stop();
    rmSync(folder, { recursive: true });
  }
  protocol.end();
});

/** Puts some of the pictures of an export into the folder of the next digit. @returns the changed export */
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

function retrain(root: string, keys: Keys, feedback: string, name: string): Promise<number | null> {
  return run(root, keys, ['retrain', '--short', '--feedback', feedback, '--name', name]);
}

/** Runs a command of the copy. @returns its status */
function run(root: string, keys: Keys, args: readonly string[]): Promise<number | null> {
  const env = { ...process.env, DIGITS_ADMIN_KEY: keys.admin };
  const child = spawn(process.execPath, ['scripts/run.mjs', ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve) => child.once('exit', resolve));
}

/** @returns the alerts that fire, at the latest when those that are expected have had the time to */
async function waitForAlerts(service: ProofService): Promise<string[]> {
  const latest = Date.now() + 60_000 * MOST_ALERT_MINUTES;
  for (;;) {
    const { alerts } = await service.askAsAdmin('GET', 'alerts');
    const firing = alerts
      .filter(({ status }: { status: string }) => status === 'firing')
      .map(({ name }: { name: string }) => name);
    if (ALERTS.every((name) => firing.includes(name)) || Date.now() > latest) return firing;
    await sleep(5_000);
  }
}

/** Promotes while people go on sending pictures, and labels. @returns the status of the command */
async function promote(
  service: ProofService,
  root: string,
  keys: Keys,
  digits: DigitSet,
): Promise<number | null> {
  let isDone = false;
  const args = ['promote', VERSION, '--url', String(service.url), '--pictures', String(PICTURES_PER_STEP)];
  const promotion = run(root, keys, args).finally(() => {
    isDone = true;
  });
  const pictures = [...askewPictures(digits, MEANWHILE, SEED)];
  for (let i = 0; !isDone; i = (i + MEANWHILE_AT_ONCE) % pictures.length)
    await service.read(pictures.slice(i, i + MEANWHILE_AT_ONCE), true);
  return promotion;
}

async function accuracy(service: ProofService, version: string) {
  const answer = await service.askAsAdmin('GET', `feedback/accuracy?window=1h&model=${version}`);
  const { share, low, high, of } = answer.accuracy;
  return { low, high, words: `${version} ${percent(share)} (${percent(low)} to ${percent(high)}) of ${of}` };
}

/** Rolls back until the new version has no share any more. */
async function takeBack(service: ProofService): Promise<void> {
  for (;;) {
    const { split } = await service.askAsAdmin('POST', 'admin/traffic/rollback');
    console.log(`Rolled back to ${JSON.stringify(split)}`);
    if (!(split?.weights[VERSION] > 0)) return;
  }
}
