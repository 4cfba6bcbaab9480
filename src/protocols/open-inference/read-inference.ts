import { isText } from '../../domain';
import { readByteElements, readFloats, requireBytes } from '../binary-tensors';
import { flattenNumbers } from '../flatten-numbers';
import { toGreyPictures } from '../grey-pictures';
import { isPictureShape, listShapes, PIXELS, type PictureInput } from '../picture-input';
import { refuse, refuseCount } from '../refuse';
import { INPUTS } from '../served-model';
import { OUTPUT_NAMES, type OutputName } from './write-inference';

type Parameters = Readonly<Record<string, unknown>> | null | undefined;

/** An input tensor as JSON describes it. */
export interface InputJson {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly parameters?: Parameters;
  /** Absent where the data are binary. */
  readonly data?: unknown;
}

/** An inference request, its structure checked. */
export interface InferenceJson {
  readonly id?: string | null | undefined;
  readonly parameters?: Parameters;
  readonly inputs: readonly InputJson[];
  readonly outputs?:
    | readonly { readonly name: string; readonly parameters?: Parameters }[]
    | null
    | undefined;
}

/** An output to be returned. */
export interface RequestedOutput {
  readonly name: OutputName;
  readonly isBinary: boolean;
}

/** A parsed request. */
export interface Inference {
  readonly pictures: readonly PictureInput[];
  readonly outputs: readonly RequestedOutput[];
}

/** All outputs as JSON. */
export const ALL_OUTPUTS: readonly RequestedOutput[] = OUTPUT_NAMES.map((name) => ({
  name,
  isBinary: false,
}));

/** An input, and its data where they are binary. */
interface Input extends InputJson {
  readonly what: string;
  readonly binary: Uint8Array<ArrayBuffer> | null;
}

/**
 * Reads an inference request of the Open Inference Protocol, with its extension for binary tensors.
 *
 * @param binary the part of the body after the JSON object
 * @param maxImages maximum number of pictures
 * @throws ServiceError `invalid_request`, `too_many_images`
 */
export function readInference(
  request: InferenceJson,
  binary: Uint8Array<ArrayBuffer>,
  maxImages: number,
): Inference {
  const input = takeInput(request.inputs, binary);
  const count = input.shape[0] ?? 0;
  if (count < 1) refuse(input.what, `its shape [${input.shape.join(', ')}] has no pictures`);
  if (count > maxImages) refuseCount(input.what, count, maxImages);
  const isBase64 = [input.parameters, request.parameters].some((given) => given?.content_type === 'base64');
  const pictures = input.name === 'image' ? readFiles(input, count, isBase64) : readPixels(input, count);
  return { pictures, outputs: readOutputs(request) };
}

function takeInput(inputs: readonly InputJson[], binary: Uint8Array<ArrayBuffer>): Input {
  const known = INPUTS.map(({ name }) => name);
  const unknown = inputs.find(({ name }) => !known.includes(name));
  if (unknown !== undefined) {
    refuse(`input "${unknown.name.slice(0, 40)}"`, `it is unknown; the inputs are ${known.join(' and ')}`);
  }
  const [input, ...others] = inputs;
  if (input === undefined || others.length > 0) {
    refuse('inputs', `there are ${inputs.length} of them; send one, ${known.join(' or ')}`);
  }
  const what = `input "${input.name}"`;
  return { ...input, what, binary: takeBinary(what, input, binary) };
}

/** @returns null where the data are in JSON */
function takeBinary(
  what: string,
  { data, parameters }: InputJson,
  binary: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> | null {
  const size = parameters?.binary_data_size;
  if (parameters?.shared_memory_region !== undefined) {
    refuse(what, 'shared memory is not supported; send "data" or binary data');
  }
  if (size === undefined) {
    if (data === undefined) refuse(what, 'it has neither "data" nor the parameter "binary_data_size"');
    if (binary.length > 0)
      refuse(what, `${binary.length} bytes follow the JSON, but it has no "binary_data_size"`);
    return null;
  }
  if (data !== undefined) refuse(what, 'it has both "data" and the parameter "binary_data_size"');
  if (size !== binary.length) {
    refuse(
      what,
      `its "binary_data_size" is ${JSON.stringify(size)}, but ${binary.length} bytes follow the JSON`,
    );
  }
  return binary;
}

function readFiles(input: Input, count: number, isBase64: boolean): PictureInput[] {
  const { what, datatype, shape, data, binary } = input;
  if (datatype !== 'BYTES') refuse(what, `its datatype is ${datatype.slice(0, 40)}, not BYTES`);
  if (shape.length > 2 || (shape[1] ?? 1) !== 1) refuse(what, `its shape is [${shape.join(', ')}], not [n]`);
  if (binary !== null) {
    const elements = readByteElements(what, binary, count);
    return elements.map((bytes) => (isBase64 ? { base64: bytes } : { bytes }));
  }
  const texts = Array.isArray(data) ? data.flat() : [];
  if (texts.length !== count) refuse(what, `its "data" has ${texts.length} elements, and its shape ${count}`);
  return texts.map((base64, index) => {
    if (!isText(base64)) refuse(what, `element ${index} of its "data" is not base64`);
    return { base64 };
  });
}

function readPixels({ what, datatype, shape, data, binary }: Input, count: number): PictureInput[] {
  if (!isPictureShape(shape.slice(1))) {
    refuse(what, `its shape is [${shape.join(', ')}], not ${listShapes(['n'])}`);
  }
  if (datatype !== 'FP32' && datatype !== 'UINT8') {
    refuse(what, `its datatype is ${datatype.slice(0, 40)}, not FP32 or UINT8`);
  }
  const values =
    binary === null
      ? flattenNumbers(what, data, shape)
      : readBinaryPixels(what, datatype, binary, count * PIXELS);
  return toGreyPictures(what, values).map((grey) => ({ grey }));
}

function readBinaryPixels(what: string, datatype: 'FP32' | 'UINT8', binary: Uint8Array, count: number) {
  if (datatype === 'FP32') return readFloats(what, binary, count);
  requireBytes(what, binary, count);
  return binary;
}

function readOutputs({ outputs, parameters }: InferenceJson): readonly RequestedOutput[] {
  const isBinary = parameters?.binary_data_output === true;
  const wanted = outputs?.length ? outputs : OUTPUT_NAMES.map((name) => ({ name, parameters: null }));
  return wanted.map(({ name, parameters }) => {
    if (!isOutputName(name)) {
      refuse(`output "${name.slice(0, 40)}"`, `it is unknown; the outputs are ${OUTPUT_NAMES.join(', ')}`);
    }
    for (const extension of ['classification', 'shared_memory_region']) {
      if (parameters?.[extension] !== undefined) {
        refuse(
          `output "${name}"`,
          `the parameter "${extension}" belongs to an extension that is not supported`,
        );
      }
    }
    return { name, isBinary: (parameters?.binary_data ?? isBinary) === true };
  });
}

function isOutputName(name: string): name is OutputName {
  return (OUTPUT_NAMES as readonly string[]).includes(name);
}
