import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Notice } from '../../../src/metrics/alerts/alert-protocol';
import { newAlertState } from '../../../src/metrics/alerts/alert-state';
import { ALERT_RULES } from '../../../src/metrics/alerts/rules';
import { sendWebhook } from '../../../src/metrics/alerts/webhook';

const NOTICE: Notice = {
  rule: ALERT_RULES[0]!,
  state: { ...newAlertState(1_000), status: 'firing', value: 0.2 },
  announcement: 'firing',
};

/** A receiver that answers with a status and keeps what it got. */
function receiver(status: number) {
  const got: { url: string; headers: Headers; body: string }[] = [];
  const send = (async (url: string, init: RequestInit) => {
    got.push({ url, headers: new Headers(init.headers), body: String(init.body) });
    return new Response(null, { status });
  }) as typeof fetch;
  return { got, send };
}

describe('sendWebhook()', () => {
  it('signs the timestamp and the body with HMAC-SHA-256', async () => {
    const { got, send } = receiver(200);
    await sendWebhook({ url: 'https://example.com/hook', secret: 'key' }, NOTICE, send);
    const { url, headers, body } = got[0]!;
    expect(url).toBe('https://example.com/hook');
    const signed = `${headers.get('X-Signature-Timestamp')}.${body}`;
    expect(headers.get('X-Signature-256')).toBe(
      `sha256=${createHmac('sha256', 'key').update(signed).digest('hex')}`,
    );
  });

  it('sends what Slack-compatible receivers show, and the facts for programs', async () => {
    const { got, send } = receiver(204);
    await sendWebhook({ url: 'https://example.com', secret: null }, NOTICE, send);
    const { headers, body } = got[0]!;
    expect(headers.has('X-Signature-256')).toBe(false);
    const message = JSON.parse(body);
    expect(message.text).toBe('FIRING: More than 5 % of predictions fail by our fault (DigitsErrorRate)');
    expect(message.attachments[0].fields).toContainEqual({ title: 'error_rate', value: '0.2', short: true });
    expect(message.alert).toMatchObject({ name: 'DigitsErrorRate', status: 'firing', value: 0.2 });
  });

  it('rejects when the receiver does not take it', async () => {
    const { send } = receiver(500);
    const sending = sendWebhook({ url: 'https://example.com', secret: null }, NOTICE, send);
    await expect(sending).rejects.toThrow('the receiver answered 500');
  });
});
