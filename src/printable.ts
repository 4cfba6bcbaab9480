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

/** Paths of ours have at most 25 characters; of what scanners ask for, this tells enough. */
const MOST_PATH_CHARACTERS = 200;

/** Makes the path of a request fit for a log or a message. */
export function toPrintablePath(path: string): string {
  return toPrintable(path, MOST_PATH_CHARACTERS);
}

/**
 * Writes a value as one line of JSON for a log. Whatever text of a stranger is in it, no terminal obeys it and no reader of
 * lines takes a part of it for a line.
 */
export function toJsonLine(value: unknown): string {
  return escapeControls(JSON.stringify(value));
}

/** Escapes what `JSON.stringify()` leaves as it is, from U+007F on: control characters and separators of lines among others. */
export function escapeControls(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
