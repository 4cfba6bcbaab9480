/** The models that are shipped, as a client may name them; the first are networks, the last asks others. */
export const MODEL_VERSIONS = [
  'v1.0',
  'v2.0',
  'v2.0-long',
  'v2.1-3x3',
  'v2.1-7x7',
  'v2.1-7x7-seed2',
  'ensemble',
] as const;

export type ModelVersion = (typeof MODEL_VERSIONS)[number];
