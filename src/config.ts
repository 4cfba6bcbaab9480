import type { ImageLimits } from './image/limits';

/** Everything the service can be told, in one place; it travels as an argument. */
export interface Config {
  /** Most bytes of a request body. */
  readonly maxBodyBytes: number;
  /** The same where it is JSON: text is held several times while it is parsed. */
  readonly maxJsonBytes: number;
  /** Most parts of a form that are looked at for the file. */
  readonly maxFormParts: number;
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
  /** Where alerts are sent, and the key that signs them; null where nobody wants to be told. */
  readonly webhook: { readonly url: string; readonly secret: string | null } | null;
}

/**
 * Variables and secrets that a deployment may set. Of any type: `COUNTING = false` in wrangler.toml is no text.
 * `docs/settings.md` has a row for each.
 */
export interface Variables {
  readonly ALERT_WEBHOOK_URL?: unknown;
  readonly ALERT_WEBHOOK_SECRET?: unknown;
  readonly COUNTING?: unknown;
}

const MEGABYTE = 1_000_000;
const MEGAPIXEL = 1_000_000;

/** What holds where a deployment sets nothing. */
export const CONFIG: Config = {
  maxBodyBytes: 25 * MEGABYTE,
  maxJsonBytes: 6 * MEGABYTE,
  maxFormParts: 100,
  image: {
    maxPngPixels: 25 * MEGAPIXEL,
    maxPngBytes: 100 * MEGABYTE,
    maxJpegPixels: 50 * MEGAPIXEL,
    maxSide: 32_768,
  },
  defaultModel: 'v2.0',
  shardsPerLocation: 1,
  counting: true,
  webhook: null,
};

/** What `ALERT_WEBHOOK_URL` may be, for messages. */
export const WEBHOOK_URL_ALLOWED = 'an address that begins with http:// or https://';

/**
 * Reads the variables of the Worker. A value that is not allowed counts as not set: predictions depend on none of them, and
 * a Worker that throws here answers nothing at all, `/health` included.
 *
 * @param warn is told about each such value: its name, the value unless it may hold a secret, and what is allowed
 */
export function readConfig(variables: Variables, warn: (message: string) => void): Config {
  return { ...CONFIG, counting: readCounting(variables, warn), webhook: readWebhook(variables, warn) };
}

function readCounting({ COUNTING }: Variables, warn: (message: string) => void): boolean {
  if (isUnset(COUNTING)) return CONFIG.counting;
  if (COUNTING === 'on' || COUNTING === 'off') return COUNTING === 'on';
  warn(`${refusal('COUNTING', JSON.stringify(COUNTING), '"on" or "off"')}. It is on`);
  return CONFIG.counting;
}

function readWebhook(variables: Variables, warn: (message: string) => void): Config['webhook'] {
  const { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret } = variables;
  if (isUnset(url)) return null;
  if (typeof url !== 'string' || !isWebhookUrl(url)) {
    warn(`${refusal('ALERT_WEBHOOK_URL', 'its value', WEBHOOK_URL_ALLOWED)}. Alerts are not sent`);
    return null;
  }
  if (isUnset(secret)) return { url, secret: null };
  if (typeof secret === 'string') return { url, secret };
  warn(`${refusal('ALERT_WEBHOOK_SECRET', 'its value', 'text')}. Alerts are sent without a signature`);
  return { url, secret: null };
}

/** Empty is the same as left out. */
function isUnset(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function refusal(name: keyof Variables, value: string, allowed: string): string {
  return `Cannot use ${name}: ${value} is not allowed; set it to ${allowed}, or leave it out`;
}

/** Whether alerts can be sent to an address. */
export function isWebhookUrl(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text);
}
