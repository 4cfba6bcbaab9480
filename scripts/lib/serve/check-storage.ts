import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sqlite from 'node-sqlite3-wasm';

type SqliteDatabase = InstanceType<typeof sqlite.Database>;

/** What SQLite says of a file that is no database any more; everything else (a full disk, for one) may pass. */
const DAMAGED = /malformed|not a database|corrupt/i;
/** What belongs to a database: the log of writes that are not in it yet, and the index of that log. */
const COMPANIONS = ['-wal', '-shm'];

/** Copy of the log of writes from before a check, which writes the log into its database. */
const UNTOUCHED = '.unchecked';

/**
 * Makes sure that the folder can be written to: the runtime would end without a word of it.
 *
 * @param storage folder; made where it is absent
 * @throws Error that says what to do
 */
export function makeStorage(storage: string): void {
  const probe = path.join(storage, '.written-to');
  try {
    mkdirSync(storage, { recursive: true });
    // More than a runtime needs to begin with: an index of 32 KiB for each of its databases.
    try {
      writeFileSync(probe, new Uint8Array(1_000_000));
    } finally {
      rmSync(probe, { force: true });
    }
  } catch (error) {
    const reason = (error as Error).message.split(',')[0];
    throw new Error(
      `Cannot write to the storage folder ${storage} (${reason}): make it writable with a megabyte to spare, or set STORAGE_DIR`,
    );
  }
}

/**
 * Looks at every database before the runtime opens it: one that is damaged would keep a counter from working, or the
 * runtime from starting, at each start anew. It is moved aside, never deleted; a shard takes its totals back from the
 * ledger. Logs of writes are written into their databases on the way, so that afterwards each is one file.
 *
 * Only for the process that owns the folder, while no runtime runs on it.
 *
 * @param storage folder of the Durable Objects' storage; may be absent
 * @param now for the names of files that are moved
 * @returns one line for each file that was moved aside or could not be looked at
 */
export function checkStorage(storage: string, now = new Date()): string[] {
  return databasesIn(storage).flatMap((file) => {
    const fault = withLogKept(file, () => faultOf(file), now);
    if (fault === null) return [];
    return DAMAGED.test(fault) ? [moveAside(file, fault, now)] : [`Cannot check ${file}: ${fault}`];
  });
}

/**
 * Writes the logs of writes into their databases, so that a copy of the `.sqlite` files alone is a backup. For a stop: no
 * runtime may run on the folder.
 */
export function checkpointStorage(storage: string): void {
  // The last connection that is closed does it.
  for (const file of databasesIn(storage)) faultOf(file);
}

function databasesIn(storage: string): string[] {
  if (!existsSync(storage)) return [];
  const folders = readdirSync(storage, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.flatMap(({ name }) => {
    const files = readdirSync(path.join(storage, name)).filter((file) => file.endsWith('.sqlite'));
    return files.map((file) => path.join(storage, name, file));
  });
}

/** Keeps the log of writes as it was found where the work finds damage. */
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

/** @returns what is wrong with a database, or null */
function faultOf(file: string): string | null {
  let database: SqliteDatabase | null = null;
  try {
    // Left behind where a check was killed; the package locks by making this folder.
    rmSync(`${file}.lock`, { recursive: true, force: true });
    database = new sqlite.Database(file);
    // Without shared memory, which this build of SQLite has not: the folder is ours alone.
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
    // What could not be written stays in the log of writes, where the runtime finds it.
  }
}

function moveAside(file: string, fault: string, now: Date): string {
  const suffix = suffixOf(now);
  renameSync(file, `${file}.${suffix}`);
  for (const companion of COMPANIONS) rmSync(file + companion, { force: true });
  return `${file} is damaged (${fault}): it is kept as ${path.basename(file)}.${suffix}, and a new one is begun`;
}

function suffixOf(now: Date): string {
  return `corrupt-${now.toISOString().replaceAll(':', '-')}`;
}
