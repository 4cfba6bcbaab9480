import recorded from './examples.json';

/** Examples by name. Clients of the document show the name. */
type Examples = Readonly<Record<string, unknown>>;
type ByContentType = Readonly<Record<string, Examples>>;

/** Requests and responses that `npm run openapi` has recorded from the running service. */
export const EXAMPLES = {
  /** In all of them. */
  requestId: recorded.requestId,
  /** The `detail` of errors, by code. */
  errors: recorded.errors,
  /** By operation. */
  requests: recorded.requests as Readonly<Record<string, ByContentType>>,
  /** By operation and status. */
  answers: recorded.answers as Readonly<Record<string, Readonly<Record<string, ByContentType>>>>,
};
