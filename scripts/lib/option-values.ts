import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { InvalidArgumentError } from 'commander';
import { CONFIG } from '../../src/config';
import type { ModelCard } from '../../src/inference/card';
import { ROOT } from './serve/production-bundle';

/** Reads an option's value as a whole number from `min` to `max`. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  const expected =
    max === Number.MAX_SAFE_INTEGER
      ? `Expected a whole number, ${min} or more.`
      : `Expected a whole number from ${min} to ${max}.`;
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(expected);
  };
}

/** Reads an option's value as a number above 0. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Expected a number above 0.');
}

/** Reads percentages as `5,50,100`. */
export function percentages(text: string): readonly number[] {
  const steps = text.split(',').map(Number);
  const isAscending = steps.every((step, index) => step > (steps[index - 1] ?? 0));
  if (isAscending && steps.at(-1) === 100) return steps;
  throw new InvalidArgumentError('Expected ascending percentages that end with 100, such as 5,50,100.');
}

/** The models in `model/`. */
export function modelVersions(): string[] {
  return readdirSync(path.join(ROOT, 'model'));
}

/** The network that reads digits for the default model, which may be that itself. */
export function defaultNetwork(): string {
  const file = path.join(ROOT, 'model', CONFIG.defaultModel, 'card.json');
  const { reader }: ModelCard = JSON.parse(readFileSync(file, 'utf8'));
  return reader ?? CONFIG.defaultModel;
}
