import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type QueueLimits, RequestQueue } from '../../../scripts/lib/serve/request-queue';

const LIMITS: QueueLimits = { concurrent: 2, waiting: 3, waitSeconds: 60 };

/** A queue, what became of the requests that entered it, and the functions with which they leave. */
function open(limits: Partial<QueueLimits> = {}) {
  const door = { isOpen: true };
  const queue = new RequestQueue({ ...LIMITS, ...limits }, () => door.isOpen);
  const events: string[] = [];
  const enter = (name: string) =>
    queue.enter(
      () => events.push(name),
      (why) => events.push(`${name} ${why}`),
    );
  return { queue, door, events, enter };
}

describe('RequestQueue', () => {
  it('lets through as many at a time as it may, and the others in the order of their arrival', () => {
    const { events, enter } = open();
    const leave = ['a', 'b', 'c', 'd', 'e'].map(enter);
    expect(events).toEqual(['a', 'b']);
    leave[1]!();
    expect(events).toEqual(['a', 'b', 'c']);
    leave[0]!();
    leave[2]!();
    expect(events).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('lets nobody pass those that wait', () => {
    const { door, queue, events, enter } = open();
    door.isOpen = false;
    enter('a');
    door.isOpen = true;
    enter('b');
    expect(events).toEqual([]);
    queue.advance();
    expect(events).toEqual(['a', 'b']);
  });

  it('denies the one that finds the queue full, and takes the next when one has left', () => {
    const { events, enter } = open();
    const leave = ['a', 'b', 'c', 'd', 'e', 'f'].map(enter);
    expect(events).toEqual(['a', 'b', 'f full']);
    leave[2]!();
    enter('g');
    expect(events).toEqual(['a', 'b', 'f full']);
    leave[0]!();
    leave[1]!();
    leave[3]!();
    expect(events).toEqual(['a', 'b', 'f full', 'd', 'e', 'g']);
  });

  it('denies those that have waited too long, and no others', async () => {
    const { events, enter } = open({ concurrent: 1, waitSeconds: 0.05 });
    enter('a');
    enter('b');
    await wait(100);
    expect(events).toEqual(['a', 'b late']);
  });

  it('keeps its count when a request leaves twice, or leaves after it was denied', () => {
    const { events, enter } = open({ concurrent: 1, waiting: 1 });
    const leave = ['a', 'b', 'c'].map(enter);
    leave[2]!();
    leave[0]!();
    leave[0]!();
    enter('d');
    expect(events).toEqual(['a', 'c full', 'b']);
  });

  it('is contended while requests wait', () => {
    const { queue, enter } = open();
    const leave = ['a', 'b'].map(enter);
    expect(queue.isContended).toBe(false);
    enter('c');
    expect(queue.isContended).toBe(true);
    leave[0]!();
    expect(queue.isContended).toBe(false);
  });
});
