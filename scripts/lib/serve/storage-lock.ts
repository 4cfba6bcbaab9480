import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../user-error';
import { create, type Holder, lookAt, ownHold, readHolder, remove, removeStale, touch } from './lock-file';
import { makeFolder } from './make-folder';

export interface StorageLockOptions {
  readonly folder: string;
  /** The address of this server; null if not known yet. */
  readonly address: string | null;
  /** Receives one line about problems that do not stop the server. */
  readonly warn: (line: string) => void;
  /** How often the lock is touched; less than a third of the 15 s after which it is stale. */
  readonly beatMilliseconds?: number;
}

export interface StorageLock {
  /** Releases the folder for another server. */
  release(): void;
}

/** The file in the folder that names the server that uses it. */
export const LOCK_FILE = 'server.lock';

const LOOK_MILLISECONDS = 100;
/** Time for a lock file that is being written to be complete. */
const LOOKS_BEFORE_WARNING = 10;

/**
 * Makes this process the only server that keeps its counters in the folder: two servers would overwrite each other's
 * totals. Waits up to 15 s if it cannot determine otherwise whether the holder still runs, for example in another
 * container.
 *
 * A folder with counters that is not writable (read-only, full) is not locked, with a warning: the server runs
 * without the lock and acquires it as soon as possible.
 *
 * @throws UserError if another server uses the folder, if it cannot be created, or if it is empty and not writable
 */
export async function lockStorage(options: StorageLockOptions): Promise<StorageLock> {
  const { folder, address, warn, beatMilliseconds = 5_000 } = options;
  makeStorageFolder(folder);
  const file = path.join(folder, LOCK_FILE);
  const hold = ownHold(address);
  let trouble: string | null = null;
  const report = (error: Error | null) => {
    const line =
      error instanceof UserError ? error.message : error && `Cannot lock ${folder}: ${error.message}`;
    if (line !== null && line !== trouble) warn(line);
    trouble = line;
  };

  try {
    await acquire(file, hold, warn);
  } catch (error) {
    if (error instanceof UserError) throw error;
    // The runtime can run without writing, but not without the folders of its objects.
    if (readdirSync(folder).length === 0) throw cannotUse(folder, (error as Error).message);
    report(error as Error);
  }
  const beat = setInterval(() => {
    try {
      keep(file, hold);
      report(null);
    } catch (error) {
      report(error as Error);
    }
  }, beatMilliseconds);
  beat.unref();
  return {
    release: () => {
      clearInterval(beat);
      remove(file, hold);
    },
  };
}

function makeStorageFolder(folder: string): void {
  try {
    makeFolder(folder);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'EEXIST' ? 'it is a file' : message;
    throw cannotUse(folder, reason);
  }
}

function cannotUse(folder: string, reason: string): UserError {
  return new UserError(`Cannot use ${folder} as storage: ${reason}; name another folder with STORAGE_DIR`);
}

/** Acquires the lock as soon as it is free. */
async function acquire(file: string, hold: Holder, warn: (line: string) => void): Promise<void> {
  let looks = 0;
  let touched: number | null = null;
  while (!create(file, hold)) {
    const found = lookAt(file);
    if (found.state === 'stale') removeStale(file, hold);
    if (found.state === 'held') throw inUse(file);
    if (found.state === 'unclear') {
      if (touched !== null && found.touched !== touched && readHolder(file) !== null) throw inUse(file);
      touched = found.touched;
      looks++;
      if (looks === LOOKS_BEFORE_WARNING) warn(`Waiting up to 15 s: ${describe(file)} may still run`);
      await sleep(LOOK_MILLISECONDS);
    }
  }
}

/** Touches the lock; acquires it if that was impossible before, or if the folder was replaced. */
function keep(file: string, hold: Holder): void {
  if (readHolder(file)?.id === hold.id) touch(file);
  else if (lookAt(file).state === 'stale') removeStale(file, hold);
  else if (!create(file, hold)) throw inUse(file);
}

function inUse(file: string): UserError {
  const folder = path.dirname(file);
  return new UserError(
    `Cannot use ${folder} as storage: ${describe(file)} uses it; stop that one, or name another folder with STORAGE_DIR`,
  );
}

function describe(file: string): string {
  const holder = readHolder(file);
  if (holder === null) return 'another server';
  const { pid, host, address, since } = holder;
  return `the server with process id ${pid} on ${host} (${address ?? 'address unknown'}, since ${since})`;
}
