import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StorageFault } from '../../../scripts/lib/serve/check-storage';
import type { Runtime } from '../../../scripts/lib/serve/runtime';
import { Supervisor } from '../../../scripts/lib/serve/supervisor';

const HOURS = 3_600_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A supervisor whose runtimes start, or do not, as the test says. */
function supervise(start: () => Promise<Runtime>) {
  const lines: string[] = [];
  const surrenders: string[] = [];
  let ready = 0;
  const supervisor = new Supervisor({
    start,
    onReady: () => ready++,
    log: (_level, message) => lines.push(message),
    giveUp: (message) => surrenders.push(message),
    // No operations are called in the test.
    tickSeconds: 1e6,
    silenceSeconds: 1e6,
  });
  return { supervisor, lines, surrenders, ready: () => ready };
}

/** A runtime, and the function that ends it. */
function runtime(): { runtime: Runtime; die: () => void } {
  let die = () => {};
  const ended = new Promise<string>((resolve) => {
    die = () => resolve('it was ended by SIGKILL');
  });
  return {
    runtime: { operationsSocket: '/dev/null', ended, kill: async () => die() } as unknown as Runtime,
    die,
  };
}

describe('Supervisor', () => {
  it('waits for storage that cannot be used for as long as it takes, and says so once', async () => {
    const first = runtime();
    const next = runtime();
    let isFull = false;
    let starts = 0;
    const { supervisor, lines, surrenders, ready } = supervise(async () => {
      starts++;
      if (isFull) throw new StorageFault('Cannot write to the storage folder .data (ENOSPC)');
      return starts === 1 ? first.runtime : next.runtime;
    });
    await supervisor.start();
    isFull = true;
    first.die();
    await vi.advanceTimersByTimeAsync(HOURS);
    expect(supervisor.current).toBeNull();
    expect(surrenders).toEqual([]);
    expect(lines.filter((line) => line.includes('ENOSPC'))).toHaveLength(1);
    isFull = false;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(supervisor.current).toBe(next.runtime);
    expect(lines.at(-1)).toBe('The runtime is back');
    expect(ready()).toBe(2);
    await supervisor.stop(0);
  });

  it('gives up a runtime that keeps failing for other reasons', async () => {
    const first = runtime();
    let starts = 0;
    const { supervisor, surrenders } = supervise(async () => {
      starts++;
      if (starts > 1) throw new Error('no such file');
      return first.runtime;
    });
    await supervisor.start();
    first.die();
    await vi.advanceTimersByTimeAsync(HOURS);
    expect(surrenders).toEqual([
      expect.stringMatching(/died 7 times in a row, most recently because no such file$/),
    ]);
  });
});
