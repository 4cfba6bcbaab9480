import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWebhookSecret, isWebhookUrl } from '../src/webhook-target';

describe('isWebhookUrl()', () => {
  it.each([
    'https://hooks.slack.com/services/T0/B0/x?y=1#z',
    'https://receiver.example:8443',
    'https://8.8.8.8/',
    'https://[2606:4700:4700::1111]/hook',
    'https://[::ffff:8.8.8.8]/',
    'https://bücher.example/',
    'https://local.example/',
  ])('takes %s', (url) => {
    expect(isWebhookUrl(url, false)).toBe(true);
  });

  it.each([
    '',
    'receiver.example',
    'https://',
    'ftp://receiver.example/',
    'file:///etc/passwd',
    'javascript:1',
  ])('refuses %j, which is not a web address, whatever is allowed', (url) => {
    expect(isWebhookUrl(url, false)).toBe(false);
    expect(isWebhookUrl(url, true)).toBe(false);
  });

  it.each(['https://user@receiver.example/', 'https://:password@receiver.example/', 'http://u:p@10.0.0.1/'])(
    'refuses %s: fetch() does not accept a user name',
    (url) => {
      expect(isWebhookUrl(url, true)).toBe(false);
    },
  );

  it.each([
    ['plain HTTP', 'http://receiver.example/'],
    ['loopback', 'https://127.0.0.1/'],
    ['loopback in hexadecimal', 'https://0x7f.1/'],
    ['loopback in octal', 'https://0177.0.0.01/'],
    ['loopback as one number', 'https://2130706433/'],
    ['loopback in full-width digits', 'https://１２７.0.0.1/'],
    ['loopback with percent signs', 'https://%31%32%37.0.0.1/'],
    ['IPv6 loopback', 'https://[::1]/'],
    ['IPv6 loopback in full', 'https://[0:0:0:0:0:0:0:1]/'],
    ['mapped loopback', 'https://[::ffff:127.0.0.1]/'],
    ['mapped loopback in hexadecimal', 'https://[::ffff:7f00:1]/'],
    ['compatible loopback', 'https://[::127.0.0.1]/'],
    ['loopback behind NAT64', 'https://[64:ff9b::7f00:1]/'],
    ['loopback behind 6to4', 'https://[2002:7f00:1::]/'],
    ['unspecified', 'https://0.0.0.0/'],
    ['unspecified as one number', 'https://0/'],
    ['private', 'https://10.1.2.3/'],
    ['private', 'https://172.16.0.1/'],
    ['private', 'https://192.168.0.1/'],
    ['shared by a provider', 'https://100.64.0.1/'],
    ['cloud metadata', 'https://169.254.169.254/latest/meta-data'],
    ['link-local', 'https://[fe80::1]/'],
    ['unique local', 'https://[fd00::1]/'],
    ['multicast', 'https://224.0.0.1/'],
    ['broadcast', 'https://255.255.255.255/'],
    ['not allocated', 'https://[4000::1]/'],
    ['documentation', 'https://192.0.2.1/'],
    ['this machine', 'https://localhost/'],
    ['this machine, as a subdomain', 'https://a.localhost./'],
    ['a machine of the network', 'https://printer/'],
    ['a machine of the network', 'https://printer.local/'],
    ['a machine of the network', 'https://vault.INTERNAL:8200/'],
    ['a machine at home', 'https://nas.home.arpa/'],
  ])('refuses what is %s (%s) unless insecure addresses are allowed', (_, url) => {
    expect(isWebhookUrl(url, false)).toBe(false);
    expect(isWebhookUrl(url, true)).toBe(true);
  });

  it('refuses each address of a private network, however it is written', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const address = fc.oneof(
      fc.tuple(fc.constant(10), byte, byte, byte),
      fc.tuple(fc.constant(127), byte, byte, byte),
      fc.tuple(fc.constant(169), fc.constant(254), byte, byte),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), byte, byte),
      fc.tuple(fc.constant(192), fc.constant(168), byte, byte),
    );
    const hexadecimal = (bytes: readonly number[]) =>
      bytes.map((value) => value.toString(16).padStart(2, '0')).join('');
    fc.assert(
      fc.property(address, (bytes) => {
        const dotted = bytes.join('.');
        const spellings = [
          dotted,
          `0x${hexadecimal(bytes)}`,
          String(Number.parseInt(hexadecimal(bytes), 16)),
          bytes.map((value) => `0${value.toString(8)}`).join('.'),
          `[::ffff:${dotted}]`,
        ];
        return spellings.every((host) => !isWebhookUrl(`https://${host}/`, false));
      }),
    );
  });
});

describe('isWebhookSecret()', () => {
  it.each(['any text', 'a', `whsec_${btoa('secret')}`, `whsec_${btoa('a key of 24 to 64 bytes')}`])(
    'takes %s',
    (key) => {
      expect(isWebhookSecret(key)).toBe(true);
    },
  );

  it.each(['whsec_', 'whsec_not base64', 'whsec_abcde', 'whsec_abc-'])(
    'refuses %s: what follows whsec_ is no base64',
    (key) => {
      expect(isWebhookSecret(key)).toBe(false);
    },
  );
});
