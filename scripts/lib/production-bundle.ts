import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The folder of the repository. */
export const ROOT = path.resolve(import.meta.dirname, '../..');

/** What a deployment would upload. */
export interface Bundle {
  /** The bundled entry; the modules that it imports (WASM, weights, text) lie beside it. */
  readonly entry: string;
  /** Size of the upload as wrangler reports it, after gzip, in KiB. */
  readonly gzippedKib: number;
}

/**
 * Builds what `wrangler deploy` would upload, without uploading it; works offline. It lies in a folder of its own, which
 * is gone when this process has ended: a server may need it again at any time, another must not replace it.
 *
 * @param minify whether names are shortened, as wrangler.toml has it
 * @throws Error with wrangler's output when it fails
 */
export async function buildBundle({ minify = true } = {}): Promise<Bundle> {
  const outdir = mkdtempSync(path.join(tmpdir(), 'digits-bundle-'));
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));
  const wrangler = createRequire(import.meta.url).resolve('wrangler/bin/wrangler.js');
  const options = minify ? [] : ['--minify=false'];
  const output = await run([wrangler, 'deploy', '--dry-run', '--outdir', outdir, ...options]);
  const size = /gzip: ([\d.]+) KiB/.exec(output);
  if (size === null) throw new Error(`Cannot read the size of the upload from wrangler's output:\n${output}`);
  return { entry: path.join(outdir, 'index.js'), gzippedKib: Number(size[1]) };
}

function run(args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      detached: true,
      env: { ...process.env, WRANGLER_SEND_METRICS: 'false', NO_COLOR: '1' },
    });
    // With the processes that it starts, and before its folder is removed, which they would make anew.
    const end = () => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL');
    process.prependOnceListener('exit', end);
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      process.off('exit', end);
      if (code === 0) resolve(output);
      else reject(new Error(`Cannot build the Worker: wrangler ended with status ${code}\n${output}`));
    });
  });
}
