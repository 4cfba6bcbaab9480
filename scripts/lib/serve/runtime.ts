import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkerAgent } from './worker-agent';
import { type WorkerdConfigOptions, workerdConfig } from './workerd-config';

export interface RuntimeOptions extends Omit<WorkerdConfigOptions, 'workerSocket' | 'operationsSocket'> {
  /** Receives each line that the Worker or the runtime writes. */
  readonly onLog: (line: string) => void;
}

/** A running workerd. */
export interface Runtime {
  /** Connects to the Worker. */
  readonly worker: WorkerAgent;
  /** Unix socket of the Worker's `Operations`. */
  readonly operationsSocket: string;
  /** Resolves when it has ended, however that came about; says how, for people. */
  readonly ended: Promise<string>;
  /** Ends it at once: whatever it has acknowledged is on disk. */
  kill(): Promise<void>;
}

/** More would be a workerd that hangs before it has begun. */
const START_MILLISECONDS = 30_000;

/**
 * Runs workerd and ends it as soon as standard input ends, which it does when this process dies, however it dies. A
 * shell can do that everywhere and takes a megabyte. The watcher gives up its own copies of the pipes, or they would
 * never close. First argument: the folder to remove in the end.
 */
const GUARD = `
folder=$1
shift
exec 4<&0
"$@" </dev/null 4<&- & workerd=$!
(exec >/dev/null 2>&1 3>&-; while read -r _; do :; done; kill -9 $workerd) <&4 & watcher=$!
exec 4<&-
wait $workerd; status=$?
kill -9 $watcher
rm -rf "$folder"
exit $status`;

/**
 * Starts workerd in a session of its own: ^C in the terminal reaches this process, which knows what to do about it,
 * and leaves workerd to finish what it is at.
 *
 * @returns when it listens
 * @throws Error with what it wrote, when it ends instead
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { variables, onLog } = options;
  // Nobody else may enter, so nobody else may ask the Worker.
  const folder = mkdtempSync(path.join(tmpdir(), 'digits-'));
  const sockets = {
    workerSocket: path.join(folder, 'worker'),
    operationsSocket: path.join(folder, 'operations'),
  };
  const config = path.join(folder, 'config.capnp');
  writeFileSync(config, workerdConfig({ ...options, ...sockets }));

  const workerd = workerdBinary();
  const args = ['serve', '--import-path=/', '--control-fd=3', config];
  const guard = spawn('/bin/sh', ['-c', GUARD, 'guard', folder, workerd, ...args], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...variables },
  });
  const complaints: string[] = [];
  // Read whatever happens: a runtime whose output nobody reads stands still.
  createInterface({ input: guard.stdout }).on('line', (line) => onLog(line));
  createInterface({ input: guard.stderr }).on('line', (line) => {
    if (complaints.length < 20) complaints.push(line);
    onLog(line);
  });
  guard.stdin.on('error', () => {});
  const worker = new WorkerAgent(sockets.workerSocket);
  const ended = new Promise<string>((resolve) => {
    guard.once('error', (error) => resolve(error.message));
    guard.once('exit', async (code, signal) => {
      killGroup(guard);
      worker.destroy();
      // The shell may be gone before workerd is, whose databases nobody else may open until then.
      await groupGone(guard);
      rmSync(folder, { recursive: true, force: true });
      resolve(signal === null ? `it ended with status ${code}` : `it was ended by ${signal}`);
    });
  });
  const runtime: Runtime = {
    worker,
    operationsSocket: sockets.operationsSocket,
    ended,
    kill: async () => {
      killGroup(guard);
      await ended;
    },
  };
  const failure = await Promise.race([
    listening(guard.stdio[3] as Readable, Object.keys(sockets).length),
    ended,
    timeout(START_MILLISECONDS),
  ]);
  if (failure === null) return runtime;
  await runtime.kill();
  throw new Error(`Cannot start the runtime: ${[failure, ...complaints].join('\n')}`);
}

/** workerd reports each socket on which it listens. */
function listening(control: Readable, sockets: number): Promise<null> {
  return new Promise((resolve) => {
    let open = 0;
    createInterface({ input: control }).on('line', () => {
      open++;
      if (open === sockets) resolve(null);
    });
  });
}

function timeout(milliseconds: number): Promise<string> {
  return new Promise((resolve) => {
    const text = `it does not listen ${milliseconds / 1000} s after its start`;
    setTimeout(() => resolve(text), milliseconds).unref();
  });
}

/** Waits until the last process of the group is gone; one that nobody has reaped counts as gone after a second. */
async function groupGone(guard: ChildProcess): Promise<void> {
  for (let waited = 0; waited < 100 && signalGroup(guard, 0); waited++) await sleep(10);
}

/** The shell, its watcher and workerd. */
function killGroup(guard: ChildProcess): void {
  signalGroup(guard, 'SIGKILL');
}

/** @returns whether the group was there to take the signal */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  try {
    return pid !== undefined && process.kill(-pid, signal);
  } catch {
    return false;
  }
}

/** The program itself: the package's own command is a Node script around it. */
function workerdBinary(): string {
  const require = createRequire(import.meta.url);
  return (require('workerd') as { default: string }).default;
}
