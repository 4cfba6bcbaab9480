import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ownIdentity } from '../../../scripts/lib/serve/process-identity';
import { LOCK_FILE, lockStorage } from '../../../scripts/lib/serve/storage-lock';
import { UserError } from '../../../scripts/lib/user-error';
import { canMount, fillDisk, mountSmallDisk } from '../../support/small-disk';

const address = 'http://localhost:8000';
/** The number of no process: the kernel gives none above 2 ** 22. */
const GONE = 2 ** 22 + 1;
const onLinux = process.platform === 'linux';

let folder: string;
let lockFile: string;
const warnings: string[] = [];
const children: Rival[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'digits-lock-'));
  lockFile = path.join(folder, LOCK_FILE);
  warnings.length = 0;
});
afterEach(() => {
  for (const { child } of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

interface Rival {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  /** What it says when it has the lock, or why it has not. */
  readonly said: Promise<string>;
}

/** Starts a process that locks the folder at the moment given, in ms since 1970. */
function startRival(moment = 0): Rival {
  const script = path.join(import.meta.dirname, '../../support/serve/hold-lock.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, folder, `${moment}`], { stdio: 'pipe' });
  const said = once(createInterface({ input: child.stdout }), 'line').then(([line]) => line as string);
  const rival = { child, said };
  children.push(rival);
  return rival;
}

const lock = () =>
  lockStorage({ folder, address, warn: (line) => warnings.push(line), beatMilliseconds: 50 });

/** Writes a lock as a process left it that is gone now, or that is not the one that has its number. */
function leaveLock(holder: object, touchedSecondsAgo = 0): void {
  writeFileSync(
    lockFile,
    JSON.stringify({ id: 'left', address, since: '2026-01-01', ...ownIdentity(), ...holder }),
  );
  const touched = new Date(Date.now() - touchedSecondsAgo * 1000);
  utimesSync(lockFile, touched, touched);
}

describe('lockStorage()', () => {
  it('refuses a folder that another process has, in one line with its number, host and address', async () => {
    const rival = startRival();
    expect(await rival.said).toBe('locked');
    const refusal = await lock().catch((error) => error);
    expect(refusal).toBeInstanceOf(UserError);
    const { host } = ownIdentity();
    expect(refusal.message).toMatch(
      `Cannot use ${folder} as storage: the server with process id ${rival.child.pid} on ${host} (${address}, since 20`,
    );
    expect(refusal.message).toMatch(/ uses it; stop that one, or name another folder with STORAGE_DIR$/);
  });

  it('lets exactly one of several processes have it that start at the same moment, twice', async () => {
    for (let round = 0; round < 2; round++) {
      // The second time over the lock of a process that is gone, which all of them find stale.
      if (round % 2 === 1) leaveLock({ pid: GONE });
      const rivals = Array.from({ length: 3 }, () => startRival(Date.now() + 1500));
      const said = await Promise.all(rivals.map((rival) => rival.said));
      expect(said.filter((line) => line === 'locked')).toHaveLength(1);
      const winner = rivals[said.indexOf('locked')]!;
      for (const line of said.filter((line) => line !== 'locked')) {
        expect(line).toContain(`process id ${winner.child.pid} `);
      }
      winner.child.kill('SIGKILL');
      await once(winner.child, 'exit');
      rmSync(lockFile);
    }
  });

  it('takes over the lock of a process that was killed', async () => {
    const { child, said } = startRival();
    await said;
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(JSON.parse(readFileSync(lockFile, 'utf8')).pid).toBe(child.pid);
    const { release } = await lock();
    expect(JSON.parse(readFileSync(lockFile, 'utf8')).pid).toBe(process.pid);
    release();
  });

  it.runIf(onLinux)('takes over the lock of a process whose number another one has by now', async () => {
    leaveLock({ pid: process.pid, start: '1' });
    (await lock()).release();
  });

  it.each([
    ['before the machine was started anew', { boot: 'another' }],
    ['in another container', { namespace: 'pid:[1]' }],
    ['on another machine', { host: 'another', boot: 'another' }],
    ['on a system that does not tell when a process began', { start: null }],
  ])('takes over a lock that was made %s and is not touched any more', async (_, holder) => {
    leaveLock(holder, 60);
    (await lock()).release();
    expect(warnings).toEqual([]);
  });

  it('takes over a lock that a power failure left empty', async () => {
    writeFileSync(lockFile, '');
    utimesSync(lockFile, 0, 0);
    (await lock()).release();
  });

  it('takes over a lock whose time is in the future, and a link that leads nowhere', async () => {
    leaveLock({ boot: 'another' }, -3600);
    (await lock()).release();
    symlinkSync(path.join(folder, 'nowhere'), lockFile);
    lutimesSync(lockFile, 0, 0);
    (await lock()).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses a folder whose holder cannot be seen, as in another container, but touches its lock', async () => {
    leaveLock({ namespace: 'pid:[1]' });
    const touching = setInterval(() => utimesSync(lockFile, new Date(), new Date()), 1500);
    await expect(lock()).rejects.toThrow(/ uses it; /);
    clearInterval(touching);
    expect(warnings).toEqual([
      expect.stringMatching(/^Waiting up to 15 s: the server with process id \d+ on /),
    ]);
  });

  it('touches its own lock while it has it', async () => {
    const { release } = await lock();
    utimesSync(lockFile, 0, 0);
    await expect.poll(() => statSync(lockFile).mtimeMs, { timeout: 15_000 }).toBeGreaterThan(0);
    release();
  });

  it('takes the lock again when the folder was deleted and is back, and warns when another server has it', async () => {
    const { release } = await lock();
    rmSync(folder, { recursive: true });
    await expect.poll(() => warnings, { timeout: 15_000 }).toEqual([expect.stringContaining('ENOENT')]);
    mkdirSync(folder);
    await expect.poll(() => existsSync(lockFile), { timeout: 15_000 }).toBe(true);
    leaveLock({});
    await expect
      .poll(() => warnings, { timeout: 15_000 })
      .toEqual([expect.stringContaining('ENOENT'), expect.stringContaining(' uses it; ')]);
    release();
    expect(existsSync(lockFile)).toBe(true);
  });

  it('leaves nothing behind when it is released', async () => {
    (await lock()).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('makes the folder where there is none', async () => {
    const nested = path.join(folder, 'a/b');
    const { release } = await lockStorage({ folder: nested, address, warn: () => {} });
    expect(existsSync(path.join(nested, LOCK_FILE))).toBe(true);
    release();
  });

  it.skipIf(!canMount)(
    'goes on without the lock on a full disk, with one warning, and takes it when there is room (needs root on Linux)',
    async () => {
      const disk = mountSmallDisk(folder);
      const filler = path.join(folder, 'filler');
      fillDisk(filler);
      const { release } = await lock();
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(warnings).toEqual([`Cannot lock ${folder}: ENOSPC: no space left on device, write`]);
      expect(existsSync(lockFile)).toBe(false);
      rmSync(filler);
      await expect.poll(() => existsSync(lockFile)).toBe(true);
      release();
      disk.unmount();
    },
  );

  it.skipIf(!canMount)(
    'refuses a folder that is empty and read-only: there is nothing to read (needs root on Linux)',
    async () => {
      const disk = mountSmallDisk(folder);
      disk.remount('ro');
      await expect(lock()).rejects.toThrow(
        /^Cannot use .* as storage: EROFS: .*; name another folder with STORAGE_DIR$/,
      );
      disk.unmount();
    },
  );

  it.skipIf(!canMount)(
    'goes on without the lock in a read-only folder, over the lock of a process that is gone (needs root on Linux)',
    async () => {
      const disk = mountSmallDisk(folder);
      leaveLock({ pid: GONE });
      disk.remount('ro');
      const { release } = await lock();
      expect(warnings).toEqual([
        expect.stringMatching(`^Cannot lock ${folder}: EROFS: read-only file system`),
      ]);
      disk.remount('rw');
      await expect.poll(() => JSON.parse(readFileSync(lockFile, 'utf8')).pid).toBe(process.pid);
      release();
      disk.unmount();
    },
  );

  it('refuses a folder that is a file', async () => {
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    await expect(lockStorage({ folder: file, address, warn: () => {} })).rejects.toThrow(
      `Cannot use ${file} as storage: it is a file; name another folder with STORAGE_DIR`,
    );
  });
});
