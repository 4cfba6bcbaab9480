import { expect, it } from 'vitest';
import { loadMnist } from '../../../scripts/lib/data/mnist';
import { openModels } from '../../../scripts/lib/model-files/open-models';
import { type RenderPlan, renderDigits } from '../../../scripts/lib/scenes/render-digits';
import { CONFIG } from '../../../src/config';
import { argmax } from '../../../src/domain';

const CAMERA_PICTURES: RenderPlan = { mostSevere: 4, cleanShare: 0, mnistShare: 0.65, fontShare: 0 };

it.skipIf(!process.env.MNIST_DIR)(
  'renderDigits() draws digits that can be read: nine of ten by the default model (needs MNIST_DIR)',
  async () => {
    const { classifier, eye } = await (await openModels()).load(CONFIG.defaultModel);
    const sources = { training: await loadMnist('train'), fonts: [], eye };
    const digits = [...renderDigits(sources, CAMERA_PICTURES, 104, 1)];
    const right = digits.filter(({ pixels, label }) => {
      const probabilities = classifier.predict(Float32Array.from(pixels, (level) => level / 255));
      return argmax(probabilities) === label;
    });
    expect(right.length / digits.length).toBeGreaterThan(0.9);
  },
);
