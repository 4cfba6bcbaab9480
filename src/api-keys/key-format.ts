import { crc32 } from '../crc32';

/** What keys of ours begin with, so that scanners for leaked secrets find them: `dgt_[0-9A-Za-z]{36}`. */
export const KEY_PREFIX = 'dgt_';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 62^30 is about 2^178: nobody guesses one. */
const RANDOM_CHARACTERS = 30;
/** As many as the largest CRC-32 needs in base 62. */
const CHECKSUM_CHARACTERS = 6;
const KEY = new RegExp(`^${KEY_PREFIX}[\\dA-Za-z]{${RANDOM_CHARACTERS + CHECKSUM_CHARACTERS}}$`);

/**
 * Draws a new key: prefix, 30 random characters, and a checksum of both, the CRC-32 in base 62, in the manner of GitHub's
 * tokens (https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/).
 */
export function createKey(): string {
  const text = KEY_PREFIX + drawCharacters();
  return text + checksumOf(text);
}

/** Whether a key begins as ours do and is none: cut off, or with a character wrong. No such key was ever made. */
export function isMistyped(key: string): boolean {
  if (!key.startsWith(KEY_PREFIX)) return false;
  const text = key.slice(0, -CHECKSUM_CHARACTERS);
  return !KEY.test(key) || checksumOf(text) !== key.slice(-CHECKSUM_CHARACTERS);
}

/** SHA-256 of a key, 32 bytes. */
export async function digestOf(key: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key)));
}

/** Bytes as lower-case hexadecimal digits. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function drawCharacters(): string {
  let drawn = '';
  while (drawn.length < RANDOM_CHARACTERS) {
    for (const byte of crypto.getRandomValues(new Uint8Array(RANDOM_CHARACTERS))) {
      // The values from 62 to 63 have no character: taking them modulo 62 would favour two.
      drawn += ALPHABET[byte & 63] ?? '';
    }
  }
  return drawn.slice(0, RANDOM_CHARACTERS);
}

function checksumOf(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let rest = crc32(bytes, 0, bytes.length);
  let checksum = '';
  for (let i = 0; i < CHECKSUM_CHARACTERS; i++) {
    checksum = ALPHABET[rest % ALPHABET.length] + checksum;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return checksum;
}
