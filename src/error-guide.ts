import type { ErrorCode } from './errors';

/** Where the cause lies: who can do something about it. */
export type Fault = 'the request' | 'the picture' | 'the connection' | 'the service';

/** What there is to know about an error code. Text is plain but for `code` in backticks. */
export interface ErrorGuide {
  readonly status: ErrorStatus;
  /** The problem type (RFC 9457) where there is a registered one; default: the address of the section about the code. */
  readonly type?: string;
  /** What happened. */
  readonly meaning: string;
  readonly fault: Fault;
  /** What whoever receives it should do. */
  readonly remedy: string;
}

/** Every status that an error of ours can have, and its name: those of RFC 9110, of RFC 6585, and nginx's 499. */
export const STATUS_TITLES = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
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

/** What the HTTP server of `npm start` refuses before the Worker sees it; on Cloudflare the edge answers in its own words. */
export const FRONT_CODES = [
  'malformed_request',
  'request_timeout',
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
      'Correct what `detail` names. It quotes the value, and says what is allowed or which name was probably meant.',
  },
  body_too_large: {
    status: 413,
    meaning: 'The body, or what it decompresses to, is longer than the limit that `detail` names.',
    fault: 'the request',
    remedy: 'Send a smaller copy of the picture. JSON has a lower limit than a form or the file itself.',
  },
  too_many_parts: {
    status: 413,
    meaning: 'The form has more parts than the limit that `detail` names.',
    fault: 'the request',
    remedy: 'Send one form for each picture, with the field `file` and the options, and nothing else.',
  },
  too_many_images: {
    status: 413,
    meaning: 'The batch has more pictures than the limit that `detail` names.',
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
    meaning: 'There is no model of the version that `model` names.',
    fault: 'the request',
    remedy: 'Choose one of the versions that `detail` lists, or leave `model` out to use the default.',
  },
  unsupported_encoding: {
    status: 415,
    meaning: 'The body is compressed in a way that the service cannot undo, as its `Content-Encoding` says.',
    fault: 'the request',
    remedy:
      'Use an encoding that the header `Accept-Encoding` of the answer lists, or none: PNG and JPEG are compressed already.',
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
  client_closed_request: {
    status: 499,
    meaning:
      'The client closed the connection before it was answered. Nobody receives this error: it appears in logs and metrics ' +
      'only.',
    fault: 'the connection',
    remedy:
      'Look for a timeout in the client, or in a proxy in between, that is shorter than the upload takes.',
  },
  unsupported_format: {
    status: 415,
    meaning:
      'The bytes are neither a PNG nor a JPEG. The format is recognised by the bytes; name and type do not matter.',
    fault: 'the picture',
    remedy:
      'Convert the picture to PNG or JPEG. If it is one already, something wrapped it on the way: `detail` says what the ' +
      'bytes look like.',
  },
  unsupported_png: {
    status: 415,
    meaning:
      "The file is a PNG outside the standard: Apple's CgBI variant, or one with a critical chunk that is unknown.",
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
      'Send the file again; if that does not help, save the picture anew. A file that was handled as text on the way is ' +
      'damaged as well: send it as binary data.',
  },
  corrupt_jpeg: {
    status: 400,
    meaning: 'The file begins as a JPEG, but is damaged or ends too early.',
    fault: 'the picture',
    remedy:
      'Send the file again; if that does not help, save the picture anew. A file that was handled as text on the way is ' +
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
    meaning: 'The request was strict, and every pixel of the picture is alike.',
    fault: 'the picture',
    remedy: 'Send a picture with a digit in it. Without `strict` the answer is 200 with `is_digit: false`.',
  },
  no_contrast: {
    status: 422,
    meaning: 'The request was strict, and ink and paper differ too little to be told apart.',
    fault: 'the picture',
    remedy:
      'Use a darker pen, or more and more even light. Without `strict` the answer is 200 with `is_digit: false`.',
  },
  several_objects: {
    status: 422,
    meaning: 'The request was strict, and the picture shows more than one object.',
    fault: 'the picture',
    remedy:
      'Crop the picture to one digit; the service reads one at a time. Without `strict` the answer is 200 with ' +
      '`is_digit: false`.',
  },
  not_a_digit: {
    status: 422,
    meaning:
      'The request was strict, and what the picture shows is not like the digits that the model knows.',
    fault: 'the picture',
    remedy:
      'Check that the picture shows a digit, upright and whole; `explain=true` shows what the network saw. Without `strict` ' +
      'the answer is 200 with `is_digit: false`.',
  },
  model_unavailable: {
    status: 503,
    meaning: 'The model could not be loaded, or failed its self-test.',
    fault: 'the service',
    remedy: 'Try again later, or choose another `model`. Operators: `GET /health` and the log tell more.',
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
    meaning: 'The service failed in a way that nobody foresaw.',
    fault: 'the service',
    remedy: 'Try again once. If it happens again, report it with the `request_id`: the log has the cause.',
  },
  malformed_request: {
    status: 400,
    meaning: 'What arrived is not valid HTTP, so the server refused it unread.',
    fault: 'the request',
    remedy:
      'Use an HTTP library rather than a socket. `detail` names the part that could not be read. HTTPS sent to an HTTP port ' +
      'looks like this, too.',
  },
  request_timeout: {
    status: 408,
    meaning: 'The headers or the body did not arrive in time, or came too slowly.',
    fault: 'the connection',
    remedy:
      'Try again, with a smaller file or over a faster connection. Check that `Content-Length` is not too high.',
  },
  headers_too_large: {
    status: 431,
    meaning: 'All headers together exceed the limit that `detail` names.',
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
      'Send the body with `Content-Length` or in chunks; a compressed body is announced by `Content-Encoding`.',
  },
  service_unavailable: {
    status: 503,
    meaning: 'The server is up, but the process that recognises digits is being started or is stopping.',
    fault: 'the service',
    remedy: 'Try again after the seconds that the header `Retry-After` names.',
  },
};
