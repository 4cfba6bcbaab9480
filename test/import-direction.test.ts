import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');

/**
 * For each folder of src (or file on its top level) what it may import besides itself. A folder that is named here stands
 * for those below it that are not: `image` for `image/jpeg`, but not `http` for `http/body`.
 * `docs/architecture.md` shows the same as a picture.
 */
const MAY_IMPORT: Record<string, readonly string[]> = {
  index: ['app', 'metrics'],
  app: [
    'http',
    'http/input',
    'http/middleware',
    'http/routes',
    'service',
    'inference',
    'metrics',
    'time',
    'config',
    'errors',
  ],
  'http/routes': [
    'http',
    'http/input',
    'http/body',
    'http/json',
    'http/openapi',
    'service',
    'inference',
    'metrics',
    'errors',
    'domain',
  ],
  'http/middleware': ['http', 'http/input', 'http/body', 'service', 'metrics', 'errors'],
  'http/openapi': ['http', 'errors'],
  'http/json': ['service', 'domain'],
  http: ['http/input', 'http/body', 'service', 'metrics', 'errors', 'domain'],
  'http/body': ['http/input', 'image', 'time', 'config', 'errors'],
  'http/input': ['inference', 'errors'],
  service: [
    'recognition',
    'inference',
    'preprocess',
    'image',
    'metrics',
    'time',
    'config',
    'errors',
    'domain',
  ],
  recognition: ['inference', 'preprocess', 'image', 'errors', 'domain'],
  inference: ['preprocess', 'image', 'errors', 'domain'],
  preprocess: ['image', 'errors', 'domain'],
  image: ['errors', 'domain'],
  metrics: ['errors', 'domain'],
  web: ['preprocess', 'domain'],
  config: ['image'],
  time: [],
  errors: [],
  domain: [],
  scripts: ['recognition', 'inference', 'preprocess', 'image', 'metrics', 'config', 'errors', 'domain'],
};

function sourceFiles(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => path.join(folder, file));
}

/** `src/http/routes/root.ts` → `http/routes`, `src/image/png/header.ts` → `image`, `src/app.ts` → `app`. */
function partOf(file: string): string | null {
  const [top, ...rest] = file.split(path.sep);
  if (top === 'scripts') return 'scripts';
  if (top !== 'src') return null;
  const names = [...rest.slice(0, -1), path.basename(rest.at(-1)!, '.ts')];
  for (let depth = names.length; depth > 0; depth--) {
    const part = names.slice(0, depth).join('/');
    if (part in MAY_IMPORT) return part;
  }
  return names.join('/');
}

function importsOf(file: string): string[] {
  const source = readFileSync(path.join(ROOT, file), 'utf8');
  return [...source.matchAll(/(?:from|import)\s*\(?'(\.[^']+)'/g)].map((match) =>
    path.join(path.dirname(file), match[1]!),
  );
}

it.each([...sourceFiles('src'), ...sourceFiles('scripts')])(
  '%s imports only in the allowed direction',
  (file) => {
    const part = partOf(file)!;
    const wrong = importsOf(file).filter((imported) => {
      const target = partOf(imported);
      return target !== null && target !== part && !MAY_IMPORT[part]?.includes(target);
    });
    expect(wrong).toEqual([]);
  },
);
