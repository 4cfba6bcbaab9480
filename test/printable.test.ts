import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatApiLog } from '../scripts/lib/serve/api-log';
import { toLogLine } from '../scripts/lib/serve/runtime-line';
import { toJsonLine, toPrintable, toPrintablePath } from '../src/printable';

const PRINTABLE = /^[\x20-\x7e]*$/;
/** Texts in which all that could end a line, steer a terminal or break JSON is frequent. */
const hostileText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '\n',
      '\r',
      '\u0085',
      '\u2028',
      '\u2029',
      '\0',
      '\u001b[31m',
      '\u009b',
      '\u007f',
      '"',
      '\\',
      '{',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 300,
});

describe('toPrintable()', () => {
  it('leaves printable ASCII of at most the length that is asked for, and an ellipsis', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 0, max: 50 }), (text, most) => {
        const printable = toPrintable(text, most);
        expect(printable.replace(/…$/, '')).toMatch(PRINTABLE);
        expect(printable.length).toBeLessThanOrEqual(most + 1);
      }),
    );
    expect(toPrintablePath(`/${'x'.repeat(50_000)}`)).toHaveLength(201);
  });
});

describe('toJsonLine()', () => {
  it('is printable ASCII, and says what JSON says', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const line = toJsonLine({ [text]: [text] });
        expect(line).toMatch(PRINTABLE);
        expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify({ [text]: [text] })));
      }),
    );
  });
});

describe('What the runtime writes', () => {
  it('becomes one line of JSON in printable ASCII, whatever it is', () => {
    const envelope = hostileText.map((message) => JSON.stringify({ timestamp: 0, level: 'error', message }));
    fc.assert(
      fc.property(fc.oneof(hostileText, envelope), (text) => {
        expect(toLogLine(text)).toMatch(PRINTABLE);
      }),
    );
  });
});

describe('formatApiLog()', () => {
  it('writes one line of printable ASCII, whatever a request was like', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (text, other) => {
        const entry = { method: 'POST', route: '/predict', path: text, code: text, request_id: other };
        const refused = { time: '2026-11-27T00:00:00.000Z', status: 422, ...entry };
        const read = { ...refused, digit: 7, confidence: 1, inference_seconds: 1, version: text };
        for (const line of [refused, read]) {
          expect(formatApiLog(JSON.stringify(line))?.replace(/…$/, '') ?? '').toMatch(PRINTABLE);
        }
      }),
    );
  });
});
