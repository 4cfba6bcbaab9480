import { describe, expect, it } from 'vitest';
import { BodyRooms } from '../../../src/admission/in-flight/body-rooms';
import { CONFIG } from '../../../src/config';
import { RequestBody } from '../../../src/http/body/request-body';
import { workerClock } from '../../../src/time/worker-clock';

const KIB = 1024;
const MEGABYTE = 1_000_000;

/** Notes which rooms are asked for, and tells what is in use. */
class NotedRooms extends BodyRooms {
  readonly asked: number[] = [];
  held = 0;

  override async enter(bytes: number, signal: AbortSignal | null) {
    this.asked.push(bytes);
    const permit = await super.enter(bytes, signal);
    this.held += bytes;
    let isHeld = true;
    return {
      isWanted: permit.isWanted,
      touch: () => permit.touch(),
      [Symbol.dispose]: () => {
        if (isHeld) this.held -= bytes;
        isHeld = false;
        permit[Symbol.dispose]();
      },
    };
  }
}

/** The body of a request that sends zeros in chunks of 16 KiB, and then ends, or says nothing any more. */
function bodyOf(bytes: number, { stated = null as number | null, ends = true } = {}) {
  let left = bytes;
  const stream = new ReadableStream({
    type: 'bytes',
    pull: (controller) => {
      if (left > 0) {
        const chunk = new Uint8Array(Math.min(left, 16 * KIB));
        left -= chunk.length;
        controller.enqueue(chunk);
      } else if (ends) {
        controller.close();
        controller.byobRequest?.respond(0);
      } else return new Promise<void>(() => {});
      return undefined;
    },
  });
  const headers = stated === null ? {} : { 'Content-Length': String(stated) };
  const request = new Request('http://localhost', { method: 'POST', body: stream, headers });
  const rooms = new NotedRooms(CONFIG.rooms, workerClock, () => {});
  const pace = { ...CONFIG.pace, idleSeconds: 1 };
  return { body: new RequestBody(request, { clock: workerClock, rooms, pace }), rooms };
}

describe('RequestBody.read() reserves memory', () => {
  it.each([
    ['a short body', 300, 300, [300]],
    ['a body of 64 KiB', 64 * KIB, 64 * KIB, [64 * KIB]],
    ['a photograph', 3 * MEGABYTE, 3 * MEGABYTE, [64 * KIB, 3 * MEGABYTE]],
    ['a short body of unknown length', 300, null, [64 * KIB]],
    ['a body of unknown length', 2 * MEGABYTE, null, [64 * KIB, 2 ** 20, CONFIG.maxBodyBytes]],
  ])('for %s as it arrives', async (_which, bytes, stated, asked) => {
    const { body, rooms } = bodyOf(bytes, { stated });
    expect(await body.read(CONFIG.maxBodyBytes)).toHaveLength(bytes);
    expect(rooms.asked).toEqual(asked);
    expect(rooms.held).toBe(asked.at(-1));
    body.release();
    body.release();
    expect(rooms.held).toBe(0);
  });

  it('for each copy of a text, once it has arrived', async () => {
    const { body, rooms } = bodyOf(200 * KIB, { stated: 200 * KIB });
    await body.read(CONFIG.maxJsonBytes, '', 4);
    expect(rooms.asked).toEqual([64 * KIB, 4 * 200 * KIB]);
  });

  it('of 64 KiB for a declared length, and releases it when nothing else arrives', async () => {
    const { body, rooms } = bodyOf(1, { stated: 24 * MEGABYTE, ends: false });
    await expect(body.read(CONFIG.maxBodyBytes)).rejects.toMatchObject({ code: 'request_timeout' });
    expect(rooms.asked).toEqual([64 * KIB]);
    expect(rooms.held).toBe(0);
  });

  it('and releases it if the body is too long', async () => {
    const { body, rooms } = bodyOf(100 * KIB);
    await expect(body.read(90 * KIB)).rejects.toMatchObject({ code: 'body_too_large' });
    expect(rooms.held).toBe(0);
  });
});
