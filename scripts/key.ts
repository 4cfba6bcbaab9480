import Table from 'cli-table3';
import { type Command, Option } from 'commander';
import { parseDay } from '../src/api-keys/api-key';
import { toEntry } from '../src/api-keys/api-keys-text';
import { createKey, digestOf, toHex } from '../src/api-keys/key-format';
import { type Quota, ROLES, type Role } from '../src/api-keys/role';
import { ADMIN_KEY_VARIABLE, AdminClient } from './lib/keys/admin-client';
import { expiryDay, keyName, quotaOf, serviceUrl } from './lib/keys/option-values';
import { wholeNumber } from './lib/option-values';
import { createCommand, runSubcommands } from './lib/run-command';

/** As the service has it. */
const LONGEST_OVERLAP_HOURS = 720;

interface CreateOptions {
  readonly name: string;
  readonly role: Role;
  readonly expires?: string;
  readonly quota?: Quota;
  readonly url?: URL;
}

interface RotateOptions {
  readonly name: string;
  readonly expires?: string;
  readonly overlap: number;
  readonly url: URL;
}

const command = createCommand(
  'key',
  `Makes API keys, and manages those of a running service (docs/keys.md). With --url, ${ADMIN_KEY_VARIABLE} holds a key of the role admin.`,
);

withName(command.command('create'))
  .description(
    'make a key: prints it once, and the entry for API_KEYS; with --url, adds it to the service instead',
  )
  .addOption(new Option('--role <role>', 'what it is for').choices(ROLES).makeOptionMandatory())
  .option('--expires <day>', 'first day on which it is refused, or in how many days (90d)', expiryDay)
  .option('--quota <quota>', 'predictions in a day and a month: daily=1000,monthly=20000', quotaOf)
  .option('--url <address>', 'a running service that is to accept it', serviceUrl)
  .action(create);

withUrl(command.command('list')).description('list the keys of a service').action(list);

withUrl(withName(command.command('revoke')))
  .description('have a service refuse all keys of a name, those of API_KEYS too')
  .action(async ({ name, url }: { name: string; url: URL }) => {
    await AdminClient.fromEnvironment(url).revoke(name);
    console.log(`Revoked "${name}": refused everywhere within 10 seconds`);
  });

withUrl(withName(command.command('rotate')))
  .description('make a key that replaces all keys of a name, with their role and quota')
  .option('--expires <day>', 'first day on which it is refused, or in how many days (90d)', expiryDay)
  .option(
    '--overlap <hours>',
    'how long the old keys are accepted as well',
    wholeNumber(0, LONGEST_OVERLAP_HOURS),
    24,
  )
  .action(rotate);

await runSubcommands(command);

async function create({ name, role, expires, quota = {}, url }: CreateOptions): Promise<void> {
  const { key, sha256 } = await makeKey();
  if (url === undefined) {
    const expiresAt = expires === undefined ? null : parseDay(expires);
    show(key, name);
    console.log(`\nIts entry in API_KEYS:\n\n${toEntry({ name, role, sha256, expiresAt, quota })}`);
    return;
  }
  const added = await AdminClient.fromEnvironment(url).add({ name, role, sha256, expires, quota });
  show(key, added.name);
  console.log(`\nAccepted by ${url.host} from now on`);
}

async function rotate({ name, expires, overlap, url }: RotateOptions): Promise<void> {
  const { key, sha256 } = await makeKey();
  const client = AdminClient.fromEnvironment(url);
  await client.rotate(name, { sha256, expires, overlap_seconds: overlap * 3600 });
  show(key, name);
  console.log(`\nAccepted by ${url.host} from now on; the old key for another ${overlap} hours`);
}

async function list({ url }: { url: URL }): Promise<void> {
  const keys = await AdminClient.fromEnvironment(url).list();
  const table = new Table({
    head: ['name', 'role', 'status', 'source', 'expires', 'quota', 'SHA-256'],
    style: { head: [] },
  });
  for (const { name, role, status, source, expires, quota, fingerprint } of keys) {
    const amounts = Object.entries(quota ?? {}).flatMap(([period, most]) =>
      most === null ? [] : [`${most} ${period}`],
    );
    table.push([name, role, status, source, expires ?? 'never', amounts.join(', '), `${fingerprint}…`]);
  }
  console.log(table.toString());
}

async function makeKey(): Promise<{ key: string; sha256: string }> {
  const key = createKey();
  return { key, sha256: toHex(await digestOf(key)) };
}

function show(key: string, name: string): void {
  console.log(`The key "${name}", which is shown only now:\n\n${key}`);
}

function withName(subcommand: Command): Command {
  return subcommand.requiredOption('--name <name>', 'names its holder in logs and figures', keyName);
}

function withUrl(subcommand: Command): Command {
  return subcommand.requiredOption('--url <address>', 'address of the service', serviceUrl);
}
