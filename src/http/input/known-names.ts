import { distance } from 'fastest-levenshtein';
import { ServiceError } from '../../errors';
import { toPrintable } from '../../printable';

/** Names that frameworks and campaigns add to any query or form: `_=1732665600`, `utm_source`, `_charset_`. */
const IGNORED = /^(_|utm_)/;
const MAX_CHARACTERS = 40;
const MAX_NAMES = 10;

/**
 * Rejects unknown names: a typo must not silently disable an option.
 *
 * @param where they were given, for messages: `query`, `form`, `JSON`
 * @param given names to check
 * @param known names that are allowed
 * @throws ServiceError `invalid_request` that suggests the most similar known name
 */
export function refuseUnknownNames(where: string, given: Iterable<string>, known: readonly string[]): void {
  for (const name of given) {
    if (known.includes(name) || IGNORED.test(name)) continue;
    const similar = nearestName(name, known);
    const question = similar === null ? '.' : `; did you mean "${similar}"?`;
    throw new ServiceError(
      'invalid_request',
      `Cannot read ${where}: "${toPrintable(name, MAX_CHARACTERS)}" is unknown${question} Known names: ${known.join(', ')}`,
    );
  }
}

/** @returns the most similar known name, if at most half of its letters differ, or null */
export function nearestName(name: string, known: readonly string[]): string | null {
  const given = name.slice(0, MAX_CHARACTERS).toLowerCase();
  const [nearest] = known
    .map((candidate) => ({ candidate, edits: distance(given, candidate) }))
    .filter(({ candidate, edits }) => edits <= candidate.length / 2)
    .sort((a, b) => a.edits - b.edits);
  return nearest?.candidate ?? null;
}

/** Lists untrusted names for a message: `"a", "b" and 3 more`. */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES).map((name) => `"${toPrintable(name, MAX_CHARACTERS)}"`);
  const rest = names.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}
