// One exchange as Node's fetch makes it: fetch-client.mjs URL CASE PICTURE prints JSON.
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

const [base, name, picture] = process.argv.slice(2);
const data = await readFile(picture);

function form(bytes) {
  const body = new FormData();
  body.set('file', new Blob([bytes]), 'seven.png');
  return body;
}

function post(body, path = '/predict', headers = {}) {
  return fetch(base + path, { method: 'POST', body, headers, duplex: 'half' });
}

function pieces() {
  const starts = Array.from({ length: Math.ceil(data.length / 100) }, (_, i) => i * 100);
  return ReadableStream.from(starts.map((start) => data.subarray(start, start + 100)));
}

async function keptConnection() {
  await (await post(form(data))).text();
  await sleep(7_000);
  return post(form(data));
}

const CASES = {
  form: () => post(form(data)),
  body: () => post(data),
  json: () =>
    post(JSON.stringify({ image: data.toString('base64') }), '/predict', {
      'Content-Type': 'application/json',
    }),
  chunked: () => post(pieces()),
  'gzip-body': () => post(gzipSync(data), '/predict', { 'Content-Encoding': 'gzip' }),
  'gzip-answer': () => fetch(`${base}/openapi.json`),
  slash: () => post(form(data), '/predict/'),
  kept: keptConnection,
  head: () => fetch(`${base}/health`, { method: 'HEAD' }),
  'wrong-path': () => post(form(Buffer.alloc(20_000_000)), '/nowhere'),
  'too-large': () => post(form(Buffer.alloc(30_000_000))),
};

const answer = await CASES[name]();
const encoding = answer.headers.get('content-encoding');
console.log(JSON.stringify({ status: answer.status, body: await answer.text(), encoding }));
