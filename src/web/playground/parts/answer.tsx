import { DIGITS } from '../../../domain';
import { toPercent } from '../../design/to-percent';
import { PLAYGROUND } from '../../strings';
import type { PagePrediction } from '../../workers/recognizer-messages';
import { number } from '../reading/number';
import { answer, isReading } from '../state';
import { Correction } from './correction';

/** The digit in large, how sure the network is, and what else it may be. */
export function AnswerPanel() {
  const prediction = answer.value?.prediction ?? null;
  const several = number.value;
  return (
    <section class="panel answer" aria-label={PLAYGROUND.answer}>
      {several === null ? (
        <div class={prediction?.is_digit === false ? 'verdict verdict--none' : 'verdict'}>
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
      <Bars prediction={prediction} />
      <Correction />
    </section>
  );
}

function Verdict({ prediction }: { readonly prediction: PagePrediction | null }) {
  if (prediction === null) {
    return <p class="verdict__text quiet">{isReading.value ? PLAYGROUND.waiting : PLAYGROUND.nothingYet}</p>;
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

function Bars({ prediction }: { readonly prediction: PagePrediction | null }) {
  return (
    <figure>
      <figcaption class="hidden">{PLAYGROUND.probabilities}</figcaption>
      <ol class="bars">
        {DIGITS.map((digit) => {
          const probability = prediction?.all_probabilities[digit] ?? 0;
          const isBest = prediction?.is_digit && prediction.predicted_digit === Number(digit);
          return (
            <li key={digit} class={isBest ? 'bar bar--best' : 'bar'}>
              <span class="hidden">{PLAYGROUND.probabilityOf(digit, toPercent(probability))}</span>
              <span class="bar__value" aria-hidden="true">
                {probability >= 0.005 ? Math.round(probability * 100) : ''}
              </span>
              <span class="bar__track" aria-hidden="true">
                <span class="bar__fill" style={{ transform: `scaleY(${probability})` }} />
              </span>
              <span class="bar__digit" aria-hidden="true">
                {digit}
              </span>
            </li>
          );
        })}
      </ol>
    </figure>
  );
}
