import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';

/** Only the administrator of a Linux machine can mount a disk. */
export const canMount = process.platform === 'linux' && process.getuid?.() === 0;
if (!canMount)
  console.log('Skipped: tests on a full and on a read-only disk, which need to run as root on Linux');

/** Mounts a disk of 64 KiB, in memory, over the folder. */
export function mountSmallDisk(folder: string) {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]);
  return {
    remount: (mode: 'ro' | 'rw') => execFileSync('mount', ['-o', `remount,${mode}`, folder]),
    unmount: () => execFileSync('umount', ['-l', folder]),
  };
}

/** Writes into the file until the disk is full. */
export function fillDisk(file: string): void {
  try {
    for (;;) appendFileSync(file, Buffer.alloc(4096));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
