import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { toPrometheusRule } from './lib/kubernetes/prometheus-rule';
import { createCommand, runCommand } from './lib/run-command';
import { ROOT } from './lib/serve/production-bundle';

const SOURCE = 'deploy/prometheus/alerts.yml';
const TARGET = 'deploy/kubernetes/components/monitoring/prometheus-rule.yaml';

const command = createCommand(
  'kubernetes:rules',
  `Writes ${TARGET}, which the Prometheus operator reads, from ${SOURCE}`,
);

await runCommand(command, () => {
  const rules = readFileSync(path.join(ROOT, SOURCE), 'utf8');
  writeFileSync(path.join(ROOT, TARGET), toPrometheusRule(rules));
});
