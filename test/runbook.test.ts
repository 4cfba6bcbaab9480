import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from '../scripts/lib/serve/production-bundle';

interface Rule {
  readonly alert?: string;
  readonly annotations?: { readonly runbook_url?: string };
}

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const groups: readonly { readonly rules: readonly Rule[] }[] = parse(
  read('deploy/prometheus/alerts.yml'),
).groups;
const alerts = groups.flatMap(({ rules }) => rules).filter(({ alert }) => alert !== undefined);
const sections = new Map(
  read('docs/runbook.md')
    .split(/^### /m)
    .map((section) => [section.split('\n', 1)[0]!, section]),
);

describe('docs/runbook.md', () => {
  it.each(alerts.map((rule) => [rule.alert!, rule] as const))(
    'says what %s means, how to look and what to do, and the alert leads there',
    (name, { annotations }) => {
      for (const part of ['Meaning', 'Look', 'Do']) expect(sections.get(name)).toContain(`**${part}.** `);
      expect(annotations?.runbook_url).toBe(
        `{{ $externalLabels.runbooks }}docs/runbook.md#${name.toLowerCase()}`,
      );
    },
  );
});
