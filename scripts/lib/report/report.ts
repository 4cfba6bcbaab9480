import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import TerminalTable from 'cli-table3';

/** Rows of text under a heading; the first column is a name, the others are figures. */
export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Picture {
  /** File name without its ending. */
  readonly name: string;
  readonly title: string;
  readonly svg: string;
  /** Contains other people's pictures, so it stays out of the repository. */
  readonly foreign?: boolean;
}

/** Results of one evaluation: tables, text and charts. */
export interface Report {
  readonly title: string;
  readonly text: readonly string[];
  readonly tables: readonly Table[];
  readonly pictures: readonly Picture[];
}

/** Prints a report on the terminal. */
export function printReport({ title, text, tables }: Report): void {
  console.log(`\n${title}\n${'='.repeat(title.length)}`);
  for (const paragraph of text) console.log(paragraph);
  for (const table of tables) {
    const colAligns = table.head.map((_, column) => (column === 0 ? 'left' : 'right'));
    const printed = new TerminalTable({
      head: [...table.head],
      colAligns,
      style: { compact: true, head: [], border: [] },
    });
    printed.push(...table.rows.map((row) => [...row]));
    console.log(`\n${table.title}\n${printed}`);
  }
}

/**
 * Writes a report's pictures into a folder, which is made where it is missing.
 * @returns the files' paths
 */
export function savePictures({ pictures }: Pick<Report, 'pictures'>, folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  return pictures.map(({ name, svg }) => {
    const file = path.join(folder, `${name}.svg`);
    writeFileSync(file, svg);
    return file;
  });
}

/**
 * Writes reports as one page in Markdown, and their pictures into the folder beside it that is named like it.
 *
 * @param head of the page: what was measured and how
 * @param file `docs/model-report.md` gets the pictures of `docs/model-report/`
 * @param foreignFolder receives those with other people's pictures; the page only names them
 */
export function writePage(
  head: string,
  reports: readonly Report[],
  file: string,
  foreignFolder: string,
): void {
  const { dir, name } = path.parse(file);
  const folder = path.join(dir, name);
  rmSync(folder, { recursive: true, force: true });
  for (const { pictures } of reports) {
    savePictures({ pictures: pictures.filter(({ foreign }) => !foreign) }, folder);
    savePictures({ pictures: pictures.filter(({ foreign }) => foreign) }, foreignFolder);
  }
  const page = [head, ...reports.map((report) => toMarkdown(report, name, foreignFolder))].join('\n\n');
  writeFileSync(file, `${page}\n`);
}

function toMarkdown(
  { title, text, tables, pictures }: Report,
  pictureFolder: string,
  foreignFolder: string,
): string {
  return [
    `## ${title}`,
    ...text,
    ...tables.map(tableToMarkdown),
    ...pictures.map((picture) =>
      picture.foreign
        ? `**${picture.title}**: \`${foreignFolder}/${picture.name}.svg\`, left out here as the pictures are not ours.`
        : `**${picture.title}**\n\n![${picture.title}](${pictureFolder}/${picture.name}.svg)`,
    ),
  ].join('\n\n');
}

function tableToMarkdown({ title, head, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return `**${title}**\n\n${[line(head), line(rule), ...rows.map(line)].join('\n')}`;
}
