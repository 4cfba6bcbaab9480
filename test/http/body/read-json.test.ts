import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONFIG } from '../../../src/config';
import { parseJson } from '../../../src/http/body/parse-json';
import { JSON_ADVICE, readFields, readJson } from '../../../src/http/body/read-json';
import { expectRejection } from '../../support/image/rejection';

const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });
const base64 = (content: Uint8Array) => Buffer.from(content).toString('base64');
const parse = (text: string) => readJson(parseJson(new Uint8Array(Buffer.from(text)), CONFIG, JSON_ADVICE));
const read = (image: unknown, options = {}) => parse(JSON.stringify({ image, ...options }));

/** Every way in which base64 arrives. */
const WAYS: Record<string, (text: string) => string> = {
  'as it is': (text) => text,
  'without padding': (text) => text.replace(/=+$/, ''),
  'of the URL-safe kind': (text) => text.replaceAll('+', '-').replaceAll('/', '_'),
  'with pluses that became blanks': (text) => text.replaceAll('+', ' '),
  'percent-encoded': encodeURIComponent,
  'in lines of 76': (text) => text.replace(/.{76}/g, '$&\r\n'),
  'in lines of 64 that were joined': (text) => text.replace(/.{64}/g, '$& ').trim(),
  'as a data: URL': (text) => `data:image/png;base64,${text}`,
  'as a data: URL with a parameter and blanks': (text) => ` data:image/png;charset=utf-8;base64, ${text}\n`,
  'as a data: URL, percent-encoded': (text) => `data:image/png;base64,${encodeURIComponent(text)}`,
  'as a data: URL that was percent-encoded as a whole': (text) =>
    encodeURIComponent(`data:image/png;base64,${text}`),
  'as a data: URL with pluses that became blanks': (text) =>
    `data:image/png;base64,${text.replaceAll('+', ' ')}`,
};

describe('readJson()', () => {
  it.each(Object.keys(WAYS))('takes base64 %s', (way) => {
    fc.assert(
      fc.property(bytes, (content) => {
        // One blank in 64 pluses stands by chance where a line could end.
        const text = base64(content);
        fc.pre(!way.includes('blanks') || ![0, 60, 64, 72, 76].includes(text.indexOf('+')));
        expect([...read(WAYS[way]!(text)).image]).toEqual([...content]);
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  it.each(Object.keys(WAYS))('takes base64 %s, too, if it is long', (way) => {
    const content = Buffer.from(Array.from({ length: 9_000 }, (_, i) => (i * i) % 256));
    const text = WAYS[way]!(base64(content));
    expect(Buffer.from(read(text).image).equals(content)).toBe(true);
    // PHP and others escape slashes.
    const escaped = JSON.stringify({ image: text }).replaceAll('/', '\\/').replace('A', '\\u0041');
    expect(Buffer.from(parse(escaped).image).equals(content)).toBe(true);
  });

  it('reads options beside the image', () => {
    expect(read('QQ==', { strict: true, model: 'v1.0' }).options).toEqual({ strict: true, model: 'v1.0' });
  });

  it.each([
    ['{"img": "QQ=="}', 'missing_image', /"image" is missing, the JSON has "img"/],
    [
      '["QQ=="]',
      'missing_image',
      /"image" is missing, the JSON is not an object; send \{"image": "<base64>"\}/,
    ],
    ['null', 'missing_image', /the JSON is not an object/],
    ['{}', 'missing_image', /the JSON is empty/],
    ['{"image": "https://example.com/7.png"}', 'invalid_request', /"image" is a URL; send the picture/],
    ['{"image": "b\'QQ==\'"}', 'invalid_request', /"image" is bytes as Python prints them.*decode\(\)/],
    ['--b\r\nContent-Disposition: form-data', 'invalid_request', /a form; send it as multipart\/form-data/],
    ['{"image": ', 'invalid_request', /not valid JSON; send \{"image": "<base64>"\}/],
    ['{"image": "QQ==", "strct": true}', 'invalid_request', /"strct" is unknown; did you mean "strict"/],
    ['{"image": "%zz"}', 'invalid_request', /not valid base64/],
    ['{"image": "data:image/png,QQ=="}', 'invalid_request', /not valid base64/],
  ] as const)('refuses %s', (text, code, message) => {
    expectRejection(() => parse(text), code, message);
  });
});

describe('readFields() of a form', () => {
  it.each([
    [
      { file: 'QQ==' },
      'missing_image',
      /Cannot read form: the field "image" is missing, the form has "file"/,
    ],
    [{ image: 'QQ==', strct: '1' }, 'invalid_request', /Cannot read form: "strct" is unknown/],
    [{ image: '§' }, 'invalid_request', /Cannot read form: the field "image" is not valid base64/],
  ] as const)('refuses %o with messages about forms', (fields, code, message) => {
    expectRejection(() => readFields('form', fields), code, message);
  });
});
