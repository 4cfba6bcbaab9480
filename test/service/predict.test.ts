import { beforeAll, describe, expect, it } from 'vitest';
import { openModels } from '../../scripts/lib/model-files/open-models';
import { drawSeven, onPaper, toPng } from '../../scripts/lib/scenes/sample-images';
import { PictureLanes } from '../../src/admission/in-flight/picture-lanes';
import { CONFIG } from '../../src/config';
import { type PredictServices, predict } from '../../src/service/predict';
import { type Clock, Stopwatches } from '../../src/time/clock';

const SEVEN = toPng(onPaper(drawSeven(112)));

/** Notes when a file is disposed of, and each I/O that is waited for. */
let events: string[] = [];
let services: PredictServices;

beforeAll(async () => {
  const clock: Clock = {
    now: () => 0,
    sync: async () => void events.push('waited'),
    giveWay: async () => {},
  };
  services = {
    config: CONFIG,
    models: await openModels(),
    stopwatches: new Stopwatches(clock),
    lanes: new PictureLanes(CONFIG.lanes, clock, () => {}),
  };
}, 120_000);

function fileOf(bytes: Uint8Array) {
  events = [];
  const dispose = () => {
    if (!events.includes('disposed')) events.push('disposed');
  };
  return { bytes, [Symbol.dispose]: dispose };
}

describe('predict()', () => {
  it('returns the digit, its model, and the properties of the picture', async () => {
    const prediction = await predict(services, { file: fileOf(SEVEN) });
    expect(prediction).toMatchObject({
      digit: 7,
      modelVersion: CONFIG.defaultModel,
      rejectReason: null,
      format: 'png',
      explanation: null,
    });
    expect(prediction.sourcePixels).toBe(112 * 112);
  });

  it('answers with the model that was asked for', async () => {
    const { modelVersion } = await predict(services, { file: fileOf(SEVEN), model: 'v1.0' });
    expect(modelVersion).toBe('v1.0');
  });

  it('disposes of the file once, before it explains', async () => {
    const { explanation } = await predict(services, { file: fileOf(SEVEN), explain: true });
    expect(explanation).toMatchObject({ observer: 'v2.0', seconds: expect.any(Number) });
    expect(events).toEqual(['waited', 'disposed', 'waited']);
  });

  it('keeps no picture in what it returns', async () => {
    expect(await predict(services, { file: fileOf(SEVEN), explain: true })).not.toHaveProperty('image');
  });

  it.each([
    ['cannot be decoded', { model: undefined, bytes: SEVEN.subarray(0, 100) }, 'corrupt_png'],
    ['is asked of an unknown model', { model: 'v9', bytes: SEVEN }, 'unknown_model'],
  ])('disposes of a file that %s', async (_why, { model, bytes }, code) => {
    await expect(predict(services, { file: fileOf(bytes), model })).rejects.toMatchObject({ code });
    expect(events).toEqual(['disposed']);
  });
});
