import { type Tensor, writeTensor } from '../binary-tensors';
import { MODEL_NAME, type PictureAnswer, type TensorMetadata } from '../served-model';
import type { RequestedOutput } from './read-inference';

const CLASSES = 10;

export const OUTPUT_NAMES = ['digit', 'probabilities', 'is_digit', 'out_of_distribution_score'] as const;
export type OutputName = (typeof OUTPUT_NAMES)[number];

/** Metadata of the outputs. */
export const OUTPUTS: readonly TensorMetadata[] = OUTPUT_NAMES.map((name) => {
  const { datatype, shape } = toTensor(name, []);
  return { name, datatype, shape: [-1, ...shape.slice(1)] };
});

/** A response of the Open Inference Protocol. */
export interface InferenceBody {
  readonly body: Uint8Array<ArrayBuffer> | string;
  /** Length of the JSON object at its beginning in bytes, if binary data follows; otherwise null. */
  readonly jsonBytes: number | null;
}

/**
 * Writes a response of the Open Inference Protocol, with its extension for binary tensors.
 *
 * @param version of the model
 * @param id of the request, or null
 * @param answers one per picture
 * @param outputs in the order of the request
 */
export function writeInference(
  version: string,
  id: string | null,
  answers: readonly PictureAnswer[],
  outputs: readonly RequestedOutput[],
): InferenceBody {
  const written = outputs.map(({ name, isBinary }) => {
    const tensor = toTensor(name, answers);
    return isBinary ? toBinary(tensor) : { json: tensor, bytes: null };
  });
  const json = JSON.stringify({
    model_name: MODEL_NAME,
    model_version: version,
    ...(id !== null && { id }),
    outputs: written.map((output) => output.json),
  });
  const binary = written.flatMap(({ bytes }) => bytes ?? []);
  if (binary.length === 0) return { body: json, jsonBytes: null };
  const head = new TextEncoder().encode(json);
  return { body: join([head, ...binary]), jsonBytes: head.length };
}

function toBinary(tensor: Tensor) {
  const { data: _, ...described } = tensor;
  const bytes = writeTensor(tensor);
  return { json: { ...described, parameters: { binary_data_size: bytes.length } }, bytes };
}

function toTensor(name: OutputName, answers: readonly PictureAnswer[]): Tensor {
  const shape = [answers.length];
  switch (name) {
    case 'digit':
      return { name, datatype: 'INT64', shape, data: answers.map(({ digit }) => digit) };
    case 'probabilities': {
      const data = answers.flatMap(({ probabilities }) => Array.from(probabilities));
      return { name, datatype: 'FP32', shape: [answers.length, CLASSES], data };
    }
    case 'is_digit':
      return { name, datatype: 'BOOL', shape, data: answers.map(({ isDigit }) => isDigit) };
    case 'out_of_distribution_score':
      return { name, datatype: 'FP32', shape, data: answers.map((answer) => answer.outOfDistribution) };
  }
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
