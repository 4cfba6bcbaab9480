import { escapeControls, toJsonLine } from '../../../src/printable';

/**
 * Converts a line of workerd's output into a line of the service's log. The Worker's lines are unwrapped from the
 * runtime's envelope; the runtime's own messages are text and become JSON.
 *
 * @param line `{"timestamp":…,"level":"log","message":"…"}` or text
 * @param now for lines without a time
 * @returns one line of JSON
 */
export function toLogLine(line: string, now = new Date()): string {
  const envelope = parseEnvelope(line);
  if (envelope === null) return line.startsWith('{"') ? escapeControls(line) : plainLine(now, 'error', line);
  const { timestamp, level, message } = envelope;
  if (message.startsWith('{')) return escapeControls(message);
  return plainLine(new Date(timestamp), LEVELS[level] ?? 'info', message);
}

/** The levels of `console` as levels of the log. */
const LEVELS: Readonly<Record<string, string>> = { error: 'error', warn: 'warning' };

interface Envelope {
  readonly timestamp: number;
  readonly level: string;
  readonly message: string;
}

function parseEnvelope(line: string): Envelope | null {
  try {
    const value: unknown = JSON.parse(line);
    return isEnvelope(value) ? value : null;
  } catch {
    return null;
  }
}

function isEnvelope(value: unknown): value is Envelope {
  const { timestamp, message } = (value ?? {}) as Partial<Envelope>;
  return typeof timestamp === 'number' && typeof message === 'string';
}

function plainLine(time: Date, level: string, message: string): string {
  return toJsonLine({ time: time.toISOString(), level, source: 'runtime', message });
}
