import { z } from '@hono/zod-openapi';
import type { Config } from '../../config';
import type { BookReading } from '../../metrics/alerts/alert-book';
import { ALERT_STATUSES, type AlertState, newAlertState } from '../../metrics/alerts/alert-state';
import { type AlertRule, SEVERITIES } from '../../metrics/alerts/rules';
import { CountSchema } from './count';

const AlertSchema = z.object({
  name: z.string().openapi({ example: 'DigitsErrorRate' }),
  status: z.enum(ALERT_STATUSES),
  severity: z.enum(SEVERITIES),
  summary: z.string(),
  signal: z.string().openapi({ example: 'error_rate' }),
  value: z.number().nullable().openapi({ description: 'At the last evaluation; null before the first' }),
  fires: z.string().openapi({ example: 'above 0.05 for 120 s' }),
  reason: z
    .string()
    .nullable()
    .openapi({ description: 'Why it fires, where the value does not say it; otherwise null' }),
  since: z.iso.datetime().nullable().openapi({ description: 'When the status began' }),
});

/** The response of `GET /alerts`. */
export const AlertsSchema = z
  .object({
    firing: CountSchema.openapi({ description: 'Number of alerts that fire' }),
    alerts: z.array(AlertSchema),
    webhook: z.enum(['off', 'on', 'faulty']).openapi({
      description: 'Whether notifications are sent: `faulty` if a setting is invalid',
    }),
    webhook_fault: z.string().nullable().openapi({ description: 'What is wrong with the setting, or null' }),
    stale: z.boolean().openapi({
      description: 'Whether the statuses are kept in memory because the storage does not answer',
    }),
    timestamp: z.iso.datetime(),
  })
  .openapi('Alerts');

/** Renders the status of each rule's alert, including those never evaluated, and whether notifications are sent. */
export function toAlertsJson(
  rules: readonly AlertRule[],
  { states, stale }: BookReading,
  { webhook, webhookFault }: Pick<Config, 'webhook' | 'webhookFault'>,
  now: Date,
): z.infer<typeof AlertsSchema> {
  const alerts = rules.map((rule) => toAlertJson(rule, states[rule.name] ?? null));
  return {
    firing: alerts.filter(({ status }) => status === 'firing').length,
    alerts,
    webhook: webhookFault !== null ? 'faulty' : webhook === null ? 'off' : 'on',
    webhook_fault: webhookFault,
    stale,
    timestamp: now.toISOString(),
  };
}

function toAlertJson(rule: AlertRule, known: AlertState | null): z.infer<typeof AlertSchema> {
  const { status, value, since, reason } = known ?? newAlertState(0);
  return {
    name: rule.name,
    status,
    severity: rule.severity,
    summary: rule.summary,
    signal: rule.signal,
    value,
    fires: `${rule.bad} ${rule.fire} for ${rule.forSeconds} s`,
    reason: status === 'firing' ? (reason ?? null) : null,
    since: known && new Date(since).toISOString(),
  };
}
