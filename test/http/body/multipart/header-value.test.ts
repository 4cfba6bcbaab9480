import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHeaderValue } from '../../../../src/http/body/multipart/header-value';

const quote = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
const parametersOf = (text: string) => Object.fromEntries(parseHeaderValue(text).parameters);

describe('parseHeaderValue()', () => {
  it('round-trips any quoted names and values, in any order', () => {
    const name = fc.constantFrom('name', 'filename', 'Filename*', 'boundary', 'x');
    const value = fc.string({ unit: fc.constantFrom(...'a;="\\ ,é', 'name=', 'filename="') });
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key }), (parameters) => {
        const text = `Form-Data${parameters.map(([key, content]) => `; ${key}=${quote(content)}`).join('')}`;
        expect(parseHeaderValue(text).value).toBe('form-data');
        expect(parametersOf(text)).toEqual(
          Object.fromEntries(parameters.map(([key, content]) => [key.toLowerCase(), content])),
        );
      }),
      { numRuns: 2000, seed: 17 },
    );
  });

  it.each([
    ['form-data; filename="x; name=file b"; name="note"', { filename: 'x; name=file b', name: 'note' }],
    ['form-data; filename="a; name=b.png"; name="file"', { filename: 'a; name=b.png', name: 'file' }],
    ['form-data;name=file;filename=7.png', { name: 'file', filename: '7.png' }],
    ['form-data; name = "file" ; filename= 7 of 9.png ', { name: 'file', filename: '7 of 9.png' }],
    ['form-data; filename="C:\\digits\\7.png"; name="file"', { filename: 'C:\\digits\\7.png', name: 'file' }],
    ['form-data; name="a"; name="b"', { name: 'a' }],
    ['form-data; name="open', { name: '"open' }],
    ["form-data; name=file; filename*=UTF-8''%c3%a9.png", { name: 'file', 'filename*': "UTF-8''%c3%a9.png" }],
    ['form-data; ; =x; "quoted"; name=file', { name: 'file' }],
    ['multipart/form-data', {}],
    ['', {}],
  ])('reads %s', (text, parameters) => {
    expect(parametersOf(text)).toEqual(parameters);
  });
});
