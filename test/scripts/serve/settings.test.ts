import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../scripts/lib/serve/production-bundle';
import { readSettings, SETTINGS } from '../../../scripts/lib/serve/settings';
import { UserError } from '../../../scripts/lib/user-error';

/** The message that the environment is refused with. */
function refusalOf(env: Record<string, string>): string {
  try {
    readSettings(env, ROOT);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error(`readSettings() takes ${JSON.stringify(env)}`);
}

describe('readSettings()', () => {
  it('gives every setting its default where the environment names none', () => {
    expect(readSettings({}, ROOT)).toEqual({
      HOST: '127.0.0.1',
      PORT: 8000,
      TRUSTED_PROXIES: [],
      FORWARDED_HEADER: 'X-Forwarded-For',
      CORS_ORIGINS: '*',
      STORAGE_DIR: `${ROOT}/.data`,
      LOG_FILE: `${ROOT}/api_logs.log`,
      LOG_MAX_BYTES: 50_000_000,
      JOB_RETENTION_HOURS: '72',
      FEEDBACK: 'off',
      FEEDBACK_IMAGES: 'off',
      FEEDBACK_RETENTION_DAYS: '30',
      LOG_KEEP: 4,
      RATE_LIMIT: 'off',
      API_KEYS: '',
      TRAFFIC: '',
      TRAFFIC_GUARD: 'off',
      METRICS_ACCESS: 'open',
      ALERT_WEBHOOK_URL: '',
      ALERT_WEBHOOK_SECRET: '',
      ALERT_WEBHOOK_INSECURE: 'off',
      OTEL_EXPORTER_OTLP_ENDPOINT: '',
      OTEL_EXPORTER_OTLP_HEADERS: '',
      OTEL_TRACES_SAMPLER_ARG: '1',
    });
  });

  it.each([
    ['PORT', '0', 0],
    ['PORT', '65535', 65_535],
    ['HOST', '127.0.0.1', '127.0.0.1'],
    ['HOST', '::1', '::1'],
    ['HOST', 'localhost', 'localhost'],
    ['HOST', 'digits-1.example.org', 'digits-1.example.org'],
    ['TRUSTED_PROXIES', '', []],
    ['TRUSTED_PROXIES', '10.0.0.1, 10.1.0.0/16,::1,fd00::/8', ['10.0.0.1', '10.1.0.0/16', '::1', 'fd00::/8']],
    ['FORWARDED_HEADER', 'forwarded', 'Forwarded'],
    ['FORWARDED_HEADER', 'X-Forwarded-For', 'X-Forwarded-For'],
    ['STORAGE_DIR', '/var/lib/digits', '/var/lib/digits'],
    ['STORAGE_DIR', 'elsewhere', `${ROOT}/elsewhere`],
    ['LOG_FILE', 'off', 'off'],
    ['LOG_FILE', 'OFF', 'off'],
    ['LOG_FILE', '/dev/stdout', '/dev/stdout'],
    ['LOG_MAX_BYTES', '0', 0],
    ['LOG_KEEP', '0', 0],
    ['RATE_LIMIT', '100/60', '100/60'],
    ['ALERT_WEBHOOK_URL', '', ''],
    ['ALERT_WEBHOOK_URL', 'https://receiver.example/hook', 'https://receiver.example/hook'],
  ] as const)('takes %s=%s', (name, text, value) => {
    expect(readSettings({ [name]: text }, ROOT)[name]).toEqual(value);
  });

  it.each([
    ['PORT', ''],
    ['PORT', 'abc'],
    ['PORT', '99999'],
    ['PORT', '65536'],
    ['PORT', '1.5'],
    ['PORT', '-1'],
    ['PORT', '1e3'],
    ['PORT', ' 8000'],
    ['HOST', ''],
    ['HOST', 'http://localhost'],
    ['HOST', 'localhost:8000'],
    ['HOST', '[::1]'],
    ['HOST', '256.0.0.1'],
    ['HOST', '127.0.0'],
    ['TRUSTED_PROXIES', 'proxy.example'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', '10.0.0.1,'],
    ['TRUSTED_PROXIES', '::/129'],
    ['FORWARDED_HEADER', 'X-Real-IP'],
    ['STORAGE_DIR', ''],
    ['LOG_FILE', ''],
    ['LOG_MAX_BYTES', '50M'],
    ['LOG_KEEP', '-1'],
    ['RATE_LIMIT', ''],
    ['RATE_LIMIT', '100'],
    ['RATE_LIMIT', '100/60/1'],
    ['RATE_LIMIT', '100000/60'],
    ['RATE_LIMIT', '5/60,6/60'],
  ] as const)('refuses %s=%j in one line that says what is allowed', (name, text) => {
    expect(refusalOf({ [name]: text })).toBe(
      `Cannot use ${name}: ${JSON.stringify(text)} is not allowed; set it to ${SETTINGS[name].allowed}, or leave it out`,
    );
  });

  it('takes an insecure ALERT_WEBHOOK_URL with ALERT_WEBHOOK_INSECURE=on', () => {
    const env = { ALERT_WEBHOOK_URL: 'http://10.0.0.1/T0K3N', ALERT_WEBHOOK_INSECURE: 'on' };
    expect(readSettings(env, ROOT)).toMatchObject(env);
  });

  it('refuses an ALERT_WEBHOOK_SECRET that begins with whsec_ and is no base64, without showing it', () => {
    const refusal = refusalOf({ ALERT_WEBHOOK_SECRET: 'whsec_T0K3N' });
    expect(refusal).toMatch(/^Cannot use ALERT_WEBHOOK_SECRET: .*base64/);
    expect(refusal).not.toContain('T0K3N');
  });

  it.each([
    'receiver.example/T0K3N',
    'ftp://receiver.example/T0K3N',
    'http://receiver.example/T0K3N',
    'https://10.0.0.1/T0K3N',
    'https://[T0K3N',
    'https://T0K3N:x@',
  ])('refuses ALERT_WEBHOOK_URL=%s without showing it: it may hold a token', (url) => {
    expect(refusalOf({ ALERT_WEBHOOK_URL: url })).toMatch(/^Cannot use ALERT_WEBHOOK_URL: .*http/);
    expect(refusalOf({ ALERT_WEBHOOK_URL: url })).not.toContain('T0K3N');
  });

  it('takes METRICS_ACCESS=key only with API_KEYS: nobody could enter', () => {
    const API_KEYS = `ops:admin:${'a'.repeat(64)}`;
    expect(readSettings({ METRICS_ACCESS: 'key', API_KEYS }, ROOT)).toMatchObject({
      METRICS_ACCESS: 'key',
      API_KEYS,
    });
    expect(refusalOf({ METRICS_ACCESS: 'key' })).toMatch(
      /^Cannot use METRICS_ACCESS: .*set API_KEYS as well/,
    );
    expect(refusalOf({ METRICS_ACCESS: 'closed', API_KEYS })).toMatch(
      /^Cannot use METRICS_ACCESS: "closed" /,
    );
  });

  it('says which entry of API_KEYS is wrong without showing it', () => {
    const refusal = refusalOf({ API_KEYS: `ops:admin:${'a'.repeat(64)},shop:predict:T0K3N` });
    expect(refusal).toMatch(/^Cannot use API_KEYS: entry 2 has 5 characters in place of the SHA-256/);
    expect(refusal).not.toContain('T0K3N');
  });

  it('takes a PORT exactly where it is a whole number from 0 to 65535 in plain digits', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 65_535 }),
        (port) => readSettings({ PORT: `${port}` }, ROOT).PORT === port,
      ),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.integer({ min: 65_536 }).map(String),
          fc.integer({ max: -1 }).map(String),
          fc.string().filter((text) => !/^\d+$/.test(text)),
        ),
        (text) => !/\n/.test(refusalOf({ PORT: text })),
      ),
    );
  });
});
