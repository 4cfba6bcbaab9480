import { ServiceError } from '../errors';
import type { Eye } from '../eye/sureness';
import { toPrintable } from '../printable';
import type { ModelCard } from './card';
import { Classifier, type Tuning } from './classifier';
import { Ensemble } from './ensemble';
import type { DigitReader } from './judgement';
import { LateReader } from './late-reader';
import type { EnsembleFiles, ModelFiles, NetworkFiles } from './model-files';
import { type LayerDescription, Network } from './network';
import { findsSelfTestDigits, passesSelfTest } from './self-test';
import { setUpTfjs } from './tfjs';
import { verifyNetwork } from './verify-network';
import { MODEL_ALIASES, type ModelAlias } from './versions';

/** A model that is ready for use. */
export interface LoadedModel {
  readonly version: string;
  readonly card: ModelCard;
  readonly classifier: DigitReader;
  /** Finds digits in pictures for it. */
  readonly eye: Eye;
  /** Version of the network that reads what its eye is not sure of; null if the eye has no say in which digit it is. */
  readonly reader: string | null;
  /** The models that it averages; none for a network. */
  readonly members: readonly LoadedModel[];
  /** Read from the loaded network; an ensemble lists those of all its members. */
  readonly layers: readonly LayerDescription[];
  readonly parameters: number;
  /** Batch dimension null, e.g. `[null, 28, 28, 1]`. */
  readonly inputShape: readonly (number | null)[];
  readonly outputShape: readonly (number | null)[];
}

/** A network that finds digits, and what was fitted to it. */
interface OpenEye {
  /** For its own version. */
  readonly reading: Eye;
  /** For all others. */
  readonly finding: Eye;
  readonly network: Network;
}

/** All available versions. Each is loaded once, on first use, and kept. */
export class ModelRegistry {
  private readonly loading = new Map<string, Promise<LoadedModel>>();
  /** Networks that classify, by version: each is opened once, whoever needs it. */
  private readonly classifiers = new Map<string, Classifier>();
  /** Networks that find digits, by version. */
  private readonly eyes = new Map<string, Promise<OpenEye>>();
  /** Why each version last failed to load. */
  private readonly failures = new Map<string, string>();

  /**
   * @param files by version
   * @param defaultVersion version used by default
   * @param wasmModule tfjs' compiled SIMD binary
   * @param onLoaded runs once per version, before it is available
   * @param onFailed called with the reason if a version cannot be loaded, once per reason
   */
  constructor(
    private readonly files: Readonly<Record<string, ModelFiles>>,
    readonly defaultVersion: string,
    private readonly wasmModule: WebAssembly.Module,
    private readonly onLoaded: (model: LoadedModel) => Promise<void> = async () => {},
    private readonly onFailed: (message: string) => void = () => {},
  ) {}

  /** Names of the versions that a client may request. */
  get versions(): string[] {
    return Object.keys(this.files);
  }

  /** Names of the versions that find digits in pictures, and so can read several. */
  get finders(): string[] {
    return this.versions.filter((version) => this.files[version]!.card.reader !== undefined);
  }

  /** Names that stand for a version: `default`, and `latest`, the network that was created last. */
  get aliases(): Readonly<Record<ModelAlias, string>> {
    const networks = this.versions.filter((version) => 'weights' in this.files[version]!);
    const created = (version: string) => Date.parse(this.files[version]!.card.created);
    const latest = networks.reduce((newest, each) => (created(each) > created(newest) ? each : newest));
    return { default: this.defaultVersion, latest };
  }

  /**
   * The version that a name or an alias stands for.
   *
   * @throws ServiceError `unknown_model`
   */
  resolve(name: string): string {
    const version = isAlias(name) ? this.aliases[name] : name;
    if (Object.hasOwn(this.files, version)) return version;
    const known = this.versions.join(', ');
    throw new ServiceError(
      'unknown_model',
      `Cannot use model "${toPrintable(version, 40)}": the versions are ${known}; ${MODEL_ALIASES.join(' and ')} stand for one of them`,
    );
  }

  /**
   * The card of a version; does not load the model.
   *
   * @param name of the version, or an alias
   * @throws ServiceError `unknown_model`
   */
  card(name: string = this.defaultVersion): ModelCard {
    return this.files[this.resolve(name)]!.card;
  }

  /**
   * Loads and tests a version, or waits until a concurrent call has done so. A failure is not cached: the next call
   * retries, which costs the SHA-256 of the files if they are damaged.
   *
   * @param name of the version, or an alias
   * @throws ServiceError `unknown_model`, or `model_unavailable` if its files differ from its card, it cannot
   *   be loaded or it fails the self-test
   */
  async load(name: string = this.defaultVersion): Promise<LoadedModel> {
    const version = this.resolve(name);
    const files = this.files[version]!;
    return openOnce(this.loading, version, () =>
      this.open(version, files).catch((error) => {
        throw this.toFailure(version, error);
      }),
    );
  }

  /**
   * The same, with everything that is otherwise opened when the first picture needs it: for readiness.
   *
   * @throws ServiceError as `load()` does
   */
  async loadWhole(name?: string): Promise<LoadedModel> {
    const model = await this.load(name);
    if (model.reader !== null) this.openReader(model.reader);
    return model;
  }

  private toFailure(version: string, error: Error): ServiceError {
    const message = `Cannot load model "${version}": ${error.message}`;
    if (this.failures.get(version) !== message) this.onFailed(message);
    this.failures.set(version, message);
    return new ServiceError('model_unavailable', message);
  }

  private async open(version: string, files: ModelFiles): Promise<LoadedModel> {
    const model = await this.openFiles(version, files);
    await this.onLoaded(model);
    return model;
  }

  private openFiles(version: string, files: ModelFiles): Promise<LoadedModel> {
    if (!('weights' in files)) return this.openEnsemble(version, files);
    const { reader } = files.card;
    return reader === undefined ? this.openNetwork(version, files) : this.openFinder(version, files, reader);
  }

  private async openNetwork(version: string, files: NetworkFiles): Promise<LoadedModel> {
    const { card } = files;
    await verifyNetwork(files);
    const { finding } = await this.openSharedEye();
    const classifier = this.openClassifier(version, files);
    const layers = classifier.describe();
    return {
      version,
      card,
      classifier,
      eye: finding,
      reader: null,
      members: [],
      layers,
      parameters: countParameters(layers),
      inputShape: classifier.inputShape,
      outputShape: layers.at(-1)!.outputShape,
    };
  }

  private async openFinder(version: string, { card }: NetworkFiles, reader: string): Promise<LoadedModel> {
    const { reading, network } = await this.openEye(version);
    await verifyNetwork(this.files[reader] as NetworkFiles).catch((error) => {
      throw this.toFailure(reader, error);
    });
    const { layers, inputShape } = network;
    return {
      version,
      card,
      classifier: new LateReader(() => this.openReader(reader)),
      eye: reading,
      reader,
      members: [],
      layers,
      parameters: countParameters(layers),
      inputShape,
      outputShape: layers.at(-1)!.outputShape,
    };
  }

  /** The eye of models that have none of their own. */
  private async openSharedEye(): Promise<OpenEye> {
    const [finder] = this.finders;
    if (finder === undefined) throw new Error('no version finds digits for it');
    return this.openEye(finder).catch((error) => {
      throw this.toFailure(finder, error);
    });
  }

  private openEye(version: string): Promise<OpenEye> {
    return openOnce(this.eyes, version, () => this.openEyeFiles(this.files[version] as NetworkFiles));
  }

  /** @throws Error if they are damaged, or it fails the self-test */
  private async openEyeFiles(files: NetworkFiles): Promise<OpenEye> {
    const { json, weights, card } = files;
    if (card.looks === undefined)
      throw new Error('its card does not say when a look is sure; run `npm run tune`');
    await verifyNetwork(files);
    await setUpTfjs(this.wasmModule);
    const network = Network.load(json, weights);
    if (!findsSelfTestDigits(network)) {
      network.dispose();
      throw new Error('it fails the self-test: it does not find the drawn digits');
    }
    const eye = { network, ...card.looks };
    return { network, reading: { ...eye, reads: true }, finding: { ...eye, reads: false } };
  }

  /** @throws ServiceError `model_unavailable` */
  private openReader(version: string): Classifier {
    try {
      return this.openClassifier(version, this.files[version] as NetworkFiles);
    } catch (error) {
      throw this.toFailure(version, error as Error);
    }
  }

  /** @throws Error if it fails the self-test */
  private openClassifier(version: string, { json, weights, card }: NetworkFiles): Classifier {
    const known = this.classifiers.get(version);
    if (known !== undefined) return known;
    const classifier = Classifier.load(json, weights, tuningOf(card));
    if (!passesSelfTest(classifier)) {
      classifier.dispose();
      throw new Error('it fails the self-test: it does not read the drawn digits with confidence');
    }
    this.classifiers.set(version, classifier);
    return classifier;
  }

  /** Needs no self-test: if each member predicts the right digits with confidence, so does their mean. */
  private async openEnsemble(version: string, { card }: EnsembleFiles): Promise<LoadedModel> {
    const members = await Promise.all(card.members.map((member) => this.load(member)));
    const layers = members.flatMap((member) => member.layers);
    return {
      version,
      card,
      classifier: new Ensemble(members, card.rejection.minimumEvidence),
      eye: members[0]!.eye,
      reader: null,
      members,
      layers,
      parameters: countParameters(layers),
      inputShape: members[0]!.inputShape,
      outputShape: members[0]!.outputShape,
    };
  }
}

/** Opens what has not been opened yet, or waits until a concurrent call has done so. A failure is not kept. */
function openOnce<T>(opened: Map<string, Promise<T>>, version: string, open: () => Promise<T>): Promise<T> {
  const known = opened.get(version);
  if (known !== undefined) return known;
  const attempt = open().catch((error) => {
    opened.delete(version);
    throw error;
  });
  opened.set(version, attempt);
  return attempt;
}

function isAlias(name: string): name is ModelAlias {
  return (MODEL_ALIASES as readonly string[]).includes(name);
}

/** @returns the parameters in a card that were fitted after training */
export function tuningOf({ calibration, rejection }: Pick<ModelCard, 'calibration' | 'rejection'>): Tuning {
  return { temperature: calibration.temperature, minimumEvidence: rejection.minimumEvidence };
}

function countParameters(layers: readonly LayerDescription[]): number {
  return layers.reduce((sum, layer) => sum + layer.parameters, 0);
}
