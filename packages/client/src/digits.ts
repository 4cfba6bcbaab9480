import createClient, { type Client } from 'openapi-fetch';
import { DigitsError, type ErrorCode, toDigitsError } from './errors.js';
import { inOrder } from './in-order.js';
import type { paths } from './openapi.js';
import { nameOf, type OpenedPicture, type PictureSource, toBlob } from './picture-source.js';
import {
  type BatchProgress,
  type BatchResults,
  type Feedback,
  type NewFeedback,
  type NumberReading,
  type NumberResult,
  type PictureResult,
  type Prediction,
  toFailure,
} from './results.js';
import { type RetryOptions, withRetries } from './retry.js';
import { type BatchResult, sendBatch, toForm } from './send-batch.js';
import { type OpenSlot, toBatches } from './to-batches.js';

/** Which service, and how it is asked. */
export interface DigitsOptions extends Omit<RetryOptions, 'signal'> {
  /** Address of the service, such as `https://digits.example`; a path prefix may follow. */
  readonly url: string | URL;
  /** API key, if the service needs one. */
  readonly key?: string;
  /** Version of the model; default: that of the service. */
  readonly model?: Model;
  /** Replaces the global `fetch`. */
  readonly fetch?: typeof fetch;
}

type Query = NonNullable<paths['/predict']['post']['parameters']['query']>;
type Model = NonNullable<Query['model']>;

/** Options of a prediction; those of the client are the defaults. */
export interface PredictOptions extends RetryOptions {
  readonly model?: Model;
  /** Fail for a picture that does not show one digit, instead of guessing. */
  readonly strict?: boolean;
  /** Add an explanation: the normalised picture, and which parts of it mattered. */
  readonly explain?: boolean;
}

/** Options for several pictures. */
export interface BatchOptions extends Omit<PredictOptions, 'explain'> {
  /** Requests under way at the same time; default 2. */
  readonly concurrency?: number;
  /** Called after each request. */
  readonly onProgress?: (progress: BatchProgress) => void;
}

/** Options of `readNumber()`. */
export interface NumberOptions extends RetryOptions {
  /** One that finds digits. */
  readonly model?: NumberModel;
}

/** Options for the numbers of several pictures. */
export interface NumbersOptions extends NumberOptions, Pick<BatchOptions, 'concurrency' | 'onProgress'> {}

type NumberQuery = NonNullable<paths['/predict/number']['post']['parameters']['query']>;
type NumberModel = NonNullable<NumberQuery['model']>;

/** Errors about one picture: the others can go on. */
const PICTURE_CODES: readonly ErrorCode[] = [
  'unreadable_file',
  'missing_image',
  'body_too_large',
  'unsupported_format',
  'unsupported_png',
  'unsupported_jpeg',
  'corrupt_png',
  'corrupt_jpeg',
  'too_many_pixels',
  'side_too_long',
  'too_many_bytes',
];

const DEFAULT_CONCURRENCY = 2;
const KEY_BYTES = 16;

type Api = Client<paths>;
/** What openapi-fetch resolves to. */
type Answer<T> = { readonly data?: T; readonly error?: unknown; readonly response: Response };

/**
 * A client of the service: `const { predicted_digit } = await new Digits({ url }).predict(file)`.
 *
 * Failed requests are repeated where that may help. All methods throw `DigitsError`.
 */
export class Digits {
  /** All endpoints, typed, without repetition: `digits.api.GET('/model_info')`. `request()` adds it. */
  readonly api: Api;
  private readonly fetch: typeof fetch;

  constructor(private readonly options: DigitsOptions) {
    const { url, key } = options;
    this.fetch = options.fetch ?? ((...args) => globalThis.fetch(...args));
    this.api = createClient<paths>({
      baseUrl: String(url).replace(/\/+$/, ''),
      fetch: this.fetch,
      ...(key !== undefined && { headers: { Authorization: `Bearer ${key}` } }),
    });
  }

  /** Recognises the digit in a picture. */
  async predict(source: PictureSource, options: PredictOptions = {}): Promise<Prediction> {
    const { blob } = await this.open(source, options);
    const { strict, explain, model = this.options.model } = options;
    const query = withoutUndefined({ model, strict, explain });
    return this.request(
      (api, signal) =>
        api.POST('/predict', {
          params: { query },
          // The format is recognised by the bytes.
          headers: { 'Content-Type': 'application/octet-stream' },
          body: blob as never,
          bodySerializer: (body) => body,
          signal,
        }),
      options,
    );
  }

  /**
   * Reads all digits of a picture, line by line: `const { text } = await digits.readNumber(file)`. The client's `model` is not
   * used: not every version finds digits.
   */
  async readNumber(source: PictureSource, options: NumberOptions = {}): Promise<NumberReading> {
    const { blob } = await this.open(source, options);
    return this.postNumber(blob, options);
  }

  /**
   * Reads all digits of any number of pictures and yields the results in the order of the pictures, each of which is a request.
   * A picture that cannot be read has an `error`.
   *
   * @throws DigitsError that is about no single picture; what was yielded before stays valid
   */
  async *readNumbers(
    sources: Iterable<PictureSource> | AsyncIterable<PictureSource>,
    options: NumbersOptions = {},
  ): AsyncGenerator<NumberResult, void, void> {
    const { length = null } = sources as { readonly length?: number };
    const progress = { done: 0, failed: 0, total: length };
    const read = inOrder(numbered(sources), options.concurrency ?? DEFAULT_CONCURRENCY, ({ index, source }) =>
      this.readOne(index, source, options),
    );
    for await (const result of read) {
      progress.done++;
      if (result.error !== undefined) progress.failed++;
      options.onProgress?.({ ...progress });
      yield result;
    }
  }

  /**
   * Says what a picture shows: `feedback({ request_id, label: 7 })`, with the `request_id` of its prediction. The service has to
   * remember predictions (`FEEDBACK=on`).
   */
  async feedback(label: NewFeedback, options: RetryOptions = {}): Promise<Feedback> {
    // Whatever is left out has a default.
    const body = label as Required<NewFeedback>;
    return this.request((api, signal) => api.POST('/feedback', { body, signal }), options);
  }

  /** Recognises the digits in any number of pictures; see `predictAll()`. */
  async predictBatch(
    sources: Iterable<PictureSource> | AsyncIterable<PictureSource>,
    options: BatchOptions = {},
  ): Promise<BatchResults> {
    const results: PictureResult[] = [];
    for await (const result of this.predictAll(sources, options)) results.push(result);
    const failed = results.filter(({ error }) => error !== undefined).length;
    return { count: results.length, succeeded: results.length - failed, failed, results };
  }

  /**
   * Recognises the digits in any number of pictures and yields the results as they come, in the order of the pictures. They are
   * sent in batches within the limits of the service, and opened just before. A picture that cannot be read has an `error`
   * among its results.
   *
   * Each batch has an `Idempotency-Key`, so that pictures are counted once even where a request is repeated.
   *
   * @throws DigitsError that is about no single picture; what was yielded before stays valid
   */
  async *predictAll(
    sources: Iterable<PictureSource> | AsyncIterable<PictureSource>,
    options: BatchOptions = {},
  ): AsyncGenerator<PictureResult, void, void> {
    const { length = null } = sources as { readonly length?: number };
    const progress = { done: 0, failed: 0, total: length };
    const batches = toBatches(sources, (source) => this.open(source, options));
    const sent = inOrder(batches, options.concurrency ?? DEFAULT_CONCURRENCY, (batch) =>
      sendBatch(batch, (slots) => this.postBatch(slots, options)),
    );
    for await (const results of sent) {
      progress.done += results.length;
      progress.failed += results.filter(({ error }) => error !== undefined).length;
      options.onProgress?.({ ...progress });
      yield* results;
    }
  }

  /**
   * Calls any endpoint as `predict()` does: with repetition, a time-out, and errors that are thrown.
   *
   * @param call `(api, signal) => api.GET('/model_info', { signal })`
   */
  request<T>(
    call: (api: Api, signal: AbortSignal) => Promise<Answer<T>>,
    options: RetryOptions = {},
  ): Promise<T> {
    return withRetries(
      async (signal) => {
        const { data, error, response } = await call(this.api, signal);
        if (!response.ok || data === undefined) throw toDigitsError(response, error);
        return data;
      },
      { ...this.options, ...withoutUndefined(options) },
    );
  }

  /** Reads a file; only where there are files. */
  protected readPath(_path: string): Promise<Blob> | null {
    return null;
  }

  private async open(source: PictureSource, { signal }: RetryOptions): Promise<OpenedPicture> {
    const blob = toBlob(source) ?? (await this.load(source as string | URL, signal));
    return { name: nameOf(source), blob };
  }

  private async load(from: string | URL, signal: AbortSignal | undefined): Promise<Blob> {
    try {
      const path = String(from);
      const file = /^(https?|data|blob):/i.test(path) ? null : this.readPath(path);
      if (file !== null) return await file;
      const response = await this.fetch(from, signal === undefined ? {} : { signal });
      if (response.ok) return await response.blob();
      throw new Error(`its server answers ${response.status}`);
    } catch (cause) {
      signal?.throwIfAborted();
      const message = `Cannot read ${String(from).slice(0, 200)}: ${(cause as Error).message}`;
      throw new DigitsError('unreadable_file', message, { cause });
    }
  }

  private async readOne(
    index: number,
    source: PictureSource,
    options: NumbersOptions,
  ): Promise<NumberResult> {
    const place = { index, id: nameOf(source) };
    try {
      return { ...place, ...(await this.readNumber(source, options)) };
    } catch (error) {
      if (error instanceof DigitsError && PICTURE_CODES.includes(error.code))
        return { ...place, ...toFailure(error) };
      throw error;
    }
  }

  private postNumber(blob: Blob, options: NumberOptions): Promise<NumberReading> {
    return this.request(
      (api, signal) =>
        api.POST('/predict/number', {
          params: { query: withoutUndefined({ model: options.model }) },
          headers: { 'Content-Type': 'application/octet-stream' },
          body: blob as never,
          bodySerializer: (body) => body,
          signal,
        }),
      options,
    );
  }

  private async postBatch(
    slots: readonly OpenSlot[],
    options: BatchOptions,
  ): Promise<readonly BatchResult[]> {
    const { strict, model = this.options.model } = options;
    const form = toForm(slots);
    const key = drawKey();
    const { results } = await this.request(
      (api, signal) =>
        api.POST('/predict/batch', {
          params: {
            query: withoutUndefined({ model, strict }),
            header: { 'Idempotency-Key': `"${key}"` },
          },
          body: form as never,
          bodySerializer: (body) => body,
          signal,
        }),
      options,
    );
    return results;
  }
}

async function* numbered(
  sources: Iterable<PictureSource> | AsyncIterable<PictureSource>,
): AsyncGenerator<{ readonly index: number; readonly source: PictureSource }> {
  let index = 0;
  for await (const source of sources) yield { index: index++, source };
}

/** Not `crypto.randomUUID()`, which browsers have in secure contexts only. */
function drawKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

type Defined<T> = { [Name in keyof T]: Exclude<T[Name], undefined> };

/** Leaves out options that are undefined: they would take the place of a default. */
function withoutUndefined<T extends object>(options: T): Partial<Defined<T>> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<
    Defined<T>
  >;
}
