import net from 'node:net';
import { expect, it } from 'vitest';
import { withServer } from '../support/with-server';

const MEGABYTE = 1_000_000;

/** Sends all of a request before it reads any of the answer, as most clients do; gives back the answer's status line. */
function sendWhole(url: URL, head: string, bytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port: Number(url.port), host: url.hostname });
    socket.on('error', reject);
    socket.pause();
    socket.write(`${head}\r\nHost: localhost\r\nContent-Length: ${bytes}\r\n\r\n`);
    socket.write(Buffer.alloc(bytes), () => {
      socket.once('data', (data) => {
        resolve(data.toString('latin1').split('\r\n', 1)[0]!);
        socket.destroy();
      });
      socket.resume();
    });
  });
}

it.each([
  ['a path that there is not', 'POST /nowhere HTTP/1.1', 20, '404'],
  ['a wrong method', 'PUT /predict HTTP/1.1', 20, '405'],
  ['a wrong query', 'POST /predict?explain=perhaps HTTP/1.1', 20, '422'],
  ['a body over the limit', 'POST /predict HTTP/1.1', 40, '413'],
  ['JSON over its own limit', 'POST /predict HTTP/1.1\r\nContent-Type: application/json', 20, '413'],
])('a refusal for %s reaches a client that keeps sending before it reads', async (_, head, size, status) => {
  await withServer(async (url) => {
    expect(await sendWhole(url, head, size * MEGABYTE)).toContain(status);
  });
});
