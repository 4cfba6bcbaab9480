/** What the code asks for. */
export interface CodedRequest {
  /** Address with its query. */
  readonly url: string;
  /** Name of the picture's file. */
  readonly file: string;
  /** Whether to send the key that the environment variable `DIGITS_KEY` holds. */
  readonly needsKey: boolean;
  /** The fields of the answer to print. */
  readonly fields: readonly string[];
}

export const LANGUAGES = ['curl', 'Python', 'TypeScript'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Writes a request as code that runs as it stands, with nothing to install. */
export function writeRequest(language: Language, request: CodedRequest): string {
  switch (language) {
    case 'curl':
      return writeCurl(request);
    case 'Python':
      return writePython(request);
    case 'TypeScript':
      return writeTypeScript(request);
  }
}

function writeCurl({ url, file, needsKey }: CodedRequest): string {
  const key = needsKey ? ' \\\n  -H "Authorization: Bearer $DIGITS_KEY"' : '';
  return `curl --data-binary @${quoteShell(file)}${key} \\\n  ${quoteShell(url)}`;
}

function writePython({ url, file, needsKey, fields }: CodedRequest): string {
  const headers = needsKey ? ', headers={"Authorization": "Bearer " + os.environ["DIGITS_KEY"]}' : '';
  return `import json
${needsKey ? 'import os\n' : ''}import urllib.request

url = ${JSON.stringify(url)}
with open(${JSON.stringify(file)}, "rb") as picture:
    request = urllib.request.Request(url, picture.read()${headers})
with urllib.request.urlopen(request) as response:
    answer = json.load(response)
print(${fields.map((field) => `answer["${field}"]`).join(', ')})`;
}

function writeTypeScript({ url, file, needsKey, fields }: CodedRequest): string {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code
  const key = needsKey ? '\n  headers: { Authorization: `Bearer ${process.env.DIGITS_KEY}` },' : '';
  return `import { readFile } from 'node:fs/promises';

const response = await fetch(${quoteScript(url)}, {
  method: 'POST',${key}
  body: await readFile(${quoteScript(file)}),
});
const { ${fields.join(', ')} } = await response.json();
console.log(${fields.join(', ')});`;
}

function quoteShell(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function quoteScript(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
