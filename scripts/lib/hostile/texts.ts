import { gzipSync } from 'node:zlib';
import { drawSeven, toPng } from '../scenes/sample-images';
import { type Attack, attack, type RawRequest } from './attack';

const SEVEN = Buffer.from(toPng(drawSeven(28))).toString('base64');

/** JSON, base64 and queries that are deep, long, colliding or contradictory. */
export const TEXT_ATTACKS: readonly Attack[] = [
  attack('JSON of 200,000 brackets', 422, json('['.repeat(200_000))),
  attack('JSON of 100,000 objects within each other', 422, json('{"a":'.repeat(100_000))),
  attack(
    'JSON whose picture is 50,000 lists deep',
    422,
    json(`{"image":${'['.repeat(50_000)}${']'.repeat(50_000)}}`),
  ),
  attack('JSON with 100,000 names', 422, json(object(100_000, (i) => `k${i}`))),
  attack('JSON whose names are multiples of 65,536', 422, json(object(50_000, (i) => String(i * 65_536)))),
  attack('JSON that sets its prototype', 200, json(`{"image":"${SEVEN}","__proto__":{"strict":true}}`)),
  attack('JSON with its picture twice', 200, json(`{"image":"x","image":"${SEVEN}"}`)),
  attack('JSON with a number beyond all numbers', 422, json(`{"image":${'9'.repeat(200_000)}}`)),
  attack('JSON that is no UTF-8', 422, json('{"image":"\xff\xfe"}')),
  attack('JSON with control characters in a name', 422, json(`{"image":"${SEVEN}","\\u001b[31m\\r\\nx":1}`)),
  attack('base64 of 500,000 equals signs', 422, json(`{"image":"${'='.repeat(500_000)}"}`)),
  attack('base64 of 500,000 blanks', 422, json(`{"image":"${' '.repeat(500_000)}"}`)),
  attack('base64 of 100,000 escapes', 422, json(`{"image":"${'%41'.repeat(100_000)}%4"}`)),
  attack('a data: URL of 200,000 parameters', 422, json(`{"image":"data:${';base64'.repeat(200_000)}"}`)),
  attack('a body of 6 MB behind 6 kB of gzip', 413, {
    headers: ['Content-Type: application/json', 'Content-Encoding: gzip'],
    body: gzipSync(Buffer.alloc(7_000_000, '[')),
  }),
  attack('gzip that is none', 422, { headers: ['Content-Encoding: gzip'], body: 'x'.repeat(1_000) }),
  attack('gzip ten times over', 415, { headers: [`Content-Encoding: ${'gzip, '.repeat(9)}gzip`], body: 'x' }),
  attack('a query of 12,000 ampersands', 422, { target: `/predict?${'&'.repeat(12_000)}`, body: 'x' }),
  attack('a query of escapes that are no UTF-8', 422, {
    target: `/predict?${'%ff&'.repeat(1_000)}`,
    body: 'x',
  }),
  attack('a query that names the prototype', 422, {
    target: '/predict?__proto__=1&constructor=1',
    body: 'x',
  }),
  attack('a model of 4,000 characters', 404, { target: `/predict?model=${'x'.repeat(4_000)}`, body: SEVEN }),
  attack('a window of a million years', 422, { method: 'GET', target: '/metrics/history?window=99999d' }),
];

function json(body: string): RawRequest {
  return { headers: ['Content-Type: application/json'], body };
}

function object(names: number, nameOf: (i: number) => string): string {
  return `{${Array.from({ length: names }, (_, i) => `"${nameOf(i)}":0`).join(',')}}`;
}
