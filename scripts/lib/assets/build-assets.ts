import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { CONFIG } from '../../../src/config';
import { companionsOf, type ModelCard } from '../../../src/inference/card';
import { MODEL_VERSIONS } from '../../../src/inference/versions';
import { bundle, type Output, outputOf } from './bundle';
import { renderErrorSections } from './error-sections';
import { renderGuides } from './guides';

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
/** What each page has in the place of the way to the others. */
const MASTHEAD = '<!-- masthead -->';
/** What each page has in the place of its icon. */
const NO_ICON = 'data:,';
const GUIDES = 'docs/guides';
/** The page at the root of the service. */
const PLAYGROUND = 'playground';

/** Recognises in a thread of the browser. */
const RECOGNIZER = path.join(WEB, 'workers/recognizer.ts');
/** Its name and place never change: browsers look there for a newer one, and it rules over what is below. */
const SERVICE_WORKER = path.join(WEB, 'workers/service-worker.ts');
const SERVICE_WORKER_FILE = 'service-worker.js';

interface Page {
  /** Its address: `docs` for `src/web/docs/index.html`. */
  readonly name: string;
  /** That of its files, in `src/web`. */
  readonly folder: string;
  readonly html: string;
}

/**
 * Builds the pages of `src/web` and what they load. A page keeps its name and changes with each deployment; its scripts
 * and styles are bundled, and named after a hash of their content, so that an address never stands for anything else. The
 * same holds for the networks and the binary of tfjs, which are loaded on demand.
 *
 * Each file is replaced at once, and those of earlier builds are removed last: others may build or read at the same time.
 *
 * @param folder for the output
 * @throws Error with esbuild's messages when something does not compile
 */
export async function buildAssets(folder = ASSETS_FOLDER): Promise<void> {
  const pages = readPages();
  const recognizer = await bundle([RECOGNIZER]);
  const outputs = [
    ...recognizer,
    ...(await bundle([...new Set(pages.flatMap(entriesOf))], {
      RECOGNIZER_FILE: outputOf(RECOGNIZER, recognizer).name,
    })),
  ];
  const files = new Map<string, string | Uint8Array>();
  for (const { name, contents } of outputs) files.set(`${FILES}/${name}`, contents);
  for (const page of pages) files.set(`${page.name}.html`, finish(page.name, link(page, outputs)));
  const playground = pages.find(({ name }) => name === PLAYGROUND)!;
  const [serviceWorker] = await bundle([SERVICE_WORKER], {
    KEPT: {
      version: digestOf(files.get(`${PLAYGROUND}.html`)!),
      files: filesToKeep(playground, outputs),
    },
  });
  files.set(SERVICE_WORKER_FILE, serviceWorker!.contents);
  files.set('openapi.yaml', writeYaml());
  replaceFiles(folder, files);
}

/** What the playground needs without a network: its own files, and what recognises digits and numbers as the service does by default. */
function filesToKeep(playground: Page, outputs: readonly Output[]): string[] {
  const finder = MODEL_VERSIONS.find((version) => cardOf(version).reader !== undefined)!;
  const weights = [CONFIG.defaultModel, finder]
    .flatMap(withCompanions)
    .map((version) => path.join(ROOT, 'model', version, 'weights.bin'));
  const loaded = outputs.filter(
    ({ name, sources }) => name.endsWith('.wasm') || weights.includes(sources.join()),
  );
  const entries = [RECOGNIZER, ...entriesOf(playground)].map((entry) => outputOf(entry, outputs));
  return [...entries, ...loaded].map(({ name }) => `${FILES}/${name}`);
}

/** A version of the model, and those that it cannot do without. */
function withCompanions(version: string): string[] {
  return [version, ...companionsOf(cardOf(version)).flatMap(withCompanions)];
}

function cardOf(version: string): ModelCard {
  return JSON.parse(readFileSync(path.join(ROOT, 'model', version, 'card.json'), 'utf8'));
}

function digestOf(contents: string | Uint8Array): string {
  return createHash('sha256').update(contents).digest('hex').slice(0, 16);
}

function readPages(): Page[] {
  const pages = readdirSync(WEB, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'index.html')
    .map((file) => {
      const html = readFileSync(path.join(WEB, file), 'utf8');
      const name = path.dirname(file);
      return { name, folder: name, html: html.replace(ERROR_SECTIONS, renderErrorSections) };
    });
  const guides = [...renderGuides()].map(([name, html]) => ({
    name: `${GUIDES}/${name}`,
    folder: GUIDES,
    html,
  }));
  return [...pages, ...guides];
}

function entriesOf({ folder, html }: Page): string[] {
  return [...html.matchAll(ENTRY)].map((match) => path.join(WEB, folder, match[1]!));
}

/** Relative addresses: a proxy may put any path before them. */
function link({ name, folder, html }: Page, outputs: readonly Output[]): string {
  return html.replace(
    ENTRY,
    (_, file: string) => `${toRoot(name)}${FILES}/${outputOf(path.join(WEB, folder, file), outputs).name}`,
  );
}

/** The way from a page to the root of the service. */
function toRoot(name: string): string {
  return '../'.repeat(name.split(path.sep).length - 1);
}

/** Fills in what is the same on each page. */
function finish(name: string, html: string): string {
  return addMasthead(name, html).replace(NO_ICON, toDataUrl);
}

/** The icon is part of the page: browsers ask for it each time. */
function toDataUrl(): string {
  const icon = readFileSync(path.join(WEB, 'design/icon.svg'), 'utf8').replaceAll(/\n\s*/g, '');
  return `data:image/svg+xml,${encodeURIComponent(icon)}`;
}

/** Fills in the way to the other pages, with links relative to the page, and marks the one to the page itself. */
function addMasthead(name: string, html: string): string {
  const masthead = readFileSync(path.join(WEB, 'design/masthead.html'), 'utf8');
  const own = name === PLAYGROUND ? '' : name.startsWith(GUIDES) ? `${GUIDES}/quick-start` : name;
  const linked = masthead.replaceAll(/href="\/([^"]*)"/g, (_, page: string) => {
    const mark = page === own ? ' aria-current="page"' : '';
    return `href="${toRoot(name) + page || './'}"${mark}`;
  });
  return html.replace(MASTHEAD, () => linked);
}

/** The OpenAPI document as YAML: the service makes the JSON, and a test compares the two. */
function writeYaml(): string {
  return stringify(JSON.parse(readFileSync(path.join(ROOT, 'docs/openapi.json'), 'utf8')), {
    aliasDuplicateObjects: false,
  });
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
