import { warn } from '../log';
import { evaluateAlerts } from '../metrics/alerts/evaluate-alerts';
import { sendWebhook, type WebhookTarget } from '../metrics/alerts/webhook';
import { stopsIn } from '../traffic/traffic-book';
import { accuracyShortfall } from './feedback-accuracy';
import { guardTraffic } from './guard-traffic';
import { checkReadiness } from './readiness';
import type { Services } from './services';

/**
 * The work that is done once a minute: guards the traffic, evaluates the alerts, and looks after jobs.
 * @param webhook receiver of notifications, or null
 */
export async function tick(services: Services, webhook: WebhookTarget | null): Promise<void> {
  const { metrics, drift, alerts, clock, jobs, traffic } = services;
  await jobs.nudgeAll();
  await guardTraffic(services, warn);
  const { ready } = await checkReadiness(services);
  await evaluateAlerts({
    metrics,
    book: alerts.book,
    rules: alerts.rules,
    reference: drift.reference,
    ready,
    accuracyShortfall: await accuracyShortfall(services),
    stops: stopsIn(await traffic.state()),
    send: webhook === null ? null : (notice) => sendWebhook(webhook, notice),
    warn,
    now: clock.now(),
  });
}
