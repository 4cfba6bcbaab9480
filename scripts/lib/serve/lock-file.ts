import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { isRunning, ownIdentity, type ProcessIdentity } from './process-identity';

/** Contents of a lock file: the process that holds it. */
export interface Holder extends ProcessIdentity {
  /** Unique each time the lock is acquired. */
  readonly id: string;
  /** Its address; null if unknown. */
  readonly address: string | null;
  /** When it acquired the lock, ISO 8601. */
  readonly since: string;
}

/** State of a lock file. Times in ms since 1970. */
export interface LockState {
  /**
   * `held`: its process runs. `stale`: it does not, or the lock was not touched for 15 s. `unclear`: the process cannot
   * be checked from here, or the file is being written.
   */
  readonly state: 'free' | 'held' | 'stale' | 'unclear';
  /** When it was last touched; null if there is none. */
  readonly touched: number | null;
}

/** If the holder's process cannot be checked, a lock untouched for this long is stale: three heartbeats. */
const STALE_MILLISECONDS = 15_000;

/** The contents of this process's lock file. */
export function ownHold(address: string | null): Holder {
  return { id: randomUUID(), ...ownIdentity(), address, since: new Date().toISOString() };
}

/** Determines the state of a lock. */
export function lookAt(file: string): LockState {
  const touched = lstatSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null;
  if (touched === null) return { state: 'free', touched };
  const holder = readHolder(file);
  const running = holder === null ? null : isRunning(holder);
  if (running === true) return { state: 'held', touched };
  // A time in the future is not recent either.
  const stale = running === false || Math.abs(Date.now() - touched) > STALE_MILLISECONDS;
  return { state: stale ? 'stale' : 'unclear', touched };
}

/**
 * Creates the lock file.
 * @returns false if there is one
 * @throws NodeJS.ErrnoException if the folder is not writable
 */
export function create(file: string, hold: Holder): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'wx');
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    writeFileSync(descriptor, `${JSON.stringify(hold, null, 2)}\n`);
    return true;
  } catch (error) {
    // On a full disk a file can be created but not filled.
    rmSync(file, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** Heartbeat for those who cannot check the holder's process. */
export function touch(file: string): void {
  const now = new Date();
  utimesSync(file, now, now);
}

/**
 * Removes a stale lock file. Two servers may find the same one stale, and the slower one could then remove the lock
 * that the faster one has created since. It therefore checks the renamed file again, and restores it if it is not
 * stale.
 */
export function removeStale(file: string, { id }: Holder): void {
  const aside = `${file}.${id}`;
  try {
    renameSync(file, aside);
    if (lookAt(aside).state !== 'stale') copyFileSync(aside, file, constants.COPYFILE_EXCL);
    rmSync(aside);
  } catch (error) {
    // Another server was faster.
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EEXIST') throw error;
  }
}

/** Removes the lock file if it is still ours. If it cannot be removed, it is stale once the process is gone. */
export function remove(file: string, { id }: Holder): void {
  if (readHolder(file)?.id !== id) return;
  try {
    rmSync(file, { force: true });
  } catch {
    // The folder has become read-only.
  }
}

/** @returns null if there is none or it is unreadable */
export function readHolder(file: string): Holder | null {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8'));
    return typeof holder?.id === 'string' && Number.isInteger(holder.pid) ? holder : null;
  } catch {
    return null;
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
