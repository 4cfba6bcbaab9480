// POSIX.1-2017, pax, "ustar Interchange Format" and "pax Extended Header".
const BLOCK = 512;
const MAX_NAME_BYTES = 100;
const MODE = 0o644;

/** A file to put into an archive. */
export interface TarFile {
  /** Path within the archive, in ASCII. */
  readonly path: string;
  readonly content: Uint8Array;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

/** @returns a file as it is in a tar file: its header, and its content in whole blocks */
export function toTarEntry({ path, content, modifiedAt }: TarFile): Uint8Array {
  const seconds = Math.floor(modifiedAt / 1_000);
  const own = inBlocks(headerOf(path.slice(0, MAX_NAME_BYTES), content.length, seconds, '0'), content);
  if (path.length <= MAX_NAME_BYTES) return own;
  const record = new TextEncoder().encode(paxRecord('path', path));
  const extended = inBlocks(headerOf('PaxHeader', record.length, seconds, 'x'), record);
  return joined([extended, own]);
}

/** @returns what ends a tar file */
export function tarEnd(): Uint8Array {
  return new Uint8Array(2 * BLOCK);
}

function headerOf(name: string, bytes: number, seconds: number, type: '0' | 'x'): Uint8Array {
  const header = new Uint8Array(BLOCK);
  const write = (at: number, text: string) => header.set(new TextEncoder().encode(text), at);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0');
  write(0, name);
  write(100, octal(MODE, 7));
  write(108, octal(0, 7));
  write(116, octal(0, 7));
  write(124, octal(bytes, 11));
  write(136, octal(seconds, 11));
  write(148, ' '.repeat(8));
  write(156, type);
  write(257, 'ustar\0');
  write(263, '00');
  const sum = header.reduce((total, byte) => total + byte, 0);
  write(148, `${octal(sum, 6)}\0 `);
  return header;
}

/** `30 path=…\n`, whose length counts itself. */
function paxRecord(name: string, value: string): string {
  const rest = ` ${name}=${value}\n`;
  let length = rest.length;
  while (`${length}${rest}`.length !== length) length = `${length}${rest}`.length;
  return `${length}${rest}`;
}

function inBlocks(header: Uint8Array, content: Uint8Array): Uint8Array {
  const padding = (BLOCK - (content.length % BLOCK)) % BLOCK;
  return joined([header, content, new Uint8Array(padding)]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
