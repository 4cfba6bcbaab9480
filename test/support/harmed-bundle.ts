import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject } from 'vitest';
import type { Bundle } from '../../scripts/lib/serve/production-bundle';

/** Does the work with a copy of the production bundle that has been harmed, and removes the copy. */
export async function withHarmedBundle<T>(
  harm: (folder: string) => void,
  work: (bundle: Bundle) => Promise<T>,
): Promise<T> {
  const bundle = inject('bundle');
  const folder = mkdtempSync(path.join(tmpdir(), 'digits-harmed-'));
  try {
    cpSync(path.dirname(bundle.entry), folder, { recursive: true });
    harm(folder);
    return await work({ ...bundle, entry: path.join(folder, path.basename(bundle.entry)) });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Writes over part of each model's weights, or cuts them off. */
export function harmWeights(folder: string, how: 'noise' | 'cut off'): void {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('weights.bin'))) {
    const file = path.join(folder, name);
    const bytes = readFileSync(file);
    if (how === 'noise') bytes.fill(0x5a, bytes.length / 2, bytes.length / 2 + 4096);
    writeFileSync(file, how === 'noise' ? bytes : bytes.subarray(0, bytes.length / 2));
  }
}

/** Path whose query sets what goes wrong with the shards of a bundle that `harmShards()` has changed. */
export const FAULT_PATH = '/fault';

/** What can go wrong with a call of a shard. */
export const SHARD_FAULTS = {
  'that throws': 'throw new Error("broken")',
  'that is overloaded': 'throw Object.assign(new Error("overloaded"), { overloaded: true })',
  'that is over its storage limit': 'throw new Error("database or disk is full: SQLITE_FULL")',
  'that takes ten seconds': 'await new Promise((resolve) => setTimeout(resolve, 10_000))',
  'that is evicted after each call, with its reply': 'await call(); object.ctx.abort("evicted")',
} as const;

const METHODS = ['apply', 'snapshot', 'account', 'restore', 'probe', 'history'];

/** Puts a class before the shard's own whose calls go wrong while a request to `FAULT_PATH` says so. */
export function harmShards(folder: string): void {
  const entry = path.join(folder, 'index.js');
  const text = readFileSync(entry, 'utf8');
  const [, shard, handler] = /(\w+) as MetricsShard,.*?(\w+) as default\}/.exec(text)!;
  const faults = Object.entries(SHARD_FAULTS).map(
    ([name, code]) => `${JSON.stringify(name)}: async (call, object) => { ${code} },`,
  );
  const methods = METHODS.map(
    (name) => `async ${name}(...args) {
      const call = () => super.${name}(...args);
      await faults[fault]?.(call, this);
      return call();
    }`,
  );
  const code = `
let fault = "";
const faults = { ${faults.join('\n')} };
class HarmedShard extends ${shard} { ${methods.join('\n')} }
const harmedHandler = { ...${handler}, fetch(request, ...rest) {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname !== ${JSON.stringify(FAULT_PATH)}) return ${handler}.fetch(request, ...rest);
  fault = searchParams.get("name") ?? "";
  return new Response(fault);
} };`;
  const changed = text
    .replace(`${shard} as MetricsShard,`, 'HarmedShard as MetricsShard,')
    .replace(`${handler} as default}`, 'harmedHandler as default}');
  writeFileSync(entry, `${changed}\n${code}\n`);
}
