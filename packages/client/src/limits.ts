/** Limits of the service (`src/config.ts` there): pictures of a batch, and bytes of a request. */
export const MAX_BATCH_IMAGES = 64;
export const MAX_BODY_BYTES = 25_000_000;

/** Bytes of a form for each file besides its content, and for its end: the boundary, the headers and line breaks take about 200. */
export const FORM_OVERHEAD_BYTES = 400;
