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
  'x-request-id',
];

const ANSWERS = {
  'a refusal': 'GET / HTTP/1.1\r\nHost: x\r\nExpect: the-unexpected\r\n',
  'a refusal of what is no HTTP': 'GET / HTTP/1.1\r\nHost : x\r\n',
  'GET /livez': 'GET /livez HTTP/1.1\r\nHost: x\r\n',
  'OPTIONS *': 'OPTIONS * HTTP/1.1\r\nHost: x\r\n',
};

it('answers of the front have the headers of the Worker’s', async () => {
  await withServer(async (url) => {
    const common = async (head: string) => {
      const { headers } = await ask(url, `${head}\r\n`);
      return Object.fromEntries([...headers].filter(([name]) => !OF_ONE_ANSWER.includes(name)));
    };
    const ofWorker = await common('GET /nowhere HTTP/1.1\r\nHost: x\r\n');
    expect(ofWorker).toHaveProperty('x-frame-options');
    for (const [name, head] of Object.entries(ANSWERS)) {
      expect({ [name]: await common(head) }).toEqual({ [name]: ofWorker });
    }
  });
});
