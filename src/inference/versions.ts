/** The shipped models by their API names; all are networks except the last, the ensemble. v3.0 finds digits, which v2.0 reads with it. */
export const MODEL_VERSIONS = [
  'v1.0',
  'v2.0',
  'v2.0-long',
  'v2.1-3x3',
  'v2.1-7x7',
  'v2.1-7x7-seed2',
  'v3.0',
  'ensemble',
] as const;

export type ModelVersion = (typeof MODEL_VERSIONS)[number];

/** Names that stand for a version: the default one, and the network that was created last. */
export const MODEL_ALIASES = ['default', 'latest'] as const;

export type ModelAlias = (typeof MODEL_ALIASES)[number];
