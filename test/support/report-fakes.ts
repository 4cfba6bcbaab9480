import { NEVER_SURE } from '../../scripts/lib/model-files/tune-looks';
import type { ModelOutcomes, Outcome } from '../../scripts/lib/report/outcome';
import { EYE_OUTPUTS } from '../../src/eye/eye-map';
import type { Eye } from '../../src/eye/sureness';
import type { ModelCard } from '../../src/inference/card';
import type { LoadedModel } from '../../src/inference/registry';
import type { Normalized } from '../../src/preprocess/normalized';

const PIXELS = new Float32Array(784).fill(0.5);

/** An answer as the service might give it: a 3 that is read right, unless told otherwise. */
export function outcome(changes: Partial<Outcome> & { readonly evidence?: number } = {}): Outcome {
  const { label = 3, digit = label, confidence = 0.9, evidence = 20 } = changes;
  const probabilities = new Float32Array(10).fill((1 - confidence) / 9);
  probabilities[digit] = confidence;
  return {
    name: 'a.png',
    group: 'pens',
    label,
    digit,
    confidence,
    right: digit === label,
    raster: digit === label ? null : { width: 2, height: 2, channels: 1, data: new Uint8Array(4) },
    judgement: {
      probabilities,
      evidence,
      isDigit: true,
      outOfDistribution: 0,
      votes: null,
      disagreement: null,
    },
    modelVersion: 'v9',
    rejectReason: null,
    normalized: { pixels: PIXELS } as Normalized,
    sight: null,
    ...changes,
  };
}

/** An eye that sees nothing. */
const BLIND: Eye = {
  network: {
    run: (_, [height, width]) => new Float32Array((height / 8) * (width / 8) * EYE_OUTPUTS).fill(-9),
  },
  coarse: NEVER_SURE,
  whole: NEVER_SURE,
  reads: false,
};

/** A model that answers the same to everything. */
export function modelThatSays(digit: number, version = 'v9'): LoadedModel {
  const { judgement } = outcome({ digit });
  const card = {
    members: null,
    architecture: { multiplyAdds: 2_600_000 },
    calibration: { temperature: 1 },
    rejection: { minimumEvidence: 8 },
  } as ModelCard;
  const classifier = {
    judge: () => judgement,
    *judgeBatchInSteps() {
      yield 1;
      return [judgement];
    },
  };
  return { version, card, parameters: 10, classifier, eye: BLIND, reader: null } as unknown as LoadedModel;
}

/** What it answered to a set. */
export function answers(set: string, outcomes: readonly Outcome[]): ModelOutcomes {
  return { set, model: modelThatSays(3), outcomes };
}
