import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseTar, parseTarGzip } from 'nanotar';
import { CONFIG } from '../../../src/config';
import { ServiceError } from '../../../src/errors';
import type { Eye } from '../../../src/eye/sureness';
import { decodeImage } from '../../../src/image/decode';
import { findDigit } from '../../../src/recognition/recognize';
import { ADMIN_KEY_VARIABLE } from '../keys/admin-client';
import { NO_DIGIT } from '../training/training-batch';
import { UserError } from '../user-error';

/** A picture of production, as the network sees it, and what a person said that it shows. */
export interface LabelledPixels {
  /** Path in the export: `7/<request id>.png`. */
  readonly name: string;
  /** A digit, or `NO_DIGIT`. */
  readonly label: number;
  /** 784 bytes, white on black, row by row. */
  readonly pixels: Uint8Array;
}

/** What an export holds. */
export interface Feedback {
  readonly pictures: readonly LabelledPixels[];
  /** Why others cannot be used, by file. */
  readonly refused: readonly string[];
}

interface File {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Folder of pictures without a digit; those of digits are called `0` to `9`. */
const NO_DIGIT_FOLDER = 'not_a_digit';
const PICTURE = /(?:^|\/)(\d|not_a_digit)\/[^/]+\.(?:png|jpe?g)$/i;
const TIMEOUT_MILLISECONDS = 600_000;

/**
 * Reads labelled pictures of production, `<label>/<request id>.png`.
 *
 * @param source folder, tar file, address of a service, or address of its export
 * @param eye that finds the digits
 * @throws UserError if there is nothing to read
 */
export async function readFeedback(source: string, eye: Eye): Promise<Feedback> {
  const pictures: LabelledPixels[] = [];
  const refused: string[] = [];
  for (const file of await filesOf(source)) {
    const outcome = toPixels(file, eye);
    if (typeof outcome === 'string') refused.push(`${file.name}: ${outcome}`);
    else pictures.push(outcome);
  }
  if (pictures.length + refused.length === 0) {
    throw new UserError(`Cannot use ${source}: it has no picture <label>/<name>.png, such as 7/a.png`);
  }
  return { pictures, refused };
}

async function filesOf(source: string): Promise<File[]> {
  const all = await openSource(source);
  return all.filter(({ name }) => PICTURE.test(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function openSource(source: string): Promise<File[]> {
  if (/^https?:/.test(source)) return untar(source, await download(source));
  const stat = statSync(source, { throwIfNoEntry: false });
  if (stat === undefined) throw new UserError(`Cannot read ${source}: there is no such file or folder`);
  return stat.isDirectory() ? readFolder(source) : untar(source, readFileSync(source));
}

function readFolder(folder: string): File[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({ name: path.relative(folder, file), bytes: readFileSync(file) }));
}

/** Also unpacks gzip. */
async function untar(source: string, bytes: Uint8Array<ArrayBuffer>): Promise<File[]> {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  try {
    const files = isGzip ? await parseTarGzip(bytes) : parseTar(bytes);
    return files.flatMap(({ name, data }) => (data === undefined ? [] : [{ name, bytes: data }]));
  } catch (error) {
    throw new UserError(`Cannot read ${source}: it is no tar file (${(error as Error).message})`);
  }
}

async function download(source: string): Promise<Uint8Array<ArrayBuffer>> {
  const url = new URL(source);
  if (url.pathname === '/') url.pathname = '/feedback/export';
  const key = process.env[ADMIN_KEY_VARIABLE];
  const response = await fetch(url, {
    headers: key ? { Authorization: `Bearer ${key}` } : {},
    // A redirect would take the key elsewhere.
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
  }).catch((error) => {
    throw new UserError(`Cannot reach ${url.host}: ${error.cause?.message ?? error.message}`);
  });
  if (!response.ok) {
    const advice = response.status === 401 || response.status === 403 ? `; set ${ADMIN_KEY_VARIABLE}` : '';
    throw new UserError(`Cannot read ${url}: ${url.host} answers ${response.status}${advice}`);
  }
  return new Uint8Array(await response.arrayBuffer());
}

/** @returns a picture, or why it cannot be used */
function toPixels({ name, bytes }: File, eye: Eye): LabelledPixels | string {
  const [, folder] = PICTURE.exec(name)!;
  const label = folder!.toLowerCase() === NO_DIGIT_FOLDER ? NO_DIGIT : Number(folder);
  try {
    const { pixels, emptiness } = findDigit(decodeImage(bytes, CONFIG.image).raster, { eye }).normalized;
    if (emptiness !== null) return `there is nothing to read in it (${emptiness})`;
    return { name, label, pixels: Uint8Array.from(pixels, (ink) => Math.round(255 * ink)) };
  } catch (error) {
    if (error instanceof ServiceError) return error.message;
    throw error;
  }
}
