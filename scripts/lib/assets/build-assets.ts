import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { renderErrorSections } from './error-sections';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const WEB = path.join(ROOT, 'src/web');

/** The folder that wrangler.toml names under `[assets]`. */
export const ASSETS_FOLDER = path.join(ROOT, 'dist/assets');

/** Where the scripts and styles of all pages are, below the root of the service; `http/routes/assets.ts` serves it. */
const FILES = 'assets';

/** What a page asks for by a path that begins with `./`: TypeScript or CSS beside it. */
const ENTRY = /(?<=(?:href|src)=")\.\/([^"]+)(?=")/g;

/** What a page has in the place of text that the code determines. */
const ERROR_SECTIONS = '<!-- error codes -->';

interface Page {
  /** Its address: `docs` for `src/web/docs/index.html`. */
  readonly name: string;
  readonly html: string;
}

/**
 * Builds the pages of `src/web` and what they load. A page keeps its name and changes with each deployment; its scripts
 * and styles are bundled, and named after a hash of their content, so that an address never stands for anything else.
 *
 * Each file is replaced at once, and those of earlier builds are removed last: others may build or read at the same time.
 *
 * @param folder for the output
 * @throws Error with esbuild's messages when something does not compile
 */
export async function buildAssets(folder = ASSETS_FOLDER): Promise<void> {
  const pages = readPages();
  const files = new Map<string, string | Uint8Array>();
  const addresses = new Map<string, string>();
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [...new Set(pages.flatMap(entriesOf))],
    outdir: path.join(folder, FILES),
    entryNames: '[name]-[hash]',
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    tsconfig: path.join(WEB, 'tsconfig.json'),
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  for (const { path: file, contents } of outputFiles) files.set(path.relative(folder, file), contents);
  for (const [file, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (entryPoint) addresses.set(path.resolve(ROOT, entryPoint), `${FILES}/${path.basename(file)}`);
  }
  for (const page of pages) files.set(`${page.name}.html`, link(page, addresses));
  replaceFiles(folder, files);
}

function readPages(): Page[] {
  return readdirSync(WEB, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'index.html')
    .map((file) => {
      const html = readFileSync(path.join(WEB, file), 'utf8');
      return { name: path.dirname(file), html: html.replace(ERROR_SECTIONS, renderErrorSections) };
    });
}

function entriesOf({ name, html }: Page): string[] {
  return [...html.matchAll(ENTRY)].map((match) => path.join(WEB, name, match[1]!));
}

/** Relative addresses: a proxy may put any path before them. */
function link({ name, html }: Page, addresses: ReadonlyMap<string, string>): string {
  const up = '../'.repeat(name.split(path.sep).length - 1);
  return html.replace(ENTRY, (_, file: string) => up + addresses.get(path.join(WEB, name, file))!);
}

function replaceFiles(folder: string, files: ReadonlyMap<string, string | Uint8Array>): void {
  for (const [name, contents] of files) {
    const file = path.join(folder, name);
    const draft = `${file}.${process.pid}`;
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(draft, contents);
    renameSync(draft, file);
  }
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const isDraft = /\.\d+$/.test(file);
    if (entry.isFile() && !isDraft && !files.has(path.relative(folder, file))) rmSync(file, { force: true });
  }
}
