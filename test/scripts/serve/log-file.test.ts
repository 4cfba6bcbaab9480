import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LogFile, type LogFileOptions } from '../../../scripts/lib/serve/log-file';
import { canMount, fillDisk, mountSmallDisk } from '../../support/small-disk';

let folder: string;
let file: string;
let warnings: string[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'digits-log-'));
  file = path.join(folder, 'api_logs.log');
  warnings = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function openLog(options: Partial<LogFileOptions> = {}): LogFile {
  const warn = (line: string) => warnings.push(line);
  return new LogFile({ path: file, maxBytes: 0, keep: 2, warn, retryMilliseconds: 50, ...options });
}

const read = (name = file) => readFileSync(name, 'utf8');
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `${from + i}`);
const asLines = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');

describe('LogFile', () => {
  it('appends lines in order to the existing ones', async () => {
    for (const part of [numbers(0, 1000), numbers(1000, 5000)]) {
      const log = openLog();
      for (const line of part) log.write(line);
      await log.close();
    }
    expect(read()).toBe(asLines(numbers(0, 5000)));
  });

  it('writes a line soon, even if no other follows', async () => {
    const log = openLog();
    log.write('alone');
    await expect.poll(() => existsSync(file) && read()).toBe('alone\n');
    await log.close();
  });

  describe('when the file is full', () => {
    it('begins a new one, and keeps as many old ones as it was told', async () => {
      const log = openLog({ maxBytes: 20, keep: 2 });
      for (const line of numbers(100, 120)) log.write(line); // 4 bytes each, so 5 lines a file
      await log.close();
      expect(read()).toBe(asLines(numbers(115, 120)));
      expect(read(`${file}.1`)).toBe(asLines(numbers(110, 115)));
      expect(read(`${file}.2`)).toBe(asLines(numbers(105, 110)));
      expect(readdirSync(folder)).toHaveLength(3);
      expect(warnings).toEqual([]);
    });

    it('keeps none where it was told 0', async () => {
      const log = openLog({ maxBytes: 20, keep: 0 });
      for (const line of numbers(100, 120)) log.write(line);
      await log.close();
      expect(readdirSync(folder)).toEqual(['api_logs.log']);
      expect(read()).toBe(asLines(numbers(115, 120)));
    });

    it('counts what was in it before the start', async () => {
      for (const line of ['first', 'second', 'third']) {
        const log = openLog({ maxBytes: 13 });
        log.write(line);
        await log.close();
      }
      expect(read()).toBe('third\n');
      expect(read(`${file}.1`)).toBe('first\nsecond\n');
    });

    it('lets it grow, with a warning, where it cannot be renamed', async () => {
      mkdirSync(path.join(`${file}.1`, 'taken'), { recursive: true });
      const log = openLog({ maxBytes: 20, keep: 1 });
      for (const line of numbers(100, 107)) log.write(line);
      await log.close();
      expect(read()).toBe(asLines(numbers(100, 107)));
      expect(warnings).toEqual([
        expect.stringMatching(/^Cannot rename .*api_logs\.log when it is full: E.*; it keeps growing$/),
      ]);
    });

    it('loses no line and exceeds no limit, whatever the lines and the limit', async () => {
      const line = fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => text.replaceAll('\n', ' '));
      await fc.assert(
        fc.asyncProperty(
          fc.array(line, { maxLength: 50 }),
          fc.integer({ min: 1, max: 300 }),
          async (lines, maxBytes) => {
            rmSync(folder, { recursive: true });
            mkdirSync(folder);
            const log = openLog({ maxBytes, keep: 50 });
            for (const text of lines) log.write(text);
            await log.close();
            const files = readdirSync(folder).sort((a, b) => ageOf(b) - ageOf(a));
            const texts = files.map((name) => read(path.join(folder, name)));
            expect(texts.join('')).toBe(asLines(lines));
            for (const text of texts) {
              const isOneLine = text.indexOf('\n') === text.length - 1;
              expect(Buffer.byteLength(text) <= maxBytes || isOneLine).toBe(true);
            }
          },
        ),
        { numRuns: 30 },
      );
    });
  });

  describe('when the file is moved', () => {
    it('loses no line over SIGHUP, sent to a real process after each move', async () => {
      const script = path.join(import.meta.dirname, '../../support/serve/write-log.ts');
      const child = spawn(process.execPath, ['--import', 'tsx', script, file], { stdio: 'pipe' });
      for (let move = 3; move > 0; move--) {
        await expect
          .poll(() => existsSync(file) && statSync(file).size, { timeout: 20_000 })
          .toBeGreaterThan(200);
        renameSync(file, `${file}.${move}`);
        child.kill('SIGHUP');
      }
      await expect.poll(() => existsSync(file) && statSync(file).size).toBeGreaterThan(200);
      child.stdin.end();
      const [count] = await once(child.stdout, 'data');
      const text = [3, 2, 1].map((move) => read(`${file}.${move}`)).join('') + read();
      expect(text).toBe(asLines(numbers(0, Number(count))));
    });

    it('makes the new file at once on reopen(), not with the next line', async () => {
      const log = openLog({ retryMilliseconds: 60_000 });
      log.write('before');
      await expect.poll(() => existsSync(file) && read()).toBe('before\n');
      renameSync(file, `${file}.old`);
      log.reopen();
      await expect.poll(() => existsSync(file)).toBe(true);
      await log.close();
    });

    it('follows by itself, also where the file was deleted', async () => {
      const log = openLog();
      log.write('before');
      await expect.poll(() => existsSync(file) && read()).toBe('before\n');
      rmSync(file);
      await new Promise((resolve) => setTimeout(resolve, 60));
      log.write('after');
      await log.close();
      expect(read()).toBe('after\n');
    });
  });

  describe('when writing fails', () => {
    it('warns once, holds the lines and writes them when it works again', async () => {
      mkdirSync(file);
      const log = openLog();
      for (const line of numbers(0, 100)) {
        log.write(line);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      expect(warnings).toEqual([
        `Cannot write ${file}: EISDIR: illegal operation on a directory, open '${file}'; buffering up to 10000 lines and retrying`,
      ]);
      rmSync(file, { recursive: true });
      await expect.poll(() => existsSync(file) && read()).toBe(asLines(numbers(0, 100)));
      expect(warnings.slice(1)).toEqual([`Writing to ${file} again`]);
      await log.close();
    });

    it('drops lines beyond its buffer, and reports how many', async () => {
      const missing = path.join(folder, 'missing/api_logs.log');
      const log = openLog({ path: missing, maxWaiting: 30 });
      log.write('0');
      await expect.poll(() => warnings).toEqual([expect.stringContaining('ENOENT')]);
      for (const line of numbers(1, 100)) log.write(line);
      mkdirSync(path.dirname(missing));
      await expect
        .poll(() => warnings.slice(1))
        .toEqual([`Writing to ${missing} again`, expect.stringMatching(/^Dropped 70 lines /)]);
      log.write('100');
      await log.close();
      expect(read(missing)).toBe(asLines([...numbers(0, 30), '100']));
    });

    it('tells at the end how many lines are lost, and ends', async () => {
      const log = openLog({ path: path.join(folder, 'missing/api_logs.log'), retryMilliseconds: 60_000 });
      for (const line of numbers(0, 7)) log.write(line);
      await log.close();
      expect(warnings.at(-1)).toMatch(/: lost 7 lines$/);
    });

    it.skipIf(!canMount)(
      'continues after a full disk without losing a byte (needs root on Linux)',
      async () => {
        const disk = mountSmallDisk(folder);
        const filler = path.join(folder, 'filler');
        const log = openLog();
        log.write('0');
        await expect.poll(() => existsSync(file) && read()).toBe('0\n');
        fillDisk(filler);
        for (const line of numbers(1, 5000)) log.write(line);
        await expect.poll(() => warnings).toEqual([expect.stringContaining('ENOSPC')]);
        rmSync(filler);
        await expect.poll(() => warnings.length).toBe(2);
        await log.close();
        expect(read()).toBe(asLines(numbers(0, 5000)));
        disk.unmount();
      },
    );
  });
});

/** `api_logs.log.3` is 3 files old, `api_logs.log` none. */
function ageOf(name: string): number {
  return Number(/\.log\.(\d+)$/.exec(name)?.[1] ?? 0);
}
