import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { toPercent } from '../../design/to-percent';
import { PLAYGROUND } from '../../strings';
import type { PageNumber, PagePrediction } from '../../workers/recognizer-messages';
import { number } from '../reading/number';
import { answer } from '../state';

/** Long enough for the last of several strokes. */
const SETTLING_MILLISECONDS = 700;

/** Tells screen readers the answer, once it stands. */
export function SpokenAnswer() {
  const spoken = useSignal('');
  const prediction = answer.value?.prediction ?? null;
  const several = number.value;
  useEffect(() => {
    const timer = setTimeout(() => {
      spoken.value = several !== null ? speakNumber(several) : prediction === null ? '' : speak(prediction);
    }, SETTLING_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [prediction, several, spoken]);
  return (
    <p class="hidden" role="status" data-testid="spoken">
      {spoken.value}
    </p>
  );
}

function speakNumber({ text, confidence }: PageNumber): string {
  return PLAYGROUND.spokenNumber(text, toPercent(confidence));
}

function speak({ is_digit, predicted_digit, confidence, reject_reason }: PagePrediction): string {
  return is_digit
    ? PLAYGROUND.spoken(predicted_digit, toPercent(confidence))
    : PLAYGROUND.spokenNoDigit(PLAYGROUND.reasons[reject_reason!]);
}
