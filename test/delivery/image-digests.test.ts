import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lookUpDigest, pinImages } from '../../scripts/lib/delivery/image-digests';
import { ROOT } from '../../scripts/lib/serve/production-bundle';

const DIGEST = `sha256:${'5'.repeat(64)}`;
const OTHER = `sha256:${'6'.repeat(64)}`;

/** Stands in for a registry, which asks for a token that it gives to everybody. @returns its host */
async function registry(handle: RequestListener): Promise<string> {
  const server = createServer((request, response) => {
    if (request.url!.startsWith('/token?')) {
      response.end(JSON.stringify({ token: request.url!.slice('/token?'.length) }));
    } else if (request.headers.authorization === undefined) {
      const realm = `Bearer realm="http://${request.headers.host}/token",service="stand-in",scope="repository:a/b:pull"`;
      response.writeHead(401, { 'WWW-Authenticate': realm }).end();
    } else {
      handle(request, response);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('lookUpDigest()', () => {
  it('asks the registry with a token that it gives to everybody', async () => {
    const asked: unknown[] = [];
    const host = await registry(({ method, url, headers }, response) => {
      asked.push({ method, url, token: headers.authorization });
      response.writeHead(200, { 'Docker-Content-Digest': DIGEST }).end();
    });
    expect(await lookUpDigest(`${host}/a/b:1.2`)).toBe(DIGEST);
    const token = 'Bearer service=stand-in&scope=repository%3Aa%2Fb%3Apull';
    expect(asked).toEqual([{ method: 'HEAD', url: '/v2/a/b/manifests/1.2', token }]);
  });

  it.each([
    ['does not know the image', 404, {}, 'it answered 404'],
    ['names no digest', 200, {}, 'it answered 200 without a digest'],
    ['names something else', 200, { 'Docker-Content-Digest': 'latest' }, 'it answered 200 without a digest'],
  ])('says so where the registry %s', async (_, status, headers, reason) => {
    const host = await registry((_request, response) => response.writeHead(status, headers).end());
    await expect(lookUpDigest(`${host}/a:1`)).rejects.toThrow(
      `Cannot look up ${host}/a:1 at ${host}: ${reason}`,
    );
  });

  it('says so where there is no registry', async () => {
    await expect(lookUpDigest('127.0.0.1:2/a:1')).rejects.toThrow(
      /^Cannot look up 127\.0\.0\.1:2\/a:1 at 127\.0\.0\.1:2: /,
    );
  });
});

describe('pinImages()', () => {
  it.each([
    ['an image of a registry', '    image: nginx:1.28', `    image: nginx:1.28@${DIGEST}`],
    ['a stage of a Dockerfile', 'FROM docker.io/a:b AS build', `FROM docker.io/a:b@${DIGEST} AS build`],
    ['one that was pinned before', `  image: a/b:1@${OTHER}`, `  image: a/b:1@${DIGEST}`],
    ['a registry with a port', '  image: localhost:5000/a:1', `  image: localhost:5000/a:1@${DIGEST}`],
  ])('pins %s', async (_, before, after) => {
    expect(await pinImages(`x\n${before}\ny\n`, async () => DIGEST)).toBe(`x\n${after}\ny\n`);
  });

  it('leaves the image that is built here', async () => {
    const text = '    image: digits-at-the-edge\n';
    expect(await pinImages(text, async () => DIGEST)).toBe(text);
  });

  it.each([
    ['Dockerfile', 2],
    ['compose.yaml', 5],
  ])('finds the images of deploy/docker/%s, each of which has a digest', async (file, count) => {
    const text = readFileSync(path.join(ROOT, 'deploy/docker', file), 'utf8');
    expect(text.match(/@sha256:[\da-f]{64}\b/g)).toHaveLength(count);
    const pinned = await pinImages(text, async () => DIGEST);
    expect(pinned.match(new RegExp(DIGEST, 'g'))).toHaveLength(count);
  });
});
