import type { ImageLimits } from './image/limits';
import { isWebhookSecret, isWebhookUrl, WEBHOOK_SECRET_ALLOWED, WEBHOOK_URL_ALLOWED } from './webhook-target';

/** Everything the service can be told, in one place; it travels as an argument. */
export interface Config {
  /** Most bytes of a request body. */
  readonly maxBodyBytes: number;
  /** The same where it is JSON: text is held several times while it is parsed. */
  readonly maxJsonBytes: number;
  /** Most parts of a form that are looked at for the file. */
  readonly maxFormParts: number;
  /** Most pictures of a batch. */
  readonly maxBatchImages: number;
  /** The largest picture that is decoded. */
  readonly image: ImageLimits;
  /** The model that answers when the client names none. */
  readonly defaultModel: string;
  /**
   * Objects that keep the counters at each of Cloudflare's nine locations. One takes about 1,000 deliveries a
   * second, so as many isolates. It may be raised at any time; lowered, it would leave counts behind.
   */
  readonly shardsPerLocation: number;
  /** Whether to count at all; `COUNTING=off` is for measuring what counting costs. */
  readonly counting: boolean;
  /** How many requests each client may make; empty where as many as it likes. Windows differ, the longest comes last. */
  readonly rateLimits: readonly RateLimitPolicy[];
  /** Where alerts are sent, and the key that signs them; null where nobody wants to be told. */
  readonly webhook: { readonly url: string; readonly secret: string | null } | null;
  /** Why alerts are not sent, or not signed, although that is set; null where nothing is wrong. */
  readonly webhookFault: string | null;
}

/** So many requests of each client in so many seconds. */
export interface RateLimitPolicy {
  /** 1 to 10,000. */
  readonly requests: number;
  /** 1 to 3,600. */
  readonly seconds: number;
}

/**
 * Variables and secrets that a deployment may set. Of any type: `COUNTING = false` in wrangler.toml is no text.
 * `docs/settings.md` has a row for each.
 */
export interface Variables {
  readonly ALERT_WEBHOOK_URL?: unknown;
  readonly ALERT_WEBHOOK_SECRET?: unknown;
  readonly ALERT_WEBHOOK_INSECURE?: unknown;
  readonly COUNTING?: unknown;
  readonly RATE_LIMIT?: unknown;
}

const MEGABYTE = 1_000_000;
const MEGAPIXEL = 1_000_000;

/** What holds where a deployment sets nothing. */
export const CONFIG: Config = {
  maxBodyBytes: 25 * MEGABYTE,
  maxJsonBytes: 6 * MEGABYTE,
  maxFormParts: 100,
  maxBatchImages: 64,
  image: {
    maxPngPixels: 25 * MEGAPIXEL,
    maxPngBytes: 100 * MEGABYTE,
    maxJpegPixels: 50 * MEGAPIXEL,
    maxSide: 32_768,
  },
  defaultModel: 'v2.0',
  shardsPerLocation: 1,
  counting: true,
  rateLimits: [],
  webhook: null,
  webhookFault: null,
};

/** Bounds what has to be remembered of a client: one number for each request. */
const MOST_LIMITED_REQUESTS = 10_000;
/** What is to last for longer is a quota: it survives a restart. */
const LONGEST_WINDOW_SECONDS = 3_600;

/** What `RATE_LIMIT` may be, for messages. */
export const RATE_LIMIT_ALLOWED =
  'off, or requests/seconds such as 100/60 (at most 10000 in at most 3600 s); several with different seconds, separated by commas';

/**
 * Reads the variables of the Worker. A value that is not allowed counts as not set: predictions depend on none of them, and
 * a Worker that throws here answers nothing at all, `/health` included.
 *
 * @param warn is told about each such value: its name, the value unless it may hold a secret, and what is allowed
 */
export function readConfig(variables: Variables, warn: (message: string) => void): Config {
  return {
    ...CONFIG,
    counting: readSwitch('COUNTING', variables, CONFIG.counting, warn),
    rateLimits: readRateLimits(variables, warn),
    ...readWebhook(variables, warn),
  };
}

function readRateLimits({ RATE_LIMIT }: Variables, warn: (message: string) => void): Config['rateLimits'] {
  if (isUnset(RATE_LIMIT)) return CONFIG.rateLimits;
  const policies = typeof RATE_LIMIT === 'string' ? parseRateLimits(RATE_LIMIT) : null;
  if (policies !== null) return policies;
  warn(`${refusal('RATE_LIMIT', JSON.stringify(RATE_LIMIT), RATE_LIMIT_ALLOWED)}. Requests are not limited`);
  return CONFIG.rateLimits;
}

/**
 * Reads rate limits as settings have them: `off`, or `100/10, 300/60`.
 * @returns the shortest window first; null where the text is none
 */
export function parseRateLimits(text: string): RateLimitPolicy[] | null {
  if (text.trim().toLowerCase() === 'off') return [];
  const policies = text.split(',').map(parseRateLimit);
  if (!policies.every((policy) => policy !== null)) return null;
  if (new Set(policies.map(({ seconds }) => seconds)).size < policies.length) return null;
  return policies.sort((a, b) => a.seconds - b.seconds);
}

function parseRateLimit(text: string): RateLimitPolicy | null {
  const [, requests, seconds] = /^\s*(\d{1,5})\/(\d{1,4})\s*$/.exec(text) ?? [];
  const policy = { requests: Number(requests), seconds: Number(seconds) };
  const isAllowed =
    policy.requests >= 1 &&
    policy.requests <= MOST_LIMITED_REQUESTS &&
    policy.seconds >= 1 &&
    policy.seconds <= LONGEST_WINDOW_SECONDS;
  return isAllowed ? policy : null;
}

function readWebhook(
  variables: Variables,
  warn: (message: string) => void,
): Pick<Config, 'webhook' | 'webhookFault'> {
  const { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret } = variables;
  const insecure = readSwitch('ALERT_WEBHOOK_INSECURE', variables, false, warn);
  const withFault = (webhook: Config['webhook'], webhookFault: string) => {
    warn(webhookFault);
    return { webhook, webhookFault };
  };
  if (isUnset(url)) return { webhook: null, webhookFault: null };
  if (typeof url !== 'string' || !isWebhookUrl(url, insecure)) {
    const refused = refusal('ALERT_WEBHOOK_URL', 'its value', WEBHOOK_URL_ALLOWED);
    return withFault(null, `${refused}. Alerts are not sent`);
  }
  if (isUnset(secret)) return { webhook: { url, secret: null }, webhookFault: null };
  if (typeof secret !== 'string' || !isWebhookSecret(secret)) {
    const refused = refusal('ALERT_WEBHOOK_SECRET', 'its value', WEBHOOK_SECRET_ALLOWED);
    return withFault({ url, secret: null }, `${refused}. Alerts are sent without a signature`);
  }
  return { webhook: { url, secret }, webhookFault: null };
}

function readSwitch(
  name: keyof Variables,
  { [name]: value }: Variables,
  fallback: boolean,
  warn: (message: string) => void,
): boolean {
  if (isUnset(value)) return fallback;
  if (value === 'on' || value === 'off') return value === 'on';
  warn(`${refusal(name, JSON.stringify(value), '"on" or "off"')}. It is ${fallback ? 'on' : 'off'}`);
  return fallback;
}

/** Empty is the same as left out. */
function isUnset(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function refusal(name: keyof Variables, value: string, allowed: string): string {
  return `Cannot use ${name}: ${value} is not allowed; set it to ${allowed}, or leave it out`;
}
