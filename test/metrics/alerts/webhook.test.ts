import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
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
const URL = 'https://receiver.example/T0K3N';

/** What a receiver gets that answers with a status. */
async function receive(secret: string | null, notice = NOTICE, status = 200, receiver = URL) {
  const got: { url: string; init: RequestInit; headers: Headers; body: string }[] = [];
  const send = (async (url: string, init: RequestInit) => {
    got.push({ url, init, headers: new Headers(init.headers), body: String(init.body) });
    return new Response(null, { status });
  }) as typeof fetch;
  await sendWebhook({ url: receiver, secret }, notice, send);
  return got[0]!;
}

describe('sendWebhook()', () => {
  it.each([
    ['a text', 'key', new Webhook('key', { format: 'raw' })],
    [
      'base64',
      `whsec_${btoa('a key of 24 to 64 bytes')}`,
      new Webhook(`whsec_${btoa('a key of 24 to 64 bytes')}`),
    ],
  ])(
    'signs so that the library of Standard Webhooks verifies it, with a key that is %s',
    async (_, secret, verifier) => {
      const { url, headers, body } = await receive(secret);
      expect(url).toBe(URL);
      const sent = Object.fromEntries(headers) as Record<string, string>;
      expect(verifier.verify(body, sent)).toEqual(JSON.parse(body));
      const later = { ...sent, 'webhook-timestamp': String(Number(sent['webhook-timestamp']) + 1) };
      for (const forged of [later, { ...sent, 'webhook-id': 'another' }]) {
        expect(() => verifier.verify(body, forged)).toThrow('No matching signature');
      }
      expect(() => verifier.verify(`${body} `, sent)).toThrow('No matching signature');
    },
  );

  it('says why an alert fires, where there is a reason, and not why it fired when it is over', async () => {
    const state = { ...NOTICE.state, reason: 'v1.0 fails' };
    const { text, alert } = JSON.parse((await receive(null, { ...NOTICE, state })).body);
    expect(text).toBe('FIRING: More than 5 % of predictions fail by our fault: v1.0 fails (DigitsErrorRate)');
    expect(alert.reason).toBe('v1.0 fails');
    const over = JSON.parse((await receive(null, { ...NOTICE, state, announcement: 'resolved' })).body);
    expect(over).toMatchObject({
      text: expect.not.stringContaining('v1.0 fails'),
      alert: { reason: null },
    });
  });

  it('gives a message the same id each time it is sent, and a reminder another one', async () => {
    const idOf = async (notice: Notice) => (await receive(null, notice)).headers.get('webhook-id');
    const first = await idOf(NOTICE);
    expect(await idOf(NOTICE)).toBe(first);
    const reminder: Notice = {
      ...NOTICE,
      state: { ...NOTICE.state, announced: 'firing', announcedAt: 2_000 },
    };
    expect(await idOf(reminder)).not.toBe(first);
    expect(await idOf({ ...NOTICE, announcement: 'resolved' })).not.toBe(first);
  });

  it('signs the timestamp and the body for receivers of version 1.0.0, too', async () => {
    const { headers, body } = await receive('key');
    const signed = `${headers.get('X-Signature-Timestamp')}.${body}`;
    expect(headers.get('X-Signature-256')).toBe(
      `sha256=${createHmac('sha256', 'key').update(signed).digest('hex')}`,
    );
  });

  it('sends what Slack-compatible receivers show, and the facts for programs', async () => {
    const { headers, body } = await receive(null, NOTICE, 204);
    expect([...headers.keys()]).toEqual(['content-type', 'webhook-id', 'webhook-timestamp']);
    const message = JSON.parse(body);
    expect(message.text).toBe('FIRING: More than 5 % of predictions fail by our fault (DigitsErrorRate)');
    expect(message.attachments[0].fields).toContainEqual({ title: 'error_rate', value: '0.2', short: true });
    expect(message.alert).toMatchObject({ name: 'DigitsErrorRate', status: 'firing', value: 0.2 });
  });

  it('starts a workflow on GitHub, with a token instead of a signature', async () => {
    const dispatches = 'https://api.github.com/repos/owner/digits/dispatches';
    const { headers, body } = await receive('token', NOTICE, 204, dispatches);
    expect(headers.get('Authorization')).toBe('Bearer token');
    expect(headers.has('webhook-signature')).toBe(false);
    const { event_type, client_payload } = JSON.parse(body);
    expect(event_type).toBe(NOTICE.rule.name);
    expect(client_payload.alert).toMatchObject({ name: NOTICE.rule.name, status: 'firing', value: 0.2 });
    const over = await receive('token', { ...NOTICE, announcement: 'resolved' }, 204, dispatches);
    expect(JSON.parse(over.body).event_type).toBe(`${NOTICE.rule.name}-resolved`);
  });

  it('follows no redirect', async () => {
    expect((await receive(null)).init.redirect).toBe('manual');
    await expect(receive(null, NOTICE, 307)).rejects.toThrow(/answered 307, and redirects are not followed$/);
  });

  it('rejects when the receiver does not take it', async () => {
    await expect(receive(null, NOTICE, 500)).rejects.toThrow(/the receiver answered 500$/);
  });

  it.each([
    [new TypeError(`Invalid URL: ${URL}`), /the receiver cannot be reached$/],
    [new DOMException(`${URL} timed out`, 'TimeoutError'), /the receiver did not answer in time$/],
  ])('says why the receiver was not reached, but not its address (%s)', async (error, reason) => {
    const send = async () => Promise.reject(error);
    const message = await sendWebhook({ url: URL, secret: null }, NOTICE, send).catch(String);
    expect(message).toMatch(reason);
    expect(message).not.toContain('T0K3N');
  });
});
