import type { ErrorCode } from './errors';

/** Where the cause lies, and thus who can fix it. */
export type Fault = 'the request' | 'the picture' | 'the connection' | 'the service';

/** Documentation of an error code. Plain text with `code` in backticks. */
export interface ErrorGuide {
  readonly status: ErrorStatus;
  /** The problem type (RFC 9457) where there is a registered one; default: the address of the section about the code. */
  readonly type?: string;
  /** What happened. */
  readonly meaning: string;
  readonly fault: Fault;
  /** What the client should do. */
  readonly remedy: string;
}

/** Statuses of our errors and their names: from RFC 9110, RFC 6585, and nginx (499). */
export const STATUS_TITLES = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  411: 'Length Required',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  417: 'Expectation Failed',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  499: 'Client Closed Request',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
};
/** Of draft-ietf-httpapi-ratelimit-headers-11, section 5; it defines the member `violated-policies` as well. */
const QUOTA_EXCEEDED = 'https://iana.org/assignments/http-problem-types#quota-exceeded';

export type ErrorStatus = keyof typeof STATUS_TITLES;

/** Errors of the HTTP server of `npm start`, before the Worker; on Cloudflare the edge rejects such requests with its own messages. */
export const FRONT_CODES = [
  'malformed_request',
  'headers_too_large',
  'expectation_failed',
  'not_implemented',
  'service_unavailable',
] as const satisfies readonly ErrorCode[];

/** The documentation of each error code, for `GET /docs/errors` and `docs/errors.md`: a code without it does not compile. */
export const ERROR_GUIDE: Record<ErrorCode, ErrorGuide> = {
  missing_image: {
    status: 422,
    meaning:
      'The request contains no picture: the body is empty, or the form or JSON lacks the field for it.',
    fault: 'the request',
    remedy:
      'Send the picture as the form field `file`, as base64 in the JSON field `image`, or as the body itself. ' +
      '`detail` lists the fields that did arrive.',
  },
  invalid_request: {
    status: 422,
    meaning:
      'A parameter, form field or JSON value is unknown, repeated, contradictory, or has a value that is not allowed; or ' +
      'the body is not what its `Content-Type` or `Content-Encoding` says.',
    fault: 'the request',
    remedy:
      'Correct what `detail` names. It quotes the value, and lists the allowed values or suggests a name.',
  },
  body_too_large: {
    status: 413,
    meaning:
      'The body, or a file of an archive, exceeds the limit that `detail` names, compressed or decompressed.',
    fault: 'the request',
    remedy:
      'Send a smaller copy of the picture. JSON has a lower limit than a form or the file itself; an archive is uploaded in ' +
      'parts.',
  },
  too_many_parts: {
    status: 413,
    meaning: 'The form has more parts than the limit that `detail` names.',
    fault: 'the request',
    remedy: 'Send one form for each picture, with the field `file` and the options, and nothing else.',
  },
  too_many_images: {
    status: 413,
    meaning: 'The batch or job has more pictures than the limit that `detail` names.',
    fault: 'the request',
    remedy: 'Send the pictures in several requests, each within the limit.',
  },
  not_found: {
    status: 404,
    meaning: 'There is nothing at this path.',
    fault: 'the request',
    remedy: 'Check the path. `GET /` lists the endpoints, and `/docs` describes them.',
  },
  method_not_allowed: {
    status: 405,
    meaning: 'The path exists, but not for this method.',
    fault: 'the request',
    remedy:
      'Use a method that the header `Allow` lists. A redirect that turned POST into GET is a common cause: check the scheme ' +
      'and the host of the address.',
  },
  unknown_model: {
    status: 404,
    meaning: 'The version that `model` names does not exist.',
    fault: 'the request',
    remedy: 'Choose one of the versions that `detail` lists, or leave `model` out to use the default.',
  },
  unsupported_encoding: {
    status: 415,
    meaning: 'The body has a `Content-Encoding` that the service does not support.',
    fault: 'the request',
    remedy:
      'Use an encoding that the header `Accept-Encoding` of the response lists, or none: PNG and JPEG are compressed already.',
  },
  rate_limited: {
    status: 429,
    type: QUOTA_EXCEEDED,
    meaning:
      'The client has made more requests than the limit that `detail` names. A client is an API key or, without one, an ' +
      'address: the first 64 bits of it with IPv6.',
    fault: 'the request',
    remedy:
      'Wait for the seconds that the header `Retry-After` names, and send fewer requests at a time: `RateLimit-Policy` ' +
      'tells the limits.',
  },
  quota_exceeded: {
    status: 429,
    type: QUOTA_EXCEEDED,
    meaning:
      'The API key has used what it may in this day or calendar month of UTC, or has less left than the request has ' +
      'pictures. None of them was charged.',
    fault: 'the request',
    remedy:
      'Send fewer pictures if `detail` says that some are left, or wait until the period is over: for the seconds that the ' +
      'header `Retry-After` names. Operators give a key a larger quota.',
  },
  idempotency_key_in_use: {
    status: 409,
    meaning: 'The first request with this `Idempotency-Key` is still being worked on.',
    fault: 'the request',
    remedy:
      'Repeat the request after the seconds that the header `Retry-After` names: it then gets the answer of the first one. If the ' +
      'first one was lost, because the service was stopped, its key is free again after two minutes.',
  },
  idempotency_key_reused: {
    status: 422,
    meaning:
      'The `Idempotency-Key` came with another request in the last 24 hours: another body, other options or another path.',
    fault: 'the request',
    remedy: 'Send a new key with each new request, a UUID for instance, and the same key only to repeat it.',
  },
  length_required: {
    status: 411,
    meaning: 'The body has no `Content-Length`, without which it cannot be stored.',
    fault: 'the request',
    remedy: 'Send `Content-Length`. Clients do for files; for a stream they have to be told its length.',
  },
  client_closed_request: {
    status: 499,
    meaning:
      'The client closed the connection before the response. No client receives this error: it appears in logs and ' +
      'metrics only.',
    fault: 'the connection',
    remedy:
      'Look for a timeout in the client, or in a proxy on the way, that is shorter than the upload takes.',
  },
  missing_api_key: {
    status: 401,
    meaning: 'The operation needs an API key, and the request has none where keys are read.',
    fault: 'the request',
    remedy:
      'Send the key as `Authorization: Bearer <key>` or as `X-API-Key: <key>`; the operator of the service gives keys out. Keys in ' +
      'the address are not read.',
  },
  invalid_api_key: {
    status: 401,
    meaning: 'The API key is mistyped, unknown, revoked or expired; `detail` says which.',
    fault: 'the request',
    remedy:
      'Copy the key again, whole and without quotes; if it is the right one, ask the operator for a new one.',
  },
  insufficient_role: {
    status: 403,
    meaning: 'The API key is valid, but not for this operation.',
    fault: 'the request',
    remedy:
      'Use a key with the role that `detail` names: `predict` recognises digits, `metrics` reads the figures, `admin` does ' +
      'everything.',
  },
  key_store_unavailable: {
    status: 503,
    meaning:
      'The store of API keys does not answer. Keys that are configured or were used before are still accepted; this one is ' +
      'not among them, or the keys were to be listed or changed.',
    fault: 'the service',
    remedy: 'Try again after the seconds that the header `Retry-After` names.',
  },
  unknown_key: {
    status: 404,
    meaning: 'There is no API key of this name that is still accepted.',
    fault: 'the request',
    remedy: 'Look at `GET /admin/keys` for the names that there are.',
  },
  key_exists: {
    status: 409,
    meaning: 'There is an API key of this name, or with this SHA-256, already.',
    fault: 'the request',
    remedy: 'Choose another name, rotate the key of that name, or revoke it first. A SHA-256 is used once.',
  },
  too_many_keys: {
    status: 409,
    meaning: 'The store holds as many API keys as it may.',
    fault: 'the request',
    remedy: 'Revoke keys that nobody uses.',
  },
  traffic_store_unavailable: {
    status: 503,
    meaning:
      'The store of the traffic split does not answer. Predictions go on with the last known split; it cannot be listed or ' +
      'changed.',
    fault: 'the service',
    remedy: 'Try again after the seconds that the header `Retry-After` names.',
  },
  nothing_to_roll_back: {
    status: 409,
    meaning: 'Every change of the traffic split has been undone already, or there was none.',
    fault: 'the request',
    remedy: 'Set the split that you want with `PUT /admin/traffic`.',
  },
  restore_unsupported: {
    status: 501,
    meaning:
      'Only on Cloudflare do stores keep a history that they can go back to; the folder of `npm start` has none.',
    fault: 'the service',
    remedy: 'Operators: restore a back-up of the storage folder, as `docs/runbook.md` describes.',
  },
  feedback_off: {
    status: 404,
    meaning: 'Predictions are not remembered here, so that there is nothing to label, count or export.',
    fault: 'the request',
    remedy: 'Operators: set `FEEDBACK=on`. `feedback` in the answer of `GET /` says whether it is.',
  },
  unknown_prediction: {
    status: 404,
    meaning:
      'No remembered prediction has this `request_id` and `index`: it never had, has expired or was deleted, or was made ' +
      'with another API key. Pictures of jobs are not remembered.',
    fault: 'the request',
    remedy:
      'Send the `request_id` of the answer that the label is for, with the same API key, and for a batch the `index` of the ' +
      'picture.',
  },
  feedback_unavailable: {
    status: 503,
    meaning: 'The storage of feedback does not answer, at least in part. Predictions go on.',
    fault: 'the service',
    remedy: 'Try again after the seconds that the header `Retry-After` names.',
  },
  unknown_job: {
    status: 404,
    meaning: 'There is no job with this id, or it was created with another API key.',
    fault: 'the request',
    remedy:
      'Use the `id` that `POST /jobs` returned, and the same API key. Jobs are forgotten some time after they have expired.',
  },
  wrong_job_state: {
    status: 409,
    meaning: 'The job exists, but not in a state in which this can be done.',
    fault: 'the request',
    remedy: 'Look at the `status` that `GET /jobs/{id}` returns. A new input needs a new job.',
  },
  too_many_jobs: {
    status: 429,
    meaning: 'The client, or the service, has as many jobs as it may.',
    fault: 'the request',
    remedy: 'Wait until one of them is over, or cancel it.',
  },
  corrupt_archive: {
    status: 400,
    meaning: 'The zip or tar file of a job, or a file in it, is damaged or incomplete.',
    fault: 'the request',
    remedy:
      'Check the archive with `unzip -t` or `tar -tf`, and that its parts were numbered in their order; then upload it to a ' +
      'new job.',
  },
  unsupported_archive: {
    status: 415,
    meaning:
      'The input of a job is no zip or tar file, or a file in it is encrypted or compressed in an unusual way.',
    fault: 'the request',
    remedy: 'Make a zip file with deflate or without compression, or a tar file without compression.',
  },
  jobs_unavailable: {
    status: 503,
    meaning: 'The storage of jobs does not answer, or this deployment has none.',
    fault: 'the service',
    remedy: 'Try again after the seconds that the header `Retry-After` names.',
  },
  unsupported_format: {
    status: 415,
    meaning:
      'The file is neither a PNG nor a JPEG. The format is recognised by the bytes; name and declared type do not matter.',
    fault: 'the picture',
    remedy:
      'Convert the picture to PNG or JPEG. If it is one already, something wrapped it on the way: `detail` describes ' +
      'the bytes.',
  },
  unsupported_png: {
    status: 415,
    meaning:
      "The file is a PNG outside the standard: Apple's CgBI variant, or one with an unknown critical chunk.",
    fault: 'the picture',
    remedy: 'Open it in an image editor and save it as an ordinary PNG or JPEG.',
  },
  unsupported_jpeg: {
    status: 415,
    meaning: 'The file is a JPEG of a rare kind, such as arithmetic coding, lossless, or 12 bits a sample.',
    fault: 'the picture',
    remedy: 'Open it in an image editor and save it as a baseline or progressive JPEG, or as a PNG.',
  },
  corrupt_png: {
    status: 400,
    meaning: 'The file begins as a PNG, but is damaged or ends too early.',
    fault: 'the picture',
    remedy:
      'Send the file again; if that does not help, save the picture again. A file that was handled as text on the way is ' +
      'damaged as well: send it as binary data.',
  },
  corrupt_jpeg: {
    status: 400,
    meaning: 'The file begins as a JPEG, but is damaged or ends too early.',
    fault: 'the picture',
    remedy:
      'Send the file again; if that does not help, save the picture again. A file that was handled as text on the way is ' +
      'damaged as well: send it as binary data.',
  },
  too_many_pixels: {
    status: 413,
    meaning: 'Width times height is more than the limit that `detail` names.',
    fault: 'the picture',
    remedy: 'Send a smaller copy. A digit needs no more than a few hundred pixels a side.',
  },
  side_too_long: {
    status: 413,
    meaning: 'The width or the height is more than the limit that `detail` names.',
    fault: 'the picture',
    remedy: 'Crop the picture to the digit, or send a smaller copy.',
  },
  too_many_bytes: {
    status: 413,
    meaning: 'The decompressed picture takes more memory than the limit that `detail` names.',
    fault: 'the picture',
    remedy: 'Send a smaller copy, or one with 8 bits a sample instead of 16.',
  },
  blank: {
    status: 422,
    meaning: 'The request was strict, and all pixels of the picture are equal.',
    fault: 'the picture',
    remedy: 'Send a picture of a digit. Without `strict` the response is 200 with `is_digit: false`.',
  },
  no_contrast: {
    status: 422,
    meaning: 'The request was strict, and the contrast between ink and paper is too low.',
    fault: 'the picture',
    remedy:
      'Use a darker pen, or brighter and more even light. Without `strict` the response is 200 with `is_digit: false`.',
  },
  several_objects: {
    status: 422,
    meaning: 'The request was strict, and the picture shows more than one object.',
    fault: 'the picture',
    remedy:
      'Crop the picture to one digit; the service reads one at a time. Without `strict` the response is 200 with ' +
      '`is_digit: false`.',
  },
  not_a_digit: {
    status: 422,
    meaning:
      'The request was strict, and the picture does not resemble the digits that the model was trained on.',
    fault: 'the picture',
    remedy:
      'Check that the picture shows a digit, upright and whole; `explain=true` shows what the network saw. Without `strict` ' +
      'the response is 200 with `is_digit: false`.',
  },
  model_unavailable: {
    status: 503,
    meaning: 'The model could not be loaded, or failed its self-test.',
    fault: 'the service',
    remedy:
      'Try again later, or choose another `model`. Operators: see `GET /health` and the log for details.',
  },
  temporarily_overloaded: {
    status: 503,
    meaning:
      'The service has as much work, or holds as many uploads, as its memory allows, and its queue is full or did not move ' +
      'in time.',
    fault: 'the service',
    remedy:
      'Try again after the seconds that the header `Retry-After` names, and send fewer or smaller pictures at a time.',
  },
  internal_error: {
    status: 500,
    meaning: 'The service failed unexpectedly.',
    fault: 'the service',
    remedy:
      'Try again once. If the error persists, report it with the `request_id`: the log contains the cause.',
  },
  malformed_request: {
    status: 400,
    meaning: 'The request is not valid HTTP, so the server rejected it unread.',
    fault: 'the request',
    remedy:
      'Use an HTTP library rather than a socket. `detail` names the part that could not be read. HTTPS sent to an HTTP port ' +
      'also causes this error.',
  },
  request_timeout: {
    status: 408,
    meaning: 'The headers or the body did not arrive in time, or arrived too slowly.',
    fault: 'the connection',
    remedy:
      'Try again, with a smaller file or over a faster connection. Check that `Content-Length` is not too high.',
  },
  headers_too_large: {
    status: 431,
    meaning: 'The headers together exceed the limit that `detail` names.',
    fault: 'the request',
    remedy: 'Send fewer or shorter headers. Cookies are the usual cause, and the service needs none.',
  },
  expectation_failed: {
    status: 417,
    meaning: 'The header `Expect` asks for something other than `100-continue`.',
    fault: 'the request',
    remedy: 'Leave out the header `Expect`.',
  },
  not_implemented: {
    status: 501,
    meaning: 'The header `Transfer-Encoding` names something other than `chunked`, or the method is CONNECT.',
    fault: 'the request',
    remedy:
      'Send the body with `Content-Length` or in chunks; declare a compressed body with `Content-Encoding`.',
  },
  service_unavailable: {
    status: 503,
    meaning: 'The server is up, but the process that recognises digits is starting or stopping.',
    fault: 'the service',
    remedy: 'Try again after the number of seconds in the header `Retry-After`.',
  },
};
