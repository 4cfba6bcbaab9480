import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../scripts/lib/serve/production-bundle';
import type { Answer, CaseName } from './cases';

const run = promisify(execFile);

/** Programs of Debian's packages and of Node.js; the interpreter of Python is the one that has `requests`. */
export const CLIENTS = {
  curl: { command: 'sh', program: 'curl-client.sh', read: readHttp },
  'Python requests': {
    command: process.env.PYTHON ?? 'python3',
    program: 'requests_client.py',
    read: JSON.parse,
  },
  'Python http.client': {
    command: process.env.PYTHON ?? 'python3',
    program: 'http_client.py',
    read: JSON.parse,
  },
  'Node fetch': { command: process.execPath, program: 'fetch-client.mjs', read: JSON.parse },
} as const;

export type ClientName = keyof typeof CLIENTS;

const PROGRAMS = path.join(ROOT, 'test/clients/programs');
const PICTURE = path.join(ROOT, 'docs/examples/seven.png');

/** @returns what the client got, or null where it does not know the case */
export async function runClient(client: ClientName, name: CaseName, url: URL): Promise<Answer | null> {
  const { command, program, read } = CLIENTS[client];
  const args = [path.join(PROGRAMS, program), url.origin, name, PICTURE];
  try {
    const { stdout } = await run(command, args, { timeout: 60_000 });
    return read(stdout);
  } catch (error) {
    const { stderr, code } = error as { stderr?: string; code?: unknown };
    const cannot =
      client === 'curl' ? code === 2 : new RegExp(`'${name}'|CASES\\[name\\] is not`).test(stderr ?? '');
    if (cannot) return null;
    throw new Error(`${client} failed at ${name}: ${stderr}`);
  }
}

/** Reads what `curl --include` prints: the last head (after 100 Continue and redirects), an empty line, the body. */
function readHttp(text: string): Answer {
  let rest = text;
  let head = '';
  while (rest.startsWith('HTTP/')) {
    const end = rest.indexOf('\r\n\r\n');
    head = rest.slice(0, end);
    rest = rest.slice(end + 4);
  }
  return {
    status: Number(head.split(' ', 2)[1]),
    body: rest,
    encoding: /^content-encoding: (.*)$/im.exec(head)?.[1] ?? null,
  };
}
