import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { formatApiLog } from './lib/api-log';
import { buildBundle, ROOT } from './lib/production-bundle';
import { startServer } from './lib/production-server';
import { LineWriter } from './lib/serve/line-writer';
import { onStopSignal } from './lib/serve/stop-signals';

const host = process.env.HOST ?? '0.0.0.0';
const port = Number(process.env.PORT ?? 8000);
const storage = path.resolve(ROOT, process.env.STORAGE_DIR ?? '.data');
const logFile = path.join(ROOT, 'api_logs.log');

const output = new LineWriter();
const log = createWriteStream(logFile, { flags: 'a' });
function writeLog(line: string): void {
  output.write(line);
  const text = formatApiLog(line);
  if (text !== null) log.write(`${text}\n`);
}

async function exit(status: number): Promise<void> {
  await output.flush(500);
  process.exit(status);
}

output.write('Building the production bundle …');
const bundle = await buildBundle();
const { ALERT_WEBHOOK_URL = '', ALERT_WEBHOOK_SECRET = '' } = process.env;
const variables = { ALERT_WEBHOOK_URL, ALERT_WEBHOOK_SECRET };
const onGiveUp = (message: string) => {
  console.error(`Cannot go on: ${message}`);
  void exit(1);
};
const server = await startServer({ bundle, host, port, storage, onLog: writeLog, variables, onGiveUp });
const address = `http://localhost:${server.url.port}`;
output.write(`Serving the API at ${address} (bound to ${host}, ${bundle.gzippedKib} KiB gzipped)
  try it       ${address}/docs
  counters     kept in ${path.relative(process.cwd(), storage)}/
  predictions  logged to ${path.relative(process.cwd(), logFile)}
Press ^C to stop`);

onStopSignal(async () => {
  output.write('\nStopping …');
  await server.stop();
  log.end();
  await exit(0);
});
