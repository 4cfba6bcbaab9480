/**
 * A picture, PNG or JPEG: a `File` or `Blob`, its bytes (`ArrayBuffer`, `Uint8Array`, Node's `Buffer`), or where it is: a `URL`, or a
 * string that is an address or, in Node.js, Deno and Bun, a path.
 */
export type PictureSource = Blob | ArrayBuffer | ArrayBufferView | URL | string;

/** A picture that has been opened. */
export interface OpenedPicture {
  /** The name of the file, its path or address; null for bytes. */
  readonly name: string | null;
  readonly blob: Blob;
}

/** @returns what a source is called in results */
export function nameOf(source: PictureSource): string | null {
  if (typeof source === 'string') return source;
  if (source instanceof URL) return source.href;
  return source instanceof Blob ? ((source as Partial<File>).name ?? null) : null;
}

/** @returns the picture as bytes; null if it has to be fetched or read from a file */
export function toBlob(source: PictureSource): Blob | null {
  if (source instanceof Blob) return source;
  if (typeof source === 'string' || source instanceof URL) return null;
  return new Blob([source as Uint8Array<ArrayBuffer>]);
}
