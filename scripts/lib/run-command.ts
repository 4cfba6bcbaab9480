import { Command } from 'commander';

/**
 * A command of package.json.
 *
 * @param script its name there: `npm run <script>`
 * @param description what it does, for `--help`
 */
export function createCommand(script: string, description: string): Command {
  return new Command(`npm run ${script} --`)
    .description(description)
    .configureOutput({ outputError: (message, write) => write(`${toLine(message)} (--help lists all)\n`) });
}

/**
 * Parses the command line and does the work. A failure ends the process with status 1 and one line on standard
 * error, and with the stack if the environment variable `DEBUG` is set.
 */
export async function runCommand<Options>(
  command: Command,
  work: (options: Options) => void | Promise<void>,
): Promise<void> {
  process.on('uncaughtException', endWith);
  try {
    await work(command.parse().opts() as Options);
  } catch (error) {
    endWith(error);
  }
}

/** Parses the command line and does the work of the subcommand that it names; failures end as those of `runCommand()`. */
export async function runSubcommands(command: Command): Promise<void> {
  process.on('uncaughtException', endWith);
  await command.parseAsync().catch(endWith);
}

function endWith(error: unknown): never {
  console.error(process.env.DEBUG ? error : toLine(error instanceof Error ? error.message : String(error)));
  process.exit(1);
}

function toLine(message: string): string {
  return message.trim().replaceAll(/\s*\n\s*/g, ' ');
}
