/**
 * The answers of the Open Inference Protocol as JSON Schema, written after the protocol's own OpenAPI document, whose
 * names, types and required fields they have (`components.schemas` there):
 * https://github.com/kserve/open-inference-protocol/blob/18d5991e9e45d291f53103cc79e13ecc6212ffae/specification/protocol/open_inference_rest.yaml
 */
const STRING = { type: 'string' };
const SHAPE = { type: 'array', items: { type: 'integer' } };
const PARAMETERS = { type: 'object' };

const TENSOR_METADATA = {
  type: 'object',
  properties: { name: STRING, datatype: STRING, shape: SHAPE },
  required: ['name', 'datatype', 'shape'],
};

/** `data` may be nested to any depth. */
const TENSOR_DATA = {
  $id: 'tensor_data',
  type: 'array',
  items: {
    anyOf: [{ $ref: 'tensor_data' }, { type: 'number' }, { type: 'string' }, { type: 'boolean' }],
  },
};

const RESPONSE_OUTPUT = {
  type: 'object',
  properties: { name: STRING, shape: SHAPE, datatype: STRING, parameters: PARAMETERS, data: TENSOR_DATA },
  required: ['name', 'shape', 'datatype', 'data'],
};

export const OPEN_INFERENCE_SCHEMAS = {
  metadata_server_response: {
    type: 'object',
    properties: { name: STRING, version: STRING, extensions: { type: 'array', items: STRING } },
    required: ['name', 'version', 'extensions'],
  },
  metadata_model_response: {
    type: 'object',
    properties: {
      name: STRING,
      versions: { type: 'array', items: STRING },
      platform: STRING,
      inputs: { type: 'array', items: TENSOR_METADATA },
      outputs: { type: 'array', items: TENSOR_METADATA },
    },
    required: ['name', 'platform'],
  },
  inference_response: {
    type: 'object',
    properties: {
      model_name: STRING,
      model_version: STRING,
      id: STRING,
      parameters: PARAMETERS,
      outputs: { type: 'array', items: RESPONSE_OUTPUT },
    },
    required: ['model_name', 'outputs'],
  },
  inference_error_response: { type: 'object', properties: { error: STRING }, required: ['error'] },
} as const;
