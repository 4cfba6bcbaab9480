import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fetchVerified } from '../../../scripts/lib/data/fetch-verified';
import { sha256 } from '../../../scripts/lib/data/mnist';

const content = Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 251));
const name = 'digits.gz';

let server: Server;
let base: string;
let folder: string;
let ranges: (string | null)[];

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === `/wrong/${name}`) return response.end('not the file');
    if (request.url !== `/right/${name}`) return response.writeHead(404).end();
    ranges.push(request.headers.range ?? null);
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (from >= content.length) return response.writeHead(416).end();
    return response.writeHead(from > 0 ? 206 : 200).end(content.subarray(from));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => server.close());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'digits-'));
  ranges = [];
  return () => rm(folder, { recursive: true });
});

describe('fetchVerified()', () => {
  it('downloads a file once and then finds it there', async () => {
    expect(await provide('/right/')).toBe(`${base}/right/`);
    expect(await readFile(join(folder, name))).toEqual(content);
    expect(await provide('/right/')).toBeNull();
    expect(ranges).toEqual([null]);
  });

  it('resumes where an earlier download stopped', async () => {
    await writeFile(join(folder, `${name}.part`), content.subarray(0, 1234));
    await provide('/right/');
    expect(ranges).toEqual(['bytes=1234-']);
    expect(await readFile(join(folder, name))).toEqual(content);
  });

  it('accepts a partial file that turns out to be whole', async () => {
    await writeFile(join(folder, `${name}.part`), content);
    await provide('/right/');
    expect(await readFile(join(folder, name))).toEqual(content);
  });

  it('uses the next mirror if one lacks the file or sends another', async () => {
    expect(await provide('/missing/', '/wrong/', '/right/')).toBe(`${base}/right/`);
  });

  it('replaces a file that has another digest', async () => {
    await writeFile(join(folder, name), 'spoiled');
    await provide('/right/');
    expect(await readFile(join(folder, name))).toEqual(content);
  });

  it('says how each mirror failed, which digest is needed and what to do', async () => {
    const failure = provide('/missing/', '/wrong/');
    await expect(failure).rejects.toThrow(`${base}/missing/: HTTP 404`);
    await expect(failure).rejects.toThrow(`${base}/wrong/: what it sent has the SHA-256`);
    await expect(failure).rejects.toThrow(`Its SHA-256 must be ${sha256(content)}.`);
    await expect(failure).rejects.toThrow('MNIST_DIR');
  });
});

function provide(...paths: string[]): Promise<string | null> {
  const mirrors = paths.map((path) => base + path);
  return fetchVerified({ name, digest: sha256(content), folder, mirrors, onProgress: () => {} });
}
