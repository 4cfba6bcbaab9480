import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { formatApiLog } from './lib/api-log';
import { buildBundle, ROOT } from './lib/production-bundle';
import { startServer } from './lib/production-server';

const host = process.env.HOST ?? '0.0.0.0';
const port = Number(process.env.PORT ?? 8000);
const storage = path.resolve(ROOT, process.env.STORAGE_DIR ?? '.data');
const logFile = path.join(ROOT, 'api_logs.log');

const log = createWriteStream(logFile, { flags: 'a' });
function writeLog(line: string): void {
  console.log(line);
  const text = formatApiLog(line);
  if (text !== null) log.write(`${text}\n`);
}

console.log('Building the production bundle …');
const bundle = await buildBundle();
const { ALERT_WEBHOOK_URL = '', ALERT_WEBHOOK_SECRET = '' } = process.env;
const variables = { ALERT_WEBHOOK_URL, ALERT_WEBHOOK_SECRET };
const server = await startServer({ bundle, host, port, storage, onLog: writeLog, variables });
const address = `http://localhost:${server.url.port}`;
console.log(`Serving the API at ${address} (bound to ${host}, ${bundle.gzippedKib} KiB gzipped)
  try it       ${address}/docs
  counters     kept in ${path.relative(process.cwd(), storage)}/
  predictions  logged to ${path.relative(process.cwd(), logFile)}
Press ^C to stop`);

async function stop(): Promise<void> {
  console.log('\nStopping …');
  await server.stop();
  log.end();
  process.exit(0);
}
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
