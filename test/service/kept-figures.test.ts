import { describe, expect, it } from 'vitest';
import { KeptFigures } from '../../src/service/kept-figures';

function setUp() {
  const state = { predictions: 0, now: 0, reads: 0, stale: false };
  const kept = new KeptFigures<{ stale: boolean; read: number }>(
    () => state.predictions,
    () => state.now,
  );
  const get = (key = '1h') =>
    kept.get(key, async () => {
      state.reads++;
      return { stale: state.stale, read: state.reads };
    });
  return { state, get };
}

describe('KeptFigures', () => {
  it('reads data once for many viewers, and again after ten seconds', async () => {
    const { state, get } = setUp();
    await get();
    state.now = 9_999;
    expect(await get()).toMatchObject({ read: 1 });
    state.now = 10_000;
    expect(await get()).toMatchObject({ read: 2 });
  });

  it('reads them anew for another window, and after a prediction of this isolate', async () => {
    const { state, get } = setUp();
    await get('1h');
    expect(await get('2h')).toMatchObject({ read: 2 });
    state.predictions++;
    expect(await get('1h')).toMatchObject({ read: 3 });
  });

  it('keeps no stale data', async () => {
    const { state, get } = setUp();
    state.stale = true;
    await get();
    state.stale = false;
    expect(await get()).toMatchObject({ stale: false, read: 2 });
  });

  it('keeps those of eight windows at most, the latest', async () => {
    const { state, get } = setUp();
    for (let window = 1; window <= 9; window++) await get(`${window}h`);
    expect(state.reads).toBe(9);
    for (let window = 2; window <= 9; window++) await get(`${window}h`);
    expect(state.reads).toBe(9);
    await get('1h');
    expect(state.reads).toBe(10);
  });
});
