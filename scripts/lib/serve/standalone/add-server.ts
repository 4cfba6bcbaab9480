import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../production-bundle';
import { pickPackages } from './pick-packages';

/** What cannot be bundled, because it is a program: all that the server needs besides Node.js. */
const RUNTIME_PACKAGES = ['workerd'];

/** Bundled CommonJS modules need these. */
const COMMON_JS = `import { createRequire as createBundleRequire } from 'node:module';
const require = createBundleRequire(import.meta.url);
const __dirname = import.meta.dirname;`;

/**
 * Adds to a bundle what serves it with Node.js and the packages of the folder's own package.json, `npm ci` of which installs
 * the versions of our package-lock.json.
 *
 * @param folder of the bundle
 * @throws Error with esbuild's messages if something does not compile
 */
export async function addServer(folder: string): Promise<void> {
  await build({
    entryPoints: [path.join(import.meta.dirname, 'serve.ts')],
    outfile: path.join(folder, 'serve.js'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    banner: { js: COMMON_JS },
    logLevel: 'silent',
  });
  // SQLite loads it from beside its own code, which is in serve.js now.
  const sqlite = createRequire(import.meta.url).resolve('node-sqlite3-wasm');
  copyFileSync(sqlite.replace(/js$/, 'wasm'), path.join(folder, 'node-sqlite3-wasm.wasm'));
  copyFileSync(path.join(ROOT, 'LICENSE'), path.join(folder, 'LICENSE'));
  const { manifest, lock } = pickPackages(read('package.json'), read('package-lock.json'), RUNTIME_PACKAGES);
  writeJson(path.join(folder, 'package.json'), manifest);
  writeJson(path.join(folder, 'package-lock.json'), lock);
}

// biome-ignore lint/suspicious/noExplicitAny: pickPackages() says what it needs of them
function read(file: string): any {
  return JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));
}

function writeJson(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}
