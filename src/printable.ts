/**
 * Makes a stranger's text fit for a log or a message: printable ASCII only, as a terminal that shows it must not obey
 * it, and not too much of it.
 *
 * @param most characters that are kept; what is longer ends with an ellipsis
 */
export function toPrintable(text: string, most: number): string {
  const printable = text.slice(0, most + 1).replace(/[^\x20-\x7e]/g, '?');
  return printable.length > most ? `${printable.slice(0, most)}…` : printable;
}
