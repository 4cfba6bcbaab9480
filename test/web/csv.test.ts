import { expect, it } from 'vitest';
import { toCsv } from '../../src/web/design/csv';

it('toCsv() quotes commas, quotes and line breaks (RFC 4180)', () => {
  const table = {
    columns: ['Name', 'Value'],
    rows: [
      ['a,b', 1],
      ['say "no"', ''],
      ['two\nlines', 0.5],
    ],
  };
  expect(toCsv(table)).toBe('Name,Value\r\n"a,b",1\r\n"say ""no""",\r\n"two\nlines",0.5\r\n');
});
