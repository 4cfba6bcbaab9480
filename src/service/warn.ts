import { toJsonLine } from '../printable';

/** Writes a warning to the log, as one line of JSON. */
export function warn(message: string): void {
  console.warn(toJsonLine({ level: 'warning', message }));
}
