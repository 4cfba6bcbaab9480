import { STEPS, type Step } from '../../../src/preprocess/step';
import { type StepWorth, type Trial, worthOf } from './ablation';
import { drawStepLosses } from './charts/step-losses';
import { wilsonInterval } from './confidence-interval';
import { groupBy } from './group-by';
import type { Report } from './report';

/**
 * The benefit of each step of the normaliser.
 *
 * @param version the model that read
 * @param sets the same pictures with and without each step, by set
 */
export async function reportAblation(
  version: string,
  sets: ReadonlyMap<string, readonly Trial[]>,
): Promise<Report> {
  const all = [...sets.values()].flat();
  const losses = [...sets].flatMap(([set, trials]) =>
    STEPS.map((step) => ({ step, set, points: worthOf(step, trials).points })),
  );
  const title = `Benefit of each step of the normaliser for ${version}`;
  return {
    title,
    text: [
      `Points of accuracy lost without a step, over ${all.length} pictures. Lost and won are the ` +
        'answers that are right only with the step and only without it; a step pays when the 95 % confidence ' +
        'interval of the share of the lost among both lies above one half. The set `hard` is drawn for this section ' +
        'only, from pictures that need the rarer steps.',
      verdict(all),
    ],
    tables: [
      {
        title: 'Points lost without a step',
        head: ['step', ...sets.keys(), 'lost', 'won', 'pays', 'most needed by'],
        rows: STEPS.map((step) => {
          const worth = worthOf(step, all);
          return [
            step,
            ...[...sets.values()].map((trials) => worthOf(step, trials).points.toFixed(2)),
            String(worth.lost),
            String(worth.won),
            pays(worth) ? 'yes' : 'no',
            neediest(step, all),
          ];
        }),
      },
    ],
    pictures: [
      {
        name: `${version}-steps`,
        title: 'Points of accuracy lost without each step',
        svg: await drawStepLosses(losses, title),
      },
    ],
  };
}

/** Whether a step improves significantly more answers than it worsens. */
export function pays({ lost, won }: StepWorth): boolean {
  return wilsonInterval(lost, lost + won).low > 0.5;
}

function verdict(trials: readonly Trial[]): string {
  const idle = STEPS.filter((step) => !pays(worthOf(step, trials)));
  return idle.length === 0 ? 'Every step pays.' : `Not shown to pay on these pictures: ${idle.join(', ')}.`;
}

/** The kind of pictures that loses the most points without a step. */
function neediest(step: Step, trials: readonly Trial[]): string {
  const points = [...groupBy(trials, kindOf)].map(
    ([kind, inside]) => [kind, worthOf(step, inside).points] as const,
  );
  const [kind, most] = points.reduce((best, other) => (other[1] > best[1] ? other : best));
  return most > 0 ? `${kind} (${most.toFixed(0)})` : '';
}

/** `shadow 3` belongs to the kind `shadow`. */
function kindOf({ group }: Trial): string {
  return group.replace(/ \d$/, '');
}
