import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

export interface WatchStorageOptions {
  /** Folder of the Durable Objects' storage; it exists, and the runtime has opened it. */
  readonly storage: string;
  /** Called when another folder has taken its place: the runtime has to be restarted, because it holds the old one open. */
  readonly onReplaced: () => Promise<void>;
  /** Receives lines for people. */
  readonly log: (message: string) => void;
  /** Milliseconds between checks. Default: 2,000. */
  readonly everyMilliseconds?: number;
}

/**
 * Watches whether the folder that the runtime has opened is still the one at its path. A runtime keeps writing to a folder
 * that was deleted, and does not notice when a folder is at its path again.
 *
 * @returns a function that ends the watch
 */
export function watchStorage(options: WatchStorageOptions): () => void {
  const { storage, onReplaced, log, everyMilliseconds = 2_000 } = options;
  let opened = foldersOf(storage);
  let seen = opened;
  let isRestarting = false;

  const look = async () => {
    if (isRestarting) return;
    const before = seen;
    seen = foldersOf(storage);
    if (seen === null) {
      if (before !== null) log(`${storage} is gone; holding counts in memory until it is back`);
      return;
    }
    if (opened === null || holdsAll(seen, opened)) {
      if (before === null) log(`${storage} is back`);
      // The runtime creates folders on demand.
      opened = seen;
      return;
    }
    // Waits until a deletion or copy in progress has finished.
    if (before === null || !holdsAll(seen, before) || !holdsAll(before, seen)) return;
    isRestarting = true;
    log(`${storage} was replaced; restarting the runtime on it with the counts of the old one`);
    await onReplaced().catch((error: Error) =>
      log(`Cannot start the runtime on ${storage}: ${error.message}`),
    );
    opened = foldersOf(storage);
    seen = opened;
    isRestarting = false;
  };
  const timer = setInterval(() => void look(), everyMilliseconds);
  timer.unref();
  return () => clearInterval(timer);
}

/** Identity of a folder and of each folder in it, by name. */
type Folders = ReadonlyMap<string, string>;

/** @returns what is at a path, or null if there is nothing */
function foldersOf(storage: string): Folders | null {
  try {
    const folders = readdirSync(storage, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const names = ['.', ...folders.map(({ name }) => name)];
    return new Map(names.map((name) => [name, inodeOf(path.join(storage, name))]));
  } catch {
    return null;
  }
}

function holdsAll(folders: Folders, others: Folders): boolean {
  return [...others].every(([name, inode]) => folders.get(name) === inode);
}

function inodeOf(folder: string): string {
  const { dev, ino, birthtimeNs } = statSync(folder, { bigint: true });
  // The inode of a deleted folder is often reused for the next one.
  return `${dev}:${ino}:${birthtimeNs}`;
}
