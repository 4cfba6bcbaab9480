import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import {
  type ClientAddressOptions,
  clientAddressReader,
  isAddressBlock,
} from '../../../scripts/lib/serve/client-address';

const PROXIES: ClientAddressOptions = {
  trustedProxies: ['10.0.0.0/8', '::1', 'fd00::/8'],
  forwardedHeader: 'X-Forwarded-For',
};

function addressOf(
  remoteAddress: string | undefined,
  headers: Record<string, string>,
  options: Partial<ClientAddressOptions> = {},
): string | null {
  const client = { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
  return clientAddressReader({ ...PROXIES, ...options })(client);
}

describe('clientAddressReader()', () => {
  it('uses the address of the socket, whatever an untrusted client claims', () => {
    const lies = { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9' };
    expect(addressOf('192.0.2.7', lies)).toBe('192.0.2.7');
    expect(addressOf('10.0.0.1', lies, { trustedProxies: [] })).toBe('10.0.0.1');
  });

  it('takes the last address in X-Forwarded-For that is no trusted proxy', () => {
    const sent = { 'x-forwarded-for': 'forged, 198.51.100.3, 203.0.113.9, 10.2.0.1' };
    expect(addressOf('10.0.0.1', sent)).toBe('203.0.113.9');
  });

  it('takes the first proxy where all are trusted', () => {
    expect(addressOf('10.0.0.1', { 'x-forwarded-for': '10.3.0.1, 10.2.0.1' })).toBe('10.3.0.1');
  });

  it.each([
    ['203.0.113.9:49152', '203.0.113.9'],
    ['2001:DB8::1', '2001:db8::1'],
    ['[2001:db8::1]:49152', '2001:db8::1'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
  ])('reads %s in X-Forwarded-For', (hop, address) => {
    expect(addressOf('10.0.0.1', { 'x-forwarded-for': hop })).toBe(address);
  });

  it.each([
    ['for=203.0.113.9;proto=https;by=10.0.0.1', '203.0.113.9'],
    ['proto=https; For="[2001:db8::1]:4711"', '2001:db8::1'],
    ['for="203.0.113.9:49152", for=10.2.0.1', '203.0.113.9'],
  ])('reads Forwarded: %s where that is the header to read', (forwarded, address) => {
    const sent = { forwarded, 'x-forwarded-for': '198.51.100.3' };
    expect(addressOf('10.0.0.1', sent, { forwardedHeader: 'Forwarded' })).toBe(address);
  });

  it.each(['', 'unknown', '203.0.113.9, unknown', '203.0.113.9, _hidden', '1.2.3', ','])(
    'takes the nearest proxy where it does not name its client (%j)',
    (hops) => {
      expect(addressOf('10.0.0.1', { 'x-forwarded-for': hops })).toBe('10.0.0.1');
      const forwarded = hops.replaceAll(/[^, ]+/g, 'for=$&');
      expect(addressOf('10.0.0.1', { forwarded }, { forwardedHeader: 'Forwarded' })).toBe('10.0.0.1');
    },
  );

  it('recognises a proxy by its IPv4 address on a socket for both families', () => {
    expect(addressOf('::ffff:10.0.0.1', { 'x-forwarded-for': '203.0.113.9' })).toBe('203.0.113.9');
    expect(addressOf('::ffff:192.0.2.7', {})).toBe('192.0.2.7');
  });

  it('leaves the zone out of a link-local address', () => {
    expect(addressOf('fe80::1%eth0', {})).toBe('fe80::1');
  });

  it('returns none once the client has disconnected', () => {
    expect(addressOf(undefined, { 'x-forwarded-for': '203.0.113.9' })).toBeNull();
  });
});

describe('isAddressBlock()', () => {
  it.each(['127.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8', '0.0.0.0/0', '::/0'])('takes %s', (text) => {
    expect(isAddressBlock(text)).toBe(true);
  });

  it.each([
    '',
    'localhost',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '::/129',
    '10.0.0.0/8/8',
    '10.0.0',
    'fe80::1%eth0',
  ])('refuses %j', (text) => {
    expect(isAddressBlock(text)).toBe(false);
  });
});
