import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openModels } from '../../scripts/lib/model-files/open-models';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';
import { PictureLanes } from '../../src/admission/in-flight/picture-lanes';
import { CONFIG } from '../../src/config';
import type { FeedbackDesk } from '../../src/feedback/feedback-desk';
import type { LoadedModel, ModelRegistry } from '../../src/inference/registry';
import { noopMetrics } from '../../src/metrics/noop-metrics';
import type { ShadowEvent } from '../../src/metrics/recording/event';
import { type FileRecognition, recognize } from '../../src/recognition/recognize';
import { readAlong } from '../../src/service/read-along';
import { type Clock, Stopwatches } from '../../src/time/clock';

const clock: Clock = { now: Date.now, sync: async () => {}, giveWay: async () => {} };

let models: ModelRegistry;
let seven: FileRecognition;
beforeAll(async () => {
  models = await openModels();
  seven = recognize(toPng(drawSeven(28)), await models.load('v2.0'), CONFIG.image);
}, 120_000);

let counted: ShadowEvent[];
let remembered: unknown[];
let lanes: PictureLanes;
beforeEach(() => {
  counted = [];
  remembered = [];
  lanes = new PictureLanes(CONFIG.lanes, clock, () => {});
});

/** What a shadow counts for answers, by a registry that can be replaced. */
async function count(answers: readonly FileRecognition[], load = (version: string) => models.load(version)) {
  const recorder = {
    ...noopMetrics.recorder,
    recordShadow: (event: ShadowEvent) => void counted.push(event),
  };
  const feedback: Partial<FeedbackDesk> = {
    remember: (drafts) => void remembered.push(...drafts.map((draft) => draft())),
  };
  const services = {
    clock,
    lanes,
    models: { load } as Partial<ModelRegistry> as ModelRegistry,
    stopwatches: new Stopwatches(clock),
    metrics: { ...noopMetrics, recorder },
    feedback: feedback as FeedbackDesk,
  };
  const places = answers.map((_, index) => 2 * index);
  const request = { requestId: 'a', places, at: 1_000, location: 'unknown' } as const;
  await readAlong(services, { version: 'v1.0', answers, ...request });
  return counted;
}

describe('readAlong()', () => {
  it('counts whether a version agrees with the answers that were given', async () => {
    const wrong = { ...seven, digit: 1 };
    expect(await count([seven, wrong, seven])).toEqual([
      { modelVersion: 'v1.0', results: { agrees: 2, differs: 1 }, location: 'unknown' },
    ]);
  });

  it('remembers what it says of each picture, whatever was answered', async () => {
    await count([seven, { ...seven, digit: 1 }]);
    const reading = { requestId: 'a', at: 1_000, modelVersion: 'v1.0', answer: '7' };
    expect(remembered).toEqual([
      { ...reading, place: 0 },
      { ...reading, place: 2 },
    ]);
  });

  it('counts a refusal and a digit as different answers, two refusals as the same', async () => {
    const blank = recognize(
      toPng({ width: 28, height: 28, data: new Uint8Array(784).fill(240) }),
      await models.load('v2.0'),
      CONFIG.image,
    );
    const refused = { ...seven, rejectReason: 'not_a_digit' } as const;
    expect(await count([blank, refused])).toMatchObject([{ results: { agrees: 1, differs: 1 } }]);
  });

  it('counts a version that cannot be loaded as failed', async () => {
    const broken = async (): Promise<LoadedModel> => {
      throw new Error('damaged');
    };
    expect(await count([seven, seven], broken)).toMatchObject([{ results: { failed: 2 } }]);
  });

  it('leaves the pictures out while the isolate has costly work to do', async () => {
    using _busy = await lanes.enter({ pixels: 784, bytes: 100, isCostly: true }, null);
    expect(await count([seven])).toMatchObject([{ results: { skipped: 1 } }]);
  });

  it('holds up no costly work while a version is being loaded, even if that never ends', async () => {
    void count([seven], () => new Promise<LoadedModel>(() => {}));
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(lanes.usage.find(({ lane }) => lane === 'costly')).toMatchObject({ inUse: 0 });
  });

  it('makes way for costly work when it is done, even if it has failed', async () => {
    await count([seven]);
    await count([seven], async () => {
      throw new Error('damaged');
    });
    expect(lanes.usage.find(({ lane }) => lane === 'costly')).toMatchObject({ inUse: 0 });
  });
});
