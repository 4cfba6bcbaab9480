import { UserError } from '../user-error';

const HEADING = '## Unreleased\n\n### Added\n\n';

/**
 * Puts an entry at the top of what has been added since the last release.
 *
 * @param changelog text in the form of Keep a Changelog
 * @param entry in Markdown, without a line break at its end
 * @throws UserError if nothing is unreleased
 */
export function withEntry(changelog: string, entry: string): string {
  const at = changelog.indexOf(HEADING);
  if (at === -1)
    throw new UserError('Cannot write to CHANGELOG.md: it has no "## Unreleased" with "### Added"');
  const end = at + HEADING.length;
  return `${changelog.slice(0, end)}${entry}\n${changelog.slice(end)}`;
}
