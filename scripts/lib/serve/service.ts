import path from 'node:path';
import { describeAccess } from '../../../src/api-keys/access';
import { readConfig } from '../../../src/config';
import { UserError } from '../user-error';
import { formatApiLog } from './api-log';
import type { Bundle } from './bundle';
import { explainListenError } from './explain-listen-error';
import { LineWriter } from './line-writer';
import { LogFile } from './log-file';
import { startServer } from './production-server';
import { readSettings, type Settings } from './settings';
import { onStopSignal } from './stop-signals';
import { lockStorage } from './storage-lock';

const output = new LineWriter();
const warn = (line: string) => console.error(line);

export interface ServiceOptions {
  /** Folder that relative paths in settings start from. */
  readonly base: string;
  /** Builds or opens what to serve, once the port is taken. */
  readonly build: (say: (line: string) => void) => Promise<Bundle>;
}

/**
 * Runs the service until a signal stops it, with the settings of the environment. It ends the process: with status 1 and one
 * line if it cannot start.
 */
export async function runService(options: ServiceOptions): Promise<void> {
  onStopSignal(() => stop());
  try {
    await serve(readSettings(process.env, options.base), options);
  } catch (error) {
    console.error(error instanceof UserError ? error.message : error);
    await exit(1);
  }
}

async function exit(status: number): Promise<void> {
  await output.flush(500);
  process.exit(status);
}

/** What a signal stops; before there is a server, only this process. */
let stop = () => exit(0);

async function serve(settings: Settings, options: ServiceOptions): Promise<void> {
  const { HOST: host, PORT: port, STORAGE_DIR: storage, LOG_FILE } = settings;
  const { CORS_ORIGINS, RATE_LIMIT, API_KEYS, METRICS_ACCESS, JOB_RETENTION_HOURS } = settings;
  const { TRAFFIC, TRAFFIC_GUARD, FEEDBACK, FEEDBACK_IMAGES, FEEDBACK_RETENTION_DAYS } = settings;
  const { ALERT_WEBHOOK_URL, ALERT_WEBHOOK_SECRET, ALERT_WEBHOOK_INSECURE } = settings;
  const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS, OTEL_TRACES_SAMPLER_ARG } = settings;
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
    TRAFFIC,
    TRAFFIC_GUARD,
    JOB_RETENTION_HOURS,
    FEEDBACK,
    FEEDBACK_IMAGES,
    FEEDBACK_RETENTION_DAYS,
    ALERT_WEBHOOK_URL,
    ALERT_WEBHOOK_SECRET,
    ALERT_WEBHOOK_INSECURE,
    OTEL_EXPORTER_OTLP_ENDPOINT,
    OTEL_EXPORTER_OTLP_HEADERS,
    OTEL_TRACES_SAMPLER_ARG,
  };
  const onGiveUp = (message: string) => {
    warn(`Cannot go on: ${message}`);
    void exit(1);
  };
  let gzippedKib = 0;
  const build = async () => {
    const bundle = await options.build((line) => output.write(line));
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
