import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { toErrorMarkdown } from './lib/openapi/error-markdown';
import { EXAMPLE_VARIABLES } from './lib/openapi/example-keys';
import { recordExamples } from './lib/openapi/record-examples';
import { createCommand, runCommand } from './lib/run-command';
import { buildBundle, ROOT } from './lib/serve/production-bundle';
import { startServer } from './lib/serve/production-server';

const EXAMPLES = 'src/http/openapi/examples.json';
const DOCUMENT = 'docs/openapi.json';
const ERRORS = 'docs/errors.md';

const command = createCommand(
  'openapi',
  `Records the examples of the OpenAPI document (${EXAMPLES}), and writes it to ${DOCUMENT}, the errors to ${ERRORS}, and the types of packages/client`,
);

await runCommand(command, async () => {
  console.log('Recording examples from the service …');
  const examples = await ask(recordExamples);
  write(EXAMPLES, toJson(examples));
  write(ERRORS, toErrorMarkdown(examples));
  console.log('Reading the document …');
  write(DOCUMENT, toJson(await ask(async (url) => (await fetch(new URL('/openapi.json', url))).json())));
  console.log('Generating the types of the client …');
  execFileSync('npm', ['run', '--silent', '--workspace', 'digits-client', 'types'], { cwd: ROOT });
});

function write(file: string, content: string): void {
  writeFileSync(path.join(ROOT, file), content);
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Builds the bundle and runs it on a free port with temporary storage while a callback makes requests. */
async function ask<T>(work: (url: URL) => Promise<T>): Promise<T> {
  const storage = mkdtempSync(path.join(tmpdir(), 'digits-openapi-'));
  const server = await startServer({
    build: buildBundle,
    host: '127.0.0.1',
    port: 0,
    storage,
    variables: EXAMPLE_VARIABLES,
    onLog: () => {},
  });
  try {
    return await work(server.url);
  } finally {
    await server.stop();
    rmSync(storage, { recursive: true });
  }
}
