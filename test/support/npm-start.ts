import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from '../../scripts/lib/serve/production-bundle';

/** The service as a user starts it. */
export interface NpmStart {
  readonly url: URL;
  /** Process of npm. */
  readonly npm: number;
  /** Process that npm has started, the HTTP server. */
  readonly front: number;
  /** Process of the runtime as it is now. */
  workerd(): number | null;
  /** Process of the shell that guards the runtime. */
  guard(): number;
  /** Lines of standard output and standard error. */
  readonly lines: readonly string[];
  /** Exit status of npm; null where a signal ended it. */
  readonly exit: Promise<number | null>;
  /** Whether any of the processes that belonged to it still runs. */
  isGone(): boolean;
}

/**
 * Runs `npm start`, or another script that serves, in a session of its own, so that ^C can be sent to all of it as a
 * terminal does.
 */
export async function npmStart(
  storage: string,
  environment: Record<string, string> = {},
  script = 'start',
): Promise<NpmStart> {
  const child: ChildProcess = spawn('npm', ['run', script], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', STORAGE_DIR: storage, ...environment },
  });
  const npm = child.pid!;
  const lines: string[] = [];
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await new Promise<URL>((resolve, reject) => {
    void exit.then(() => reject(new Error(`Cannot start the server: it ended\n${lines.join('\n')}`)));
    for (const stream of [child.stdout!, child.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        const address = /^Serving the API at (\S+)/.exec(line)?.[1];
        if (address !== undefined) resolve(new URL(address));
      });
    }
  });
  const front = find(npm, 'node')!;
  const belonging = new Set([npm, front, ...descendants(npm)]);
  return {
    url,
    npm,
    front,
    lines,
    exit,
    workerd: () => {
      const pid = find(front, 'workerd');
      if (pid !== null) belonging.add(pid);
      return pid;
    },
    guard: () => find(front, 'sh')!,
    isGone: () => [...belonging].every((pid) => !isRunning(pid)),
  };
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  readonly state: string;
}

function processes(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const found = readProcess(Number(name));
      return found === null ? [] : [found];
    });
}

function readProcess(pid: number): Process | null {
  try {
    const [, state, parent] = /\) (\S) (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))!;
    // By the command line: the main thread's name, which `stat` has, is `MainThread` from Node.js 24 on.
    const [program] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return { pid, parent: Number(parent), name: path.basename(program!), state: state! };
  } catch {
    return null;
  }
}

function isRunning(pid: number): boolean {
  const found = readProcess(pid);
  return found !== null && found.state !== 'Z';
}

function descendants(pid: number): number[] {
  const all = processes();
  const below = (parent: number): number[] =>
    all.filter((child) => child.parent === parent).flatMap((child) => [child.pid, ...below(child.pid)]);
  return below(pid);
}

/** The nearest process below that has the name. */
function find(below: number, name: string): number | null {
  return descendants(below).find((pid) => readProcess(pid)?.name === name) ?? null;
}
