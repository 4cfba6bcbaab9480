/**
 * The name of a retrained model: the next minor version of the champion's major one.
 *
 * Example: after `v2.0`, where `v2.1-3x3` exists, comes `v2.2`.
 *
 * @param existing all versions
 */
export function nextVersion(champion: string, existing: readonly string[]): string {
  const numbers = existing.flatMap((version) => {
    const [, major, minor] = /^v(\d+)\.(\d+)/.exec(version) ?? [];
    return major === undefined ? [] : [{ major: Number(major), minor: Number(minor) }];
  });
  const major = Number(/^v(\d+)/.exec(champion)?.[1] ?? Math.max(...numbers.map((each) => each.major)));
  const minors = numbers.filter((each) => each.major === major).map(({ minor }) => minor);
  return `v${major}.${Math.max(...minors) + 1}`;
}
