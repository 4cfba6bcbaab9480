import { readFileSync } from 'node:fs';
import path from 'node:path';
import { html } from 'hono/html';
import { ERROR_GUIDE, type ErrorStatus, FRONT_CODES, STATUS_TITLES } from '../../../src/error-guide';
import { ERROR_CODES, type ErrorCode } from '../../../src/errors';
import { exampleProblem, type RecordedErrors } from '../../../src/problem-details';

type Html = ReturnType<typeof html>;

const EXAMPLES = path.resolve(import.meta.dirname, '../../../src/http/openapi/examples.json');

/** The codes by status, and a section for each: what `GET /docs/errors` says. */
export function renderErrorSections(): string {
  const examples: RecordedErrors = JSON.parse(readFileSync(EXAMPLES, 'utf8'));
  return String(html`
      <p>
        ${FRONT_CODES.map((code, i) => html`${i === 0 ? '' : ', '}<code>${code}</code>`)} come from the server of
        <code>npm start</code>; on Cloudflare the edge rejects such requests with its own messages.
      </p>
      <h2 id="codes">Codes by status</h2>
      <dl class="codes">${STATUSES.map(renderStatus)}</dl>
      ${ERROR_CODES.map((code) => renderCode(code, exampleProblem(code, examples)))}`);
}

/** The statuses of all errors, in ascending order. */
const STATUSES = [...new Set(ERROR_CODES.map((code) => ERROR_GUIDE[code].status))].sort();

function renderStatus(status: ErrorStatus): Html {
  const codes = ERROR_CODES.filter((code) => ERROR_GUIDE[code].status === status);
  return html`
        <dt>${status} ${STATUS_TITLES[status]}</dt>
        <dd>
          <ul>${codes.map((code) => html`<li><a href="#${code}"><code>${code}</code></a></li>`)}</ul>
        </dd>`;
}

function renderCode(code: ErrorCode, example: object): Html {
  const { status, meaning, fault, remedy } = ERROR_GUIDE[code];
  return html`
      <section>
        <h2 id="${code}"><code>${code}</code></h2>
        <p class="status">${status} ${STATUS_TITLES[status]}</p>
        <dl>
          <dt>What happened</dt>
          <dd>${renderText(meaning)}</dd>
          <dt>Cause</dt>
          <dd>In ${fault}</dd>
          <dt>What to do</dt>
          <dd>${renderText(remedy)}</dd>
        </dl>
        <pre>${JSON.stringify(example, null, 2)}</pre>
      </section>`;
}

/** Turns `code` in backticks into elements. */
function renderText(text: string): (Html | string)[] {
  return text.split('`').map((part, i) => (i % 2 === 0 ? part : html`<code>${part}</code>`));
}
