/** Where Durable Objects may be kept to. https://developers.cloudflare.com/durable-objects/reference/data-location/ */
const JURISDICTIONS = ['eu', 'us', 'fedramp', 'fedramp-high'];

/** What `JURISDICTION` may be, for messages. */
export const JURISDICTION_ALLOWED = `empty, or ${JURISDICTIONS.join(', ')}`;

/** A namespace of Durable Objects, as far as restricting it is concerned. */
interface Namespace {
  getByName(name: string, options?: object): unknown;
}

/** Whether a value of `JURISDICTION` is allowed. */
export function isJurisdiction(value: unknown): boolean {
  return value === undefined || value === '' || JURISDICTIONS.includes(value as string);
}

/**
 * Restricts a namespace to a jurisdiction: the objects of the same names there, which are others. Location hints, which could
 * contradict it, are left out.
 *
 * @param jurisdiction allowed value of `JURISDICTION`; empty for no restriction
 * @returns null for an absent namespace, and for a value that is not allowed: what may be stored only there is stored nowhere
 */
export function restrict<N extends Namespace>(namespace: N | undefined, jurisdiction: unknown): N | null {
  if (namespace === undefined || !isJurisdiction(jurisdiction)) return null;
  if (!jurisdiction) return namespace;
  const within = (namespace as N & { jurisdiction(name: unknown): N }).jurisdiction(jurisdiction);
  return { getByName: (name: string) => within.getByName(name) } as N;
}
