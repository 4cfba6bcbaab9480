import { UserError } from '../user-error';

/**
 * The section of a changelog about one version.
 *
 * @param changelog text in the form of Keep a Changelog
 * @param version such as `1.2.0`
 * @returns what stands below its heading `## <version> - <date>`
 * @throws UserError if the changelog has no such heading, or nothing below it
 */
export function releaseNotes(changelog: string, version: string): string {
  const [, after = ''] = changelog.split(
    new RegExp(`^## ${version.replaceAll('.', '\\.')} - \\d{4}-\\d\\d-\\d\\d\n`, 'm'),
  );
  const [section = ''] = after.split(/^## /m);
  if (section.trim() === '')
    throw new UserError(`Cannot release ${version}: CHANGELOG.md says nothing about it`);
  return `${section.trim()}\n`;
}
