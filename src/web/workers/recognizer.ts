// Recognises pictures for the playground in a thread of the visitor's browser, with the code and the networks of the Worker.
import { CONFIG } from '../../config';
import { ServiceError } from '../../errors';
import type { LoadedModel } from '../../inference/registry';
import { explain } from '../../recognition/explain';
import { recognize } from '../../recognition/recognize';
import { loadModel } from './load-model';
import type { PagePrediction, Question, Reply } from './recognizer-messages';
import { toPrediction } from './to-prediction';

addEventListener('message', async ({ data }: MessageEvent<Question>) => {
  postMessage(await answer(data));
});

async function answer({ id, picture, model: version }: Question): Promise<Reply> {
  try {
    const [bytes, model] = await Promise.all([
      picture.arrayBuffer(),
      loadModel(version ?? CONFIG.defaultModel),
    ]);
    return { id, kind: 'answer', prediction: predict(new Uint8Array(bytes), model) };
  } catch (error) {
    const isRefusal = error instanceof ServiceError && error.code !== 'model_unavailable';
    if (isRefusal) return { id, kind: 'refused', code: error.code, detail: error.message };
    return { id, kind: 'failed', detail: String(error) };
  }
}

function predict(bytes: Uint8Array, model: LoadedModel): PagePrediction {
  const start = performance.now();
  const recognition = recognize(bytes, model, CONFIG.image);
  const recognized = performance.now();
  const explanation = explain(recognition, model);
  return toPrediction(recognition, explanation, {
    recognition: (recognized - start) / 1000,
    explanation: (performance.now() - recognized) / 1000,
  });
}
