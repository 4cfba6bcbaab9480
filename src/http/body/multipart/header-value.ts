/** A header value with parameters, such as `form-data; name="file"; filename="7.png"`. */
export interface HeaderValue {
  /** The part before the parameters, in lower case. */
  readonly value: string;
  /** By name in lower case; the first one if a name is repeated. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** A name, and a value that is quoted or ends at the next semicolon; sticky, to skip nothing. */
const PARAMETER = /;[ \t]*(?:([^\s=;"]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"[^;]*|([^;]*)))?[^;]*/y;

/**
 * Parses a header value with parameters (RFC 9110 §5.6.6). A semicolon within quotes is text. A backslash escapes only
 * a quote or another backslash, because a file name may be a Windows path.
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
