import { describe, expect, it } from 'vitest';
import { drawSeven, onPaper, toJpeg, toPng } from '../../scripts/lib/scenes/sample-images';
import { readMetrics, serveAllTests } from '../support/with-server';

const MODEL = '/v1/models/digits';
const GREY = [...drawSeven(28).data];
const SQUARE = Array.from({ length: 28 }, (_, y) => GREY.slice(y * 28, (y + 1) * 28));
const FILE = { b64: Buffer.from(toPng(drawSeven(28))).toString('base64') };
const NOTE = { b64: Buffer.from(toJpeg(onPaper(drawSeven(280)))).toString('base64') };
const HALF = { b64: FILE.b64.slice(0, 80) };

const url = serveAllTests();
const ask = (target: string, init?: RequestInit) => fetch(new URL(target, url()), init);

/** As curl -d sends it, without a type of its own. */
function predict(request: unknown, place = MODEL): Promise<Response> {
  return ask(`${place}:predict`, { method: 'POST', body: JSON.stringify(request) });
}

async function digitsOf(answers: readonly number[][]): Promise<number[]> {
  return answers.map((probabilities) => probabilities.indexOf(Math.max(...probabilities)));
}

describe('POST /v1/models/digits:predict', () => {
  it('answers instances with predictions, ten probabilities each', async () => {
    const response = await predict({ instances: [SQUARE, GREY, FILE, { image_bytes: NOTE }] });
    expect(response.status).toBe(200);
    const answer = (await response.json()) as { predictions: number[][] };
    expect(Object.keys(answer)).toEqual(['predictions']);
    expect(await digitsOf(answer.predictions)).toEqual([7, 7, 7, 7]);
    for (const probabilities of answer.predictions) {
      expect(probabilities).toHaveLength(10);
      expect(probabilities.reduce((sum, value) => sum + value)).toBeCloseTo(1, 6);
    }
  });

  it('takes as many pictures as a batch may have, each number in a list of its own', async () => {
    const cube = SQUARE.map((row) => row.map((value) => [value]));
    const { predictions } = (await (await predict({ instances: new Array(64).fill(cube) })).json()) as {
      predictions: number[][];
    };
    expect(predictions).toHaveLength(64);
  });

  it('answers numbers as /predict answers the same picture', async () => {
    const shares = GREY.map((value) => value / 255);
    const { predictions } = (await (await predict({ instances: [shares] })).json()) as {
      predictions: number[][];
    };
    const alone = await ask('/predict', { method: 'POST', body: toPng(drawSeven(28)) });
    const { confidence } = (await alone.json()) as { confidence: number };
    expect(predictions[0]![7]).toBeCloseTo(confidence, 5);
  });

  it('answers inputs with outputs', async () => {
    const answer = (await (await predict({ inputs: { pixels: [SQUARE] } })).json()) as {
      outputs: number[][];
    };
    expect(Object.keys(answer)).toEqual(['outputs']);
    expect(await digitsOf(answer.outputs)).toEqual([7]);
  });

  it('answers by the version of the path', async () => {
    const ensemble = await (await predict({ instances: [FILE] }, `${MODEL}/versions/ensemble`)).json();
    expect(ensemble).not.toEqual(await (await predict({ instances: [FILE] })).json());
  });

  it('counts each picture once, and a request that is refused as one failure', async () => {
    const before = (await readMetrics(url())).service_metrics;
    await predict({ instances: [FILE, SQUARE] });
    await predict({ instances: [FILE, HALF] });
    const after = (await readMetrics(url())).service_metrics;
    expect(after.successful_predictions - before.successful_predictions).toBe(2);
    expect(after.failed_predictions - before.failed_predictions).toBe(1);
  });

  it.each([
    ['a request that is nearly one', 400, 'invalid_request', () => predict({ instances: SQUARE })],
    ['what is no JSON', 400, 'invalid_request', () => ask(`${MODEL}:predict`, { method: 'POST', body: '{' })],
    ['a picture that is cut off', 400, 'corrupt_png', () => predict({ instances: [FILE, HALF] })],
    ['no picture', 400, 'missing_image', () => predict({ instances: [{ b64: '' }] })],
    ['an unknown model', 404, 'unknown_model', () => predict({ instances: [FILE] }, '/v1/models/mnist')],
    ['an unknown version', 404, 'unknown_model', () => predict({ instances: [FILE] }, `${MODEL}/versions/1`)],
    ['another method', 405, 'method_not_allowed', () => ask(`${MODEL}:predict`)],
    ['another verb', 405, 'method_not_allowed', () => ask(`${MODEL}:classify`, { method: 'POST' })],
  ] as const)('answers %s with an error', async (_, status, code, send) => {
    const response = await send();
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: expect.stringMatching(/./), code });
  });
});

describe('GET /v1/models', () => {
  it('lists the model, as KServe does', async () => {
    expect(await (await ask('/v1/models')).json()).toEqual({ models: ['digits'] });
  });

  it('reports the state of all versions, or of one, as TensorFlow Serving and KServe do', async () => {
    const all = (await (await ask(MODEL)).json()) as { model_version_status: { version: string }[] };
    expect(all).toMatchObject({ name: 'digits', ready: true });
    expect(all.model_version_status.map(({ version }) => version)).toContain('v1.0');
    expect(await (await ask(`${MODEL}/versions/v1.0`)).json()).toMatchObject({
      model_version_status: [
        { version: 'v1.0', state: 'AVAILABLE', status: { error_code: 'OK', error_message: '' } },
      ],
    });
  });

  it('returns the signature', async () => {
    expect(await (await ask(`${MODEL}/metadata`)).json()).toMatchObject({
      model_spec: { name: 'digits', version: 'v3.0' },
      metadata: {
        signature_def: { signature_def: { serving_default: { method_name: 'tensorflow/serving/predict' } } },
      },
    });
    expect(await (await ask(`${MODEL}/versions/v1.0/metadata`)).json()).toMatchObject({
      model_spec: { version: 'v1.0' },
    });
  });

  it.each(['/v1/models/mnist', `${MODEL}/versions/1`, `${MODEL}/versions/1/metadata`])(
    'answers 404 to %s',
    async (target) => {
      const response = await ask(target);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: 'unknown_model' });
    },
  );
});
