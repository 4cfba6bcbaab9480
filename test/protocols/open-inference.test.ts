import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type InferenceJson, readInference } from '../../src/protocols/open-inference/read-inference';
import { OUTPUT_NAMES } from '../../src/protocols/open-inference/write-inference';
import { expectRejection } from '../support/image/rejection';

const MOST = 64;
const NOTHING = new Uint8Array(0);

const image = { name: 'image', datatype: 'BYTES', shape: [1], data: ['AAAA'] };
const pixels = { name: 'pixels', datatype: 'FP32', shape: [1, 784], data: new Array(784).fill(0.5) };

function read(request: Partial<InferenceJson>, binary = NOTHING) {
  return readInference({ inputs: [image], ...request }, binary, MOST);
}

describe('readInference()', () => {
  it('takes base64 of pictures, flat or as a column', () => {
    expect(read({ inputs: [{ ...image, shape: [2], data: ['A', 'B'] }] }).pictures).toEqual([
      { base64: 'A' },
      { base64: 'B' },
    ]);
    expect(read({ inputs: [{ ...image, shape: [2, 1], data: [['A'], ['B']] }] }).pictures).toHaveLength(2);
  });

  it.each([
    [
      'on the input',
      {
        inputs: [{ ...image, data: undefined, parameters: { binary_data_size: 5, content_type: 'base64' } }],
      },
    ],
    [
      'on the request',
      {
        parameters: { content_type: 'base64' },
        inputs: [{ ...image, data: undefined, parameters: { binary_data_size: 5 } }],
      },
    ],
  ])('takes binary elements for base64 where the content type %s says so', (_, request) => {
    expect(read(request, Uint8Array.of(1, 0, 0, 0, 65)).pictures).toEqual([{ base64: Uint8Array.of(65) }]);
  });

  it.each([[[2, 28, 28, 1]], [[2, 28, 28]], [[2, 784]]])('takes pixels of the shape %j', (shape) => {
    const data = new Array(2 * 784).fill(0.5);
    const { pictures } = read({ inputs: [{ ...pixels, shape, data }] });
    expect(pictures).toEqual(new Array(2).fill({ grey: new Uint8Array(784).fill(128) }));
  });

  it('takes binary pixels of both datatypes', () => {
    const uint8 = { ...pixels, datatype: 'UINT8', data: undefined, parameters: { binary_data_size: 784 } };
    expect(read({ inputs: [uint8] }, new Uint8Array(784).fill(9)).pictures).toEqual([
      { grey: new Uint8Array(784).fill(9) },
    ]);
    const fp32 = { ...pixels, data: undefined, parameters: { binary_data_size: 4 * 784 } };
    const bytes = new Uint8Array(new Float32Array(784).fill(0.5).buffer);
    expect(read({ inputs: [fp32] }, bytes).pictures).toEqual([{ grey: new Uint8Array(784).fill(128) }]);
  });

  it('returns all outputs, or the requested ones in their order', () => {
    expect(read({}).outputs.map(({ name }) => name)).toEqual([...OUTPUT_NAMES]);
    const outputs = [{ name: 'probabilities' }, { name: 'digit' }];
    expect(read({ outputs }).outputs.map(({ name }) => name)).toEqual(['probabilities', 'digit']);
  });

  it('sends outputs as binary data if the request says so, except those that say otherwise', () => {
    const parameters = { binary_data_output: true };
    expect(read({ parameters }).outputs.every(({ isBinary }) => isBinary)).toBe(true);
    const outputs = [{ name: 'digit', parameters: { binary_data: false } }, { name: 'is_digit' }];
    expect(read({ parameters, outputs }).outputs.map(({ isBinary }) => isBinary)).toEqual([false, true]);
  });
});

describe('readInference() refuses', () => {
  it.each<[string, Partial<InferenceJson>, RegExp]>([
    ['no input', { inputs: [] }, /there are 0 of them; send one, image or pixels/],
    ['both inputs', { inputs: [image, pixels] }, /there are 2 of them/],
    [
      'an unknown input',
      { inputs: [{ ...image, name: 'input_1' }] },
      /"input_1": it is unknown; the inputs are/,
    ],
    ['no pictures', { inputs: [{ ...image, shape: [0], data: [] }] }, /its shape \[0\] has no pictures/],
    ['no shape', { inputs: [{ ...image, shape: [] }] }, /its shape \[\] has no pictures/],
    ['a file of another datatype', { inputs: [{ ...image, datatype: 'UINT8' }] }, /is UINT8, not BYTES/],
    ['files of another shape', { inputs: [{ ...image, shape: [1, 2] }] }, /is \[1, 2\], not \[n\]/],
    ['too few files', { inputs: [{ ...image, shape: [2] }] }, /has 1 elements, and its shape 2/],
    [
      'a file that is no text',
      { inputs: [{ ...image, data: [7] }] },
      /element 0 of its "data" is not base64/,
    ],
    [
      'pixels of another shape',
      { inputs: [{ ...pixels, shape: [1, 32, 32] }] },
      /not \[n, 28, 28, 1\], \[n, 28, 28\] or \[n, 784\]/,
    ],
    [
      'pixels of another datatype',
      { inputs: [{ ...pixels, datatype: 'FP64' }] },
      /is FP64, not FP32 or UINT8/,
    ],
    ['pixels out of range', { inputs: [{ ...pixels, data: new Array(784).fill(-1) }] }, /the value -1/],
    [
      'an unknown output',
      { outputs: [{ name: 'logits' }] },
      /"logits": it is unknown; the outputs are digit,/,
    ],
    [
      'classification',
      { outputs: [{ name: 'digit', parameters: { classification: 3 } }] },
      /"classification" belongs to an extension that is not supported/,
    ],
    [
      'shared memory',
      { inputs: [{ ...image, data: undefined, parameters: { shared_memory_region: 'x' } }] },
      /shared memory is not supported/,
    ],
    ['no data', { inputs: [{ ...image, data: undefined }] }, /neither "data" nor the parameter/],
    [
      'data of both kinds',
      { inputs: [{ ...image, parameters: { binary_data_size: 0 } }] },
      /has both "data" and/,
    ],
  ])('%s', (_, request, message) => {
    expectRejection(() => read(request), 'invalid_request', message);
  });

  it('unused bytes, and fewer than declared', () => {
    expectRejection(() => read({}, Uint8Array.of(1)), 'invalid_request', /1 bytes follow the JSON/);
    const input = { ...image, data: undefined, parameters: { binary_data_size: 9 } };
    expectRejection(
      () => read({ inputs: [input] }, Uint8Array.of(1)),
      'invalid_request',
      /is 9, but 1 bytes follow/,
    );
  });

  it('more pictures than the limit', () => {
    const input = { ...image, shape: [MOST + 1] };
    expectRejection(
      () => read({ inputs: [input] }),
      'too_many_images',
      /has 65 pictures, more than the maximum of 64/,
    );
  });

  it('or takes any input, and never fails otherwise', () => {
    const input = fc.record({
      name: fc.constantFrom('image', 'pixels'),
      datatype: fc.constantFrom('BYTES', 'FP32', 'UINT8', 'x'),
      shape: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 }),
      parameters: fc.constantFrom(undefined, null, { binary_data_size: 4 }, { binary_data_size: -1 }),
      data: fc.option(fc.jsonValue(), { nil: undefined }),
    });
    fc.assert(
      fc.property(input, fc.uint8Array({ maxLength: 8 }), (value, binary) => {
        try {
          read({ inputs: [value] }, binary);
        } catch (error) {
          expect(error).toMatchObject({ name: 'ServiceError' });
        }
      }),
      { numRuns: 1000 },
    );
  });
});
