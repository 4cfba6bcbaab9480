import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { ROOT } from '../../scripts/lib/serve/production-bundle';

interface Content {
  readonly schema: object;
  readonly examples?: Readonly<Record<string, { readonly value?: unknown }>>;
}
interface DocumentedResponse {
  readonly $ref?: string;
  readonly headers: Readonly<Record<string, { readonly $ref: string }>>;
  readonly content?: Readonly<Record<string, Content>>;
}
/** An operation as `docs/openapi.json` describes it. */
export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, DocumentedResponse>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly responses: Readonly<Record<string, DocumentedResponse>>;
    readonly headers: Readonly<Record<string, { readonly required?: boolean; readonly schema: object }>>;
    readonly schemas: Readonly<Record<string, object>>;
    readonly examples: Readonly<Record<string, { readonly value: unknown }>>;
  };
}

export function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));
}

export const DOCUMENT: Document = readJson('docs/openapi.json');
export const OPERATIONS = Object.values(DOCUMENT.paths).flatMap((methods) => Object.values(methods));

/** An independent validator of JSON Schema 2020-12, the dialect of OpenAPI 3.1. */
const ajv = addFormats(new Ajv2020({ strict: false, allErrors: true }));

/** The path of the document that a path is one of: `/admin/keys/{name}` for `/admin/keys/shop`. */
export function templateOf(pathname: string): string {
  const isOne = (template: string) =>
    new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(pathname);
  return Object.keys(DOCUMENT.paths).find(isOne) ?? pathname;
}

/** What the document says of a response with that status. */
export function documented(operation: Operation, status: number | string): DocumentedResponse {
  const response = operation.responses[status] ?? operation.responses.default!;
  return response.$ref ? DOCUMENT.components.responses[path.posix.basename(response.$ref)]! : response;
}

/** @returns in what the response differs from the document: status, headers, content type and body */
export async function differences(operation: Operation, response: Response): Promise<string[]> {
  const { headers, content } = documented(operation, response.status);
  const inHeaders = Object.entries(headers).flatMap(([name, { $ref }]) =>
    headerFaults(name, path.posix.basename($ref), response.headers.get(name)),
  );
  if (content === undefined) {
    return response.body === null ? inHeaders : [...inHeaders, 'a body is not documented'];
  }
  const type = response.headers.get('Content-Type')?.split(';', 1)[0] ?? '';
  const schema = content[type]?.schema;
  if (!schema) return [...inHeaders, `${response.status} ${type} is not documented`];
  if (!type.endsWith('json')) return inHeaders;
  return [...inHeaders, ...faults(schema, await response.json())];
}

function headerFaults(name: string, component: string, value: string | null): string[] {
  const { required, schema } = DOCUMENT.components.headers[component]!;
  if (value === null) return required ? [`${name} is missing`] : [];
  return faults(schema, value).map((fault) => `${name}: ${fault}`);
}

/** @returns where a value differs from a schema of the document */
export function faults(schema: object, value: unknown): string[] {
  const complete = closed({ ...schema, components: DOCUMENT.components });
  const validate = ajv.compile(complete as object);
  validate(value);
  return (validate.errors ?? []).map((error) => ajv.errorsText([error]));
}

/** The schema without room for fields that it does not name. */
function closed(schema: object): unknown {
  return JSON.parse(JSON.stringify(schema), (_, part) =>
    part?.type === 'object' && part.properties && !part.additionalProperties
      ? { ...part, additionalProperties: false }
      : part,
  );
}
