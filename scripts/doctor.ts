import { checkMachine } from './lib/doctor/check-machine';
import { checkPort } from './lib/doctor/check-port';
import { checkService } from './lib/doctor/check-service';
import { checkStorageFolder } from './lib/doctor/check-storage-folder';
import { toReport } from './lib/doctor/finding';
import { serviceUrl } from './lib/keys/option-values';
import { createCommand, runCommand } from './lib/run-command';
import { ROOT } from './lib/serve/production-bundle';
import { readSettings } from './lib/serve/settings';

const command = createCommand(
  'doctor',
  'Checks this machine, the settings, the port and the storage, and says what to do; ends with status 1 if a server could not run',
).option('--url <url>', 'check the service at this address instead', serviceUrl);

await runCommand<{ readonly url?: URL }>(command, async ({ url }) => {
  const findings = url === undefined ? await checkHere() : await checkService(url);
  console.log(toReport(findings));
  process.exitCode = findings.some(({ state }) => state === 'failed') ? 1 : 0;
});

async function checkHere() {
  const { HOST, PORT, STORAGE_DIR } = readSettings(process.env, ROOT);
  return [...checkMachine(), await checkPort(HOST, PORT), ...checkStorageFolder(STORAGE_DIR)];
}
