/** Writes a warning to the log, as one line of JSON. */
export function warn(message: string): void {
  console.warn(JSON.stringify({ level: 'warning', message }));
}
