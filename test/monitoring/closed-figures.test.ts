import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/serve/production-bundle';
import { withFolder } from '../support/with-server';
import { freePortsOfAll, Program, requirePrograms, startService } from './monitoring-stack';
import { PrometheusApi } from './prometheus-api';

const KEY = 'a key for Prometheus';
const SETTINGS = {
  API_KEYS: `prometheus:metrics:${createHash('sha256').update(KEY).digest('hex')}`,
  METRICS_ACCESS: 'key',
  LOG_FILE: 'off',
};
const WITHIN = { timeout: 80_000, interval: 500 };

beforeAll(requirePrograms);

it('Prometheus scrapes closed metrics with the example in docs/keys.md, and not without its key', async () => {
  const docs = await readFile(path.join(ROOT, 'docs/keys.md'), 'utf8');
  const [, example] = /```yaml\n([^`]*)```/.exec(docs)!;
  await withFolder(async (folder) => {
    const ports = await freePortsOfAll();
    const keyFile = path.join(folder, 'key');
    await writeFile(keyFile, `${KEY}\n`);
    const withKey = example!
      .replace('localhost:8000', `127.0.0.1:${ports.service}`)
      .replace('/etc/prometheus/digits-key', keyFile);
    const withoutKey = withKey
      .replace('scrape_configs:\n', '')
      .replace('job_name: digits', 'job_name: stranger')
      .replace(/ +authorization:\n.*\n/, '');
    const config = path.join(folder, 'prometheus.yml');
    await writeFile(config, `global:\n  scrape_interval: 1s\n${withKey}${withoutKey}`);
    const programs = [
      startService(ports, folder, SETTINGS),
      Program.start('prometheus', [
        `--config.file=${config}`,
        `--storage.tsdb.path=${path.join(folder, 'prometheus-data')}`,
        `--web.listen-address=127.0.0.1:${ports.prometheus}`,
      ]),
    ];
    try {
      const prometheus = new PrometheusApi(ports.prometheus);
      const value = (query: string) => prometheus.value(query).catch(() => null);
      await expect.poll(() => value('up{job="digits"}'), WITHIN).toBe(1);
      await expect
        .poll(() => value('digits_requests_by_key_total{key_name="prometheus"}'), WITHIN)
        .toBeGreaterThan(0);
      expect(await value('up{job="stranger"}')).toBe(0);
      const targets = await prometheus.targets();
      expect(targets.find(({ labels }) => labels.job === 'stranger')?.lastError).toContain('401');
    } finally {
      await Promise.all(programs.map((program) => program.kill()));
    }
  });
});
