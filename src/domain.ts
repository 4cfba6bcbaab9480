/** Domain types that all parts share. A leaf: imports nothing. */

/** A decimal digit. */
export type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

/** The digits as text, each at its own index: keys of JSON objects and label values. */
export const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/** Why a picture does not show exactly one digit. */
export const REJECT_REASONS = ['blank', 'no_contrast', 'several_objects', 'not_a_digit'] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];

/** Which is darker in the source, ink or paper. */
export const POLARITIES = ['light_on_dark', 'dark_on_light'] as const;
export type Polarity = (typeof POLARITIES)[number];

/** Supported file formats. */
export const IMAGE_FORMATS = ['png', 'jpeg'] as const;
export type ImageFormat = (typeof IMAGE_FORMATS)[number];

/** What pictures come as: files, or pixels as numbers. */
export const SOURCE_FORMATS = [...IMAGE_FORMATS, 'pixels'] as const;
export type SourceFormat = (typeof SOURCE_FORMATS)[number];

/**
 * @param values at least one
 * @returns index of the largest, or the first of equals; [0.1, 0.7, 0.2] → 1
 */
export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

/**
 * @param logits any finite numbers
 * @param temperature divides them: values above 1 lower the confidence
 * @returns `exp(x) / Σ exp(x)`, shifted by the largest so that nothing overflows
 */
export function softmax(logits: Float32Array, temperature = 1): Float32Array {
  const largest = Math.max(...logits);
  const powers = new Float64Array(logits.length);
  let sum = 0;
  for (let i = 0; i < logits.length; i++) {
    powers[i] = Math.exp((logits[i]! - largest) / temperature);
    sum += powers[i]!;
  }
  const probabilities = new Float32Array(logits.length);
  for (let i = 0; i < logits.length; i++) probabilities[i] = powers[i]! / sum;
  return probabilities;
}

/**
 * Shannon entropy.
 *
 * @param probabilities that sum to 1
 * @returns nats: 0 if one is certain, ln n if n are equally likely
 */
export function entropyOf(probabilities: ArrayLike<number>): number {
  let entropy = 0;
  for (let i = 0; i < probabilities.length; i++) {
    const p = probabilities[i]!;
    if (p > 0) entropy -= p * Math.log(p);
  }
  return entropy;
}

/** Who chose the version that answers: the traffic split, the client, or nobody. */
export const ASSIGNERS = ['split', 'query', 'default'] as const;
export type Assigner = (typeof ASSIGNERS)[number];

/** A string of a request; a long one, such as base64 of a picture, remains the bytes that it consists of. */
export type Text = string | Uint8Array<ArrayBuffer>;

export function isText(value: unknown): value is Text {
  return typeof value === 'string' || value instanceof Uint8Array;
}
