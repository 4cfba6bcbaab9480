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

/** What a lock file says of the process that has it. */
export interface Holder extends ProcessIdentity {
  /** Tells this hold of the lock from every other. */
  readonly id: string;
  /** Where it serves; null where that was not known. */
  readonly address: string | null;
  /** When it took the lock, ISO 8601. */
  readonly since: string;
}

/** What a look at a lock file says. Times in ms since 1970. */
export interface LockState {
  /**
   * `held`: its process runs. `stale`: it does not, or the lock was not touched for 15 s. `unclear`: the process cannot
   * be seen from here, or the file is being written.
   */
  readonly state: 'free' | 'held' | 'stale' | 'unclear';
  /** When it was last touched; null where there is none. */
  readonly touched: number | null;
}

/** A lock that its holder has not touched for so long is stale, where its process cannot be seen: three beats. */
const STALE_MILLISECONDS = 15_000;

/** What this process writes into a lock file. */
export function ownHold(address: string | null): Holder {
  return { id: randomUUID(), ...ownIdentity(), address, since: new Date().toISOString() };
}

/** Looks whether a lock is somebody's. */
export function lookAt(file: string): LockState {
  const touched = lstatSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null;
  if (touched === null) return { state: 'free', touched };
  const holder = readHolder(file);
  const running = holder === null ? null : isRunning(holder);
  if (running === true) return { state: 'held', touched };
  // A time in the future is none that a clock has shown lately, either.
  const stale = running === false || Math.abs(Date.now() - touched) > STALE_MILLISECONDS;
  return { state: stale ? 'stale' : 'unclear', touched };
}

/**
 * Makes the lock file.
 * @returns false where there is one
 * @throws NodeJS.ErrnoException where the folder cannot be written
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
    // On a full disk a file can be made, but not filled.
    rmSync(file, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** Says that the holder still runs, to those who cannot see its process. */
export function touch(file: string): void {
  const now = new Date();
  utimesSync(file, now, now);
}

/**
 * Removes a stale lock file. Two servers may find the same one stale, and the slower one would then remove the lock
 * that the faster one has made since: so it looks once more at what it has moved aside, and puts back what is not
 * stale.
 */
export function removeStale(file: string, { id }: Holder): void {
  const aside = `${file}.${id}`;
  try {
    renameSync(file, aside);
    if (lookAt(aside).state !== 'stale') copyFileSync(aside, file, constants.COPYFILE_EXCL);
    rmSync(aside);
  } catch (error) {
    // Another server was faster, at either step.
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EEXIST') throw error;
  }
}

/** Removes the lock file where it is this hold's. What cannot be removed is stale when the process is gone. */
export function remove(file: string, { id }: Holder): void {
  if (readHolder(file)?.id !== id) return;
  try {
    rmSync(file, { force: true });
  } catch {
    // The folder has become read-only.
  }
}

/** @returns null where there is none, or none that can be read */
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
