import path from 'node:path';
import { build } from 'esbuild';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** A file that esbuild made. */
export interface Output {
  /** With a hash of its content. */
  readonly name: string;
  readonly contents: Uint8Array;
  /** What it is made of, as absolute paths. */
  readonly sources: readonly string[];
  /** The source that it is named after; null for files that scripts import. */
  readonly entry: string | null;
}

/**
 * Bundles scripts and styles with what they import.
 *
 * @param entryPoints absolute paths
 * @param constants what names in the source stand for
 * @throws Error with esbuild's messages when something does not compile
 */
export async function bundle(
  entryPoints: readonly string[],
  constants: Readonly<Record<string, unknown>> = {},
): Promise<Output[]> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [...entryPoints],
    outdir: ROOT,
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    loader: { '.bin': 'file', '.wasm': 'file' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    tsconfig: path.join(ROOT, 'src/web/tsconfig.json'),
    define: Object.fromEntries(
      Object.entries(constants).map(([name, value]) => [name, JSON.stringify(value)]),
    ),
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  return outputFiles.map((file) => {
    const { entryPoint, inputs } = metafile.outputs[path.relative(ROOT, file.path)]!;
    return {
      name: path.basename(file.path),
      contents: file.contents,
      sources: Object.keys(inputs).map((source) => path.resolve(ROOT, source)),
      entry: entryPoint === undefined ? null : path.resolve(ROOT, entryPoint),
    };
  });
}

/** The bundle of an entry point. */
export function outputOf(entry: string, outputs: readonly Output[]): Output {
  return outputs.find((output) => output.entry === entry)!;
}
