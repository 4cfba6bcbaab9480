import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readForm } from '../../../src/http/body/read-form';
import { expectRejection } from '../../support/image/rejection';

const TYPE = 'multipart/form-data; boundary=frontier';

/** A form from its parts, each headers and content; `|` stands for a line break of the protocol. */
function form(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text.replaceAll('|', '\r\n'), 'latin1'));
}

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const find = (text: string, type = TYPE) => textOf(readForm(form(text), type, 100).image);
const FIELD = (name: string) => `Content-Disposition: form-data; name="${name}"||`;
const EMPTY = 'Content-Disposition: form-data; name="file"; filename=""||';
const FILE = 'Content-Disposition: form-data; name="file"; filename="7.png"||';

describe('readForm()', () => {
  it('round-trips any file that fetch() puts into a form', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.string({ minLength: 1 }),
        async (content, name) => {
          const sent = new FormData();
          sent.set('_note', 'a\r\n--b');
          sent.set('file', new File([content], name));
          const request = new Request('http://localhost', { method: 'POST', body: sent });
          const body = new Uint8Array(await request.arrayBuffer());
          expect([...readForm(body, request.headers.get('content-type')!, 100).image]).toEqual([...content]);
        },
      ),
      { numRuns: 200, seed: 3 },
    );
  });

  it('finds the file in place, without copying it', () => {
    const body = form(`--frontier|${FILE}bytes|--frontier--|`);
    expect(readForm(body, TYPE, 100).image.buffer).toBe(body.buffer);
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
    ['an empty file before the full one', `--frontier|${EMPTY}|--frontier|${FILE}bytes|--frontier--`],
    ['an empty file after the full one', `--frontier|${FILE}bytes|--frontier|${EMPTY}|--frontier--`],
    [
      'another field in the name of its file',
      '--frontier|Content-Disposition: form-data; filename="a; name=b.png"; name="file"||bytes|--frontier--',
    ],
    [
      'an unfilled input of another name',
      `--frontier|${EMPTY.replace('"file"', '"photo"')}|--frontier|${FILE}bytes|--frontier--`,
    ],
    ['fields of frameworks', `--frontier|${FIELD('_charset_')}utf-8|--frontier|${FILE}bytes|--frontier--`],
    ['a preamble that begins like the boundary', `--frontiers|--frontier|${FILE}bytes|--frontier--`],
  ])('reads a form with %s', (_, text) => {
    expect(find(text)).toBe('bytes');
  });

  it('reads a boundary in quotes', () => {
    expect(find(`--a b|${FILE}bytes|--a b--`, 'multipart/form-data; charset=utf-8; boundary="a b"')).toBe(
      'bytes',
    );
  });

  it.each([
    ['does not name the boundary', 'multipart/form-data'],
    ['names an empty one', 'multipart/form-data; boundary='],
    ['names another', 'multipart/form-data; boundary=invented'],
  ])('uses the first line of the body if the header %s', (_, type) => {
    expect(find(`--frontier|${FILE}bytes|--frontier--`, type)).toBe('bytes');
  });

  it.each(['|--frontiers|', '|--frontier-|', '|--frontier--x|', '|--frontier x|', '--frontier|'])(
    'treats a line that merely begins like the boundary as content: %s',
    (line) => {
      expect(find(`--frontier|${FILE}a${line}b|--frontier--`)).toBe(`a${line.replaceAll('|', '\r\n')}b`);
    },
  );

  it('takes a picture that was sent without a file name', () => {
    const png = '\x89PNG\r\n\x1a\n…';
    expect(find(`--frontier|${FIELD('file')}\x89PNG|\x1a\nrest|--frontier--`)).toBe(
      `${png.slice(0, -1)}rest`,
    );
  });

  it('reads options beside the file', () => {
    const text = `--frontier|${FIELD('strict')}yes|--frontier|${FILE}bytes|--frontier|${FIELD('model')}v1.0|--frontier--`;
    expect(readForm(form(text), TYPE, 100).options).toEqual({ strict: 'yes', model: 'v1.0' });
  });

  it('reads a file that is empty', () => {
    expect(find(`--frontier|${FILE}|--frontier--`)).toBe('');
    expect(find(`--frontier|${FILE.slice(0, -1)}|--frontier--`)).toBe('');
  });
});

describe('readForm() refuses', () => {
  it.each([
    ['no delimiter in the body', 'bytes', TYPE],
    ['a part that does not end', `--frontier|${FILE}bytes`, TYPE],
    ['headers that do not end', '--frontier|Content-Disposition: form-data|', TYPE],
    ['nothing at all', '', TYPE],
  ])('%s', (_, text, type) => {
    expectRejection(() => find(text, type), 'invalid_request', /not valid multipart.*; let the HTTP client/);
  });

  it('a form without the field, and names those that it has', () => {
    const other = FILE.replace('"file"', '"profile"');
    const act = () => find(`--frontier|${other}bytes|--frontier|${FIELD('a\u001b')}|--frontier--`);
    expectRejection(act, 'missing_image', /"file" is missing, the form has "profile", "a\?"/);
    expectRejection(() => find('--frontier--'), 'missing_image', /"file" is missing, the form is empty/);
    const typo = FILE.replace('"file"', '"File"');
    expectRejection(
      () => find(`--frontier|${typo}bytes|--frontier--`),
      'missing_image',
      /rename it to "file"/,
    );
    const batch = FILE.replace('"file"', '"files"');
    expectRejection(
      () => find(`--frontier|${batch}bytes|--frontier--`),
      'missing_image',
      /the form has "files"; send several pictures to \/predict\/batch$/,
    );
  });

  it('a field that only imitates the right one in its file name', () => {
    const text = 'Content-Disposition: form-data; filename="x; name=file b"; name="note"||';
    expectRejection(
      () => find(`--frontier|${text}bytes|--frontier--`),
      'missing_image',
      /the form has "note"/,
    );
  });

  it('a second file, an unknown field and a repeated option', () => {
    const two = `--frontier|${FILE}bytes|--frontier|${FILE.replace('7.png', '8.png')}more|--frontier--`;
    expectRejection(
      () => find(two),
      'invalid_request',
      /2 files, "7.png", "8.png"; send one picture per request, or all of them to \/predict\/batch$/,
    );
    const elsewhere = `--frontier|${FILE}bytes|--frontier|${FILE.replace('"file"', '"file2"')}more|--frontier--`;
    expectRejection(
      () => find(elsewhere),
      'invalid_request',
      /^Cannot read form: it has another file in "file2", not in "file"; send one picture per request, or all of them to \/predict\/batch$/,
    );
    const typo = `--frontier|${FILE}bytes|--frontier|${FIELD('strikt')}1|--frontier--`;
    expectRejection(() => find(typo), 'invalid_request', /"strikt" is unknown; did you mean "strict"\?/);
    const twice = `--frontier|${FILE}bytes|${`--frontier|${FIELD('strict')}1|`.repeat(2)}--frontier--`;
    expectRejection(() => find(twice), 'invalid_request', /more than one "strict"/);
  });

  it('a field that is text', () => {
    const text = 'Content-Disposition: form-data; name="file"||';
    expectRejection(
      () => find(`--frontier|${text}7|--frontier--`),
      'invalid_request',
      /must be a file, not text/,
    );
  });
});

describe('readForm() limits', () => {
  const part = '--frontier|Content-Disposition: form-data; name="_note"||x|';

  it('reads as many parts as are allowed and no more', () => {
    expect(find(`${part.repeat(99)}--frontier|${FILE}bytes|--frontier--`)).toBe('bytes');
    const act = () => find(`${part.repeat(100)}--frontier|${FILE}bytes|--frontier--`);
    expectRejection(act, 'too_many_parts', /more than the maximum of 100 parts/);
  });

  it('says that the field is missing where a form ends with the last part that is allowed', () => {
    expectRejection(() => find(`${part.repeat(100)}--frontier--`), 'missing_image', /"file" is missing/);
  });
});
