import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject } from 'vitest';
import type { Bundle } from '../../scripts/lib/serve/bundle';

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

/** A fault of `harmReading()`: the version is never ready. */
export const HANGS = 'hangs';

/**
 * Changes what versions do before they read pictures.
 * @param faults code by version, with the `pixels` of the pictures, 784 for each; or `HANGS`
 */
export function harmReading(folder: string, faults: Readonly<Record<string, string>>): void {
  const entry = path.join(folder, 'index.js');
  const text = readFileSync(entry, 'utf8');
  // What the registry calls when it has loaded a version.
  const onLoaded = /([\w$]+)=>(?=[\w$]+\.of\(\1\.version\)\.calibrate\()/;
  if (!onLoaded.test(text)) throw new Error('Cannot find where versions are loaded');
  const cases = Object.entries(faults).map(
    ([version, fault]) => `if (version === ${JSON.stringify(version)}) {
      ${fault === HANGS ? 'return new Promise(() => {});' : `before = (pixels) => { ${fault} };`}
    }`,
  );
  const code = `
function harmVersion(version, classifier) {
  let before = () => {};
  ${cases.join('\n')}
  const { judgeBatchInSteps } = classifier;
  classifier.judgeBatchInSteps = function (pixels) {
    before(pixels);
    return judgeBatchInSteps.call(this, pixels);
  };
}`;
  const harmed = text.replace(onLoaded, '$1=>harmVersion($1.version,$1.classifier)||');
  writeFileSync(entry, `${harmed}\n${code}\n`);
}

/** Path whose query sets what goes wrong with the objects of a bundle that `harmObjects()` has changed. */
const FAULT_PATH = '/fault';

/** What can go wrong with a call of an object. */
export const OBJECT_FAULTS = {
  'that throws': 'throw new Error("broken")',
  'that is overloaded': 'throw Object.assign(new Error("overloaded"), { overloaded: true })',
  'that is over its storage limit': 'throw new Error("database or disk is full: SQLITE_FULL")',
  'that takes ten seconds': 'await new Promise((resolve) => setTimeout(resolve, 10_000))',
  'that is evicted after each call, with its reply': 'await call(); object.ctx.abort("evicted")',
} as const;

/** Has the calls of a harmed object go wrong from now on, or no longer. */
export async function setFault(url: URL, fault: keyof typeof OBJECT_FAULTS | null): Promise<void> {
  const { status } = await fetch(new URL(`${FAULT_PATH}?${new URLSearchParams({ name: fault ?? '' })}`, url));
  if (status !== 200) throw new Error(`Cannot set the fault: ${status}`);
}

/**
 * Replaces classes of objects by ones whose calls go wrong while `setFault()` says so.
 * @param methods that are called from outside, by the name of the class
 */
export function harmObjects(folder: string, methods: Readonly<Record<string, readonly string[]>>): void {
  const entry = path.join(folder, 'index.js');
  const text = readFileSync(entry, 'utf8');
  const handler = /([\w$]+) as default\}/.exec(text)![1]!;
  const faults = Object.entries(OBJECT_FAULTS).map(
    ([name, code]) => `${JSON.stringify(name)}: async (call, object) => { ${code} },`,
  );
  const code = `
let fault = "";
const faults = { ${faults.join('\n')} };
function harm(Class, methods) {
  class Harmed extends Class {}
  for (const name of methods) {
    Harmed.prototype[name] = async function (...args) {
      const call = () => Class.prototype[name].apply(this, args);
      await faults[fault]?.(call, this);
      return call();
    };
  }
  return Harmed;
}
const harmedHandler = { ...${handler}, fetch(request, ...rest) {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname !== ${JSON.stringify(FAULT_PATH)}) return ${handler}.fetch(request, ...rest);
  fault = searchParams.get("name");
  return new Response();
} };`;
  const changed = text.replace(`${handler} as default}`, 'harmedHandler as default}');
  writeFileSync(entry, Object.entries(methods).reduce(replaceClass, `${changed}\n${code}\n`));
}

function replaceClass(text: string, [name, methods]: readonly [string, readonly string[]]): string {
  const local = new RegExp(`([\\w$]+) as ${name},`).exec(text)![1]!;
  const harmed = `const Harmed${name} = harm(${local}, ${JSON.stringify(methods)});\n`;
  return `${text.replace(`${local} as ${name},`, `Harmed${name} as ${name},`)}${harmed}`;
}
