/** Where several pictures are sent. */
export const BATCH_PATH = '/predict/batch';

/** Fields of a form that hold its files; the last is what PHP and some clients make of the second. */
export const BATCH_FORM_FIELDS = ['file', 'files', 'files[]'] as const;
/** The field of JSON that holds them. */
export const BATCH_JSON_FIELD = 'images';

/** Those of them that a request with one picture does not have. */
export const BATCH_FIELDS: readonly string[] = ['files', 'files[]', BATCH_JSON_FIELD];
