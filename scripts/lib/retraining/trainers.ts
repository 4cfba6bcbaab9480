import type { ModelCard } from '../../../src/inference/card';
import type { ModelFiles, NetworkFiles } from '../../../src/inference/model-files';
import type { EncodedModel } from '../model-files/model-files';
import { UserError } from '../user-error';
import { type Continuation, continueDigits } from './continue-digits';

/** A model that has learned more. */
export interface Retrained {
  readonly card: ModelCard;
  readonly model: EncodedModel;
}

/** Continues the training of one kind of model. */
export interface Trainer {
  /** What it trains, for messages. */
  readonly kind: string;
  trains(files: NetworkFiles): boolean;
  retrain(champion: NetworkFiles, continuation: Continuation): Promise<Retrained>;
}

const TRAINERS: readonly Trainer[] = [
  {
    kind: 'networks that give ten probabilities for 28×28 pixels',
    trains: ({ json }) => String(inputShapeOf(json.modelTopology)) === String([null, 28, 28, 1]),
    retrain: continueDigits,
  },
];

/**
 * Finds who can continue the training of a version.
 * @throws UserError if nobody can
 */
export function trainerOf(files: ModelFiles): { readonly trainer: Trainer; readonly network: NetworkFiles } {
  if (!('weights' in files)) {
    const { version, members } = files.card;
    throw new UserError(
      `Cannot retrain ${version}: it has no weights of its own; retrain one of ${members.join(', ')}`,
    );
  }
  const trainer = TRAINERS.find((each) => each.trains(files));
  if (trainer !== undefined) return { trainer, network: files };
  const kinds = TRAINERS.map(({ kind }) => kind).join(', ');
  throw new UserError(`Cannot retrain ${files.card.version}: only ${kinds} can be`);
}

function inputShapeOf(topology: object): unknown {
  const { config } = topology as { config: { layers: { config: { batch_input_shape?: unknown } }[] } };
  return config.layers[0]?.config.batch_input_shape;
}
