import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { aroundAll, inject } from 'vitest';
import { type Server, type ServerOptions, startServer } from '../../scripts/lib/serve/production-server';

/** Runs the production bundle on a free port, with its storage in the folder. */
export function startTestServer(
  storage: string,
  onLog: (line: string) => void = () => {},
  options: Partial<ServerOptions> = {},
): Promise<Server> {
  return startServer({
    build: async () => inject('bundle'),
    host: '127.0.0.1',
    port: 0,
    storage,
    onLog,
    ...options,
  });
}

/** Makes a folder that is gone when the work is done. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'digits-test-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Does the work against a fresh server; each line that it logs is handed over parsed. */
export function withServer<T>(
  // biome-ignore lint/suspicious/noExplicitAny: tests read the fields that they expect
  work: (url: URL, log: readonly any[]) => Promise<T>,
  options: Partial<ServerOptions> = {},
): Promise<T> {
  return withFolder(async (folder) => {
    const log: unknown[] = [];
    const server = await startTestServer(folder, (line) => log.push(JSON.parse(line)), options);
    try {
      return await work(server.url, log);
    } finally {
      await server.stop();
    }
  });
}

/** The figures of `GET /metrics`. */
export async function readMetrics(url: URL) {
  const response = await fetch(new URL('/metrics', url));
  // biome-ignore lint/suspicious/noExplicitAny: tests read the fields that they expect
  return (await response.json()) as any;
}

const HOOK_TIMEOUT = 60_000;

/** Runs all tests of a file, or of a `describe()`, against one server. @returns its address, from the first test on */
export function serveAllTests(options: Partial<ServerOptions> = {}): () => URL {
  let url: URL;
  aroundAll(
    (runTests) =>
      withServer(async (started) => {
        url = started;
        await runTests();
      }, options),
    HOOK_TIMEOUT,
  );
  return () => url;
}
