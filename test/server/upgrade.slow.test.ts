import { cpSync, readdirSync } from 'node:fs';
import path from 'node:path';
import sqlite from 'node-sqlite3-wasm';
import { expect, it } from 'vitest';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';
import { readMetrics, startTestServer, withFolder } from '../support/with-server';

/** What version 1.0.0 wrote after three predictions of a seven. */
const RELEASED = path.resolve(import.meta.dirname, '../fixtures/storage-1.0.0');

/** Number of migrations that the tables of the counters have had. */
function schemaVersion(storage: string): number {
  const folder = path.join(storage, 'digits-MetricsShard');
  const [shard] = readdirSync(folder).filter((name) => /^[\da-f]+\.sqlite$/.test(name));
  const database = new sqlite.Database(path.join(folder, shard!));
  try {
    // Without shared memory, which this build of SQLite lacks.
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    return Number(database.get('SELECT version FROM schema')!.version);
  } finally {
    database.close();
  }
}

it('the storage of 1.0.0 is taken over with its counts, and its schema stays, so that 1.0.0 could go on', async () => {
  await withFolder(async (folder) => {
    const storage = path.join(folder, 'data');
    cpSync(RELEASED, storage, { recursive: true });
    const before = schemaVersion(storage);
    const server = await startTestServer(storage);
    const { service_metrics, model_metrics } = await readMetrics(server.url);
    expect(service_metrics).toMatchObject({ total_requests: 3, successful_predictions: 3 });
    expect(model_metrics.predictions_by_digit).toMatchObject({ 7: 3 });
    await fetch(new URL('/predict', server.url), { method: 'POST', body: toPng(drawSeven(28)) });
    await server.stop();
    // Where this fails, docs/runbook.md has to say that one cannot go back.
    expect(schemaVersion(storage)).toBe(before);

    const successor = await startTestServer(storage);
    expect((await readMetrics(successor.url)).service_metrics.successful_predictions).toBe(4);
    await successor.stop();
  });
});
