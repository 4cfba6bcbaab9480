import { warn } from '../log';
import { evaluateAlerts } from '../metrics/alerts/evaluate-alerts';
import { sendWebhook, type WebhookTarget } from '../metrics/alerts/webhook';
import { checkReadiness } from './readiness';
import type { Services } from './services';

/**
 * The work that is done once a minute: evaluates the alerts, and looks after jobs.
 * @param webhook receiver of notifications, or null
 */
export async function tick(services: Services, webhook: WebhookTarget | null): Promise<void> {
  const { metrics, drift, alerts, clock, jobs } = services;
  await jobs.nudgeAll();
  const { ready } = await checkReadiness(services);
  await evaluateAlerts({
    metrics,
    book: alerts.book,
    rules: alerts.rules,
    reference: drift.reference,
    ready,
    send: webhook === null ? null : (notice) => sendWebhook(webhook, notice),
    warn,
    now: clock.now(),
  });
}
