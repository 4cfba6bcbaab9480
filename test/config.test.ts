import { describe, expect, it } from 'vitest';
import { CONFIG, readConfig, type Variables } from '../src/config';

function read(variables: Variables) {
  const warnings: string[] = [];
  const config = readConfig(variables, (message) => warnings.push(message));
  return { ...config, warnings };
}

const URL = 'https://receiver.example/hook';

describe('readConfig()', () => {
  it.each([{}, { ALERT_WEBHOOK_URL: '', ALERT_WEBHOOK_SECRET: '', COUNTING: '', RATE_LIMIT: '' }])(
    'gives the defaults without a word where nothing is set (%j)',
    (variables) => {
      expect(read(variables)).toEqual({ ...CONFIG, warnings: [] });
    },
  );

  it('gives the address of the webhook and its key, or null for a key that is empty', () => {
    const key = { ALERT_WEBHOOK_URL: URL, ALERT_WEBHOOK_SECRET: 'key' };
    expect(read(key).webhook).toEqual({ url: URL, secret: 'key' });
    expect(read({ ...key, ALERT_WEBHOOK_SECRET: '' }).webhook).toEqual({ url: URL, secret: null });
  });

  it.each(['receiver/T0/secret', 'ftp://receiver/secret', 'http://', 'https://secret:x y', ['secret']])(
    'takes ALERT_WEBHOOK_URL=%j for not set: the warning says what is allowed but not the value',
    (url) => {
      const { webhook, webhookFault, warnings } = read({ ALERT_WEBHOOK_URL: url });
      expect(webhook).toBeNull();
      expect(warnings).toEqual([
        expect.stringMatching(/ALERT_WEBHOOK_URL.*https:\/\/.*Alerts are not sent$/),
      ]);
      expect(warnings).toEqual([webhookFault]);
      expect(warnings[0]).not.toContain('secret');
    },
  );

  it.each(['http://receiver.example/', 'https://10.0.0.1/', 'https://localhost/'])(
    'takes ALERT_WEBHOOK_URL=%s only with ALERT_WEBHOOK_INSECURE=on',
    (url) => {
      expect(read({ ALERT_WEBHOOK_URL: url })).toMatchObject({ webhook: null });
      expect(read({ ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_INSECURE: 'off' })).toMatchObject({
        webhook: null,
      });
      expect(read({ ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_INSECURE: 'on' })).toMatchObject({
        webhook: { url, secret: null },
        webhookFault: null,
        warnings: [],
      });
    },
  );

  it.each([271828, 'whsec_271828'])('sends unsigned where the key is %s, and does not show it', (secret) => {
    const { webhook, webhookFault, warnings } = read({
      ALERT_WEBHOOK_URL: URL,
      ALERT_WEBHOOK_SECRET: secret,
    });
    expect(webhook).toEqual({ url: URL, secret: null });
    expect(warnings).toEqual([expect.stringContaining('ALERT_WEBHOOK_SECRET')]);
    expect(warnings).toEqual([webhookFault]);
    expect(warnings[0]).not.toContain('271828');
  });

  it.each([
    ['off', []],
    ['OFF', []],
    ['100/60', [{ requests: 100, seconds: 60 }]],
    [
      ' 300/60,100/10 ',
      [
        { requests: 100, seconds: 10 },
        { requests: 300, seconds: 60 },
      ],
    ],
    ['10000/3600', [{ requests: 10_000, seconds: 3_600 }]],
  ])('reads RATE_LIMIT=%j, the shortest window first', (text, rateLimits) => {
    expect(read({ RATE_LIMIT: text })).toMatchObject({ rateLimits, warnings: [] });
  });

  it.each(['0/60', '100/0', '10001/60', '1/3601', '100', '100/60s', '100/60,50/60', '100/60,', '-1/60', 100])(
    'limits nothing with RATE_LIMIT=%j, and says what is allowed',
    (value) => {
      const { rateLimits, warnings } = read({ RATE_LIMIT: value });
      expect(rateLimits).toEqual([]);
      expect(warnings).toEqual([expect.stringMatching(/RATE_LIMIT.*requests\/seconds.*not limited/)]);
    },
  );

  it.each([
    ['*', ['*']],
    ['none', []],
    ['https://app.example', ['https://app.example']],
    ['*, http://localhost:3000,https://a.example', ['*', 'http://localhost:3000', 'https://a.example']],
  ])('reads CORS_ORIGINS=%s', (text, origins) => {
    expect(read({ CORS_ORIGINS: text })).toMatchObject({ corsOrigins: origins, warnings: [] });
  });

  it.each([
    'app.example',
    'https://app.example/',
    'https://*.app.example',
    'HTTPS://A.example',
    'null',
    'a,',
    true,
  ])('opens answers to no origin with CORS_ORIGINS=%j, and says what is allowed', (value) => {
    const { corsOrigins, warnings } = read({ CORS_ORIGINS: value });
    expect(corsOrigins).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(/^Cannot use CORS_ORIGINS: .*It is none$/)]);
  });

  it('reads COUNTING', () => {
    expect(read({ COUNTING: 'on' })).toMatchObject({ counting: true, warnings: [] });
    expect(read({ COUNTING: 'off' })).toMatchObject({ counting: false, warnings: [] });
  });

  it.each(['no', 'OFF', false])('counts with COUNTING=%j, and says what is allowed', (value) => {
    const { counting, warnings } = read({ COUNTING: value });
    expect(counting).toBe(true);
    expect(warnings).toEqual([
      `Cannot use COUNTING: ${JSON.stringify(value)} is not allowed; set it to "on" or "off", or leave it out. It is on`,
    ]);
  });
});
