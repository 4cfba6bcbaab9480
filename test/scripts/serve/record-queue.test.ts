import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FrontEntry } from '../../../scripts/lib/serve/exchange';
import { RecordQueue } from '../../../scripts/lib/serve/record-queue';
import type { Runtime } from '../../../scripts/lib/serve/runtime';
import { followTrace } from '../../../src/tracing/trace-context';

const ENTRY: FrontEntry = {
  method: 'GET',
  path: '/',
  status: 400,
  code: 'malformed_request',
  detail: null,
  durationSeconds: 0,
  requestId: 'id',
  trace: followTrace(null),
  isCounted: false,
};

let folder: string;
let worker: Server;
/** What the Worker answers next; 204 acknowledges. */
let status: number;
let batches: { id: string; answers: unknown[] }[];
let runtime: Runtime;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'record-queue-'));
  const operationsSocket = path.join(folder, 'operations.sock');
  status = 204;
  batches = [];
  worker = createServer(async (request, response) => {
    batches.push(JSON.parse(await text(request)));
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => worker.listen(operationsSocket, resolve));
  runtime = { operationsSocket } as Runtime;
});

afterEach(() => {
  worker.close();
  rmSync(folder, { recursive: true });
});

describe('RecordQueue', () => {
  it('sends each entry once, without what the Worker does not count', async () => {
    const queue = new RecordQueue(() => runtime);
    queue.add(ENTRY);
    queue.add({ ...ENTRY, status: 408 });
    await queue.send(1_000);
    await queue.send(1_000);
    const { method, path: route, code } = ENTRY;
    const answers = [400, 408].map((status) => ({ method, path: route, status, code }));
    expect(batches).toEqual([{ id: expect.any(String), answers }]);
  });

  it('repeats a batch that was not acknowledged with its id, and sends later entries in another', async () => {
    const queue = new RecordQueue(() => runtime);
    queue.add(ENTRY);
    status = 503;
    await queue.send(1_000);
    queue.add(ENTRY);
    status = 204;
    await queue.send(1_000);
    const [first, repeated, later] = batches;
    expect(batches).toHaveLength(3);
    expect(repeated).toEqual(first);
    expect(later!.id).not.toBe(first!.id);
  });

  it('keeps at most 100,000 entries while there is no runtime', async () => {
    let current: Runtime | null = null;
    const queue = new RecordQueue(() => current);
    for (let i = 0; i < 100_001; i++) queue.add(ENTRY);
    await queue.send(1_000);
    current = runtime;
    await queue.send(1_000);
    expect(batches.reduce((sum, { answers }) => sum + answers.length, 0)).toBe(100_000);
  });
});
