import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFormFile } from '../../src/http/find-form-file';
import { expectRejection } from '../image/rejection';

const TYPE = 'multipart/form-data; boundary=frontier';

/** A form from its parts, each headers and content; `|` stands for a line break of the protocol. */
function form(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text.replaceAll('|', '\r\n'), 'latin1'));
}

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const find = (text: string, type = TYPE) => textOf(findFormFile(form(text), type, 'file', 100));
const FILE = 'Content-Disposition: form-data; name="file"; filename="7.png"||';

describe('findFormFile()', () => {
  it('gives back any file that fetch() has put into a form', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.string({ minLength: 1 }),
        async (content, name) => {
          const sent = new FormData();
          sent.set('note', 'a\r\n--b');
          sent.set('file', new File([content], name));
          const request = new Request('http://localhost', { method: 'POST', body: sent });
          const body = new Uint8Array(await request.arrayBuffer());
          expect([...findFormFile(body, request.headers.get('content-type')!, 'file', 100)]).toEqual([
            ...content,
          ]);
        },
      ),
      { numRuns: 200, seed: 3 },
    );
  });

  it('finds the file where it lies, without copying it', () => {
    const body = form(`--frontier|${FILE}bytes|--frontier--|`);
    expect(findFormFile(body, TYPE, 'file', 100).buffer).toBe(body.buffer);
  });

  it.each([
    ['a preamble and an epilogue', `hello|--frontier|${FILE}bytes|--frontier--|bye`],
    [
      'headers in any case and order',
      `--frontier|content-type: image/png|${FILE.toLowerCase()}bytes|--frontier--`,
    ],
    [
      'a field without quotes',
      '--frontier|Content-Disposition: form-data; name=file; filename=7||bytes|--frontier--',
    ],
    ['space behind the boundary', `--frontier  |${FILE}bytes|--frontier--`],
    ['two files, of which it takes the first', `--frontier|${FILE}bytes|--frontier|${FILE}more|--frontier--`],
  ])('reads a form with %s', (_, text) => {
    expect(find(text)).toBe('bytes');
  });

  it('reads a boundary in quotes', () => {
    expect(find(`--a b|${FILE}bytes|--a b--`, 'multipart/form-data; charset=utf-8; boundary="a b"')).toBe(
      'bytes',
    );
  });

  it('reads a file that is empty', () => {
    expect(find(`--frontier|${FILE}|--frontier--`)).toBe('');
    expect(find(`--frontier|${FILE.slice(0, -1)}|--frontier--`)).toBe('');
  });
});

describe('findFormFile() refuses', () => {
  it.each([
    ['no boundary in the header', `--frontier|${FILE}bytes|--frontier--`, 'multipart/form-data'],
    ['no delimiter in the body', 'bytes', TYPE],
    ['a part that does not end', `--frontier|${FILE}bytes`, TYPE],
    ['headers that do not end', '--frontier|Content-Disposition: form-data|', TYPE],
    ['nothing at all', '', TYPE],
  ])('%s', (_, text, type) => {
    expectRejection(() => find(text, type), 'invalid_request', /not valid multipart/);
  });

  it('a form without the field, or with another whose name ends alike', () => {
    const other = FILE.replace('"file"', '"profile"');
    expectRejection(
      () => find(`--frontier|${other}bytes|--frontier--`),
      'missing_image',
      /"file" is missing/,
    );
    expectRejection(() => find('--frontier--'), 'missing_image', /"file" is missing/);
  });

  it('a field that is text', () => {
    const text = 'Content-Disposition: form-data; name="file"||';
    expectRejection(() => find(`--frontier|${text}7|--frontier--`), 'invalid_request', /must be a file/);
  });
});

describe('findFormFile() limits', () => {
  const part = '--frontier|Content-Disposition: form-data; name="note"||x|';

  it('looks at as many parts as are allowed and no more', () => {
    expect(find(`${part.repeat(99)}--frontier|${FILE}bytes|--frontier--`)).toBe('bytes');
    const act = () => find(`${part.repeat(100)}--frontier|${FILE}bytes|--frontier--`);
    expectRejection(act, 'too_many_parts', /more than the maximum of 100 parts/);
  });

  it('says that the field is missing where a form ends with the last part that is allowed', () => {
    expectRejection(() => find(`${part.repeat(100)}--frontier--`), 'missing_image', /"file" is missing/);
  });
});
