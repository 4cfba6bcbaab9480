import { ERROR_GUIDE, FRONT_CODES, STATUS_TITLES } from '../../../src/error-guide';
import { ERROR_CODES, type ErrorCode } from '../../../src/errors';
import { exampleProblem, type RecordedErrors } from '../../../src/problem-details';

/**
 * Writes `docs/errors.md`: what `GET /docs/errors` shows, for readers of the repository.
 * @param examples what the service says, by code
 */
export function toErrorMarkdown(examples: RecordedErrors): string {
  const statuses = [...new Set(ERROR_CODES.map((code) => ERROR_GUIDE[code].status))].sort();
  const rows = statuses.map((status) => {
    const codes = ERROR_CODES.filter((code) => ERROR_GUIDE[code].status === status);
    const links = codes.map((code) => `[\`${code}\`](#${code})`);
    return `| ${status} ${STATUS_TITLES[status]} | ${links.join(', ')} |`;
  });
  const sections = ERROR_CODES.map((code) => toSection(code, exampleProblem(code, examples)));
  return `${[INTRODUCTION, ['| status | codes |', '| --- | --- |', ...rows].join('\n'), ...sections].join('\n\n')}\n`;
}

const INTRODUCTION = `# Errors

<!-- Written by npm run openapi, from src/error-guide.ts. -->

Every error is sent as problem details ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)). Programs should go by \`code\`,
which is stable; \`detail\` is for people, and its wording may change. \`type\` is the address of the section about the code on the page
\`/docs/errors\` of the service, which says what this file says; where \`type\` is one that IANA registers, \`documentation\`
is that address.

${FRONT_CODES.map((code) => `\`${code}\``).join(', ')} come
from the server of \`npm start\`; on Cloudflare the edge answers such requests in its own words.`;

function toSection(code: ErrorCode, example: object): string {
  const { status, meaning, fault, remedy } = ERROR_GUIDE[code];
  return [
    `## \`${code}\``,
    `**${status} ${STATUS_TITLES[status]}.** ${meaning}`,
    `The fault lies in ${fault}. ${remedy}`,
    `\`\`\`json\n${JSON.stringify(example, null, 2)}\n\`\`\``,
  ].join('\n\n');
}
