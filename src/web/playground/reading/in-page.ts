import type { Answers, PageNumber, PagePrediction, Question, Reply } from '../../workers/recognizer-messages';

/** Set when the assets are built: the script of the thread, beside that of this page. */
declare const RECOGNIZER_FILE: string;

/** The picture cannot be recognised: the service would refuse it, too. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  /** @param code one of those on the page about errors */
  constructor(
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}

/** There is nothing to recognise with: a file cannot be loaded, or the browser is too old. */
export class RecognizerFailure extends Error {
  override readonly name = 'RecognizerFailure';
}

interface Promised {
  readonly resolve: (found: never) => void;
  readonly reject: (error: Error) => void;
}

let thread: Worker | null = null;
let lastId = 0;
const promised = new Map<number, Promised>();

/**
 * Recognises a picture in a thread of this page, without the service. The first call loads what that takes.
 *
 * @param picture a PNG or JPEG
 * @param model a version, or null for the default
 * @throws Refusal, RecognizerFailure; a later call tries again
 */
export function recognizeInPage(picture: Blob, model: string | null): Promise<PagePrediction> {
  return ask('digit', picture, model);
}

/** The same for all digits of a picture, with the model that the service has for it. */
export function readNumberInPage(picture: Blob): Promise<PageNumber> {
  return ask('number', picture, null);
}

function ask<Kind extends keyof Answers>(
  kind: Kind,
  picture: Blob,
  model: string | null,
): Promise<Answers[Kind]> {
  thread ??= startThread();
  const question: Question = { id: ++lastId, kind, picture, model };
  thread.postMessage(question);
  return new Promise((resolve, reject) => promised.set(question.id, { resolve, reject }));
}

function startThread(): Worker {
  const started = new Worker(new URL(RECOGNIZER_FILE, import.meta.url));
  started.onmessage = ({ data }: MessageEvent<Reply>) => settle(data);
  started.onerror = () => {
    thread = null;
    started.terminate();
    for (const id of promised.keys()) settle({ id, kind: 'failed', detail: RECOGNIZER_FILE });
  };
  return started;
}

function settle(reply: Reply): void {
  const { resolve, reject } = promised.get(reply.id)!;
  promised.delete(reply.id);
  if (reply.kind === 'answer') resolve(reply.found as never);
  else if (reply.kind === 'refused') reject(new Refusal(reply.code, reply.detail));
  else reject(new RecognizerFailure(reply.detail));
}
