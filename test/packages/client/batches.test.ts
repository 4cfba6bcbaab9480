import { describe, expect, it } from 'vitest';
import { DigitsError } from '../../../packages/client/src/errors';
import { inOrder } from '../../../packages/client/src/in-order';
import { FORM_OVERHEAD_BYTES, MAX_BATCH_IMAGES, MAX_BODY_BYTES } from '../../../packages/client/src/limits';
import { type BatchResult, sendBatch, toForm } from '../../../packages/client/src/send-batch';
import { type OpenSlot, toBatches } from '../../../packages/client/src/to-batches';
import { CONFIG } from '../../../src/config';

const slotOf = (index: number, blob = new Blob(['x'])): OpenSlot => ({ index, id: `${index}.png`, blob });
/** All items of a generator. */
async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

const unreadable = new DigitsError('unreadable_file', 'Cannot read it');

/** Sizes of the batches that pictures of these sizes make. */
async function batchSizes(sizes: readonly number[]): Promise<number[]> {
  const sources = sizes.map(String);
  const batches = toBatches(sources, async (source) => ({
    name: String(source),
    blob: { size: Number(source) } as Blob,
  }));
  return (await collect(batches)).map((batch) => batch.length);
}

it('the limits are those of the service', () => {
  expect([MAX_BATCH_IMAGES, MAX_BODY_BYTES]).toEqual([CONFIG.maxBatchImages, CONFIG.maxBodyBytes]);
});

it('a form is no longer than its pictures and what is reckoned for each', async () => {
  const slots = Array.from({ length: MAX_BATCH_IMAGES }, (_, i) => slotOf(1_000_000_000 + i));
  const { size } = await new Response(toForm(slots)).blob();
  expect(size).toBeLessThan(MAX_BATCH_IMAGES * (1 + FORM_OVERHEAD_BYTES) + FORM_OVERHEAD_BYTES);
});

describe('toBatches()', () => {
  it.each([
    ['nothing', [], []],
    ['as many as a batch has', Array(64).fill(100), [64]],
    ['one more', Array(65).fill(100), [64, 1]],
    ['large ones', Array(5).fill(10_000_000), [2, 2, 1]],
    ['one that is too large', [100, 30_000_000, 100], [1, 1, 1]],
  ])('splits %s', async (_what, sizes, expected) => {
    expect(await batchSizes(sizes)).toEqual(expected);
  });

  it('opens pictures when their batch is asked for', async () => {
    let opened = 0;
    const batches = toBatches(Array(1000).fill('x'), async () => {
      opened++;
      return { name: null, blob: new Blob() };
    });
    await batches.next();
    expect(opened).toBe(65);
  });

  it('keeps the place of a picture that cannot be opened', async () => {
    const batches = toBatches(['a', 'b'], async (source) => {
      if (source === 'a') throw unreadable;
      return { name: 'b', blob: new Blob() };
    });
    expect(await collect(batches)).toEqual([
      [
        { index: 0, id: 'a', error: unreadable },
        { index: 1, id: 'b', blob: expect.any(Blob) },
      ],
    ]);
  });
});

describe('sendBatch()', () => {
  const answer = ({ index }: OpenSlot) => ({ index: 0, id: 'sent', predicted_digit: index }) as BatchResult;

  it('gives each picture its result, its place and its name', async () => {
    const batch = [slotOf(5), { index: 6, id: 'gone', error: unreadable }, slotOf(7)];
    expect(await sendBatch(batch, async (slots) => slots.map(answer))).toEqual([
      { index: 5, id: '5.png', predicted_digit: 5 },
      {
        index: 6,
        id: 'gone',
        error: { code: 'unreadable_file', status: null, detail: 'Cannot read it' },
      },
      { index: 7, id: '7.png', predicted_digit: 7 },
    ]);
  });

  it('sends nothing where nothing could be opened', async () => {
    const results = await sendBatch([{ index: 0, id: 'gone', error: unreadable }], () =>
      expect.unreachable(),
    );
    expect(results).toHaveLength(1);
  });

  it('halves a request that is too large, down to the picture that is', async () => {
    const sent: number[] = [];
    const results = await sendBatch(
      [1, 2, 3, 4, 5].map((i) => slotOf(i)),
      async (slots) => {
        sent.push(slots.length);
        if (slots.length > 2 || slots.some(({ index }) => index === 4))
          throw new DigitsError('body_too_large', 'Cannot take it', { status: 413 });
        return slots.map(answer);
      },
    );
    expect(sent).toEqual([5, 3, 2, 1, 2, 1, 1]);
    expect(results.map(({ error }) => error?.code ?? null)).toEqual([
      null,
      null,
      null,
      'body_too_large',
      null,
    ]);
  });

  it('throws what is about the whole request', async () => {
    const error = new DigitsError('invalid_api_key', 'Cannot enter', { status: 401 });
    await expect(sendBatch([slotOf(0), slotOf(1)], () => Promise.reject(error))).rejects.toBe(error);
    await expect(sendBatch([slotOf(0)], async () => [])).rejects.toMatchObject({
      code: 'unexpected_response',
    });
  });
});

describe('inOrder()', () => {
  async function* count(to: number): AsyncGenerator<number> {
    for (let i = 0; i < to; i++) yield i;
  }

  it('yields results in order, whichever is done first, with so many under way', async () => {
    let underWay = 0;
    let most = 0;
    const results = inOrder(count(20), 3, async (item) => {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setTimeout(resolve, (20 - item) % 4));
      underWay--;
      return item;
    });
    expect(await collect(results)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(most).toBe(3);
  });

  it('yields what came before an error, and throws it', async () => {
    const seen: number[] = [];
    const results = inOrder(count(10), 2, async (item) => {
      if (item === 3) throw new Error('stop');
      return item;
    });
    await expect(
      (async () => {
        for await (const result of results) seen.push(result);
      })(),
    ).rejects.toThrow('stop');
    expect(seen).toEqual([0, 1, 2]);
  });
});
