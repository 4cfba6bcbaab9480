import type { Context } from 'hono';
import type { Caller } from '../admission/caller';
import type { Charge } from '../admission/quotas/quotas';
import type { ErrorCode, ServiceError } from '../errors';
import type { LabelReceipt } from '../feedback/feedback-protocol';
import type { LimitKind } from '../metrics/series/labels';
import type { Assignment } from '../service/assign-model';
import type { Prediction } from '../service/predict';
import type { RequestTrace } from '../tracing/tracer';
import type { RequestBody } from './body/request-body';

/** The types of Hono's context: bindings of wrangler.toml, and variables that middleware and routes set. */
export interface HonoEnv {
  Bindings: Env;
  Variables: {
    requestId: string;
    /** Who asks; set before everything else. */
    caller: Caller;
    /** Why the request may not do what it asks for; set with the caller. */
    accessError?: ServiceError;
    /** Set by the observer, before any route. */
    body: RequestBody;
    /** Likewise. */
    trace: RequestTrace;
    /** The predictions of the response, one per picture; set by the routes that predict. */
    predictions?: readonly Prediction[];
    /** The places of their pictures in the request, where some have no prediction. */
    places?: readonly number[];
    /** Digits that were read in a picture with any number of them. */
    digitCount?: number;
    /** The version that answers, and who chose it; set by the same routes. */
    assignment?: Assignment;
    /** Error codes of pictures that could not be read or were rejected in a request that succeeds; set by the same routes. */
    pictureErrors?: readonly ErrorCode[];
    /** Labels that were stored. */
    labels?: readonly LabelReceipt[];
    /** What the request was charged with, where the key that asks has a quota. */
    charge?: Charge;
    /** Limits that could not be checked, so that the request was let through. */
    uncheckedLimits?: readonly LimitKind[];
    /** Whether the response is stored for repetitions of the request, so that it counts as sent. */
    isStored?: boolean;
    /** Set when an error is rendered. */
    errorCode?: ErrorCode;
  };
}

export type HonoContext = Context<HonoEnv>;
