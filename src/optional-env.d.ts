/** Optional settings of a deployment: `wrangler types` only knows what wrangler.toml names. */
interface Env {
  /** Where alerts are sent. */
  readonly ALERT_WEBHOOK_URL?: string;
  /** Key of their signature. */
  readonly ALERT_WEBHOOK_SECRET?: string;
  /** `off` disables counting, to measure its overhead. */
  readonly COUNTING?: string;
}
