import { expectedCalibrationError } from '../model-files/calibration';
import { reliabilityOf } from './calibration-section';
import { percent } from './format';
import { accuracyOf, type ModelOutcomes, rejectedShare } from './outcome';
import type { Table } from './report';
import type { ReportSets, SetOutcomes } from './report-sets';
import { describeWorst, STRESS_GOAL, worstAtThree } from './stress-points';

interface Goal {
  readonly goal: string;
  readonly measured: string;
  readonly met: boolean;
}

/** @returns the goals of the first model and its results, on the available sets */
export function goalsTable({ mnist, otherWriters, handwriting, stress }: ReportSets): Table {
  const own = (answers: SetOutcomes) => answers[0]!;
  const goals = [
    mnistGoal(own(mnist)),
    ...mnist.filter(({ model }) => model.card.members !== null).map(ensembleGoal),
    calibrationGoal(own(mnist)),
    ...otherWriters.map((answers) => writersGoal(own(answers))),
    ...(handwriting === null ? [] : [handwritingGoal(own(handwriting))]),
    stressGoal(own(stress)),
    ...[mnist, ...otherWriters].map((answers) => refusalGoal(own(answers))),
  ];
  return {
    title: `Goals, and what ${own(mnist).model.version} reaches`,
    head: ['goal', 'measured', 'met'],
    rows: goals.map(({ goal, measured, met }) => [goal, measured, met ? 'yes' : '**no**']),
  };
}

function mnistGoal({ outcomes }: ModelOutcomes): Goal {
  const accuracy = accuracyOf(outcomes);
  return { goal: 'MNIST test ≥ 99.70 %', measured: percent(accuracy), met: accuracy >= 0.997 };
}

function ensembleGoal({ model, outcomes }: ModelOutcomes): Goal {
  const accuracy = accuracyOf(outcomes);
  const goal = `MNIST test ≥ 99.75 % with ${model.version}`;
  return { goal, measured: percent(accuracy), met: accuracy >= 0.9975 };
}

function calibrationGoal({ outcomes }: ModelOutcomes): Goal {
  const error = expectedCalibrationError(reliabilityOf(outcomes));
  return { goal: 'calibration error on it ≤ 0.5 %', measured: percent(error), met: error <= 0.005 };
}

function writersGoal({ set, outcomes }: ModelOutcomes): Goal {
  const accuracy = accuracyOf(outcomes);
  return { goal: `${set} ≥ 97 %`, measured: percent(accuracy), met: accuracy >= 0.97 };
}

function handwritingGoal({ outcomes }: ModelOutcomes): Goal {
  const wrong = outcomes.filter(({ right }) => !right).length;
  const goal = `handwriting: at most 1 wrong of ${outcomes.length}`;
  return { goal, measured: `${wrong} wrong`, met: wrong <= 1 };
}

function stressGoal(answers: ModelOutcomes): Goal {
  const worst = worstAtThree(answers);
  return {
    goal: `every disturbance ≥ ${percent(STRESS_GOAL, 0)} at severity 3`,
    measured: describeWorst(worst),
    met: worst.accuracy >= STRESS_GOAL,
  };
}

function refusalGoal({ set, outcomes }: ModelOutcomes): Goal {
  const refused = rejectedShare(outcomes);
  return { goal: `digits of ${set} refused ≤ 1 %`, measured: percent(refused), met: refused <= 0.01 };
}
