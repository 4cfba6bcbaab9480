import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Marked, type RendererObject, type Tokens } from 'marked';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const TEMPLATE = path.join(ROOT, 'src/web/docs/guides/guide.html');
const ERRORS = 'docs/errors.md';

/** A page of documentation that the service itself serves, as `/docs/guides/<name>`. */
interface Guide {
  readonly name: string;
  readonly title: string;
  /** Path of its Markdown, relative to the root of the repository. */
  readonly file: string;
  /** The heading of the only part that is taken; null for all of the file. */
  readonly section: string | null;
}

/** What those who use or watch the service need; in the order of the list beside each guide. */
const GUIDES: readonly Guide[] = [
  { name: 'quick-start', title: 'Quick start', file: 'README.md', section: 'Use it' },
  { name: 'requests', title: 'Requests', file: 'docs/requests.md', section: null },
  { name: 'keys', title: 'API keys', file: 'docs/keys.md', section: null },
  { name: 'limits', title: 'Rate limits', file: 'docs/rate-limits.md', section: null },
  { name: 'models', title: 'Models and traffic', file: 'docs/traffic.md', section: null },
  { name: 'feedback', title: 'Feedback', file: 'docs/feedback.md', section: null },
  { name: 'privacy', title: 'Privacy', file: 'docs/privacy.md', section: null },
  { name: 'monitoring', title: 'Monitoring', file: 'docs/monitoring.md', section: null },
  { name: 'protocols', title: 'Protocols', file: 'docs/protocols.md', section: null },
  { name: 'numbers', title: 'Numbers', file: 'docs/numbers.md', section: null },
  { name: 'clients', title: 'Clients', file: 'docs/clients.md', section: null },
  { name: 'security', title: 'Security', file: 'docs/security.md', section: null },
];

/** They have a page of their own, as long as all guides together. */
const ERRORS_ENTRY = '<li><a href="../errors">Errors</a></li>';

/** @returns HTML of each guide by its name, with the masthead still to be filled in */
export function renderGuides(): Map<string, string> {
  const template = readFileSync(TEMPLATE, 'utf8');
  return new Map(
    GUIDES.map((guide) => [
      guide.name,
      template
        .replace('<!-- title -->', guide.title)
        .replace('<!-- guides -->', () =>
          [...GUIDES.map((other) => renderEntry(other, guide)), ERRORS_ENTRY].join('\n          '),
        )
        .replace('<!-- guide -->', () => renderGuide(guide)),
    ]),
  );
}

function renderEntry({ name, title }: Guide, current: Guide): string {
  const mark = name === current.name ? ' aria-current="page"' : '';
  return `<li><a href="${name}"${mark}>${title}</a></li>`;
}

function renderGuide({ file, section, title }: Guide): string {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  const markdown = section === null ? text : `# ${title}\n${partOf(text, section)}`;
  return String(new Marked({ renderer: createRenderer(file) }).parse(markdown));
}

/** What follows a heading of the second level, up to the next. @throws Error if there is no such heading */
function partOf(text: string, section: string): string {
  const found = text.split(/^## /m).find((part) => part.startsWith(`${section}\n`));
  if (found === undefined) throw new Error(`Cannot find the heading "${section}" for the guides`);
  return found.slice(section.length);
}

function createRenderer(file: string): RendererObject {
  return {
    heading({ tokens, depth }: Tokens.Heading) {
      return `<h${depth} id="${toAnchor(tokens)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
    },
    link({ href, tokens }: Tokens.Link) {
      const text = this.parser.parseInline(tokens);
      const address = resolveLink(href, file);
      return address === null ? text : `<a href="${address}">${text}</a>`;
    },
    code({ text }: Tokens.Code) {
      // What scrolls has to be reached by the keyboard.
      return `<pre tabindex="0"><code>${escapeHtml(text)}</code></pre>\n`;
    },
    table(token: Tokens.Table) {
      const rows = token.rows.map((row) => `<tr>${row.map((cell) => this.tablecell(cell)).join('')}</tr>`);
      // A header without text names nothing.
      const head = token.header.map((cell) => this.tablecell({ ...cell, header: cell.text !== '' })).join('');
      return (
        '<div class="table" role="group" aria-label="Table" tabindex="0">' +
        `<table><thead><tr>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>\n`
      );
    },
  };
}

/** As GitHub names the anchors of headings. */
function toAnchor(tokens: readonly Tokens.Generic[]): string {
  const text = tokens.map((token) => ('text' in token ? token.text : '')).join('');
  return text
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(/\s/g, '-');
}

/**
 * @param file that has the link
 * @returns the address, relative to a guide; null for a file of the repository that the service does not serve
 */
function resolveLink(href: string, file: string): string | null {
  if (/^(https?:|#)/.test(href)) return href;
  const [target, anchor] = path.posix.join(path.posix.dirname(file), href).split('#');
  const hash = anchor === undefined ? '' : `#${anchor}`;
  if (target === ERRORS) return `../errors${hash}`;
  const guide = GUIDES.find((other) => other.file === target && other.section === null);
  return guide === undefined ? null : guide.name + hash;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
