import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type Label, sendLabel } from '../../api/feedback';
import { PLAYGROUND } from '../../strings';
import { number } from '../reading/number';
import { isLabelled, servedId } from '../state';

const LABELS: readonly Label[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 'not_a_digit'];

/** Tells the service what the picture shows, where it takes labels and has answered. */
export function Correction() {
  const said = useSignal('');
  const id = servedId.value;
  useEffect(() => {
    said.value = '';
  }, [id, said]);
  if (!isLabelled.value) return null;
  // A label is for one digit. What is hidden keeps its place, so that nothing moves with each stroke.
  const isPossible = id !== null && number.value === null;
  const send = async (label: Label) => {
    said.value = await sendLabel(id!, label).then(
      () => PLAYGROUND.corrected(nameOf(label)),
      (error: Error) => PLAYGROUND.notCorrected(error.message),
    );
  };
  return (
    <details class={isPossible ? 'correction' : 'correction correction--impossible'}>
      <summary>{PLAYGROUND.wrong}</summary>
      <fieldset class="correction__labels">
        <legend>{PLAYGROUND.whatIsIt}</legend>
        {LABELS.map((label) => (
          <button key={label} type="button" class="button" onClick={() => send(label)}>
            {nameOf(label)}
          </button>
        ))}
      </fieldset>
      <p role="status">{said.value}</p>
    </details>
  );
}

function nameOf(label: Label): string {
  return label === 'not_a_digit' ? PLAYGROUND.noDigit : String(label);
}
