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

/** Contrasts are 4.5 to 1 or more (WCAG 2.2, 1.4.3), in light and dark. */
export const ERROR_PAGE_STYLE = `:root {
  color-scheme: light dark;
  --text: light-dark(#1c1f26, #e6e8ee);
  --quiet: light-dark(#4d5362, #a9b0c0);
  --link: light-dark(#1a5fa8, #8ab8f0);
  --line: light-dark(#d5d9e2, #3a4050);
  --paper: light-dark(#fff, #14171d);
  --code: light-dark(#f1f3f7, #1f242d);
}

body {
  max-width: 46rem;
  margin: 0 auto;
  padding: 1.5rem 1rem 4rem;
  background: var(--paper);
  color: var(--text);
  font: 1rem/1.55 system-ui, sans-serif;
}

/* Below the underscores of the codes. */
a {
  color: var(--link);
  text-underline-offset: 0.3em;
}

code,
pre {
  font-family: ui-monospace, monospace;
  font-size: 0.9em;
}

pre {
  padding: 0.75rem 1rem;
  border-radius: 0.375rem;
  background: var(--code);
  overflow-wrap: anywhere;
  white-space: pre-wrap;
}

section {
  margin-top: 2.5rem;
  border-top: 1px solid var(--line);
}

h2 {
  margin: 1.25rem 0 0;
  font-size: 1.25rem;
  scroll-margin-top: 1rem;
}

h2:target {
  background: light-dark(#fff3bf, #4a4010);
}

.status,
dt {
  color: var(--quiet);
}

.status {
  margin: 0 0 1rem;
}

dt {
  margin-top: 0.5rem;
  font-size: 0.875rem;
}

dd {
  margin: 0;
}

.codes ul {
  display: flex;
  flex-wrap: wrap;
  gap: 0.25rem 1.25rem;
  margin: 0;
  padding: 0;
  list-style: none;
}
`;
