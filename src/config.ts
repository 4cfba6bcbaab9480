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
}

const MEGABYTE = 1_000_000;
const MEGAPIXEL = 1_000_000;

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
};

/**
 * Where alerts are sent, and the key that signs them; null where nobody wants to be told. An address that cannot be used
 * is none: predictions do not depend on it. It is not repeated to anybody, as it may hold a secret.
 *
 * @param warn is told about such an address
 */
export function readWebhookTarget(
  env: {
    readonly ALERT_WEBHOOK_URL?: string;
    readonly ALERT_WEBHOOK_SECRET?: string;
  },
  warn: (message: string) => void,
): { readonly url: string; readonly secret: string | null } | null {
  const { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret } = env;
  if (!url) return null;
  if (!isWebhookUrl(url)) {
    warn('Cannot use ALERT_WEBHOOK_URL: expected an http:// or https:// address. Alerts are not sent');
    return null;
  }
  return { url, secret: secret || null };
}

/** Whether alerts can be sent to an address. */
export function isWebhookUrl(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text);
}
