import { describe, expect, it } from 'vitest';
import { readWebhookTarget } from '../src/config';

function read(url: string | undefined, secret?: string) {
  const warnings: string[] = [];
  const env = { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret };
  const target = readWebhookTarget(env as { ALERT_WEBHOOK_URL?: string }, (message) =>
    warnings.push(message),
  );
  return { target, warnings };
}

describe('readWebhookTarget()', () => {
  it('gives the address and the key, or null for a key that is empty', () => {
    const url = 'https://receiver.example/hook';
    expect(read(url, 'key').target).toEqual({ url, secret: 'key' });
    expect(read(url, '').target).toEqual({ url, secret: null });
  });

  it.each([undefined, ''])('gives null without a word where nobody wants to be told (%j)', (url) => {
    expect(read(url)).toEqual({ target: null, warnings: [] });
  });

  it.each(['receiver/T0/secret', 'ftp://receiver/secret', 'http://', 'https://secret:x y'])(
    'takes %s for none: it names the setting but not the value, and throws nothing',
    (url) => {
      const { target, warnings } = read(url);
      expect(target).toBeNull();
      expect(warnings).toEqual([expect.stringContaining('ALERT_WEBHOOK_URL')]);
      expect(warnings[0]).not.toContain('secret');
    },
  );
});
