import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { checkMachine, checkMemory, checkPlatform } from '../../../scripts/lib/doctor/check-machine';
import { checkPort } from '../../../scripts/lib/doctor/check-port';
import { checkService } from '../../../scripts/lib/doctor/check-service';
import { checkStorageFolder } from '../../../scripts/lib/doctor/check-storage-folder';
import { type Finding, toReport } from '../../../scripts/lib/doctor/finding';
import { lockStorage } from '../../../scripts/lib/serve/storage-lock';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'doctor-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const bySubject = (findings: readonly Finding[]) =>
  Object.fromEntries(findings.map(({ subject, state, message }) => [subject, `${state}: ${message}`]));

describe('the machine', () => {
  it('of these tests is in order', () => {
    expect(checkMachine().filter(({ state }) => state === 'failed')).toEqual([]);
  });

  it.each([
    ['linux', '2.36', 'ok'],
    ['linux', '2.35', 'ok'],
    ['linux', '2.31', 'failed'],
    ['linux', null, 'failed'],
    ['darwin', null, 'ok'],
    ['win32', null, 'failed'],
  ] as const)('%s with glibc %s is %s', (platform, glibc, state) => {
    expect(checkPlatform(platform, glibc).state).toBe(state);
  });

  it('with little memory gets a warning', () => {
    expect(checkMemory(100e6)).toMatchObject({
      state: 'warning',
      message: expect.stringContaining('100 MB free'),
    });
  });
});

describe('the storage', () => {
  it('that is not there will be created', () => {
    expect(checkStorageFolder(path.join(folder, 'a/b'))).toMatchObject([{ state: 'ok' }]);
  });

  it('that is a file is refused', () => {
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    expect(checkStorageFolder(file)).toMatchObject([
      { state: 'failed', message: expect.stringContaining('STORAGE_DIR') },
    ]);
  });

  it('with a damaged database is left as it is, and the message says what will happen', () => {
    const file = path.join(folder, 'digits-KeyStore/a.sqlite');
    mkdirSync(path.dirname(file));
    writeFileSync(file, 'x'.repeat(8_192));
    const first = bySubject(checkStorageFolder(folder)).databases;
    expect(first).toMatch(/^warning: .*a\.sqlite is damaged.*docs\/runbook\.md/);
    expect(bySubject(checkStorageFolder(folder)).databases).toBe(first);
  });

  it('with files that were set aside says so', () => {
    const file = path.join(folder, 'digits-KeyStore/a.sqlite.corrupt-2026-11-27T00-00-00.000Z');
    mkdirSync(path.dirname(file));
    writeFileSync(file, '');
    expect(bySubject(checkStorageFolder(folder)).databases).toMatch(/^warning: intact, but 1 /);
  });

  it('that a server uses names it', async () => {
    const lock = await lockStorage({ folder, address: null, warn: () => {} });
    onTestFinished(() => lock.release());
    expect(bySubject(checkStorageFolder(folder)).lock).toMatch(
      `warning: the server with process id ${process.pid} on `,
    );
  });
});

it('a port that is taken is named, a free one is in order', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  expect(await checkPort('127.0.0.1', port)).toMatchObject({
    state: 'failed',
    message: expect.stringContaining(`127.0.0.1:${port}`),
  });
  await new Promise((resolve) => server.close(resolve));
  expect(await checkPort('127.0.0.1', port)).toMatchObject({ state: 'ok' });
});

describe('a service', () => {
  /** A service that answers with a status. */
  async function serve(statusOf: (path: string) => number): Promise<URL> {
    const server = createServer((request, answer) => {
      request.resume();
      answer.writeHead(statusOf(request.url!)).end('{"code":"why"}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  }

  it('that works is in order', async () => {
    const findings = await checkService(await serve(() => 200));
    expect(findings.map(({ subject, state }) => [subject, state])).toEqual([
      ['alive', 'ok'],
      ['ready', 'ok'],
      ['prediction', 'ok'],
    ]);
  });

  it('that is not ready says why, and where to read on', async () => {
    const url = await serve((file) => (file.startsWith('/readyz') ? 503 : 200));
    expect(bySubject(await checkService(url)).ready).toMatch(/^failed: .*503 .*why.*runbook/);
  });

  it('that does not answer is asked no more', async () => {
    expect(await checkService(new URL('http://127.0.0.1:1/'))).toMatchObject([{ state: 'failed' }]);
  });
});

it('toReport() writes one line for each finding', () => {
  expect(
    toReport([
      { subject: 'a', state: 'ok', message: 'fine' },
      { subject: 'long', state: 'failed', message: 'do this' },
    ]),
  ).toBe('ok       a     fine\nfailed   long  do this');
});
