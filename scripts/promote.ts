import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CONFIG } from '../src/config';
import { AdminClient } from './lib/keys/admin-client';
import { serviceUrl } from './lib/keys/option-values';
import { openModels } from './lib/model-files/open-models';
import { percentages, wholeNumber } from './lib/option-values';
import { type Adoption, adopt, checkAdoption, isAdopted } from './lib/promotion/adopt';
import { GOLDEN_ANSWERS_FILE, goldenAnswers } from './lib/promotion/golden-answers';
import { rollOut } from './lib/promotion/roll-out';
import { HttpTrafficService } from './lib/promotion/traffic-service';
import { createCommand, runCommand } from './lib/run-command';
import { buildBundle, ROOT } from './lib/serve/production-bundle';
import { UserError } from './lib/user-error';

interface Options {
  readonly from: string;
  readonly retire?: string;
  readonly url?: URL;
  readonly steps: readonly number[];
  readonly pictures: number;
  readonly dryRun: boolean;
}

const POLL_MILLISECONDS = 5_000;

const command = createCommand(
  'promote',
  'Puts a model that has passed the gate into the registry; with --url, gives it the clients of a service step by step (docs/retraining.md)',
)
  .argument('<version>', 'such as v2.2')
  .option('--from <folder>', 'what `npm run retrain` wrote', 'retraining')
  .option('--retire <version>', 'leave out a version, if the upload would be too large')
  .option('--url <address>', 'of the service, which has the model already', serviceUrl)
  .option('--steps <percentages>', 'shares of the clients', percentages, [5, 50, 100])
  .option('--pictures <count>', 'that it has to read in each step', wholeNumber(1), 500)
  .option('--dry-run', 'only say what would be done', false);

await runCommand(command, async (options: Options) => {
  const [version] = command.args as [string];
  const adoption: Adoption = {
    root: ROOT,
    candidate: path.join(options.from, version),
    version,
    retired: options.retire ?? null,
    defaultVersion: CONFIG.defaultModel,
  };
  if (options.url !== undefined) return start(version, options.url, options);
  await register(adoption, options.dryRun);
});

async function register(adoption: Adoption, isDryRun: boolean): Promise<void> {
  const { version } = adoption;
  const isResumed = isAdopted(ROOT, version);
  if (!isResumed) checkAdoption(adoption, (await buildBundle()).gzippedKib);
  if (isDryRun)
    return console.log(
      `Would put ${version} into model/, the registry, the golden answers and the changelog`,
    );
  const written = isResumed ? [] : adopt(adoption);
  const models = await openModels();
  writeFileSync(path.join(ROOT, GOLDEN_ANSWERS_FILE), `${JSON.stringify(await goldenAnswers(models))}\n`);
  run('npx', ['biome', 'check', '--write', '--log-level=error', 'src/inference', GOLDEN_ANSWERS_FILE]);
  // The document and its examples name the versions.
  run('npm', ['run', '--silent', 'openapi']);
  console.log(
    `Written: ${[...written, GOLDEN_ANSWERS_FILE].join(', ')}. Deploy it, then give it traffic with --url`,
  );
}

function run(program: string, args: readonly string[]): void {
  const { status } = spawnSync(program, args, { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) throw new UserError(`Cannot promote: \`${[program, ...args].join(' ')}\` failed`);
}

async function start(version: string, url: URL, { steps, pictures, dryRun }: Options): Promise<void> {
  if (!isAdopted(ROOT, version))
    throw new UserError(
      `Cannot give traffic to ${version}: it is not in the registry with a passed gate; run this without --url first`,
    );
  await rollOut({
    service: new HttpTrafficService(AdminClient.fromEnvironment(url)),
    version,
    steps,
    pictures,
    isDryRun: dryRun,
    say: console.log,
    wait: () => sleep(POLL_MILLISECONDS),
    now: Date.now,
  });
}
