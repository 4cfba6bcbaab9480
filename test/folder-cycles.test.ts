import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../src');

const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'),
);

/** For each folder what it imports, types included. What a folder and one within it have of each other does not count. */
function folderImports(): Map<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const file of files) {
    const folder = path.dirname(file);
    const source = readFileSync(path.join(ROOT, file), 'utf8');
    const imported = [...source.matchAll(/(?:from|import)\s*\(?'(\.[^']+)'/g)].map((match) =>
      path.dirname(path.join(folder, match[1]!)),
    );
    const others = imported.filter((other) => !isWithin(folder, other));
    folders.set(folder, [...(folders.get(folder) ?? []), ...others]);
  }
  return folders;
}

/** Whether one of two folders is the other or holds it. */
function isWithin(one: string, other: string): boolean {
  const [a, b] = [one, other].map((folder) => (folder === '.' ? '' : `${folder}/`));
  return a!.startsWith(b!) || b!.startsWith(a!);
}

/** @returns the first cycle found, its start at both ends, or null */
function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>();
  const visit = (node: string, path: readonly string[]): string[] | null => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return null;
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next, [...path, node]);
      if (cycle !== null) return cycle;
    }
    done.add(node);
    return null;
  };
  for (const node of graph.keys()) {
    const cycle = visit(node, []);
    if (cycle !== null) return cycle;
  }
  return null;
}

it('findCycle() finds a cycle that is reached from outside, and none if two paths lead to one node', () => {
  const graphOf = (edges: Record<string, string[]>) => new Map(Object.entries(edges));
  expect(findCycle(graphOf({ a: ['b'], b: ['c'], c: ['d'], d: ['b'] }))).toEqual(['b', 'c', 'd', 'b']);
  expect(findCycle(graphOf({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }))).toBeNull();
});

it('no folders of src import each other in a cycle', () => {
  expect(findCycle(folderImports())).toBeNull();
});
