import { toJsonLine } from './printable';

/** Writes a warning about the service itself to the log, as one line of JSON. */
export function warn(message: string): void {
  console.warn(toJsonLine({ level: 'warning', message }));
}

/** Writes an error of the service itself to the log, as one line of JSON. */
export function logError(message: string): void {
  console.error(toJsonLine({ level: 'error', message }));
}

/** Writes information about the service itself to the log, as one line of JSON with further facts. */
export function logInfo(message: string, facts: Readonly<Record<string, unknown>> = {}): void {
  console.log(toJsonLine({ level: 'info', message, ...facts }));
}
