/** What a client got to see. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  /** The header `Content-Encoding`, or null. */
  readonly encoding: string | null;
}

/** Something that clients do, and what must come of it. */
export interface ClientCase {
  /** A row of the table in `docs/clients.md`. */
  readonly title: string;
  readonly isRight: (answer: Answer) => boolean;
}

/** What every client that can is tried with, by the name that the programs know it by. */
export const CASES = {
  form: { title: 'a picture in a form', isRight: isSeven },
  body: { title: 'a picture as the body', isRight: isSeven },
  json: { title: 'a picture as base64 in JSON', isRight: isSeven },
  chunked: { title: 'a body of unknown length (`Transfer-Encoding: chunked`)', isRight: isSeven },
  'gzip-body': { title: 'a compressed body (`Content-Encoding: gzip`)', isRight: isSeven },
  'gzip-answer': {
    title: 'a compressed answer (`Accept-Encoding: gzip`)',
    isRight: ({ status, body, encoding }) => status === 200 && encoding !== null && isJson(body),
  },
  slash: { title: 'a slash too many (`/predict/`), by following the redirect', isRight: isSeven },
  kept: { title: 'a second picture on the same connection, 7 s later', isRight: isSeven },
  head: { title: '`HEAD /health`', isRight: ({ status, body }) => status === 200 && body === '' },
  'http-1.0': { title: 'HTTP/1.0', isRight: isSeven },
  expect: { title: '`Expect: 100-continue`', isRight: isSeven },
  'wrong-path': {
    title: '20 MB to a path that does not exist: the 404 arrives',
    isRight: (answer) => isProblem(answer, 404, 'not_found'),
  },
  'too-large': {
    title: '30 MB, more than is taken: the 413 arrives',
    isRight: (answer) => isProblem(answer, 413, 'body_too_large'),
  },
} as const satisfies Record<string, ClientCase>;

export type CaseName = keyof typeof CASES;

function isSeven({ status, body }: Answer): boolean {
  return status === 200 && isJson(body) && JSON.parse(body).predicted_digit === 7;
}

function isProblem({ status, body }: Answer, expected: number, code: string): boolean {
  return status === expected && isJson(body) && JSON.parse(body).code === code;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
