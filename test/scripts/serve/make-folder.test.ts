import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder } from '../../../scripts/lib/serve/make-folder';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'digits-folder-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('makeFolder()', () => {
  it('makes a folder with those above it, and leaves one that is there', () => {
    const nested = path.join(folder, 'a/b/c');
    makeFolder(nested);
    writeFileSync(path.join(nested, 'file'), '');
    makeFolder(nested);
    expect(statSync(path.join(nested, 'file')).isFile()).toBe(true);
  });

  it('takes a link to a folder for one', () => {
    const link = path.join(folder, 'link');
    symlinkSync(folder, link);
    makeFolder(link);
    makeFolder(path.join(link, 'a'));
    expect(statSync(path.join(folder, 'a')).isDirectory()).toBe(true);
  });

  it('throws EEXIST for a file, and ENOTDIR below one', () => {
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    expect(() => makeFolder(file)).toThrow('EEXIST');
    expect(() => makeFolder(path.join(file, 'a'))).toThrow(/ENOTDIR|EEXIST/);
  });

  it.runIf(process.platform === 'linux')('throws where no folder can be made, as in /proc', () => {
    expect(() => makeFolder('/proc/x')).toThrow('ENOENT');
    expect(() => makeFolder('/proc/x/y')).toThrow('ENOENT');
  });
});
