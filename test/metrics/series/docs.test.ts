import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALERT_RULES } from '../../../src/metrics/alerts/rules';
import { COUNTED, GAUGES } from '../../../src/metrics/series/catalogue';
import { UNMATCHED_ROUTE } from '../../../src/metrics/series/labels';
import type { Series } from '../../../src/metrics/series/series';

const docs = read('docs/monitoring.md');
const alerts = read('deploy/prometheus/alerts.yml');
const ROUTES = [...Object.keys(JSON.parse(read('docs/openapi.json')).paths), UNMATCHED_ROUTE];
const SERIES = Object.values<Series>({ ...COUNTED, ...GAUGES });

function read(file: string): string {
  return readFileSync(path.join(import.meta.dirname, '../../..', file), 'utf8');
}

it.each(SERIES)('docs/monitoring.md explains $name', ({ name, type, labels, help }) => {
  const ofLabels = Object.keys(labels).map((label) => `\`${label}\``);
  expect(docs).toContain(`| \`${name}\` | ${type} | ${ofLabels.join(', ')} | ${help} |\n`);
});

it('docs/monitoring.md explains no series that does not exist', () => {
  const explained = [...docs.matchAll(/^\| `(digits_\w+)` \|/gm)].map(([, name]) => name);
  expect(explained.sort()).toEqual(SERIES.map(({ name }) => name).sort());
});

it.each(ALERT_RULES)('$name is in docs/monitoring.md and in alerts.yml', ({ name, summary }) => {
  expect(docs).toContain(`\`${name}\`: ${summary}`);
  expect(alerts).toContain(`alert: ${name}\n`);
  expect(alerts).toContain(`summary: ${summary}\n`);
});

describe('the queries in deploy/', () => {
  const exposed = new Map(SERIES.flatMap((series) => namesOf(series).map((name) => [name, series] as const)));
  const recorded = new Set([...alerts.matchAll(/record: (\S+)/g)].map(([, name]) => name));
  const dashboard = JSON.parse(read('deploy/grafana/dashboard.json'));
  const expressions = [
    ...dashboard.panels.flatMap(({ title, targets = [] }: Panel) =>
      targets.map(({ expr }) => ({ where: `panel "${title}"`, expr })),
    ),
    ...[...alerts.matchAll(/expr: (?:\|\n((?: {10}.*\n)+)|(.*)\n)/g)].map(([, block, line]) => ({
      where: 'alerts.yml',
      expr: block ?? line!,
    })),
  ];

  interface Panel {
    readonly title: string;
    readonly targets?: readonly { readonly expr: string }[];
  }

  it.each(expressions)('$where: $expr uses only existing series, labels and values', ({ expr }) => {
    for (const [, name, , matchers] of expr.matchAll(/\b(digits_\w+)(\{([^}]*)\})?/g)) {
      const series = exposed.get(name);
      expect(series, name).toBeDefined();
      for (const [, label, , value] of (matchers ?? '').matchAll(/(\w+)(=~?)"([^"]*)"/g)) {
        const values = labelsOf(series!)[label!];
        expect(values, `${name}{${label}}`).toBeDefined();
        const pattern = new RegExp(`^(?:${value})$`);
        if (values !== null)
          expect(
            values!.some((known) => pattern.test(known)),
            `${label}="${value}"`,
          ).toBe(true);
      }
    }
    for (const [, labels] of expr.matchAll(/\bby \(([^)]*)\)/g)) {
      const known = [...expr.matchAll(/\b(?:digits|probe)_\w+/g)].flatMap(([name]) =>
        exposed.has(name) ? Object.keys(labelsOf(exposed.get(name)!)) : ['probe'],
      );
      for (const label of labels!.split(', ')) expect([...known, 'le']).toContain(label);
    }
    for (const [rule] of expr.matchAll(/\bdigits:[\w:]+/g)) expect(recorded).toContain(rule);
  });

  it('are all found by this test', () => {
    expect(expressions.length).toBeGreaterThan(40);
  });
});

/** The names under which a series is exposed. */
function namesOf({ name, type }: Series): string[] {
  if (type === 'counter') return [`${name}_total`];
  return type === 'gauge' ? [name] : [`${name}_bucket`, `${name}_sum`, `${name}_count`];
}

/** Values by label; null where they are not known here. */
function labelsOf({ labels }: Series): Readonly<Record<string, readonly string[] | null>> {
  const known: Record<string, readonly string[] | null> = { ...labels, le: null, instance: null, job: null };
  return 'route' in labels ? { ...known, route: ROUTES } : known;
}
