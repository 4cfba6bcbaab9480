import { ServiceError } from '../errors';
import type { ByteSource } from './archive/byte-source';
import { type ArchiveFile, tooLarge } from './archive/entry';
import type { StoredPart } from './job-protocol';

/** Where the service keeps its own objects. Nothing below it can be named as a picture. */
const OWN_PREFIX = 'jobs/';
/** Objects that are deleted at a time: the maximum of R2. */
const DELETED_AT_ONCE = 1_000;
/** A response that has begun can only break off. */
const READ_ATTEMPTS = 3;

/** An object that has been found, and not read. */
export interface BucketObject {
  readonly size: number;
  readonly body: ReadableStream<Uint8Array>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** The part of an R2 binding that is needed here. */
export interface Bucket {
  get(
    key: string,
    options?: { readonly range: { readonly offset: number; readonly length: number } },
  ): Promise<BucketObject | null>;
  put(key: string, value: ReadableStream | Uint8Array): Promise<unknown>;
  delete(keys: string[]): Promise<void>;
  /** In alphabetical order. */
  list(options: { readonly prefix: string; readonly limit: number; readonly startAfter?: string }): Promise<{
    readonly objects: readonly { readonly key: string }[];
    readonly truncated: boolean;
  }>;
}

/** A picture that has been found and not read. */
export interface OpenPicture {
  /** That reading it takes. */
  readonly bytes: number;
  read(): Promise<ArchiveFile['content']>;
}

/** The objects of jobs in the bucket: the parts of their input, and their results. */
export class JobFiles {
  constructor(private readonly bucket: Bucket) {}

  /** Stores a part. @param body of a known length, which is not held in memory */
  async putPart(job: string, part: number, body: ReadableStream, bytes: number): Promise<StoredPart> {
    // A new name each time: an upload that is repeated never changes what is being read.
    const key = `${inputPrefix(job)}${String(part).padStart(5, '0')}-${crypto.randomUUID()}`;
    await this.bucket.put(key, body);
    return { part, key, bytes };
  }

  /** The parts one after another, as one file. */
  input(parts: readonly StoredPart[]): ByteSource {
    const size = parts.reduce((sum, { bytes }) => sum + bytes, 0);
    return { size, read: (at, length) => this.readParts(parts, at, length) };
  }

  /** Finds a picture in the bucket. What is wrong with it is its content. */
  async openPicture(key: string, maxBytes: number): Promise<OpenPicture> {
    const object = await this.bucket.get(key);
    if (object === null) {
      const missing = new ServiceError('not_found', 'Cannot read the picture: there is no such object');
      return { bytes: 0, read: async () => missing };
    }
    if (object.size > maxBytes) {
      await object.body.cancel();
      return { bytes: 0, read: async () => tooLarge(object.size, maxBytes) };
    }
    return { bytes: object.size, read: async () => new Uint8Array(await object.arrayBuffer()) };
  }

  /** @returns the next keys of a prefix, and where to go on; null at the end */
  async list(prefix: string, after: string, limit: number) {
    const options = { prefix, limit, ...(after !== '' && { startAfter: after }) };
    const { objects, truncated } = await this.bucket.list(options);
    const keys = objects.map(({ key }) => key);
    return { keys, next: truncated ? (keys.at(-1) ?? null) : null };
  }

  /** Stores the results of a batch. @returns the key of the object, and its length */
  async putResults(job: string, batch: number, attempt: number, lines: string) {
    const bytes = new TextEncoder().encode(lines);
    const key = `${OWN_PREFIX}${job}/results/${String(batch).padStart(8, '0')}-${attempt}`;
    await this.bucket.put(key, bytes);
    return { key, bytes: bytes.length };
  }

  /**
   * Opens results; tries again where the bucket fails.
   * @throws Error if they have been deleted
   */
  async openResults(key: string): Promise<BucketObject> {
    for (let attempt = 1; ; attempt++) {
      const object = await this.bucket.get(key).catch((error) => {
        if (attempt === READ_ATTEMPTS) throw error;
        return undefined;
      });
      if (object === null) throw new Error(`Cannot find the results ${key}`);
      if (object !== undefined) return object;
    }
  }

  /** Deletes the input of a job. @returns whether nothing is left */
  deleteInput(job: string): Promise<boolean> {
    return this.deleteBelow(inputPrefix(job));
  }

  /** Deletes everything of a job. @returns whether nothing is left */
  deleteAll(job: string): Promise<boolean> {
    return this.deleteBelow(`${OWN_PREFIX}${job}/`);
  }

  private async deleteBelow(prefix: string): Promise<boolean> {
    const { objects, truncated } = await this.bucket.list({ prefix, limit: DELETED_AT_ONCE });
    if (objects.length > 0) await this.bucket.delete(objects.map(({ key }) => key));
    return !truncated;
  }

  private async readParts(
    parts: readonly StoredPart[],
    at: number,
    length: number,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(length);
    let partAt = 0;
    for (const part of parts) {
      const from = Math.max(at, partAt);
      const to = Math.min(at + length, partAt + part.bytes);
      if (from < to) bytes.set(await this.readRange(part.key, from - partAt, to - from), from - at);
      partAt += part.bytes;
    }
    return bytes;
  }

  private async readRange(key: string, offset: number, length: number): Promise<Uint8Array> {
    const object = await this.bucket.get(key, { range: { offset, length } });
    if (object === null)
      throw new ServiceError('internal_error', 'Cannot read the archive: a part of it is gone');
    const bytes = new Uint8Array(await object.arrayBuffer());
    if (bytes.length !== length)
      throw new Error(`Cannot read ${key}: ${bytes.length} bytes instead of ${length}`);
    return bytes;
  }
}

function inputPrefix(job: string): string {
  return `${OWN_PREFIX}${job}/input/`;
}
