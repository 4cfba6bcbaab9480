/**
 * Sanitises untrusted text for a log or a message: printable ASCII only, because a terminal would execute control
 * sequences, and limited in length.
 *
 * @param most maximum number of characters; longer text ends with an ellipsis
 */
export function toPrintable(text: string, most: number): string {
  const printable = text.slice(0, most + 1).replace(/[^\x20-\x7e]/g, '?');
  return printable.length > most ? `${printable.slice(0, most)}…` : printable;
}

/** Our own paths are much shorter; this is enough to recognise the requests of scanners. */
const MAX_PATH_CHARACTERS = 200;

/** Sanitises the path of a request for a log or a message. */
export function toPrintablePath(path: string): string {
  return toPrintable(path, MAX_PATH_CHARACTERS);
}

/**
 * Serialises a value as one line of ASCII JSON for a log. Untrusted text in it can neither control a terminal nor add a line.
 */
export function toJsonLine(value: unknown): string {
  return escapeControls(JSON.stringify(value));
}

/** Escapes all characters from U+007F on, which `JSON.stringify()` does not: control characters, line separators and others. */
export function escapeControls(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
