import { beforeAll, describe, expect, it } from 'vitest';
import { openModels } from '../../scripts/lib/model-files/open-models';
import { drawSeven, onPaper, toJpeg, toPng } from '../../scripts/lib/scenes/sample-images';
import { PictureLanes } from '../../src/admission/in-flight/picture-lanes';
import { CONFIG } from '../../src/config';
import { ServiceError } from '../../src/errors';
import { type PredictServices, predict } from '../../src/service/predict';
import { predictBatch } from '../../src/service/predict-batch';
import { type Clock, Stopwatches } from '../../src/time/clock';

const SEVEN = toPng(drawSeven(28));
const NOTE = toJpeg(onPaper(drawSeven(112)));
const LARGE = toPng(onPaper(drawSeven(1200)));

/** Notes what happens in which order. */
let events: string[] = [];
let services: PredictServices;

beforeAll(async () => {
  let now = 0;
  // Each reading of the clock is a millisecond after the last.
  const clock: Clock = {
    now: () => now++,
    sync: async () => {},
    giveWay: async () => void events.push('gave way'),
  };
  services = {
    config: CONFIG,
    models: await openModels(),
    stopwatches: new Stopwatches(clock),
    lanes: new PictureLanes(CONFIG.lanes, clock, () => {}),
  };
}, 120_000);

function batchOf(...files: readonly Uint8Array[]) {
  events = [];
  const pictures = files.map((bytes, index) => ({
    open: () => {
      events.push(`opened ${index}`);
      return { bytes, [Symbol.dispose]: () => void events.push(`closed ${index}`) };
    },
  }));
  const dispose = () => {
    if (!events.includes('disposed')) events.push('disposed');
  };
  return { pictures, [Symbol.dispose]: dispose };
}

describe('predictBatch()', () => {
  it('answers each picture as predict() does, in their order', async () => {
    const { results, modelVersion } = await predictBatch(services, { batch: batchOf(NOTE, SEVEN) });
    expect(modelVersion).toBe(CONFIG.defaultModel);
    for (const [index, bytes] of [NOTE, SEVEN].entries()) {
      const alone = await predict(services, { file: { bytes, [Symbol.dispose]: () => {} } });
      const { confidence, judgement, inferenceSeconds, ...facts } = alone;
      expect(results[index]).toMatchObject(facts);
      expect(results[index]).toHaveProperty('confidence', expect.closeTo(confidence, 5));
    }
  });

  it.each(['v1.0', 'ensemble'])(
    'answers more pictures than pass through the network %s at a time',
    async (model) => {
      const batch = batchOf(...new Array<Uint8Array>(40).fill(SEVEN));
      const { results } = await predictBatch(services, { batch, model });
      expect(results).toHaveLength(40);
      for (const result of results) expect(result).toMatchObject({ digit: 7, modelVersion: model });
    },
  );

  it('answers the others where one cannot be read', async () => {
    const { results } = await predictBatch(services, { batch: batchOf(SEVEN, SEVEN.subarray(0, 60), NOTE) });
    expect(results).toMatchObject([{ digit: 7 }, { code: 'corrupt_png' }, { digit: 7 }]);
    expect(results[1]).toBeInstanceOf(ServiceError);
  });

  it('answers where none can be read', async () => {
    const { results } = await predictBatch(services, { batch: batchOf(SEVEN.subarray(0, 60)) });
    expect(results).toMatchObject([{ code: 'corrupt_png' }]);
  });

  it('holds one file at a time, and the batch until all have been read', async () => {
    await predictBatch(services, { batch: batchOf(SEVEN, NOTE) });
    const files = events.filter((event) => event !== 'gave way');
    expect(files).toEqual(['opened 0', 'closed 0', 'opened 1', 'closed 1', 'disposed']);
  });

  it('yields to other requests while it reads a large picture, and during many small ones', async () => {
    await predictBatch(services, { batch: batchOf(LARGE) });
    expect(events.slice(0, 3)).toEqual(['opened 0', 'gave way', 'gave way']);
    await predictBatch(services, { batch: batchOf(...new Array<Uint8Array>(40).fill(SEVEN)) });
    expect(events.filter((event) => event === 'gave way').length).toBeGreaterThan(2);
  });

  it('reports the time of all pictures, of which each has an equal share', async () => {
    const { results, inferenceSeconds } = await predictBatch(services, { batch: batchOf(SEVEN, NOTE) });
    expect(inferenceSeconds).toBeGreaterThan(0);
    expect(results).toMatchObject(new Array(2).fill({ inferenceSeconds: inferenceSeconds / 2 }));
  });

  it('disposes of the batch where the model is unknown', async () => {
    await expect(predictBatch(services, { batch: batchOf(SEVEN), model: 'v9' })).rejects.toMatchObject({
      code: 'unknown_model',
    });
    expect(events).toEqual(['disposed']);
  });
});
