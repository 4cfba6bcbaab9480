import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { explainListenError } from '../../../scripts/lib/serve/explain-listen-error';

/** Listens there, and returns the error that it fails with; null where it listens. */
async function listenErrorOf(host: string, port: number): Promise<unknown> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', resolve);
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
}

describe('explainListenError()', () => {
  it('says that another program uses the port, and suggests a free one', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const address = { host: '127.0.0.1', port };
    expect(explainListenError(await listenErrorOf(address.host, port), address)).toMatch(
      new RegExp(`^Cannot listen on 127\\.0\\.0\\.1:${port}: another program uses this port; .* PORT=\\d+$`),
    );
    other.close();
  });

  it('says of an address of another machine that this one does not have it', async () => {
    const address = { host: '192.0.2.1', port: 8000 }; // reserved for documentation (RFC 5737)
    expect(explainListenError(await listenErrorOf(address.host, 8000), address)).toMatch(
      /^Cannot listen on 192\.0\.2\.1:8000: this machine does not have that address; set HOST /,
    );
  });

  it('says of a name without an address that none is known', async () => {
    const address = { host: 'nowhere.invalid', port: 8000 }; // never exists (RFC 6761)
    expect(explainListenError(await listenErrorOf(address.host, 8000), address)).toMatch(
      /^Cannot listen on nowhere\.invalid:8000: no address is known for the name "nowhere\.invalid"; set HOST /,
    );
  });

  it('says of a reserved port what to choose instead', () => {
    const error = Object.assign(new Error('listen EACCES'), { code: 'EACCES', syscall: 'listen' });
    expect(explainListenError(error, { host: '::', port: 80 })).toMatch(
      /^Cannot listen on \[::\]:80: ports below 1024 are reserved .* PORT=8000$/,
    );
  });

  it('leaves every other error to whoever knows it', () => {
    const onFile = Object.assign(new Error('mkdir EACCES'), { code: 'EACCES', syscall: 'mkdir' });
    expect(explainListenError(onFile, { host: '::', port: 80 })).toBeNull();
    expect(explainListenError(new Error('Cannot build the Worker'), { host: '::', port: 80 })).toBeNull();
    expect(explainListenError('a string', { host: '::', port: 80 })).toBeNull();
  });
});
