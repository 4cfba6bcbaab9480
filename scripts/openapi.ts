import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { recordExamples } from './lib/openapi/record-examples';
import { createCommand, runCommand } from './lib/run-command';
import { buildBundle, ROOT } from './lib/serve/production-bundle';
import { startServer } from './lib/serve/production-server';

const EXAMPLES = 'src/http/openapi/examples.json';
const DOCUMENT = 'docs/openapi.json';

const command = createCommand(
  'openapi',
  `Records the examples of the OpenAPI document (${EXAMPLES}) and writes it to ${DOCUMENT}`,
);

await runCommand(command, async () => {
  console.log('Recording examples from the service …');
  write(EXAMPLES, await ask(recordExamples));
  console.log('Reading the document …');
  write(DOCUMENT, await ask(async (url) => (await fetch(new URL('/openapi.json', url))).json()));
});

function write(file: string, content: unknown): void {
  writeFileSync(path.join(ROOT, file), `${JSON.stringify(content, null, 2)}\n`);
}

/** Builds the bundle and runs it on a free port with temporary storage while a callback makes requests. */
async function ask<T>(work: (url: URL) => Promise<T>): Promise<T> {
  const storage = mkdtempSync(path.join(tmpdir(), 'digits-openapi-'));
  const bundle = await buildBundle();
  const server = await startServer({ bundle, host: '127.0.0.1', port: 0, storage, onLog: () => {} });
  try {
    return await work(server.url);
  } finally {
    await server.stop();
    rmSync(storage, { recursive: true });
  }
}
