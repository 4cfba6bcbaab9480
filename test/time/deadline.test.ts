import { describe, expect, it } from 'vitest';
import { Deadline, sleep } from '../../src/time/deadline';

const deadline = new Deadline(sleep, 20);
const never = () => new Promise<never>(() => {});
const fails = () => Promise.reject(new Error('Cannot work'));
const throws = () => {
  throw new Error('Cannot begin');
};

describe('Deadline.wait()', () => {
  it('gives what the work gave in time', async () => {
    expect(await deadline.wait(async () => 7)).toBe(7);
  });

  it.each([
    ['takes too long', never],
    ['fails', fails],
    ['fails at once', throws],
  ])('gives null where the work %s', async (_how, work) => {
    expect(await deadline.wait(work)).toBeNull();
  });
});

describe('Deadline.require()', () => {
  it.each([
    ['takes too long', never, 'no answer within 0.02 s'],
    ['fails', fails, 'Cannot work'],
    ['fails at once', throws, 'Cannot begin'],
  ])('says why where the work %s', async (_how, work, message) => {
    await expect(deadline.require(work)).rejects.toThrow(message);
  });

  it('leaves no rejection behind that nobody handles', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    await deadline.require(throws).catch(() => {});
    await deadline.require(fails).catch(() => {});
    await deadline.require(async () => 7);
    await sleep(60);
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});
