/** Text in a Cap'n Proto configuration, which supports the escapes of JSON except those of Unicode. */
export function quote(text: string): string {
  return JSON.stringify(text);
}

/** A list in a Cap'n Proto configuration, one item a line. */
export function list(items: readonly string[]): string {
  return items.length === 0 ? '[]' : `[\n    ${items.join(',\n    ')},\n  ]`;
}
