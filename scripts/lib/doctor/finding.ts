/** The result of a check. */
export interface Finding {
  /** What was checked: one word or two. */
  readonly subject: string;
  readonly state: 'ok' | 'warning' | 'failed';
  /** What was found, and what to do unless it is in order. */
  readonly message: string;
}

/** Renders findings, one a line. */
export function toReport(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ subject }) => subject.length));
  const lines = findings.map(
    ({ subject, state, message }) => `${state.padEnd(8)} ${subject.padEnd(width)}  ${message}`,
  );
  return lines.join('\n');
}
