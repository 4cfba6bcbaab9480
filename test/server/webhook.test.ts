import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { makeFolder } from '../../scripts/lib/serve/make-folder';
import { operate } from '../../scripts/lib/serve/operations';
import { startRuntime } from '../../scripts/lib/serve/runtime';
import { bucketFolder } from '../../scripts/lib/serve/simulators';
import { withFolder } from '../support/with-server';

const SECRET = `whsec_${btoa('a key of 24 to 64 bytes')}`;
/** An alert that fires and of which nobody has been told. */
const FIRING = {
  status: 'firing',
  since: 1_000,
  goodSince: null,
  value: 0.2,
  announced: 'resolved',
  announcedAt: null,
  evaluatedAt: 4_000_000_000_000,
};

interface Message {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let receiver: Server;
let received: Message[];

beforeEach(async () => {
  received = [];
  receiver = createServer(async (request, answer) => {
    received.push({ path: request.url!, headers: request.headers, body: await text(request) });
    if (request.url === '/moved') answer.writeHead(307, { Location: '/elsewhere' });
    answer.end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
});

afterEach(() => {
  receiver.close();
});

/** Evaluates alerts in the real runtime, one of which fires; @returns its log */
async function announce(target: string, variables: Record<string, string>): Promise<string> {
  const { port } = receiver.address() as AddressInfo;
  const lines: string[] = [];
  await withFolder(async (storage) => {
    makeFolder(bucketFolder(storage));
    const runtime = await startRuntime({
      bundle: inject('bundle'),
      storage,
      variables: { ALERT_WEBHOOK_URL: target.replace('PORT', String(port)), ...variables },
      onLog: (line) => lines.push(line),
    });
    try {
      const known = {
        version: 1,
        counts: { snapshots: {}, held: null },
        alerts: { DigitsErrorRate: FIRING },
      };
      await operate(runtime.operationsSocket, 'take-over', 20_000, JSON.stringify(known));
      await operate(runtime.operationsSocket, 'tick', 20_000);
    } finally {
      await runtime.kill();
    }
  });
  return lines.join('\n');
}

it('an alert reaches a receiver of the private network where that is allowed, and its signature holds', async () => {
  const log = await announce('http://127.0.0.1:PORT/hook', {
    ALERT_WEBHOOK_INSECURE: 'on',
    ALERT_WEBHOOK_SECRET: SECRET,
  });
  expect(received.map(({ path }) => path)).toEqual(['/hook']);
  const [{ headers, body }] = received as [Message];
  expect(new Webhook(SECRET).verify(body, headers as Record<string, string>)).toMatchObject({
    alert: { name: 'DigitsErrorRate', status: 'firing' },
  });
  expect(log).not.toContain(SECRET.slice(6));
});

it('an alert does not follow a redirect', async () => {
  const log = await announce('http://127.0.0.1:PORT/moved', { ALERT_WEBHOOK_INSECURE: 'on' });
  expect(received.map(({ path }) => path)).toEqual(['/moved']);
  expect(log).toContain('the receiver answered 307, and redirects are not followed');
});

it('a forbidden address is not contacted, and the log says why without showing it', async () => {
  const log = await announce('http://127.0.0.1:PORT/T0K3N', {});
  expect(received).toEqual([]);
  expect(log).toContain('Cannot use ALERT_WEBHOOK_URL');
  expect(log).not.toContain('T0K3N');
});
