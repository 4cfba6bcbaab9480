import type { Context } from 'hono';
import type { ErrorCode } from '../errors';
import type { FileRecognition } from '../recognition/recognize';
import type { RequestBody } from './body/request-body';

/** What a prediction leaves behind for the log and the counters. */
export interface Prediction {
  readonly recognition: FileRecognition;
  readonly inferenceSeconds: number;
}

/** The types of Hono's context: bindings of wrangler.toml and what middleware and routes hand on. */
export interface HonoEnv {
  Bindings: Env;
  Variables: {
    requestId: string;
    /** Set by the observer, before any route. */
    body: RequestBody;
    /** Set by the predict route when it answers. */
    prediction?: Prediction;
    /** Set by the renderer of errors. */
    errorCode?: ErrorCode;
  };
}

export type HonoContext = Context<HonoEnv>;
