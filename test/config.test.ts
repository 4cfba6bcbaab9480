import { describe, expect, it } from 'vitest';
import { CONFIG, readConfig, type Variables } from '../src/config';

function read(variables: Variables) {
  const warnings: string[] = [];
  const config = readConfig(variables, (message) => warnings.push(message));
  return { ...config, warnings };
}

const URL = 'https://receiver.example/hook';

describe('readConfig()', () => {
  it.each([
    {},
    {
      ALERT_WEBHOOK_URL: '',
      ALERT_WEBHOOK_SECRET: '',
      COUNTING: '',
      API_KEYS: '',
      METRICS_ACCESS: '',
      RATE_LIMIT: '',
    },
  ])('returns the defaults without a warning if nothing is set (%j)', (variables) => {
    expect(read(variables)).toEqual({ ...CONFIG, warnings: [] });
  });

  it('gives the address of the webhook and its key, or null for a key that is empty', () => {
    const key = { ALERT_WEBHOOK_URL: URL, ALERT_WEBHOOK_SECRET: 'key' };
    expect(read(key).webhook).toEqual({ url: URL, secret: 'key' });
    expect(read({ ...key, ALERT_WEBHOOK_SECRET: '' }).webhook).toEqual({ url: URL, secret: null });
  });

  it.each(['receiver/T0/secret', 'ftp://receiver/secret', 'http://', 'https://secret:x y', ['secret']])(
    'ignores ALERT_WEBHOOK_URL=%j with a warning that says what is allowed but not the value',
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

  it.each([271828, 'whsec_271828'])(
    'does not sign messages if the secret is %s, and does not show it',
    (secret) => {
      const { webhook, webhookFault, warnings } = read({
        ALERT_WEBHOOK_URL: URL,
        ALERT_WEBHOOK_SECRET: secret,
      });
      expect(webhook).toEqual({ url: URL, secret: null });
      expect(warnings).toEqual([expect.stringContaining('ALERT_WEBHOOK_SECRET')]);
      expect(warnings).toEqual([webhookFault]);
      expect(warnings[0]).not.toContain('271828');
    },
  );

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
  ])('opens responses to no origin with CORS_ORIGINS=%j, and says what is allowed', (value) => {
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

  const SHA256 = 'a'.repeat(64);

  it.each([
    ['1', 1],
    [720, 720],
    ['', 72],
    [undefined, 72],
  ])('reads JOB_RETENTION_HOURS=%j as %i', (value, hours) => {
    expect(read({ JOB_RETENTION_HOURS: value })).toMatchObject({ jobRetentionHours: hours, warnings: [] });
  });

  it.each(['0', '721', '1.5', 'a day', -1])(
    'ignores JOB_RETENTION_HOURS=%j, and says what is allowed',
    (value) => {
      const { jobRetentionHours, warnings } = read({ JOB_RETENTION_HOURS: value });
      expect(jobRetentionHours).toBe(72);
      expect(warnings).toEqual([expect.stringContaining('from 1 to 720')]);
    },
  );

  it('reads API_KEYS and METRICS_ACCESS', () => {
    const { apiKeys, metricsAccess, warnings } = read({
      API_KEYS: `shop:predict:${SHA256}`,
      METRICS_ACCESS: 'key',
    });
    expect(apiKeys).toMatchObject([{ name: 'shop' }]);
    expect([metricsAccess, warnings]).toEqual(['key', []]);
  });

  it.each(['secret', 'shop:predict:secret', ['secret'], 7])(
    'stays closed with API_KEYS=%j: the warning says what is allowed but not the value',
    (value) => {
      const { apiKeys, warnings } = read({ API_KEYS: value });
      expect(apiKeys).toEqual([]);
      expect(warnings).toEqual([expect.stringContaining('API_KEYS')]);
      expect(warnings[0]).not.toContain('secret');
    },
  );

  it('keeps the valid entries of API_KEYS', () => {
    const { apiKeys, warnings } = read({ API_KEYS: `wrong,shop:predict:${SHA256}` });
    expect(apiKeys).toMatchObject([{ name: 'shop' }]);
    expect(warnings).toEqual([expect.stringMatching(/entry 1.*left out/)]);
  });

  it.each(['closed', 'OPEN', true])(
    'closes the metrics with METRICS_ACCESS=%j, and says what is allowed',
    (value) => {
      const { metricsAccess, warnings } = read({ METRICS_ACCESS: value });
      expect(metricsAccess).toBe('key');
      expect(warnings).toEqual([expect.stringContaining('set it to open or key')]);
    },
  );
});
