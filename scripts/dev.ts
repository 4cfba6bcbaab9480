import { type ChildProcess, spawn } from 'node:child_process';
import { watch } from 'node:fs';
import path from 'node:path';
import { createCommand, runCommand } from './lib/run-command';
import { ROOT } from './lib/serve/production-bundle';
import { readSettings } from './lib/serve/settings';
import { onStopSignal } from './lib/serve/stop-signals';

/** What a server is made of. */
const WATCHED = ['src', 'model', 'scripts', 'wrangler.toml'];
/** An editor writes a file in several steps, and git many files. */
const SETTLE_MILLISECONDS = 200;

let server: ChildProcess;
let isStopping = false;
/** Whether a change has ended the server that runs, or is about to. */
let isChanging = false;
/** Whether there has been a change at all. */
let hasChanged = false;

function start(): void {
  isChanging = false;
  const script = path.join(import.meta.dirname, 'run.mjs');
  server = spawn(process.execPath, [script, 'serve', '--dev'], { stdio: 'inherit' });
  server.once('exit', (status) => {
    if (isStopping) process.exit(status ?? 1);
    if (isChanging) return start();
    // What fails before the first change is no fault of a change, and none mends it: a port in use, for one.
    if (!hasChanged) process.exit(status ?? 1);
    console.error('The server has ended; it will be restarted after the next change');
  });
}

function isRunning(): boolean {
  return server.exitCode === null && server.signalCode === null;
}

function restart(): void {
  if (isStopping || isChanging) return;
  hasChanged = true;
  isChanging = true;
  if (isRunning()) server.kill('SIGTERM');
  else start();
}

function serveAndWatch(): void {
  readSettings(process.env, ROOT);
  onStopSignal(() => {
    isStopping = true;
    if (isRunning()) server.kill('SIGTERM');
    else process.exit(0);
  });
  start();
  let settling: NodeJS.Timeout;
  for (const name of WATCHED) {
    const watcher = watch(path.join(ROOT, name), { recursive: true }, () => {
      clearTimeout(settling);
      settling = setTimeout(restart, SETTLE_MILLISECONDS);
    });
    // A file that is gone again before it could be looked at.
    watcher.on('error', () => {});
  }
}

const command = createCommand(
  'dev',
  'Serves the API as npm start does, and anew after each change in src/, model/ and scripts/',
);
await runCommand(command, serveAndWatch);
