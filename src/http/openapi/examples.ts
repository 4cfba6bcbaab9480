import recorded from './examples.json';

/** Examples by name. A name is for people, too: clients of the document show it. */
type Examples = Readonly<Record<string, unknown>>;
type ByContentType = Readonly<Record<string, Examples>>;

/** What stands in each example where an answer names its request. */
export const EXAMPLE_REQUEST_ID = recorded.requestId;

/** Requests and answers that `npm run openapi` has recorded from the running service. */
export const EXAMPLES = {
  /** What the service says, by error code. */
  errors: recorded.errors,
  /** By operation. */
  requests: recorded.requests as Readonly<Record<string, ByContentType>>,
  /** By operation and status. */
  answers: recorded.answers as Readonly<Record<string, Readonly<Record<string, ByContentType>>>>,
};
