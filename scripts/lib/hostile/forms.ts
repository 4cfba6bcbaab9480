import { drawSeven, toPng } from '../scenes/sample-images';
import { type Attack, attack, type RawRequest } from './attack';

const SEVEN = Buffer.from(toPng(drawSeven(28))).toString('latin1');
const FILE = 'Content-Disposition: form-data; name="file"; filename="7.png"';

/** Forms that are large, nested, broken or name what they should not. */
export const FORM_ATTACKS: readonly Attack[] = [
  attack('a form of 10,000 parts', 413, form(new Array(10_000).fill(part('x: y', '1')))),
  attack('a batch of 1,000 pictures', 413, {
    ...form(new Array(1_000).fill(part(FILE, SEVEN))),
    target: '/predict/batch',
  }),
  attack('a form within a form', 415, form([part(FILE, `--y\r\n${part(FILE, SEVEN)}\r\n--y--`)])),
  attack('a form that is a picture', 200, form([], 'multipart/form-data', SEVEN)),
  attack('a form whose boundary never comes', 422, form([], undefined, 'x'.repeat(200_000))),
  attack('a form without its last boundary', 422, form([], undefined, `--x\r\n${FILE}\r\n\r\n${SEVEN}`)),
  attack('a form of line breaks that nearly start the boundary', 422, nearMisses()),
  attack('a form whose part has headers of 100 kB', 422, form([part('x: '.padEnd(100_000, 'y'), '1')])),
  attack(
    'a form with 10,000 parameters in one header',
    422,
    form([part(`${FILE}${';a=b'.repeat(10_000)}`, '')]),
  ),
  attack(
    'a form whose file is named by a header',
    200,
    form([part(fileNamed('a\\"\r\nX-Forged: 1'), SEVEN)]),
  ),
  attack('a form whose file is named by a path', 200, form([part(fileNamed('../../../etc/passwd'), SEVEN)])),
  attack(
    'a form whose field is named __proto__',
    200,
    form([part(FILE, SEVEN), part('Content-Disposition: form-data; name="__proto__"', '1')]),
  ),
  attack('fields of 200,000 names', 422, {
    headers: ['Content-Type: application/x-www-form-urlencoded'],
    body: 'image=1&'.padEnd(400_000, 'a&'),
  }),
];

function form(parts: readonly string[], type = 'multipart/form-data; boundary=x', body?: string): RawRequest {
  const whole = `${parts.map((each) => `--x\r\n${each}\r\n`).join('')}--x--\r\n`;
  return { headers: [`Content-Type: ${type}`], body: body ?? whole };
}

function part(headers: string, content: string): string {
  return `${headers}\r\n\r\n${content}`;
}

function fileNamed(name: string): string {
  return `Content-Disposition: form-data; name="file"; filename="${name}"`;
}

function nearMisses(): RawRequest {
  const boundary = 'a'.repeat(69);
  const body = `\r\n--${boundary}`.repeat(2_000);
  return form([], `multipart/form-data; boundary=${boundary}b`, body);
}
