import { describe, expect, it } from 'vitest';
import { Dispatcher } from '../../src/jobs/dispatcher';

/** Numbers of open batches, as a job's table has them. */
function openBatches(numbers: readonly number[]) {
  return (after: number, count: number) => numbers.filter((number) => number > after).slice(0, count);
}

const NONE = () => [];

/** Does what is sent, each task after so many milliseconds. @returns how many are in the queue in the end */
function windowAfter(rounds: number, milliseconds: number, dispatcher = new Dispatcher(16, 60_000)): number {
  const open = openBatches(Array.from({ length: 10_000 }, (_, i) => i));
  let tasks = dispatcher.next(0, open);
  let inQueue = tasks.length;
  for (let round = 1; round <= rounds; round++) {
    const now = round * milliseconds;
    for (const task of tasks) dispatcher.finish(task, now);
    tasks = dispatcher.next(now, open);
    inQueue = tasks.length;
  }
  return inQueue;
}

describe('Dispatcher.next()', () => {
  it('fills the window, in the order of the batches', () => {
    const dispatcher = new Dispatcher(4, 60_000);
    const open = openBatches([0, 2, 3, 7, 8, 9]);
    expect(dispatcher.next(0, open)).toEqual([0, 2, 3, 7]);
    expect(dispatcher.next(1, open)).toEqual([]);
    dispatcher.finish(2, 2);
    expect(dispatcher.next(2, open)).toEqual([8]);
  });

  it('widens the window up to its limit while tasks are done soon', () => {
    expect(windowAfter(1, 100)).toBe(8);
    expect(windowAfter(10, 100)).toBe(16);
  });

  it('narrows it to two while tasks wait, so that other jobs have their turn', () => {
    expect(windowAfter(10, 5_000)).toBe(2);
  });

  it('sends a task again when its lease is over', () => {
    const dispatcher = new Dispatcher(4, 1_000);
    dispatcher.next(0, openBatches([0, 1]));
    expect(dispatcher.next(999, NONE)).toEqual([]);
    expect(dispatcher.next(1_000, NONE)).toEqual([0, 1]);
    expect(dispatcher.next(1_001, NONE)).toEqual([]);
  });

  it('waits longer each time that a task is given back, up to a minute', () => {
    const dispatcher = new Dispatcher(1, 1_000_000);
    dispatcher.next(0, openBatches([0]));
    const delays: number[] = [];
    for (let now = 0; delays.length < 8; ) {
      const due = dispatcher.release(0, now);
      delays.push((due - now) / 1_000);
      expect(dispatcher.next(due - 1, NONE)).toEqual([]);
      expect(dispatcher.next(due, NONE)).toEqual([0]);
      now = due;
    }
    expect(delays).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });
});
