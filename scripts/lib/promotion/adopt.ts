import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ModelCard } from '../../../src/inference/card';
import { sha256 } from '../data/mnist';
import { GATE_FILE, type Gate, readGate, verdictOf } from '../retraining/gate/gate-report';
import { UserError } from '../user-error';
import { withEntry } from './changelog-entry';
import { bundledModelsSource, type Registered, versionsSource, withVersion } from './registry-source';

/** How a candidate gets into the repository. */
export interface Adoption {
  /** Root folder of the repository. */
  readonly root: string;
  /** What `npm run retrain` wrote: `retraining/<version>`. */
  readonly candidate: string;
  readonly version: string;
  /** The version that makes room, or null. */
  readonly retired: string | null;
  /** The service's default version, which has to stay. */
  readonly defaultVersion: string;
}

const BUNDLED = 'src/inference/bundled-models.ts';
const VERSIONS = 'src/inference/versions.ts';
/** Reports and verdicts of the models that have passed. */
const GATES = 'docs/model-gates';
const CHANGELOG = 'CHANGELOG.md';
const WEIGHTS = 'weights.bin';

/** Largest upload of a Worker, gzipped, in KiB (docs/limits.md). */
const MOST_KIB = 3_072;

/** @returns whether the repository has a model that has passed the gate */
export function isAdopted(root: string, version: string): boolean {
  const file = path.join(root, GATES, `${version}.json`);
  if (!existsSync(file)) return false;
  const { passed, weightsSha256 } = JSON.parse(readFileSync(file, 'utf8')) as Gate;
  return passed && cardsIn(path.join(root, 'model')).get(version)?.weights?.sha256 === weightsSha256;
}

/**
 * Checks that a candidate may get into the repository.
 *
 * @param uploadKib size of the upload without it, gzipped
 * @throws UserError that says what speaks against it
 */
export function checkAdoption(adoption: Adoption, uploadKib: number): void {
  const { root, candidate, version, retired } = adoption;
  const gate = readGate(candidate);
  const refuse = (why: string): never => {
    throw new UserError(`Cannot promote ${version}: ${why}`);
  };
  if (gate.version !== version) refuse(`${candidate} holds ${gate.version}`);
  if (!gate.passed) refuse(verdictOf(gate));
  const weights = readFileSync(path.join(candidate, 'model', WEIGHTS));
  if (sha256(weights) !== gate.weightsSha256)
    refuse('its weights are not those that passed the gate; run `npm run retrain` again');
  const cards = cardsIn(path.join(root, 'model'));
  if (cards.has(version)) refuse(`model/${version} holds another model`);
  if (retired !== null) checkRetirement(adoption, cards, retired, refuse);

  const own = gzippedKib(path.join(candidate, 'model'));
  const freed = retired === null ? 0 : gzippedKib(path.join(root, 'model', retired));
  const total = uploadKib + own - freed;
  if (total <= MOST_KIB) return;
  const others = [...cards]
    .filter(([name, { members }]) => members === null && name !== retired && !isNeeded(adoption, cards, name))
    .map(([name]) => name);
  const advice =
    others.length === 0
      ? 'no version can be retired; remove a member of the ensemble first (`npm run tune -- --members`)'
      : `retire one with --retire: ${others.map((name) => `${name} (${gzippedKib(path.join(root, 'model', name)).toFixed(0)} KiB)`).join(', ')}`;
  refuse(`the upload would have ${total.toFixed(0)} KiB, at most ${MOST_KIB} are allowed; ${advice}`);
}

function checkRetirement(
  adoption: Adoption,
  cards: ReadonlyMap<string, ModelCard>,
  retired: string,
  refuse: (why: string) => never,
): void {
  if (!cards.has(retired)) refuse(`there is no version ${retired} to retire`);
  if (isNeeded(adoption, cards, retired))
    refuse(
      `${retired} has to stay: it is the default version, or another one uses it, or no other finds digits in pictures`,
    );
}

function isNeeded(
  { defaultVersion }: Adoption,
  cards: ReadonlyMap<string, ModelCard>,
  name: string,
): boolean {
  const finders = [...cards].filter(([, { reader }]) => reader !== undefined).map(([finder]) => finder);
  return (
    name === defaultVersion ||
    // Numbers could not be read without it.
    (finders.length === 1 && finders[0] === name) ||
    [...cards.values()].some(({ members, reader }) => members?.includes(name) || reader === name)
  );
}

/**
 * Writes the model, the registry, the report of the gate and a line of the changelog.
 * @returns the files and folders that it wrote
 */
export function adopt({ root, candidate, version, retired }: Adoption): string[] {
  const models = path.join(root, 'model');
  const registered = registeredIn(root, cardsIn(models));
  const gate = readGate(candidate);
  cpSync(path.join(candidate, 'model'), path.join(models, version), { recursive: true });
  if (retired !== null) rmSync(path.join(models, retired), { recursive: true });

  const now = withVersion(registered, version, retired);
  const page = `${GATES}/${version}.md`;
  const verdict = `${GATES}/${version}.json`;
  const edit = (file: string, change: (text: string) => string) =>
    writeFileSync(path.join(root, file), change(readFileSync(path.join(root, file), 'utf8')));
  edit(BUNDLED, () => bundledModelsSource(now));
  edit(VERSIONS, (source) => versionsSource(source, now));
  edit(CHANGELOG, (text) => withEntry(text, entryOf(gate, page, retired)));
  cpSync(path.join(candidate, 'gate.md'), path.join(root, page));
  cpSync(path.join(candidate, GATE_FILE), path.join(root, verdict));
  return [`model/${version}`, BUNDLED, VERSIONS, CHANGELOG, page, verdict];
}

function entryOf({ version, champion, feedback }: Gate, page: string, retired: string | null): string {
  const gone = retired === null ? '' : ` \`${retired}\` is gone.`;
  return `- Model \`${version}\`: \`${champion}\`, retrained with ${feedback.training} labelled pictures of production\n  ([gate](${page})).${gone}`;
}

/** The models in the order of the registry. */
function registeredIn(root: string, cards: ReadonlyMap<string, ModelCard>): Registered[] {
  const source = readFileSync(path.join(root, VERSIONS), 'utf8');
  const [, list = ''] = /MODEL_VERSIONS = \[\n([^\]]*)\]/.exec(source) ?? [];
  return [...list.matchAll(/'([^']+)'/g)].map(([, version]) => ({
    version: version!,
    isEnsemble: cards.get(version!)!.members !== null,
  }));
}

function cardsIn(folder: string): Map<string, ModelCard> {
  return new Map(
    readdirSync(folder).map((version) => [
      version,
      JSON.parse(readFileSync(path.join(folder, version, 'card.json'), 'utf8')),
    ]),
  );
}

/** Size of a model's files in an upload. */
function gzippedKib(folder: string): number {
  const files = readdirSync(folder).map((name) => readFileSync(path.join(folder, name)));
  return files.reduce((sum, bytes) => sum + gzipSync(bytes).length, 0) / 1024;
}
