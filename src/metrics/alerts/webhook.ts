import type { Notice } from './alert-protocol';

/** Where alerts are sent. */
export interface WebhookTarget {
  readonly url: string;
  /** Key of the signature, or null to send unsigned. */
  readonly secret: string | null;
}

/** What GitHub gives the receivers of its webhooks. */
const TIMEOUT_MILLISECONDS = 10_000;
const RED = '#d50200';
const GREEN = '#2eb67d';

/**
 * Sends one notice. The body is what Slack's incoming webhooks take (`text`, `attachments`), with the facts
 * for programs under `alert`. It is signed as GitHub and Stripe do: `X-Signature-256` is the HMAC-SHA-256 of
 * `X-Signature-Timestamp`, a dot and the body, in hexadecimal.
 *
 * @param send for tests
 * @throws Error when the receiver cannot be reached or answers with anything but 2xx
 */
export async function sendWebhook(
  target: WebhookTarget,
  notice: Notice,
  send: typeof fetch = fetch,
): Promise<void> {
  const body = JSON.stringify(toWebhookBody(notice));
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const headers: Record<string, string> = { 'Content-Type': 'application/json' };
  if (target.secret !== null) {
    headers['X-Signature-Timestamp'] = timestamp;
    headers['X-Signature-256'] = `sha256=${await hmacSha256(target.secret, `${timestamp}.${body}`)}`;
  }
  const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
  const response = await send(target.url, { method: 'POST', headers, body, signal });
  await response.body?.cancel();
  if (!response.ok)
    throw new Error(`Cannot send alert ${notice.rule.name}: the receiver answered ${response.status}`);
}

/** @returns the JSON body of a notice */
export function toWebhookBody({ rule, state, announcement }: Notice) {
  const firing = announcement === 'firing';
  const text = firing ? `FIRING: ${rule.summary}` : `RESOLVED: ${rule.summary}`;
  const since = new Date(state.since).toISOString();
  return {
    text: `${text} (${rule.name})`,
    attachments: [
      {
        color: firing ? RED : GREEN,
        title: rule.name,
        text: rule.summary,
        fields: [
          { title: 'Severity', value: rule.severity, short: true },
          { title: rule.signal, value: String(state.value), short: true },
          { title: 'Threshold', value: `${rule.bad} ${rule.fire}`, short: true },
          { title: firing ? 'Since' : 'Resolved', value: since, short: true },
        ],
        ts: Math.floor(state.since / 1_000),
      },
    ],
    alert: {
      name: rule.name,
      status: announcement,
      severity: rule.severity,
      signal: rule.signal,
      value: state.value,
      threshold: rule.fire,
      since,
      // The same for every repetition of a message: receivers can tell a reminder from a new alert.
      fingerprint: `${rule.name}-${announcement}-${state.since}`,
    },
  };
}

/** @returns HMAC-SHA-256 in hexadecimal */
export async function hmacSha256(secret: string, message: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign']);
  const signature = new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(message)));
  return Array.from(signature, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
