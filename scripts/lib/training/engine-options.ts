import { type Command, Option } from 'commander';
import type { TrainingEngine } from '../../../src/inference/card';
import { wholeNumber } from '../option-values';

/** What computes the steps of a training. */
export interface EngineOptions {
  readonly engine: TrainingEngine;
  readonly python: string;
  readonly threads: number;
}

/** Adds the options that choose the engine. */
export function addEngineOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--engine <name>', 'engine that computes the steps; torch can use a GPU')
        .choices(['wasm', 'torch'] satisfies TrainingEngine[])
        .default('wasm'),
    )
    .option('--python <command>', 'Python 3 with PyTorch, for --engine torch', 'python3')
    .option(
      '--threads <count>',
      'threads that share each batch; with torch, that draw batches',
      wholeNumber(1),
      2,
    );
}
