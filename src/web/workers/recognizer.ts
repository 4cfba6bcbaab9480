// Recognises pictures for the playground in a thread of the visitor's browser, with the code and the networks of the Worker.
import { CONFIG } from '../../config';
import { ServiceError } from '../../errors';
import type { LoadedModel } from '../../inference/registry';
import { describeNumber } from '../../recognition/describe-number';
import { explain } from '../../recognition/explain';
import { readNumberInSteps, readsNumbers } from '../../recognition/read-number';
import { recognize } from '../../recognition/recognize';
import { runAtOnce } from '../../steps';
import { findFinder, loadModel } from './load-model';
import type { PageNumber, PagePrediction, Question, Reply } from './recognizer-messages';
import { toPrediction } from './to-prediction';

addEventListener('message', async ({ data }: MessageEvent<Question>) => {
  postMessage(await answer(data));
});

async function answer({ id, kind, picture, model }: Question): Promise<Reply> {
  try {
    const bytes = new Uint8Array(await picture.arrayBuffer());
    const found =
      kind === 'number'
        ? readNumber(bytes, await loadModel(model ?? (await findFinder())))
        : predict(bytes, await loadModel(model ?? CONFIG.defaultModel));
    return { id, kind: 'answer', found };
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

/** @throws Error if the model reads one digit at a time */
function readNumber(bytes: Uint8Array, model: LoadedModel): PageNumber {
  if (!readsNumbers(model)) throw new Error(`Cannot read a number with ${model.version}`);
  const start = performance.now();
  const reading = runAtOnce(readNumberInSteps(bytes, model, CONFIG.image));
  const { text, confidence, digitCount, lines } = describeNumber(reading);
  return {
    text,
    confidence,
    digit_count: digitCount,
    lines: lines.map((line) => ({ ...line, digits: [...line.digits] })),
    model_version: model.version,
    inference_time_seconds: (performance.now() - start) / 1000,
  };
}
