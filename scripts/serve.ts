import path from 'node:path';
import { describeAccess } from '../src/api-keys/access';
import { readConfig } from '../src/config';
import { createCommand } from './lib/run-command';
import { formatApiLog } from './lib/serve/api-log';
import { explainListenError } from './lib/serve/explain-listen-error';
import { LineWriter } from './lib/serve/line-writer';
import { LogFile } from './lib/serve/log-file';
import { buildBundle } from './lib/serve/production-bundle';
import { startServer } from './lib/serve/production-server';
import { readSettings, type Settings } from './lib/serve/settings';
import { onStopSignal } from './lib/serve/stop-signals';
import { lockStorage } from './lib/serve/storage-lock';
import { UserError } from './lib/user-error';

const output = new LineWriter();
const warn = (line: string) => console.error(line);

async function exit(status: number): Promise<void> {
  await output.flush(500);
  process.exit(status);
}

/** What a signal stops; before there is a server, only this process. */
let stop = () => exit(0);

async function serve(settings: Settings, { dev }: { readonly dev?: true }): Promise<void> {
  const { HOST: host, PORT: port, STORAGE_DIR: storage, LOG_FILE } = settings;
  const { CORS_ORIGINS, RATE_LIMIT, API_KEYS, METRICS_ACCESS } = settings;
  const { ALERT_WEBHOOK_URL, ALERT_WEBHOOK_SECRET, ALERT_WEBHOOK_INSECURE } = settings;
  const lock = await lockStorage({
    folder: storage,
    address: port === 0 ? null : `http://localhost:${port}`,
    warn,
  });
  process.once('exit', lock.release);

  const logFile = LOG_FILE === 'off' ? null : openLog(LOG_FILE, settings);
  process.on('SIGHUP', () => logFile?.reopen());
  const onLog = (line: string) => {
    output.write(line);
    const text = formatApiLog(line);
    if (text !== null) logFile?.write(text);
  };
  const proxies = {
    trustedProxies: settings.TRUSTED_PROXIES,
    forwardedHeader: settings.FORWARDED_HEADER,
  };
  const variables = {
    CORS_ORIGINS,
    RATE_LIMIT,
    API_KEYS,
    METRICS_ACCESS,
    ALERT_WEBHOOK_URL,
    ALERT_WEBHOOK_SECRET,
    ALERT_WEBHOOK_INSECURE,
  };
  const onGiveUp = (message: string) => {
    warn(`Cannot go on: ${message}`);
    void exit(1);
  };
  let gzippedKib = 0;
  const build = async () => {
    output.write('Building the production bundle …');
    // For developers, stack traces keep readable names.
    const bundle = await buildBundle({ minify: dev !== true });
    gzippedKib = bundle.gzippedKib;
    return bundle;
  };
  const server = await startServer({
    build,
    host,
    port,
    proxies,
    storage,
    onLog,
    variables,
    onGiveUp,
  }).catch((error) => {
    const reason = explainListenError(error, { host, port });
    throw reason === null ? error : new UserError(reason);
  });
  const address = `http://localhost:${server.url.port}`;
  output.write(`Serving the API at ${address} (bound to ${host}, ${gzippedKib} KiB gzipped)
  try it       ${address}/docs
  access       ${describeAccess(readConfig(variables, warn))}
  counters     kept in ${shorten(storage)}
  predictions  ${LOG_FILE === 'off' ? 'not logged to a file' : `logged to ${shorten(LOG_FILE)}`}
Press ^C to stop`);

  stop = async () => {
    output.write('\nStopping …');
    await server.stop();
    await logFile?.close();
    await exit(0);
  };
}

function openLog(file: string, { LOG_MAX_BYTES: maxBytes, LOG_KEEP: keep }: Settings): LogFile {
  const log = new LogFile({ path: file, maxBytes, keep, warn });
  // Before the first line, so that a faulty log file is reported at the start.
  log.reopen();
  return log;
}

function shorten(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith('..') ? file : relative;
}

const command = createCommand(
  'start',
  'Serves the API; docs/settings.md lists the environment variables it reads',
)
  .option('--dev', 'keep names in the bundle, for readable stack traces')
  .parse();
onStopSignal(() => stop());
try {
  await serve(readSettings(process.env), command.opts());
} catch (error) {
  console.error(error instanceof UserError ? error.message : error);
  await exit(1);
}
