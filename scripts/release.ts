import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Option } from 'commander';
import { type Plan, releaseGradually } from './lib/delivery/canary';
import {
  addressOf,
  ENVIRONMENTS,
  type Environment,
  readEnvironment,
  writeEnvironment,
} from './lib/delivery/environments';
import { watchVersion } from './lib/delivery/watch-version';
import { runWrangler, WranglerDeployments } from './lib/delivery/wrangler';
import { serviceUrl } from './lib/keys/option-values';
import { percentages, wholeNumber } from './lib/option-values';
import { createCommand, runCommand } from './lib/run-command';
import { ROOT } from './lib/serve/production-bundle';
import { UserError } from './lib/user-error';

/** Cloudflare names "a couple of seconds". */
const SPREAD_SECONDS = 30;

interface Options {
  readonly env: Environment;
  readonly canary?: true;
  readonly steps: readonly number[];
  readonly watch: number;
  readonly url?: URL;
  readonly dryRun?: true;
}

async function release({ env, canary, steps, watch, url, dryRun }: Options): Promise<void> {
  const config = writeEnvironment(env);
  const plan = { steps, watchSeconds: watch };
  if (dryRun) return rehearse(config, env, canary ? plan : null);
  if (!canary) {
    await runWrangler(['deploy', '--config', config]);
    console.log(`Deployed to ${env}`);
    return;
  }
  const { name } = readEnvironment(env);
  const address = url ?? addressOf(readEnvironment(env));
  if (address === null) {
    throw new UserError(
      `Cannot watch ${env}: name its address with --url, or a route in deploy/cloudflare/${env}.toml`,
    );
  }
  const { DIGITS_API_KEY: predictKey = null, DIGITS_METRICS_KEY: metricsKey = null } = process.env;
  if (metricsKey === null) console.log('Without DIGITS_METRICS_KEY, only our own requests tell of errors');
  const startedAt = Date.now();
  const service = {
    url: address,
    worker: name,
    predictKey,
    metricsKey,
    uploadedAt: () => startedAt,
    spreadSeconds: SPREAD_SECONDS,
    signal: interruption(),
  };
  const versionId = await releaseGradually({
    deployments: new WranglerDeployments(config, releaseName()),
    plan,
    watch: (version, seconds) => watchVersion(service, version, seconds),
    say: console.log,
  });
  console.log(`Released ${versionId} to ${env}`);
}

/** Builds everything and says what would follow; needs no account and no network. */
async function rehearse(config: string, env: Environment, plan: Plan | null): Promise<void> {
  await runWrangler([
    ...(plan === null ? ['deploy'] : ['versions', 'upload']),
    '--dry-run',
    '--config',
    config,
  ]);
  const steps = plan?.steps.map((step) => `${step} %`).join(', ') ?? '100 % at once';
  const watched = plan === null ? '' : `, each watched for ${plan.watchSeconds} s`;
  console.log(`Would release ${releaseName()} to ${env} (${readEnvironment(env).name}): ${steps}${watched}`);
}

/** ^C rolls back. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => controller.abort());
  return controller.signal;
}

function releaseName(): string {
  return `v${JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')).version}`;
}

const command = createCommand(
  'release',
  'Deploys to an environment on Cloudflare; with --canary to a small share of the requests first, and back if something is wrong (docs/delivery.md)',
)
  .addOption(new Option('--env <environment>', 'where to').choices(ENVIRONMENTS).default('production'))
  .option('--canary', 'step by step, watching health, predictions and the error rate')
  .option('--steps <percentages>', 'shares of the requests', percentages, [5, 50, 100])
  .option('--watch <seconds>', 'how long to watch each step', wholeNumber(0, 86_400), 120)
  .option('--url <address>', 'of the service, if its environment has no route', serviceUrl)
  .option('--dry-run', 'only build, and say what would be done');
await runCommand<Options>(command, release);
