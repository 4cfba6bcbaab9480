import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/serve/production-bundle';
import { Program } from '../monitoring/monitoring-stack';
import { PrometheusApi } from '../monitoring/prometheus-api';
import { freePorts } from '../support/free-ports';
import { type Forwarded, Ingress } from './ingress';
import { NameServer } from './name-server';
import { readPod } from './pod';
import { Replica } from './replica';
import { Visitors } from './visitors';

const ADDRESSES = ['127.0.0.2', '127.0.0.3', '127.0.0.4'];
const PROGRAMS = ['nginx', 'prometheus'];
/** By how much the clocks of nginx and of this process, which rounds, may differ. */
const CLOCK_MILLISECONDS = 20;
/** An isolate delivers its counts once a second: those of the last one, and of the delivery under way, die with it. */
const UNDELIVERED_MILLISECONDS = 2_000;
/** Until counts are delivered and scraped. */
const WITHIN = { timeout: 15_000, interval: 500 };

let folder: string;
let replicas: Replica[] = [];
let nameServer: NameServer;
let ingress: Ingress;
let prometheus: Program;
let figures: PrometheusApi;
/** What happened: how visitors were answered, what nginx did with each request, when the first replica died. */
let answers: Visitors['statuses'];
let forwarded: readonly Forwarded[];
let killedAt: number;
const memory: number[] = [];

beforeAll(async () => {
  requirePrograms();
  folder = mkdtempSync(path.join(tmpdir(), 'digits-replicas-'));
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'ignore' });
  const [ingressPort, port, prometheusPort] = (await freePorts(3)) as [number, number, number];
  replicas = ADDRESSES.map((address) => new Replica(address, port, path.join(folder, address), readPod()));
  await Promise.all(replicas.map((replica) => replica.start()));
  nameServer = new NameServer(() =>
    replicas.filter(({ isEndpoint }) => isEndpoint).map(({ address }) => address),
  );
  const nameServerPort = await nameServer.start();
  ingress = new Ingress(path.join(folder, 'ingress'), ingressPort, { nameServerPort, port });
  await ingress.listening();
  prometheus = startPrometheus(prometheusPort);
  figures = new PrometheusApi(prometheusPort);
  await liveThroughIt(new Visitors(ingressPort));
}, 120_000);

afterAll(async () => {
  await ingress?.stop();
  nameServer?.stop();
  await Promise.all([prometheus, ...replicas].map((one) => one?.kill()));
  await rm(folder, { recursive: true, force: true });
});

/** A day of the service, in half a minute. */
async function liveThroughIt(visitors: Visitors): Promise<void> {
  const [first, second] = replicas as [Replica, Replica, Replica];
  visitors.become(2);
  await sleep(2_000);
  visitors.become(12);
  await sleep(3_000);
  memory.push(...(await Promise.all(replicas.map((replica) => replica.memory()))));

  killedAt = Date.now();
  await first.kill();
  await sleep(1_000);
  await first.start();
  await sleep(1_000);

  await second.drain();
  visitors.become(4);
  await second.start();
  await sleep(2_000);

  await visitors.leave();
  answers = visitors.statuses;
  forwarded = ingress.log().filter(({ path }) => path === '/predict');
}

function requirePrograms(): void {
  const missing = PROGRAMS.filter((name) => spawnSync(name, ['-v']).error !== undefined);
  if (missing.length === 0) return;
  throw new Error(
    `Cannot find ${missing.join(', ')}: run \`sudo apt-get install -y nginx-light prometheus\``,
  );
}

/** Scrapes each replica by its own address, as the ServiceMonitor says. */
function startPrometheus(port: number): Program {
  const targets = replicas.map(({ name }) => name);
  const config = {
    global: { scrape_interval: '1s' },
    scrape_configs: [
      { job_name: 'digits', metrics_path: '/metrics/prometheus', static_configs: [{ targets }] },
    ],
  };
  const file = path.join(folder, 'prometheus.yml');
  writeFileSync(file, JSON.stringify(config));
  const data = path.join(folder, 'prometheus');
  return Program.start('prometheus', [
    `--config.file=${file}`,
    `--storage.tsdb.path=${data}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]);
}

function failedRequests(): readonly Forwarded[] {
  return forwarded.filter(({ status }) => status !== 200);
}

/** Requests that a replica answered, as nginx saw it. */
function answeredBy({ name }: Replica): readonly Forwarded[] {
  return forwarded.filter(({ status, addresses }) => status === 200 && addresses.at(-1) === name);
}

describe('three replicas behind nginx, one of them killed and one drained under load', () => {
  it('fail no request but those in flight on the one that was killed', () => {
    const failed = failedRequests();
    for (const { startedAt, addresses } of failed) {
      expect(addresses.at(-1)).toBe(replicas[0]!.name);
      expect(startedAt).toBeLessThanOrEqual(killedAt + CLOCK_MILLISECONDS);
    }
    const { 200: answered, ...others } = answers;
    expect(answered).toBe(forwarded.length - failed.length);
    expect(Object.values(others).reduce((sum, count) => sum + count, 0)).toBe(failed.length);
    console.log(`${answered} requests answered, ${failed.length} in flight on the replica that was killed`);
  });

  it('each take their share', () => {
    for (const replica of replicas) expect(answeredBy(replica).length).toBeGreaterThan(forwarded.length / 10);
  });

  it('count exactly, but for what the killed one had not stored yet', async () => {
    const [first, ...others] = replicas as [Replica, ...Replica[]];
    for (const replica of others) {
      await expect.poll(() => counted(replica), WITHIN).toBe(answeredBy(replica).length);
    }
    const undelivered = answeredBy(first).filter(
      ({ endedAt }) =>
        endedAt <= killedAt + CLOCK_MILLISECONDS && endedAt > killedAt - UNDELIVERED_MILLISECONDS,
    ).length;
    const lost = async () => answeredBy(first).length - ((await counted(first)) ?? 0);
    await expect.poll(lost, WITHIN).toBeLessThanOrEqual(undelivered);
    // It may have counted what it did not live to answer.
    expect(await lost()).toBeGreaterThanOrEqual(-failedRequests().length);
    const counts = await Promise.all(replicas.map(counted));
    const total = await figures.value('sum(digits_requests_total{route="/predict",status="200"})');
    expect(total).toBe(counts.reduce((sum: number, count) => sum + count!, 0));
    console.log(`${total} requests in Prometheus' sum; the killed replica had not stored ${await lost()}`);
  });

  it('take less memory than the manifests ask for', () => {
    console.log(`A replica under load takes ${Math.round(Math.max(...memory))} MiB`);
    expect(Math.max(...memory)).toBeLessThan(readPod().memoryMib);
  });
});

function counted({ name }: Replica): Promise<number | null> {
  return figures.value(`sum(digits_requests_total{route="/predict",status="200",instance="${name}"})`);
}
