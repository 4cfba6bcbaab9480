import { isText, type Text } from '../../domain';
import { flattenNumbers } from '../flatten-numbers';
import { toGreyPictures } from '../grey-pictures';
import { isPictureShape, listShapes, PIXELS, type PictureInput } from '../picture-input';
import { refuse, refuseCount } from '../refuse';

/** A request to TensorFlow Serving's predict API. */
export interface TfPredict {
  readonly pictures: readonly PictureInput[];
  /** Field of the response: `predictions` in row format, `outputs` in column format. */
  readonly answer: 'predictions' | 'outputs';
}

const DEFAULT_SIGNATURE = 'serving_default';
const ADVICE = 'send {"instances": [<28×28 numbers>, …]} or {"instances": [{"b64": "<base64>"}, …]}';

/** A picture as numbers that are not scaled yet, or as a file. */
type Row = { readonly values: Float32Array } | { readonly base64: Text };

/**
 * Reads a request of TensorFlow Serving's predict API, or KServe's V1 protocol.
 * https://github.com/tensorflow/serving/blob/master/tensorflow_serving/g3doc/api_rest.md
 *
 * @param maxImages maximum number of pictures
 * @throws ServiceError `invalid_request`, which names the format that the request resembles; `too_many_images`
 */
export function readPredict(json: unknown, maxImages: number): TfPredict {
  if (!isObject(json)) refuse('JSON', `it is no object; ${ADVICE}`);
  const { instances, inputs, signature_name: signature } = json;
  if (signature !== undefined && signature !== null && signature !== '' && signature !== DEFAULT_SIGNATURE) {
    refuse('"signature_name"', `the only signature is "${DEFAULT_SIGNATURE}"; leave it out`);
  }
  if (instances !== undefined && inputs !== undefined) {
    refuse('JSON', 'it has both "instances" and "inputs"; send one of them');
  }
  if (instances !== undefined) {
    return { pictures: readRows('instances', instances, maxImages), answer: 'predictions' };
  }
  if (inputs !== undefined) {
    return { pictures: readRows('inputs', columnOf(inputs), maxImages), answer: 'outputs' };
  }
  return refuseOtherForm(json);
}

function refuseOtherForm(json: Readonly<Record<string, unknown>>): never {
  if ('examples' in json) refuse('JSON', `"examples" are for classify and regress; ${ADVICE}`);
  if ('image' in json) refuse('JSON', `a picture in "image" belongs to /predict; here ${ADVICE}`);
  if ('images' in json) refuse('JSON', `pictures in "images" belong to /predict/batch; here ${ADVICE}`);
  refuse('JSON', `it has neither "instances" nor "inputs"; ${ADVICE}`);
}

/** Column format: the tensor itself, or an object with the only input; a single file is a batch of one. */
function columnOf(inputs: unknown): unknown {
  if (!isObject(inputs)) return inputs;
  const column = 'b64' in inputs ? inputs : onlyInputOf('"inputs"', inputs);
  return isObject(column) ? [column] : column;
}

function readRows(field: string, rows: unknown, maxImages: number): PictureInput[] {
  if (!Array.isArray(rows)) refuse(`"${field}"`, `it must be a list of pictures; ${ADVICE}`);
  if (rows.length === 0) refuse(`"${field}"`, `it is empty; ${ADVICE}`);
  refuseLonePicture(field, rows);
  if (rows.length > maxImages) refuseCount(`"${field}"`, rows.length, maxImages);
  const read = rows.map((row, index) => readRow(`"${field}[${index}]"`, row));
  return scale(field, read);
}

/** Without the outer list a request has 28 rows, or 784 numbers. */
function refuseLonePicture(field: string, rows: readonly unknown[]): void {
  if (!isPictureShape(shapeOf(rows)) && !rows.every((row) => typeof row === 'number')) return;
  refuse(
    `"${field}"`,
    `it is a single picture where a list of pictures should be; send {"${field}": [<picture>]}`,
  );
}

function readRow(what: string, row: unknown): Row {
  if (isText(row)) refuse(what, 'it is text; send {"b64": "<base64>"} for a PNG or JPEG');
  if (isObject(row)) return readObject(what, row);
  const shape = shapeOf(row);
  if (!isPictureShape(shape)) refuse(what, `its shape is [${shape.join(', ')}], not ${listShapes()}`);
  return { values: flattenNumbers(what, row, shape) };
}

function readObject(what: string, row: Readonly<Record<string, unknown>>): Row {
  if (!('b64' in row)) return readRow(what, onlyInputOf(what, row));
  if (!isText(row.b64)) refuse(what, 'its "b64" must be base64 of a PNG or JPEG');
  return { base64: row.b64 };
}

/** There is only one input, so any name will do: Keras generates one. */
function onlyInputOf(what: string, named: Readonly<Record<string, unknown>>): unknown {
  const [value, ...others] = Object.values(named);
  if (value === undefined || others.length > 0) {
    refuse(what, `it has ${others.length + (value === undefined ? 0 : 1)} named inputs; the model has one`);
  }
  if (isObject(value) && !('b64' in value))
    refuse(what, 'its input must be a picture or {"b64": "<base64>"}');
  return value;
}

function scale(field: string, rows: readonly Row[]): PictureInput[] {
  const numbers = rows.flatMap((row) => ('values' in row ? [row.values] : []));
  const values = new Float32Array(numbers.length * PIXELS);
  for (const [index, row] of numbers.entries()) values.set(row, index * PIXELS);
  const greys = toGreyPictures(`"${field}"`, values);
  return rows.map((row) => ('base64' in row ? row : { grey: greys.shift()! }));
}

/** The lengths of the first lists at each depth, as deep as a picture goes and one more. */
function shapeOf(value: unknown): number[] {
  const shape: number[] = [];
  for (let part = value; Array.isArray(part) && shape.length < 4; part = part[0]) shape.push(part.length);
  return shape;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isText(value);
}
