import { Option } from 'commander';
import {
  ENVIRONMENTS,
  type Environment,
  readEnvironment,
  writeEnvironment,
} from './lib/delivery/environments';
import { missingSecrets } from './lib/delivery/secrets-checklist';
import { runWrangler } from './lib/delivery/wrangler';
import { createCommand, runCommand } from './lib/run-command';
import { UserError } from './lib/user-error';

interface Options {
  readonly env: Environment;
}

async function checkSecrets({ env }: Options): Promise<void> {
  const args = ['secret', 'list', '--format', 'json', '--config', writeEnvironment(env)];
  const { output } = await runWrangler(args);
  const present = (JSON.parse(output) as { name: string }[]).map(({ name }) => name);
  const missing = missingSecrets(readEnvironment(env), present);
  for (const { name, isRequired, consequence } of missing) {
    console.log(`${isRequired ? 'Missing' : 'Not set'}: ${name} (${consequence})`);
  }
  const required = missing.filter(({ isRequired }) => isRequired).map(({ name }) => name);
  if (required.length > 0) {
    throw new UserError(
      `Cannot pass: ${env} lacks ${required.join(', ')}; run \`npx wrangler secret put <name> --name ${readEnvironment(env).name}\``,
    );
  }
  console.log(`${env} has the secrets that it needs`);
}

const command = createCommand(
  'secrets',
  'Checks that an environment on Cloudflare has the secrets that its configuration needs; their values stay unread',
).addOption(new Option('--env <environment>', 'what to check').choices(ENVIRONMENTS).default('production'));
await runCommand<Options>(command, checkSecrets);
