import { parseHeaderValue } from './header-value';

/** The characters of RFC 2046 §5.1.1, at most 70 of them, on a line of its own at the very beginning. */
const FIRST_LINE = /^--([\w'()+,\-./:=? ]{0,69}[\w'()+,\-./:=?])[ \t]*\r\n/;
const MOST_LINE_BYTES = 80;

/**
 * Finds what may part a form: the boundary that the header states, and that with which the body begins. Whoever sets the
 * header by hand forgets the boundary, or invents another than the one in the body.
 */
export function findBoundaries(contentType: string, body: Uint8Array): string[] {
  const stated = parseHeaderValue(contentType).parameters.get('boundary');
  const start = String.fromCharCode(...body.subarray(0, MOST_LINE_BYTES));
  const seen = FIRST_LINE.exec(start)?.[1];
  return [...new Set([stated, seen])].filter(
    (boundary) => boundary !== undefined && boundary !== '',
  ) as string[];
}
