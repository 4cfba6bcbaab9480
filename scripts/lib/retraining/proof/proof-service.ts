import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { createKey, digestOf, toHex } from '../../../../src/api-keys/key-format';
import { encodePng } from '../../../../src/image/png/encode-png';
import type { LabelledPicture } from '../../report/picture-set';

/** Clients are told apart by their keys; 5 % of so many are several. */
const CLIENTS = 60;
/** Labels that one request may carry. */
const LABELS = 100;

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
  private constructor(
    readonly url: URL,
    private readonly process: ChildProcess,
    private readonly keys: Keys,
  ) {}

  /**
   * @param root folder of the repository
   * @param storage folder of its data
   */
  static async start(root: string, storage: string, keys: Keys): Promise<ProofService> {
    const child = spawn(process.execPath, ['scripts/run.mjs', 'serve'], {
      cwd: root,
      env: {
        ...process.env,
        PORT: '0',
        STORAGE_DIR: storage,
        LOG_FILE: `${storage}.log`,
        API_KEYS: keys.setting,
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
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGTERM');
    await ended;
  }

  /** Sends every picture as some client. @returns the share that is read correctly */
  async read(pictures: Iterable<LabelledPicture>, giveFeedback: boolean): Promise<number> {
    const labels: { request_id: string; label: number }[] = [];
    let right = 0;
    for (const { raster, label } of pictures) {
      const key = this.keys.clients[labels.length % CLIENTS]!;
      const answer = await this.ask('POST', 'predict', key, toPng(raster));
      labels.push({ request_id: answer.request_id, label });
      if (answer.predicted_digit === label) right++;
    }
    // Predictions are remembered once a second.
    if (giveFeedback) await new Promise((resolve) => setTimeout(resolve, 3_000));
    for (let first = 0; giveFeedback && first < labels.length; first += LABELS) {
      const feedback = labels.slice(first, first + LABELS);
      await this.ask('POST', 'feedback/batch', this.keys.admin, JSON.stringify({ feedback }));
    }
    return right / labels.length;
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
  const rgba = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = data[channels * i + (channels === 1 ? 0 : c)]!;
  }
  return new Uint8Array(encodePng(rgba, width, height));
}
