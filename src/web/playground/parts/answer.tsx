import { DIGITS } from '../../../domain';
import { toPercent } from '../../design/to-percent';
import { PLAYGROUND } from '../../strings';
import type { PageNumber, PagePrediction } from '../../workers/recognizer-messages';
import { number } from '../reading/number';
import { answer, isPaperEmpty, isReading } from '../state';
import { Correction } from './correction';

/** The digit in large, how sure the network is, and what else it may be. */
export function AnswerPanel() {
  const prediction = answer.value?.prediction ?? null;
  const several = number.value;
  return (
    <section class="panel answer" aria-label={PLAYGROUND.answer}>
      {several === null ? (
        <div class={`verdict ${toneOf(prediction)}`}>
          <p class="verdict__digit" data-testid="digit">
            {prediction === null ? '–' : prediction.is_digit ? prediction.predicted_digit : '?'}
          </p>
          <Verdict prediction={prediction} />
        </div>
      ) : (
        <div class="verdict verdict--number">
          <p class="verdict__number" data-testid="digit">
            {several.text}
          </p>
          <p class="verdict__text">{PLAYGROUND.number(several.digit_count, toPercent(several.confidence))}</p>
        </div>
      )}
      <Bars bars={barsOf(prediction, several)} />
      <Correction />
    </section>
  );
}

function toneOf(prediction: PagePrediction | null): string {
  if (prediction === null) return 'verdict--empty';
  return prediction.is_digit ? '' : 'verdict--none';
}

function Verdict({ prediction }: { readonly prediction: PagePrediction | null }) {
  if (prediction === null) {
    return <p class="verdict__text quiet">{describeNothing()}</p>;
  }
  const { is_digit, confidence, reject_reason, predicted_digit } = prediction;
  if (is_digit) return <p class="verdict__text">{PLAYGROUND.confidence(toPercent(confidence))}</p>;
  return (
    <p class="verdict__text">
      <strong>{PLAYGROUND.noDigit}</strong>
      {PLAYGROUND.reasons[reject_reason!]}
      {reject_reason === 'not_a_digit' && ` ${PLAYGROUND.closest(predicted_digit)}`}
    </p>
  );
}

function describeNothing(): string {
  if (isReading.value) return PLAYGROUND.waiting;
  return isPaperEmpty.value ? PLAYGROUND.nothingYet : PLAYGROUND.notRecognised;
}

interface Bar {
  readonly digit: string;
  /** A probability. */
  readonly share: number;
  readonly isBest: boolean;
}

/** Each digit that it may be, or of a number the digits that it has; of a longer one none, as there is no room. */
function barsOf(prediction: PagePrediction | null, several: PageNumber | null): readonly Bar[] {
  if (several === null) {
    return DIGITS.map((digit) => ({
      digit,
      share: prediction?.all_probabilities[digit] ?? 0,
      isBest: prediction?.is_digit === true && prediction.predicted_digit === Number(digit),
    }));
  }
  if (several.digit_count > DIGITS.length) return [];
  return several.lines
    .flatMap(({ digits }) => digits)
    .map(({ digit, confidence }) => ({ digit: String(digit), share: confidence, isBest: true }));
}

function Bars({ bars }: { readonly bars: readonly Bar[] }) {
  return (
    <figure>
      <figcaption class="hidden">{PLAYGROUND.probabilities}</figcaption>
      <ol class="bars">
        {bars.map(({ digit, share, isBest }, i) => (
          <li key={i} class={isBest ? 'bar bar--best' : 'bar'}>
            <span class="hidden">{PLAYGROUND.probabilityOf(digit, toPercent(share))}</span>
            <span class="bar__value" aria-hidden="true">
              {share >= 0.005 ? Math.min(99, Math.round(share * 100)) : ''}
            </span>
            <span class="bar__track" aria-hidden="true">
              <span class="bar__fill" style={{ transform: `scaleY(${share})` }} />
            </span>
            <span class="bar__digit" aria-hidden="true">
              {digit}
            </span>
          </li>
        ))}
      </ol>
    </figure>
  );
}
