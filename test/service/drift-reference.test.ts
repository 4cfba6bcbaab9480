import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../src/errors';
import type { ModelCard } from '../../src/inference/card';
import { assessDrift } from '../../src/metrics/drift/assess';
import { histogramsOf, liveHistograms } from '../../src/metrics/drift/histograms';
import { countEvent } from '../../src/metrics/recording/count-event';
import { addCells, type Cells } from '../../src/metrics/series/series';
import { driftReferenceOf } from '../../src/service/drift-reference';
import { PREDICTED, PREDICTION } from '../support/events';

/** v1.0 was sure of its validation pictures, v2.0 was not. */
const V1 = histogramsOf(Array.from({ length: 1_000 }, () => ({ ...PREDICTION, confidence: 0.97 })));
const V2 = histogramsOf(Array.from({ length: 1_000 }, () => ({ ...PREDICTION, confidence: 0.6 })));

const CARDS: Record<string, Partial<ModelCard>> = {
  'v1.0': { members: null, reference_histograms: V1 },
  'v2.0': { members: null, reference_histograms: V2 },
  old: { members: null },
  ensemble: { members: ['v2.0', 'v1.0'] },
  'ensemble with its own': { members: ['v2.0'], reference_histograms: V1 },
};

function modelsWith(defaultVersion: string): Parameters<typeof driftReferenceOf>[0] {
  const card = (version = defaultVersion) => {
    const known = CARDS[version];
    if (known === undefined) throw new ServiceError('unknown_model', `Cannot use model "${version}"`);
    return known as ModelCard;
  };
  return { defaultVersion, card, resolve: (name) => name };
}

/** What is counted when a model answers so many pictures with a confidence. */
function cellsOf(modelVersion: string, confidence: number, pictures: number): Cells {
  const cells: Cells = {};
  const event = { ...PREDICTED, predictions: [{ ...PREDICTION, modelVersion, confidence }] };
  for (let i = 0; i < pictures; i++) countEvent(event, (cell, by) => addCells(cells, { [cell]: by }));
  return cells;
}

describe('driftReferenceOf()', () => {
  it('takes the card of the default model, whichever that is', () => {
    expect(driftReferenceOf(modelsWith('v1.0'))).toEqual({ modelVersion: 'v1.0', histograms: V1 });
    expect(driftReferenceOf(modelsWith('v2.0'))).toEqual({ modelVersion: 'v2.0', histograms: V2 });
  });

  it('takes the card of the model that is asked for', () => {
    expect(driftReferenceOf(modelsWith('v1.0'), 'v2.0')).toEqual({ modelVersion: 'v2.0', histograms: V2 });
  });

  it('refuses a model that there is not', () => {
    expect(() => driftReferenceOf(modelsWith('v1.0'), 'v9.9')).toThrow('Cannot use model "v9.9"');
  });

  it('judges an ensemble without histograms of its own by what its members see in the pictures', () => {
    const { modelVersion, histograms } = driftReferenceOf(modelsWith('ensemble'));
    expect(modelVersion).toBe('ensemble');
    const { ink_share, stroke_width, aspect, contrast, polarity, outcome } = V2;
    expect(histograms).toEqual({ ink_share, stroke_width, aspect, contrast, polarity, outcome });
  });

  it('prefers the histograms of an ensemble that has some', () => {
    expect(driftReferenceOf(modelsWith('ensemble with its own')).histograms).toEqual(V1);
  });

  it('leaves all features out where a card has no histograms', () => {
    expect(driftReferenceOf(modelsWith('old')).histograms).toEqual({});
  });
});

describe('assessDrift() among several models', () => {
  const judge = (version: string, cells: Cells) =>
    assessDrift(driftReferenceOf(modelsWith('v1.0'), version).histograms, liveHistograms(cells, version))
      .status;

  it('compares the answers of each model with its own card', () => {
    expect(judge('v1.0', cellsOf('v1.0', 0.97, 500))).toBe('ok');
    expect(judge('v2.0', cellsOf('v2.0', 0.97, 500))).toBe('drift');
    expect(judge('v2.0', cellsOf('v2.0', 0.6, 500))).toBe('ok');
  });

  it('does not judge one model by the answers of another', () => {
    const cells = cellsOf('v1.0', 0.97, 500);
    addCells(cells, cellsOf('v2.0', 0.6, 500));
    expect(judge('v1.0', cells)).toBe('ok');
    expect(judge('v2.0', cells)).toBe('ok');
  });

  it('judges an ensemble by the pictures alone, where nothing is known of its answers', () => {
    const cells = cellsOf('ensemble', 0.2, 500);
    expect(judge('ensemble', cells)).toBe('ok');
    const { features } = assessDrift(
      driftReferenceOf(modelsWith('ensemble')).histograms,
      liveHistograms(cells, 'ensemble'),
    );
    const unknown = features.filter(({ status }) => status === 'insufficient_data');
    expect(unknown.map(({ feature }) => feature)).toEqual(['confidence', 'entropy', 'predicted_class']);
  });
});
