import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawSeven, toJpeg } from '../../scripts/lib/scenes/sample-images';
import { ROOT } from '../../scripts/lib/serve/production-bundle';
import { withFolder } from '../support/with-server';
import {
  configure,
  freePortsOfAll,
  type Ports,
  type Program,
  requirePrograms,
  startMonitoring,
  startService,
} from './monitoring-stack';
import { PrometheusApi } from './prometheus-api';

/** The probes send PNGs all the time; what is only ours is counted apart. */
const SENT = { jpegs: 40, refused: 7, lost: 5 };
const WITHIN = { timeout: 80_000, interval: 500 };

let folder: string;
let ports: Ports;
let service: Program;
let monitoring: Program[] = [];
let receiver: Server;
let prometheus: PrometheusApi;
const told: { name: string; status: string }[] = [];

beforeAll(async () => {
  requirePrograms();
  folder = await mkdtemp(path.join(tmpdir(), 'digits-monitoring-'));
  ports = await freePortsOfAll();
  await configure(folder, ports);
  receiver = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    for (const { labels, status } of JSON.parse(body).alerts) told.push({ name: labels.alertname, status });
    response.end();
  }).listen(ports.receiver, '127.0.0.1');
  prometheus = new PrometheusApi(ports.prometheus);
  service = startService(ports, folder);
  monitoring = startMonitoring(ports, folder);
}, 120_000);

afterAll(async () => {
  await Promise.all([service, ...monitoring].map((program) => program?.kill()));
  receiver?.close();
  await rm(folder, { recursive: true, force: true });
});

function address(resource: string): string {
  return `http://127.0.0.1:${ports.service}${resource}`;
}

async function sendTraffic(): Promise<void> {
  const jpeg = toJpeg(drawSeven(280));
  for (let i = 0; i < SENT.jpegs; i++) await fetch(address('/predict'), { method: 'POST', body: jpeg });
  for (let i = 0; i < SENT.refused; i++)
    await fetch(address('/predict'), { method: 'POST', body: 'no picture' });
  for (let i = 0; i < SENT.lost; i++) await fetch(address('/nowhere'));
}

describe('the service under Debian’s Prometheus', () => {
  it('is up, and so are its probes', async () => {
    await expect
      .poll(
        () =>
          prometheus.targets().then(
            (all) => all.map(({ health }) => health),
            () => [],
          ),
        WITHIN,
      )
      .toEqual(['up', 'up', 'up', 'up']);
  });

  it('is probed from outside: alive, ready, and it recognises a seven', async () => {
    await expect.poll(() => prometheus.query('probe_success == 1').catch(() => []), WITHIN).toHaveLength(3);
  });

  it('counts what was sent', async () => {
    await sendTraffic();
    const counters = {
      'digits_images_total{format="jpeg"}': SENT.jpegs,
      'sum(digits_requests_total{route="/predict",status="415"})': SENT.refused,
      'digits_failures_total{code="unsupported_format"}': SENT.refused,
      'sum(digits_requests_total{route="not_found"})': SENT.lost,
    };
    for (const [query, sent] of Object.entries(counters)) {
      await expect.poll(() => prometheus.value(query), WITHIN).toBe(sent);
    }
    const unaccounted = `sum(digits_requests_total{route="/predict",status="200"}) - sum(digits_predictions_total)`;
    expect(await prometheus.value(unaccounted)).toBe(0);
  });

  it('passes the checks of promtool', async () => {
    const text = await (await fetch(address('/metrics/prometheus'))).text();
    const check = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
    expect(check.stdout + check.stderr).toBe('');
    expect(check.status).toBe(0);
  });

  it('gives data for every query of the dashboard', async () => {
    const dashboard = JSON.parse(readFileSync(path.join(ROOT, 'deploy/grafana/dashboard.json'), 'utf8'));
    const queries: string[] = dashboard.panels.flatMap(({ targets }: { targets: { expr: string }[] }) =>
      targets.map(({ expr }) => expr),
    );
    expect(queries.length).toBeGreaterThan(20);
    for (const query of queries) {
      await expect.poll(() => prometheus.query(query), { ...WITHIN, message: query }).not.toEqual([]);
    }
  });

  it('gives data for every alert rule', async () => {
    await expect
      .poll(async () => (await prometheus.rules()).filter(({ health }) => health !== 'ok'), WITHIN)
      .toEqual([]);
    const rules = await prometheus.rules();
    expect(rules.filter(({ type }) => type === 'alerting').length).toBeGreaterThanOrEqual(8);
    for (const { name, query, type } of rules) {
      // An alert gives nothing while all is well: what it compares has to be there.
      const compared = type === 'recording' ? name : /^(.+?) [<>] [\d.]/.exec(query)![1]!;
      await expect.poll(() => prometheus.query(compared), { ...WITHIN, message: compared }).not.toEqual([]);
    }
  });

  it('notifies the receiver that it is down, and that it is back, with its counts', async () => {
    // It was down while it was being built: that alert has to be over before there can be another.
    await expect.poll(() => prometheus.query('ALERTS{alertname="DigitsDown"}'), WITHIN).toEqual([]);
    const lastTold = () => told.findLast(({ name }) => name === 'DigitsDown')?.status;
    await expect.poll(lastTold, WITHIN).not.toBe('firing');
    told.length = 0;
    await service.kill();
    await expect.poll(() => told, WITHIN).toContainEqual({ name: 'DigitsDown', status: 'firing' });
    service = startService(ports, folder);
    await expect.poll(() => told, WITHIN).toContainEqual({ name: 'DigitsDown', status: 'resolved' });
    expect(await prometheus.value('digits_images_total{format="jpeg"}')).toBe(SENT.jpegs);
  });
});

describe('the files of deploy/', () => {
  it.each([
    ['test', 'rules', 'alerts.test.yml'],
    ['check', 'rules', 'alerts.yml'],
    ['check', 'config', 'prometheus.yml'],
  ])('pass promtool %s %s', (...args) => {
    const cwd = path.join(ROOT, 'deploy/prometheus');
    const { status, stdout, stderr } = spawnSync('promtool', args, { cwd, encoding: 'utf8' });
    expect(status, stdout + stderr).toBe(0);
  });

  it.each([
    ['docker/prometheus.yml', 'promtool', ['check', 'config']],
    ['alertmanager/alertmanager.yml', 'amtool', ['check-config']],
    ['blackbox/blackbox.yml', 'prometheus-blackbox-exporter', ['--config.check', '--config.file']],
  ])('%s, as compose.yaml mounts it, is accepted by %s', async (file, program, args) => {
    await withFolder(async (folder) => {
      for (const source of [file, 'prometheus/alerts.yml'])
        copyFileSync(path.join(ROOT, 'deploy', source), path.join(folder, path.basename(source)));
      const all = [...args, path.join(folder, path.basename(file))];
      const { status, stdout, stderr } = spawnSync(program, all, { encoding: 'utf8' });
      expect(status, stdout + stderr).toBe(0);
    });
  });
});
