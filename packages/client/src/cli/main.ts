import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { addPredictCommand } from './predict-command.js';
import { UsageError } from './usage-error.js';

/** Exit statuses. */
const FAILED = 1;
const USAGE = 2;
/** What a shell reports for a program that SIGINT has ended. */
const INTERRUPTED = 130;

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

// `digits predict … | head` closes the pipe.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : FAILED);
});
const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());

const program = new Command('digits')
  .description('Recognises handwritten digits, by the service at DIGITS_URL or --url')
  .version(version)
  .exitOverride()
  .configureOutput({ outputError: (message, write) => write(`${toLine(message)} (--help lists all)\n`) });
addPredictCommand(program, interrupted.signal);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = statusOf(error);
}

/** Says in one line what went wrong, unless that was done. */
function statusOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
  if (interrupted.signal.aborted) return INTERRUPTED;
  console.error(process.env.DEBUG ? error : toLine((error as Error).message));
  return error instanceof UsageError ? USAGE : FAILED;
}

function toLine(message: string): string {
  return message.trim().replaceAll(/\s*\n\s*/g, ' ');
}
