import { execFileSync } from 'node:child_process';
import { availableParallelism, freemem } from 'node:os';
import { workerdBinary } from '../serve/workerd-binary';
import type { Finding } from './finding';

/** workerd is linked to it (README). */
const LOWEST_GLIBC = [2, 35] as const;
/** What server and runtime take under load (README, Limits), and as much again. */
const MIN_FREE_BYTES = 300e6;

/** Checks what the server needs of the machine. */
export function checkMachine(): Finding[] {
  return [
    { subject: 'Node.js', state: 'ok', message: process.versions.node },
    checkPlatform(process.platform, glibcVersion()),
    checkWorkerd(),
    checkMemory(freemem()),
    {
      subject: 'processors',
      state: 'ok',
      message: `${availableParallelism()}; one server uses one, and part of another`,
    },
  ];
}

/** @param glibc version of the C library; null where there is another one */
export function checkPlatform(platform: NodeJS.Platform, glibc: string | null): Finding {
  const subject = 'system';
  if (platform === 'win32')
    return { subject, state: 'failed', message: 'Windows: run the server in WSL, or in a container' };
  if (platform !== 'linux') return { subject, state: 'ok', message: platform };
  if (glibc === null)
    return {
      subject,
      state: 'failed',
      message: 'no glibc: workerd needs it; use Debian or Ubuntu, not Alpine',
    };
  const [major = 0, minor = 0] = glibc.split('.').map(Number);
  const isRecent = major > LOWEST_GLIBC[0] || (major === LOWEST_GLIBC[0] && minor >= LOWEST_GLIBC[1]);
  return isRecent
    ? { subject, state: 'ok', message: `linux, glibc ${glibc}` }
    : {
        subject,
        state: 'failed',
        message: `glibc ${glibc}: workerd needs ${LOWEST_GLIBC.join('.')}; use Debian 12, Ubuntu 22.04 or newer`,
      };
}

/** @param free bytes */
export function checkMemory(free: number): Finding {
  const megabytes = Math.round(free / 1e6);
  return free >= MIN_FREE_BYTES
    ? { subject: 'memory', state: 'ok', message: `${megabytes} MB free` }
    : {
        subject: 'memory',
        state: 'warning',
        message: `${megabytes} MB free: large pictures need up to ${MIN_FREE_BYTES / 1e6}; end other programs`,
      };
}

function checkWorkerd(): Finding {
  try {
    const version = execFileSync(workerdBinary(), ['--version'], { encoding: 'utf8' }).trim();
    return { subject: 'runtime', state: 'ok', message: version };
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    return {
      subject: 'runtime',
      state: 'failed',
      message: `workerd does not run (${reason}): run \`npm ci\``,
    };
  }
}

function glibcVersion(): string | null {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime ?? null;
}
