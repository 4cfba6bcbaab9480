import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');

/** For each part of src (a folder, or a file on the top level) the other parts that it may import. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  index: ['app', 'metrics'],
  app: ['http', 'inference', 'metrics', 'clock', 'config', 'errors', 'uptime', 'worker-clock'],
  http: [
    'recognize',
    'explain',
    'inference',
    'image',
    'metrics',
    'web',
    'clock',
    'config',
    'errors',
    'uptime',
  ],
  explain: ['recognize', 'inference', 'preprocess', 'image'],
  recognize: ['inference', 'preprocess', 'image', 'errors'],
  inference: ['preprocess', 'image', 'errors'],
  preprocess: ['image', 'errors'],
  image: ['errors'],
  metrics: ['errors'],
  web: ['preprocess'],
  config: ['image'],
  uptime: ['clock'],
  'worker-clock': ['clock'],
  clock: [],
  errors: [],
  scripts: ['recognize', 'inference', 'preprocess', 'image', 'metrics', 'config', 'errors'],
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
