import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkStorage } from '../serve/check-storage';
import { lookAt, readHolder } from '../serve/lock-file';
import { LOCK_FILE } from '../serve/storage-lock';
import type { Finding } from './finding';

/** A year of history, and the write-ahead logs, take less. */
const MIN_FREE_BYTES = 100e6;

/** Checks the storage without changing it: it may belong to a server that runs. */
export function checkStorageFolder(folder: string): Finding[] {
  const subject = 'storage';
  if (!existsSync(folder)) return [checkParent(folder)];
  if (!statSync(folder).isDirectory())
    return [{ subject, state: 'failed', message: `${folder} is a file: name a folder with STORAGE_DIR` }];
  return [checkWritable(folder), checkSpace(folder), checkLock(folder), checkDatabases(folder)];
}

function checkParent(folder: string): Finding {
  const parent = nearestFolder(folder);
  return isWritable(parent)
    ? { subject: 'storage', state: 'ok', message: `${folder} will be created` }
    : {
        subject: 'storage',
        state: 'failed',
        message: `${folder} cannot be created: make ${parent} writable, or set STORAGE_DIR`,
      };
}

function nearestFolder(file: string): string {
  const parent = path.dirname(file);
  return existsSync(parent) ? parent : nearestFolder(parent);
}

function checkWritable(folder: string): Finding {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
    path.join(folder, name),
  );
  const locked = [folder, ...files].filter((file) => !isWritable(file));
  return locked.length === 0
    ? { subject: 'permissions', state: 'ok', message: `${folder} is writable` }
    : {
        subject: 'permissions',
        state: 'failed',
        message: `${locked[0]} is not writable, nor are ${locked.length - 1} others: give them to the user of the server`,
      };
}

function checkSpace(folder: string): Finding {
  const { bavail, bsize } = statfsSync(folder);
  const megabytes = Math.floor((bavail * bsize) / 1e6);
  return megabytes * 1e6 >= MIN_FREE_BYTES
    ? { subject: 'space', state: 'ok', message: `${megabytes} MB free` }
    : {
        subject: 'space',
        state: 'failed',
        message: `${megabytes} MB free: make room for ${MIN_FREE_BYTES / 1e6}`,
      };
}

function checkLock(folder: string): Finding {
  const file = path.join(folder, LOCK_FILE);
  const { state } = lookAt(file);
  const subject = 'lock';
  if (state === 'free') return { subject, state: 'ok', message: 'no server uses the storage' };
  const holder = readHolder(file);
  const name = holder === null ? 'a server' : `the server with process id ${holder.pid} on ${holder.host}`;
  if (state === 'stale')
    return { subject, state: 'ok', message: `${name} has ended without notice; the next one takes over` };
  return {
    subject,
    state: 'warning',
    message: `${name} uses the storage: stop it before you start another one here`,
  };
}

/** On a copy, because the check of a database writes its log into it. */
function checkDatabases(folder: string): Finding {
  const draft = mkdtempSync(path.join(tmpdir(), 'digits-doctor-'));
  try {
    cpSync(folder, draft, { recursive: true });
    const faults = checkStorage(draft).map((fault) => fault.replaceAll(draft, folder));
    const aside = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.corrupt-/.test(name),
    );
    return toFinding(faults, aside);
  } catch (error) {
    return { subject: 'databases', state: 'failed', message: `cannot be read: ${(error as Error).message}` };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function toFinding(faults: readonly string[], aside: readonly string[]): Finding {
  const subject = 'databases';
  const [fault] = faults;
  if (fault !== undefined)
    return {
      subject,
      state: 'warning',
      message: `${fault.split(':')[0]}; the next start sets it aside and restores the totals, or restore a back-up (docs/runbook.md)`,
    };
  if (aside.length > 0)
    return {
      subject,
      state: 'warning',
      message: `intact, but ${aside.length} damaged files were set aside, such as ${aside[0]}: delete them once you need them no more`,
    };
  return { subject, state: 'ok', message: 'intact' };
}

function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
