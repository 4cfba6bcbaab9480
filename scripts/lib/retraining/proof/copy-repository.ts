import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../serve/production-bundle';
import { UserError } from '../../user-error';

const PACKAGES = ['node_modules', 'packages/client/node_modules'];
const RULES = 'src/metrics/alerts/rules.ts';
/** How long drift has to last before an alert says so. */
const PATIENCE = 'forSeconds: 30 * MINUTE';

/**
 * Copies what git knows of the repository, and links the packages. The copy is impatient: its alert of a drift fires after a
 * minute instead of half an hour.
 *
 * @param root folder of the copy, which does not exist
 * @throws UserError if packages are not installed
 */
export function copyRepository(root: string): void {
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  // A file that has been deleted and not yet committed is still listed.
  const existing = files.split('\0').filter((name) => name !== '' && existsSync(path.join(ROOT, name)));
  for (const file of existing) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    cpSync(path.join(ROOT, file), path.join(root, file));
  }
  for (const packages of PACKAGES) {
    if (!existsSync(path.join(ROOT, packages)))
      throw new UserError(`Cannot copy the repository: there is no ${packages}; run \`npm ci\``);
    symlinkSync(path.join(ROOT, packages), path.join(root, packages));
  }
  const rules = readFileSync(path.join(root, RULES), 'utf8');
  if (!rules.includes(PATIENCE)) throw new Error(`Cannot find "${PATIENCE}" in ${RULES}`);
  writeFileSync(path.join(root, RULES), rules.replace(PATIENCE, 'forSeconds: MINUTE'));
}
