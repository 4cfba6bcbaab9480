import net from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';
import { readMetrics, startTestServer, withFolder } from '../support/with-server';

const HEAD = 'POST /predict HTTP/1.1\r\nHost: localhost\r\n';
const UPLOAD = `${HEAD}Content-Length: 1000\r\n\r\nthe first bytes`;
const CHUNKED_UPLOAD = `${HEAD}Transfer-Encoding: chunked\r\n\r\n3e8\r\nthe first bytes`;

/** Sends the beginning of a request and goes away. */
async function goAway(url: URL, begin: string, leave: (socket: net.Socket) => void): Promise<void> {
  const socket = net.connect(Number(url.port), url.hostname);
  socket.on('error', () => {});
  socket.write(begin);
  await wait(300);
  leave(socket);
  await wait(300);
}

it.each([
  ['closes the connection', (socket: net.Socket) => socket.destroy()],
  ['resets the connection', (socket: net.Socket) => socket.resetAndDestroy()],
])('a client that %s in mid-body is counted and logged as 499, not as a server error', async (_, leave) => {
  await withFolder(async (folder) => {
    const lines: string[] = [];
    const server = await startTestServer(folder, (line) => lines.push(line));
    try {
      await goAway(server.url, UPLOAD, leave);
      await goAway(server.url, CHUNKED_UPLOAD, leave);
      const { service_metrics } = await readMetrics(server.url);
      expect(service_metrics).toMatchObject({ total_requests: 0, failed_predictions: 0, total_errors: 0 });
      const text = await (await fetch(new URL('/metrics/prometheus', server.url))).text();
      expect(text).toContain('digits_requests_total{route="/predict",method="POST",status="499"} 2\n');
      expect(text).toContain('digits_failures_total{code="client_closed_request"} 2\n');
      expect(text).toContain('digits_request_duration_seconds_count{route="/predict"} 0\n');
    } finally {
      await server.stop();
    }
    const uploads = lines.filter((line) => line.includes('"/predict"'));
    expect(uploads).toHaveLength(2);
    for (const line of uploads) {
      expect(JSON.parse(line)).toMatchObject({ level: 'info', status: 499, code: 'client_closed_request' });
    }
  });
});

it('a slow upload counts as reading, not as a slow answer', async () => {
  await withFolder(async (folder) => {
    const lines: string[] = [];
    // Small ones are gathered before the Worker hears of them.
    const limits = { gatheredBytes: 0 };
    const server = await startTestServer(folder, (line) => lines.push(line), { limits });
    try {
      const file = toPng(drawSeven(28));
      const body = new ReadableStream({
        async start(controller) {
          controller.enqueue(file.subarray(0, 100));
          await wait(1_200);
          controller.enqueue(file.subarray(100));
          controller.close();
        },
      });
      const init = { method: 'POST', body, duplex: 'half' };
      expect((await fetch(new URL('/predict', server.url), init)).status).toBe(200);
    } finally {
      await server.stop();
    }
    const line = JSON.parse(lines.find((text) => text.includes('"/predict"'))!);
    expect(line.bytes).toBe(toPng(drawSeven(28)).length);
    expect(line.read_seconds).toBeGreaterThan(1);
    expect(line.duration_seconds).toBeLessThan(line.read_seconds);
  });
});
