import Table from 'cli-table3';
import type { Failure, NumberReading, PictureResult, Prediction } from '../results.js';

export type Format = 'table' | 'json' | 'csv';

/** What was read in a picture, or why it was not. */
type ResultOf<Read> = Pick<PictureResult, 'index' | 'id'> & (Read | Failure);
/** What tables and CSV show of a picture that was read. */
interface Layout<Read> {
  readonly tableHead: readonly string[];
  readonly toRow: (read: Read) => string[];
  readonly columns: readonly string[];
  readonly toCells: (read: Read) => unknown[];
}

/** A digit in each picture. */
export const DIGITS: Layout<Prediction> = {
  tableHead: ['digit', 'confidence', ''],
  toRow: ({ predicted_digit, confidence, reject_reason }) => [
    `${predicted_digit}`,
    toPercent(confidence),
    reject_reason ?? '',
  ],
  columns: ['digit', 'confidence', 'is_digit', 'reject_reason', 'model_version'],
  toCells: ({ predicted_digit, confidence, is_digit, reject_reason, model_version }) => [
    predicted_digit,
    confidence,
    is_digit,
    reject_reason ?? '',
    model_version,
  ],
};

/** All digits of each picture. */
export const NUMBERS: Layout<NumberReading> = {
  tableHead: ['number', 'confidence', ''],
  toRow: ({ text, confidence, digit_count }) => [
    text,
    digit_count === 0 ? '' : toPercent(confidence),
    digit_count === 0 ? 'no digits' : '',
  ],
  columns: ['number', 'confidence', 'digit_count', 'model_version'],
  toCells: ({ text, confidence, digit_count, model_version }) => [
    text,
    confidence,
    digit_count,
    model_version,
  ],
};

/** Writes results: some as they come, a table at the end. */
export interface ResultWriter<R> {
  write(result: R): void;
  end(): void;
}

/**
 * @param print receives text to be written as it is
 * @param layout of tables and CSV
 */
export function createWriter<Read extends object>(
  format: Format,
  layout: Layout<Read>,
  print: (text: string) => void,
): ResultWriter<ResultOf<Read>> {
  switch (format) {
    case 'table':
      return tableWriter(layout, print);
    case 'json':
      return jsonWriter(print);
    case 'csv':
      return csvWriter(layout, print);
  }
}

function tableWriter<Read extends object>(
  { tableHead, toRow }: Layout<Read>,
  print: (text: string) => void,
): ResultWriter<ResultOf<Read>> {
  const table = new Table({
    head: ['file', ...tableHead],
    colAligns: ['left', 'right', 'right', 'left'],
    style: { head: [], border: [] },
  });
  return {
    write: (result) => {
      const cells = isFailure(result)
        ? ['', '', `${result.error.code}: ${result.error.detail}`]
        : toRow(result);
      table.push([result.id ?? '', ...cells]);
    },
    end: () => {
      if (table.length > 0) print(`${table.toString()}\n`);
    },
  };
}

/** An array of JSON, an element on each line. */
function jsonWriter(print: (text: string) => void): ResultWriter<Pick<PictureResult, 'index' | 'id'>> {
  let before = '[\n';
  return {
    write: ({ index: _, id, ...fields }) => {
      print(`${before}${JSON.stringify({ file: id, ...fields })}`);
      before = ',\n';
    },
    end: () => print(before === '[\n' ? '[]\n' : '\n]\n'),
  };
}

/** RFC 4180, with the line ends of Unix, as its readers take both. */
function csvWriter<Read extends object>(
  { columns, toCells }: Layout<Read>,
  print: (text: string) => void,
): ResultWriter<ResultOf<Read>> {
  const line = (cells: readonly unknown[]) => print(`${cells.map(quote).join(',')}\n`);
  line(['file', ...columns, 'error_code', 'error_detail']);
  return {
    write: (result) => {
      if (isFailure(result))
        line([result.id ?? '', ...columns.map(() => ''), result.error.code, result.error.detail]);
      else line([result.id ?? '', ...toCells(result), '', '']);
    },
    end: () => {},
  };
}

function isFailure(result: object): result is Failure {
  return (result as Partial<Failure>).error !== undefined;
}

function toPercent(confidence: number): string {
  return `${(100 * confidence).toFixed(1)} %`;
}

function quote(cell: unknown): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
