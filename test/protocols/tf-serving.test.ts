import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPredict } from '../../src/protocols/tf-serving/read-predict';
import { expectRejection } from '../support/image/rejection';

const MOST = 64;
const FLAT = new Array(784).fill(0.5);
const SQUARE = Array.from({ length: 28 }, () => new Array(28).fill(0.5));
const CUBE = SQUARE.map((row) => row.map((value) => [value]));
const GREY = { grey: new Uint8Array(784).fill(128) };
const FILE = { b64: 'AAAA' };

const read = (json: unknown) => readPredict(json, MOST);

describe('readPredict()', () => {
  it.each([
    ['28×28 numbers', SQUARE, GREY],
    ['784 numbers', FLAT, GREY],
    ['28×28×1 numbers', CUBE, GREY],
    ['{"b64": …}', FILE, { base64: 'AAAA' }],
    ['{"image_bytes": {"b64": …}}', { image_bytes: FILE }, { base64: 'AAAA' }],
    ['numbers under the name that Keras gave the input', { conv2d_input: SQUARE }, GREY],
  ])('takes instances of %s', (_, instance, picture) => {
    expect(read({ instances: [instance, instance] })).toEqual({
      pictures: [picture, picture],
      answer: 'predictions',
    });
  });

  it('takes files and numbers in one request, with the scale of the numbers', () => {
    const bright = new Array(784).fill(200);
    expect(read({ instances: [bright, FILE, FLAT] }).pictures).toEqual([
      { grey: new Uint8Array(784).fill(200) },
      { base64: 'AAAA' },
      { grey: new Uint8Array(784).fill(1) },
    ]);
  });

  it.each([
    ['a tensor', [SQUARE]],
    ['a tensor with its name', { pixels: [SQUARE] }],
    ['files', [FILE]],
    ['files with their name', { image_bytes: [FILE] }],
    ['a lone file', FILE],
    ['a lone file with its name', { image_bytes: FILE }],
  ])('takes inputs that are %s', (_, inputs) => {
    const { pictures, answer } = read({ inputs, signature_name: 'serving_default' });
    expect(pictures).toHaveLength(1);
    expect(answer).toBe('outputs');
  });
});

describe('readPredict() refuses', () => {
  it.each<[string, unknown, RegExp]>([
    ['no object', [SQUARE], /it is no object; send \{"instances"/],
    ['both forms', { instances: [FLAT], inputs: [FLAT] }, /both "instances" and "inputs"; send one of them/],
    ['neither form', { data: [FLAT] }, /neither "instances" nor "inputs"/],
    ['the form of classify', { examples: [] }, /"examples" are for classify and regress/],
    ['the form of /predict', { image: 'AAAA' }, /a picture in "image" belongs to \/predict/],
    ['the form of /predict/batch', { images: ['AAAA'] }, /belong to \/predict\/batch/],
    [
      'another signature',
      { instances: [FLAT], signature_name: 'x' },
      /the only signature is "serving_default"/,
    ],
    ['a lone 28×28 picture', { instances: SQUARE }, /a single picture where a list of pictures should be/],
    ['a lone 28×28×1 picture', { instances: CUBE }, /a single picture where a list/],
    ['a lone flat picture', { instances: FLAT }, /a single picture where a list/],
    ['no list', { instances: FILE }, /must be a list of pictures/],
    ['an empty list', { instances: [] }, /it is empty/],
    ['text', { instances: ['AAAA'] }, /"instances\[0\]": it is text; send \{"b64"/],
    [
      'another shape',
      { instances: [FLAT, [[1, 2]]] },
      /"instances\[1\]": its shape is \[1, 2\], not \[28, 28, 1\], \[28, 28\] or \[784\]/,
    ],
    [
      'a ragged picture',
      { instances: [SQUARE.map((row, y) => (y === 9 ? [1] : row))] },
      /1 elements are where/,
    ],
    ['two named inputs', { instances: [{ a: FLAT, b: FLAT }] }, /it has 2 named inputs; the model has one/],
    ['no named input', { instances: [{}] }, /it has 0 named inputs/],
    ['objects in objects', { instances: [{ a: { b: FLAT } }] }, /its input must be a picture or \{"b64"/],
    ['b64 that is no text', { instances: [{ b64: 7 }] }, /its "b64" must be base64/],
    ['values out of range', { instances: [new Array(784).fill(300)] }, /the value 300 is not within/],
  ])('%s', (_, json, message) => {
    expectRejection(() => read(json), 'invalid_request', message);
  });

  it('more pictures than the limit', () => {
    expectRejection(() => read({ instances: new Array(65).fill(FILE) }), 'too_many_images', /65 pictures/);
  });

  it('or takes any JSON, and never fails otherwise', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const json of [value, { instances: value }, { inputs: value }, { instances: [value] }]) {
          try {
            read(json);
          } catch (error) {
            expect(error).toMatchObject({ name: 'ServiceError' });
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
