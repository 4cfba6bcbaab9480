import { CONFIG } from '../../../src/config';
import { parseJson } from '../../../src/http/body/parse-json';
import { JSON_ADVICE, readJson } from '../../../src/http/body/read-json';
import { mergeOptions, PredictOptionsSchema } from '../../../src/http/input/predict-options';
import { drawSeven, toPng } from '../scenes/sample-images';
import type { FuzzTarget } from './fuzz-target';
import { mutateText } from './mutate-text';

const SEVEN = Buffer.from(toPng(drawSeven(28))).toString('base64');

/** Reads JSON bodies: the bounds, the object, the base64 of the picture, and the options. */
export const JSON_TARGET: FuzzTarget = {
  seeds: () =>
    [
      `{"image":"${SEVEN}"}`,
      `{"image": "data:image/png;base64,${SEVEN}", "strict": true, "model": "v2.0"}`,
      `{"explain":"yes","image":"${SEVEN.replace(/.{76}/g, '$&\\r\\n')}"}`,
      `{"image":"${encodeURIComponent(SEVEN)}","_charset_":"utf-8"}`,
      `{"image":"${SEVEN.replaceAll('+', ' ')}","nested":{"a":[1,2.5e3,null,false,"\\u00e9"]}}`,
      `[${'['.repeat(200)}${']'.repeat(200)}]`,
    ].map((text) => new TextEncoder().encode(text)),
  mutate: mutateText([
    '{',
    '}',
    '[',
    ']',
    '[[[[[[[[',
    '{"a":',
    '"image":',
    '"__proto__":{"strict":true},',
    '"constructor":',
    ',',
    ':',
    '"',
    '\\',
    '\\u0000',
    '\\ud800',
    '1e999',
    '-0',
    'data:',
    ';base64,',
    '%',
    '%25',
    ' ',
    '=',
    '\ufeff',
  ]),
  read: (input) => {
    const { image, options } = readJson(parseJson(new Uint8Array(input), CONFIG, JSON_ADVICE));
    mergeOptions(PredictOptionsSchema, {}, options);
    return image.length <= input.length ? null : `${image.length} bytes from ${input.length}`;
  },
};
