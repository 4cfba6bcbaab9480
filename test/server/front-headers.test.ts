import { expect, it } from 'vitest';
import { ask } from '../support/raw-client';
import { withServer } from '../support/with-server';

/** Headers that belong to one answer or one connection. */
const OF_ONE_ANSWER = [
  'allow',
  'connection',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'traceparent',
  'x-request-id',
];

const UNREADABLE = 'GET / HTTP/1.1\r\nHost : x\r\n';
const REQUESTS = [
  'GET / HTTP/1.1\r\nHost: x\r\nExpect: the-unexpected\r\n',
  'GET /livez HTTP/1.1\r\nHost: x\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: x\r\n',
];
const ORIGINS = ['', 'Origin: https://app.example\r\n', 'Origin: https://other.example\r\n'];

it.each(['*', 'https://app.example', 'none'])(
  'answers of the front have the headers of the Worker’s, with CORS_ORIGINS=%s',
  async (origins) => {
    await withServer(
      async (url) => {
        const common = async (head: string) => {
          const { headers } = await ask(url, `${head}\r\n`);
          return Object.fromEntries([...headers].filter(([name]) => !OF_ONE_ANSWER.includes(name)));
        };
        const ofWorker = 'GET /nowhere HTTP/1.1\r\nHost: x\r\n';
        expect(await common(ofWorker)).toHaveProperty('x-frame-options');
        expect(await common(UNREADABLE)).toEqual(await common(ofWorker));
        for (const origin of ORIGINS) {
          const expected = await common(ofWorker + origin);
          for (const head of REQUESTS) {
            expect({ [head]: await common(head + origin) }).toEqual({ [head]: expected });
          }
        }
      },
      { variables: { CORS_ORIGINS: origins } },
    );
  },
);
