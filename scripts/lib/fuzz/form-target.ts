import { CONFIG } from '../../../src/config';
import { readForm } from '../../../src/http/body/read-form';
import { drawSeven, toPng } from '../scenes/sample-images';
import type { FuzzTarget } from './fuzz-target';
import { mutateText } from './mutate-text';
import { join } from './mutations';

const LINE_FEED = 0x0a;

/** Reads forms. An input is the value of `Content-Type`, a line feed, and the body. */
export const FORM_TARGET: FuzzTarget = {
  seeds: () => SEEDS.map(([contentType, body]) => join(encode(`${contentType}\n`), body)),
  mutate: mutateText([
    '\r\n',
    '\r\n\r\n',
    '\r\n--x',
    '\r\n--x--',
    '--',
    'Content-Disposition: form-data; name="file"; filename="7.png"\r\n',
    'name="',
    "filename*=UTF-8''",
    '\\"',
    ';',
    '; =',
    'boundary=',
    ' ',
    '\t',
    '\0',
  ]),
  read: (input) => {
    const end = Math.max(0, input.indexOf(LINE_FEED));
    const contentType = new TextDecoder('latin1').decode(input.subarray(0, end));
    const body = new Uint8Array(input.subarray(end + 1));
    const { image } = readForm(body, contentType, CONFIG.maxFormParts);
    return image.buffer === body.buffer ? null : 'the picture is a copy, not part of the body';
  },
};

const TYPE = 'multipart/form-data; boundary=x';
const FILE = 'Content-Disposition: form-data; name="file"; filename="7.png"\r\nContent-Type: image/png';

const SEEDS: readonly (readonly [contentType: string, body: Uint8Array])[] = [
  [TYPE, form([FILE, toPng(drawSeven(28))])],
  [
    'multipart/form-data; boundary="x"',
    form(['Content-Disposition: form-data; name=strict', '1'], [FILE, 'x']),
  ],
  [TYPE, form(...new Array(CONFIG.maxFormParts).fill([FILE, 'x']))],
  ['multipart/form-data', form([FILE, '\r\n--\r\n--y\r\n'])],
  [TYPE, form([`Content-Type: ${TYPE}`, form([FILE, 'x'])])],
];

function form(...parts: (readonly [headers: string, content: string | Uint8Array])[]): Uint8Array {
  return join(
    ...parts.flatMap(([headers, content]) => [
      encode(`--x\r\n${headers}\r\n\r\n`),
      typeof content === 'string' ? encode(content) : content,
      encode('\r\n'),
    ]),
    encode('--x--\r\n'),
  );
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
