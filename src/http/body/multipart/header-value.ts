/** The value of a header that takes parameters, such as `form-data; name="file"; filename="7.png"`. */
export interface HeaderValue {
  /** What stands before the parameters, in small letters. */
  readonly value: string;
  /** By name in small letters; the first of two. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** A name, and a value that is quoted or ends at the next semicolon; sticky, so that nothing is skipped. */
const PARAMETER = /;[ \t]*(?:([^\s=;"]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"[^;]*|([^;]*)))?[^;]*/y;

/**
 * Takes the value of a header apart (RFC 9110 §5.6.6). Within quotes a semicolon is one of the text; of backslashes only
 * those count that stand before a quote or another backslash, as a file's name may be a whole path of Windows.
 */
export function parseHeaderValue(text: string): HeaderValue {
  const start = text.indexOf(';');
  const value = (start === -1 ? text : text.slice(0, start)).trim().toLowerCase();
  const parameters = new Map<string, string>();
  PARAMETER.lastIndex = start === -1 ? text.length : start;
  for (let found = PARAMETER.exec(text); found !== null; found = PARAMETER.exec(text)) {
    const [, name, quoted, bare] = found;
    if (name === undefined || parameters.has(name.toLowerCase())) continue;
    parameters.set(name.toLowerCase(), quoted?.replace(/\\(["\\])/g, '$1') ?? bare!.trim());
  }
  return { value, parameters };
}
