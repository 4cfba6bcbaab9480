import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkerAgent } from './worker-agent';
import { workerdBinary } from './workerd-binary';
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
  /** Resolves when the process has ended, for whatever reason; describes it for people. */
  readonly ended: Promise<string>;
  /** Kills it: everything that it has acknowledged is on disk. */
  kill(): Promise<void>;
}

/** A workerd that takes longer hangs. */
const START_MILLISECONDS = 30_000;

/**
 * Runs workerd and kills it as soon as standard input closes, which happens however this process dies. A shell is
 * available everywhere and takes a megabyte. The watcher closes its own copies of the pipes, otherwise they would never
 * close. First argument: the folder to remove at the end.
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
 * Starts workerd in a session of its own, so that ^C in the terminal reaches only this process, which stops it
 * gracefully.
 *
 * @returns when workerd listens
 * @throws Error with its output if it ends instead
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { variables, onLog } = options;
  // Only this user may enter the folder, so no other user can reach the Worker.
  const folder = mkdtempSync(path.join(tmpdir(), 'digits-'));
  const sockets = {
    workerSocket: path.join(folder, 'worker'),
    operationsSocket: path.join(folder, 'operations'),
  };
  const config = path.join(folder, 'config.capnp');
  writeFileSync(config, workerdConfig({ ...options, ...sockets }));

  const workerd = workerdBinary();
  // The simulators of queues need an experimental feature (decision 21).
  const args = ['serve', '--experimental', '--import-path=/', '--control-fd=3', config];
  const guard = spawn('/bin/sh', ['-c', GUARD, 'guard', folder, workerd, ...args], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...variables },
  });
  const complaints: string[] = [];
  // Always read its output: the runtime blocks on a full pipe.
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
      // The shell may end before workerd, and until workerd has ended no other process may open its databases.
      await groupGone(guard);
      rmSync(folder, { recursive: true, force: true });
      resolve(signal === null ? `it ended with status ${code}` : `it was killed by ${signal}`);
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
    const text = `it did not listen within ${milliseconds / 1000} s`;
    setTimeout(() => resolve(text), milliseconds).unref();
  });
}

/** Waits until the last process of the group has ended; an unreaped one counts as ended after a second. */
async function groupGone(guard: ChildProcess): Promise<void> {
  for (let waited = 0; waited < 100 && signalGroup(guard, 0); waited++) await sleep(10);
}

/** The shell, its watcher and workerd. */
function killGroup(guard: ChildProcess): void {
  signalGroup(guard, 'SIGKILL');
}

/** @returns whether the group still existed */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  try {
    return pid !== undefined && process.kill(-pid, signal);
  } catch {
    return false;
  }
}
