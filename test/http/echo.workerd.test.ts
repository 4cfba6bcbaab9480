import { expect, it } from 'vitest';
import { request } from '../support/api';

const LONG = `\u001b[31m${'x'.repeat(50_000)}`;

function post(body: BodyInit, headers: Record<string, string> = {}): RequestInit {
  return { method: 'POST', body, headers };
}

function form(name: string, value: string | File): RequestInit {
  const data = new FormData();
  data.set(name, value);
  return post(data);
}

const json = { 'Content-Type': 'application/json' };

it.each<[string, string, RequestInit]>([
  ['a path', `/${LONG}`, {}],
  ['a path of a file', `/assets/${LONG}`, { method: 'DELETE' }],
  ['a parameter', `/drift?${LONG.slice(0, 4_000)}=1`, {}],
  ['a value', `/drift?window=${LONG.slice(0, 4_000)}`, {}],
  ['a step', `/metrics/history?step=${LONG.slice(0, 4_000)}`, {}],
  ['a model', `/model_info?model=${LONG.slice(0, 4_000)}`, {}],
  ['a flag', `/predict?strict=${LONG.slice(0, 4_000)}`, post('x')],
  ['a coding', '/predict', post('x', { 'Content-Encoding': LONG.slice(5) })],
  ['a type', '/predict', post('x', { 'Content-Type': LONG.slice(5) })],
  ['a boundary', '/predict', post('x', { 'Content-Type': `multipart/form-data; boundary=${LONG.slice(5)}` })],
  ['a field of a form', '/predict', form(LONG, 'x')],
  ['a value in a form', '/predict', form('strict', LONG)],
  ['a model in a form', '/predict', form('model', LONG)],
  ['a name of a file', '/predict', form('file', new File(['x'], LONG))],
  ['a field of JSON', '/predict', post(JSON.stringify({ [LONG]: 1 }), json)],
  ['a value in JSON', '/predict', post(JSON.stringify({ image: LONG }), json)],
  ['a model in JSON', '/predict', post(JSON.stringify({ image: 'x', model: LONG }), json)],
  ['JSON', '/predict', post(LONG, json)],
  ['a body', '/predict', post(LONG)],
])(
  'A refusal quotes little of %s, however long it is, and nothing that a terminal obeys',
  async (_, path, init) => {
    const response = await request(path, init);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    const { detail } = (await response.json()) as { detail: string };
    expect(detail.length).toBeLessThan(700);
    expect(detail).not.toMatch(/\p{Cc}/u);
    expect(detail).not.toMatch(/x{300}/);
  },
);
