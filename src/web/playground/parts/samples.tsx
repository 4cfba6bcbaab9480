import { PLAYGROUND } from '../../strings';
import { loadDrawing } from '../actions';
import { DIGIT_SAMPLES, FOOLING_SAMPLES, type Sample } from '../drawing/samples';
import { Thumbnail } from './thumbnail';

/** Drawings to try. */
export function Samples() {
  return (
    <section class="samples">
      <div>
        <h2 id="samples-title">{PLAYGROUND.samples}</h2>
        <ul class="strip strip--digits" aria-labelledby="samples-title">
          {DIGIT_SAMPLES.map((sample) => (
            <SampleButton key={sample.name} sample={sample} label={PLAYGROUND.sampleDigit(sample.name)} />
          ))}
        </ul>
      </div>
      <div>
        <h2 id="fooling-title">{PLAYGROUND.fooling}</h2>
        <ul class="strip" aria-labelledby="fooling-title">
          {FOOLING_SAMPLES.map((sample) => (
            <SampleButton
              key={sample.name}
              sample={sample}
              label={PLAYGROUND.foolingNames[sample.name]!}
              isLabelShown
            />
          ))}
        </ul>
      </div>
    </section>
  );
}

interface SampleButtonProps {
  readonly sample: Sample;
  readonly label: string;
  readonly isLabelShown?: boolean;
}

function SampleButton({ sample, label, isLabelShown = false }: SampleButtonProps) {
  return (
    <li>
      <button type="button" class="tile" title={label} onClick={() => loadDrawing(sample.drawing)}>
        <Thumbnail drawing={sample.drawing} />
        <span class={isLabelShown ? 'tile__label' : 'hidden'}>{label}</span>
      </button>
    </li>
  );
}
