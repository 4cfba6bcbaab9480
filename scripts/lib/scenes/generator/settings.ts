import type { Kind } from './kinds/kind';

/** How scenes are drawn for a purpose. */
export interface SceneSettings {
  /** Sets the scenes of one purpose apart from those of the other, whatever their seeds. */
  readonly stream: number;
  /** Strength of each kind, 0 to 1. */
  readonly strength: readonly [mildest: number, strongest: number];
  /** Share of scenes in which one kind alone is at work, beside a layout and colours. */
  readonly aloneShare: number;
  /** Share of pictures that are not square. */
  readonly oblongShare: number;
}

/** What a network learns from. */
export const TRAINING: SceneSettings = { stream: 1, strength: [0, 1], aloneShare: 0.35, oblongShare: 0.35 };

/** What it is measured on: never the same scenes, and harder ones than most that it has seen. */
export const STRESS: SceneSettings = { stream: 2, strength: [0.5, 1], aloneShare: 1, oblongShare: 0 };

/** @returns one of the kinds, by their weights */
export function pickKind(kinds: readonly Kind[], random: () => number): Kind {
  let left = random() * kinds.reduce((sum, { weight }) => sum + weight, 0);
  const picked = kinds.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  return picked ?? kinds[0]!;
}
