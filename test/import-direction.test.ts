import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Import, importsOf, sourceFiles } from './support/imports';

/**
 * For each folder of src, or file on its top level, what it may import besides itself. `image`
 * stands for the folder and those below it, `image/` for its own files alone. A folder below one that is named
 * follows the same row unless it has its own.
 */
const MAY_IMPORT: Record<string, readonly string[]> = {
  index: ['app', 'admission', 'feedback', 'jobs', 'metrics', 'traffic'],
  app: [
    'cut-offs',
    'api-keys',
    'http',
    'admission',
    'feedback',
    'service',
    'inference',
    'metrics',
    'traffic',
    'time',
    'bindings',
    'config',
    'log',
    'errors',
    'printable',
    'tracing',
  ],
  http: [
    'api-keys',
    'protocols',
    'http/input',
    'http/body',
    'admission',
    'feedback',
    'service',
    'metrics',
    'log',
    'errors',
    'error-guide',
    'problem-details',
    'domain',
    'printable',
    'tracing',
  ],
  'http/body': ['http/input', 'admission', 'image/', 'time', 'config', 'domain', 'errors', 'printable'],
  'http/input': ['inference', 'protocols', 'errors', 'printable'],
  'http/json': [
    'api-keys',
    'admission',
    'feedback',
    'service',
    'metrics',
    'traffic',
    'traffic-split',
    'config',
    'domain',
    'jobs',
    'errors',
    'error-guide',
  ],
  'http/middleware': [
    'cut-offs',
    'error-guide',
    'api-keys',
    'http/',
    'http/input',
    'http/body',
    'admission',
    'service',
    'metrics',
    'log',
    'errors',
    'printable',
    'cross-origin',
    'tracing',
  ],
  'http/openapi': ['http/', 'errors', 'error-guide', 'problem-details'],
  'http/routes': [
    'feedback',
    'jobs',
    'protocols',
    'config',
    'http/',
    'http/input',
    'http/body',
    'http/json',
    'http/openapi',
    'service',
    'inference',
    'metrics',
    'traffic',
    'traffic-split',
    'errors',
    'error-guide',
    'problem-details',
    'domain',
  ],
  protocols: ['domain', 'errors'],
  service: [
    'cut-offs',
    'feedback',
    'jobs',
    'admission',
    'recognition',
    'inference',
    'preprocess',
    'image/',
    'image/png',
    'metrics',
    'traffic',
    'traffic-split',
    'time',
    'config',
    'log',
    'errors',
    'domain',
    'printable',
    'steps',
    'tracing',
  ],
  feedback: ['metrics', 'runtime', 'time', 'config', 'errors', 'domain', 'log', 'printable'],
  traffic: ['admission', 'traffic-split', 'runtime', 'time', 'errors'],
  admission: ['api-keys', 'runtime', 'time', 'config', 'errors'],
  jobs: [
    'admission',
    'api-keys',
    'domain',
    'jurisdiction',
    'metrics',
    'runtime',
    'time',
    'config',
    'errors',
    'log',
    'crc32',
  ],
  recognition: ['inference', 'eye', 'preprocess', 'image/', 'image/png', 'errors', 'domain', 'steps'],
  eye: ['preprocess', 'image/', 'domain', 'steps'],
  inference: ['eye', 'preprocess', 'image/', 'errors', 'domain', 'printable', 'steps'],
  preprocess: ['image/', 'errors', 'domain', 'steps'],
  image: ['image/jpeg', 'image/png', 'errors', 'domain', 'steps'],
  'image/jpeg': ['image/', 'errors', 'domain', 'steps'],
  'image/png': ['image/', 'image/deflate', 'crc32', 'errors', 'domain', 'steps'],
  'image/deflate': [],
  metrics: ['metrics/recording', 'metrics/shards', 'runtime', 'time', 'log'],
  'metrics/series': ['errors', 'domain'],
  'metrics/shards': ['metrics/series', 'runtime', 'time', 'log', 'jurisdiction'],
  'metrics/recording': ['metrics/series', 'metrics/shards', 'runtime', 'time', 'errors', 'domain'],
  'metrics/exposition': ['metrics/series', 'domain'],
  'metrics/history': ['metrics/series', 'metrics/shards', 'errors', 'printable'],
  'metrics/drift': ['metrics/metrics', 'metrics/series', 'metrics/recording', 'metrics/history', 'domain'],
  'metrics/experiments': ['metrics/series', 'metrics/exposition', 'metrics/drift'],
  'metrics/alerts': [
    'metrics/metrics',
    'metrics/series',
    'metrics/shards',
    'metrics/exposition',
    'metrics/history',
    'metrics/drift',
    'runtime',
    'time',
    'webhook-target',
  ],
  web: ['web/workers', 'domain'],
  // Recognises in the browser.
  'web/workers': ['web/api', 'recognition', 'inference', 'config', 'errors', 'domain', 'steps'],
  bindings: ['admission', 'feedback', 'service', 'jobs', 'metrics', 'traffic', 'jurisdiction'],
  config: [
    'api-keys',
    'image/',
    'inference/versions',
    'cross-origin',
    'traffic-split',
    'webhook-target',
    'otlp-settings',
  ],
  time: ['runtime', 'steps'],
  crc32: [],
  'api-keys': ['crc32'],
  errors: [],
  'error-guide': ['errors'],
  'cut-offs': ['errors'],
  'problem-details': ['error-guide', 'errors'],
  domain: [],
  steps: [],
  printable: [],
  runtime: [],
  'cross-origin': [],
  jurisdiction: [],
  'traffic-split': [],
  log: ['printable'],
  'webhook-target': [],
  'otlp-settings': [],
  tracing: ['runtime', 'time'],
  scripts: [
    'cut-offs',
    'eye',
    'api-keys',
    'crc32',
    'recognition',
    'inference',
    'preprocess',
    'image',
    'metrics',
    'config',
    'errors',
    'error-guide',
    'problem-details',
    'domain',
    'printable',
    'cross-origin',
    'traffic-split',
    'webhook-target',
    'scripts/lib/fuzz',
    'tracing',
    'otlp-settings',
  ],
  // The parsers of what a stranger sends.
  'scripts/lib/fuzz': [
    'scripts',
    'http/body',
    'http/input',
    'admission',
    'protocols',
    'crc32',
    'image',
    'metrics/history',
    'config',
    'errors',
    'domain',
  ],
};

/** `src/http/routes/root` → `http/routes/root`; `scripts/serve` stays; null for what is in neither. */
function inHouse(file: string): string | null {
  if (file.startsWith('scripts/')) return file;
  return file.startsWith('src/') ? file.slice('src/'.length) : null;
}

/** The row that holds for a file: that of the nearest folder that has one. */
function rowOf(file: string): string | null {
  for (let part = file; part !== '.'; part = path.posix.dirname(part)) {
    if (part in MAY_IMPORT) return part;
  }
  return null;
}

function isAllowed({ from, to }: Import): boolean {
  const [importer, imported] = [inHouse(from)!, inHouse(to)];
  if (imported === null) return true;
  const row = rowOf(importer);
  if (row === null) return false;
  // A folder below with a row of its own is a neighbour, not a part.
  if (rowOf(imported) === row) return true;
  return MAY_IMPORT[row]!.some((allowed) =>
    allowed.endsWith('/')
      ? path.posix.dirname(imported) === allowed.slice(0, -1)
      : imported === allowed || imported.startsWith(`${allowed}/`),
  );
}

describe('imports', () => {
  it.each([...sourceFiles('src'), ...sourceFiles('scripts')])('of %s go in the allowed direction', (file) => {
    expect(importsOf(file).filter((anImport) => !isAllowed(anImport))).toEqual([]);
  });
});

const PAGE = readFileSync(path.resolve(import.meta.dirname, '../docs/architecture.md'), 'utf8');

/** Leaves: the diagram and the table leave them out. */
const LEAVES = [
  'api-keys',
  'cut-offs',
  'crc32',
  'errors',
  'error-guide',
  'problem-details',
  'domain',
  'steps',
  'printable',
  'runtime',
  'cross-origin',
  'jurisdiction',
  'traffic-split',
  'log',
  'webhook-target',
  'otlp-settings',
];

/** `http/routes/root` → `http`. */
function partOf(file: string): string {
  return file.split('/')[0]!;
}

/** Which part of src imports which others, in fact. */
function partImports(): Map<string, Set<string>> {
  const parts = new Map<string, Set<string>>();
  for (const { from, to } of sourceFiles('src').flatMap(importsOf)) {
    if (!to.startsWith('src/')) continue;
    const [importer, imported] = [partOf(inHouse(from)!), partOf(inHouse(to)!)];
    if (importer === imported || LEAVES.includes(imported)) continue;
    parts.set(importer, (parts.get(importer) ?? new Set()).add(imported));
  }
  return parts;
}

/** All parts that can be reached from one, itself only where there is a circle. */
function reachable(parts: Map<string, Set<string>>, from: string, seen = new Set<string>()): Set<string> {
  for (const next of parts.get(from) ?? []) {
    if (seen.has(next)) continue;
    seen.add(next);
    reachable(parts, next, seen);
  }
  return seen;
}

/** `a --> b` for each import of a part by another, but where a longer way leads there as well. */
function arrows(parts: Map<string, Set<string>>): string[] {
  return [...parts].flatMap(([from, targets]) =>
    [...targets]
      .filter((to) => ![...targets].some((other) => other !== to && reachable(parts, other).has(to)))
      .map((to) => `${from} --> ${to}`),
  );
}

describe('the parts of src', () => {
  const parts = partImports();

  it.each([...parts.keys()])('%s does not import itself indirectly', (part) => {
    expect([...reachable(parts, part)]).not.toContain(part);
  });

  it('import each other as docs/architecture.md draws it', () => {
    const diagram = /```mermaid\n([^`]*)```/.exec(PAGE)?.[1] ?? '';
    const drawn = [...diagram.matchAll(/\w+ --> \w+/g)].map(([arrow]) => arrow);
    expect(drawn.toSorted()).toEqual(arrows(parts).toSorted());
  });

  it.each([...parts.keys(), 'image', 'metrics', 'time', 'scripts'])(
    'may import, %s, what the table of docs/architecture.md says',
    (part) => {
      const row = new RegExp(`^\\| \`(src/)?${part}(/|\\.ts)\` \\|.*\\| (.*) \\|$`, 'm').exec(PAGE);
      const rows = Object.entries(MAY_IMPORT).filter(([name]) => partOf(name) === part);
      const allowed = rows.flatMap(([, others]) => others.map(partOf));
      const told = [...new Set(allowed)].filter((other) => other !== part && !LEAVES.includes(other));
      expect(row?.[3]?.split(', ').toSorted()).toEqual(told.length === 0 ? ['—'] : told.toSorted());
    },
  );
});
