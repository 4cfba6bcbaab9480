import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tarEnd, toTarEntry } from '../../src/feedback/tar-writer';

/** Unpacks with the system's tar. */
function unpack(entries: readonly Uint8Array[]): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'digits-tar-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(path.join(folder, 'a.tar'), Buffer.concat([...entries, tarEnd()]));
  execFileSync('tar', ['-xf', 'a.tar'], { cwd: folder });
  rmSync(path.join(folder, 'a.tar'));
  return folder;
}

const AT = Date.UTC(2026, 10, 27);

describe('toTarEntry()', () => {
  it.each([0, 1, 511, 512, 513, 100_000])('writes %i bytes as tar reads them', (bytes) => {
    const content = Uint8Array.from({ length: bytes }, (_, i) => i % 251);
    const folder = unpack([toTarEntry({ path: '7/a.png', content, modifiedAt: AT })]);
    expect(readFileSync(path.join(folder, '7/a.png'))).toEqual(Buffer.from(content));
    expect(statSync(path.join(folder, '7/a.png')).mtimeMs).toBe(AT);
  });

  it.each([99, 100, 101, 255])('writes names of %i bytes, the longest that a file may have', (length) => {
    const paths = ['a', 'b'].map((letter) => `7/${letter.repeat(Math.min(length, 255))}`);
    const content = new Uint8Array([1]);
    const folder = unpack(paths.map((name) => toTarEntry({ path: name, content, modifiedAt: AT })));
    expect(readdirSync(path.join(folder, '7')).map((name) => `7/${name}`)).toEqual(paths);
  });
});
