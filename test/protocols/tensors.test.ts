import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readByteElements, readFloats, type Tensor, writeTensor } from '../../src/protocols/binary-tensors';
import { flattenNumbers } from '../../src/protocols/flatten-numbers';
import { toGreyPictures } from '../../src/protocols/grey-pictures';
import { expectRejection } from '../support/image/rejection';
import { byteTensor, floatTensor } from '../support/protocols/triton-client';

const float = fc.float({ noNaN: true, noDefaultInfinity: true });
const shape = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });

/** Lists in lists, as deep as the shape says. */
function nest(values: readonly number[], [size, ...rest]: readonly number[]): unknown {
  if (rest.length === 0) return values;
  const step = values.length / size!;
  return Array.from({ length: size! }, (_, i) => nest(values.slice(i * step, (i + 1) * step), rest));
}

const shaped = shape.chain((dimensions) => {
  const length = dimensions.reduce((count, size) => count * size, 1);
  return fc.tuple(fc.constant(dimensions), fc.array(float, { minLength: length, maxLength: length }));
});

describe('flattenNumbers()', () => {
  it('reads nested numbers and flat ones alike', () => {
    fc.assert(
      fc.property(shaped, ([dimensions, values]) => {
        expect([...flattenNumbers('x', nest(values, dimensions), dimensions)]).toEqual(values);
        expect([...flattenNumbers('x', values, dimensions)]).toEqual(values);
      }),
    );
  });

  it.each([
    ['too few elements', [1, 2, 3], /3 elements are where its shape \[2, 2\] has 4/],
    ['too many elements', [1, 2, 3, 4, 5], /5 elements are/],
    ['a row that is too short', [[1, 2], [3]], /1 elements are where its shape \[2, 2\] has 2/],
    ['a row that is none', [[1, 2], 3], /nested less deeply than its shape/],
    [
      'a list that is too deep',
      [
        [1, 2],
        [3, [4]],
      ],
      /a list is not a number/,
    ],
    ['text', [1, 2, 3, 'x'.repeat(1000)], /^Cannot read t: "x{40}" is not a number$/],
    ['null', [1, 2, 3, null], /null is not a number/],
    [
      'an object',
      [
        [1, 2],
        [3, {}],
      ],
      /an object is not a number/,
    ],
    ['nothing', undefined, /nested less deeply/],
  ])('refuses %s', (_, data, message) => {
    expectRejection(() => flattenNumbers('t', data, [2, 2]), 'invalid_request', message);
  });
});

describe('readByteElements()', () => {
  it("reads what Triton's client writes", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 20 }), { minLength: 1 }), (elements) => {
        const read = readByteElements('x', byteTensor(...elements), elements.length);
        expect(read.map((element) => [...element])).toEqual(elements.map((element) => [...element]));
      }),
    );
  });

  it('reads or refuses any bytes, and never reads beyond them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 1, max: 5 }), (bytes, count) => {
        try {
          const read = readByteElements('x', new Uint8Array(bytes), count);
          const length = read.reduce((sum, element) => sum + 4 + element.length, 0);
          expect([read.length, length]).toEqual([count, bytes.length]);
        } catch (error) {
          expect(error).toMatchObject({ code: 'invalid_request' });
        }
      }),
    );
  });

  it('says where elements are missing or too many', () => {
    const two = byteTensor(Buffer.from('a'), Buffer.from('b'));
    expectRejection(() => readByteElements('x', two, 3), 'invalid_request', /ends within element 2/);
    expectRejection(() => readByteElements('x', two, 1), 'invalid_request', /more than the 1 elements/);
    expectRejection(
      () => readByteElements('x', two.subarray(1), 2),
      'invalid_request',
      /ends within element 0/,
    );
  });
});

describe('readFloats()', () => {
  it('reads what numpy writes, at any offset', () => {
    fc.assert(
      fc.property(fc.array(float), fc.integer({ min: 0, max: 7 }), (values, offset) => {
        const bytes = Buffer.concat([Buffer.alloc(offset), floatTensor(values)]).subarray(offset);
        expect([...readFloats('x', bytes, values.length)]).toEqual(values);
      }),
    );
  });

  it('refuses another number of bytes', () => {
    expectRejection(
      () => readFloats('x', new Uint8Array(7), 2),
      'invalid_request',
      /7 bytes where .* have 8/,
    );
  });
});

describe('writeTensor()', () => {
  const write = (tensor: Pick<Tensor, 'datatype' | 'data'>) =>
    Buffer.from(writeTensor({ name: 'x', shape: [tensor.data.length], ...tensor } as Tensor)).toString('hex');

  it('writes little-endian elements of 8 bytes, 4 bytes and 1 byte', () => {
    expect(write({ datatype: 'INT64', data: [1, 258] })).toBe('01000000000000000201000000000000');
    expect(write({ datatype: 'FP32', data: [1, -0.5] })).toBe('0000803f000000bf');
    expect(write({ datatype: 'BOOL', data: [true, false] })).toBe('0100');
  });
});

describe('toGreyPictures()', () => {
  const picture = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 784, maxLength: 784 });

  it('takes 0 to 1 and 0 to 255 alike', () => {
    fc.assert(
      fc.property(picture, (grey) => {
        fc.pre(grey.some((value) => value > 1));
        const shares = Float32Array.from(grey, (value) => value / 255);
        expect([...toGreyPictures('x', Uint8Array.from(grey))[0]!]).toEqual(grey);
        expect([...toGreyPictures('x', Float32Array.from(grey))[0]!]).toEqual(grey);
        expect([...toGreyPictures('x', shares)[0]!]).toEqual(grey);
      }),
      { numRuns: 20 },
    );
  });

  it('determines the scale by the largest value of all pictures, so that a nearly blank one keeps it', () => {
    const values = new Float32Array(2 * 784);
    values[0] = 1;
    values[784] = 200;
    expect(toGreyPictures('x', values).map(([first]) => first)).toEqual([1, 200]);
  });

  it.each([-1, 256, Number.NaN, Number.POSITIVE_INFINITY])('refuses %s', (value) => {
    const values = new Float32Array(784).fill(value);
    expectRejection(() => toGreyPictures('x', values), 'invalid_request', /is not within 0 to 1 or 0 to 255/);
  });
});
