import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:http2';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Attack, launch, rawRequest } from '../../scripts/lib/hostile/attack';
import { ATTACKS, TOO_LONG_BODY } from '../../scripts/lib/hostile/attacks';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';
import { RawClient } from '../support/raw-client';
import { readMetrics } from '../support/with-server';
import { Image, requirePrograms } from './image';
import { type Nginx, startNginx } from './nginx';

const SEVEN = toPng(drawSeven(28));
/** What Docker gives before it kills. */
const MAX_STOP_MILLISECONDS = 10_000;

/** What nginx answers differently, and why that is right, too. */
const BY_NGINX: Readonly<Record<string, readonly number[]>> = {
  // It takes 1,000 fields.
  '10,000 header fields': [400],
  '1,900 header fields that just fit': [400],
  // It passes on no trailers.
  'trailers that name a length': [415],
  // It answers `Expect: 100-continue` itself and ignores other expectations; this request has no picture.
  'an expectation that nobody knows': [422],
  // It sends one after another to the service, which never sees too many on one connection.
  '100 requests at once on one connection': Array(17).fill(200),
  // It is no proxy of that kind.
  CONNECT: [400],
  // It refuses paths that lead out of the root, however they are written, and NUL.
  'GET /assets/../../../etc/passwd': [400],
  'GET /assets/%2e%2e/%2e%2e/package.json': [400],
  'GET /assets/..%2f..%2fpackage.json': [400],
  'GET /assets/%00': [400],
};

let folder: string;
let image: Image;

beforeAll(() => {
  requirePrograms();
  folder = mkdtempSync(path.join(tmpdir(), 'digits-container-'));
  image = new Image(folder);
});

afterAll(() => {
  image?.remove();
  rmSync(folder, { recursive: true, force: true });
});

interface Service {
  readonly url: URL;
  readonly process: ChildProcess;
  readonly data: string;
  readonly lines: readonly string[];
}

/** Starts the image on a free port, with its storage in a folder. */
async function start(name: string): Promise<Service> {
  const data = path.join(folder, name);
  mkdirSync(data, { recursive: true });
  const [user, group] = image.config.User.split(':').map(Number);
  chownSync(data, user!, group!);
  const environment = { PORT: '0', TRUSTED_PROXIES: '127.0.0.1' };
  const process = image.run(image.config.Entrypoint, data, environment);
  const lines: string[] = [];
  const url = await new Promise<URL>((resolve, reject) => {
    process.once('exit', () => reject(new Error(`Cannot start the image:\n${lines.join('\n')}`)));
    for (const stream of [process.stdout!, process.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        const address = /^Serving the API at (\S+)/.exec(line)?.[1];
        if (address !== undefined) resolve(new URL(address));
      });
    }
  });
  return { url, process, data, lines };
}

async function stop({ process }: Service): Promise<number | null> {
  const ended = once(process, 'exit');
  process.kill('SIGTERM');
  const [status] = await ended;
  return status;
}

/** Runs a command in the image; @returns its status and output. */
async function runOnce(command: readonly string[], environment: Record<string, string> = {}) {
  const child = image.run(command, path.join(folder, 'probe'), environment);
  const [output, [status]] = await Promise.all([text(child.stderr!), once(child, 'exit')]);
  return { status, output };
}

async function predict(url: URL): Promise<unknown> {
  return (await fetch(new URL('/predict', url), { method: 'POST', body: SEVEN })).json();
}

describe('the image', () => {
  it('names a user who is not root by number, a health check, a volume and its labels', () => {
    expect(image.config.User).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(image.config.Healthcheck.Test[0]).toBe('CMD');
    expect(Object.keys(image.config.Volumes)).toEqual(['/data']);
    expect(image.config.Labels).toMatchObject({
      'org.opencontainers.image.title': 'digits-at-the-edge',
      'org.opencontainers.image.licenses': 'MIT',
    });
    console.log(`The image adds ${Math.round(image.addedBytes / 1e6)} MB to Debian`);
  });

  it('serves on a read-only root as its user, passes its health check, and stops in time with its counts', async () => {
    mkdirSync(path.join(folder, 'probe'), { recursive: true });
    const service = await start('data');
    expect(await predict(service.url)).toMatchObject({ predicted_digit: 7 });

    const [, ...healthCheck] = image.config.Healthcheck.Test;
    const probe = (port: string) => runOnce(healthCheck, { PORT: port });
    expect(await probe(service.url.port)).toEqual({ status: 0, output: '' });
    expect(await probe('1')).toMatchObject({ status: 1 });
    expect(await runOnce(['touch', '/app/x'])).toMatchObject({
      output: expect.stringContaining('Read-only file system'),
    });

    const askedAt = performance.now();
    expect(await stop(service)).toBe(0);
    expect(performance.now() - askedAt).toBeLessThan(MAX_STOP_MILLISECONDS);

    const successor = await start('data');
    expect((await readMetrics(successor.url)).service_metrics.successful_predictions).toBe(1);
    await stop(successor);
  });
});

describe('through nginx, as compose.yaml configures it,', () => {
  let service: Service;
  let proxy: Nginx;

  beforeAll(async () => {
    service = await start('proxied');
    proxy = await startNginx(folder, service.url);
  });

  afterAll(async () => {
    await proxy?.stop();
    if (service?.process.exitCode === null) await stop(service);
  });

  const statuses = async (each: Attack, count: number) => {
    const answers = await launch(proxy.http, { ...each, statuses: Array(count).fill(0) });
    return answers.map(({ status }) => status);
  };

  it.each([...ATTACKS, TOO_LONG_BODY].map((each) => [each.name, each] as const))('%s', async (name, each) => {
    const expected = BY_NGINX[name] ?? each.statuses;
    expect(await statuses(each, expected.length)).toEqual(expected);
  });

  it('HTTP/1.0 without a host', async () => {
    const each = {
      name: 'HTTP/1.0',
      bytes: () => Buffer.from('GET /livez HTTP/1.0\r\n\r\n'),
      statuses: [200],
    };
    expect(await statuses(each, 1)).toEqual([200]);
  });

  it('a client that waits for 100 Continue', async () => {
    const client = await RawClient.open(proxy.http);
    await client.send(rawRequest({ headers: ['Expect: 100-continue'], length: SEVEN.length }));
    expect(await client.answer()).toMatchObject({ status: 100 });
    await client.send(SEVEN);
    expect(await client.answer()).toMatchObject({ status: 200 });
    client.close();
  });

  it('HTTP/2 over TLS', async () => {
    const session = connect(proxy.https, { rejectUnauthorized: false });
    const request = session.request({ ':method': 'POST', ':path': '/predict' });
    request.end(SEVEN);
    const [headers] = await once(request, 'response');
    expect(headers).toMatchObject({ ':status': 200, 'strict-transport-security': 'max-age=31536000' });
    expect(JSON.parse(await text(request))).toMatchObject({ predicted_digit: 7 });
    session.close();
  });

  it('a service that is gone, with a problem and when to come again', async () => {
    await stop(service);
    const answer = await fetch(new URL('/predict', proxy.http), { method: 'POST', body: SEVEN });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(await answer.json()).toMatchObject({ code: 'service_unavailable' });
  });
});
