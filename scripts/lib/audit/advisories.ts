/** A known vulnerability of a dependency. */
export interface Advisory {
  /** Identifier in the GitHub Advisory Database: `GHSA-…`. */
  readonly id: string;
  readonly package: string;
  readonly severity: string;
  readonly title: string;
}

/** What `npm audit --json` writes (report version 2), as far as it is read here. */
export interface AuditReport {
  readonly vulnerabilities?: Readonly<Record<string, { readonly via: readonly (string | Cause)[] }>>;
  /** Why there is no report. */
  readonly message?: string;
}

/** The advisory that makes a package vulnerable; a text instead names another vulnerable package. */
interface Cause {
  readonly name: string;
  readonly severity: string;
  readonly title: string;
  readonly url: string;
}

/** @returns each advisory of a report once; null if the report is none, as the registry offers no audits */
export function advisoriesOf({ vulnerabilities }: AuditReport): Advisory[] | null {
  if (vulnerabilities === undefined) return null;
  const causes = Object.values(vulnerabilities).flatMap(({ via }) => via);
  const advisories = causes.flatMap((cause) =>
    typeof cause === 'string' ? [] : [[cause.url.split('/').at(-1)!, cause] as const],
  );
  return [...new Map(advisories)].map(([id, { name, severity, title }]) => ({
    id,
    package: name,
    severity,
    title,
  }));
}

/**
 * @param judgements text that judges advisories by their identifiers: `docs/security.md`
 * @returns the advisories that it does not name
 */
export function notJudged(advisories: readonly Advisory[], judgements: string): Advisory[] {
  return advisories.filter(({ id }) => !judgements.includes(id));
}
