import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { lookup } from 'mrmime';

/** What a client is told of a file besides its content. */
export interface AssetHeaders {
  /** Content type. */
  readonly type: string;
  /** Entity tag. */
  readonly tag: string;
}

/**
 * Describes the files of a folder.
 *
 * @returns headers by path: `/assets/docs-S6GWYEZS.js`
 */
export function assetManifest(folder: string): Record<string, AssetHeaders> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files.map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      const address = `/${path.relative(folder, file).replaceAll(path.sep, '/')}`;
      const digest = createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 32);
      return [address, { type: contentType(entry.name), tag: `"${digest}"` }];
    }),
  );
}

/** As Cloudflare's static assets say it. */
function contentType(name: string): string {
  const type = lookup(name) ?? 'application/octet-stream';
  return type.startsWith('text/') ? `${type}; charset=utf-8` : type;
}
