import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CONFIG } from '../../../src/config';
import type { ServiceError } from '../../../src/errors';
import { Pace } from '../../../src/http/body/pace';

const { idleSeconds, graceSeconds, bytesPerSecond, contendedSeconds, contendedBytesPerSecond } = CONFIG.pace;

let isContended: boolean;
let refusal: ServiceError | null;
let pace: Pace;

beforeEach(() => {
  vi.useFakeTimers();
  isContended = false;
  refusal = null;
  pace = new Pace(
    CONFIG.pace,
    { now: () => Date.now() },
    () => isContended,
    (error) => {
      refusal = error;
    },
  );
});

afterEach(() => {
  pace[Symbol.dispose]();
  vi.useRealTimers();
});

/** Sends so many bytes each second. */
function send(bytes: number, seconds: number): void {
  for (let second = 0; second < seconds; second++) {
    if (bytes > 0) pace.note(bytes);
    vi.advanceTimersByTime(1000);
  }
}

describe('Pace', () => {
  it('accepts a slow body for as long as it takes', () => {
    send(bytesPerSecond, 3600);
    expect(refusal).toBeNull();
  });

  it('refuses a body that has stopped arriving', () => {
    send(0, idleSeconds);
    expect(refusal).toMatchObject({
      code: 'request_timeout',
      message: expect.stringContaining('within 20 s'),
    });
  });

  it('refuses a body that arrives byte by byte', () => {
    send(1, graceSeconds);
    expect(refusal).toMatchObject({
      code: 'request_timeout',
      message: 'Cannot read body: expected 500 bytes a second over each 20 s',
    });
  });

  it('refuses a body that is fast only at first', () => {
    send(1_000_000, graceSeconds);
    expect(refusal).toBeNull();
    send(1, graceSeconds);
    expect(refusal).toMatchObject({ code: 'request_timeout' });
  });

  it('demands a higher rate while others wait for the memory', () => {
    isContended = true;
    send(contendedBytesPerSecond, 60);
    expect(refusal).toBeNull();
    send(contendedBytesPerSecond / 2, contendedSeconds);
    expect(refusal).toMatchObject({
      code: 'request_timeout',
      message: expect.stringContaining('while other uploads wait'),
    });
  });

  it('refuses nothing after it is disposed of', () => {
    pace[Symbol.dispose]();
    vi.advanceTimersByTime(3_600_000);
    expect(refusal).toBeNull();
  });
});
