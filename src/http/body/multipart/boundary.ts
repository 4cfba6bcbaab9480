import { parseHeaderValue } from './header-value';

/** The characters of RFC 2046 §5.1.1, at most 70 of them, on a line of its own at the very beginning. */
const FIRST_LINE = /^--([\w'()+,\-./:=? ]{0,69}[\w'()+,\-./:=?])[ \t]*\r\n/;
const MAX_LINE_BYTES = 80;

/**
 * Finds the candidates for a form's boundary: the one in the header, and the one with which the body begins. Clients that
 * set the header by hand omit the boundary, or state another than the one in the body.
 */
export function findBoundaries(contentType: string, body: Uint8Array): string[] {
  const stated = parseHeaderValue(contentType).parameters.get('boundary');
  const start = String.fromCharCode(...body.subarray(0, MAX_LINE_BYTES));
  const seen = FIRST_LINE.exec(start)?.[1];
  return [...new Set([stated, seen])].filter(
    (boundary) => boundary !== undefined && boundary !== '',
  ) as string[];
}
