import { z } from 'zod';
import { CONFIG } from '../../../src/config';
import { parseJson } from '../../../src/http/body/parse-json';
import { readInference } from '../../../src/protocols/open-inference/read-inference';
import { PIXELS } from '../../../src/protocols/picture-input';
import { readPredict } from '../../../src/protocols/tf-serving/read-predict';
import { drawSeven, toPng } from '../scenes/sample-images';
import type { FuzzTarget } from './fuzz-target';
import { mutateText } from './mutate-text';
import { join } from './mutations';

const SEVEN = toPng(drawSeven(28));
const BASE64 = Buffer.from(SEVEN).toString('base64');
const LINE_FEED = 0x0a;

/**
 * Reads requests of the Open Inference Protocol, and of TensorFlow Serving where the object has no `inputs` of the
 * former. An input is the JSON object in one line, a line feed, and the binary tensors.
 */
export const OIP_TARGET: FuzzTarget = {
  seeds: () =>
    SEEDS.map(([json, binary]) => join(new TextEncoder().encode(`${JSON.stringify(json)}\n`), binary)),
  mutate: mutateText([
    '"inputs":[',
    '"outputs":[{"name":"digit"}],',
    '"instances":[',
    '"shape":[1,28,28,1]',
    '"shape":[1e9]',
    '[64,784]',
    '"datatype":"FP32"',
    '"datatype":"BYTES"',
    '"datatype":"UINT8"',
    '"binary_data_size":',
    '"b64":',
    '"data":',
    '[[',
    ']]',
    ',',
    '0.5,',
    '-1',
    '1e999',
    'null',
    '\n',
    '\xff\xff\xff\x7f',
  ]),
  read: (input) => {
    const found = input.indexOf(LINE_FEED);
    const end = found === -1 ? input.length : found;
    const json = new Uint8Array(input.subarray(0, end));
    const parsed = parseJson(json, CONFIG, 'send {"inputs": […]}');
    const request = InferenceSchema.safeParse(parsed);
    const { pictures } = request.success
      ? readInference(request.data, new Uint8Array(input.subarray(end + 1)), CONFIG.maxBatchImages)
      : readPredict(parsed, CONFIG.maxBatchImages);
    const wrong = pictures.find((picture) => 'grey' in picture && picture.grey.length !== PIXELS);
    return wrong === undefined ? null : 'a picture has another number of pixels';
  },
};

const ParametersSchema = z.record(z.string(), z.unknown()).nullish();

/** The structure that the route checks before it reads the tensors. */
const InferenceSchema = z.object({
  id: z.string().nullish(),
  parameters: ParametersSchema,
  inputs: z.array(
    z.object({
      name: z.string(),
      datatype: z.string(),
      shape: z.array(z.int().min(0)),
      parameters: ParametersSchema,
      data: z.custom<unknown>(Array.isArray).optional(),
    }),
  ),
  outputs: z.array(z.object({ name: z.string(), parameters: ParametersSchema })).nullish(),
});

const PICTURE = Array.from({ length: PIXELS }, (_, i) => (i % 9) / 8);
const NOTHING = new Uint8Array(0);

const SEEDS: readonly (readonly [json: unknown, binary: Uint8Array])[] = [
  [{ inputs: [{ name: 'pixels', datatype: 'FP32', shape: [1, 28, 28, 1], data: PICTURE }] }, NOTHING],
  [
    {
      id: '7',
      inputs: [
        {
          name: 'image',
          datatype: 'BYTES',
          shape: [1],
          data: [BASE64],
          parameters: { content_type: 'base64' },
        },
      ],
      outputs: [{ name: 'digit', parameters: { binary_data: true } }],
    },
    NOTHING,
  ],
  [
    {
      inputs: [
        { name: 'image', datatype: 'BYTES', shape: [1], parameters: { binary_data_size: SEVEN.length + 4 } },
      ],
    },
    join(new Uint8Array(Uint32Array.of(SEVEN.length).buffer), SEVEN),
  ],
  [
    {
      inputs: [
        { name: 'pixels', datatype: 'UINT8', shape: [1, PIXELS], parameters: { binary_data_size: PIXELS } },
      ],
    },
    new Uint8Array(PIXELS),
  ],
  [{ instances: [PICTURE] }, NOTHING],
  [{ instances: [{ b64: BASE64 }], signature_name: 'serving_default' }, NOTHING],
];
