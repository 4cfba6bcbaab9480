import { spawn } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { assetManifest } from '../assets/asset-manifest';
import { ASSETS_FOLDER } from '../assets/build-assets';
import { type Bundle, type BundleFacts, bundlePaths, FACTS_FILE, openBundle } from './bundle';
import { copySimulators } from './simulators';
import { readWranglerToml, toWranglerFacts } from './wrangler-toml';

/** Root folder of the repository. */
export const ROOT = path.resolve(import.meta.dirname, '../../..');

/** What wrangler writes that is not part of the Worker. */
const NOT_SERVED = ['README.md', 'index.js.map', 'wrangler.log'];

export interface BuildOptions {
  /** Whether to minify, as wrangler.toml does. Default: true. */
  readonly minify?: boolean;
  /**
   * Replaced by the bundle. Default: a temporary folder that is removed at exit. A running server may need the files at any
   * time, so another one must not overwrite them.
   */
  readonly folder?: string;
}

/**
 * Builds what `wrangler deploy` would upload, without uploading it; works offline.
 *
 * @throws Error with wrangler's output if it fails
 */
export async function buildBundle(options: BuildOptions = {}): Promise<Bundle> {
  const { minify = true, folder = temporaryFolder() } = options;
  const { entry, assets, assetWorker, simulators } = bundlePaths(folder);
  const outdir = path.dirname(entry);
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  const wrangler = createRequire(import.meta.url).resolve('wrangler/bin/wrangler.js');
  const args = [wrangler, 'deploy', '--dry-run', '--outdir', outdir, ...(minify ? [] : ['--minify=false'])];
  const output = await run(args, path.join(outdir, 'wrangler.log'));
  const size = /gzip: ([\d.]+) KiB/.exec(output);
  if (size === null) throw new Error(`Cannot read the size of the upload from wrangler's output:\n${output}`);
  for (const name of NOT_SERVED) rmSync(path.join(outdir, name), { force: true });
  // wrangler has just built them with the command in wrangler.toml.
  if (assets !== ASSETS_FOLDER) cpSync(ASSETS_FOLDER, assets, { recursive: true });
  copyFileSync(path.join(import.meta.dirname, 'asset-worker.js'), assetWorker);
  copySimulators(simulators);
  const facts: BundleFacts = {
    gzippedKib: Number(size[1]),
    wrangler: toWranglerFacts(readWranglerToml(ROOT)),
    assetManifest: assetManifest(assets),
  };
  writeFileSync(path.join(folder, FACTS_FILE), JSON.stringify(facts, null, 2));
  return openBundle(folder);
}

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'digits-bundle-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
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
