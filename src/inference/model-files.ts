import type { ModelCard } from './card';
import type { ModelJson } from './network';

/** The files of a network, from the Worker's bundle or from disk. */
export interface NetworkFiles {
  readonly json: ModelJson;
  readonly weights: ArrayBuffer;
  readonly card: ModelCard;
}

/** A model that combines others; its card names them. */
export interface EnsembleFiles {
  readonly card: ModelCard & { readonly members: readonly string[] };
}

export type ModelFiles = NetworkFiles | EnsembleFiles;
