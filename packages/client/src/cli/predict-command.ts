import { buffer } from 'node:stream/consumers';
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  type BatchOptions,
  Digits,
  type NumberResult,
  type PictureResult,
  type PictureSource,
} from '../node.js';
import { findPictures, readNames, STANDARD_INPUT } from './find-pictures.js';
import { showProgress } from './show-progress.js';
import { UsageError } from './usage-error.js';
import { createWriter, DIGITS, type Format, NUMBERS, type ResultWriter } from './write-results.js';

interface Options {
  readonly url: string;
  readonly key?: string;
  readonly model?: string;
  readonly strict?: true;
  readonly number?: true;
  readonly json?: true;
  readonly csv?: true;
  readonly filesFrom?: string;
  readonly concurrency: number;
  readonly timeout: number;
  readonly retries: number;
  readonly quiet?: true;
}

const EXIT_STATUSES = `
Exit status: 0 if each picture was recognised, 1 if some or all failed, 2 if the command line is wrong. A picture without a digit
counts as recognised, except with --strict.`;

/**
 * Adds `digits predict` to the program.
 * @param signal ends the work
 */
export function addPredictCommand(program: Command, signal: AbortSignal): void {
  program
    .command('predict')
    .description('Recognises the digit in each picture, PNG or JPEG, or all of them')
    .argument('[pictures...]', 'files, folders, addresses, or - for a picture on standard input')
    .addOption(
      new Option('--url <url>', 'address of the service').env('DIGITS_URL').default('http://localhost:8000'),
    )
    .addOption(
      new Option('--key <key>', 'API key; other users may see it in the list of processes').env(
        'DIGITS_API_KEY',
      ),
    )
    .option('--model <version>', 'version of the model (default: that of the service)')
    .option('--strict', 'fail for pictures that do not show one digit')
    .addOption(new Option('--number', 'read all digits of each picture, line by line').conflicts('strict'))
    .addOption(new Option('--json', 'write JSON, all fields of each picture').conflicts('csv'))
    .option('--csv', 'write CSV')
    .option('--files-from <file>', 'read names of pictures from a file, one a line; - for standard input')
    .option('--concurrency <n>', 'requests at the same time', toNumber(1, 64), 2)
    .option('--timeout <seconds>', 'longest time of a request', toNumber(1, 3600), 60)
    .option('--retries <n>', 'how often a failed request is repeated', toNumber(0, 100), 4)
    .option('-q, --quiet', 'show no progress')
    .addHelpText('after', EXIT_STATUSES)
    .action((names: string[], options: Options) => predict(names, options, signal));
}

async function predict(names: readonly string[], options: Options, signal: AbortSignal): Promise<void> {
  const pictures = listPictures(names, options);
  const view = options.quiet || pictures.length === 1 ? null : showProgress(pictures.length);
  const client = clientFor(options);
  const common: BatchOptions = {
    signal,
    concurrency: options.concurrency,
    onProgress: ({ done, failed }) => view?.update(done, failed),
  };
  const print = (text: string) => process.stdout.write(text);
  const format = formatOf(options);
  const writing = options.number
    ? writeAll(
        client.readNumbers(open(pictures), { ...common, ...modelOf(options) }),
        createWriter(format, NUMBERS, print),
        pictures,
      )
    : writeAll(
        client.predictAll(open(pictures), { ...common, ...(options.strict && { strict: true }) }),
        createWriter(format, DIGITS, print),
        pictures,
      );
  await writing.finally(() => view?.end());
}

/** Writes results as they come, those that came before an error as well. */
async function writeAll<R extends PictureResult | NumberResult>(
  results: AsyncIterable<R>,
  writer: ResultWriter<R>,
  pictures: readonly string[],
): Promise<void> {
  try {
    for await (const result of results) {
      writer.write({ ...result, id: pictures[result.index]! });
      if (result.error !== undefined) process.exitCode = 1;
    }
  } finally {
    writer.end();
  }
}

function listPictures(names: readonly string[], { filesFrom }: Options): string[] {
  const listed = filesFrom === undefined ? [] : readNames(filesFrom);
  const pictures = findPictures([...names, ...listed]);
  if (pictures.length > 0) return pictures;
  // A picture may come through a pipe.
  if (filesFrom === undefined && !process.stdin.isTTY) return [STANDARD_INPUT];
  throw new UsageError('Cannot predict: no picture is named; name files or folders');
}

/** The service lists the versions that it has. */
function modelOf({ model }: Options): { model?: never } {
  return model === undefined ? {} : { model: model as never };
}

function clientFor(options: Options): Digits {
  const { url, key, timeout, retries } = options;
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw new UsageError(`Cannot use --url ${url}: it must be an address such as http://localhost:8000`);
  return new Digits({
    url,
    timeoutMs: timeout * 1000,
    retries,
    ...(key !== undefined && { key }),
    ...modelOf(options),
  });
}

async function* open(pictures: readonly string[]): AsyncGenerator<PictureSource> {
  for (const picture of pictures) yield picture === STANDARD_INPUT ? await readStandardInput() : picture;
}

async function readStandardInput(): Promise<PictureSource> {
  const bytes = await buffer(process.stdin);
  if (bytes.length === 0)
    throw new UsageError('Cannot predict: no picture is named, and standard input is empty');
  return bytes;
}

function formatOf({ json, csv }: Options): Format {
  if (json) return 'json';
  return csv ? 'csv' : 'table';
}

function toNumber(min: number, max: number) {
  return (text: string): number => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= min && number <= max) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}
