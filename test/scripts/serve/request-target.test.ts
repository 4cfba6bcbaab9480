import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readTarget } from '../../../scripts/lib/serve/request-target';

function client(url: string, hosts: readonly string[], httpVersionMinor = 1): IncomingMessage {
  const rawHeaders = hosts.flatMap((host) => ['Host', host]);
  const httpVersion = `1.${httpVersionMinor}`;
  return { url, rawHeaders, headers: {}, httpVersion, httpVersionMinor } as unknown as IncomingMessage;
}

it.each([
  'localhost',
  'localhost:8000',
  'digits.example',
  '127.0.0.1:80',
  '[::1]',
  '[::1]:8000',
  'a_b',
  'xn--bcher-kva.example',
])('readTarget() takes Host: %s', (host) => {
  expect(readTarget(client('/predict?x', [host]), 'x')).toEqual({ path: '/predict?x', host });
});

it.each(['a b', 'a/b', 'user@host', 'http://x', '[::1', 'host:port', 'a?b', 'a#b', 'bücher'])(
  'readTarget() refuses Host: %s',
  (host) => {
    expect(readTarget(client('/', [host]), 'x')).toMatchObject({ code: 'malformed_request' });
  },
);

it.each([
  ['http://example.com/a?b', '/a?b'],
  ['HTTP://example.com', '/'],
  ['https://example.com?x', '/?x'],
])('readTarget() takes the absolute form %s', (url, path) => {
  expect(readTarget(client(url, ['x']), 'x')).toEqual({ path, host: 'example.com' });
});

it('readTarget() takes HTTP/1.0 without Host, and no other', () => {
  expect(readTarget(client('/', [], 0), 'here:1')).toEqual({ path: '/', host: 'here:1' });
  expect(readTarget(client('/', []), 'here:1')).toMatchObject({ code: 'malformed_request' });
});

it('what readTarget() takes makes an address that the Worker can read, whatever was asked for', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii' }), fc.string({ unit: 'binary-ascii' }), (path, host) => {
      const target = readTarget(client(`/${path}`, [host]), 'x');
      if ('code' in target) return;
      // What is left is a matter of ports and of names that only look like addresses.
      expect(target.path.startsWith('/')).toBe(true);
      expect(target.host).not.toMatch(/[\s/?#@\\]/);
    }),
  );
});
