import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
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
 * Builds what `wrangler deploy` would upload, without uploading it; works offline.
 * @param outdir where to; default: `dist/`
 * @throws Error with wrangler's output when it fails
 */
export async function buildBundle(outdir = path.join(ROOT, 'dist')): Promise<Bundle> {
  const wrangler = createRequire(import.meta.url).resolve('wrangler/bin/wrangler.js');
  const output = await run([wrangler, 'deploy', '--dry-run', '--outdir', outdir]);
  const size = /gzip: ([\d.]+) KiB/.exec(output);
  if (size === null) throw new Error(`Cannot read the size of the upload from wrangler's output:\n${output}`);
  return { entry: path.join(outdir, 'index.js'), gzippedKib: Number(size[1]) };
}

function run(args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { ...process.env, WRANGLER_SEND_METRICS: 'false', NO_COLOR: '1' },
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`Cannot build the Worker: wrangler ended with status ${code}\n${output}`));
    });
  });
}
