import type { FeedbackAccuracy } from '../../api/figures';
import { DASHBOARD } from '../../strings';
import { Bars } from './bars';
import { ChartPanel } from './charts';
import { ShareRows } from './share-rows';

/** How often answers were right, as far as labels tell, and which digits were mistaken. */
export function FeedbackPanel({ feedback }: { readonly feedback: FeedbackAccuracy }) {
  const { labelled, accuracy, confusion } = feedback;
  const digits = confusion.counts.map((answers, i) => ({
    label: confusion.labels[i] === 'not_a_digit' ? DASHBOARD.noDigit : confusion.labels[i]!,
    right: answers[i]!,
    labelled: answers.reduce((sum, count) => sum + count, 0),
  }));
  const table = {
    columns: [DASHBOARD.label, DASHBOARD.labelled, DASHBOARD.readRight],
    rows: digits.map((digit) => [digit.label, digit.labelled, digit.right]),
  };
  const bars = digits.map(({ label, right, labelled: of }) => ({
    label,
    value: right,
    expected: of,
    text: DASHBOARD.rightOf(right, of),
  }));
  return (
    <ChartPanel title={DASHBOARD.feedback} text={DASHBOARD.feedbackText} name="feedback" table={table}>
      <ShareRows title={DASHBOARD.figures.accurate} rows={[{ name: DASHBOARD.readRight, share: accuracy }]} />
      <ShareRows title={DASHBOARD.figures.labelled} rows={[{ name: DASHBOARD.labelled, share: labelled }]} />
      {labelled.count > 0 && (
        <div class="shares">
          <h3>{DASHBOARD.rightByDigit}</h3>
          <Bars title={DASHBOARD.rightByDigit} bars={bars} />
        </div>
      )}
    </ChartPanel>
  );
}
