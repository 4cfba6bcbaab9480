import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Server } from '../../scripts/lib/serve/production-server';
import { startTestServer, withFolder } from '../support/with-server';
import { CASES, type CaseName } from './cases';
import { haproxyFindsItUp, prometheusScrapes } from './probes';
import { CLIENTS, type ClientName, runClient } from './run-client';

const DOCUMENT = '../../docs/clients.md';
const clients = Object.keys(CLIENTS) as ClientName[];
const cases = Object.keys(CASES) as CaseName[];
/** What the table says of each exchange; a client that does not know a case is not tried. */
const marks = new Map<string, string>();

let server: Server;
let end: () => void;
let ended: Promise<void>;

beforeAll(async () => {
  await new Promise<void>((resolve, reject) => {
    ended = withFolder(async (folder) => {
      server = await startTestServer(folder);
      resolve();
      await new Promise<void>((done) => {
        end = done;
      });
      await server.stop();
    });
    ended.catch(reject);
  });
});

afterAll(async () => {
  end();
  await ended;
});

describe.each(clients)('%s is understood', (client) => {
  it.each(cases)('%s', async (name) => {
    const answer = await runClient(client, name, server.url);
    if (answer !== null) expect(answer).toSatisfy(CASES[name].isRight);
    marks.set(`${client} ${name}`, answer === null ? '–' : '✓');
  });
});

describe('A probe finds the service up', () => {
  it.each([
    ['HAProxy, HTTP/1.0 without Host', 'GET /readyz'],
    ['HAProxy, its default of OPTIONS /', ''],
    ['HAProxy, HEAD', 'HEAD /health HTTP/1.1\\r\\nHost:\\ localhost'],
  ])('%s', async (_name, check) => {
    expect(await withFolder((folder) => haproxyFindsItUp(server.url, folder, check))).toBe(true);
  });

  it('Prometheus, without a metrics path', async () => {
    expect(await withFolder((folder) => prometheusScrapes(server.url, folder))).toBe(true);
  });
});

it('docs/clients.md shows what was seen', async () => {
  const rows = cases.map((name) => {
    const cells = clients.map((client) => marks.get(`${client} ${name}`) ?? '✗');
    return `| ${CASES[name].title} | ${cells.join(' | ')} |`;
  });
  const text = `# Clients

## Ours

[\`digits-client\`](../packages/client/README.md) is a package of its own for browsers, Node.js, Deno, Bun and Workers, with the command
\`digits predict\`. It repeats failed requests, sends any number of pictures in batches, and has the types of
[\`openapi.json\`](openapi.json):

\`\`\`js
import { Digits } from 'digits-client';

const { predicted_digit } = await new Digits({ url: 'http://localhost:8000' }).predict(file);
\`\`\`

| where | test |
| --- | --- |
| Node.js, installed from its tarball; its command line; its types in a program | \`npx vitest run --project slow package.slow client.slow\` |
| Deno | the same, with \`DENO\` |
| Chromium, in a page of another origin | \`npm run test:e2e\` |
| workerd | \`npx vitest run --project workerd digits.workerd\` |

## Common HTTP clients

How common clients work with \`npm start\`. \`npm run test:clients\` performs every exchange of this table with the real program and
fails if one goes wrong; a dash means that the client cannot do it or is not tested.

|  | ${clients.join(' | ')} |
| --- | ${clients.map(() => ':-:').join(' | ')} |
${rows.join('\n')}

Probes: HAProxy's \`option httpchk\` (HTTP/1.0 without \`Host\`, the default \`OPTIONS /\`, and \`HEAD\`) finds the service up;
Prometheus scrapes \`/metrics\` with nothing configured but the address.
`;
  await expect(text).toMatchFileSnapshot(DOCUMENT);
});
