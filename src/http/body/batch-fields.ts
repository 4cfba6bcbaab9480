/** Path for several pictures. */
export const BATCH_PATH = '/predict/batch';

/** Form fields for the files; the last is how PHP and some clients name the second. */
export const BATCH_FORM_FIELDS = ['file', 'files', 'files[]'] as const;
/** JSON field for the pictures. */
export const BATCH_JSON_FIELD = 'images';

/** Form fields that exist only in batches. */
export const BATCH_FIELDS: readonly string[] = ['files', 'files[]', BATCH_JSON_FIELD];
