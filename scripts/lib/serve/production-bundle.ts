import { spawn } from 'node:child_process';
import { closeSync, cpSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ASSETS_FOLDER } from '../assets/build-assets';

/** Root folder of the repository. */
export const ROOT = path.resolve(import.meta.dirname, '../../..');

/** The files that a deployment would upload. */
export interface Bundle {
  /** The bundled entry; the modules that it imports (WASM, weights) are in the same folder. */
  readonly entry: string;
  /** Folder of the static assets: pages, scripts and styles. */
  readonly assets: string;
  /** Size of the upload as wrangler reports it, after gzip, in KiB. */
  readonly gzippedKib: number;
}

/**
 * Builds what `wrangler deploy` would upload, without uploading it; works offline. Uses a temporary folder that is removed
 * at exit: a running server may need the files at any time, so another one must not overwrite them.
 *
 * @param minify whether to minify, as wrangler.toml does
 * @throws Error with wrangler's output if it fails
 */
export async function buildBundle({ minify = true } = {}): Promise<Bundle> {
  const outdir = mkdtempSync(path.join(tmpdir(), 'digits-bundle-'));
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));
  const wrangler = createRequire(import.meta.url).resolve('wrangler/bin/wrangler.js');
  const options = minify ? [] : ['--minify=false'];
  const args = [wrangler, 'deploy', '--dry-run', '--outdir', outdir, ...options];
  const output = await run(args, path.join(outdir, 'wrangler.log'));
  const size = /gzip: ([\d.]+) KiB/.exec(output);
  if (size === null) throw new Error(`Cannot read the size of the upload from wrangler's output:\n${output}`);
  const assets = path.join(outdir, 'assets');
  // wrangler has just built them with the command in wrangler.toml.
  cpSync(ASSETS_FOLDER, assets, { recursive: true });
  return { entry: path.join(outdir, 'index.js'), assets, gzippedKib: Number(size[1]) };
}

/**
 * Runs a Node program.
 *
 * @param logFile receives its output. A pipe would break with this process, and wrangler would retry writing forever
 * @returns its output
 */
function run(args: string[], logFile: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const log = openSync(logFile, 'w');
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, WRANGLER_SEND_METRICS: 'false', NO_COLOR: '1' },
    });
    closeSync(log);
    // Kills its child processes, too, and before the folder is removed, because they would create it again.
    const end = () => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL');
    process.prependOnceListener('exit', end);
    child.on('error', reject);
    child.on('close', (code) => {
      process.off('exit', end);
      const output = readFileSync(logFile, 'utf8');
      if (code === 0) resolve(output);
      else reject(new Error(`Cannot build the Worker: wrangler ended with status ${code}\n${output}`));
    });
  });
}
