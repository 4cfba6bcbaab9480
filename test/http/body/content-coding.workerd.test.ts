import { describe, expect, it } from 'vitest';
import { drawSeven, toPng } from '../../../scripts/lib/scenes/sample-images';
import { CONFIG } from '../../../src/config';
import { json, predictRaw } from '../../support/api';

const seven = toPng(drawSeven(28));

async function compress(bytes: Uint8Array, format: 'gzip' | 'deflate'): Promise<ArrayBuffer> {
  return new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream(format))).arrayBuffer();
}

const send = (body: Uint8Array | ArrayBuffer, coding: string, type = 'image/png') =>
  predictRaw(body, { 'Content-Encoding': coding, 'Content-Type': type });

describe('POST /predict takes a body that is compressed by', () => {
  it.each([
    ['gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['x-gzip', 'gzip'],
    ['gzip, identity', 'gzip'],
    ['deflate', 'deflate'],
  ] as const)('%s', async (coding, format) => {
    expect(await json(await send(await compress(seven, format), coding))).toMatchObject({
      predicted_digit: 7,
    });
  });

  it.each([100_000, 3_000_000])('gzip, and has %i bytes', async (bytes) => {
    const noise = await compress(new Uint8Array(bytes), 'gzip');
    expect(await json(await send(noise, 'gzip'))).toMatchObject({ code: 'unsupported_format' });
  });

  it('nothing, declared as identity', async () => {
    expect(await json(await send(seven, 'identity'))).toMatchObject({ predicted_digit: 7 });
  });

  it('gzip, where it is JSON', async () => {
    const text = JSON.stringify({ image: Buffer.from(seven).toString('base64') });
    const body = await compress(new TextEncoder().encode(text), 'gzip');
    expect(await json(await send(body, 'gzip', 'application/json'))).toMatchObject({ predicted_digit: 7 });
  });
});

describe('POST /predict refuses a body', () => {
  it.each(['br', 'zstd', 'compress', 'gzip, gzip', 'br, gzip'])(
    'whose Content-Encoding is %s with 415, naming it and what is accepted',
    async (coding) => {
      const response = await send(seven, coding);
      expect(response.status).toBe(415);
      expect(response.headers.get('Accept-Encoding')).toBe('gzip, deflate, identity');
      expect(await json(response)).toMatchObject({
        code: 'unsupported_encoding',
        detail: expect.stringContaining(`"${coding}"; send gzip, deflate, identity`),
      });
    },
  );

  it('that does not match its Content-Encoding, or is truncated, with 422', async () => {
    const whole = new Uint8Array(await compress(seven, 'gzip'));
    for (const body of [seven, whole.subarray(0, whole.length / 2), new Uint8Array([...whole, 1, 2])]) {
      const response = await send(body, 'gzip');
      expect(response.status).toBe(422);
      expect((await json(response)).detail).toMatch(/not complete and valid gzip/);
    }
  });

  it('that decompresses beyond the limit with 413: a bomb of 100 MB', async () => {
    const zeros = new Blob(Array.from({ length: 100 }, () => new Uint8Array(1_000_000)));
    const bomb = await new Response(zeros.stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer();
    const response = await send(bomb, 'gzip');
    expect(response.status).toBe(413);
    expect((await json(response)).detail).toContain(`${CONFIG.maxBodyBytes}`);
    expect((await send(bomb, 'gzip', 'application/json')).status).toBe(413);
  });
});
