import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PrometheusApi } from '../monitoring/prometheus-api';

const PATIENCE_MILLISECONDS = 20_000;

/**
 * Lets HAProxy check the service as its documentation shows, HTTP/1.0 without `Host`.
 * @returns whether it takes the server for healthy
 */
export async function haproxyFindsItUp(url: URL, folder: string, check: string): Promise<boolean> {
  const [front, stats] = [await freePort(), await freePort()];
  const configuration = path.join(folder, 'haproxy.cfg');
  await writeFile(
    configuration,
    `defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend public
  bind 127.0.0.1:${front}
  default_backend digits
backend digits
  option httpchk ${check}
  server digits ${url.host} check inter 500
frontend stats
  bind 127.0.0.1:${stats}
  stats enable
  stats uri /
`,
  );
  return withProgram('haproxy', ['-f', configuration], () =>
    eventually(async () => {
      const csv = await (await fetch(`http://127.0.0.1:${stats}/;csv`)).text();
      return csv.split('\n').some((line) => /^digits,digits,/.test(line) && line.split(',')[36] === 'L7OK');
    }),
  );
}

/** @returns whether Prometheus' scrape of the service succeeds and finds its series */
export async function prometheusScrapes(url: URL, folder: string): Promise<boolean> {
  const port = await freePort();
  const configuration = path.join(folder, 'prometheus.yml');
  await writeFile(
    configuration,
    `global: { scrape_interval: 1s }
scrape_configs:
  - job_name: digits
    static_configs: [{ targets: ['${url.host}'] }]
`,
  );
  const args = [
    `--config.file=${configuration}`,
    `--storage.tsdb.path=${path.join(folder, 'tsdb')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  const prometheus = new PrometheusApi(port);
  return withProgram('prometheus', args, () =>
    eventually(async () => ((await prometheus.value('digits_build_info')) ?? 0) === 1),
  );
}

async function withProgram<T>(command: string, args: readonly string[], work: () => Promise<T>): Promise<T> {
  const child: ChildProcess = spawn(command, args, { stdio: 'ignore' });
  const missing = once(child, 'error').then(([error]) => {
    throw error;
  });
  try {
    return await Promise.race([work(), missing]);
  } finally {
    child.kill('SIGKILL');
  }
}

/** Asks again until it is so, or patience ends. */
async function eventually(isSo: () => Promise<boolean>): Promise<boolean> {
  const end = Date.now() + PATIENCE_MILLISECONDS;
  while (Date.now() < end) {
    if (await isSo().catch(() => false)) return true;
    await sleep(250);
  }
  return false;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
