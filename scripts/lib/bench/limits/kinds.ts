import { encode } from 'jpeg-js';
import { renderLargePicture } from '../../scenes/large-picture';
import { drawSeven, onPaper, toJpeg, toPng, twice } from '../../scenes/sample-images';
import { toForm } from '../to-form';

/** A kind of request, as clients send it. */
export interface Kind {
  readonly name: string;
  readonly path: string;
  readonly body: Uint8Array;
  readonly contentType?: string;
  readonly pictures: number;
  /** Versions that answer it; default: all. */
  readonly models?: readonly string[];
}

const NUMBER = 'number of four digits, 560×140 PNG';

/** Requests by what they cost: small pictures, photographs, many at once, an explanation. */
export async function kindsOfRequests(): Promise<readonly Kind[]> {
  const small = toPng(drawSeven(28));
  const canvas = onPaper(drawSeven(280));
  const number = toPng(onPaper(twice(twice(drawSeven(140)))));
  return [
    single('28×28 PNG', small),
    single('280×280 PNG', toPng(canvas)),
    single('280×280 JPEG', toJpeg(canvas)),
    single('1-megapixel JPEG', photograph(1_155, 866)),
    single('3-megapixel JPEG', photograph(2_000, 1_500)),
    single('12-megapixel JPEG', photograph(4_000, 3_000)),
    { name: '28×28 PNG, explained', path: '/predict?explain=true', body: small, pictures: 1 },
    { name: NUMBER, path: '/predict/number', body: number, pictures: 1, models: ['v3.0'] },
    await batch('batch of 8 × 28×28 PNG', small, 8),
    await batch('batch of 64 × 28×28 PNG', small, 64),
  ];
}

function single(name: string, body: Uint8Array): Kind {
  return { name, path: '/predict', body, pictures: 1 };
}

async function batch(name: string, file: Uint8Array<ArrayBuffer>, pictures: number): Promise<Kind> {
  return { name, path: '/predict/batch', pictures, ...(await toForm(file, pictures)) };
}

/** A seven on unevenly lit paper, as a phone would store it. */
function photograph(width: number, height: number): Uint8Array {
  const { data } = drawSeven(28);
  const rgb = renderLargePicture(data, width, height, 1);
  const rgba = Buffer.alloc(width * height * 4, 255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++) rgba[pixel * 4 + channel] = rgb.data[pixel * 3 + channel]!;
  }
  return encode({ width, height, data: rgba }, 85).data;
}
