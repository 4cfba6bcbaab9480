import { describe, expect, it } from 'vitest';
import {
  createWriter,
  DIGITS,
  type Format,
  NUMBERS,
} from '../../../../packages/client/src/cli/write-results';
import type { NumberResult, PictureResult } from '../../../../packages/client/src/results';

const SEVEN = {
  index: 0,
  id: 'a, "b".png',
  predicted_digit: 7,
  confidence: 0.98765,
  is_digit: true,
  reject_reason: null,
  model_version: 'v2.0',
} as PictureResult;
const BLANK = { ...SEVEN, id: 'blank.png', is_digit: false, reject_reason: 'blank' } as PictureResult;
const BROKEN: PictureResult = {
  index: 2,
  id: 'c.png',
  error: { code: 'corrupt_png', status: 400, detail: 'Cannot read it' },
};

function written(format: Format, results: readonly PictureResult[]): string {
  let text = '';
  const writer = createWriter(format, DIGITS, (more) => {
    text += more;
  });
  for (const result of results) writer.write(result);
  writer.end();
  return text;
}

describe('createWriter()', () => {
  it('writes a table with the digit, its confidence, and what is wrong', () => {
    const lines = written('table', [SEVEN, BLANK, BROKEN]).split('\n');
    expect(lines[3]).toMatch(/│ a, "b"\.png +│ +7 │ +98\.8 % │ +│/);
    expect(lines.join('\n')).toMatch(/│ blank\.png .* blank +│/);
    expect(lines.join('\n')).toMatch(/│ c\.png +│ +│ +│ corrupt_png: Cannot read it │/);
  });

  it('writes CSV with quoted cells', () => {
    expect(written('csv', [SEVEN, BLANK, BROKEN])).toBe(
      [
        'file,digit,confidence,is_digit,reject_reason,model_version,error_code,error_detail',
        '"a, ""b"".png",7,0.98765,true,,v2.0,,',
        'blank.png,7,0.98765,false,blank,v2.0,,',
        'c.png,,,,,,corrupt_png,Cannot read it',
        '',
      ].join('\n'),
    );
  });

  it('writes JSON with all fields', () => {
    const { index: _, id, ...fields } = SEVEN;
    expect(JSON.parse(written('json', [SEVEN, BROKEN]))).toEqual([
      { file: id, ...fields },
      { file: 'c.png', error: { code: 'corrupt_png', status: 400, detail: 'Cannot read it' } },
    ]);
  });

  it('writes numbers with all their lines', () => {
    const page = {
      index: 0,
      id: 'page.png',
      text: '12\n305',
      confidence: 0.98,
      digit_count: 5,
      model_version: 'v3.0',
    } as NumberResult;
    const empty = { ...page, id: 'empty.png', text: '', confidence: 1, digit_count: 0 } as NumberResult;
    const lines = (format: Format) => {
      let text = '';
      const writer = createWriter(format, NUMBERS, (more) => {
        text += more;
      });
      for (const result of [page, empty, BROKEN]) writer.write(result);
      writer.end();
      return text;
    };
    expect(lines('csv')).toBe(
      'file,number,confidence,digit_count,model_version,error_code,error_detail\n' +
        'page.png,"12\n305",0.98,5,v3.0,,\n' +
        'empty.png,,1,0,v3.0,,\n' +
        'c.png,,,,,corrupt_png,Cannot read it\n',
    );
    expect(lines('table')).toMatch(/│ page\.png +│ +12 │ +98\.0 % │ +│\n│ +│ +305 │/);
    expect(lines('table')).toMatch(/│ empty\.png +│ +│ +│ no digits/);
  });

  it.each([
    ['table', ''],
    ['csv', 'file,digit,confidence,is_digit,reject_reason,model_version,error_code,error_detail\n'],
    ['json', '[]\n'],
  ] as const)('writes a %s of nothing', (format, text) => {
    expect(written(format, [])).toBe(text);
  });
});
