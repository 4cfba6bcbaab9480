import { expect, it } from 'vitest';
import { releaseNotes } from '../../scripts/lib/delivery/release-notes';

const CHANGELOG = `# Changelog

## Unreleased

### Added

- Something new.

## 1.10.0 - 2026-11-20

### Fixed

- Something old.

## 1.1.0 - 2026-10-01

First release.
`;

it('releaseNotes() are what stands below the heading of the version', () => {
  expect(releaseNotes(CHANGELOG, '1.10.0')).toBe('### Fixed\n\n- Something old.\n');
  expect(releaseNotes(CHANGELOG, '1.1.0')).toBe('First release.\n');
});

it.each(['2.0.0', '1.1', '1x10.0'])(
  'releaseNotes() refuses %s, which the changelog does not have',
  (version) => {
    expect(() => releaseNotes(CHANGELOG, version)).toThrow(
      `Cannot release ${version}: CHANGELOG.md says nothing about it`,
    );
  },
);
