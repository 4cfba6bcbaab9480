import { KEY_PREFIX } from '../../webhook-target';
import type { Notice } from './alert-protocol';

/** Where alerts are sent. */
export interface WebhookTarget {
  readonly url: string;
  /** Key of the signature, or null to send unsigned. */
  readonly secret: string | null;
}

/** GitHub's timeout for receivers of its webhooks. */
const TIMEOUT_MILLISECONDS = 10_000;
/**
 * Where a repository takes events that start its workflows (GitHub's REST API, "Create a repository dispatch event").
 */
const GITHUB_DISPATCHES = /^https:\/\/api\.github\.com\/repos\/[^/]+\/[^/]+\/dispatches$/;
const RED = '#d50200';
const GREEN = '#2eb67d';

/**
 * Sends one notification in the format of Slack's incoming webhooks (`text`, `attachments`), with the machine-readable facts
 * under `alert`. Its headers are those of Standard Webhooks 1.0.0; `X-Signature-256` is for receivers of version 1.0.0 of
 * this service. The time is signed with the body, so that a receiver can refuse a message that somebody sends again.
 *
 * Redirects are not followed: they could send the message to any other address.
 *
 * @param send for tests
 * @throws Error if the receiver cannot be reached or does not answer with 2xx; does not name the address, part of
 *   which may be a secret
 */
export async function sendWebhook(
  target: WebhookTarget,
  notice: Notice,
  send: typeof fetch = fetch,
): Promise<void> {
  const isDispatch = GITHUB_DISPATCHES.test(target.url);
  const body = JSON.stringify(isDispatch ? toDispatchBody(notice) : toWebhookBody(notice));
  const headers = {
    'Content-Type': 'application/json',
    ...(isDispatch
      ? authorize(target.secret)
      : await identifyMessage(target.secret, messageId(notice), body)),
  };
  const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
  const init: RequestInit = { method: 'POST', headers, body, signal, redirect: 'manual' };
  const response = await send(target.url, init).catch(({ name }: Error) => {
    const reason = name === 'TimeoutError' ? 'did not answer in time' : 'cannot be reached';
    throw new Error(`Cannot send alert ${notice.rule.name}: the receiver ${reason}`);
  });
  await response.body?.cancel();
  if (response.ok) return;
  const advice = response.status < 400 ? ', and redirects are not followed' : '';
  throw new Error(`Cannot send alert ${notice.rule.name}: the receiver answered ${response.status}${advice}`);
}

/** GitHub's own form of a webhook, whose key is a token instead of a signature. */
function authorize(token: string | null): Record<string, string> {
  // GitHub refuses requests without a user agent.
  return { 'User-Agent': 'digits-at-the-edge', ...(token !== null && { Authorization: `Bearer ${token}` }) };
}

/** The same for each retry of a message, different for each reminder. */
function messageId({ rule, state, announcement }: Notice): string {
  return [rule.name, announcement, state.since, state.announcedAt ?? 0].join('-');
}

/** The headers that identify a message and, with a key, prove its sender and time. */
async function identifyMessage(
  secret: string | null,
  id: string,
  body: string,
): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const named = { 'webhook-id': id, 'webhook-timestamp': timestamp };
  if (secret === null) return named;
  const key = keyOf(secret);
  const signature = await hmacSha256(key, `${id}.${timestamp}.${body}`);
  const former = await hmacSha256(key, `${timestamp}.${body}`);
  return {
    ...named,
    'webhook-signature': `v1,${btoa(String.fromCharCode(...signature))}`,
    'X-Signature-Timestamp': timestamp,
    'X-Signature-256': `sha256=${Array.from(former, (byte) => byte.toString(16).padStart(2, '0')).join('')}`,
  };
}

function keyOf(secret: string): Uint8Array<ArrayBuffer> {
  if (!secret.startsWith(KEY_PREFIX)) return new Uint8Array(new TextEncoder().encode(secret));
  return Uint8Array.from(atob(secret.slice(KEY_PREFIX.length)), (character) => character.charCodeAt(0));
}

/** @returns the JSON body of a notification */
export function toWebhookBody({ rule, state, announcement }: Notice) {
  const firing = announcement === 'firing';
  const reason = firing ? (state.reason ?? null) : null;
  const summary = reason === null ? rule.summary : `${rule.summary}: ${reason}`;
  const text = firing ? `FIRING: ${summary}` : `RESOLVED: ${summary}`;
  const since = new Date(state.since).toISOString();
  return {
    text: `${text} (${rule.name})`,
    attachments: [
      {
        color: firing ? RED : GREEN,
        title: rule.name,
        text: summary,
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
      reason,
      since,
      // The same for every repetition, so that receivers can distinguish a reminder from a new alert.
      fingerprint: `${rule.name}-${announcement}-${state.since}`,
    },
  };
}

/** @returns the JSON body of an event for a workflow, named like the alert; that of its end starts nothing */
export function toDispatchBody(notice: Notice) {
  const { alert } = toWebhookBody(notice);
  const event_type = alert.status === 'firing' ? alert.name : `${alert.name}-resolved`;
  return { event_type, client_payload: { alert } };
}

async function hmacSha256(secret: Uint8Array<ArrayBuffer>, message: string): Promise<Uint8Array> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', secret, algorithm, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(message)));
}
