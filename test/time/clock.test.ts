import { describe, expect, it, vi } from 'vitest';
import type { Steps } from '../../src/steps';
import { type Clock, Stopwatch, Stopwatches } from '../../src/time/clock';

/** What other requests take when they are given way. */
const OTHERS_MILLISECONDS = 50;

/** Work in one step. */
// biome-ignore lint/correctness/useYield: it has no further step
function* step<T>(work: () => T): Steps<T> {
  return work();
}

/** Real time passes with `spend`; the clock shows whole milliseconds, and only as of the last I/O if frozen. */
function fakeClock({ frozen, syncMilliseconds = 0.4 }: { frozen: boolean; syncMilliseconds?: number }) {
  let real = 1000.123;
  let shown = Math.floor(real);
  let syncs = 0;
  const clock: Clock = {
    now: () => (frozen ? shown : Math.floor(real)),
    sync: async () => {
      syncs++;
      real += syncMilliseconds;
      shown = Math.floor(real);
    },
    giveWay: async () => {
      real += OTHERS_MILLISECONDS;
      shown = Math.floor(real);
    },
  };
  return {
    clock,
    spend: (milliseconds: number) => {
      real += milliseconds;
    },
    syncs: () => syncs,
  };
}

describe('Stopwatch on a clock that advances only on I/O, as deployed', () => {
  it('time() reports work that the clock did not see pass', async () => {
    const { clock, spend } = fakeClock({ frozen: true });
    const stopwatch = new Stopwatch(clock);
    await stopwatch.calibrate(() => spend(0.3));

    const { seconds, value } = await stopwatch.time(
      step(() => {
        spend(25);
        return 'done';
      }),
    );

    expect(value).toBe('done');
    expect(seconds).toBeGreaterThanOrEqual(0.025);
    expect(seconds).toBeLessThanOrEqual(0.027);
  });

  it('time() averages work shorter than a step of the clock to what it takes, its I/O included', async () => {
    const { clock, spend } = fakeClock({ frozen: true, syncMilliseconds: 0.4 });
    const stopwatch = new Stopwatch(clock);
    await stopwatch.calibrate(() => spend(0.3));

    let seconds = 0;
    for (let i = 0; i < 2000; i++) {
      spend(0.37 * (i % 7)); // whatever goes on between requests
      await clock.sync();
      ({ seconds } = await stopwatch.time(step(() => spend(0.3))));
    }

    expect(seconds).toBeGreaterThan(0.0005);
    expect(seconds).toBeLessThan(0.0009);
  });

  it('time() never answers 0, not even the first time', async () => {
    const { clock, spend } = fakeClock({ frozen: true });
    const stopwatch = new Stopwatch(clock);
    await stopwatch.calibrate(() => spend(0.3));

    const { seconds } = await stopwatch.time(step(() => spend(0.3)));

    expect(seconds).toBeGreaterThan(0.0002);
  });
});

describe('Stopwatches', () => {
  it('of() keeps the mean of one model from what another takes', async () => {
    const { clock, spend } = fakeClock({ frozen: false });
    const stopwatches = new Stopwatches(clock);
    await stopwatches.of('v2.0').calibrate(() => spend(0.3));
    await stopwatches.of('ensemble').calibrate(() => spend(1.9));

    for (let i = 0; i < 100; i++) await stopwatches.of('v2.0').time(step(() => spend(0.3)));
    for (let i = 0; i < 500; i++) await stopwatches.of('ensemble').time(step(() => spend(1.9)));
    const { seconds } = await stopwatches.of('v2.0').time(step(() => spend(0.3)));

    expect(seconds).toBeLessThan(0.0006);
    expect(seconds).toBeGreaterThan(0.0001);
  });

  it('of() gives the same stopwatch again', () => {
    const stopwatches = new Stopwatches(fakeClock({ frozen: false }).clock);
    expect(stopwatches.of('v2.0')).toBe(stopwatches.of('v2.0'));
  });

  it('timeApart() neither uses nor moves the mean', async () => {
    const { clock, spend } = fakeClock({ frozen: true, syncMilliseconds: 0.4 });
    const stopwatch = new Stopwatch(clock);
    await stopwatch.calibrate(() => spend(0.3));
    for (let i = 0; i < 100; i++) await stopwatch.time(step(() => spend(0.3)));
    const before = (await stopwatch.time(step(() => spend(0.3)))).seconds;
    for (let i = 0; i < 100; i++)
      expect((await stopwatch.timeApart(step(() => spend(8)))).seconds).toBeGreaterThan(0.007);
    expect((await stopwatch.time(step(() => spend(0.3)))).seconds).toBeCloseTo(before, 4);
  });
});

describe('Stopwatch on a clock that runs, as locally', () => {
  it('time() soon forgets a calibration that took longer, as code does that is not optimised yet', async () => {
    const { clock, spend } = fakeClock({ frozen: false });
    const stopwatch = new Stopwatch(clock);
    await stopwatch.calibrate(() => spend(1.9));
    for (let i = 0; i < 30; i++) await stopwatch.time(step(() => spend(0.3)));
    const { seconds } = await stopwatch.time(step(() => spend(0.3)));
    expect(seconds).toBeLessThan(0.0006);
    expect(seconds).toBeGreaterThan(0.0001);
  });

  it('time() uses no I/O', async () => {
    const { clock, spend, syncs } = fakeClock({ frozen: false });
    const stopwatch = new Stopwatch(clock);
    await stopwatch.calibrate(() => spend(0.3));
    const before = syncs();

    await stopwatch.time(step(() => spend(5)));

    expect(syncs()).toBe(before);
  });

  it('time() averages work of 0.3 ms to 0.3 ms though each reading is 0 or 1', async () => {
    const { clock, spend } = fakeClock({ frozen: false });
    const stopwatch = new Stopwatch(clock);
    await stopwatch.calibrate(() => spend(0.3));

    let seconds = 0;
    for (let i = 0; i < 2000; i++) {
      spend(0.41 * (i % 11));
      ({ seconds } = await stopwatch.time(step(() => spend(0.3))));
    }

    expect(seconds).toBeGreaterThan(0.00022);
    expect(seconds).toBeLessThan(0.00038);
  });

  it('time() never answers more than the reading allows, though the calibration ran on a busy machine', async () => {
    const { clock, spend } = fakeClock({ frozen: false });
    const stopwatch = new Stopwatch(clock);
    await stopwatch.calibrate(() => spend(8));

    const { seconds } = await stopwatch.time(step(() => spend(0.3)));

    expect(seconds).toBeLessThanOrEqual(0.002);
  });

  it('time() yields after each turn, and excludes what others took meanwhile', async () => {
    const { clock, spend } = fakeClock({ frozen: false });
    const giveWay = vi.spyOn(clock, 'giveWay');
    const stopwatch = new Stopwatch(clock);
    await stopwatch.calibrate(() => spend(0.3));
    function* work(): Steps<string> {
      for (let milliseconds = 0; milliseconds < 10; milliseconds++) {
        spend(1);
        yield 1000;
      }
      return 'done';
    }

    const { value, seconds } = await stopwatch.time(work());

    expect(value).toBe('done');
    expect(giveWay).toHaveBeenCalledTimes(5);
    expect(seconds).toBeGreaterThan(0.008);
    expect(seconds).toBeLessThan(0.012);
  });

  it('time() never yields during work of less than a turn', async () => {
    const { clock, spend } = fakeClock({ frozen: false });
    const giveWay = vi.spyOn(clock, 'giveWay');
    await new Stopwatch(clock).time(step(() => spend(1)));
    expect(giveWay).not.toHaveBeenCalled();
  });

  it('time() passes on what the work throws', async () => {
    const { clock } = fakeClock({ frozen: false });
    const failing = new Stopwatch(clock).time(
      step(() => {
        throw new Error('no picture');
      }),
    );
    await expect(failing).rejects.toThrow('no picture');
  });
});
