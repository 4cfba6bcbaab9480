import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');

/**
 * For each folder of src (or file on its top level) what it may import besides itself. A folder that is named here stands
 * for those below it that are not: `image` for `image/jpeg`. `docs/architecture.md` shows the same as a picture.
 */
const MAY_IMPORT: Record<string, readonly string[]> = {
  index: ['app', 'metrics'],
  app: ['http', 'service', 'inference', 'metrics', 'time', 'config', 'errors'],
  http: [
    'service',
    'recognition',
    'inference',
    'image',
    'metrics',
    'web',
    'time',
    'config',
    'errors',
    'domain',
  ],
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

/** `src/http/routes/root.ts` → `http`, `src/app.ts` → `app`, `scripts/serve.ts` → `scripts`. */
function partOf(file: string): string | null {
  const [top, second] = file.split(path.sep);
  if (top === 'scripts') return 'scripts';
  return top === 'src' && second ? path.basename(second, '.ts') : null;
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
