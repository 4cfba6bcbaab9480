import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { PNG } from 'pngjs';
import { createKey, digestOf, toHex } from '../../../../src/api-keys/key-format';
import { seededRandom } from '../../random';
import type { LabelledPicture } from '../../report/picture-set';

/** Clients are told apart by their keys; 5 % of so many are several. */
const CLIENTS = 60;
/** Labels that one request may carry. */
const LABELS = 100;
/** Predictions are stored once a second, and can be labelled from then on. */
const STORED_MILLISECONDS = 3_000;
const SEED = 11;

/** What a service answered to many pictures. */
export interface Answers {
  /** Share that is right, 0 to 1. */
  readonly right: number;
  /** The versions that answered. */
  readonly versions: ReadonlySet<string>;
}

/** The keys of a service: an administrator's, and those of its clients. */
export interface Keys {
  readonly admin: string;
  readonly clients: readonly string[];
  /** The setting `API_KEYS`. */
  readonly setting: string;
}

export async function createKeys(): Promise<Keys> {
  const admin = createKey();
  const clients = Array.from({ length: CLIENTS }, createKey);
  const entry = async (name: string, role: string, key: string) =>
    `${name}:${role}:${toHex(await digestOf(key))}`;
  const entries = [
    entry('admin', 'admin', admin),
    ...clients.map((key, i) => entry(`client-${i}`, 'predict', key)),
  ];
  return { admin, clients, setting: (await Promise.all(entries)).join(',') };
}

/** A service as `npm start` runs it, and the people who use it. */
export class ProofService {
  private readonly random = seededRandom(SEED);

  private constructor(
    readonly url: URL,
    private readonly process: ChildProcess,
    private readonly keys: Keys,
  ) {}

  /**
   * @param root folder of the repository
   * @param storage folder of its data
   * @param version answers all clients at first
   */
  static async start(root: string, storage: string, keys: Keys, version: string): Promise<ProofService> {
    const child = spawn(process.execPath, ['scripts/run.mjs', 'serve'], {
      cwd: root,
      env: {
        ...process.env,
        PORT: '0',
        STORAGE_DIR: storage,
        LOG_FILE: `${storage}.log`,
        API_KEYS: keys.setting,
        TRAFFIC: JSON.stringify({ weights: { [version]: 100 } }),
        RATE_LIMIT: 'off',
        FEEDBACK: 'on',
        FEEDBACK_IMAGES: 'on',
      },
    });
    child.stderr.pipe(process.stderr);
    const url = await new Promise<URL>((resolve, reject) => {
      child.once('exit', (status) => reject(new Error(`Cannot start the service: it ended with ${status}`)));
      createInterface({ input: child.stdout }).on('line', (line) => {
        const address = /^Serving the API at (\S+)/.exec(line)?.[1];
        if (address !== undefined) resolve(new URL(address));
      });
    });
    return new ProofService(url, child, keys);
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    await ended;
  }

  /** Sends each picture as some client, and what it shows as a label if wanted. */
  async read(pictures: Iterable<LabelledPicture>, isLabelled: boolean): Promise<Answers> {
    const labels: { request_id: string; label: number }[] = [];
    const versions = new Set<string>();
    let right = 0;
    for (const { raster, label } of pictures) {
      const key = this.keys.clients[Math.floor(this.random() * CLIENTS)]!;
      const answer = await this.ask('POST', 'predict', key, toPng(raster));
      labels.push({ request_id: answer.request_id, label });
      versions.add(answer.model_version);
      if (answer.predicted_digit === label) right++;
    }
    if (isLabelled) await this.label(labels);
    return { right: right / labels.length, versions };
  }

  private async label(labels: readonly object[]): Promise<void> {
    await sleep(STORED_MILLISECONDS);
    for (let first = 0; first < labels.length; first += LABELS) {
      const feedback = labels.slice(first, first + LABELS);
      const { results } = await this.ask(
        'POST',
        'feedback/batch',
        this.keys.admin,
        JSON.stringify({ feedback }),
      );
      const refused = results.find(({ accepted }: { accepted?: boolean }) => accepted !== true);
      if (refused !== undefined) throw new Error(`A label is refused: ${JSON.stringify(refused)}`);
    }
  }

  /** @returns a tar file with the labelled pictures */
  async exportFeedback(): Promise<Uint8Array> {
    const headers = { Authorization: `Bearer ${this.keys.admin}` };
    const response = await fetch(new URL('feedback/export', this.url), { headers });
    if (!response.ok) throw new Error(`Cannot export: ${response.status} ${await response.text()}`);
    return new Uint8Array(await response.arrayBuffer());
  }

  /** Sends a request as the administrator. */
  // biome-ignore lint/suspicious/noExplicitAny: answers of many kinds
  askAsAdmin(method: string, path: string): Promise<any> {
    return this.ask(method, path, this.keys.admin);
  }

  // biome-ignore lint/suspicious/noExplicitAny: likewise
  private async ask(method: string, path: string, key: string, body?: BodyInit): Promise<any> {
    const headers = {
      Authorization: `Bearer ${key}`,
      ...(typeof body === 'string' && { 'Content-Type': 'application/json' }),
    };
    const response = await fetch(new URL(path, this.url), { method, headers, ...(body && { body }) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /${path} is answered ${response.status}: ${text}`);
    return JSON.parse(text);
  }
}

function toPng({ width, height, channels, data }: LabelledPicture['raster']): Uint8Array<ArrayBuffer> {
  const png = new PNG({ width, height });
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) png.data[4 * i + c] = data[channels * i + (channels === 1 ? 0 : c)]!;
    png.data[4 * i + 3] = 255;
  }
  return new Uint8Array(PNG.sync.write(png, { colorType: 2, filterType: 0 }));
}
