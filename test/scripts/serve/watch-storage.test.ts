import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchStorage } from '../../../scripts/lib/serve/watch-storage';

const EVERY = 1_000;

let parent: string;
let storage: string;
let lines: string[];
let restarts: number;
let unwatch: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  parent = mkdtempSync(path.join(tmpdir(), 'digits-test-'));
  storage = path.join(parent, 'data');
  mkdirSync(path.join(storage, 'shard'), { recursive: true });
  lines = [];
  restarts = 0;
  unwatch = watchStorage({
    storage,
    onReplaced: async () => {
      restarts++;
    },
    log: (message) => lines.push(message.replace(storage, 'data')),
    everyMilliseconds: EVERY,
  });
});

afterEach(() => {
  unwatch();
  vi.useRealTimers();
  rmSync(parent, { recursive: true });
});

const looks = (times: number) => vi.advanceTimersByTimeAsync(times * EVERY);

describe('watchStorage()', () => {
  it('says nothing of a folder that stays, and of folders that the runtime makes in it', async () => {
    await looks(2);
    mkdirSync(path.join(storage, 'ledger'));
    await looks(3);
    expect({ lines, restarts }).toEqual({ lines: [], restarts: 0 });
  });

  it('says once that the folder is gone, and restarts on another one that is at its path', async () => {
    rmSync(storage, { recursive: true });
    await looks(5);
    expect(lines).toEqual([expect.stringContaining('data is gone')]);
    expect(restarts).toBe(0);
    mkdirSync(storage);
    await looks(5);
    expect(lines.slice(1)).toEqual([expect.stringContaining('data was replaced')]);
    expect(restarts).toBe(1);
  });

  it('does not restart on the same folder that is moved back: the runtime has it open', async () => {
    renameSync(storage, `${storage}-away`);
    await looks(2);
    renameSync(`${storage}-away`, storage);
    await looks(3);
    expect(lines).toEqual([expect.stringContaining('is gone'), expect.stringContaining('is back')]);
    expect(restarts).toBe(0);
  });

  it('restarts where what is in the folder was deleted, folders made later included', async () => {
    mkdirSync(path.join(storage, 'ledger'));
    await looks(1);
    rmSync(path.join(storage, 'ledger'), { recursive: true });
    await looks(3);
    expect(restarts).toBe(1);
  });

  it('waits while a folder is being copied', async () => {
    cpSync(storage, `${storage}-copy`, { recursive: true });
    rmSync(storage, { recursive: true });
    await looks(1);
    mkdirSync(storage);
    await looks(1);
    mkdirSync(path.join(storage, 'shard'));
    await looks(1);
    mkdirSync(path.join(storage, 'ledger'));
    expect(restarts).toBe(0);
    await looks(3);
    expect(restarts).toBe(1);
  });
});
