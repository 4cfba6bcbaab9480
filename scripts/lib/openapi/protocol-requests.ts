import { CONFIG } from '../../../src/config';
import { drawSeven, toPng } from '../scenes/sample-images';
import type { ExampleRequest, RecordedExamples } from './record-examples';

const VERSION = CONFIG.defaultModel;
const SEVEN = drawSeven(28);
const BASE64 = Buffer.from(toPng(SEVEN)).toString('base64');
/** Where the examples' numbers go on. */
const ROWS = Array.from({ length: 28 }, (_, y) => [...SEVEN.data.subarray(y * 28, (y + 1) * 28)]);

const INFER_FILE = {
  id: '42',
  inputs: [{ name: 'image', datatype: 'BYTES', shape: [1], data: [BASE64] }],
};
const INFER_PIXELS = {
  inputs: [{ name: 'pixels', datatype: 'UINT8', shape: [1, 28, 28], data: [ROWS] }],
  outputs: [{ name: 'digit' }],
};
const INSTANCES = { instances: [{ image_bytes: { b64: BASE64 } }] };

const inferences = { 'application/json': { 'A 7 as a file': INFER_FILE, 'A 7 as numbers': INFER_PIXELS } };
const predictions = { 'application/json': { 'A 7 as a file': INSTANCES } };

/** Bodies of requests in the protocols of model servers, for the document. */
export const PROTOCOL_BODIES: RecordedExamples['requests'] = {
  infer: inferences,
  inferVersion: inferences,
  predictTf: predictions,
  predictTfVersion: predictions,
};

/** Requests in these protocols whose answers become examples. */
export const PROTOCOL_REQUESTS: readonly ExampleRequest[] = [
  { operation: 'describeInferenceServer', name: 'The server', path: '/v2' },
  { operation: 'checkInferenceLiveness', name: 'Alive', path: '/v2/health/live' },
  { operation: 'checkInferenceReadiness', name: 'Ready', path: '/v2/health/ready' },
  ...withVersion('/v2/models/digits', (place, suffix) => [
    { operation: `describeInferenceModel${suffix}`, name: 'The model', path: place },
    { operation: `checkInferenceModel${suffix}`, name: 'Ready', path: `${place}/ready` },
    post(`infer${suffix}`, 'A 7 as a file', `${place}/infer`, INFER_FILE),
    post(`infer${suffix}`, 'A 7 as numbers', `${place}/infer`, INFER_PIXELS),
  ]),
  { operation: 'listTfModels', name: 'The models', path: '/v1/models' },
  ...withVersion('/v1/models/digits', (place, suffix) => [
    { operation: `readTfStatus${suffix}`, name: 'Available', path: place },
    { operation: `readTfMetadata${suffix}`, name: 'The signature', path: `${place}/metadata` },
    post(`predictTf${suffix}`, 'A 7 as a file', `${place}:predict`, INSTANCES),
  ]),
];

function withVersion(
  place: string,
  requests: (place: string, suffix: string) => readonly ExampleRequest[],
): readonly ExampleRequest[] {
  return [...requests(place, ''), ...requests(`${place}/versions/${VERSION}`, 'Version')];
}

function post(operation: string, name: string, path: string, body: object): ExampleRequest {
  const headers = { 'Content-Type': 'application/json' };
  return { operation, name, path, init: { method: 'POST', body: JSON.stringify(body), headers } };
}
