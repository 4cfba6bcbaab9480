import type { WranglerConfig } from './environments';

/** A secret that a deployment lacks. */
export interface MissingSecret {
  readonly name: string;
  /** Whether the service does not do what its configuration says without it. */
  readonly isRequired: boolean;
  readonly consequence: string;
}

/**
 * Compares the secrets of a deployment with what its configuration needs.
 * @param present names of those that it has
 */
export function missingSecrets(
  { vars }: Pick<WranglerConfig, 'vars'>,
  present: readonly string[],
): readonly MissingSecret[] {
  const hasWebhook = present.includes('ALERT_WEBHOOK_URL');
  const checklist: readonly MissingSecret[] = [
    {
      name: 'API_KEYS',
      isRequired: vars.METRICS_ACCESS === 'key',
      consequence: 'METRICS_ACCESS is key, and without keys nobody can read metrics, drift and alerts',
    },
    {
      name: 'ALERT_WEBHOOK_URL',
      isRequired: false,
      consequence: 'nobody is told of alerts',
    },
    {
      name: 'ALERT_WEBHOOK_SECRET',
      isRequired: hasWebhook,
      consequence: 'the receiver of alerts cannot tell whether they are genuine',
    },
  ];
  return checklist.filter(({ name }) => !present.includes(name));
}
