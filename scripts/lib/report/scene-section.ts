import { percent } from './format';
import { groupBy } from './group-by';
import type { Report, Table } from './report';
import type { SceneAnswer } from './scene-answers';

/** Reports answers to generated scenes, by kind. */
export function reportScenes(version: string, answers: readonly SceneAnswer[]): Report {
  const digits = answers.filter(({ truth }) => typeof truth === 'number');
  const others = answers.filter(({ truth }) => typeof truth !== 'number');
  return {
    title: `${version} on generated scenes`,
    text: [
      'Scenes that nothing has learned from: the harder half of each kind’s strengths, digits of MNIST’s validation part. A picture of ' +
        'several digits of a size, or of none, is to be refused.',
    ],
    tables: [tableOf('Pictures of one digit', digits), tableOf('Pictures of several digits or none', others)],
    pictures: [],
  };
}

function tableOf(title: string, answers: readonly SceneAnswer[]): Table {
  const groups = groupBy(answers, ({ kind }) => kind);
  return {
    title,
    head: ['kind', 'pictures', 'right', 'refused by mistake', 'wrong'],
    rows: [...groups, ['all', answers] as const].map(([kind, group]) => [
      kind,
      String(group.length),
      ...(['right', 'refused', 'wrong'] as const).map((verdict) =>
        percent(group.filter((answer) => answer.verdict === verdict).length / group.length, 1),
      ),
    ]),
  };
}
