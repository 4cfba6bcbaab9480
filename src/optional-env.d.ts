/** What a deployment may set but need not: `wrangler types` only knows what wrangler.toml names. */
interface Env {
  /** Where alerts are sent. */
  readonly ALERT_WEBHOOK_URL?: string;
  /** Key of their signature. */
  readonly ALERT_WEBHOOK_SECRET?: string;
  /** `off` leaves counting out, to measure what it costs. */
  readonly COUNTING?: string;
}
