/**
 * Wraps Prometheus' rules as the resource that the Prometheus operator reads.
 *
 * @param rules text of a file of rules, with `groups:` at the margin; comments before that are left out
 * @returns text of a PrometheusRule
 */
export function toPrometheusRule(rules: string): string {
  const groups = rules.slice(rules.search(/^groups:$/m)).replaceAll(/^(?=.)/gm, '  ');
  return `# From deploy/prometheus/alerts.yml, by \`npm run kubernetes:rules\`: change it there.
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: digits
spec:
${groups}`;
}
