import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ALERT_RULES } from '../../src/metrics/alerts/rules';
import { COUNTED, GAUGES } from '../../src/metrics/catalogue';
import type { Series } from '../../src/metrics/series';

const docs = readFileSync(path.join(import.meta.dirname, '../../docs/monitoring.md'), 'utf8');
const alerts = readFileSync(path.join(import.meta.dirname, '../../deploy/prometheus/alerts.yml'), 'utf8');

it.each(Object.values<Series>({ ...COUNTED, ...GAUGES }))(
  'docs/monitoring.md explains $name',
  ({ name, help }) => {
    expect(docs).toContain(`| \`${name}\` |`);
    expect(docs).toContain(help);
  },
);

it.each(ALERT_RULES)('$name is in docs/monitoring.md and in alerts.yml', ({ name, summary }) => {
  expect(docs).toContain(`\`${name}\`: ${summary}`);
  expect(alerts).toContain(`alert: ${name}\n`);
  expect(alerts).toContain(`summary: ${summary}\n`);
});
