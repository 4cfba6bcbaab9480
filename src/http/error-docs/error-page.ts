import { html } from 'hono/html';
import { ERROR_GUIDE, type ErrorStatus, FRONT_CODES, STATUS_TITLES } from '../../error-guide';
import { ERROR_CODES, type ErrorCode } from '../../errors';
import { exampleOf } from '../openapi/error-examples';

type Html = ReturnType<typeof html>;

/** The page that the `type` of every problem links to. Its links are relative: a proxy may add a path prefix. */
export function renderErrorPage(): Html {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Errors – Handwritten digit recognition API</title>
    <link rel="stylesheet" href="errors.css">
    <link rel="icon" href="data:,">
  </head>
  <body>
    <header>
      <p><a href="../docs">Handwritten digit recognition API</a></p>
      <h1>Errors</h1>
      <p>
        Every error is sent as problem details (<a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>). Programs
        should use <code>code</code>, which is stable; <code>detail</code> is for people, and its wording may change. Quote
        <code>request_id</code> when you report a problem: the log contains it, too.
      </p>
      <p>
        ${FRONT_CODES.map((code, i) => html`${i === 0 ? '' : ', '}<code>${code}</code>`)} come from the server of
        <code>npm start</code>; on Cloudflare the edge rejects such requests with its own messages.
      </p>
    </header>
    <main>
      <h2 id="codes">Codes by status</h2>
      <dl class="codes">${STATUSES.map(renderStatus)}</dl>
      ${ERROR_CODES.map(renderCode)}
    </main>
  </body>
</html>
`;
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

function renderCode(code: ErrorCode): Html {
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
        <pre>${JSON.stringify(exampleOf(code), null, 2)}</pre>
      </section>`;
}

/** Turns `code` in backticks into elements. */
function renderText(text: string): (Html | string)[] {
  return text.split('`').map((part, i) => (i % 2 === 0 ? part : html`<code>${part}</code>`));
}
