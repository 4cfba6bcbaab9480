import Table from 'cli-table3';
import type { PictureResult } from '../results.js';

export type Format = 'table' | 'json' | 'csv';

/** Writes results: some as they come, a table at the end. */
export interface ResultWriter {
  write(result: PictureResult): void;
  end(): void;
}

/** @param print receives text to be written as it is */
export function createWriter(format: Format, print: (text: string) => void): ResultWriter {
  switch (format) {
    case 'table':
      return tableWriter(print);
    case 'json':
      return jsonWriter(print);
    case 'csv':
      return csvWriter(print);
  }
}

function tableWriter(print: (text: string) => void): ResultWriter {
  const table = new Table({
    head: ['file', 'digit', 'confidence', ''],
    colAligns: ['left', 'right', 'right', 'left'],
    style: { head: [], border: [] },
  });
  return {
    write: (result) => table.push(toRow(result)),
    end: () => {
      if (table.length > 0) print(`${table.toString()}\n`);
    },
  };
}

function toRow(result: PictureResult): string[] {
  const file = result.id ?? '';
  if (result.error !== undefined) return [file, '', '', `${result.error.code}: ${result.error.detail}`];
  const { predicted_digit, confidence, reject_reason } = result;
  return [file, `${predicted_digit}`, `${(100 * confidence).toFixed(1)} %`, reject_reason ?? ''];
}

/** An array of JSON, an element on each line. */
function jsonWriter(print: (text: string) => void): ResultWriter {
  let before = '[\n';
  return {
    write: ({ index: _, id, ...fields }) => {
      print(`${before}${JSON.stringify({ file: id, ...fields })}`);
      before = ',\n';
    },
    end: () => print(before === '[\n' ? '[]\n' : '\n]\n'),
  };
}

const CSV_COLUMNS = 'file,digit,confidence,is_digit,reject_reason,model_version,error_code,error_detail';

/** RFC 4180, with the line ends of Unix, as its readers take both. */
function csvWriter(print: (text: string) => void): ResultWriter {
  print(`${CSV_COLUMNS}\n`);
  return {
    write: (result) => print(`${toCells(result).map(quote).join(',')}\n`),
    end: () => {},
  };
}

function toCells(result: PictureResult): unknown[] {
  const file = result.id ?? '';
  if (result.error !== undefined) return [file, '', '', '', '', '', result.error.code, result.error.detail];
  const { predicted_digit, confidence, is_digit, reject_reason, model_version } = result;
  return [file, predicted_digit, confidence, is_digit, reject_reason ?? '', model_version, '', ''];
}

function quote(cell: unknown): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
