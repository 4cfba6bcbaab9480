/** What the Python client of Triton sends and reads, `tritonclient.http`. */
export interface TritonInput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly datatype: string;
  /** As `InferInput.set_data_from_numpy()` gives it: raw bytes by default, a list where `binary_data=False`. */
  readonly data: Uint8Array | readonly unknown[];
}

export interface TritonOptions {
  readonly id?: string;
  /** `InferRequestedOutput(name, binary_data)`; none lets the server answer all, in binary. */
  readonly outputs?: readonly { readonly name: string; readonly binaryData: boolean }[];
}

export interface TritonRequest {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly headers: Record<string, string>;
}

/**
 * Builds a request byte for byte as `_get_inference_request()` does: keys in the order in which it puts them, JSON
 * without blanks (rapidjson), binary tensors behind it, and the header only where there are any. The client sends no
 * `Content-Type`.
 * https://github.com/triton-inference-server/client/blob/03a0aac91cf71c322365627be68a5596165d9aab/src/python/library/tritonclient/http/_utils.py
 */
export function tritonRequest(
  inputs: readonly TritonInput[],
  { id, outputs }: TritonOptions = {},
): TritonRequest {
  const json = new TextEncoder().encode(
    JSON.stringify({
      ...(id !== undefined && { id }),
      inputs: inputs.map(({ name, shape, datatype, data }) => ({
        name,
        shape,
        datatype,
        ...(data instanceof Uint8Array ? { parameters: { binary_data_size: data.length } } : { data }),
      })),
      ...(outputs && {
        outputs: outputs.map(({ name, binaryData }) => ({ name, parameters: { binary_data: binaryData } })),
      }),
      ...(!outputs && { parameters: { binary_data_output: true } }),
    }),
  );
  const raw = inputs.flatMap(({ data }) => (data instanceof Uint8Array ? [data] : []));
  const headers: Record<string, string> =
    raw.length === 0 ? {} : { 'Inference-Header-Content-Length': String(json.length) };
  return { body: new Uint8Array(Buffer.concat([json, ...raw])), headers };
}

/** As `serialize_byte_tensor()`: the length of each element before it, 32 bits, little-endian. */
export function byteTensor(...elements: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Buffer.concat(
    elements.flatMap((element) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(element.length);
      return [length, element];
    }),
  );
}

/** A float32 array as numpy's `tobytes()` gives it. */
export function floatTensor(values: readonly number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

const READ: Record<string, (bytes: Buffer) => (number | boolean)[]> = {
  INT64: (bytes) => Array.from({ length: bytes.length / 8 }, (_, i) => Number(bytes.readBigInt64LE(i * 8))),
  FP32: (bytes) => Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4)),
  BOOL: (bytes) => [...bytes].map((byte) => byte === 1),
};

interface OutputJson {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly parameters?: { readonly binary_data_size?: number };
  readonly data?: (number | boolean)[];
}

/** The answer as `InferResult` reads it: JSON as long as the header says, then the binary outputs in their order. */
export async function readTritonResult(response: Response) {
  const body = Buffer.from(await response.arrayBuffer());
  const stated = response.headers.get('Inference-Header-Content-Length');
  const json = JSON.parse(body.subarray(0, stated === null ? body.length : Number(stated)).toString()) as {
    readonly id?: string;
    readonly model_version: string;
    readonly outputs: readonly OutputJson[];
  };
  let at = Number(stated);
  const outputs = json.outputs.map(({ name, datatype, shape, parameters, data }) => {
    const size = parameters?.binary_data_size;
    if (size === undefined) return [name, { shape, data: data! }] as const;
    const values = READ[datatype]!(body.subarray(at, at + size));
    at += size;
    return [name, { shape, data: values }] as const;
  });
  return { ...json, outputs: Object.fromEntries(outputs), rest: stated === null ? 0 : body.length - at };
}
