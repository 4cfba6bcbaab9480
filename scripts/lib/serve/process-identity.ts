import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Identifies a process uniquely, even after its id has been reused. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Boot id of the machine; null if unavailable, as everywhere but on Linux. */
  readonly boot: string | null;
  /** PID namespace, such as that of a container; null likewise. */
  readonly namespace: string | null;
  /** When it started, in clock ticks since boot; null likewise. */
  readonly start: string | null;
}

/** The identity of this process. */
export function ownIdentity(): ProcessIdentity {
  return {
    pid: process.pid,
    host: hostname(),
    boot: orNull(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    namespace: orNull(() => readlinkSync('/proc/self/ns/pid')),
    start: readStat(process.pid)?.start ?? null,
  };
}

/** @returns whether the process runs; null if that cannot be determined from here */
export function isRunning(identity: ProcessIdentity): boolean | null {
  const here = ownIdentity();
  const sameProcesses = (['host', 'boot', 'namespace'] as const).every((key) => identity[key] === here[key]);
  if (!sameProcesses) return null;
  if (!hasPid(identity.pid)) return false;
  const stat = readStat(identity.pid);
  if (stat === null || identity.start === null) return null;
  return stat.start === identity.start && !stat.ended;
}

function hasPid(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The state and the start of a process, from /proc/<pid>/stat (proc_pid_stat(5)). */
function readStat(pid: number): { readonly ended: boolean; readonly start: string } | null {
  const stat = orNull(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  if (stat === null) return null;
  // The second field, the name, is in parentheses and may contain anything; the third field follows the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, start] = [fields[0]!, fields[22 - 3]!];
  return { ended: 'ZX'.includes(state), start };
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
