import { copyFileSync, existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sqlite from 'node-sqlite3-wasm';
import { makeFolder } from './make-folder';
import { bucketFolder } from './simulators';

type SqliteDatabase = InstanceType<typeof sqlite.Database>;

/** SQLite's error codes for a damaged database; other errors (such as a full disk) may be temporary. */
const DAMAGED = /malformed|not a database|corrupt/i;
/** Files that belong to a database: its write-ahead log and the index of that log. */
const COMPANIONS = ['-wal', '-shm'];

/** Copy of the log of writes from before a check, which writes the log into its database. */
const UNTOUCHED = '.unchecked';

/** The storage cannot be used at present: no runtime could be started on it, and none is to blame. */
export class StorageFault extends Error {
  override readonly name = 'StorageFault';
}

/**
 * Ensures that the folder is writable: otherwise the runtime would exit without an explanation.
 *
 * @param storage folder; created if missing
 * @throws StorageFault that says what to do
 */
export function makeStorage(storage: string): void {
  const probe = path.join(storage, '.written-to');
  try {
    makeFolder(storage);
    makeFolder(bucketFolder(storage));
    // More than a runtime needs to start: an index of 32 KiB for each of its databases.
    try {
      writeFileSync(probe, new Uint8Array(1_000_000));
    } finally {
      rmSync(probe, { force: true });
    }
  } catch (error) {
    const reason = (error as Error).message.split(',')[0];
    throw new StorageFault(
      `Cannot write to the storage folder ${storage} (${reason}): make it writable with a megabyte to spare, or set STORAGE_DIR`,
    );
  }
}

/**
 * Checks every database before the runtime opens it: a damaged one would prevent a counter from working, or the
 * runtime from starting, every time. It is renamed, never deleted; a shard restores its totals from the
 * ledger. Write-ahead logs are checkpointed in the process, so that each database is one file afterwards.
 *
 * Only for the process that owns the folder, while no runtime runs on it.
 *
 * @param storage folder of the Durable Objects' storage; may be absent
 * @param now for the names of files that are moved
 * @returns one line for each file that was renamed or could not be checked
 */
export function checkStorage(storage: string, now = new Date()): string[] {
  return databasesIn(storage).flatMap((file) => {
    const fault = withLogKept(file, () => faultOf(file), now);
    if (fault === null) return [];
    return DAMAGED.test(fault) ? [moveAside(file, fault, now)] : [`Cannot check ${file}: ${fault}`];
  });
}

/**
 * Checkpoints the write-ahead logs, so that a copy of the `.sqlite` files alone is a back-up. For a stop: no
 * runtime may run on the folder.
 */
export function checkpointStorage(storage: string): void {
  // Closing the last connection does it.
  for (const file of databasesIn(storage)) faultOf(file);
}

/** Databases of the Worker's own objects, and of the simulated buckets. */
function databasesIn(storage: string): string[] {
  return [storage, bucketFolder(storage)].flatMap(databasesBelow);
}

function databasesBelow(storage: string): string[] {
  if (!existsSync(storage)) return [];
  const folders = readdirSync(storage, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.flatMap(({ name }) => {
    const files = readdirSync(path.join(storage, name)).filter((file) => file.endsWith('.sqlite'));
    return files.map((file) => path.join(storage, name, file));
  });
}

/** Restores the original write-ahead log if damage is found. */
function withLogKept(file: string, work: () => string | null, now: Date): string | null {
  const log = `${file}-wal`;
  const copy = log + UNTOUCHED;
  try {
    if (existsSync(log)) copyFileSync(log, copy);
  } catch (error) {
    return (error as Error).message;
  }
  const fault = work();
  if (existsSync(copy)) {
    if (fault !== null && DAMAGED.test(fault)) renameSync(copy, `${log}.${suffixOf(now)}`);
    else rmSync(copy);
  }
  return fault;
}

/** @returns the defect of a database, or null */
function faultOf(file: string): string | null {
  let database: SqliteDatabase | null = null;
  try {
    // Left over from a killed check; the package locks by creating this folder.
    rmSync(`${file}.lock`, { recursive: true, force: true });
    database = new sqlite.Database(file);
    // Without shared memory, which this build of SQLite lacks: no other process uses the folder.
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    const found = database.all('PRAGMA quick_check').map((row) => String(row.quick_check));
    return found.join() === 'ok' ? null : `malformed: ${found[0]}`;
  } catch (error) {
    return (error as Error).message;
  } finally {
    close(database);
  }
}

function close(database: SqliteDatabase | null): void {
  try {
    database?.close();
  } catch {
    // Anything that could not be written stays in the write-ahead log, where the runtime finds it.
  }
}

function moveAside(file: string, fault: string, now: Date): string {
  const suffix = suffixOf(now);
  renameSync(file, `${file}.${suffix}`);
  for (const companion of COMPANIONS) rmSync(file + companion, { force: true });
  return `${file} is damaged (${fault}): it is kept as ${path.basename(file)}.${suffix}, and a new one is created`;
}

function suffixOf(now: Date): string {
  return `corrupt-${now.toISOString().replaceAll(':', '-')}`;
}
