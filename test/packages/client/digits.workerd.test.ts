import { exports } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { Digits } from '../../../packages/client/src/index';
import { drawSeven, toPng } from '../../../scripts/lib/scenes/sample-images';

const SEVEN = toPng(drawSeven(28));
/** As a Worker would use it, with a service binding for `fetch`. */
const digits = new Digits({
  url: 'https://digits.test',
  fetch: (input, init) => exports.default.fetch(new Request(input as Request, init)),
});

it('the client recognises a digit from within a Worker', async () => {
  expect(await digits.predict(SEVEN)).toMatchObject({ predicted_digit: 7 });
  await expect(digits.predict(new Uint8Array(0))).rejects.toMatchObject({
    code: 'missing_image',
    status: 422,
  });
});

it('the client sends a batch from within a Worker, larger than the service takes at once', async () => {
  const { succeeded, results } = await digits.predictBatch([...Array(64).fill(SEVEN), SEVEN.subarray(0, 40)]);
  expect(succeeded).toBe(64);
  expect(results[63]).toMatchObject({ index: 63, predicted_digit: 7 });
  expect(results[64]).toMatchObject({ index: 64, error: { code: 'corrupt_png', status: 400 } });
});
