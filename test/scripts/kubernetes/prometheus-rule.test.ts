import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { toPrometheusRule } from '../../../scripts/lib/kubernetes/prometheus-rule';
import { ROOT } from '../../../scripts/lib/serve/production-bundle';

function read(file: string): string {
  return readFileSync(path.join(ROOT, 'deploy', file), 'utf8');
}

it("the Prometheus operator's rules are those of deploy/prometheus (npm run kubernetes:rules)", () => {
  const rules = read('prometheus/alerts.yml');
  const resource = read('kubernetes/components/monitoring/prometheus-rule.yaml');
  expect(resource).toBe(toPrometheusRule(rules));
  expect(parse(resource).spec).toEqual(parse(rules));
});
