import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawSeven, toPng } from '../../../scripts/lib/scenes/sample-images';
import type { ErrorCode } from '../../../src/errors';
import { readBatchForm } from '../../../src/http/body/read-batch-form';
import { readBatchJson } from '../../../src/http/body/read-batch-json';
import type { UploadedPicture } from '../../../src/http/body/upload';
import { expectRejection } from '../../support/image/rejection';

const MOST = 64;
const LIMITS = { maxFormParts: 100, maxBatchImages: MOST };

/** A part of a form; a file where it has a file name. */
interface Field {
  readonly name: string;
  readonly fileName?: string;
  readonly content: string;
}

function readFormOf(...fields: readonly Field[]) {
  const parts = fields.map(({ name, fileName, content }) => {
    const file = fileName === undefined ? '' : `; filename="${fileName}"`;
    return `--x\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${content}\r\n`;
  });
  return readBatchForm(
    Buffer.from(`${parts.join('')}--x--`, 'latin1'),
    'multipart/form-data; boundary=x',
    LIMITS,
  );
}

function file(name: string, fileName: string, content = 'bytes'): Field {
  return { name, fileName, content };
}

function contentOf(picture: UploadedPicture): string {
  using opened = picture.open();
  return Buffer.from(opened.bytes).toString('latin1');
}

const readJsonOf = (value: unknown) => readBatchJson(value, MOST);
const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64');

describe('readBatchForm()', () => {
  it('takes files from the fields file, files and files[], in their order and with their names', () => {
    const { pictures } = readFormOf(
      file('files', 'a.png', 'A'),
      file('file', 'b.png', 'B'),
      file('files[]', 'c.png', 'C'),
    );
    expect(pictures.map(({ id }) => id)).toEqual(['a.png', 'b.png', 'c.png']);
    expect(pictures.map(contentOf)).toEqual(['A', 'B', 'C']);
  });

  it('takes options from fields', () => {
    const { options } = readFormOf(file('files', 'a.png'), { name: 'model', content: 'v1.0' });
    expect(options).toEqual({ model: 'v1.0' });
  });

  it('ignores a file input that was left empty', () => {
    expect(readFormOf(file('files', '', ''), file('files', 'a.png')).pictures).toHaveLength(1);
  });

  it('takes a picture without a file name, which has no id', () => {
    const png = Buffer.from(toPng(drawSeven(28))).toString('latin1');
    const [picture] = readFormOf({ name: 'files', content: png }).pictures;
    expect(picture!.id).toBeNull();
    expect(contentOf(picture!)).toBe(png);
  });

  it('refuses an empty file, or text, only when it is opened', () => {
    const { pictures } = readFormOf(
      file('files', 'a.png', ''),
      { name: 'files', content: 'text' },
      file('files', 'b.png'),
    );
    expectRejection(() => pictures[0]!.open(), 'missing_image', /0 bytes/);
    expectRejection(() => pictures[1]!.open(), 'invalid_request', /must be a file, not text/);
    expect(contentOf(pictures[2]!)).toBe('bytes');
  });
});

describe('readBatchForm() refuses', () => {
  it('a form without files', () => {
    expectRejection(
      () => readFormOf(file('picture', 'a.png')),
      'missing_image',
      /"files" is missing, the form has "picture"/,
    );
  });

  it('an unknown field, and a repeated one', () => {
    const strikt = { name: 'strikt', content: '1' };
    const model = { name: 'model', content: 'v1.0' };
    expectRejection(
      () => readFormOf(file('files', 'a.png'), strikt),
      'invalid_request',
      /did you mean "strict"/,
    );
    expectRejection(
      () => readFormOf(file('files', 'a.png'), model, model),
      'invalid_request',
      /more than one "model"/,
    );
  });

  it('any number of pictures above the limit', () => {
    const files = (count: number) => Array.from({ length: count }, (_, i) => file('files', `${i}.png`));
    expect(readFormOf(...files(MOST)).pictures).toHaveLength(MOST);
    for (const count of [MOST + 1, 1000]) {
      expectRejection(
        () => readFormOf(...files(count)),
        'too_many_images',
        /maximum of 64 pictures; send them in several/,
      );
    }
  });
});

describe('readBatchJson()', () => {
  it('takes texts, and objects with an id, in their order', () => {
    const { pictures, options } = readJsonOf({
      images: [
        base64('A'),
        { id: 'b', image: `data:image/png;base64,${base64('B')}` },
        { image: base64('C') },
      ],
      strict: true,
    });
    expect(pictures.map(({ id }) => id)).toEqual([null, 'b', null]);
    expect(pictures.map(contentOf)).toEqual(['A', 'B', 'C']);
    expect(options).toEqual({ strict: true });
  });

  it('refuses an invalid picture only when it is opened', () => {
    const wrong: [unknown, ErrorCode, RegExp][] = [
      [7, 'invalid_request', /"images\[0\]": it must be base64, or \{"id"/],
      [null, 'invalid_request', /"images\[0\]": it must be base64/],
      [{ id: 'a' }, 'invalid_request', /"images\[0\]": it must be base64/],
      ['§', 'invalid_request', /"images\[0\]" is not valid base64/],
      ['', 'missing_image', /"images\[0\]" has 0 bytes/],
      [{ id: 7, image: base64('A') }, 'invalid_request', /its "id" must be a string/],
      [{ id: 'x'.repeat(1001), image: base64('A') }, 'invalid_request', /at most 1000 characters/],
      [{ imag: base64('A') }, 'invalid_request', /"imag" is unknown; did you mean "image"/],
    ];
    for (const [item, code, message] of wrong) {
      const { pictures } = readJsonOf({ images: [item, base64('B')] });
      expectRejection(() => pictures[0]!.open(), code, message);
      expect(contentOf(pictures[1]!)).toBe('B');
    }
  });

  it('takes or refuses any JSON, and never fails otherwise', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const json of [value, { images: value }, { images: [value] }]) {
          try {
            for (const picture of readJsonOf(json).pictures) picture.open()[Symbol.dispose]();
          } catch (error) {
            expect(error).toMatchObject({ name: 'ServiceError' });
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('readBatchJson() refuses', () => {
  it.each<[string, unknown, ErrorCode, RegExp]>([
    ['no object', [], 'missing_image', /"images" is missing, the JSON is no object; send \{"images"/],
    [
      'an object without the field',
      { image: 'x' },
      'missing_image',
      /"images" is missing, the JSON has "image"/,
    ],
    ['no array', { images: 'x' }, 'invalid_request', /"images": it must be an array/],
    ['an empty array', { images: [] }, 'missing_image', /"images" is empty/],
    ['an unknown field', { images: ['x'], explain: true }, 'invalid_request', /"explain" is unknown/],
    ['too many pictures', { images: new Array(65).fill('') }, 'too_many_images', /maximum of 64 pictures/],
  ])('%s', (_, value, code, message) => {
    expectRejection(() => readJsonOf(value), code, message);
  });
});
