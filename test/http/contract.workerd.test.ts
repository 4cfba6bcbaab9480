import { expect, it } from 'vitest';
import { drawSeven, onPaper, onTable, toJpeg, toPng, twice } from '../../scripts/lib/scenes/sample-images';
import { MODEL_VERSIONS } from '../../src/inference/versions';
import { request } from '../support/api';

/**
 * What clients may rely on, answer by answer: a change in `contract-answers.txt` is a change of the contract, and belongs
 * into the changelog. Recorded anew by `npx vitest run --project workerd contract -u`.
 */
const RECORD = './contract-answers.txt';

const seven = drawSeven(28);
const png = toPng(seven);
const base64 = btoa(String.fromCharCode(...png));
const blank = toPng({ width: 28, height: 28, data: new Uint8Array(784) });
const twoSevens = toPng(twice(drawSeven(140)));

/** Told by the clock, or drawn at random. */
const VOLATILE = /"(timestamp|inference_time_seconds|time_seconds|uptime)":("[^"]*"|[\d.e-]+)/g;
/** Which versions there are is no part of the contract: `npm run promote` adds some. */
const VERSION_LISTS = [
  MODEL_VERSIONS.join(', '),
  JSON.stringify(MODEL_VERSIONS).slice(1, -1),
  // All but the first, which shows the form.
  MODEL_VERSIONS.slice(1).map(availableStatus).join(','),
];
/** Headers that belong to the contract. */
const HEADERS = ['allow', 'cache-control', 'content-type', 'location', 'vary', 'x-request-id'];

const REQUESTS: Readonly<Record<string, () => Promise<Response>>> = {
  'GET /': () => ask('/'),
  'HEAD /health': () => ask('/health', { method: 'HEAD' }),
  'GET /health': () => ask('/health'),
  'GET /livez': () => ask('/livez'),
  'GET /readyz?verbose': () => ask('/readyz?verbose'),
  'GET /model_info': () => ask('/model_info'),
  'GET /model_info?model=ensemble': () => ask('/model_info?model=ensemble'),
  'GET /model_info?model=v9': () => ask('/model_info?model=v9'),
  'GET /nowhere': () => ask('/nowhere'),
  'GET /predict': () => ask('/predict'),
  'OPTIONS /predict': () => ask('/predict', { method: 'OPTIONS' }),
  'DELETE /health': () => ask('/health', { method: 'DELETE' }),
  'GET /drift?window=1x': () => ask('/drift?window=1x'),
  'GET /metrics/history?window=30d&step=1m': () => ask('/metrics/history?window=30d&step=1m'),
  'POST /predict, a form': () => form(png),
  'POST /predict?model=v1.0, a form': () => form(png, '?model=v1.0'),
  'POST /predict?model=ensemble, a form': () => form(png, '?model=ensemble'),
  'POST /predict?explain=true, a form': () => form(png, '?explain=true'),
  'POST /predict, a raw PNG of ink on paper': () => post(toPng(onPaper(drawSeven(280)))),
  'POST /predict, a raw JPEG of ink on paper': () => post(toJpeg(onPaper(drawSeven(280)))),
  'POST /predict, a raw JPEG of a note on a table': () => post(toJpeg(onTable(onPaper(drawSeven(140))))),
  'POST /predict, JSON': () => json({ image: base64 }),
  'POST /predict, JSON without its field': () => json({ picture: '' }),
  'POST /predict, JSON with a number': () => json({ image: 7 }),
  'POST /predict, a blank picture': () => post(blank),
  'POST /predict?strict=true, a blank picture': () => post(blank, '?strict=true'),
  'POST /predict?strict=true, two digits': () => post(twoSevens, '?strict=true'),
  'POST /predict?model=v9': () => post(png, '?model=v9'),
  'POST /predict?strict=maybe': () => post(png, '?strict=maybe'),
  'POST /predict, nothing': () => post(new Uint8Array(0)),
  'POST /predict, a GIF': () => post(new TextEncoder().encode('GIF89a..............')),
  'POST /predict, half a PNG': () => post(png.slice(0, png.length / 2)),
  'POST /predict, a form without a file': () => fields({ note: 'x' }),
  'POST /predict, two files': () => batch('/predict', 'file', png, png),
  'POST /predict/batch, a picture and half a picture': () =>
    batch('/predict/batch', 'files', png, png.slice(0, png.length / 2)),
  'POST /predict/batch, no pictures': () => batch('/predict/batch', 'files'),
  'POST /predict/batch, 65 pictures': () => batch('/predict/batch', 'files', ...new Array(65).fill(png)),
  'GET /v2': () => ask('/v2'),
  'GET /v2/models/digits': () => ask('/v2/models/digits'),
  'POST /v2/models/digits/infer, a file': () => post(tensor([base64]), '', '/v2/models/digits/infer'),
  'POST /v2/models/digits/infer, no base64': () => post(tensor(['§']), '', '/v2/models/digits/infer'),
  'POST /v2/models/mnist/infer': () => post('', '', '/v2/models/mnist/infer'),
  'GET /v2/nowhere': () => ask('/v2/nowhere'),
  'GET /v1/models/digits': () => ask('/v1/models/digits'),
  'GET /v1/models/digits/metadata': () => ask('/v1/models/digits/metadata'),
  'POST /v1/models/digits:predict, instances': () =>
    post(JSON.stringify({ instances: [{ b64: base64 }] }), '', '/v1/models/digits:predict'),
  'POST /v1/models/digits:predict, nearly instances': () =>
    post(JSON.stringify({ instances: base64 }), '', '/v1/models/digits:predict'),
};

it('Every endpoint answers as recorded, byte for byte but for times', async () => {
  const answers: string[] = [];
  for (const [name, send] of Object.entries(REQUESTS)) answers.push(await describeAnswer(name, await send()));
  await expect(answers.join('\n')).toMatchFileSnapshot(RECORD);
});

async function describeAnswer(name: string, response: Response): Promise<string> {
  const headers = HEADERS.flatMap((header) => {
    const value = response.headers.get(header);
    return value === null ? [] : [`${header}: ${value}`];
  });
  const text = (await response.text()).replace(VOLATILE, '"$1":…');
  const body = VERSION_LISTS.reduce((known, list) => known.replaceAll(list, '…'), text);
  return [`## ${name}`, String(response.status), ...headers, '', body, ''].join('\n');
}

/** As TensorFlow Serving's protocol has it. */
function availableStatus(version: string): string {
  return JSON.stringify({ version, state: 'AVAILABLE', status: { error_code: 'OK', error_message: '' } });
}

function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { 'X-Request-Id': 'contract', ...(init.headers as Record<string, string> | undefined) };
  return request(path, { ...init, headers });
}

function post(body: BodyInit, query = '', path = '/predict'): Promise<Response> {
  return ask(`${path}${query}`, { method: 'POST', body });
}

function batch(path: string, field: string, ...files: readonly Uint8Array<ArrayBuffer>[]): Promise<Response> {
  const data = new FormData();
  for (const [index, file] of files.entries()) data.append(field, new File([file], `${index}.png`));
  return post(data, '', path);
}

/** An inference request with pictures as base64. */
function tensor(data: readonly string[]): string {
  return JSON.stringify({ inputs: [{ name: 'image', datatype: 'BYTES', shape: [data.length], data }] });
}

function form(file: Uint8Array<ArrayBuffer>, query = ''): Promise<Response> {
  const data = new FormData();
  data.set('file', new File([file], 'digit.png', { type: 'image/png' }));
  return post(data, query);
}

function fields(values: Record<string, string>): Promise<Response> {
  const data = new FormData();
  for (const [name, value] of Object.entries(values)) data.set(name, value);
  return post(data);
}

function json(value: unknown): Promise<Response> {
  const headers = { 'Content-Type': 'application/json' };
  return ask('/predict', { method: 'POST', body: JSON.stringify(value), headers });
}
