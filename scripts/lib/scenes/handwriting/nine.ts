import type { Random } from '../../random';
import { between } from '../stress/draw';
import type { Point } from '../stress/draw-strokes';
import type { Strokes } from './strokes';

/** A 9 with a small loop, whose tail is straight, curled, or goes out to the right and back along the ground. */
export function drawNine(random: Random): Strokes {
  if (random() < 0.12) return [leaning(random)];
  const right = between(random, 0.6, 0.85);
  const left = between(random, 0.1, 0.35);
  const bottom = between(random, 0.3, 0.55);
  const loop: Point[] = [
    [right, bottom * between(random, 0.15, 0.5)],
    [(left + right) / 2, 0],
    [left, bottom * 0.5],
    [(left + right) / 2, bottom],
    [right, bottom * 0.45],
  ];
  const kind = random();
  if (kind < 0.2) return [[...loop, ...straightTail(random, right)]];
  if (kind < 0.5) return [[...loop, ...curledTail(random, left, right)]];
  return [footed(random, left, right, bottom)];
}

function straightTail(random: Random, right: number): Point[] {
  return [
    [right - between(random, 0, 0.08), 0.7],
    [right - between(random, 0, 0.2), 1],
  ];
}

function curledTail(random: Random, left: number, right: number): Point[] {
  const hook = between(random, 0, 0.16);
  return [
    [right - 0.02, between(random, 0.62, 0.75)],
    [(left + right) / 2, 1],
    [left - between(random, 0, 0.12), 1 - hook],
  ];
}

/** The loop is closed at its left or at its right; from there the tail slopes down to the right and turns back. */
function footed(random: Random, left: number, right: number, bottom: number): Point[] {
  const middle = (left + right) / 2;
  const heel: Point = [between(random, right - 0.05, 0.98), between(random, 0.72, 0.9)];
  const toe: Point[] = [
    [heel[0] - between(random, 0.03, 0.15), between(random, 0.93, 1)],
    [(heel[0] + left) / 2, 1],
    [left - between(random, 0, 0.15), 1 - between(random, 0, 0.08)],
  ];
  if (random() < 0.5) {
    const fromRight: Point[] = [
      [right, bottom * 0.4],
      [middle, 0],
      [left, bottom * 0.5],
      [middle, bottom],
      [right, bottom * 0.5],
      [right - between(random, 0, 0.08), bottom * 1.1],
    ];
    return [...fromRight, heel, ...toe];
  }
  const fromLeft: Point[] = [
    [middle, bottom],
    [right, bottom * 0.5],
    [middle, 0],
    [left, bottom * 0.5],
    [left + 0.3 * (right - left), bottom * 1.05],
  ];
  return [...fromLeft, heel, ...toe];
}

/** The pen goes up a leaning stem and ends with the loop at its right. */
function leaning(random: Random): Point[] {
  const foot = between(random, 0, 0.25);
  const right = between(random, 0.7, 1);
  const bottom = between(random, 0.25, 0.5);
  const joint = between(random, 0.3, 0.5);
  return [
    [foot, 1],
    [(foot + joint) / 2, 0.55],
    [joint, bottom * 0.4],
    [(joint + right) / 2, 0],
    [right, bottom * 0.4],
    [(joint + right) / 2, bottom],
    [joint, bottom * between(random, 0.7, 1)],
  ];
}
