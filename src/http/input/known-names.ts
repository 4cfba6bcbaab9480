import { distance } from 'fastest-levenshtein';
import { ServiceError } from '../../errors';
import { toPrintable } from '../../printable';

/** What frameworks and campaigns put into any query or form, to no end of ours: `_=1732665600`, `utm_source`, `_charset_`. */
const IGNORED = /^(_|utm_)/;
const MOST_CHARACTERS = 40;
const MOST_NAMES = 10;

/**
 * Refuses names that nobody knows: a typo must not turn an option off in silence.
 *
 * @param where they were given, as a message says it: `query`, `form`, `JSON`
 * @param given their names
 * @param known those that there are
 * @throws ServiceError `invalid_request` that names the nearest relative
 */
export function refuseUnknownNames(where: string, given: Iterable<string>, known: readonly string[]): void {
  for (const name of given) {
    if (known.includes(name) || IGNORED.test(name)) continue;
    const relative = nearestName(name, known);
    const question = relative === null ? '.' : `; did you mean "${relative}"?`;
    throw new ServiceError(
      'invalid_request',
      `Cannot read ${where}: "${toPrintable(name, MOST_CHARACTERS)}" is unknown${question} Known names: ${known.join(', ')}`,
    );
  }
}

/** @returns the known name that differs in less than half of its letters, or null */
export function nearestName(name: string, known: readonly string[]): string | null {
  const given = name.slice(0, MOST_CHARACTERS).toLowerCase();
  const [nearest] = known
    .map((candidate) => ({ candidate, edits: distance(given, candidate) }))
    .filter(({ candidate, edits }) => edits <= candidate.length / 2)
    .sort((a, b) => a.edits - b.edits);
  return nearest?.candidate ?? null;
}

/** Lists names that a stranger has given, for a message: `"a", "b" and 3 more`. */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => `"${toPrintable(name, MOST_CHARACTERS)}"`);
  const rest = names.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}
