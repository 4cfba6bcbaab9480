import { execFileSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import {
  closeSync,
  cpSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';
import { readMetrics, startTestServer, withFolder } from '../support/with-server';

const seven = toPng(drawSeven(28));
const COUNTED = 5;
/** More than the five seconds for which readiness is told again, and the look at the folder every two. */
const NOTICED = { timeout: 60_000, interval: 250 };

async function predict(url: URL, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const { status } = await fetch(new URL('/predict', url), { method: 'POST', body: seven });
    expect(status).toBe(200);
  }
}

async function readiness(url: URL): Promise<number> {
  return (await fetch(new URL('/readyz', url))).status;
}

const requestsIn = (metrics: { service_metrics: { total_requests: number } }) =>
  metrics.service_metrics.total_requests;

/** A server, and how often one of its runtimes has taken over what another one knew. */
async function startWatched(storage: string) {
  const lines: string[] = [];
  const server = await startTestServer(storage, (line) => lines.push(line));
  return { server, takenOver: () => lines.filter((line) => line.includes('Passed the counts')).length };
}

async function expectExactly(url: URL, requests: number): Promise<void> {
  const metrics = await vi.waitFor(() => readMetrics(url), NOTICED);
  expect(requestsIn(metrics)).toBe(requests);
  expect(metrics).toMatchObject({ stale: false, shards_unreachable: 0, counts_lost: 0 });
}

/** Fills a folder as a server leaves it that was killed: with what it has counted still in the logs of writes. */
async function fill(storage: string): Promise<void> {
  const running = `${storage}-running`;
  const server = await startTestServer(running);
  await predict(server.url, COUNTED);
  expect(requestsIn(await readMetrics(server.url))).toBe(COUNTED);
  await new Promise((resolve) => setTimeout(resolve, 500));
  cpSync(running, storage, { recursive: true });
  await server.stop();
  rmSync(running, { recursive: true });
}

/** The database of the shard that has counted: the largest log of writes. */
function busiestShard(storage: string): string {
  const folder = path.join(storage, 'digits-MetricsShard');
  const logs = readdirSync(folder).filter((name) => name.endsWith('.sqlite-wal'));
  const files = logs.map((name) => path.join(folder, name));
  return files.sort((a, b) => statSync(b).size - statSync(a).size)[0]!.replace('-wal', '');
}

function overwrite(file: string, bytes: number, offset = 0): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, randomFillSync(new Uint8Array(bytes)), 0, bytes, offset);
  closeSync(descriptor);
}

describe.concurrent('a server that starts on damaged storage', () => {
  const faults: [string, (storage: string) => void][] = [
    ['noise in the log of writes', (storage) => overwrite(`${busiestShard(storage)}-wal`, 8_192)],
    [
      'noise behind the first half of that log',
      (storage) => {
        const log = `${busiestShard(storage)}-wal`;
        overwrite(log, 4_096, Math.floor(statSync(log).size / 2));
      },
    ],
    ['an empty log of writes', (storage) => truncateSync(`${busiestShard(storage)}-wal`)],
    ['a shard without its log of writes', (storage) => rmSync(`${busiestShard(storage)}-wal`)],
    [
      'noise for a shard',
      (storage) => {
        const file = busiestShard(storage);
        rmSync(`${file}-wal`);
        writeFileSync(file, randomFillSync(new Uint8Array(8_192)));
      },
    ],
    [
      'noise for metadata.sqlite',
      (storage) => {
        for (const name of ['MetricsShard', 'AlertKeeper', 'ShardLedger']) {
          const file = path.join(storage, `digits-${name}`, 'metadata.sqlite');
          rmSync(`${file}-wal`, { force: true });
          writeFileSync(file, randomFillSync(new Uint8Array(8_192)));
        }
      },
    ],
    [
      'a shard that is not there',
      (storage) => {
        const file = busiestShard(storage);
        for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
      },
    ],
  ];
  let filled: string;
  let remove: () => void;

  beforeAll(async () => {
    await new Promise<void>((ready, fail) => {
      withFolder(async (folder) => {
        filled = path.join(folder, 'filled');
        await fill(filled);
        ready();
        await new Promise<void>((resolve) => {
          remove = resolve;
        });
      }).catch(fail);
    });
  }, 120_000);

  afterAll(() => remove());

  it.each(faults)('%s: it is ready, its totals are those of before, and it counts on', async (_, harm) => {
    await withFolder(async (folder) => {
      const storage = path.join(folder, 'data');
      cpSync(filled, storage, { recursive: true });
      harm(storage);
      const server = await startTestServer(storage);
      try {
        expect(await readiness(server.url)).toBe(200);
        expect(requestsIn(await readMetrics(server.url))).toBe(COUNTED);
        await predict(server.url, 2);
        const metrics = await readMetrics(server.url);
        expect(requestsIn(metrics)).toBe(COUNTED + 2);
        expect(metrics).toMatchObject({ stale: false, shards_unreachable: 0 });
      } finally {
        await server.stop();
      }
    });
  });

  it('a copy of the stopped server’s .sqlite files alone is a backup', async () => {
    await withFolder(async (folder) => {
      const storage = path.join(folder, 'data');
      cpSync(filled, storage, { recursive: true });
      await (await startTestServer(storage)).stop();
      const backup = path.join(folder, 'backup');
      cpSync(storage, backup, {
        recursive: true,
        filter: (source) => !/-(wal|shm)$/.test(source),
      });
      const restored = await startTestServer(backup);
      expect(requestsIn(await readMetrics(restored.url))).toBe(COUNTED);
      await restored.stop();
    });
  });

  it('a copy of a running server’s folder, logs of writes included, is a backup', async () => {
    await withFolder(async (folder) => {
      const storage = path.join(folder, 'copy');
      cpSync(filled, storage, { recursive: true });
      const restored = await startTestServer(storage);
      expect(requestsIn(await readMetrics(restored.url))).toBe(COUNTED);
      await restored.stop();
    });
  });
});

describe.concurrent('a server whose storage disappears while it runs', () => {
  it('deleted: it keeps predicting, reports 503 and stale, and uses the folder again when it returns', async () => {
    await withFolder(async (folder) => {
      const storage = path.join(folder, 'data');
      const server = await startTestServer(storage);
      try {
        await predict(server.url, COUNTED);
        expect(await readiness(server.url)).toBe(200);
        expect(requestsIn(await readMetrics(server.url))).toBe(COUNTED);
        cpSync(storage, `${storage}-copy`, { recursive: true });
        rmSync(storage, { recursive: true });

        await vi.waitFor(async () => expect(await readiness(server.url)).toBe(503), NOTICED);
        await predict(server.url, 1);
        const { stale, shards_unreachable } = await readMetrics(server.url);
        expect(stale).toBe(true);
        // The shard that counts; the others as well once they have slept.
        expect(shards_unreachable).toBeGreaterThanOrEqual(1);
        expect((await fetch(new URL('/alerts', server.url))).status).toBe(200);
        expect((await fetch(new URL('/health', server.url))).status).toBe(200);

        renameSync(`${storage}-copy`, storage);
        await vi.waitFor(async () => expect(await readiness(server.url)).toBe(200), NOTICED);
        await vi.waitFor(async () => {
          const metrics = await readMetrics(server.url);
          expect(metrics).toMatchObject({ stale: false, shards_unreachable: 0 });
          expect(requestsIn(metrics)).toBe(COUNTED + 1);
        }, NOTICED);
        await predict(server.url, 1);
        expect(requestsIn(await readMetrics(server.url))).toBe(COUNTED + 2);
      } finally {
        await server.stop();
      }
    });
  });

  it('deleted, with an empty folder in its place: totals do not fall, and survive the next start', async () => {
    await withFolder(async (folder) => {
      const storage = path.join(folder, 'data');
      const { server, takenOver } = await startWatched(storage);
      try {
        await predict(server.url, 20);
        rmSync(storage, { recursive: true });
        mkdirSync(storage);
        await vi.waitFor(() => expect(takenOver()).toBe(1), NOTICED);
        await expectExactly(server.url, 20);
        await predict(server.url, 3);
        await expectExactly(server.url, 23);
      } finally {
        await server.stop();
      }
      const next = await startTestServer(storage);
      await expectExactly(next.url, 23);
      await next.stop();
    });
  });

  it('deleted for longer than a shard stays awake: what was counted before and meanwhile is all there', async () => {
    await withFolder(async (folder) => {
      const storage = path.join(folder, 'data');
      const { server, takenOver } = await startWatched(storage);
      try {
        await predict(server.url, 20);
        // The runtime is asked how it is every five seconds, and tells itself what its shard knows.
        await new Promise((resolve) => setTimeout(resolve, 7_000));
        rmSync(storage, { recursive: true });
        await new Promise((resolve) => setTimeout(resolve, 20_000));
        await predict(server.url, 2);
        mkdirSync(storage);
        await vi.waitFor(() => expect(takenOver()).toBe(1), NOTICED);
        await expectExactly(server.url, 22);
      } finally {
        await server.stop();
      }
    });
  });

  it('moved away while another folder serves, then back: nothing is counted twice, totals do not fall', async () => {
    await withFolder(async (folder) => {
      const storage = path.join(folder, 'data');
      const { server, takenOver } = await startWatched(storage);
      try {
        await predict(server.url, 20);
        renameSync(storage, `${storage}-away`);
        mkdirSync(storage);
        await vi.waitFor(() => expect(takenOver()).toBe(1), NOTICED);
        await expectExactly(server.url, 20);
        await predict(server.url, 3);
        renameSync(storage, `${storage}-other`);
        renameSync(`${storage}-away`, storage);
        await vi.waitFor(() => expect(takenOver()).toBe(2), NOTICED);
        await expectExactly(server.url, 23);
        await predict(server.url, 1);
        await expectExactly(server.url, 24);
      } finally {
        await server.stop();
      }
    });
  });

  it('moved away and back: nothing is lost', async () => {
    await withFolder(async (folder) => {
      const storage = path.join(folder, 'data');
      const server = await startTestServer(storage);
      try {
        await predict(server.url, 1);
        renameSync(storage, `${storage}-away`);
        await predict(server.url, 1);
        await new Promise((resolve) => setTimeout(resolve, 3_000));
        renameSync(`${storage}-away`, storage);
        await predict(server.url, 1);
        expect(requestsIn(await readMetrics(server.url))).toBe(3);
      } finally {
        await server.stop();
      }
    });
  });

  it.skipIf(!canMount())(
    'full (needs root, for a small tmpfs): counts are held and delivered when there is space again',
    async () => {
      await withFolder(async (folder) => {
        const disk = path.join(folder, 'disk');
        mkdirSync(disk);
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]);
        const server = await startTestServer(path.join(disk, 'data'));
        try {
          await predict(server.url, COUNTED);
          expect(requestsIn(await readMetrics(server.url))).toBe(COUNTED);
          fillDisk(path.join(disk, 'filler'));
          await predict(server.url, 3);
          await vi.waitFor(async () => expect(await readiness(server.url)).toBe(503), NOTICED);
          expect(await readMetrics(server.url)).toMatchObject({ stale: true, shards_unreachable: 1 });

          rmSync(path.join(disk, 'filler'));
          await vi.waitFor(async () => expect(await readiness(server.url)).toBe(200), NOTICED);
          const metrics = await readMetrics(server.url);
          expect(requestsIn(metrics)).toBe(COUNTED + 3);
          expect(metrics).toMatchObject({ stale: false, shards_unreachable: 0, counts_lost: 0 });
        } finally {
          await server.stop();
          // Lazily: the runtime that was ended may hold its files for a moment longer.
          execFileSync('umount', ['-l', disk]);
        }
      });
    },
  );
});

it.skipIf(!canMount())(
  'a read-only disk (needs root, for a small tmpfs): nothing starts on it, with what to do; made writable, it has all counts',
  async () => {
    await withFolder(async (folder) => {
      const disk = path.join(folder, 'disk');
      mkdirSync(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', disk]);
      const storage = path.join(disk, 'data');
      try {
        await fill(storage);
        execFileSync('mount', ['-o', 'remount,ro', disk]);
        await expect(startTestServer(storage)).rejects.toThrow(
          /^Cannot write to the storage folder .*data \(EROFS: read-only file system\): make it writable .*STORAGE_DIR$/,
        );
        execFileSync('mount', ['-o', 'remount,rw', disk]);
        const server = await startTestServer(storage);
        await expectExactly(server.url, COUNTED);
        await server.stop();
      } finally {
        execFileSync('umount', ['-l', disk]);
      }
    });
  },
);

it('a storage folder that cannot be written to is named at the start, with what to do', async () => {
  await withFolder(async (folder) => {
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    await expect(startTestServer(path.join(file, 'data'))).rejects.toThrow(
      /^Cannot write to the storage folder .*file\/data .*set STORAGE_DIR$/,
    );
  });
});

function canMount(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0;
}

/** Writes until nothing more goes in. */
function fillDisk(file: string): void {
  const descriptor = openSync(file, 'w');
  const block = new Uint8Array(4_096);
  try {
    for (;;) writeSync(descriptor, block);
  } catch {
    closeSync(descriptor);
  }
}
