import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type AuditReport, advisoriesOf, notJudged } from './lib/audit/advisories';
import { createCommand, runCommand } from './lib/run-command';
import { ROOT } from './lib/serve/production-bundle';

const JUDGEMENTS = 'docs/security.md';

interface Options {
  readonly optional?: true;
}

function audit({ optional }: Options): void {
  const { stdout } = spawnSync('npm', ['audit', '--json'], { cwd: ROOT, encoding: 'utf8' });
  const report = JSON.parse(stdout || '{}') as AuditReport;
  const advisories = advisoriesOf(report);
  if (advisories === null) {
    const message = `Cannot audit the dependencies: ${report.message ?? 'npm audit gave no report'}`;
    if (!optional) throw new Error(message);
    console.log(message);
    return;
  }
  const open = notJudged(advisories, readFileSync(path.join(ROOT, JUDGEMENTS), 'utf8'));
  if (open.length > 0) {
    const list = open.map(
      ({ id, package: name, severity, title }) => `${id} (${severity}, ${name}: ${title})`,
    );
    throw new Error(`Cannot pass: ${JUDGEMENTS} does not judge ${list.join('; ')}`);
  }
  console.log(`${advisories.length} known vulnerabilities, all judged in ${JUDGEMENTS}`);
}

const command = createCommand(
  'audit',
  `Checks that ${JUDGEMENTS} judges each known vulnerability of a dependency`,
).option('--optional', 'succeed if the registry offers no audits');
await runCommand<Options>(command, audit);
