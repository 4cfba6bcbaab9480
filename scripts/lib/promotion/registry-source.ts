/** A model of the folder `model/`. */
export interface Registered {
  readonly version: string;
  readonly isEnsemble: boolean;
}

/**
 * The source of `src/inference/bundled-models.ts`: a bundler only includes what is imported by name. The formatter does the rest.
 *
 * @param models in the order in which they are listed
 */
export function bundledModelsSource(models: readonly Registered[]): string {
  const imports = models.toSorted(byName).flatMap(({ version, isEnsemble }) => {
    const importOf = (name: string, file: string) =>
      `import ${name}${identifierOf(version)} from '../../model/${version}/${file}';`;
    const card = importOf('card', 'card.json');
    return isEnsemble ? [card] : [card, importOf('model', 'model.json'), importOf('weights', 'weights.bin')];
  });
  const entries = models.map(({ version, isEnsemble }) => {
    const id = identifierOf(version);
    const value = isEnsemble
      ? `{ card: card${id} as EnsembleFiles['card'] }`
      : `{ json: model${id}, weights: weights${id}, card: card${id} as NetworkFiles['card'] }`;
    return `  '${version}': ${value},`;
  });
  return `${imports.join('\n')}
import type { EnsembleFiles, ModelFiles, NetworkFiles } from './model-files';
import type { ModelVersion } from './versions';

/**
 * The models in the Worker's bundle; \`weights.bin\` is imported as an ArrayBuffer (one of wrangler's default rules). Written by
 * \`npm run promote\`, from the folders of \`model/\`.
 */
export const BUNDLED_MODELS: Readonly<Record<string, ModelFiles>> = {
${entries.join('\n')}
} satisfies Record<ModelVersion, ModelFiles>;
`;
}

/**
 * Puts versions into the list `MODEL_VERSIONS` of `src/inference/versions.ts`.
 * @param source of that file
 */
export function versionsSource(source: string, models: readonly Registered[]): string {
  const list = models.map(({ version }) => `  '${version}',\n`).join('');
  return source.replace(/(MODEL_VERSIONS = \[\n)[^\]]*(\])/, `$1${list}$2`);
}

/** Networks first, as they are listed; a new one after those, before the ensembles. */
export function withVersion(
  models: readonly Registered[],
  added: string | null,
  retired: string | null,
): Registered[] {
  const kept = models.filter(({ version }) => version !== retired && version !== added);
  const networks = kept.filter(({ isEnsemble }) => !isEnsemble);
  const ensembles = kept.filter(({ isEnsemble }) => isEnsemble);
  return [...networks, ...(added === null ? [] : [{ version: added, isEnsemble: false }]), ...ensembles];
}

/** `v2.1-7x7-seed2` becomes `V2_1_7x7_seed2`. */
function identifierOf(version: string): string {
  const name = version.replaceAll(/[^A-Za-z\d]/g, '_');
  return name[0]!.toUpperCase() + name.slice(1);
}

function byName(one: Registered, other: Registered): number {
  return one.version.localeCompare(other.version, 'en', { numeric: true });
}
