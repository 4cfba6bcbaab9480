import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const SCHEMAS = path.join(import.meta.dirname, 'schemas/node_modules');

/** Anything with these two fields: a resource of Kubernetes. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
}

interface Fault {
  readonly instancePath: string;
  readonly message?: string;
  readonly keyword: string;
  readonly params: unknown;
}

/** A schema, as ajv compiles it. */
type Validate = ((data: unknown) => boolean) & { errors?: readonly Fault[] | null };

/**
 * Validates a resource against the schema that Kubernetes, or an operator, publishes for it. As the API server does with
 * `--validate=strict`, it also refuses fields that the schema does not know.
 *
 * @param packages of schemas, in `schemas/package.json`
 * @returns faults, each with its place; empty if the resource is valid
 * @throws Error if no package has a schema for the kind
 */
export async function validateStrictly(
  resource: Resource,
  packages: readonly string[],
): Promise<readonly string[]> {
  const validate = await loadSchema(resource, packages);
  const unread = new Set<string>();
  const isValid = validate(watched(resource, '', unread));
  const faults = (validate.errors ?? []).map(
    ({ instancePath, keyword, params }) => `${instancePath || '/'}: ${keyword} ${JSON.stringify(params)}`,
  );
  return isValid ? [...unread].map((place) => `${place}: unknown field`) : faults;
}

/**
 * A view of data that tells which fields nobody reads. The compiled schemas allow unknown fields; they read every field that they
 * know, and list the fields of a map, such as labels.
 */
function watched(data: unknown, place: string, unread: Set<string>): unknown {
  if (typeof data !== 'object' || data === null) return data;
  for (const field of Object.keys(data)) if (!Array.isArray(data)) unread.add(`${place}/${field}`);
  return new Proxy(data, {
    get(target, field) {
      const value = Reflect.get(target, field);
      if (typeof field !== 'string' || !Object.hasOwn(target, field)) return value;
      unread.delete(`${place}/${field}`);
      return watched(value, `${place}/${field}`, unread);
    },
    ownKeys(target) {
      for (const field of Object.keys(target)) unread.delete(`${place}/${field}`);
      return Reflect.ownKeys(target);
    },
  });
}

/** @throws Error that says how to install the schemas */
function schemaFiles(folder: string): readonly string[] {
  if (existsSync(folder)) return readdirSync(folder);
  throw new Error('Cannot find the schemas: run `npm ci --prefix test/kubernetes/schemas`');
}

async function loadSchema({ apiVersion, kind }: Resource, packages: readonly string[]): Promise<Validate> {
  const [version, group = 'core'] = apiVersion.split('/').reverse() as [string, string?];
  const name = new RegExp(`${group.split('.')[0]}${version}${kind}\\.js$`, 'i');
  for (const folder of packages.map((name) => path.join(SCHEMAS, name, '_schemas'))) {
    const file = schemaFiles(folder).find((file) => name.test(file));
    if (file === undefined) continue;
    // The schemas of older versions are CommonJS.
    const module = await import(pathToFileURL(path.join(folder, file)).href);
    return module.validate ?? module.default.validate;
  }
  throw new Error(`Cannot validate ${apiVersion} ${kind}: there is no schema in ${packages.join(', ')}`);
}
